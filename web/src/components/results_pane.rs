//! What was found: findings, plan, catalog or diagram, one in front.

use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::diagram_pane::diagram_pane;
use super::findings_pane::findings_pane;
use super::plan_pane::plan_pane;
use super::understood_pane::understood_pane;
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::layout::Pane;

const TABS: [Pane; 4] = [Pane::Findings, Pane::Plan, Pane::Understood, Pane::Diagram];

/// Draws it.
pub fn results_pane(store: &Store) -> Html {
    let onkeydown = {
        let dispatch = store.dispatcher();
        Callback::from(move |event: KeyboardEvent| {
            // From the tab that has the focus: a second key may come before the first has been drawn.
            let focused = event.target_dyn_into::<Element>().map(|tab| tab.id());
            let is_focused = |pane: &Pane| focused.as_deref() == Some(&tab_id(*pane));
            let Some(at) = TABS.iter().position(is_focused) else {
                return;
            };
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
                aria-labelledby={tab_id(panel)}>
                { match panel {
                    Pane::Plan => plan_pane(store),
                    Pane::Understood => understood_pane(store),
                    Pane::Diagram => diagram_pane(store),
                    Pane::Code | Pane::Findings => findings_pane(store),
                } }
            </div>
        </section>
    }
}

/// The id of a pane's tab, by which tests find it too.
fn tab_id(pane: Pane) -> String {
    format!("tab-{}", pane.as_str())
}

fn tab(store: &Store, pane: Pane) -> Html {
    let is_chosen = store.layout.results == pane;
    let onclick = sending::<MouseEvent>(store, Action::PaneChosen(pane));
    html! {
        <button type="button" id={tab_id(pane)} class="results-tab" role="tab"
            aria-selected={is_chosen.to_string()} aria-controls="results-panel"
            tabindex={if is_chosen { "0" } else { "-1" }} data-testid={tab_id(pane)} {onclick}>
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
        Pane::Code | Pane::Diagram => None,
        Pane::Findings => Some(report.counts.total()),
        Pane::Plan => Some(report.plans.len()).filter(|count| *count > 1),
        Pane::Understood => Some(report.summary.relations).filter(|count| *count > 0),
    }
}

fn focus_tab(pane: Pane) {
    dom::focus(dom::by_id(&tab_id(pane)));
}
