//! The foot of the page: what was found, said aloud too, and the promise.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::analysis::EngineStatus;
use crate::state::format;
use crate::state::opened::Dialog;

/// Draws it.
pub fn status_bar(store: &Store) -> Html {
    let show_privacy = sending::<MouseEvent>(store, Action::DialogShown(Dialog::Privacy));
    // It is read aloud, so names stand in it without the marks of code.
    let said = format::sentence(&store.said).replace('`', "");
    html! {
        <footer class="status-bar">
            <p class="status-text" role="status" data-testid="status">{ said }</p>
            <p class="status-engine" data-busy={is_busy(store).to_string()}>{ engine(store) }</p>
            <button type="button" class="promise" data-testid="privacy-open" aria-haspopup="dialog" onclick={show_privacy}>
                { icon(Glyph::Lock) }{ "Nothing leaves this tab" }
            </button>
        </footer>
    }
}

fn is_busy(store: &Store) -> bool {
    !store.is_report_current() && !matches!(store.analysis.status, EngineStatus::Stopped(_))
}

fn engine(store: &Store) -> String {
    match &store.analysis.status {
        EngineStatus::Starting => "starting…".to_owned(),
        EngineStatus::Stopped(_) => "stopped".to_owned(),
        EngineStatus::Ready if is_busy(store) => "checking…".to_owned(),
        EngineStatus::Ready => {
            let version = store.analysis.engine_version.as_deref().unwrap_or_default();
            format!(
                "checked in {} · {version}",
                format::duration(store.analysis.elapsed_ms.max(0.1))
            )
        }
    }
}
