//! The file's text to what it says. Whatever it says wrongly is an error with its place and the word that was probably
//! meant: a setting that is silently not read is worse than none.

use std::fmt;
use std::ops::Range;

use clap::ValueEnum;
use rowproof_engine::catalog::questions::Lexicon;
use rowproof_engine::source::LineIndex;
use rowproof_engine::syntax::Product;
use rowproof_engine::{AddedWord, Level, PROFILES, Profile, RULES, find_rule, thresholds};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Config;
use crate::arguments::{FailOn, unknown};

/// What is wrong in the file, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConfigError {
    line: u32,
    /// UTF-16 units, from 1.
    column: u32,
    message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Something wrong, by its bytes.
struct Wrong(Range<usize>, String);

type Value<'t> = Spanned<DeValue<'t>>;

/// The settings at the top, in the order of the documentation.
pub(super) const SETTINGS: [&str; 9] = [
    "dialect",
    "version",
    "profile",
    "fail-on",
    "baseline",
    "ignore",
    "levels",
    "thresholds",
    "lexicon",
];

pub(super) fn read(text: &str) -> Result<Config, ConfigError> {
    let read = DeTable::parse(text)
        .map_err(|error| Wrong(error.span().unwrap_or(0..0), error.message().to_owned()))
        .and_then(|table| read_table(table.get_ref()));
    read.map_err(|Wrong(range, message)| {
        let place = LineIndex::new(text).position(range.start as u32);
        ConfigError {
            line: place.line + 1,
            column: place.column_utf16 + 1,
            message,
        }
    })
}

fn read_table(table: &DeTable<'_>) -> Result<Config, Wrong> {
    let mut config = Config::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "dialect" => {
                let codes = Product::ALL.map(Product::code);
                config.dialect = Some(word(value, "database", &codes, Product::from_code)?);
            }
            "version" => {
                let wrong = |_| {
                    Wrong(
                        value.span(),
                        "expected a version such as \"16\" or \"8.0.16\"".to_owned(),
                    )
                };
                config.version = Some(string(value)?.parse().map_err(wrong)?);
            }
            "profile" => {
                let codes: Vec<&str> = PROFILES.iter().map(|profile| profile.code).collect();
                config.profile = Some(word(value, "profile", &codes, Profile::from_code)?);
            }
            "fail-on" => {
                let read = |word: &str| FailOn::from_str(word, false).ok();
                config.fail_on = Some(word(value, "severity", &FAIL_ON, read)?);
            }
            "baseline" => config.baseline = Some(string(value)?.to_owned()),
            "ignore" => {
                config.ignore = strings(value)?
                    .map(|entry| Ok(string(entry)?.to_owned()))
                    .collect::<Result<_, _>>()?
            }
            "levels" => config.levels = read_levels(value)?,
            "thresholds" => config.thresholds = read_thresholds(value)?,
            "lexicon" => config.words = read_lexicon(value)?,
            other => return Err(no_such(key.span(), "setting", other, &SETTINGS)),
        }
    }
    Ok(config)
}

pub(super) const LEVELS: [&str; 5] = ["off", "error", "warning", "info", "hint"];
pub(super) const FAIL_ON: [&str; 5] = ["error", "warning", "info", "hint", "never"];

fn read_levels(value: &Value<'_>) -> Result<Vec<(String, Level)>, Wrong> {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    let mut levels = Vec::new();
    for (key, value) in table(value)? {
        let code = key.get_ref().as_ref();
        if find_rule(code).is_none() {
            return Err(no_such(key.span(), "rule", code, &codes));
        }
        levels.push((code.to_owned(), word(value, "level", &LEVELS, Level::from_word)?));
    }
    Ok(levels)
}

fn read_thresholds(value: &Value<'_>) -> Result<Vec<(String, f64)>, Wrong> {
    let names: Vec<String> = thresholds().map(|threshold| threshold.full_name()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut numbers = Vec::new();
    for (key, value) in table(value)? {
        let name = key.get_ref().as_ref();
        if !names.contains(&name) {
            return Err(no_such(key.span(), "threshold", name, &names));
        }
        numbers.push((name.to_owned(), number(value)?));
    }
    Ok(numbers)
}

/// A number that is not negative.
fn number(value: &Value<'_>) -> Result<f64, Wrong> {
    let written = match value.get_ref() {
        DeValue::Integer(integer) => integer.as_str().parse().ok(),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    };
    let number = written.filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| expected(value, "a number from 0 on"))
}

