//! What was found: findings, plan or catalog, one in front.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::findings_pane::findings_pane;
use super::plan_pane::plan_pane;
use super::understood_pane::understood_pane;
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::layout::Pane;

const TABS: [Pane; 3] = [Pane::Findings, Pane::Plan, Pane::Understood];

/// Draws it.
pub fn results_pane(store: &Store) -> Html {
    let onkeydown = {
        let dispatch = store.dispatcher();
        let current = store.layout.results;
        Callback::from(move |event: KeyboardEvent| {
            let at = TABS.iter().position(|pane| *pane == current).unwrap_or_default();
            let step = match event.key().as_str() {
                "ArrowLeft" => TABS.len() - 1,
                "ArrowRight" => 1,
                _ => return,
            };
            let Some(other) = TABS.get((at + step) % TABS.len()).copied() else {
                return;
            };
            event.prevent_default();
            dispatch.dispatch(Action::PaneChosen(other));
            focus_tab(other);
        })
    };
    let panel = store.layout.results;
    html! {
        <section id="results" class="results" aria-label="Results" tabindex="-1">
            <div class="results-tabs" role="tablist" aria-label="Results" {onkeydown}>
                { for TABS.into_iter().map(|pane| tab(store, pane)) }
            </div>
            <div id="results-panel" class="results-body" role="tabpanel" tabindex="0"
                aria-labelledby={format!("tab-{}", panel.as_str())}>
                { match panel {
                    Pane::Plan => plan_pane(store),
                    Pane::Understood => understood_pane(store),
                    Pane::Code | Pane::Findings => findings_pane(store),
                } }
            </div>
        </section>
    }
}

fn tab(store: &Store, pane: Pane) -> Html {
    let is_chosen = store.layout.results == pane;
    let onclick = sending::<MouseEvent>(store, Action::PaneChosen(pane));
    html! {
        <button type="button" id={format!("tab-{}", pane.as_str())} class="results-tab" role="tab"
            aria-selected={is_chosen.to_string()} aria-controls="results-panel"
            tabindex={if is_chosen { "0" } else { "-1" }} data-testid={format!("tab-{}", pane.as_str())} {onclick}>
            { pane.title() }
            if let Some(count) = count(store, pane) {
                <span class="badge">{ count }</span>
            }
        </button>
    }
}

/// What the tab's badge says; nothing before there is a report.
pub fn count(store: &Store, pane: Pane) -> Option<usize> {
    let report = store
        .analysis
        .report
        .as_ref()
        .filter(|_| !store.document.is_blank())?;
    match pane {
        Pane::Code => None,
        Pane::Findings => Some(report.counts.total()),
        Pane::Plan => Some(report.plans.len()).filter(|count| *count > 1),
        Pane::Understood => Some(report.summary.relations).filter(|count| *count > 0),
    }
}

fn focus_tab(pane: Pane) {
    dom::focus(dom::by_id(&format!("tab-{}", pane.as_str())));
}
