//! The plans of a report: one of them, with what to look at first and its views.

use yew::prelude::*;

use super::plan_compare::plan_compare;
use super::plan_flame::plan_flame;
use super::plan_insights::plan_insights;
use super::plan_summary::plan_summary;
use super::plan_table::plan_table;
use super::plan_text::plan_text;
use super::plan_totals::plan_totals;
use super::plan_tree::plan_tree;
use super::view_tabs::ViewTabs;
use crate::hooks::use_store::Store;
use crate::interop::plan::Plan;
use crate::interop::report::Report;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::plan_look::PlanView;

/// Draws the one on the screen.
#[inline(never)]
pub fn plans(store: &Store, report: &Shared<Report>) -> Html {
    let index = store
        .selection
        .look
        .plan
        .min(report.plans.len().saturating_sub(1));
    let Some(plan) = report.plans.get(index) else {
        return html! {};
    };
    html! {
        <section class="plan" key={index}>
            if report.plans.len() > 1 {
                { picker(store, report, index) }
            }
            { plan_summary(store, plan) }
            { plan_insights(store, report, index, plan) }
            { views(store, report, index, plan) }
        </section>
    }
}

/// One plan after the other: with many, a list that opens.
fn picker(store: &Store, report: &Report, shown: usize) -> Html {
    let dispatch = store.dispatcher();
    let onchange = Callback::from(move |event: Event| {
        if let Some(list) = event.target_dyn_into::<web_sys::HtmlSelectElement>() {
            dispatch.dispatch(Action::PlanShown(list.selected_index().max(0) as usize));
        }
    });
    let options = report.plans.iter().enumerate().map(|(index, plan)| {
        let root = plan.node(0).map(|root| root.name()).unwrap_or_default();
        let time = plan.figures.iter().find(|figure| figure.name == "Execution");
        let time = time
            .map(|figure| format!(", {}", figure.value))
            .unwrap_or_default();
        html! { <option selected={index == shown}>{ format!("Plan {}: {root}{time}", index + 1) }</option> }
    });
    html! {
        <label class="plan-picker">
            <span>{ "Plan" }</span>
            <span class="chip"><select data-testid="plan-picker" {onchange}>{ for options }</select></span>
        </label>
    }
}

/// The views there are, the first of all: nothing is compared where there is one plan only.
fn offered(report: &Report) -> Vec<PlanView> {
    let mut views = PlanView::ALL.to_vec();
    if report.comparisons.is_empty() {
        views.retain(|view| *view != PlanView::Compare);
    }
    views
}

fn views(store: &Store, report: &Shared<Report>, index: usize, plan: &Shared<Plan>) -> Html {
    let view = store.selection.look.view;
    let tabs = offered(report)
        .into_iter()
        .map(|view| (view.as_str(), view.title()));
    let tabs = ViewTabs {
        label: "Views of the plan",
        name: "plan-view",
        tabs: tabs.collect(),
        chosen: view.as_str(),
        choose: |at| Action::PlanViewChosen(PlanView::ALL.get(at).copied().unwrap_or_default()),
    };
    tabs.around(
        store,
        match view {
            PlanView::Tree => plan_tree(store, report, index, plan),
            PlanView::Table => plan_table(store, report, index, plan),
            PlanView::Flame => plan_flame(store, index, plan),
            PlanView::Totals => plan_totals(plan),
            PlanView::Text => plan_text(store, index, plan),
            PlanView::Compare => plan_compare(store, report, index),
        },
    )
}
