//! The list of findings with everything that belongs to it.

use yew::prelude::*;

use super::clean_state::CleanState;
use super::empty_state::EmptyState;
use super::findings_summary::FindingsSummary;
use super::not_checked::NotCheckedList;
use super::not_understood::NotUnderstood;
use super::severity_group::SeverityGroup;
use crate::hooks::use_store::{dispatching, use_store};
use crate::interop::report::{Report, Severity};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::analysis::EngineStatus;
use crate::state::layout::Pane;

#[component]
pub fn FindingsPane() -> Html {
    let Some(store) = use_store() else { return html! {} };
    let check = dispatching(&store, |_: MouseEvent| Action::CheckRequested);
    let report = store
        .analysis
        .report
        .clone()
        .filter(|_| !store.document.is_blank());
    html! {
        <>
            <div class="pane-head">
                <h2 id="findings-heading" tabindex="-1">{ "What would go wrong?" }</h2>
                if let Some(report) = report.clone() {
                    <FindingsSummary {report} />
                }
            </div>
            if let EngineStatus::Stopped(message) = &store.analysis.status {
                <div class="stopped" role="alert">
                    <p><strong>{ "The check stopped" }</strong>{ format!(": {message}. Your text is kept.") }</p>
                    <button type="button" class="button" onclick={check}>{ "Check again" }</button>
                </div>
            }
            if store.document.is_blank() {
                <EmptyState pane={Pane::Findings} />
            } else if let Some(report) = report {
                { findings(&report) }
            } else if store.analysis.status == EngineStatus::Starting {
                <p class="quiet">{ "The checker is on its way…" }</p>
            }
        </>
    }
}

fn findings(report: &Shared<Report>) -> Html {
    let is_clean = report.counts.total() == 0 && report.error_count() == 0;
    let groups = Severity::ALL.into_iter().map(|severity| {
        html! {
            <SeverityGroup key={severity.as_str()} report={report.clone()} {severity} />
        }
    });
    html! {
        <>
            if is_clean {
                <CleanState report={report.clone()} />
            }
            { for groups }
            <NotUnderstood report={report.clone()} />
            <NotCheckedList report={report.clone()} />
        </>
    }
}
