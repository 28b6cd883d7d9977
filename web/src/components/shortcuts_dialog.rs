//! The list of shortcuts: the keys of every command that has some, and those of the editor.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use super::keys::keys;
use crate::hooks::use_dialog::{on_cancel, on_close};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::commands::{COMMANDS, EDITOR_KEYS};
use crate::state::opened::Dialog;

/// Draws it; `use_dialog` opens and closes it.
#[inline(never)]
pub fn shortcuts_dialog(store: &Store) -> Html {
    let closed = Action::DialogClosed(Dialog::Shortcuts);
    let hide = sending::<MouseEvent>(store, closed);
    let onclose = on_close(store, Dialog::Shortcuts);
    let oncancel = on_cancel(store, Dialog::Shortcuts);
    let of_commands = COMMANDS.iter().map(|command| (command.keys, command.title));
    let of_commands = of_commands.filter(|(keys, _)| !keys.is_empty());
    let all = of_commands.chain(EDITOR_KEYS.iter().map(|(keys, what)| (*keys, *what)));
    let rows = all.map(|(pressed, what)| {
        html! { <div><dt>{ keys(pressed) }</dt><dd>{ what }</dd></div> }
    });
    html! {
        <dialog id={Dialog::Shortcuts.id()} class="dialog" aria-labelledby="shortcuts-title" {onclose} {oncancel}>
            <div class="dialog-head">
                <h2 id="shortcuts-title">{ "Keyboard shortcuts" }</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={hide}>
                    { icon(Glyph::Close) }
                </button>
            </div>
            if store.dialog == Some(Dialog::Shortcuts) {
                <dl class="shortcuts">{ for rows }</dl>
            }
        </dialog>
    }
}
