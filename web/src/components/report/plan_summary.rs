//! A plan in numbers, and what had to be repaired to read it.

use yew::prelude::*;

use super::figures::figures;
use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::plan::Plan;

/// Draws it.
pub fn plan_summary(store: &Store, plan: &Plan) -> Html {
    html! {
        <>
            { figures(&plan.figures) }
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
