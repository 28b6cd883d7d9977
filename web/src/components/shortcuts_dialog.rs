//! The list of shortcuts.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;

/// The id of the dialog in the page.
pub const DIALOG: &str = "shortcuts-dialog";

/// Keys and what they do; `Mod` is the command key on Apple systems, else Ctrl.
const SHORTCUTS: [(&[&str], &str); 9] = [
    (&["F8"], "Next finding"),
    (&["Shift", "F8"], "Previous finding"),
    (&["Mod", "."], "Fixes of the finding at the caret"),
    (&["Mod", "Enter"], "Check now"),
    (&["Mod", "Z"], "Undo in the editor, fixes too"),
    (&["Mod", "F"], "Search in the editor"),
    (&["Alt", "1 – 5"], "Code, findings, plan, understood, diagram"),
    (&["Esc", "Tab"], "Leave the editor"),
    (&["?"], "This list (outside the editor)"),
];

/// Draws it; `use_dialog` opens and closes it.
pub fn shortcuts_dialog(store: &Store) -> Html {
    let hide = sending::<MouseEvent>(store, Action::ShortcutsShown(false));
    let onclose = sending::<Event>(store, Action::ShortcutsShown(false));
    html! {
        <dialog id={DIALOG} class="dialog" aria-labelledby="shortcuts-title" {onclose}>
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
