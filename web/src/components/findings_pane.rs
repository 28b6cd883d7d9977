//! The list of findings with everything that belongs to it.

use yew::prelude::*;

use super::clean_state::clean_state;
use super::empty_state::empty_state;
use super::findings_summary::findings_summary;
use super::ignored::ignored;
use super::not_checked::not_checked;
use super::not_understood::not_understood;
use super::severity_group::severity_group;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Report, Severity};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::analysis::EngineStatus;
use crate::state::layout::Pane;

/// Draws it.
pub fn findings_pane(store: &Store) -> Html {
    let check = sending::<MouseEvent>(store, Action::CheckRequested);
    let report = store
        .analysis
        .report
        .clone()
        .filter(|_| !store.document.is_blank());
    html! {
        <>
            <div class="pane-head">
                <h2 id="findings-heading" tabindex="-1">{ "What would go wrong?" }</h2>
                if let Some(report) = &report {
                    { findings_summary(report) }
                }
            </div>
            if let EngineStatus::Stopped(message) = &store.analysis.status {
                <div class="stopped" role="alert">
                    <p><strong>{ "The check stopped" }</strong>{ format!(": {message}. Your text is kept.") }</p>
                    <button type="button" class="button" onclick={check}>{ "Check again" }</button>
                </div>
            }
            if store.document.is_blank() {
                { empty_state(store, Pane::Findings) }
            } else if let Some(report) = &report {
                { findings(store, report) }
            } else if store.analysis.status == EngineStatus::Starting {
                <p class="quiet">{ "The checker is on its way…" }</p>
            }
        </>
    }
}

fn findings(store: &Store, report: &Shared<Report>) -> Html {
    let is_clean = report.counts.total() == 0 && report.error_count() == 0;
    let groups = Severity::ALL
        .into_iter()
        .map(|severity| severity_group(store, report, severity));
    html! {
        <>
            if is_clean {
                { clean_state(report) }
            }
            { for groups }
            { not_understood(store, report) }
            { ignored(store, report) }
            { not_checked(store, report) }
        </>
    }
}
