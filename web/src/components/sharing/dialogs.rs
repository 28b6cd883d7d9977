//! The dialogs, and why a link could not be opened.

use yew::prelude::*;

use super::history_dialog::history_dialog;
use super::link_problem::link_problem;
use super::share_dialog::share_dialog;
use crate::components::fix_all::fix_all;
use crate::components::gallery::gallery;
use crate::components::icon::{Glyph, icon};
use crate::components::palette::palette;
use crate::components::presenter::presenter;
use crate::components::privacy::privacy_dialog;
use crate::components::settings::settings_dialog;
use crate::hooks::use_dialog::{on_cancel, on_close};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::opened::Dialog;

/// Draws them; `use_dialog` opens and closes them.
#[inline(never)]
pub fn dialogs(store: &Store) -> Html {
    html! {
        <>
            { link_problem(store) }
            { frame(store, Dialog::Share, "Share", share_dialog) }
            { frame(store, Dialog::History, "History", history_dialog) }
            { frame(store, Dialog::Settings, "Settings", settings_dialog) }
            { frame(store, Dialog::Privacy, "What leaves this page", privacy_dialog) }
            { palette(store) }
            { presenter(store) }
            { frame(store, Dialog::Gallery, "Examples", gallery) }
            { frame(store, Dialog::Fixes, "What would change?", fix_all) }
        </>
    }
}

fn frame(store: &Store, dialog: Dialog, title: &'static str, draw: fn(&Store) -> Html) -> Html {
    let closed = Action::DialogClosed(dialog);
    let hide = sending::<MouseEvent>(store, closed);
    let onclose = on_close(store, dialog);
    let oncancel = on_cancel(store, dialog);
    let undo = sending::<MouseEvent>(store, Action::UndoRequested);
    let id = dialog.id();
    let title_id = format!("{id}-title");
    html! {
        <dialog {id} class="dialog is-wide" aria-labelledby={title_id.clone()} {onclose} {oncancel} data-testid={id}>
            <div class="dialog-head">
                <h2 id={title_id}>{ title }</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={hide}>
                    { icon(Glyph::Close) }
                </button>
            </div>
            if store.dialog == Some(dialog) {
                { draw(store) }
                // What is said elsewhere on the page is neither seen nor heard while a dialog is open.
                <div class="dialog-said">
                    <p role="status" data-testid="dialog-said">
                        { store.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default() }
                    </p>
                    if store.offers_undo() {
                        <button type="button" class="button" data-testid="dialog-undo" onclick={undo}>{ icon(Glyph::Undo) }{ "Undo" }</button>
                    }
                </div>
            }
        </dialog>
    }
}
