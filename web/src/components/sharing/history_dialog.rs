//! The dialog “History”: what was written in this browser, to be looked at and brought back.

use yew::prelude::*;

use super::history_preview::history_preview;
use crate::documents::history;
use crate::hooks::use_store::Store;
use crate::state::analysis::plural;
use crate::state::format::kilobytes;
use crate::state::opened::Snapshot;
use crate::state::sharing::Snapshots;

/// Snapshots that are listed at most.
const MOST_LISTED: usize = 100;

/// Draws what is in it.
pub fn history_dialog(store: &Store) -> Html {
    let snapshots = match &store.history.list {
        Snapshots::Unknown => return html! { <p class="quiet">{ "Reading…" }</p> },
        Snapshots::Refused => {
            return html! {
                <p data-testid="history-refused">
                    { "This browser keeps no history: its storage is blocked, as in a private window, or full. What is on the \
                       page stays as long as this tab is open; “Share” saves it as a file." }
                </p>
            };
        }
        Snapshots::Listed(snapshots) => snapshots,
    };
    if snapshots.is_empty() {
        return html! {
            <p>{ "Nothing yet. While you write, what is on the page is kept here every few seconds, the last 50 states of each tab." }</p>
        };
    }
    let shown = store.history.preview.as_ref().map(|(about, _)| about.id);
    html! {
        <div class="history">
            <ul class="history-list" aria-label="Snapshots, the newest first">
                { for snapshots.iter().take(MOST_LISTED).map(|snapshot| entry(store, snapshot, shown)) }
            </ul>
            { history_preview(store) }
        </div>
    }
}

fn entry(store: &Store, snapshot: &Snapshot, shown: Option<u32>) -> Html {
    let onclick = {
        let (dispatch, snapshot) = (store.dispatcher(), snapshot.clone());
        Callback::from(move |_: MouseEvent| history::read(dispatch.clone(), snapshot.clone()))
    };
    let tab = if snapshot.is_own { "" } else { ", another tab" };
    let about = format!(
        "{}{tab} · {}, {}",
        snapshot.when,
        plural(snapshot.parts as usize, "part"),
        kilobytes(f64::from(snapshot.letters))
    );
    html! {
        <li key={snapshot.id}>
            <button type="button" class="history-entry" aria-pressed={(shown == Some(snapshot.id)).to_string()}
                data-testid="snapshot" {onclick}>
                <code>{ snapshot.title.clone() }</code><span>{ about }</span>
            </button>
        </li>
    }
}
