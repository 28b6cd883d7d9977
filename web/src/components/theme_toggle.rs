//! Goes round the themes: as the system says, light, dark.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{dispatching, use_store};
use crate::state::action::Action;
use crate::state::layout::Theme;

#[component]
pub fn ThemeToggle() -> Html {
    let Some(store) = use_store() else { return html! {} };
    let next = store.theme.next();
    let onclick = dispatching(&store, move |_: MouseEvent| Action::ThemeChosen(next));
    let glyph = match store.theme {
        Theme::Auto => Glyph::System,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
    };
    let name = format!("Theme: {}. Switch to {}", store.theme.title(), next.title());
    html! {
        <button type="button" class="icon-button" data-testid="theme-toggle" aria-label={name.clone()} title={name} {onclick}>
            { icon(glyph) }
        </button>
    }
}
