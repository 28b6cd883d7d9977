//! Why it is slow: every plan of the document.

use yew::prelude::*;

use super::empty_state::EmptyState;
use super::plan_summary::PlanSummary;
use super::plan_tree::PlanTree;
use crate::hooks::use_store::use_store;
use crate::state::layout::Pane;

#[component]
pub fn PlanPane() -> Html {
    let Some(store) = use_store() else { return html! {} };
    let report = store
        .analysis
        .report
        .clone()
        .filter(|report| !report.plans.is_empty());
    let Some(report) = report else {
        return html! {
            <>
                <div class="pane-head"><h2>{ "Why is it slow?" }</h2></div>
                <EmptyState pane={Pane::Plan} />
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
                <PlanSummary plan={plan.clone()} />
                <PlanTree report={report.clone()} {index} plan={plan.clone()} />
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
