//! A severity: icon, and the word for those who do not see it.

use yew::prelude::*;

use super::icon::{Glyph, Icon};
use crate::interop::report::Severity;

#[derive(Properties, PartialEq)]
pub struct SeverityMarkProps {
    pub severity: Severity,
}

#[component]
pub fn SeverityMark(props: &SeverityMarkProps) -> Html {
    let glyph = match props.severity {
        Severity::Error => Glyph::Error,
        Severity::Warning => Glyph::Warning,
        Severity::Info => Glyph::Info,
        Severity::Hint => Glyph::Hint,
    };
    let word = props.severity.as_str();
    html! {
        <span class={classes!("severity-mark", format!("is-{word}"))}>
            <Icon {glyph} />
            <span class="visually-hidden">{ word }</span>
        </span>
    }
}
