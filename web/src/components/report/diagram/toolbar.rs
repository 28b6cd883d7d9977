//! What stands above the diagram: picture or tables, how much of it, the search, zoom, and files.

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::exports::exports;
use super::keys::STEP;
use super::scene::Scene;
use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Dispatch, Store, sending};
use crate::interop::diagram::Diagram;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::diagram::{Detail, DiagramAction, Found, View};

/// Draws it.
pub fn toolbar(store: &Store, diagram: &Shared<Diagram>) -> Html {
    let look = &store.diagram;
    let is_picture = !look.as_table;
    html! {
        <div class="diagram-tools">
            <div class="segments" role="group" aria-label="Shown as">
                { segment(store, "Diagram", is_picture, DiagramAction::TableShown(false)) }
                { segment(store, "Table", !is_picture, DiagramAction::TableShown(true)) }
            </div>
            if is_picture {
                <div class="segments" role="group" aria-label="What is drawn of a table">
                    { for Detail::ALL.into_iter().map(|detail| segment(store, detail.title(), look.detail == detail, DiagramAction::DetailChosen(detail))) }
                </div>
                { search(store, diagram) }
                { zoom(store, diagram) }
            }
            { exports(store) }
            if is_picture {
                { groups(store, diagram) }
            }
        </div>
    }
}

fn segment(store: &Store, title: &'static str, is_chosen: bool, action: DiagramAction) -> Html {
    let onclick = sending::<MouseEvent>(store, Action::Diagram(action));
    html! { <button type="button" class="segment" aria-pressed={is_chosen.to_string()} {onclick}>{ title }</button> }
}

fn zoom(store: &Store, diagram: &Shared<Diagram>) -> Html {
    let by = |factor: f64| {
        let (store, diagram) = (store.clone(), diagram.clone());
        Callback::from(move |_: MouseEvent| {
            let scene = Scene::of(&store, &diagram);
            let camera = scene.zoomed(factor, scene.size.0 / 2.0, scene.size.1 / 2.0);
            store.dispatch(Action::Diagram(DiagramAction::Viewed(View::At(camera))));
        })
    };
    let whole = sending::<MouseEvent>(store, Action::Diagram(DiagramAction::Viewed(View::Whole)));
    let neighbours = store.diagram.neighbours;
    let is_nothing_chosen = store.diagram.selected.is_none() && store.diagram.active.is_none();
    let focus = sending::<MouseEvent>(
        store,
        Action::Diagram(DiagramAction::NeighboursShown(!neighbours)),
    );
    html! {
        <>
            <span class="diagram-zoom" role="group" aria-label="Zoom">
                <button type="button" class="icon-button" aria-label="Zoom out" title="Zoom out (−)" onclick={by(1.0 / STEP)}>{ icon(Glyph::Minus) }</button>
                <button type="button" class="icon-button" aria-label="Zoom in" title="Zoom in (+)" onclick={by(STEP)}>{ icon(Glyph::Plus) }</button>
                <button type="button" class="icon-button" aria-label="Show all of it" title="Show all of it (0)" data-testid="diagram-fit" onclick={whole}>{ icon(Glyph::Fit) }</button>
            </span>
            <button type="button" class="button is-quiet" aria-pressed={neighbours.to_string()} disabled={is_nothing_chosen && !neighbours}
                title="Of the table that is chosen" data-testid="diagram-neighbours" onclick={focus}>
                { "Neighbours only" }
            </button>
            if !store.document.positions.places.is_empty() {
                <button type="button" class="button is-quiet" data-testid="diagram-arrange"
                    onclick={sending::<MouseEvent>(store, Action::Diagram(DiagramAction::Arranged))}>{ icon(Glyph::Undo) }{ "Arrange anew" }</button>
            }
        </>
    }
}

fn search(store: &Store, diagram: &Shared<Diagram>) -> Html {
    let look = &store.diagram;
    let found = if look.search.is_empty() {
        Vec::new()
    } else {
        diagram.search(&look.search)
    };
    let status = match found.get(look.hit) {
        _ if look.search.is_empty() => String::new(),
        Some((name, _)) => format!("{} of {}: {name}", look.hit + 1, found.len()),
        None => "nothing found".to_owned(),
    };
    let oninput = {
        let (dispatch, diagram) = (store.dispatcher(), diagram.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                go_to(&dispatch, &diagram, field.value().into(), 0);
            }
        })
    };
    let onkeydown = {
        let (dispatch, diagram) = (store.dispatcher(), diagram.clone());
        let (words, hit, count) = (look.search.clone(), look.hit, found.len());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && count > 0 {
                event.prevent_default();
                let step = if event.shift_key() { count - 1 } else { 1 };
                go_to(&dispatch, &diagram, words.clone(), (hit + step) % count);
            }
        })
    };
    html! {
        <label class="diagram-search">
            { icon(Glyph::Search) }<span class="visually-hidden">{ "Find a table or column; Enter goes to the next" }</span>
            <input type="search" placeholder="Find a table or column" autocomplete="off" spellcheck="false" data-testid="diagram-search"
                value={look.search.clone()} {oninput} {onkeydown} />
            <span class="quiet" role="status" data-testid="diagram-found">{ status }</span>
        </label>
    }
}

/// Looks at a hit of a search.
fn go_to(dispatch: &Dispatch, diagram: &Diagram, words: AttrValue, hit: usize) {
    let hits = if words.trim().is_empty() {
        Vec::new()
    } else {
        diagram.search(&words)
    };
    let found = hits.into_iter().nth(hit).map(|(name, within)| Found {
        row: row_with(diagram, &name, &words),
        name,
        within,
    });
    dispatch.dispatch(Action::Diagram(DiagramAction::Searched { words, hit, found }));
}

/// The first row whose name has the words, unless the relation's own name has them.
fn row_with(diagram: &Diagram, name: &str, words: &str) -> Option<usize> {
    let sought = words.trim().to_ascii_lowercase();
    if name.to_ascii_lowercase().contains(&sought) {
        return None;
    }
    let rows = diagram.rows(diagram.find(name)?).0;
    rows.iter()
        .position(|row| row.name.to_ascii_lowercase().contains(&sought))
}

fn groups(store: &Store, diagram: &Diagram) -> Html {
    let is_ungrouped = store.diagram.ungrouped;
    if diagram.groups.is_empty() && !is_ungrouped {
        return html! {};
    }
    let open = diagram.groups.iter().filter(|group| group.is_open).map(|group| {
        let onclick = sending::<MouseEvent>(store, Action::Diagram(DiagramAction::GroupToggled(group.title.clone())));
        html! {
            <li>
                <button type="button" class="button" aria-label={format!("Close the group {}", group.title)} {onclick}>
                    { group.title.clone() }<span class="badge">{ group.count }</span>{ icon(Glyph::Close) }
                </button>
            </li>
        }
    });
    let all = sending::<MouseEvent>(store, Action::Diagram(DiagramAction::Ungrouped(!is_ungrouped)));
    html! {
        <ul class="diagram-groups" aria-label="Groups">
            { for open }
            <li>
                <button type="button" class="link-button" data-testid="diagram-ungroup" onclick={all}>
                    { if is_ungrouped { "Draw groups" } else { "Draw every relation" } }
                </button>
            </li>
        </ul>
    }
}
