//! Why it is slow: every plan of the document.

use yew::prelude::*;

use super::empty_state::empty_state;
use super::report::plans::plans;
use crate::hooks::use_store::Store;
use crate::state::layout::Pane;

/// Draws it; in a part of its own, and therefore not where it is called.
#[inline(never)]
pub fn plan_pane(store: &Store) -> Html {
    let report = store.analysis.report.as_ref();
    let report = report.filter(|report| !report.plans.is_empty());
    html! {
        <>
            <div class="pane-head"><h2>{ "Why is it slow?" }</h2></div>
            if let Some(report) = report {
                { plans(store, report) }
            } else {
                { empty_state(store, Pane::Plan) }
            }
        </>
    }
}
