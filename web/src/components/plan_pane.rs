//! Why it is slow: every plan of the document.

use yew::prelude::*;

use super::empty_state::empty_state;
use super::plan_summary::plan_summary;
use super::plan_tree::plan_tree;
use crate::hooks::use_store::Store;
use crate::state::layout::Pane;

/// Draws it.
pub fn plan_pane(store: &Store) -> Html {
    let report = store
        .analysis
        .report
        .clone()
        .filter(|report| !report.plans.is_empty());
    let Some(report) = report else {
        return html! {
            <>
                <div class="pane-head"><h2>{ "Why is it slow?" }</h2></div>
                { empty_state(store, Pane::Plan) }
            </>
        };
    };
    let has_several = report.plans.len() > 1;
    let plans = report.plans.iter().enumerate().map(|(index, plan)| {
        html! {
            <section key={index} class="plan">
                if has_several {
                    <h3>{ format!("Plan {}", index + 1) }</h3>
                }
                { plan_summary(store, plan) }
                { plan_tree(store, &report, index, plan) }
            </section>
        }
    });
    html! {
        <>
            <div class="pane-head"><h2>{ "Why is it slow?" }</h2></div>
            { for plans }
        </>
    }
}
