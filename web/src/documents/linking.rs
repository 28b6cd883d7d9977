//! Making links to the document on the screen.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::base64url;
use super::browser::call;
use super::content::{Content, to_json};
use super::fragment::{self, Address};
use super::length::{LONGEST, Reach};
use crate::hooks::use_store::{Dispatch, Store};
use crate::interop::clipboard;
use crate::state::AppState;
use crate::state::action::{Action, SharingChange};
use crate::state::examples::by_name;
use crate::state::format::kilobytes;
use crate::state::look::Look;
use crate::state::opened::{Dialog, Redaction};
use crate::state::sharing::Link;

/// Makes the link that the dialog shows. With names and values replaced only when these are there.
#[inline(never)]
pub fn make(state: &Store) {
    let revision = state.document.revision;
    if state.sharing.lacks_redaction(revision) {
        return;
    }
    let redaction = state.sharing.redaction_of(revision);
    let content = content_of(state, redaction.map(|redaction| &**redaction));
    let example = unchanged_example(state, &content);
    let (dispatch, is_redacted) = (state.dispatcher(), state.sharing.redacts);
    spawn_local(async move {
        if let Some(address) = address_of(&content, example).await {
            let change = SharingChange::LinkMade(Link {
                revision,
                is_redacted,
                address: address.into(),
            });
            dispatch.dispatch(Action::SharingChanged(change));
        }
    });
}

/// Makes a link, copies it and puts it in the address. One that is too long is shown in the dialog instead.
#[inline(never)]
pub fn copy_at_once(state: &Store) {
    let content = content_of(state, None);
    let example = unchanged_example(state, &content);
    let (dispatch, revision) = (state.dispatcher(), state.document.revision);
    spawn_local(async move {
        match address_of(&content, example).await {
            Some(address) if address.len() <= LONGEST => copy(dispatch, address, Some(revision)),
            _ => dispatch.dispatch(Action::DialogShown(Dialog::Share)),
        }
    });
}

/// Copies a link and says so; with the revision it holds, it is put in the address too.
#[inline(never)]
pub fn copy(dispatch: Dispatch, address: String, revision: Option<u32>) {
    let said = format!(
        "Link copied, {}, contains your text",
        kilobytes(address.len() as f64)
    );
    let fragment = address.split_once('#').map(|(_, fragment)| fragment.to_owned());
    let done = Callback::from(move |is_copied: bool| {
        if !is_copied {
            dispatch.dispatch(Action::DialogShown(Dialog::Share));
            dispatch.dispatch(Action::Announced(
                "This browser does not let the page copy; select the link".into(),
            ));
            return;
        }
        if let Some((revision, fragment)) = revision.zip(fragment.clone()) {
            set_fragment(fragment);
            dispatch.dispatch(Action::AddressSet(revision));
        }
        dispatch.dispatch(Action::Announced(said.clone().into()));
    });
    clipboard::copy(address, done);
}

/// Puts a fragment in the address; an empty one takes it out.
#[inline(never)]
pub fn set_fragment(fragment: String) {
    spawn_local(async move {
        // A browser that refuses (too many at once) keeps the old one, which opens the same document.
        let _refused = call("setFragment", vec![fragment.into()]).await;
    });
}

/// What a link or a file holds of the state: everything that is seen, but for what is folded, filtered and sorted.
pub(super) fn content_of(state: &AppState, redaction: Option<&Redaction>) -> Content {
    let mut document = state.document.stored();
    let mut look = Look::of(state);
    if let Some(redaction) = redaction {
        let ids = state.document.parts.iter().map(|part| &part.id);
        for ((part, id), text) in document.parts.iter_mut().zip(ids).zip(&redaction.texts) {
            part.text = text.clone();
            // Files and findings are called by what is to stay here.
            part.name = None;
            // The words that told what it is may be gone.
            part.kind = state.kind_of(id);
            let read = state.analysis.part(id).filter(|_| part.kind.is_some());
            part.server = part.server.take().or(read.map(|read| read.server()));
        }
        document.example = None;
        look.selected = None;
        // They are known by the names that are to stay here.
        document.positions.clear();
    }
    document.touched = document.example.is_some();
    Content {
        engine: state.analysis.engine_version.as_deref().map(str::to_owned),
        document,
        look,
    }
}

/// A link to a document: by the example's name when it is one, else with all of it.
async fn address_of(content: &Content, example: Option<String>) -> Option<String> {
    let packed = match example {
        Some(name) => fragment::Content::Example(name),
        None => {
            let text = JsValue::from(to_json(content, false).print());
            let bytes = Uint8Array::new(&call("pack", vec![text]).await.ok()?);
            fragment::Content::Packed(base64url::encode(&bytes.to_vec()))
        }
    };
    let address = Address {
        content: packed,
        look: content.look.clone(),
    };
    let page = call("pageAddress", Vec::new()).await.ok()?;
    Some(format!("{}#{}", page.as_string()?, address.print()))
}

/// The name of the example's document that this one still is, word for word.
fn unchanged_example(state: &AppState, content: &Content) -> Option<String> {
    let document = &content.document;
    let name = document.example.as_deref()?;
    let (example, is_fixed) = by_name(state.examples.as_deref()?, name)?;
    let original = example.document(is_fixed);
    let is_same = original.parts == document.parts
        && document.profile.is_none()
        && document.options.is_empty()
        && document.positions.is_empty()
        && document.active == 0;
    is_same.then(|| name.to_owned())
}

/// How far a link gets.
#[inline(never)]
pub fn reach(link: &Link) -> Reach {
    Reach::of(link.address.len())
}
