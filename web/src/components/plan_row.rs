//! One step of a plan: its numbers, and when it is looked at its findings and properties.

use yew::prelude::*;

use super::estimate_badge::EstimateBadge;
use super::icon::{Glyph, icon};
use super::node_details::NodeDetails;
use super::time_bar::time_bar;
use crate::interop::plan::{Plan, PlanNode};
use crate::interop::report::Report;
use crate::interop::shared::Shared;
use crate::state::format;

/// Deeper steps are not set in any further, or nothing would be left of the line.
const DEEPEST_INDENT: usize = 24;

#[derive(Properties, PartialEq)]
pub struct PlanRowProps {
    pub report: Shared<Report>,
    pub plan: Shared<Plan>,
    pub plan_index: usize,
    /// The node's place in the plan.
    pub node: usize,
    pub is_selected: bool,
    pub is_reached_by_tab: bool,
    pub is_closed: bool,
    pub on_select: Callback<usize>,
    pub on_fold: Callback<usize>,
}

#[component]
pub fn PlanRow(props: &PlanRowProps) -> Html {
    let Some(node) = props.plan.nodes.get(props.node) else {
        return html! {};
    };
    let has_children = props.plan.has_children(node);
    let id = props.node;
    let insights: Vec<_> = props.report.insights(props.plan_index, id).cloned().collect();
    let class = classes!(
        "plan-node",
        props.is_selected.then_some("is-selected"),
        node.never_executed.then_some("is-never"),
        insights.first().map(|_| "has-insights")
    );
    let share = own_share(&props.plan, node);
    html! {
        <>
            <tr id={row_id(props.plan_index, id)} {class} role="row" data-testid="plan-node"
                data-depth={node.depth.min(DEEPEST_INDENT).to_string()}
                tabindex={if props.is_reached_by_tab { "0" } else { "-1" }}
                aria-level={(node.depth + 1).to_string()} aria-selected={props.is_selected.to_string()}
                aria-expanded={has_children.then(|| (!props.is_closed).to_string())}
                onclick={props.on_select.reform(move |_| id)}>
                <td role="gridcell" class="plan-step">
                    <div class="plan-label">
                        { fold_button(props, has_children) }
                        <span>
                            if let Some(relationship) = &node.relationship {
                                <span class="relationship">{ relationship.clone() }</span>
                            }
                            <strong>{ node.label.clone() }</strong>
                            if !node.target.is_empty() {
                                { " " }<span class="target">{ node.target.clone() }</span>
                            }
                        </span>
                    </div>
                </td>
                <td role="gridcell" class="plan-own">{ own_time(node, share) }</td>
                <td role="gridcell" class="number" data-label="total">{ node.total_ms.map_or("–".to_owned(), format::duration) }</td>
                <td role="gridcell" class="number" data-label="rows"><EstimateBadge node={node.clone()} /></td>
                <td role="gridcell" class="number" data-label="loops">{ node.loops.map_or("–".to_owned(), format::count) }</td>
            </tr>
            if props.is_selected || !insights.is_empty() {
                <tr role="row" class="plan-extra" data-depth={node.depth.min(DEEPEST_INDENT).to_string()}>
                    <td role="gridcell" colspan="5">
                        <NodeDetails node={node.clone()} {insights} is_selected={props.is_selected} />
                    </td>
                </tr>
            }
        </>
    }
}

/// The row's id in the page.
pub fn row_id(plan: usize, node: usize) -> String {
    format!("plan-{plan}-node-{node}")
}

fn fold_button(props: &PlanRowProps, has_children: bool) -> Html {
    if !has_children {
        return html! { <span class="fold-space"></span> };
    }
    let id = props.node;
    let onclick = props.on_fold.reform(move |event: MouseEvent| {
        event.stop_propagation();
        id
    });
    // The row itself opens and closes by keyboard; the button is for pointers.
    html! {
        <span class={classes!("fold", props.is_closed.then_some("is-closed"))} {onclick}>{ icon(Glyph::Chevron) }</span>
    }
}

fn own_time(node: &PlanNode, share: Option<f64>) -> Html {
    if node.never_executed {
        return html! { <span class="quiet">{ "never ran" }</span> };
    }
    let Some(own) = node.self_ms else {
        return html! { <span class="quiet">{ node.total_cost.map_or("–".to_owned(), |cost| format!("cost {}", format::count(cost))) }</span> };
    };
    html! {
        <>
            if let Some(share) = share {
                { time_bar(share) }
            }
            <span class="own-numbers">
                <strong>{ format::duration(own) }</strong>
                if let Some(share) = share {
                    <span class="quiet">{ format::percent(share) }</span>
                }
            </span>
        </>
    }
}

/// The node's own part of the root's time.
fn own_share(plan: &Plan, node: &PlanNode) -> Option<f64> {
    let whole = plan.nodes.first()?.total_ms.filter(|ms| *ms > 0.0)?;
    Some((node.self_ms? / whole).clamp(0.0, 1.0))
}
