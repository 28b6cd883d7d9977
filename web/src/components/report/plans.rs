//! The plans of a report.

use yew::prelude::*;

use super::plan_summary::plan_summary;
use super::plan_tree::plan_tree;
use crate::hooks::use_store::Store;
use crate::interop::report::Report;
use crate::interop::shared::Shared;

/// Draws them.
#[inline(never)]
pub fn plans(store: &Store, report: &Shared<Report>) -> Html {
    let has_several = report.plans.len() > 1;
    let plans = report.plans.iter().enumerate().map(|(index, plan)| {
        html! {
            <section key={index} class="plan">
                if has_several {
                    <h3>{ format!("Plan {}", index + 1) }</h3>
                }
                { plan_summary(store, plan) }
                { plan_tree(store, report, index, plan) }
            </section>
        }
    });
    html! { { for plans } }
}
