//! One step of a plan: its numbers, and when it is looked at everything else about it.

use std::rc::Rc;

use yew::prelude::*;

use super::estimate_badge::estimate_badge;
use super::memo::Memo;
use super::node_details::node_details;
use super::severity_mark::severity_mark;
use super::time_bar::time_bar;
use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::plan::{Plan, PlanNode};
use crate::interop::report::{Report, Severity};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::format;

/// Deeper steps are not set in any further, or nothing would be left of the line.
const DEEPEST_INDENT: usize = 24;

/// A step and how it stands in the tree.
#[derive(Clone)]
pub struct PlanRow {
    pub report: Shared<Report>,
    pub plan: Shared<Plan>,
    pub plan_index: usize,
    /// The node's place in the plan.
    pub node: usize,
    pub is_selected: bool,
    pub is_reached_by_tab: bool,
    pub is_closed: bool,
}

/// A row, drawn again only when something about it has changed.
pub fn kept_plan_row(store: &Store, row: PlanRow) -> Html {
    let details = store.selection.look.details.as_ref().filter(|_| row.is_selected);
    let flags = [
        row.is_selected,
        row.is_reached_by_tab,
        row.is_closed,
        store.is_report_current(),
    ];
    let state = [
        row.report.identity(),
        flags.iter().fold(0, |bits, flag| 2 * bits + usize::from(*flag)),
        details.map_or(0, Shared::identity),
        0,
    ];
    let (key, store) = (row.node, store.clone());
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || plan_row(&store, &row));
    html! { <Memo {key} {state} {draw} /> }
}

fn plan_row(store: &Store, row: &PlanRow) -> Html {
    let Some(node) = row.plan.node(row.node) else {
        return html! {};
    };
    let has_children = row.plan.has_children(row.node);
    let id = row.node;
    let severity = row.report.severity_at(row.plan_index, id);
    let class = classes!(
        "plan-node",
        row.is_selected.then_some("is-selected"),
        node.never_executed.then_some("is-never"),
    );
    let onclick = sending::<MouseEvent>(
        store,
        Action::NodeSelected {
            plan: row.plan_index,
            node: id,
        },
    );
    html! {
        <>
            <tr id={row_id(row.plan_index, id)} {class} role="row" data-testid="plan-node"
                data-depth={node.depth.min(DEEPEST_INDENT).to_string()}
                tabindex={if row.is_reached_by_tab { "0" } else { "-1" }}
                aria-level={(node.depth + 1).to_string()} aria-selected={row.is_selected.to_string()}
                aria-expanded={has_children.then(|| (!row.is_closed).to_string())}
                {onclick}>
                <td role="gridcell" class="plan-step">
                    <div class="plan-label">
                        { fold_button(store, row, has_children) }
                        { step_name(&node, severity) }
                    </div>
                </td>
                <td role="gridcell" class="plan-own">{ own_time(&node) }</td>
                <td role="gridcell" class="number" data-label="total">{ node.total_ms.map_or("–".to_owned(), format::duration) }</td>
                <td role="gridcell" class="number" data-label="rows">{ estimate_badge(&node) }</td>
                <td role="gridcell" class="number" data-label="loops">{ node.loops.map_or("–".to_owned(), format::count) }</td>
            </tr>
            if row.is_selected {
                <tr role="row" class="plan-extra" data-depth={node.depth.min(DEEPEST_INDENT).to_string()}>
                    <td role="gridcell" colspan="5">{ node_details(store, row.plan_index, &row.plan, id) }</td>
                </tr>
            }
        </>
    }
}

/// What it is and what it reads, with a mark when something is to be said about it.
pub fn step_name(node: &PlanNode, severity: Option<Severity>) -> Html {
    html! {
        <span class="step-name">
            if !node.relationship.is_empty() {
                <span class="relationship">{ node.relationship.clone() }</span>
            }
            <strong>{ node.label.clone() }</strong>
            if !node.target.is_empty() {
                { " " }<span class="target">{ node.target.clone() }</span>
            }
            if let Some(severity) = severity {
                { " " }{ severity_mark(severity) }
            }
        </span>
    }
}

/// The row's id in the page.
pub fn row_id(plan: usize, node: usize) -> String {
    row_id_start(plan) + &node.to_string()
}

/// What stands in the ids of a plan's rows before the node.
pub fn row_id_start(plan: usize) -> String {
    format!("plan-{plan}-node-")
}

fn fold_button(store: &Store, row: &PlanRow, has_children: bool) -> Html {
    if !has_children {
        return html! { <span class="fold-space"></span> };
    }
    let (dispatch, plan, node) = (store.dispatcher(), row.plan_index, row.node);
    let onclick = Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        dispatch.dispatch(Action::NodeFolded { plan, node });
    });
    // The row itself opens and closes by keyboard; the button is for pointers.
    html! {
        <span class={classes!("fold", row.is_closed.then_some("is-closed"))} {onclick}>{ icon(Glyph::Chevron) }</span>
    }
}

/// A step's own time and its share of the whole, or its cost where no time was measured.
pub fn own_time(node: &PlanNode) -> Html {
    if node.never_executed {
        return html! { <span class="quiet">{ "never ran" }</span> };
    }
    let Some(own) = node.self_ms else {
        return html! { <span class="quiet">{ node.total_cost.map_or("–".to_owned(), |cost| format!("cost {}", format::count(cost))) }</span> };
    };
    html! {
        <>
            if let Some(share) = node.share {
                { time_bar(share) }
            }
            <span class="own-numbers">
                <strong>{ format::duration(own) }</strong>
                if let Some(share) = node.share {
                    <span class="quiet">{ format::percent(share) }</span>
                }
            </span>
        </>
    }
}
