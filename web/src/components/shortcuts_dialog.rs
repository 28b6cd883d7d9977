//! The list of shortcuts.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::opened::Dialog;

/// Keys and what they do; `Mod` is the command key on Apple systems, else Ctrl.
const SHORTCUTS: [(&[&str], &str); 11] = [
    (&["F8"], "Next finding"),
    (&["Shift", "F8"], "Previous finding"),
    (&["Mod", "."], "Fixes of the finding at the caret"),
    (&["Mod", "Enter"], "Check now"),
    (&["Mod", "S"], "Copy a link to all of this"),
    (&["Mod", "O"], "Open files"),
    (&["Mod", "Z"], "Undo in the editor, fixes too"),
    (&["Mod", "F"], "Search in the editor"),
    (&["Alt", "1 – 5"], "Code, findings, plan, understood, diagram"),
    (&["Esc", "Tab"], "Leave the editor"),
    (&["?"], "This list (outside the editor)"),
];

/// Draws it; `use_dialog` opens and closes it.
#[inline(never)]
pub fn shortcuts_dialog(store: &Store) -> Html {
    let closed = Action::DialogClosed(Dialog::Shortcuts);
    let hide = sending::<MouseEvent>(store, closed.clone());
    let onclose = sending::<Event>(store, closed);
    html! {
        <dialog id={Dialog::Shortcuts.id()} class="dialog" aria-labelledby="shortcuts-title" {onclose}>
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
