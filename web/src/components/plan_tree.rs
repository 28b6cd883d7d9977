//! A plan as a table of steps that opens like a tree. Arrows walk, Home and End jump, left and right close and open.

use std::collections::BTreeSet;

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::plan_row::{PlanRow, row_id};
use crate::hooks::use_store::use_store;
use crate::interop::dom;
use crate::interop::plan::{Plan, PlanNode};
use crate::interop::report::Report;
use crate::interop::shared::Shared;
use crate::state::action::Action;

#[derive(Properties, PartialEq)]
pub struct PlanTreeProps {
    pub report: Shared<Report>,
    /// The plan's place in the report.
    pub index: usize,
    pub plan: Shared<Plan>,
}

#[component]
pub fn PlanTree(props: &PlanTreeProps) -> Html {
    let closed = use_state(BTreeSet::<usize>::new);
    let Some(store) = use_store() else { return html! {} };
    let (plan, index) = (&props.plan, props.index);
    let shown = shown_nodes(plan, &closed);
    let selected = store
        .selection
        .node
        .filter(|(of_plan, _)| *of_plan == index)
        .map(|(_, node)| node);
    let reached_by_tab = selected.filter(|node| shown.contains(node)).unwrap_or_default();
    let on_select = {
        let dispatch = store.dispatcher();
        Callback::from(move |node| dispatch.dispatch(Action::NodeSelected { plan: index, node }))
    };
    let on_fold = fold_callback(&closed);
    let onkeydown = {
        let (plan, shown, on_select, on_fold) =
            (plan.clone(), shown.clone(), on_select.clone(), on_fold.clone());
        let closed = closed.clone();
        Callback::from(move |event: KeyboardEvent| {
            let walk = Walk {
                plan: &plan,
                shown: &shown,
                closed: &closed,
                current: reached_by_tab,
            };
            let Some(step) = walk.step(&event.key()) else {
                return;
            };
            event.prevent_default();
            match step {
                Step::Fold(node) => on_fold.emit(node),
                Step::Go(node) => {
                    on_select.emit(node);
                    dom::focus(dom::by_id(&row_id(index, node)));
                }
            }
        })
    };
    let rows = shown.iter().filter_map(|id| plan.nodes.get(*id)).map(|node| html! {
        <PlanRow key={node.id} report={props.report.clone()} plan={plan.clone()} plan_index={index} node={node.id}
            is_selected={selected == Some(node.id)} is_reached_by_tab={reached_by_tab == node.id}
            is_closed={closed.contains(&node.id)} on_select={on_select.clone()} on_fold={on_fold.clone()} />
    });
    html! {
        <table class="plan-tree" role="treegrid" aria-label="Steps of the plan">
            <thead>
                <tr role="row">
                    <th role="columnheader" scope="col">{ "Step" }</th>
                    <th role="columnheader" scope="col" title="Time in this step without the steps below it">{ "Own time" }</th>
                    <th role="columnheader" scope="col" title="With the steps below, over all loops">{ "Total" }</th>
                    <th role="columnheader" scope="col" title="Expected and found rows per loop">{ "Rows" }</th>
                    <th role="columnheader" scope="col">{ "Loops" }</th>
                </tr>
            </thead>
            <tbody role="rowgroup" {onkeydown}>{ for rows }</tbody>
        </table>
    }
}

fn fold_callback(closed: &UseStateHandle<BTreeSet<usize>>) -> Callback<usize> {
    let closed = closed.clone();
    Callback::from(move |node| {
        let mut next = (*closed).clone();
        if !next.remove(&node) {
            next.insert(node);
        }
        closed.set(next);
    })
}

/// The nodes that no closed node hides, in order.
fn shown_nodes(plan: &Plan, closed: &BTreeSet<usize>) -> Vec<usize> {
    let mut hidden_below = None;
    let mut shown = Vec::with_capacity(plan.nodes.len());
    for node in &plan.nodes {
        if hidden_below.is_some_and(|depth| node.depth > depth) {
            continue;
        }
        hidden_below = closed.contains(&node.id).then_some(node.depth);
        shown.push(node.id);
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
    closed: &'a BTreeSet<usize>,
    current: usize,
}

impl Walk<'_> {
    fn step(&self, key: &str) -> Option<Step> {
        let place = self.shown.iter().position(|id| *id == self.current)?;
        let node = self.plan.nodes.get(self.current)?;
        let can_open = self.plan.has_children(node);
        let is_closed = self.closed.contains(&self.current);
        match key {
            "ArrowDown" => self.shown.get(place + 1).copied().map(Step::Go),
            "ArrowUp" => self.shown.get(place.checked_sub(1)?).copied().map(Step::Go),
            "Home" => self.shown.first().copied().map(Step::Go),
            "End" => self.shown.last().copied().map(Step::Go),
            "ArrowRight" if is_closed => Some(Step::Fold(self.current)),
            "ArrowRight" if can_open => self.shown.get(place + 1).copied().map(Step::Go),
            "ArrowLeft" if can_open && !is_closed => Some(Step::Fold(self.current)),
            "ArrowLeft" => self.parent_of(node).map(Step::Go),
            _ => None,
        }
    }

    fn parent_of(&self, node: &PlanNode) -> Option<usize> {
        let before = self.plan.nodes.get(..node.id)?;
        before
            .iter()
            .rev()
            .find(|other| other.depth < node.depth)
            .map(|parent| parent.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(depths: &[usize]) -> Plan {
        let nodes = depths.iter().enumerate().map(|(id, depth)| PlanNode {
            id,
            depth: *depth,
            ..PlanNode::default()
        });
        Plan {
            nodes: nodes.collect(),
            ..Plan::default()
        }
    }

    #[test]
    fn closed_nodes_hide_what_is_below() {
        let plan = plan(&[0, 1, 2, 1, 2]);
        assert_eq!(shown_nodes(&plan, &BTreeSet::new()), [0, 1, 2, 3, 4]);
        assert_eq!(shown_nodes(&plan, &BTreeSet::from([1])), [0, 1, 3, 4]);
        assert_eq!(shown_nodes(&plan, &BTreeSet::from([0, 3])), [0]);
    }

    #[test]
    fn keys_walk_the_tree() {
        let plan = plan(&[0, 1, 2, 1]);
        let (shown, closed) = (vec![0, 1, 2, 3], BTreeSet::new());
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
