//! The head of the page. `web/index.html` holds the same markup for the time before this program arrives.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use super::keys::{in_words, keys};
use super::open_menu::open_menu;
use super::theme_toggle::theme_toggle;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::opened::Dialog;
use crate::state::tools::ToolAction;

/// Draws it.
pub fn header(store: &Store) -> Html {
    let show_shortcuts = sending::<MouseEvent>(store, Action::DialogShown(Dialog::Shortcuts));
    let find = sending::<MouseEvent>(store, Action::Tool(ToolAction::PaletteToggled));
    let share = sending::<MouseEvent>(store, Action::DialogShown(Dialog::Share));
    html! {
        <header class="header">
            <div class="brand">
                <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
                    <rect class="logo-ground" width="32" height="32" rx="8" />
                    <path class="logo-rows" d="M8 10h16M8 16h7M8 22h16" />
                    <path class="logo-mark" d="M18 16.5l2.5 2.5 5-5.5" />
                </svg>
                <h1>{ "Rowproof" }</h1>
                <p class="tagline">{ "Is your schema proof against bad rows?" }</p>
            </div>
            <div class="header-actions">
                <button type="button" class="button is-quiet palette-button" data-testid="palette-open" aria-haspopup="dialog"
                    title={format!("Find a command, rule, table or column ({})", in_words(&["Mod", "K"]))} onclick={find}>
                    { icon(Glyph::Search) }<span class="button-text">{ "Find" }</span><span class="button-keys">{ keys(&["Mod", "K"]) }</span>
                </button>
                { open_menu(store) }
                <button type="button" class="button is-quiet" data-testid="share" title="Share" aria-haspopup="dialog"
                    onclick={share}>
                    { icon(Glyph::Share) }<span class="button-text">{ "Share" }</span>
                </button>
                <button type="button" class="icon-button" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)"
                    data-testid="shortcuts" onclick={show_shortcuts}>
                    { icon(Glyph::Keyboard) }
                </button>
                { theme_toggle(store) }
            </div>
        </header>
    }
}
