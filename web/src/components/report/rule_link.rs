//! A rule's code, as a link to its page.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};

/// Draws it.
pub fn rule_link(rule: &AttrValue, title: &AttrValue) -> Html {
    let href = format!("rules/{}.html", rule);
    html! {
        <a class="rule-link" {href} target="_blank" rel="noopener" title={title.clone()}>
            { rule.clone() }{ icon(Glyph::Outside) }<span class="visually-hidden">{ " (new tab)" }</span>
        </a>
    }
}
