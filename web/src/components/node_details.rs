//! What is known about a step: its findings always, its printed properties when it is looked at.

use yew::prelude::*;

use super::finding_card::FindingCard;
use super::location_button::LocationButton;
use super::rich_text::rich_text;
use crate::hooks::use_store::{dispatching, use_store};
use crate::interop::plan::PlanNode;
use crate::interop::report::Finding;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::format;

#[derive(Properties, PartialEq)]
pub struct NodeDetailsProps {
    pub node: PlanNode,
    pub insights: Vec<Shared<Finding>>,
    pub is_selected: bool,
}

#[component]
pub fn NodeDetails(props: &NodeDetailsProps) -> Html {
    let Some(store) = use_store() else { return html! {} };
    let on_toggle = dispatching(&store, Action::FindingToggled);
    let insights = props.insights.iter().map(|finding| html! {
        <FindingCard key={finding.id.to_string()} finding={finding.clone()} folded={Vec::new()} testid="insight"
            is_open={store.selection.finding.as_ref() == Some(&finding.id)} is_at_cursor={false}
            is_current={store.is_report_current()} on_toggle={on_toggle.clone()} />
    });
    html! {
        <div class="node-details">
            { for insights }
            if props.is_selected {
                if let Some(warning) = &props.node.warning {
                    <p class="remark">{ rich_text(warning) }</p>
                }
                <dl class="properties">
                    { for facts(&props.node).into_iter().map(|(name, value)| html! {
                        <div><dt>{ name }</dt><dd>{ value }</dd></div>
                    }) }
                    { for props.node.properties.iter().map(|property| html! {
                        <div><dt>{ property.name.clone() }</dt><dd><code>{ property.value.clone() }</code></dd></div>
                    }) }
                </dl>
                <p><LocationButton location={props.node.location.clone()} /></p>
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
