//! The menu of what can be opened: files, the history, examples; and the playground to take away.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::{dom, page};
use crate::state::action::Action;
use crate::state::opened::Dialog;

/// Draws it.
pub fn open_menu(store: &Store) -> Html {
    let is_open = store.examples_shown;
    let toggle = sending::<MouseEvent>(store, Action::ExamplesShown(!is_open));
    let onkeydown = {
        let dispatch = store.dispatcher();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && is_open {
                dispatch.dispatch(Action::ExamplesShown(false));
                dom::focus(menu_around(&event).and_then(|menu| dom::first_in(&menu, "button")));
            }
        })
    };
    let onfocusout = {
        let dispatch = store.dispatcher();
        Callback::from(move |event: FocusEvent| {
            // Leaving for another element closes it; losing the focus to nothing (another window) does not.
            let target = event
                .related_target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            let stays = target
                .as_ref()
                .is_none_or(|target| menu_around(&event).is_some_and(|menu| menu.contains(Some(target))));
            if !stays {
                dispatch.dispatch(Action::ExamplesShown(false));
            }
        })
    };
    let files = sending::<MouseEvent>(store, Action::FilesWanted);
    let gallery = sending::<MouseEvent>(store, Action::DialogShown(Dialog::Gallery));
    let history = sending::<MouseEvent>(store, Action::DialogShown(Dialog::History));
    html! {
        <div class="menu" {onkeydown} {onfocusout}>
            <button type="button" class="button is-quiet" data-testid="examples" aria-expanded={is_open.to_string()}
                aria-controls="examples-list" onclick={toggle}>
                { icon(Glyph::Open) }<span class="button-text">{ "Open" }</span>
            </button>
            <ul id="examples-list" class="menu-list" hidden={!is_open}>
                <li>{ item("open-files", "Files…", "SQL, plans, CSV, or a document saved here; or drop them on the page", files) }</li>
                <li>{ item("open-history", "History…", "What you wrote in this browser, to look at and bring back", history) }</li>
                <li>{ item("open-gallery", "Examples…", "Schemas, plans and migrations, each broken and fixed", gallery) }</li>
                if let Some(size) = page::single_file_size() {
                    <li>
                        <a class="menu-item" data-testid="single-file" href="rowproof.html" download="rowproof.html">
                            <strong>{ "Download as one file" }</strong>
                            <span>{ format!("All of this, {size}; opens from a disk, without a network") }</span>
                        </a>
                    </li>
                }
            </ul>
        </div>
    }
}

fn item(
    testid: &'static str,
    title: &'static str,
    summary: &'static str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="menu-item" data-testid={testid} {onclick}>
            <strong>{ title }</strong><span>{ summary }</span>
        </button>
    }
}

/// The menu that an event happened in.
fn menu_around(event: &Event) -> Option<HtmlElement> {
    let target = event.target_dyn_into::<Element>()?;
    target.closest(".menu").ok()??.dyn_into().ok()
}
