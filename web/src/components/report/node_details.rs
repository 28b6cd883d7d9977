//! What is known about a step: its findings always, its printed properties when it is looked at.

use yew::prelude::*;

use super::finding_card::{Place, finding_card};
use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::plan::PlanNode;
use crate::interop::report::{Finding, Report};
use crate::interop::shared::Shared;
use crate::state::format;

/// Draws them.
pub fn node_details(
    store: &Store,
    report: &Report,
    node: &PlanNode,
    insights: &[&Shared<Finding>],
    is_selected: bool,
) -> Html {
    let insights = insights
        .iter()
        .map(|finding| finding_card(store, report, finding, Place::Plan));
    html! {
        <div class="node-details">
            { for insights }
            if is_selected {
                if let Some(warning) = &node.warning {
                    <p class="remark">{ rich_text(warning) }</p>
                }
                <dl class="properties">
                    { for facts(node).into_iter().map(|(name, value)| html! {
                        <div><dt>{ name }</dt><dd>{ value }</dd></div>
                    }) }
                    { for node.properties.iter().map(|property| html! {
                        <div><dt>{ property.name.clone() }</dt><dd><code>{ property.value.clone() }</code></dd></div>
                    }) }
                </dl>
                <p>{ location_button(store, &node.location) }</p>
            }
        </div>
    }
}

/// Numbers that have no column of their own.
fn facts(node: &PlanNode) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let (Some(own), Some(error)) = (node.self_ms, node.self_error_ms.filter(|error| *error > 0.05)) {
        facts.push((
            "Own time",
            format!(
                "{} ± {} (rounding)",
                format::duration(own),
                format::duration(error)
            ),
        ));
    }
    if let Some((least, most)) = node
        .rows_total
        .filter(|_| node.loops.is_some_and(|loops| loops > 1.0))
    {
        let range = if least == most {
            format::count(least)
        } else {
            format!("{} – {}", format::count(least), format::count(most))
        };
        facts.push(("Rows over all loops", range));
    }
    if let (Some(total), Some(own)) = (node.total_cost, node.self_cost) {
        facts.push((
            "Estimated cost",
            format!(
                "{} here, {} with the steps below",
                format::count(own),
                format::count(total)
            ),
        ));
    }
    facts
}
