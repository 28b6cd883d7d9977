//! Below the picture: what is known of the box looked at, to go on from by keyboard, or what the signs mean.

use yew::prelude::*;

use super::super::location_button::location_button;
use super::super::severity_mark::severity_mark;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::diagram::{Boxed, Diagram};
use crate::state::action::Action;
use crate::state::analysis::plural;
use crate::state::diagram::{DiagramAction, Found};

/// Findings and relations named; the findings pane and the tables have all.
const MOST: usize = 8;

/// Draws it.
pub fn details(store: &Store, diagram: &Diagram) -> Html {
    let selected = store.diagram.selected.as_ref();
    let node = selected.and_then(|(name, _)| diagram.find(name));
    let Some((node, drawn)) = node.and_then(|node| Some((node, diagram.boxes.get(node)?))) else {
        return legend();
    };
    let to = diagram
        .lines
        .iter()
        .filter(|line| line.from == node)
        .map(|line| line.to);
    let from = diagram
        .lines
        .iter()
        .filter(|line| line.to == node)
        .map(|line| line.from);
    html! {
        <section class="diagram-details" aria-label={format!("{}", drawn.name)} data-testid="diagram-details">
            <p class="diagram-details-head">
                <code>{ drawn.name.clone() }</code>
                <span class="quiet">{ format!("{}, {}", drawn.kind, plural(drawn.count as usize, "column")) }</span>
                if let Some(group) = drawn.group.and_then(|group| diagram.groups.get(group)) {
                    <span class="quiet">{ format!("in the group {}", group.title) }</span>
                }
                if let Some(location) = &drawn.location {
                    { location_button(store, location) }
                }
            </p>
            { others(store, diagram, "Refers to", &mut to.collect()) }
            { others(store, diagram, "Referred to by", &mut from.collect()) }
            { findings(store, diagram, node) }
        </section>
    }
}

fn others(store: &Store, diagram: &Diagram, title: &'static str, nodes: &mut Vec<usize>) -> Html {
    let mut seen: Vec<usize> = Vec::new();
    nodes.retain(|node| {
        let is_new = !seen.contains(node);
        seen.push(*node);
        is_new
    });
    if nodes.is_empty() {
        return html! {};
    }
    let names = nodes
        .iter()
        .take(MOST)
        .filter_map(|node| diagram.boxes.get(*node))
        .map(|other| name_button(store, other));
    let more = nodes.len().saturating_sub(MOST);
    html! {
        <p class="diagram-others">
            <span class="label">{ title }</span>{ for names }
            if more > 0 {
                <span class="quiet">{ format!("and {more} more") }</span>
            }
        </p>
    }
}

fn name_button(store: &Store, other: &Boxed) -> Html {
    let found = Found {
        name: other.name.clone(),
        row: None,
        within: None,
    };
    let action = DiagramAction::Searched {
        words: store.diagram.search.clone(),
        hit: store.diagram.hit,
        found: Some(found),
    };
    let onclick = sending::<MouseEvent>(store, Action::Diagram(action));
    html! { <button type="button" class="link-button" {onclick}><code>{ other.name.clone() }</code></button> }
}

fn findings(store: &Store, diagram: &Diagram, node: usize) -> Html {
    let marks: Vec<_> = diagram.marks_of(node).collect();
    let lines = marks.iter().take(MOST).filter_map(|mark| {
        let finding = store.analysis.finding(&mark.finding)?;
        let onclick = sending::<MouseEvent>(store, Action::FindingShown(mark.finding.clone()));
        Some(html! {
            <li>
                { severity_mark(mark.severity) }
                <button type="button" class="link-button" data-testid="diagram-finding" {onclick}>{ rich_text(&finding.message) }</button>
            </li>
        })
    });
    let more = marks.len().saturating_sub(MOST);
    html! {
        if !marks.is_empty() {
            <ul class="diagram-findings" aria-label="Findings">{ for lines }</ul>
            if more > 0 {
                <p class="quiet">{ format!("and {more} more under “Findings”") }</p>
            }
        }
    }
}

fn legend() -> Html {
    let sign = |path: &'static str, words: &'static str| {
        html! {
            <li>
                <svg width="40" height="16" aria-hidden="true" focusable="false"><path class="diagram-lines" d={path} /></svg>{ words }
            </li>
        }
    };
    html! {
        <ul class="diagram-legend" aria-label="Signs">
            { sign("M2 8H40M10 2V14M15 2V14", "exactly one") }
            { sign("M2 8H13M21 8H40M10 2V14M13 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", "zero or one") }
            { sign("M2 2L13 8L2 14M2 8H13M21 8H40M13 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", "zero or more") }
            <li><svg width="14" height="16" aria-hidden="true" focusable="false"><path class="null-mark is-refused" d="M3 8l4 -4l4 4l-4 4z" /></svg>{ "refuses NULL" }</li>
            <li><svg width="14" height="16" aria-hidden="true" focusable="false"><path class="null-mark" d="M3 8l4 -4l4 4l-4 4z" /></svg>{ "accepts NULL" }</li>
        </ul>
    }
}
