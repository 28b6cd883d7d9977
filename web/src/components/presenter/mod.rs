//! One finding at a time, large enough for the last row of a room: its rows, its lines of the text, and what mends it.

pub mod link_code;
mod spotlight;

use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_dialog::on_close;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::Finding;
use crate::interop::shared::Shared;
use crate::state::action::{Action, Step};
use crate::state::opened::Dialog;
use crate::state::tools::ToolAction;
use link_code::link_code;
use spotlight::spotlight;

/// Draws it; `use_dialog` opens and closes it.
#[inline(never)]
pub fn presenter(store: &Store) -> Html {
    let closed = on_close(store, Dialog::Presenter);
    html! {
        <dialog id={Dialog::Presenter.id()} class="presenter" aria-label="Findings, presented" onclose={closed} onkeydown={on_key(store)}
            data-testid="presenter">
            if store.dialog == Some(Dialog::Presenter) {
                { presented(store) }
            }
        </dialog>
    }
}

fn presented(store: &Store) -> Html {
    let findings: Vec<&Shared<Finding>> = match &store.analysis.report {
        Some(report) => report.wanted_findings(&store.selection.filter).collect(),
        None => Vec::new(),
    };
    let report = store.analysis.report.as_ref();
    let shown = report.and_then(|report| store.presented(report));
    let at = findings
        .iter()
        .position(|finding| shown.is_some_and(|shown| shown.id == finding.id));
    let step = |step: Step| sending::<MouseEvent>(store, Action::FindingStepped(step));
    let code_shown = store.tools.code_shown;
    let toggle_code = sending::<MouseEvent>(store, Action::Tool(ToolAction::CodeShown(!code_shown)));
    let leave = sending::<MouseEvent>(store, Action::DialogClosed(Dialog::Presenter));
    html! {
        <>
            <header class="presenter-head">
                <p class="presenter-count" data-testid="presenter-count">
                    { match shown {
                        Some(_) => format!("{} of {}", at.unwrap_or_default() + 1, findings.len()),
                        None => "Nothing found".to_owned(),
                    } }
                </p>
                <div class="presenter-actions">
                    <button type="button" class="button" data-testid="presenter-previous" onclick={step(Step::Previous)}>
                        { icon(Glyph::Back) }{ "Previous" }
                    </button>
                    <button type="button" class="button is-primary" data-testid="presenter-next" autofocus=true onclick={step(Step::Next)}>
                        { "Next" }{ icon(Glyph::Chevron) }
                    </button>
                    <button type="button" class="button" aria-pressed={code_shown.to_string()} data-testid="presenter-code" onclick={toggle_code}>
                        { icon(Glyph::Modules) }{ "Code of the link" }
                    </button>
                    <button type="button" class="button" data-testid="presenter-leave" onclick={leave}>
                        { icon(Glyph::Close) }{ "Leave" }
                    </button>
                </div>
            </header>
            <div class="presenter-body" aria-live="polite">
                if code_shown {
                    { link_code(store) }
                } else if let Some(finding) = shown {
                    { spotlight(store, finding) }
                } else {
                    <p>{ "There is no finding to show." }</p>
                }
            </div>
        </>
    }
}

/// F8 works as everywhere; arrows and pages are what presenters have in their hands.
fn on_key(store: &Store) -> Callback<KeyboardEvent> {
    let dispatch = store.dispatcher();
    Callback::from(move |event: KeyboardEvent| {
        // A text that scrolls has these keys for itself, and Alt with an arrow leads to another page.
        let is_held = event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key();
        let target = event.target_dyn_into::<Element>();
        let scrolls = target.is_some_and(|target| target.has_attribute("tabindex"));
        if is_held || scrolls {
            return;
        }
        let step = match event.key().as_str() {
            "ArrowRight" | "PageDown" => Step::Next,
            "ArrowLeft" | "PageUp" => Step::Previous,
            _ => return,
        };
        event.prevent_default();
        dispatch.dispatch(Action::Tool(ToolAction::CodeShown(false)));
        dispatch.dispatch(Action::FindingStepped(step));
    })
}
