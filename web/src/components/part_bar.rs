//! How the part on the screen is read: its kind and its database, with the reason, both to be corrected.

use yew::prelude::*;

use super::chip_select::{Chip, chip_select, chosen_word};
use super::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::state::action::Action;
use crate::state::document::Part;
use crate::state::format::sentence;
use crate::state::kinds::{Dialect, Kind};

/// Draws it.
pub fn part_bar(store: &Store) -> Html {
    let Some(part) = store.document.active_part() else {
        return html! {};
    };
    let read = store.analysis.part(&part.id).filter(|_| !part.text.is_blank());
    let kind = read.map_or("Detect kind".to_owned(), |read| {
        detected(&read.kind_name, part.kind.is_none())
    });
    let dialect = read.map_or("Detect database".to_owned(), |read| {
        detected(&read.dialect_name, part.dialect.is_none())
    });
    let why = read
        .map(|read| reasons(&read.kind_reason, &read.dialect_reason))
        .unwrap_or_default();
    html! {
        <div class="part-bar">
            { kind_chip(store, part, kind) }
            { dialect_chip(store, part, dialect) }
            <span id="read-as" class="read-as">
                if read.is_some() {
                    <span title={sentence(&why).replace('`', "")}>{ rich_text(&why) }</span>
                } else {
                    { "Paste or type; the kind is detected" }
                }
            </span>
        </div>
    }
}

fn kind_chip(store: &Store, part: &Part, detected: String) -> Html {
    let (dispatch, id) = (store.dispatcher(), part.id.clone());
    let on_choose = Callback::from(move |event: Event| {
        let kind = Kind::parse(&chosen_word(&event));
        dispatch.dispatch(Action::KindChosen(id.clone(), kind));
    });
    let chip = Chip {
        label: "Kind of text",
        testid: "kind-chip",
        detected,
        chosen: part.kind.map(Kind::as_str),
        options: Kind::ALL.map(|kind| (kind.as_str(), kind.title())).to_vec(),
        described_by: "read-as",
    };
    chip_select(&part.id, chip, on_choose)
}

fn dialect_chip(store: &Store, part: &Part, detected: String) -> Html {
    let (dispatch, id) = (store.dispatcher(), part.id.clone());
    let on_choose = Callback::from(move |event: Event| {
        let dialect = Dialect::parse(&chosen_word(&event));
        dispatch.dispatch(Action::DialectChosen(id.clone(), dialect));
    });
    let chip = Chip {
        label: "Database",
        testid: "dialect-chip",
        detected,
        chosen: part.dialect.map(Dialect::as_str),
        options: Dialect::ALL
            .map(|dialect| (dialect.as_str(), dialect.title()))
            .to_vec(),
        described_by: "read-as",
    };
    chip_select(&part.id, chip, on_choose)
}

/// The first choice of the menu: what the engine made of it, or the way back to letting it decide.
fn detected(name: &str, is_detected: bool) -> String {
    if is_detected {
        sentence(name)
    } else {
        "Detect again".to_owned()
    }
}

fn reasons(kind: &str, dialect: &str) -> String {
    let reasons: Vec<&str> = [kind, dialect]
        .into_iter()
        .filter(|reason| !reason.is_empty())
        .collect();
    reasons.join(" · ")
}
