//! The plans of a report: one of them, with what to look at first and its views.

use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::plan_compare::plan_compare;
use super::plan_flame::plan_flame;
use super::plan_insights::plan_insights;
use super::plan_summary::plan_summary;
use super::plan_table::plan_table;
use super::plan_text::plan_text;
use super::plan_totals::plan_totals;
use super::plan_tree::plan_tree;
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
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

/// The views there are: nothing is compared where there is one plan only.
fn offered(report: &Report) -> Vec<PlanView> {
    let mut views = PlanView::ALL.to_vec();
    if report.comparisons.is_empty() {
        views.retain(|view| *view != PlanView::Compare);
    }
    views
}

fn tab_id(view: PlanView) -> String {
    format!("plan-view-{}", view.as_str())
}

fn views(store: &Store, report: &Shared<Report>, index: usize, plan: &Shared<Plan>) -> Html {
    let offered = offered(report);
    let view = store.selection.look.view;
    let tabs = offered.iter().map(|view| tab(store, *view));
    let tabs: Html = tabs.collect();
    let dispatch = store.dispatcher();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let focused = event.target_dyn_into::<Element>().map(|tab| tab.id());
        let at = offered
            .iter()
            .position(|view| focused.as_deref() == Some(&tab_id(*view)));
        let Some(at) = at else { return };
        let to = match event.key().as_str() {
            "ArrowLeft" => at + offered.len() - 1,
            "ArrowRight" => at + 1,
            "Home" => 0,
            "End" => offered.len() - 1,
            _ => return,
        };
        if let Some(view) = offered.get(to % offered.len()) {
            event.prevent_default();
            dispatch.dispatch(Action::PlanViewChosen(*view));
            dom::focus(dom::by_id(&tab_id(*view)));
        }
    });
    html! {
        <div class="plan-views">
            <div class="plan-tabs" role="tablist" aria-label="Views of the plan" {onkeydown}>{ tabs }</div>
            <div id="plan-view" class="plan-view" role="tabpanel" aria-labelledby={tab_id(view)}>
                { match view {
                    PlanView::Tree => plan_tree(store, report, index, plan),
                    PlanView::Table => plan_table(store, report, index, plan),
                    PlanView::Flame => plan_flame(store, index, plan),
                    PlanView::Totals => plan_totals(plan),
                    PlanView::Text => plan_text(store, index, plan),
                    PlanView::Compare => plan_compare(store, report, index),
                } }
            </div>
        </div>
    }
}

fn tab(store: &Store, view: PlanView) -> Html {
    let is_chosen = store.selection.look.view == view;
    let onclick = sending::<MouseEvent>(store, Action::PlanViewChosen(view));
    html! {
        <button type="button" id={tab_id(view)} class="plan-tab" role="tab" aria-selected={is_chosen.to_string()}
            aria-controls="plan-view" tabindex={if is_chosen { "0" } else { "-1" }} data-testid={tab_id(view)} {onclick}>
            { view.title() }
        </button>
    }
}