fn read_lexicon(value: &Value<'_>) -> Result<Vec<AddedWord>, Wrong> {
    let names: Vec<&str> = Lexicon::ALL.iter().map(|list| list.name()).collect();
    let mut added = Vec::new();
    for (key, value) in table(value)? {
        let name = key.get_ref().as_ref();
        let Some(list) = Lexicon::ALL.iter().find(|list| list.name() == name) else {
            return Err(no_such(key.span(), "word list", name, &names));
        };
        for entry in strings(value)? {
            let added_word = AddedWord::new(list, string(entry)?);
            let wrong = || Wrong(entry.span(), format!("expected {}", list.shape()));
            added.push(added_word.ok_or_else(wrong)?);
        }
    }
    Ok(added)
}

fn table<'v, 't>(value: &'v Value<'t>) -> Result<&'v DeTable<'t>, Wrong> {
    let table = value.get_ref().as_table();
    table.ok_or_else(|| expected(value, "a table"))
}

fn string<'v>(value: &'v Value<'_>) -> Result<&'v str, Wrong> {
    let string = value.get_ref().as_str();
    string.ok_or_else(|| expected(value, "a string in quotes"))
}

fn strings<'v, 't>(value: &'v Value<'t>) -> Result<impl Iterator<Item = &'v Value<'t>> + use<'v, 't>, Wrong> {
    let array = value.get_ref().as_array();
    Ok(array.ok_or_else(|| expected(value, "a list of strings"))?.iter())
}

fn expected(value: &Value<'_>, what: &str) -> Wrong {
    Wrong(
        value.span(),
        format!("expected {what}, found {}", value.get_ref().type_str()),
    )
}

/// A word of a closed list.
fn word<T>(
    value: &Value<'_>,
    what: &str,
    known: &[&str],
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, Wrong> {
    let written = string(value)?;
    read(written).ok_or_else(|| no_such(value.span(), what, written, known))
}

fn no_such(place: Range<usize>, what: &str, word: &str, known: &[&str]) -> Wrong {
    let next = format!("expected one of {}", known.join(", "));
    Wrong(place, unknown(what, word, known.iter().copied(), &next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rowproof_engine::findings::Severity;

    #[test]
    fn everything_is_read() {
        let config = read(
            "dialect = \"mysql\"\nversion = \"8.0.16\"\nprofile = \"strict\"\nfail-on = \"info\"\nbaseline = \"b.json\"\nignore = [\"old/**\"]\n\n[levels]\nfk-no-index = \"off\"\nmoney-as-float = \"warning\"\n\n[lexicon]\nmoney = [\"preis\"]\ncreated = [\"angelegt_am\"]\n",
        )
        .unwrap();
        assert_eq!(config.dialect.map(Product::code), Some("mysql"));
        assert_eq!(
            config.version.map(|version| version.to_string()).as_deref(),
            Some("8.0.16")
        );
        assert_eq!(config.profile.map(|profile| profile.code), Some("strict"));
        assert_eq!(config.fail_on.and_then(FailOn::severity), Some(Severity::Info));
        assert_eq!(config.ignore, ["old/**"]);
        assert_eq!(
            config.levels,
            [
                ("fk-no-index".to_owned(), Level::Off),
                ("money-as-float".to_owned(), Level::At(Severity::Warning)),
            ]
        );
        assert_eq!(config.words.len(), 2);
    }

    #[test]
    fn what_is_wrong_has_its_place_and_the_nearest_word() {
        for (text, message) in [
            (
                "\n dialct = \"mysql\"",
                "2:2: there is no setting `dialct`; the nearest is `dialect`",
            ),
            (
                "dialect = \"oracle\"",
                "1:11: there is no database `oracle`; expected one of postgresql, mysql, mariadb, sqlite",
            ),
            (
                "profile = \"strct\"",
                "1:11: there is no profile `strct`; the nearest is `strict`",
            ),
            ("version = 16", "1:11: expected a string in quotes, found integer"),
            (
                "version = \"new\"",
                "1:11: expected a version such as \"16\" or \"8.0.16\"",
            ),
            (
                "[levels]\nfk-index = \"off\"",
                "2:1: there is no rule `fk-index`; the nearest is `fk-no-index`",
            ),
            (
                "[levels]\nfk-no-index = \"warn\"",
                "2:15: there is no level `warn`; expected one of off, error, warning, info, hint",
            ),
            ("levels = 1", "1:10: expected a table, found integer"),
            (
                "[lexicon]\nmonney = []",
                "2:1: there is no word list `monney`; the nearest is `money`",
            ),
            (
                "[lexicon]\nmoney = [\"net price\"]",
                "2:10: expected one word in lower case; its plural is found with it",
            ),
            ("ignore = [1]", "1:11: expected a string in quotes, found integer"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), message);
        }
        assert!(read("dialect = ").unwrap_err().to_string().starts_with("1:"));
    }
}
