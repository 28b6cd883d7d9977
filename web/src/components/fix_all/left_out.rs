//! What is not fixed with the others, under the reason why.

use yew::prelude::*;

use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::safe_fixes::SafeFixes;
use crate::state::action::Action;
use crate::state::tools::ToolAction;

/// Findings listed under a reason; the list of findings has all.
const MOST_LISTED: usize = 100;

/// Draws it; nothing when nothing is left out.
pub fn left_out(store: &Store, fixes: &SafeFixes) -> Html {
    let count: usize = fixes.left.iter().map(|(_, ids)| ids.len()).sum();
    if count == 0 {
        return html! {};
    }
    let reasons = fixes.left.iter().map(|(why, ids)| {
        html! {
            <li data-testid="fix-all-reason">
                <p>{ rich_text(why) }</p>
                <ul>{ for ids.iter().take(MOST_LISTED).map(|id| finding(store, id)) }</ul>
                if ids.len() > MOST_LISTED {
                    <p class="quiet">{ format!("and {} more", ids.len() - MOST_LISTED) }</p>
                }
            </li>
        }
    });
    html! {
        <details class="fix-all-left" data-testid="fix-all-left">
            <summary>{ "Left out" }<span class="badge">{ count }</span></summary>
            <ul class="fix-all-reasons">{ for reasons }</ul>
        </details>
    }
}

/// A finding, as a button that leads to it.
fn finding(store: &Store, id: &AttrValue) -> Html {
    let Some(finding) = store.analysis.finding(id) else {
        return html! {};
    };
    let show = sending::<MouseEvent>(store, Action::Tool(ToolAction::LeftOutShown(id.clone())));
    html! {
        <li>
            <button type="button" class="link-button" data-rule={finding.rule.clone()} onclick={show}>{ rich_text(&finding.message) }</button>
        </li>
    }
}
