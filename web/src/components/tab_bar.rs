//! The panes of a narrow screen, at the thumb.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use super::results_pane::count;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::layout::Pane;

/// Draws them.
pub fn tab_bar(store: &Store) -> Html {
    let tabs = Pane::ALL.into_iter().map(|pane| {
        let onclick = sending::<MouseEvent>(store, Action::PaneChosen(pane));
        let glyph = match pane {
            Pane::Code => Glyph::Code,
            Pane::Findings => Glyph::Findings,
            Pane::Plan => Glyph::Plan,
            Pane::Understood => Glyph::Table,
            Pane::Diagram => Glyph::Diagram,
        };
        let is_current = store.layout.pane == pane;
        html! {
            <button type="button" class="tab-bar-item" aria-current={is_current.then_some("page")}
                data-testid={format!("pane-{}", pane.as_str())} {onclick}>
                { icon(glyph) }
                <span>{ pane.title() }</span>
                if let Some(count) = count(store, pane) {
                    <span class="badge">{ count }</span>
                }
            </button>
        }
    });
    html! { <nav class="tab-bar" aria-label="Panes">{ for tabs }</nav> }
}
