//! The plan as it was pasted, each step's lines one choice: what is chosen here is chosen in every view, and the other way round.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::node_details::selected_details;
use super::plan_pages::{PAGE, page_of, pages};
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::interop::plan::{Field, Plan};
use crate::interop::shared::Shared;
use crate::state::action::Action;

/// Draws the plan at a place of the report.
pub fn plan_text(store: &Store, index: usize, plan: &Shared<Plan>) -> Html {
    let Some(part) = store.document.part(&plan.part) else {
        return html! {};
    };
    let text: &str = &part.text.content;
    let count = plan.count();
    let selected = store.selection.node.filter(|(of_plan, _)| *of_plan == index);
    let selected = selected.map(|(_, node)| node);
    let page = page_of(store, selected, count);
    let on_page = (page * PAGE).min(count)..((page + 1) * PAGE).min(count);
    let lines = on_page
        .clone()
        .map(|node| step(store, index, plan, text, node, selected));
    let lines: Html = lines.collect();
    let pages = pages(store, page, count);
    let (dispatch, walked) = (store.dispatcher(), selected);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let to = match (event.key().as_str(), walked) {
            ("ArrowDown", Some(node)) => (node + 1).min(count.saturating_sub(1)),
            ("ArrowUp", Some(node)) => node.saturating_sub(1),
            ("ArrowDown" | "ArrowUp", None) => on_page.start,
            ("Home", _) => 0,
            ("End", _) => count.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        dispatch.dispatch(Action::NodeSelected {
            plan: index,
            node: to,
        });
        dom::show_soon(step_id(index, to));
    });
    let is_drawn = selected.filter(|node| node / PAGE == page);
    html! {
        <>
            { pages.clone() }
            <div class="plan-text" role="listbox" aria-label="The plan’s text, step by step" tabindex="0" data-testid="plan-text"
                aria-activedescendant={is_drawn.map(|node| step_id(index, node))} {onkeydown}>{ lines }</div>
            { pages }
            { selected_details(store, index, plan) }
        </>
    }
}

fn step_id(plan: usize, node: usize) -> String {
    format!("plan-{plan}-text-{node}")
}

fn step(store: &Store, index: usize, plan: &Plan, text: &str, node: usize, selected: Option<usize>) -> Html {
    let byte = |field| plan.number(node, field).unwrap_or_default() as usize;
    let (start, end) = (byte(Field::StartByte), byte(Field::EndByte));
    // With what stands before it on its line: the indentation is half of what a plan says.
    let line = text.get(..start).and_then(|before| before.rfind('\n'));
    let start = line.map_or(0, |at| at + 1);
    let lines = text.get(start..end).unwrap_or_default().trim_end().to_owned();
    let is_selected = selected == Some(node);
    let onclick = sending::<MouseEvent>(store, Action::NodeSelected { plan: index, node });
    html! {
        <div key={node} id={step_id(index, node)} role="option" aria-selected={is_selected.to_string()}
            class="plan-text-step" data-testid="plan-text-step" {onclick}>{ lines }</div>
    }
}
