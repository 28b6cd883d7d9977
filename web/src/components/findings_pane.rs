//! The list of findings with everything that belongs to it.

use yew::prelude::*;

use super::empty_state::empty_state;
use super::report::findings::findings;
use super::report::findings_actions::findings_actions;
use super::report::findings_summary::findings_summary;
use crate::hooks::use_store::{Store, sending};
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
                    { findings_summary(store, report) }
                    { findings_actions(store, report) }
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
