//! How the part on the screen is read: its kind and its database, with the reason, both to be corrected.

use yew::prelude::*;

use super::chip_select::ChipSelect;
use super::rich_text::rich_text;
use crate::hooks::use_store::{dispatching, use_store};
use crate::state::action::Action;
use crate::state::format::sentence;
use crate::state::kinds::{Dialect, Kind};

#[component]
pub fn PartBar() -> Html {
    let Some(store) = use_store() else { return html! {} };
    let Some(part) = store.document.active_part() else {
        return html! {};
    };
    let read = store.analysis.part(&part.id).filter(|_| !part.text.is_blank());
    let (kind_id, dialect_id) = (part.id.clone(), part.id.clone());
    let on_kind = dispatching(&store, move |word: String| {
        Action::KindChosen(kind_id.clone(), Kind::parse(&word))
    });
    let on_dialect = dispatching(&store, move |word: String| {
        Action::DialectChosen(dialect_id.clone(), Dialect::parse(&word))
    });
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
            <ChipSelect key={format!("kind-{}", part.id)} label="Kind of text" testid="kind-chip" detected={kind}
                chosen={part.kind.map(Kind::as_str)} described_by="read-as" on_choose={on_kind}
                options={Kind::ALL.map(|kind| (kind.as_str(), kind.title())).to_vec()} />
            <ChipSelect key={format!("dialect-{}", part.id)} label="Database" testid="dialect-chip" detected={dialect}
                chosen={part.dialect.map(Dialect::as_str)} described_by="read-as" on_choose={on_dialect}
                options={Dialect::ALL.map(|dialect| (dialect.as_str(), dialect.title())).to_vec()} />
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
