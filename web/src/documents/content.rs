//! A document with what is looked at, as links and files hold it: version 1 of the format.
//!
//! `{"v":1,"e":"0.1.0","d":[{"k":"schema","n":"schema.sql","s":"mysql 8.4","t":"…"}],"a":1,"x":"slug","o":{"profile":"strict",
//! "levels":{"fk-no-index":"off"},"thresholds":{"seq-scan-discards.most-kept":"0.1"},"words":{"money":["preis"]}},"u":{"view":"plan","sel":"…","pos":{"orders":[120,40]}}}`. Defaults are left out, names are short and their order is
//! fixed, so that equal documents have equal links. `e` is the engine's version, `a` the part on the screen, `x` the
//! example it was made from, `o` what changes the report, `u` what is only looked at. In a link `view` and `sel` stand
//! beside the packed document, where they can be read and changed by hand.

use std::rc::Rc;

use yew::AttrValue;

use super::fragment::VERSION;
use super::json::{self, Json};
use super::problem::Problem;
use crate::state::document::{Stored, StoredPart};
use crate::state::kinds::Kind;
use crate::state::look::Look;
use crate::state::options::{LEVELS, Options, Pair, number, set};
use crate::state::positions::Position;
use crate::state::text::unify_line_ends;

/// More parts than anybody has; the engine looks at 64.
const MOST_PARTS: usize = 256;
/// More rules than there are, and more words in all than anybody adds.
const MOST_OPTIONS: usize = 1024;
/// More boxes than anybody moves.
const MOST_POSITIONS: usize = 4096;

/// What a link or a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The version of the engine that was there when it was made.
    pub engine: Option<String>,
    pub document: Stored,
    pub look: Look,
}

/// As JSON. A link keeps what is looked at outside of it.
pub fn to_json(content: &Content, with_look: bool) -> Json {
    let mut fields = vec![field("v", Json::Number(f64::from(VERSION)))];
    let text = |text: &str| Json::text(text);
    fields.extend(content.engine.as_deref().map(|engine| field("e", text(engine))));
    let document = &content.document;
    fields.push(field(
        "d",
        Json::List(document.parts.iter().map(part_to_json).collect()),
    ));
    if document.active > 0 {
        fields.push(field("a", Json::Number(document.active as f64)));
    }
    fields.extend(document.example.as_deref().map(|slug| field("x", text(slug))));
    let profile = document.profile.as_deref();
    let mut options: Vec<(String, Json)> = profile
        .map(|profile| field("profile", text(profile)))
        .into_iter()
        .collect();
    options.extend(options_to_json(&document.options));
    if !options.is_empty() {
        fields.push(field("o", Json::Object(options)));
    }
    let mut looked_at = Vec::new();
    if with_look {
        looked_at.extend(content.look.view().map(|view| field("view", Json::Text(view))));
        let selected = content.look.selected.as_deref();
        looked_at.extend(selected.map(|selected| field("sel", text(selected))));
    }
    if !document.positions.is_empty() {
        let places = document.positions.iter();
        let number = |at: &i32| Json::Number(f64::from(*at));
        let places = places.map(|(name, x, y)| field(name, Json::List(vec![number(x), number(y)])));
        looked_at.push(field("pos", Json::Object(places.collect())));
    }
    if !looked_at.is_empty() {
        fields.push(field("u", Json::Object(looked_at)));
    }
    Json::Object(fields)
}

/// Levels and thresholds by name, words by list; what is empty is left out.
fn options_to_json(options: &Options) -> Vec<(String, Json)> {
    let by_name = |pairs: &[Pair]| {
        let fields = pairs.iter().map(|(name, value)| field(name, Json::text(value)));
        Json::Object(fields.collect())
    };
    let mut lists: Vec<(String, Json)> = Vec::new();
    for (list, word) in &options.words {
        let word = Json::text(word);
        match lists.last_mut() {
            Some((name, Json::List(words))) if name == list.as_str() => words.push(word),
            _ => lists.push(field(list, Json::List(vec![word]))),
        }
    }
    let all = [
        ("levels", by_name(&options.levels)),
        ("thresholds", by_name(&options.thresholds)),
        ("words", Json::Object(lists)),
    ];
    let filled = all.into_iter().filter(|(_, value)| !value.fields().is_empty());
    filled.map(|(name, value)| field(name, value)).collect()
}

