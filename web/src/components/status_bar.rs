//! The foot of the page: what was found, said aloud too, and the promise.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, use_store};
use crate::state::analysis::EngineStatus;
use crate::state::format;

/// How long the counts must stand still before they are said, so that typing is not talked over.
const SAY_AFTER_MS: u32 = 500;

#[component]
pub fn StatusBar() -> Html {
    let said = use_state(AttrValue::default);
    let Some(store) = use_store() else { return html! {} };
    use_effect_with(store.announcement.clone(), {
        let said = said.clone();
        move |announcement| {
            let announcement = announcement.clone();
            let timeout = Timeout::new(SAY_AFTER_MS, move || said.set(announcement));
            move || drop(timeout)
        }
    });
    html! {
        <footer class="status-bar">
            <p class="status-text" role="status" data-testid="status">{ format::sentence(&said) }</p>
            <p class="status-engine" data-busy={is_busy(&store).to_string()}>{ engine(&store) }</p>
            <p class="promise">{ icon(Glyph::Lock) }{ "Nothing leaves this tab" }</p>
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
