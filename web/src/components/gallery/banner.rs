//! While an example is open: what there is to notice, what was done about it, and the way from one version to the other.

use yew::prelude::*;

use crate::components::report::rule_link::rule_link;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::examples::{Notice, by_name, name_of};

/// Draws what the banner over the text says of the example; nothing when none is open.
#[inline(never)]
pub fn example_banner(store: &Store) -> Html {
    let name = store.document.example.as_deref();
    let examples = store.examples.as_deref();
    let Some((example, is_fixed)) = name.zip(examples).and_then(|(name, all)| by_name(all, name)) else {
        return html! {};
    };
    let version = |title: &'static str, fixed: bool| {
        let onclick = sending::<MouseEvent>(store, Action::ExampleOpened(name_of(&example.slug, fixed)));
        html! {
            <button type="button" class="segment" aria-pressed={(fixed == is_fixed).to_string()}
                data-testid={if fixed { "example-fixed" } else { "example-broken" }} {onclick}>{ title }</button>
        }
    };
    let toggle = if is_fixed {
        "What was done"
    } else {
        "What to notice"
    };
    html! {
        <>
            <details key={example.slug.to_string()}>
                <summary><span class="label">{ "Example" }</span>{ example.title.clone() }
                    <span class="notice-toggle">{ toggle }</span></summary>
                if is_fixed {
                    <p class="example-repair">{ example.repair.clone() }</p>
                } else {
                    <ul data-testid="example-notice">{ for example.notice.iter().map(notice) }</ul>
                }
            </details>
            <div class="segments" role="group" aria-label="Version of the example">
                { version("Broken", false) }
                { version("Fixed", true) }
            </div>
        </>
    }
}

fn notice(notice: &Notice) -> Html {
    let title = AttrValue::Static("The rule's page");
    html! {
        <li>
            { notice.text.clone() }
            if !notice.rule.is_empty() {
                { " " }{ rule_link(&notice.rule, &title) }
            }
        </li>
    }
}
