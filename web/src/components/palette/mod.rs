//! The palette: one field that finds every command, rule, table, column, finding and example.

mod matching;
mod rows;

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::icon::{Glyph, icon};
use super::keys::keys;
use crate::hooks::use_dialog::{on_cancel, on_close};
use crate::hooks::use_store::{Dispatch, Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::opened::Dialog;
use crate::state::tools::ToolAction;
use rows::{Row, Run, rows};

const LIST: &str = "palette-list";
/// Rows that a page up or down goes over.
const STRIDE: usize = 8;

/// Draws it; `use_dialog` opens and closes it.
#[inline(never)]
pub fn palette(store: &Store) -> Html {
    let closed = Action::DialogClosed(Dialog::Palette);
    let onclose = on_close(store, Dialog::Palette);
    let oncancel = on_cancel(store, Dialog::Palette);
    let hide = sending::<MouseEvent>(store, closed);
    html! {
        <dialog id={Dialog::Palette.id()} class="dialog palette" aria-label="Find a command, rule, table or column" {onclose} {oncancel}
            data-testid="palette">
            if store.dialog == Some(Dialog::Palette) {
                { field_and_list(store, hide) }
            }
        </dialog>
    }
}

fn field_and_list(store: &Store, hide: Callback<MouseEvent>) -> Html {
    let rows = rows(store);
    let at = store.tools.palette.at.min(rows.len().saturating_sub(1));
    let said = match rows.len() {
        0 => "nothing found".to_owned(),
        1 => "1 result".to_owned(),
        count => format!("{count} results"),
    };
    let dispatch = store.dispatcher();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            dispatch.dispatch(Action::Tool(ToolAction::PaletteTyped(field.value().into())));
        }
    });
    html! {
        <>
            <div class="palette-head">
                { icon(Glyph::Search) }
                <input type="text" class="palette-field" role="combobox" aria-expanded="true" aria-controls={LIST}
                    aria-autocomplete="list" aria-label="Command, rule, table or column" autocomplete="off"
                    autocapitalize="off" spellcheck="false" placeholder="A command, rule, table, column or finding"
                    aria-activedescendant={(!rows.is_empty()).then(|| row_id(at))} data-testid="palette-field"
                    value={store.tools.palette.typed.clone()} {oninput} onkeydown={on_key(store, &rows, at)} />
                <button type="button" class="icon-button" aria-label="Close" onclick={hide}>{ icon(Glyph::Close) }</button>
            </div>
            <div id={LIST} class="palette-list" role="listbox" aria-label="Results">
                { groups(store, &rows, at) }
            </div>
            if rows.is_empty() {
                <p class="palette-none quiet">{ "Nothing is called like that. Tables and columns are found once the text has been checked." }</p>
            }
            <p class="visually-hidden" role="status">{ said }</p>
        </>
    }
}

/// The rows under the headings of their groups.
fn groups(store: &Store, rows: &[Row], at: usize) -> Html {
    let mut groups: Vec<(usize, &[Row])> = Vec::new();
    let mut start = 0;
    for group in rows.chunk_by(|one, other| one.group == other.group) {
        groups.push((start, group));
        start += group.len();
    }
    let groups = groups.into_iter().filter_map(|(start, group)| {
        let kind = group.first()?.group;
        let heading = format!("palette-group-{start}");
        let options = group
            .iter()
            .enumerate()
            .map(|(place, row)| option(store, row, start + place, at));
        Some(html! {
            <div role="group" aria-labelledby={heading.clone()} key={heading.clone()}>
                <p id={heading} class="palette-group label">{ kind.title() }</p>
                { for options }
            </div>
        })
    });
    groups.collect()
}

fn option(store: &Store, row: &Row, place: usize, at: usize) -> Html {
    let onclick = {
        let (dispatch, run) = (store.dispatcher(), row.run.clone());
        Callback::from(move |_: MouseEvent| run_row(&dispatch, &run))
    };
    let is_chosen = place == at;
    html! {
        <div id={row_id(place)} role="option" aria-selected={is_chosen.to_string()} data-testid="palette-row"
            class={classes!("palette-row", is_chosen.then_some("is-chosen"))} {onclick}>
            <span class="palette-title">{ marked(&row.title, &row.found.marks) }</span>
            if !row.about.is_empty() {
                <span class="palette-about">{ row.about.clone() }</span>
            }
            if !row.keys.is_empty() {
                <span class="palette-keys">{ keys(row.keys) }</span>
            }
        </div>
    }
}

fn row_id(place: usize) -> String {
    format!("palette-row-{place}")
}

/// A title with the letters marked that were typed.
fn marked(title: &str, marks: &[(usize, usize)]) -> Html {
    let mut pieces: Vec<Html> = Vec::new();
    let mut end = 0;
    let piece = |start: usize, end: usize| title.get(start..end).unwrap_or_default().to_owned();
    for (from, to) in marks {
        pieces.push(html! { { piece(end, *from) } });
        pieces.push(html! { <mark>{ piece(*from, *to) }</mark> });
        end = *to;
    }
    pieces.push(html! { { piece(end, title.len()) } });
    pieces.into_iter().collect()
}

fn on_key(store: &Store, rows: &[Row], at: usize) -> Callback<KeyboardEvent> {
    let dispatch = store.dispatcher();
    let count = rows.len();
    let run = rows.get(at).map(|row| row.run.clone());
    Callback::from(move |event: KeyboardEvent| {
        let last = count.saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1) % count.max(1),
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            "PageDown" => (at + STRIDE).min(last),
            "PageUp" => at.saturating_sub(STRIDE),
            "Enter" => {
                event.prevent_default();
                if let Some(run) = &run {
                    run_row(&dispatch, run);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        dispatch.dispatch(Action::Tool(ToolAction::PaletteMoved(to)));
        dom::show_soon(row_id(to));
    })
}

fn run_row(dispatch: &Dispatch, run: &Run) {
    dispatch.dispatch(Action::DialogClosed(Dialog::Palette));
    match run {
        Run::Action(action) => dispatch.dispatch((**action).clone()),
        Run::Page(rule) => dom::open_beside(&format!("rules/{rule}.html")),
    }
}
