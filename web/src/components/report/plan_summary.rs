//! A plan in numbers, and what had to be repaired to read it.

use yew::prelude::*;

use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::plan::Plan;
use crate::state::format;

/// Draws it.
pub fn plan_summary(store: &Store, plan: &Plan) -> Html {
    let times = [
        ("Execution", plan.execution_ms),
        ("Planning", plan.planning_ms),
        (
            "Outside all steps",
            plan.unattributed_ms.filter(|ms| *ms >= NOTEWORTHY_MS),
        ),
    ];
    let times = times.into_iter().filter_map(|(name, ms)| Some((name, ms?)));
    html! {
        <>
            <dl class="plan-times">
                { for times.map(|(name, ms)| html! {
                    <div><dt>{ name }</dt><dd>{ format::duration(ms) }</dd></div>
                }) }
                { for plan.triggers.iter().map(|trigger| html! {
                    <div>
                        <dt>{ "Trigger " }<code>{ trigger.name.clone() }</code></dt>
                        <dd>{ trigger.time_ms.map_or("–".to_owned(), format::duration) }
                            { format!(", {} calls", format::count(trigger.calls)) }</dd>
                    </div>
                }) }
                <div><dt>{ "Steps" }</dt><dd>{ plan.nodes.len() }</dd></div>
            </dl>
            if !plan.analyzed {
                <p class="remark">{ "Nothing was measured: this plan only holds the planner’s guesses." }</p>
            }
            if !plan.repairs.is_empty() {
                <details class="repairs">
                    <summary>{ "Repaired to read it" }<span class="badge">{ plan.repairs.len() }</span></summary>
                    <ul class="plain-list">
                        { for plan.repairs.iter().map(|repair| html! {
                            <li><span>{ rich_text(&repair.what) }</span>{ location_button(store, &repair.location) }</li>
                        }) }
                    </ul>
                </details>
            }
        </>
    }
}

/// Less than this outside all steps is not worth a number.
const NOTEWORTHY_MS: f64 = 0.5;
