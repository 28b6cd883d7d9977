//! A plan as a table of steps that opens like a tree. Arrows walk, Home and End jump, left and right close and open.

use gloo::timers::callback::Timeout;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::plan_pages::{PAGE, page_of, pages};
use super::plan_row::{PlanRow, kept_plan_row, row_id, row_id_start};
use crate::hooks::use_store::Store;
use crate::interop::dom;
use crate::interop::plan::Plan;
use crate::interop::report::Report;
use crate::interop::shared::Shared;
use crate::state::action::Action;

/// Draws the plan at a place of the report.
pub fn plan_tree(store: &Store, report: &Shared<Report>, index: usize, plan: &Shared<Plan>) -> Html {
    let closed = store.selection.closed_in(index);
    let shown = shown_nodes(plan, &closed);
    let selected = store
        .selection
        .node
        .filter(|(of_plan, _)| *of_plan == index)
        .map(|(_, node)| node);
    let current = selected.filter(|node| shown.contains(node)).unwrap_or_default();
    let selected_row = selected.and_then(|node| shown.iter().position(|shown| *shown == node));
    let page = page_of(store, selected_row, shown.len());
    let on_page = shown.iter().skip(page * PAGE).take(PAGE);
    // The one that is reached by Tab has to be on the page.
    let reached = on_page
        .clone()
        .find(|node| **node == current)
        .or(on_page.clone().next());
    let reached = reached.copied();
    let rows = on_page.map(|node| {
        kept_plan_row(
            store,
            PlanRow {
                report: report.clone(),
                plan: plan.clone(),
                plan_index: index,
                node: *node,
                is_selected: selected == Some(*node),
                is_reached_by_tab: reached == Some(*node),
                is_closed: closed.contains(node),
            },
        )
    });
    let rows: Html = rows.collect();
    let count = shown.len();
    let pages = pages(store, page, count);
    let current = reached.unwrap_or_default();
    let (dispatch, plan) = (store.dispatcher(), plan.clone());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        // From the row that has the focus: a second key may come before the first has been drawn.
        let focused = event.target_dyn_into::<Element>();
        let focused = focused.and_then(|row| row.id().strip_prefix(&row_id_start(index))?.parse().ok());
        let walk = Walk {
            plan: &plan,
            shown: &shown,
            closed: &closed,
            current: focused.unwrap_or(current),
        };
        let Some(step) = walk.step(&event.key()) else {
            return;
        };
        event.prevent_default();
        match step {
            Step::Fold(node) => dispatch.dispatch(Action::NodeFolded { plan: index, node }),
            Step::Go(node) => {
                dispatch.dispatch(Action::NodeSelected { plan: index, node });
                focus_soon(row_id(index, node));
            }
        }
    });
    html! {
        <>
        { pages.clone() }
        <table class="plan-tree" role="treegrid" aria-label="Steps of the plan" aria-rowcount={(count + 1).to_string()}>
            <thead>
                <tr role="row">
                    <th role="columnheader" scope="col">{ "Step" }</th>
                    <th role="columnheader" scope="col" title="Time in this step without the steps below it">{ "Own time" }</th>
                    <th role="columnheader" scope="col" title="With the steps below, over all loops">{ "Total" }</th>
                    <th role="columnheader" scope="col" title="Expected and found rows per loop">{ "Rows" }</th>
                    <th role="columnheader" scope="col">{ "Loops" }</th>
                </tr>
            </thead>
            <tbody role="rowgroup" {onkeydown}>{ rows }</tbody>
        </table>
        { pages }
        </>
    }
}

/// Focuses a row, after it was drawn when it stands on another page.
fn focus_soon(id: String) {
    match dom::by_id(&id) {
        Some(row) => dom::focus(Some(row)),
        None => {
            Timeout::new(0, move || dom::focus(dom::by_id(&id))).forget();
        }
    }
}

/// The nodes that no closed node hides, in order.
fn shown_nodes(plan: &Plan, closed: &[usize]) -> Vec<usize> {
    let mut hidden_below = None;
    let mut shown = Vec::with_capacity(plan.count());
    for node in 0..plan.count() {
        let depth = plan.depth(node);
        if hidden_below.is_some_and(|hidden| depth > hidden) {
            continue;
        }
        hidden_below = closed.contains(&node).then_some(depth);
        shown.push(node);
    }
    shown
}

enum Step {
    Go(usize),
    Fold(usize),
}

struct Walk<'a> {
    plan: &'a Plan,
    shown: &'a [usize],
    closed: &'a [usize],
    current: usize,
}

impl Walk<'_> {
    fn step(&self, key: &str) -> Option<Step> {
        let place = self.shown.iter().position(|id| *id == self.current)?;
        let can_open = self.plan.has_children(self.current);
        let is_closed = self.closed.contains(&self.current);
        match key {
            "ArrowDown" => self.shown.get(place + 1).copied().map(Step::Go),
            "ArrowUp" => self.shown.get(place.checked_sub(1)?).copied().map(Step::Go),
            "Home" => self.shown.first().copied().map(Step::Go),
            "End" => self.shown.last().copied().map(Step::Go),
            "ArrowRight" if is_closed => Some(Step::Fold(self.current)),
            "ArrowRight" if can_open => self.shown.get(place + 1).copied().map(Step::Go),
            "ArrowLeft" if can_open && !is_closed => Some(Step::Fold(self.current)),
            "ArrowLeft" => self.plan.parent(self.current).map(Step::Go),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::plan::Field;

    /// Pre-order depths; a node hangs under the last one that is less deep.
    fn plan(depths: &[usize]) -> Plan {
        let parent = |at: usize| (0..at).rev().find(|other| depths[*other] < depths[at]);
        let rows: Vec<[f64; 2]> = (0..depths.len())
            .map(|at| {
                [
                    parent(at).map_or(f64::NAN, |parent| parent as f64),
                    depths[at] as f64,
                ]
            })
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(<[f64; 2]>::as_slice).collect();
        Plan::of_numbers(&[Field::Parent, Field::Depth], &rows)
    }

    #[test]
    fn closed_nodes_hide_what_is_below() {
        let plan = plan(&[0, 1, 2, 1, 2]);
        assert_eq!(shown_nodes(&plan, &[]), [0, 1, 2, 3, 4]);
        assert_eq!(shown_nodes(&plan, &[1]), [0, 1, 3, 4]);
        assert_eq!(shown_nodes(&plan, &[0, 3]), [0]);
    }

    #[test]
    fn keys_walk_the_tree() {
        let plan = plan(&[0, 1, 2, 1]);
        let (shown, closed) = (vec![0, 1, 2, 3], Vec::new());
        let walk = |current| Walk {
            plan: &plan,
            shown: &shown,
            closed: &closed,
            current,
        };
        assert!(matches!(walk(0).step("ArrowDown"), Some(Step::Go(1))));
        assert!(walk(0).step("ArrowUp").is_none());
        assert!(matches!(walk(2).step("ArrowLeft"), Some(Step::Go(1))));
        assert!(matches!(walk(1).step("ArrowLeft"), Some(Step::Fold(1))));
        assert!(matches!(walk(2).step("End"), Some(Step::Go(3))));
    }
}
