//! The parts of the document as tabs.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::document::Part;

/// Draws them.
pub fn part_tabs(store: &Store) -> Html {
    let add = sending::<MouseEvent>(store, Action::PartAdded);
    let onkeydown = {
        let store = store.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(part) = part_for_key(&store, &event.key()) {
                event.prevent_default();
                store.dispatch(Action::PartActivated(part.clone()));
                dom::focus(dom::by_id(&tab_id(&part)));
            }
        })
    };
    // The close buttons stand beside the tab list, not in it: a tab list may only hold tabs.
    html! {
        <div class="part-tabs">
            <div class="part-tab-list" role="tablist" aria-label="Parts" {onkeydown}>
                { for store.document.parts.iter().map(|part| tab(store, part)) }
            </div>
            { close_button(store) }
            <button type="button" class="icon-button" data-testid="add-part" aria-label="Add a part" title="Add a part"
                onclick={add}>
                { icon(Glyph::Plus) }
            </button>
        </div>
    }
}

fn tab(store: &Store, part: &Part) -> Html {
    let is_active = store.document.active == part.id;
    let onclick = sending::<MouseEvent>(store, Action::PartActivated(part.id.clone()));
    let report = store.analysis.report.as_ref();
    let count = report.map_or(0, |report| {
        report
            .open_findings()
            .filter(|finding| finding.location.part == part.id)
            .count()
    });
    html! {
        <button key={part.id.to_string()} type="button" id={tab_id(&part.id)} class="part-tab" role="tab"
            data-testid="part-tab" aria-selected={is_active.to_string()} aria-controls="editor-panel"
            tabindex={if is_active { "0" } else { "-1" }} {onclick}>
            { store.title_of(&part.id) }
            if count > 0 {
                <span class="badge" title="Findings in this part">{ count }</span>
            }
        </button>
    }
}

fn close_button(store: &Store) -> Html {
    let Some(part) = store.document.active_part() else {
        return html! {};
    };
    if store.document.parts.len() == 1 && part.text.is_blank() {
        return html! {};
    }
    let onclick = sending::<MouseEvent>(store, Action::PartClosed(part.id.clone()));
    let name = format!("Close {}", store.title_of(&part.id));
    html! {
        <button type="button" class="icon-button" data-testid="close-part" aria-label={name.clone()} title={name} {onclick}>
            { icon(Glyph::Close) }
        </button>
    }
}

fn tab_id(part: &str) -> String {
    format!("part-tab-{part}")
}

fn part_for_key(store: &Store, key: &str) -> Option<AttrValue> {
    let parts = &store.document.parts;
    let index = parts.iter().position(|part| part.id == store.document.active)?;
    let target = match key {
        "ArrowRight" => (index + 1) % parts.len(),
        "ArrowLeft" => (index + parts.len() - 1) % parts.len(),
        "Home" => 0,
        "End" => parts.len() - 1,
        _ => return None,
    };
    parts.get(target).map(|part| part.id.clone())
}
