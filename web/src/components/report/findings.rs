//! The findings of a report with everything that belongs to them.

use std::rc::Rc;

use yew::prelude::*;

use super::clean_state::clean_state;
use super::finding_card::KEPT_REVISIONS;
use super::finding_filter::finding_filter;
use super::ignored::ignored;
use super::memo::Memo;
use super::not_checked::not_checked;
use super::not_understood::not_understood;
use super::severity_group::severity_group;
use super::worst::worst;
use crate::hooks::use_store::Store;
use crate::interop::report::{Report, Severity};
use crate::interop::shared::Shared;

/// Draws them.
#[inline(never)]
pub fn findings(store: &Store, report: &Shared<Report>) -> Html {
    let is_clean = report.counts.total() == 0 && report.error_count() == 0;
    let groups = Severity::ALL
        .into_iter()
        .map(|severity| severity_group(store, report, severity));
    html! {
        <>
            if is_clean {
                { clean_state(report) }
            }
            { kept_overview(store, report) }
            { for groups }
            { not_understood(store, report) }
            { ignored(store, report) }
            { not_checked(store, report) }
        </>
    }
}

/// What to look at first and what may be chosen. Both count all findings and nothing else, so they are drawn again only when these or
/// the choice have changed, not at every key.
fn kept_overview(store: &Store, report: &Shared<Report>) -> Html {
    let state = [
        report.findings.identity(),
        store.selection.filter.identity(),
        store.analysis.revision as usize / KEPT_REVISIONS,
        0,
    ];
    let (store, report) = (store.clone(), report.clone());
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || {
        // An element of its own: nodes that come and go in a component without one are lost track of.
        html! {
            <div class="findings-overview">
                { worst(&store, &report) }
                { finding_filter(&store, &report) }
            </div>
        }
    });
    html! { <Memo {state} {draw} /> }
}