/// What is no name or no level is left out: others will read it as a part of a command.
fn options_from_json(value: &Json) -> Options {
    let fields = |name: &str| value.get(name).map(Json::fields).unwrap_or_default();
    let pairs = |name: &str, is_value: fn(&str) -> bool| {
        let mut pairs = Vec::new();
        for (name, value) in fields(name).iter().take(MOST_OPTIONS) {
            if let Json::Text(value) = value
                && is_code(name)
                && is_value(value)
            {
                set(&mut pairs, &name.clone().into(), Some(value.clone().into()));
            }
        }
        pairs
    };
    let mut options = Options {
        levels: pairs("levels", |level| LEVELS.contains(&level)),
        // What is no number would be no threshold either.
        thresholds: pairs("thresholds", |value| {
            number(value, false).as_deref() == Some(value)
        }),
        words: Vec::new(),
    };
    let lists = fields("words").iter().filter(|(list, _)| is_code(list));
    let words = lists.flat_map(|(list, words)| words.items().iter().map(move |word| (list, word)));
    for (list, word) in words.take(MOST_OPTIONS) {
        if let Json::Text(word) = word {
            options.add_word(&list.clone().into(), &word.clone().into());
        }
    }
    options
}

/// Whether it can be the name of a rule, a threshold or a list of words.
fn is_code(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    !name.is_empty() && name.bytes().all(is_letter)
}

fn field(name: &str, value: Json) -> (String, Json) {
    (name.to_owned(), value)
}

fn part_to_json(part: &StoredPart) -> Json {
    let mut fields = Vec::new();
    let mut put =
        |name: &str, text: Option<&str>| fields.extend(text.map(|text| field(name, Json::text(text))));
    put("k", part.kind.map(Kind::as_str));
    put("n", part.name.as_deref());
    put("s", part.server.as_deref());
    put("t", Some(&part.text));
    Json::Object(fields)
}

/// Whether a JSON text is one of ours, by its shape. Plans are JSON too.
pub fn is_ours(value: &Json) -> bool {
    value.number_of("v").is_some() && matches!(value.get("d"), Some(Json::List(_)))
}

/// Reads the text of a link or a file.
pub fn from_text(text: &str) -> Result<Content, Problem> {
    from_json(&json::parse(text).ok_or(Problem::Damaged)?)
}

/// Reads what [`to_json`] wrote. Words of a later program that are not known here count as not said.
pub fn from_json(value: &Json) -> Result<Content, Problem> {
    match value.number_of("v") {
        Some(version) if version == f64::from(VERSION) => {}
        Some(version) if version > f64::from(VERSION) => {
            return Err(Problem::Newer((version as u64).to_string()));
        }
        _ => return Err(Problem::Damaged),
    }
    let parts = value.get("d").map(Json::items).unwrap_or_default();
    let parts: Option<Vec<StoredPart>> = parts.iter().map(part_from_json).collect();
    let parts = parts.filter(|parts| (1..=MOST_PARTS).contains(&parts.len()));
    let parts = parts.ok_or(Problem::Damaged)?;
    let example = word(value, "x");
    let looked_at = value.get("u").unwrap_or(&Json::Null);
    let mut look = Look::default();
    look.read_view(looked_at.text_of("view").unwrap_or_default());
    look.selected = looked_at.text_of("sel").map(str::to_owned);
    let active = value.number_of("a").unwrap_or_default() as usize;
    Ok(Content {
        engine: value.text_of("e").map(str::to_owned),
        document: Stored {
            active: if active < parts.len() { active } else { 0 },
            parts,
            touched: example.is_some(),
            example,
            profile: value.get("o").and_then(|options| word(options, "profile")),
            options: Rc::new(value.get("o").map(options_from_json).unwrap_or_default()),
            positions: positions(looked_at),
        },
        look,
    })
}

fn part_from_json(value: &Json) -> Option<StoredPart> {
    Some(StoredPart {
        text: unify_line_ends(value.text_of("t")?.to_owned().into()),
        kind: value.text_of("k").and_then(Kind::parse),
        server: word(value, "s"),
        name: word(value, "n"),
    })
}

/// A word on one line.
fn word(value: &Json, name: &str) -> Option<AttrValue> {
    let word = value.text_of(name)?.replace(char::is_control, "");
    (!word.is_empty()).then(|| word.into())
}

/// Where boxes of the diagram were put by hand: across and down.
fn positions(looked_at: &Json) -> Vec<Position> {
    let Some(Json::Object(places)) = looked_at.get("pos") else {
        return Vec::new();
    };
    let read = |(name, place): &(String, Json)| match place.items() {
        [across, down] => Some((
            name.clone().into(),
            across.number()? as i32,
            down.number()? as i32,
        )),
        _ => None,
    };
    places.iter().take(MOST_POSITIONS).filter_map(read).collect()
}

#[cfg(test)]
mod tests;
