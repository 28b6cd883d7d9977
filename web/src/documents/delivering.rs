//! Handing out what was made: to the clipboard, as a file, to another program of the device.

use wasm_bindgen_futures::spawn_local;
use yew::{AttrValue, Callback};

use super::browser::call;
use super::content::to_json;
use super::copies;
use super::linking::content_of;
use crate::hooks::use_store::{Dispatch, Store};
use crate::interop::clipboard;
use crate::state::action::Action;
use crate::state::opened::Format;
use crate::state::printing::PrintingChange;

/// Hands out what the engine made last.
#[inline(never)]
pub fn hand_out(state: &Store) {
    let Some(made) = &state.sharing.made else {
        return;
    };
    let link = state.sharing.link_of(state.document.revision);
    let address = link.map(|link| link.address.as_str());
    let (dispatch, text) = (state.dispatcher(), made.text.to_string());
    let (name, kind) = match made.format {
        Format::Markdown => {
            return copy(
                dispatch,
                copies::markdown(state, &text, address),
                "Markdown copied",
            );
        }
        Format::Issue => {
            return copy(
                dispatch,
                copies::issue(state, &text, address),
                "Copied: paste it as the body of an issue",
            );
        }
        Format::MarkdownFile => ("rowproof.md", "text/markdown"),
        Format::Json => ("rowproof-report.json", "application/json"),
        Format::Sarif => ("rowproof.sarif", "application/sarif+json"),
        Format::Csv => ("rowproof-findings.csv", "text/csv"),
        Format::PatchForEmpty => ("rowproof-fixes.sql", "application/sql"),
        Format::PatchForLive => ("rowproof-fixes-live.sql", "application/sql"),
    };
    save(dispatch, name, kind, text);
}

/// Saves the document as a file that this page opens again.
#[inline(never)]
pub fn save_document(state: &Store) {
    let redaction = state.sharing.redaction_of(state.document.revision);
    let content = content_of(state, redaction.map(|redaction| &**redaction));
    let text = to_json(&content, true).print();
    save(
        state.dispatcher(),
        "rowproof-document.json",
        "application/json",
        text,
    );
}

fn save(dispatch: Dispatch, name: &'static str, kind: &'static str, text: String) {
    spawn_local(async move {
        let saved = call("download", vec![name.into(), kind.into(), text.into()]).await;
        let said = match saved {
            Ok(_) => format!("Saved {name}"),
            Err(_) => format!("This browser does not let the page save {name}"),
        };
        dispatch.dispatch(Action::Announced(said.into()));
    });
}

/// Copies a text, and says what was copied.
#[inline(never)]
pub fn copy(dispatch: Dispatch, text: String, said: &'static str) {
    let done = Callback::from(move |is_copied| {
        let said = if is_copied {
            said
        } else {
            "This browser does not let the page copy"
        };
        dispatch.dispatch(Action::Announced(said.into()));
    });
    clipboard::copy(text, done);
}

/// Prints the report that is drawn for it.
#[inline(never)]
pub fn print(dispatch: Dispatch) {
    spawn_local(async move {
        // A browser that cannot print says so itself.
        let _said = call("printReport", Vec::new()).await;
        dispatch.dispatch(Action::PrintingChanged(PrintingChange::Ended));
    });
}

/// Hands a link to another program of the device.
#[inline(never)]
pub fn send(dispatch: Dispatch, address: AttrValue) {
    spawn_local(async move {
        let (title, address) = ("Rowproof".into(), address.as_str().into());
        if call("send", vec![title, address]).await.is_ok() {
            dispatch.dispatch(Action::Announced("Handed on".into()));
        }
    });
}
