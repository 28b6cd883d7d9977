//! Goes round the themes: as the system says, light, dark, high contrast.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::layout::Theme;

/// Draws the button.
pub fn theme_toggle(store: &Store) -> Html {
    let next = store.theme.next();
    let onclick = sending::<MouseEvent>(store, Action::ThemeChosen(next));
    let glyph = match store.theme {
        Theme::Auto => Glyph::System,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
        Theme::Contrast => Glyph::Contrast,
    };
    let name = format!("Theme: {}. Switch to {}", store.theme.title(), next.title());
    html! {
        <button type="button" class="icon-button" data-testid="theme-toggle" aria-label={name.clone()} title={name} {onclick}>
            { icon(glyph) }
        </button>
    }
}
