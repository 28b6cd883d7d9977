//! Snapshots of documents, kept in the browser's database.

use js_sys::Object;
use wasm_bindgen_futures::spawn_local;
use yew::AttrValue;

use super::browser::call;
use crate::hooks::use_store::Dispatch;
use crate::interop::fields::{field, flag, items, set, text, whole};
use crate::interop::kept;
use crate::interop::shared::Shared;
use crate::state::action::{Action, HistoryChange};
use crate::state::document::{Document, Stored};
use crate::state::opened::Snapshot;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 80;

/// Keeps a document, unless it is the one that was kept last.
#[inline(never)]
pub fn keep(dispatch: Dispatch, document: &Document) {
    let about = Object::new();
    set(&about, "title", &title(&document.stored()).as_str().into());
    set(&about, "parts", &(document.parts.len() as u32).into());
    let kept = kept::to_object(document);
    spawn_local(async move {
        if call("keepSnapshot", vec![about.into(), kept.into()])
            .await
            .is_err()
        {
            dispatch.dispatch(Action::HistoryChanged(HistoryChange::KeepingRefused));
        }
    });
}

/// Reads which snapshots there are.
#[inline(never)]
pub fn list(dispatch: Dispatch) {
    spawn_local(async move {
        let change = match call("snapshots", Vec::new()).await {
            Ok(list) => {
                let read = |item| Snapshot {
                    id: whole(item, "id"),
                    when: text(item, "when"),
                    is_own: flag(item, "isOwn"),
                    title: text(item, "title"),
                    parts: whole(item, "parts"),
                    letters: whole(item, "letters"),
                };
                HistoryChange::Listed(items(list).iter().map(read).collect())
            }
            Err(_) => HistoryChange::ListRefused,
        };
        dispatch.dispatch(Action::HistoryChanged(change));
    });
}

/// Reads a snapshot, to be looked at.
#[inline(never)]
pub fn read(dispatch: Dispatch, snapshot: Snapshot) {
    spawn_local(async move {
        let document = call("snapshot", vec![snapshot.id.into()]).await.ok();
        let document = document.filter(|document| field(document, "parts").is_object());
        let action = match document {
            Some(document) => {
                let document = Shared::new(kept::stored(&document));
                Action::HistoryChanged(HistoryChange::Read(snapshot, document))
            }
            None => Action::Announced("This snapshot is gone: newer ones have taken its place".into()),
        };
        dispatch.dispatch(action);
    });
}

/// A document's first line that says something.
fn title(document: &Stored) -> AttrValue {
    let lines = document.parts.iter().flat_map(|part| part.text.lines());
    let line = lines
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    line.chars().take(LONGEST_TITLE).collect::<String>().into()
}
