//! A severity: icon, and the word for those who do not see it.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::interop::report::Severity;

/// Draws the mark. A function and not a component: it has no state, and a page holds hundreds.
pub fn severity_mark(severity: Severity) -> Html {
    let glyph = match severity {
        Severity::Error => Glyph::Error,
        Severity::Warning => Glyph::Warning,
        Severity::Info => Glyph::Info,
        Severity::Hint => Glyph::Hint,
    };
    let word = severity.as_str();
    html! {
        <span class={classes!("severity-mark", format!("is-{word}"))}>
            { icon(glyph) }
            <span class="visually-hidden">{ word }</span>
        </span>
    }
}
