//! What of the rules the reader set otherwise than it is by itself: levels, thresholds, words. Part of the document, because it
//! changes the report.

use yew::AttrValue;

/// A name and what it is set to.
pub type Pair = (AttrValue, AttrValue);

/// The engine's words for the levels, the mildest first.
pub const LEVELS: [&str; 5] = ["off", "hint", "info", "warning", "error"];

/// Only what differs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Rules with another level: the code and the engine's word for the level, sorted by code.
    pub levels: Vec<Pair>,
    /// Thresholds with another number: `rule.name` and the number as it is written, sorted by name.
    pub thresholds: Vec<Pair>,
    /// Words added to lists: the list's name and the word, sorted.
    pub words: Vec<Pair>,
}

impl Options {
    /// Whether everything is as it is by itself.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many things are set.
    pub fn count(&self) -> usize {
        self.levels.len() + self.thresholds.len() + self.words.len()
    }

    /// The level that a rule was given.
    pub fn level(&self, rule: &str) -> Option<&AttrValue> {
        value_of(&self.levels, rule)
    }

    /// The number that a threshold was given.
    pub fn threshold(&self, name: &str) -> Option<&AttrValue> {
        value_of(&self.thresholds, name)
    }

    /// The words added to a list.
    pub fn words_of<'o>(&'o self, list: &'o str) -> impl Iterator<Item = &'o AttrValue> {
        let of_list = self.words.iter().filter(move |(name, _)| name == list);
        of_list.map(|(_, word)| word)
    }

    /// Adds a word to a list, unless it is there.
    pub fn add_word(&mut self, list: &AttrValue, word: &AttrValue) {
        let pair = (list.clone(), word.clone());
        if let Err(at) = self.words.binary_search_by(|known| compare(known, &pair)) {
            self.words.insert(at, pair);
        }
    }

    /// Takes a word out of a list.
    pub fn take_word(&mut self, list: &str, word: &str) {
        self.words.retain(|(name, known)| name != list || known != word);
    }
}

fn compare(one: &Pair, other: &Pair) -> std::cmp::Ordering {
    (one.0.as_str(), one.1.as_str()).cmp(&(other.0.as_str(), other.1.as_str()))
}

fn value_of<'p>(pairs: &'p [Pair], name: &str) -> Option<&'p AttrValue> {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map(|(_, value)| value)
}

/// Sets one of the levels or thresholds; none takes it back.
pub fn set(pairs: &mut Vec<Pair>, name: &AttrValue, value: Option<AttrValue>) {
    let at = pairs.partition_point(|(known, _)| known.as_str() < name.as_str());
    if pairs.get(at).is_some_and(|(known, _)| known == name) {
        pairs.remove(at);
    }
    if let Some(value) = value {
        pairs.insert(at, (name.clone(), value));
    }
}

/// A number as it is kept: digits with at most one point, no zeros that say nothing. None when the text is no number from 0 on, or
/// larger than 1 where that is the end.
pub fn number(text: &str, ends_at_one: bool) -> Option<String> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || whole.len() > 15 || fraction.len() > 15 {
        return None;
    }
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let is_too_large = !matches!((whole, fraction), ("", _) | ("1", ""));
    if ends_at_one && is_too_large {
        return None;
    }
    let mut number = String::from(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_stay_sorted_and_are_taken_back() {
        let mut options = Options::default();
        set(&mut options.levels, &"b".into(), Some("off".into()));
        set(&mut options.levels, &"a".into(), Some("hint".into()));
        set(&mut options.levels, &"b".into(), Some("error".into()));
        assert_eq!(
            options.levels,
            [("a".into(), "hint".into()), ("b".into(), "error".into())]
        );
        assert_eq!(options.level("b").map(AttrValue::as_str), Some("error"));
        set(&mut options.levels, &"a".into(), None);
        set(&mut options.levels, &"z".into(), None);
        assert_eq!(options.count(), 1);
        options.add_word(&"money".into(), &"preis".into());
        options.add_word(&"money".into(), &"betrag".into());
        options.add_word(&"money".into(), &"preis".into());
        let words: Vec<&str> = options.words_of("money").map(AttrValue::as_str).collect();
        assert_eq!(words, ["betrag", "preis"]);
        options.take_word("money", "betrag");
        options.take_word("log", "preis");
        assert_eq!(options.words.len(), 1);
    }

    #[test]
    fn numbers_are_kept_in_one_way() {
        for (text, kept) in [
            ("0.10", Some("0.1")),
            (" 007 ", Some("7")),
            (".5", Some("0.5")),
            ("1.", Some("1")),
            ("0", Some("0")),
            ("", None),
            (".", None),
            ("-1", None),
            ("1e3", None),
            ("1,5", None),
            ("1.2.3", None),
            ("9999999999999999", None),
        ] {
            assert_eq!(number(text, false).as_deref(), kept, "{text}");
        }
        assert_eq!(number("1.0", true).as_deref(), Some("1"));
        assert_eq!(number("0.999", true).as_deref(), Some("0.999"));
        assert_eq!(number("1.01", true), None);
        assert_eq!(number("2", true), None);
    }
}
