//! The list of shortcuts.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{dispatching, use_store};
use crate::interop::dom;
use crate::state::action::Action;

/// Keys and what they do; `Mod` is the command key on Apple systems, else Ctrl.
const SHORTCUTS: [(&[&str], &str); 9] = [
    (&["F8"], "Next finding"),
    (&["Shift", "F8"], "Previous finding"),
    (&["Mod", "."], "Fixes of the finding at the caret"),
    (&["Mod", "Enter"], "Check now"),
    (&["Mod", "Z"], "Undo in the editor, fixes too"),
    (&["Mod", "F"], "Search in the editor"),
    (&["Alt", "1 – 3"], "Code, findings, plan"),
    (&["Esc", "Tab"], "Leave the editor"),
    (&["?"], "This list (outside the editor)"),
];

#[derive(Properties, PartialEq)]
pub struct ShortcutsDialogProps {
    pub shown: bool,
}

#[component]
pub fn ShortcutsDialog(props: &ShortcutsDialogProps) -> Html {
    let dialog = use_node_ref();
    use_effect_with((props.shown, dialog.clone()), |(shown, dialog)| {
        let Some(dialog) = dialog.cast::<HtmlDialogElement>() else {
            return;
        };
        match (*shown, dialog.open()) {
            // It can only fail outside the page, where nobody could see it.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let Some(store) = use_store() else { return html! {} };
    let hide = dispatching(&store, |_: MouseEvent| Action::ShortcutsShown(false));
    let onclose = dispatching(&store, |_: Event| Action::ShortcutsShown(false));
    html! {
        <dialog ref={dialog} class="dialog" aria-labelledby="shortcuts-title" {onclose}>
            <div class="dialog-head">
                <h2 id="shortcuts-title">{ "Keyboard shortcuts" }</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={hide}>
                    { icon(Glyph::Close) }
                </button>
            </div>
            <dl class="shortcuts">
                { for SHORTCUTS.iter().map(|(keys, what)| html! {
                    <div>
                        <dt>{ for keys.iter().map(|key| html! { <kbd>{ key_name(key) }</kbd> }) }</dt>
                        <dd>{ *what }</dd>
                    </div>
                }) }
            </dl>
        </dialog>
    }
}

fn key_name(key: &'static str) -> &'static str {
    match key {
        "Mod" if dom::is_apple() => "⌘",
        "Mod" => "Ctrl",
        key => key,
    }
}
