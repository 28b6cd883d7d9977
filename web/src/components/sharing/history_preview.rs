//! A snapshot looked at, with the way to bring it back.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::kinds::Kind;
use crate::state::look::Look;
use crate::state::opened::{Opened, Origin};

/// Letters of each part that are shown.
const MOST_LETTERS: usize = 4_000;

/// Draws it.
pub fn history_preview(store: &Store) -> Html {
    let Some((about, document)) = &store.history.preview else {
        return html! { <p class="history-preview quiet">{ "Choose one to look at it." }</p> };
    };
    let restore = Action::DocumentOpened(Box::new(Opened {
        document: (**document).clone(),
        look: Look::default(),
        origin: Origin::History(about.when.clone()),
    }));
    let parts = document.parts.iter().map(|part| {
        let start: String = part.text.chars().take(MOST_LETTERS).collect();
        let is_cut = start.len() < part.text.len();
        let title = part.name.clone().unwrap_or_else(|| part.kind.map_or("Part", Kind::title).into());
        html! {
            <>
                <h3>{ title }</h3>
                <pre class="sql" tabindex="0" role="group" aria-label="Text of the part"><code>{ start }</code></pre>
                if is_cut {
                    <p class="quiet">{ "Only its beginning is shown." }</p>
                }
            </>
        }
    });
    html! {
        <div class="history-preview" data-testid="history-preview">
            <div class="history-actions">
                <button type="button" class="button is-primary" data-testid="history-restore"
                    onclick={sending::<MouseEvent>(store, restore)}>
                    { icon(Glyph::Back) }{ "Bring it back" }
                </button>
                <span class="quiet">{ "What is on the page is kept" }</span>
            </div>
            { for parts }
        </div>
    }
}
