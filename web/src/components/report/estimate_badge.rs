//! Expected rows against rows found.

use yew::prelude::*;

use crate::interop::plan::PlanNode;
use crate::state::format;

/// Draws it.
pub fn estimate_badge(node: &PlanNode) -> Html {
    let expected = node.plan_rows.map(format::count);
    let found = node.rows_per_loop.map(format::count);
    let rows = match (expected, found) {
        (Some(expected), Some(found)) => html! {
            <><span title="expected rows per loop">{ expected }</span><span class="arrow">{ " → " }</span>
                <strong title="found rows per loop">{ found }</strong></>
        },
        (Some(expected), None) => html! { <span title="expected rows">{ expected }</span> },
        (None, Some(found)) => html! { <strong title="found rows per loop">{ found }</strong> },
        (None, None) => html! { "–" },
    };
    html! {
        <span class="estimate">
            { rows }
            if let Some(factor) = node.estimate_factor.filter(|factor| *factor >= VISIBLE_FACTOR) {
                <span class={classes!("factor", (factor >= 10.0).then_some("is-large"))}>
                    { format::factor(factor) }{ if node.underestimated { " more" } else { " fewer" } }
                </span>
            }
        </span>
    }
}

/// Smaller differences are printed as plain numbers only: every estimate is a little off.
const VISIBLE_FACTOR: f64 = 2.0;
