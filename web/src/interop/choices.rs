//! What settings can say, as the worker tells it: the shape is that of `choices` in `crates/wasm`.

use js_sys::Number;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

use super::fields::{field, flag, list, text, texts};

/// Every rule, threshold and list of words.
#[derive(Debug, Default)]
pub struct Choices {
    /// Sorted by code.
    pub rules: Vec<RuleChoice>,
    pub thresholds: Vec<ThresholdChoice>,
    pub lists: Vec<ListChoice>,
}

/// A rule.
#[derive(Debug)]
pub struct RuleChoice {
    pub code: AttrValue,
    pub title: AttrValue,
    /// The subject it belongs to: `constraints`.
    pub group: AttrValue,
    /// Its level without a profile.
    pub level: AttrValue,
    /// Its level with each profile, in their order.
    pub in_profiles: Vec<AttrValue>,
}

/// A number that rules decide by.
#[derive(Debug)]
pub struct ThresholdChoice {
    /// `rule.name`
    pub name: AttrValue,
    /// The number unless it is set, as it is written.
    pub usual: AttrValue,
    /// Whether it is a part of a whole, which ends at 1.
    pub ends_at_one: bool,
    /// What it counts; may be empty.
    pub unit: AttrValue,
    /// What it decides.
    pub meaning: AttrValue,
}

/// A list of words that rules take as signs.
#[derive(Debug)]
pub struct ListChoice {
    pub name: AttrValue,
    /// Its own words.
    pub words: Vec<AttrValue>,
    /// What can be added, in words.
    pub shape: AttrValue,
    /// Whether what is added may have several words.
    pub holds_names: bool,
}

impl ListChoice {
    /// Whether that can be added: one word of small letters and digits, or a name of several set apart by `_`.
    pub fn takes(&self, word: &str) -> bool {
        let is_letter =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || !letter.is_ascii();
        let fits = |letter: char| is_letter(letter) || (self.holds_names && letter == '_');
        word.chars().all(fits) && word.chars().any(is_letter)
    }
}

impl Choices {
    /// The rule of that code.
    pub fn rule(&self, code: &str) -> Option<&RuleChoice> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

impl RuleChoice {
    /// Its level with a profile, by the profile's place; none is without.
    pub fn usual(&self, profile: Option<usize>) -> &AttrValue {
        let in_profile = profile.and_then(|profile| self.in_profiles.get(profile));
        in_profile.unwrap_or(&self.level)
    }
}

/// Reads it.
#[inline(never)]
pub fn choices(value: &JsValue) -> Choices {
    Choices {
        rules: list(value, "rules", |rule| RuleChoice {
            code: text(rule, "code"),
            title: text(rule, "title"),
            group: text(rule, "group"),
            level: text(rule, "level"),
            in_profiles: texts(rule, "in_profiles"),
        }),
        thresholds: list(value, "thresholds", |threshold| ThresholdChoice {
            name: text(threshold, "name"),
            usual: as_written(&field(threshold, "usual")),
            ends_at_one: field(threshold, "largest").as_f64() == Some(1.0),
            unit: text(threshold, "unit"),
            meaning: text(threshold, "meaning"),
        }),
        lists: list(value, "lists", |list| ListChoice {
            name: text(list, "name"),
            words: texts(list, "words"),
            shape: text(list, "shape"),
            holds_names: flag(list, "holds_names"),
        }),
    }
}

/// A number as the browser writes it: the library's code for that would be a large part of the download.
fn as_written(number: &JsValue) -> AttrValue {
    let written = number
        .dyn_ref::<Number>()
        .and_then(|number| number.to_string_with_radix(10).ok());
    written
        .map(|written| String::from(written).into())
        .unwrap_or_default()
}
