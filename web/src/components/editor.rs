//! The editor: a plain text field at first, the full editor when its module has arrived.

use web_sys::{HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

use crate::hooks::use_editor::EditorNodes;
use crate::hooks::use_store::Store;
use crate::interop::page::selection_of;
use crate::state::action::Action;

/// Draws the place of the editor.
pub fn editor(store: &Store, nodes: &EditorNodes) -> Html {
    let is_mounted = store.editor_mounted;
    let text = store
        .document
        .active_part()
        .map(|part| part.text.content.clone())
        .unwrap_or_default();
    let active = store.document.active.clone();
    html! {
        <div id="editor-panel" class="editor" role="tabpanel" aria-labelledby={format!("part-tab-{active}")}
            data-testid="editor">
            <div ref={nodes.host.clone()} class={classes!("editor-host", (!is_mounted).then_some("is-waiting"))} data-editor-host=""></div>
            if !is_mounted {
                <textarea ref={nodes.field.clone()} class="editor-field" aria-label="Your text" spellcheck="false"
                    autocapitalize="off" autocomplete="off" placeholder={PLACEHOLDER} value={text}
                    oninput={on_input(store)} onclick={on_click(store)} />
            }
            <p class="editor-hint">
                <kbd>{ "Esc" }</kbd>{ " then " }<kbd>{ "Tab" }</kbd>{ " leaves the editor" }
            </p>
        </div>
    }
}

const PLACEHOLDER: &str = "Paste a schema, queries or what EXPLAIN printed";

fn on_input(store: &Store) -> Callback<InputEvent> {
    let (dispatch, part) = (store.dispatcher(), store.document.active.clone());
    Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
            let pasted = matches!(event.input_type().as_str(), "insertFromPaste" | "insertFromDrop");
            dispatch.dispatch(Action::TextChanged {
                part: part.clone(),
                text: field.value().into(),
                pasted,
            });
        }
    })
}

fn on_click(store: &Store) -> Callback<MouseEvent> {
    let (dispatch, part) = (store.dispatcher(), store.document.active.clone());
    Callback::from(move |event: MouseEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
            dispatch.dispatch(Action::CursorMoved {
                part: part.clone(),
                offset: selection_of(&field).0,
            });
        }
    })
}
