//! One relation: a line to read, and everything known of it when opened. The table says its roles, because on a narrow
//! screen it is laid out as lines.

use std::rc::Rc;

use yew::prelude::*;

use super::fact_lines::{fact_lines, named_place, notes};
use super::location_button::location_button;
use super::memo::Memo;
use crate::components::icon::{Glyph, icon};
use crate::components::rich_text::rich_text;
use crate::hooks::use_focus::relation_id;
use crate::hooks::use_store::{Store, sending};
use crate::interop::shared::Shared;
use crate::interop::understood::{Details, Line, Relation};
use crate::state::action::Action;

/// A card, drawn again only when something about it has changed.
pub fn kept_relation_card(store: &Store, relation: &Shared<Relation>) -> Html {
    let is_open = store.understanding.open.contains(&relation.name);
    let state = [
        relation.identity(),
        usize::from(is_open),
        store.document.parts.len(),
        0,
    ];
    let (store, relation) = (store.clone(), relation.clone());
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || relation_card(&store, &relation, is_open));
    html! { <Memo {state} {draw} /> }
}

fn relation_card(store: &Store, relation: &Relation, is_open: bool) -> Html {
    let onclick = sending::<MouseEvent>(store, Action::RelationToggled(relation.name.clone()));
    let details_id = format!("relation-{}", relation.name);
    let details = relation.details.as_ref().filter(|_| is_open);
    html! {
        <article id={relation_id(&relation.name)} class={classes!("relation", is_open.then_some("is-open"))} data-testid="relation"
            data-relation={relation.name.clone()}>
            <div class="relation-head">
                <h4>
                    <button type="button" aria-expanded={is_open.to_string()}
                        aria-controls={is_open.then(|| details_id.clone())} {onclick}>
                        { icon(Glyph::Chevron) }<code>{ relation.name.clone() }</code>
                    </button>
                </h4>
                <span class="quiet">
                    if relation.kind != "table" {
                        <span class="fact-kind">{ relation.kind.clone() }</span>
                    }
                    { relation.facts.clone() }
                </span>
                { location_button(store, &relation.location) }
            </div>
            <div id={details_id} hidden={!is_open}>
                if let Some(details) = details {
                    { body(store, &relation.name, details) }
                }
            </div>
        </article>
    }
}

fn body(store: &Store, name: &AttrValue, details: &Details) -> Html {
    let groups = details.groups.iter().filter(|(_, lines)| !lines.is_empty());
    html! {
        <div class="relation-body">
            { for details.remarks.iter().map(|remark| html! { <p class="quiet">{ rich_text(remark) }</p> }) }
            if !details.columns.is_empty() {
                <table class="columns" role="table" aria-label={format!("Columns of {name}")}>
                    <thead role="rowgroup"><tr role="row">{ for ["Column", "Type", "Facts"].map(|title| html! { <th role="columnheader">{ title }</th> }) }</tr></thead>
                    <tbody role="rowgroup">{ for details.columns.iter().map(|column| column_row(store, column)) }</tbody>
                </table>
            }
            { for groups.map(|(title, lines)| html! {
                <section><h5 class="label">{ *title }</h5>{ fact_lines(store, lines) }</section>
            }) }
        </div>
    }
}

fn column_row(store: &Store, column: &Line) -> Html {
    html! {
        <tr role="row">
            <th role="rowheader">{ named_place(store, column) }</th>
            <td role="cell"><code>{ column.text.clone() }</code></td>
            <td role="cell">{ notes(column) }</td>
        </tr>
    }
}
