//! A rule's code, as a link to its page.

use yew::prelude::*;

use super::icon::{Glyph, icon};

#[derive(Properties, PartialEq)]
pub struct RuleLinkProps {
    pub rule: AttrValue,
    pub title: AttrValue,
}

#[component]
pub fn RuleLink(props: &RuleLinkProps) -> Html {
    let href = format!("rules/{}.html", props.rule);
    html! {
        <a class="rule-link" {href} target="_blank" rel="noopener" title={props.title.clone()}>
            { props.rule.clone() }{ icon(Glyph::Outside) }<span class="visually-hidden">{ " (new tab)" }</span>
        </a>
    }
}
