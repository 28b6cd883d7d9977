//! How the part on the screen is read: its kind and its database, with the reason, both to be corrected; and for what the
//! database is.

use yew::prelude::*;

use super::chip_select::{Chip, chip_select, chosen_word};
use super::icon::{Glyph, icon};
use super::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::analysis::{Product, Profile};
use crate::state::document::Part;
use crate::state::format::sentence;
use crate::state::kinds::Kind;
use crate::state::opened::Dialog;

/// Draws it.
pub fn part_bar(store: &Store) -> Html {
    let Some(part) = store.document.active_part() else {
        return html! {};
    };
    let read = store.analysis.part(&part.id).filter(|_| !part.text.is_blank());
    let kind = read.map_or("Detect kind".to_owned(), |read| {
        detected(&read.kind_name, part.kind.is_none())
    });
    let server = read.map_or("Detect database".to_owned(), |read| {
        let name = format!("{} {}", read.product_name, read.server_version);
        detected(&name, part.server.is_none())
    });
    let why = read
        .map(|read| reasons(&[&read.kind_reason, &read.dialect_reason, &read.version_reason]))
        .unwrap_or_default();
    html! {
        <div class="part-bar">
            { kind_chip(store, part, kind) }
            { server_chip(store, part, server) }
            { profile_chip(store) }
            { settings_button(store) }
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
    let kinds = Kind::ALL.map(|kind| (kind.as_str().into(), kind.title().into()));
    let chip = Chip {
        label: "Kind of text",
        testid: "kind-chip",
        detected,
        chosen: part.kind.map(|kind| AttrValue::Static(kind.as_str())),
        groups: vec![(AttrValue::default(), kinds.to_vec())],
        described_by: "read-as",
    };
    chip_select(&part.id, chip, on_choose)
}

fn server_chip(store: &Store, part: &Part, detected: String) -> Html {
    let (dispatch, id) = (store.dispatcher(), part.id.clone());
    let on_choose = Callback::from(move |event: Event| {
        let server = Some(chosen_word(&event)).filter(|word| !word.is_empty());
        dispatch.dispatch(Action::ServerChosen(id.clone(), server.map(AttrValue::from)));
    });
    let chip = Chip {
        label: "Database and version",
        testid: "dialect-chip",
        detected,
        chosen: part.server.clone(),
        groups: store.analysis.servers.iter().map(versions).collect(),
        described_by: "read-as",
    };
    chip_select(&part.id, chip, on_choose)
}

/// The profile is the document's: it weighs the findings of all parts alike.
fn profile_chip(store: &Store) -> Html {
    let dispatch = store.dispatcher();
    let on_choose = Callback::from(move |event: Event| {
        let profile = Some(chosen_word(&event)).filter(|word| !word.is_empty());
        dispatch.dispatch(Action::ProfileChosen(profile.map(AttrValue::from)));
    });
    let profiles = &store.analysis.profiles;
    let chosen = store.document.profile.clone();
    let is_chosen = |profile: &&Profile| Some(&profile.code) == chosen.as_ref();
    let summary = profiles.iter().find(is_chosen).map(|profile| &profile.summary);
    let summary = summary.map_or("Every rule has its own level".to_owned(), |summary| {
        sentence(summary)
    });
    let choices = profiles
        .iter()
        .map(|profile| (profile.code.clone(), profile.name.clone()));
    let chip = Chip {
        label: "Profile: what the database is for",
        testid: "profile-chip",
        detected: "No profile".to_owned(),
        chosen,
        groups: vec![(AttrValue::default(), choices.collect())],
        described_by: "profile-summary",
    };
    html! {
        <>
            { chip_select("document", chip, on_choose) }
            <span id="profile-summary" class="visually-hidden">{ summary }</span>
        </>
    }
}

/// Leads to the settings; says how many differ.
fn settings_button(store: &Store) -> Html {
    let onclick = sending::<MouseEvent>(store, Action::DialogShown(Dialog::Settings));
    let count = store.document.options.count();
    let name = match count {
        0 => "Settings".to_owned(),
        count => format!("Settings, {} differ", count),
    };
    html! {
        <button type="button" class="icon-button settings-button" aria-label={name.clone()} title={name} aria-haspopup="dialog"
            data-testid="settings-open" {onclick}>
            { icon(Glyph::Settings) }
            if count > 0 {
                <span class="badge">{ count }</span>
            }
        </button>
    }
}

/// A product with its versions: the first choice leaves the version to what the text says.
fn versions(product: &Product) -> (AttrValue, Vec<(AttrValue, AttrValue)>) {
    let (code, name) = (&product.code, &product.name);
    let of_text = (code.clone(), format!("{name}, version from the text").into());
    let known = product.versions.iter().rev().map(|version| {
        (
            format!("{code} {version}").into(),
            format!("{name} {version}").into(),
        )
    });
    (name.clone(), std::iter::once(of_text).chain(known).collect())
}

/// The first choice of the menu: what the engine made of it, or the way back to letting it decide.
fn detected(name: &str, is_detected: bool) -> String {
    if is_detected {
        sentence(name)
    } else {
        "Detect again".to_owned()
    }
}

/// The reasons, each once: several are "chosen by you" when the reader chose.
fn reasons(reasons: &[&AttrValue]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for reason in reasons {
        if !reason.is_empty() && !said.contains(&reason.as_str()) {
            said.push(reason);
        }
    }
    said.join(" · ")
}
