//! The editor: a plain text field at first, the full editor when its module has arrived.

use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

use crate::hooks::use_editor::use_editor;
use crate::hooks::use_engine::Tokens;
use crate::hooks::use_store::{Store, use_store};
use crate::interop::dom;
use crate::interop::page::{ShellText, selection_of};
use crate::state::action::Action;

#[derive(Properties, PartialEq)]
pub struct EditorHostProps {
    pub tokens: Option<Tokens>,
    /// What the static page's field held; its selection and focus go on here.
    pub shell: ShellText,
}

#[component]
pub fn EditorHost(props: &EditorHostProps) -> Html {
    let Some(store) = use_store() else { return html! {} };
    html! { <Field tokens={props.tokens.clone()} shell={props.shell.clone()} {store} /> }
}

#[derive(Properties, PartialEq)]
struct FieldProps {
    tokens: Option<Tokens>,
    shell: ShellText,
    store: Store,
}

#[component]
fn Field(props: &FieldProps) -> Html {
    let (host, field) = (use_node_ref(), use_node_ref());
    use_takeover(&field, &props.shell);
    let is_mounted = use_editor(&props.store, &host, &field, props.tokens.clone());
    let text = props
        .store
        .document
        .active_part()
        .map(|part| part.text.content.clone())
        .unwrap_or_default();
    let active = props.store.document.active.clone();
    html! {
        <div id="editor-panel" class="editor" role="tabpanel" aria-labelledby={format!("part-tab-{active}")}
            data-testid="editor">
            <div ref={host} class={classes!("editor-host", (!is_mounted).then_some("is-waiting"))} data-editor-host=""></div>
            if !is_mounted {
                <textarea ref={field} class="editor-field" aria-label="Your text" spellcheck="false"
                    autocapitalize="off" autocomplete="off" placeholder={PLACEHOLDER} value={text}
                    oninput={on_input(&props.store)} onclick={on_click(&props.store)} />
            }
            <p class="editor-hint">
                <kbd>{ "Esc" }</kbd>{ " then " }<kbd>{ "Tab" }</kbd>{ " leaves the editor" }
            </p>
        </div>
    }
}

const PLACEHOLDER: &str = "Paste a schema, queries or what EXPLAIN printed";

#[hook]
fn use_takeover(field: &NodeRef, shell: &ShellText) {
    let (field, shell) = (field.clone(), shell.clone());
    use_effect_with((), move |()| {
        let Some(field) = field.cast::<HtmlTextAreaElement>() else {
            return;
        };
        if shell.focused {
            dom::focus(Some(field.clone().into()));
        }
        // A field that just came into the page can be selected; if not, the caret stays at the end.
        let _unselectable = field.set_selection_range(shell.selection.0, shell.selection.1);
    });
}

fn on_input(store: &Store) -> Callback<InputEvent> {
    let (dispatch, part) = (store.dispatcher(), store.document.active.clone());
    Callback::from(move |event: InputEvent| {
        if let Some(field) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
        {
            let pasted = matches!(event.input_type().as_str(), "insertFromPaste" | "insertFromDrop");
            dispatch.dispatch(Action::TextChanged {
                part: part.clone(),
                text: field.value(),
                pasted,
            });
        }
    })
}

fn on_click(store: &Store) -> Callback<MouseEvent> {
    let (dispatch, part) = (store.dispatcher(), store.document.active.clone());
    Callback::from(move |event: MouseEvent| {
        if let Some(field) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
        {
            dispatch.dispatch(Action::CursorMoved {
                part: part.clone(),
                offset: selection_of(&field).0,
            });
        }
    })
}
