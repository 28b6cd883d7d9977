//! What was understood: relations, types, and what was left out.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::fact_lines::fact_lines;
use super::gap_list::gap_list;
use super::relation_card::kept_relation_card;
use super::server_changes::server_changes;
use super::understood_look::understood_look;
use super::view_tabs::ViewTabs;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::shared::Shared;
use crate::interop::understood::{Understood, Wanted};
use crate::state::action::Action;
use crate::state::understanding::UnderstoodLook;

/// From how many relations on there is a field to look for one.
const FILTERED_FROM: usize = 6;

/// Draws it.
#[inline(never)]
pub fn understood(store: &Store, answer: &Shared<Understood>) -> Html {
    let server = store.analysis.part(&store.schema_part());
    html! {
        <>
            <p class="understood-summary" data-testid="understood-summary">
                <strong>{ summary(answer) }</strong>
                if let Some(part) = server {
                    <span class="quiet">{ format!("read for {} {}", part.product_name, part.server_version) }</span>
                }
            </p>
            { looks(store, answer) }
        </>
    }
}

/// Relation by relation, or one question about all tables.
fn looks(store: &Store, answer: &Shared<Understood>) -> Html {
    let tabs = ViewTabs {
        label: "Looks at what was understood",
        name: "understood-look",
        tabs: UnderstoodLook::ALL
            .map(|look| (look.as_str(), look.title()))
            .into(),
        chosen: store.understanding.look.as_str(),
        choose: |at| Action::UnderstoodLookChosen(UnderstoodLook::ALL.get(at).copied().unwrap_or_default()),
    };
    let is_answered = store.understanding.answers(answer);
    let shown = match store.understanding.look {
        _ if !is_answered => html! { <p class="quiet">{ "Reading…" }</p> },
        UnderstoodLook::Relations => catalog(store, answer),
        _ => html! { <>{ server_changes(store, answer) }{ understood_look(store, answer) }</> },
    };
    tabs.around(store, shown)
}

fn catalog(store: &Store, answer: &Shared<Understood>) -> Html {
    html! {
        <>
            { coverage(answer) }
            { server_changes(store, answer) }
            { gap_list(store, answer) }
            { relations(store, answer) }
            if !answer.types.is_empty() {
                <section class="understood-types">
                    <h3>{ "Types and extensions" }</h3>
                    { fact_lines(store, &answer.types) }
                </section>
            }
        </>
    }
}

/// How much of what is wrong the schema refuses; nothing where nothing counts.
fn coverage(answer: &Understood) -> Html {
    if answer.coverage_title.is_empty() {
        return html! {};
    }
    html! {
        <details class="gaps" data-testid="coverage">
            <summary>
                <h3>{ answer.coverage_title.clone() }</h3>{ " " }
                <span class="quiet">{ rich_text(&answer.coverage) }</span>
            </summary>
            <p class="quiet">{ rich_text(&answer.coverage_formula) }</p>
        </details>
    }
}

fn summary(answer: &Understood) -> AttrValue {
    if answer.summary.is_empty() {
        AttrValue::Static("No table, view or type")
    } else {
        answer.summary.clone()
    }
}

fn relations(store: &Store, answer: &Shared<Understood>) -> Html {
    let all = answer.relations.len();
    if all == 0 {
        return html! {};
    }
    let wanted = Wanted::new(&store.understanding.filter);
    let found: Vec<_> = answer
        .relations
        .iter()
        .filter(|relation| wanted.has(relation))
        .collect();
    let shown = (store.understanding.rows() as usize).min(found.len());
    let cards = found.iter().take(shown).map(|relation| {
        html! { <li key={relation.name.to_string()}>{ kept_relation_card(store, relation) }</li> }
    });
    let more = sending::<MouseEvent>(store, Action::MoreRelationsShown);
    html! {
        <section class="relations">
            <h3 class="visually-hidden">{ "Tables and views" }</h3>
            if all >= FILTERED_FROM {
                { filter_field(store, found.len(), all) }
            }
            <ul class="cards">{ for cards }</ul>
            if shown < found.len() {
                <button type="button" class="button" onclick={more}>
                    { format!("Show more ({} left)", found.len() - shown) }
                </button>
            }
        </section>
    }
}

fn filter_field(store: &Store, found: usize, all: usize) -> Html {
    let dispatch = store.dispatcher();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            dispatch.dispatch(Action::RelationsFiltered(field.value().into()));
        }
    });
    let is_filtered = !store.understanding.filter.is_empty();
    html! {
        <label class="filter">
            <span>{ "Find a table or column" }</span>
            <input type="search" data-testid="relation-filter" autocomplete="off" spellcheck="false"
                value={store.understanding.filter.clone()} {oninput} />
            <span class="quiet" role="status">
                if is_filtered {
                    { format!("{found} of {all}") }
                }
            </span>
        </label>
    }
}
