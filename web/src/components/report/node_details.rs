//! Everything about the step that is looked at: its figures with their formulas, its printed properties, its place in the queries.

use yew::prelude::*;

use super::figures::figures;
use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::plan::Plan;
use crate::interop::report::Location;
use crate::state::action::Action;

/// Draws it for a node of the plan at that place of the report.
pub fn node_details(store: &Store, index: usize, plan: &Plan, id: usize) -> Html {
    let Some(node) = plan.node(id) else {
        return html! {};
    };
    let details = store.selection.look.details.as_ref();
    let details = details.filter(|details| (details.plan, details.node) == (index, id));
    html! {
        <div class="node-details" data-testid="node-details">
            if !node.warning.is_empty() {
                <p class="remark">{ rich_text(&node.warning) }</p>
            }
            if let Some(details) = details {
                { figures(&details.figures) }
                if !details.properties.is_empty() {
                    <dl class="properties">
                        { for details.properties.iter().map(|property| html! {
                            <div><dt>{ property.name.clone() }</dt><dd><code>{ property.value.clone() }</code></dd></div>
                        }) }
                    </dl>
                }
                { clauses(store, &details.clauses) }
            } else {
                <p class="quiet">{ "Reading…" }</p>
            }
            <p>{ location_button(store, &plan.location(id)) }</p>
        </div>
    }
}

/// The same under a heading, for views that have no row to put it under.
pub fn selected_details(store: &Store, index: usize, plan: &Plan) -> Html {
    let Some((_, id)) = store.selection.node.filter(|(of_plan, _)| *of_plan == index) else {
        return html! { <p class="quiet">{ "Choose a step to see its figures." }</p> };
    };
    let name = plan.node(id).map(|node| node.name()).unwrap_or_default();
    html! {
        <section class="selected-step">
            <h4>{ name }</h4>
            { node_details(store, index, plan, id) }
        </section>
    }
}

/// The lines of the queries that hold the columns of the step's conditions, with those marked.
fn clauses(store: &Store, clauses: &[Location]) -> Html {
    let mut lines: Vec<Vec<&Location>> = Vec::new();
    for clause in clauses {
        let same = |line: &&mut Vec<&Location>| {
            line.first()
                .is_some_and(|first| first.part == clause.part && first.line == clause.line)
        };
        match lines.last_mut().filter(same) {
            Some(line) => line.push(clause),
            None => lines.push(vec![clause]),
        }
    }
    if lines.is_empty() {
        return html! {};
    }
    html! {
        <div class="clauses" data-testid="clauses">
            <p class="label">{ "In the query" }</p>
            <ul>{ for lines.iter().filter_map(|line| clause_line(store, line)) }</ul>
        </div>
    }
}

fn clause_line(store: &Store, places: &[&Location]) -> Option<Html> {
    let first = *places.first()?;
    let text = &store.document.part(&first.part)?.text.content;
    let start = text
        .get(..first.start_byte as usize)?
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let rest = text.get(first.end_byte as usize..)?;
    let end = rest
        .find('\n')
        .map_or(text.len(), |at| first.end_byte as usize + at);
    let mut at = start;
    let mut pieces: Vec<Html> = Vec::new();
    for place in places {
        let (from, to) = (place.start_byte as usize, place.end_byte as usize);
        let before = text.get(at..from)?.to_owned();
        let word = text.get(from..to)?.to_owned();
        pieces.push(html! { <>{ before }<mark>{ word }</mark></> });
        at = to;
    }
    let after = text.get(at..end.max(at))?.to_owned();
    let onclick = sending::<MouseEvent>(store, Action::PlaceShown(first.clone()));
    let name = format!("line {}", first.line);
    Some(html! {
        <li>
            <button type="button" class="link-button place" {onclick}>{ name }</button>
            <code>{ for pieces }{ after }</code>
        </li>
    })
}
