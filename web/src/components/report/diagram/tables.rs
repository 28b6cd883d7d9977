//! The diagram as tables: relations, and foreign keys with how many rows belong to how many.

use yew::prelude::*;

use super::super::severity_mark::severity_mark;
use crate::hooks::use_store::{Store, sending};
use crate::interop::diagram::{Diagram, Row};
use crate::interop::report::Location;
use crate::state::action::Action;
use crate::state::diagram::DiagramAction;

/// Rows shown at first and added by every request.
const PAGE: usize = 100;

/// Draws them.
pub fn tables(store: &Store, diagram: &Diagram) -> Html {
    let shown = PAGE * (1 + store.diagram.more);
    let relations = (0..diagram.boxes.len())
        .take(shown)
        .map(|node| relation(store, diagram, node));
    let keys = (0..diagram.lines.len())
        .take(shown)
        .map(|line| foreign_key(store, diagram, line));
    let left = diagram.boxes.len().max(diagram.lines.len()).saturating_sub(shown);
    let more = sending::<MouseEvent>(store, Action::Diagram(DiagramAction::MoreShown));
    html! {
        <div class="diagram-tables" data-testid="diagram-tables">
            <h3 id="diagram-relations">{ "Relations" }</h3>
            <div class="plan-scroll" role="region" tabindex="0" aria-labelledby="diagram-relations">
                <table class="diagram-table" data-testid="diagram-relations">
                    { head(&["Relation", "Kind", "Columns", "Findings", "Primary key", "Accept NULL"]) }
                    <tbody>{ for relations }</tbody>
                </table>
            </div>
            <h3 id="diagram-keys">{ "Foreign keys" }</h3>
            if diagram.lines.is_empty() {
                <p class="quiet">{ "No relation refers to another." }</p>
            } else {
                <div class="plan-scroll" role="region" tabindex="0" aria-labelledby="diagram-keys">
                    <table class="diagram-table" data-testid="diagram-keys">
                        { head(&["From", "To", "Each refers to", "Referred to by", "On delete", "Constraint"]) }
                        <tbody>{ for keys }</tbody>
                    </table>
                </div>
            }
            if left > 0 {
                <button type="button" class="button" onclick={more}>{ format!("Show more ({left} left)") }</button>
            }
        </div>
    }
}

fn head(titles: &[&'static str]) -> Html {
    html! { <thead><tr>{ for titles.iter().map(|title| html! { <th scope="col">{ *title }</th> }) }</tr></thead> }
}

fn relation(store: &Store, diagram: &Diagram, node: usize) -> Html {
    let Some(drawn) = diagram.boxes.get(node) else {
        return html! {};
    };
    let (rows, _) = diagram.rows(node);
    let listed = |is: fn(&Row) -> bool| {
        let names: Vec<&str> = rows
            .iter()
            .filter(|row| is(row))
            .map(|row| row.name.as_str())
            .collect();
        if names.is_empty() {
            "–".to_owned()
        } else {
            names.join(", ")
        }
    };
    let (key, nulls) = match drawn.kind.as_str() {
        "table" => (listed(|row| row.keys.contains("PK")), listed(|row| !row.not_null)),
        _ => ("–".to_owned(), "–".to_owned()),
    };
    let marks = diagram.marks_of(node).count();
    let worst = diagram.marks_of(node).next();
    html! {
        <tr>
            <th scope="row">{ named(store, drawn.name.clone(), drawn.location.as_ref()) }</th>
            <td>{ drawn.kind.clone() }</td>
            <td class="is-number">{ drawn.count }</td>
            <td class="is-number">
                if let Some(worst) = worst {
                    <button type="button" class="link-button" onclick={sending::<MouseEvent>(store, Action::FindingShown(worst.finding.clone()))}>
                        { severity_mark(worst.severity) }{ marks }
                    </button>
                } else {
                    { "0" }
                }
            </td>
            <td><code>{ key }</code></td>
            <td><code>{ nulls }</code></td>
        </tr>
    }
}

fn foreign_key(store: &Store, diagram: &Diagram, number: usize) -> Html {
    let Some(line) = diagram.lines.get(number) else {
        return html! {};
    };
    let label = diagram.label(number);
    let name = |node: usize| {
        diagram
            .boxes
            .get(node)
            .map(|drawn| drawn.name.clone())
            .unwrap_or_default()
    };
    let side = |node: usize, columns: &str| match columns {
        "" => name(node).to_string(),
        columns => format!("{} ({columns})", name(node)),
    };
    let (from, to) = match line.count {
        1 => (side(line.from, &label.columns), side(line.to, &label.referenced)),
        count => (
            format!("{} ({count} foreign keys)", name(line.from)),
            side(line.to, ""),
        ),
    };
    let action = if label.on_delete.is_empty() {
        AttrValue::Static("no action")
    } else {
        label.on_delete
    };
    html! {
        <tr>
            <th scope="row">{ named(store, from.into(), line.location.as_ref()) }</th>
            <td><code>{ to }</code></td>
            <td>{ label.to_how_many }</td>
            <td>{ label.how_many }</td>
            <td>{ if line.count == 1 { action } else { AttrValue::Static("–") } }</td>
            <td><code>{ label.constraint }</code></td>
        </tr>
    }
}

/// A name that leads to its place in the text.
fn named(store: &Store, name: AttrValue, location: Option<&Location>) -> Html {
    let Some(location) = location else {
        return html! { <code>{ name }</code> };
    };
    let onclick = sending::<MouseEvent>(store, Action::PlaceShown(location.clone()));
    html! { <button type="button" class="link-button name-button" {onclick}><code>{ name }</code></button> }
}
