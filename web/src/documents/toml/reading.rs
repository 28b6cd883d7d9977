//! Reading a `rowproof.toml`. What is not known is passed over and said with its line.

use yew::AttrValue;

use crate::interop::choices::Choices;
use crate::state::analysis::{Product, Profile};
use crate::state::options::{LEVELS, number, set};
use crate::state::tools::TakenSettings;

/// What was read.
#[derive(Debug, Default, PartialEq)]
pub struct Taken {
    pub settings: TakenSettings,
    /// What was passed over and why, each with its line.
    pub remarks: Vec<String>,
}

/// A value as it is written.
enum Value {
    Text(String),
    Number(String),
    List(Vec<String>),
}

/// What settings can say here.
pub struct Known<'k> {
    pub choices: &'k Choices,
    pub profiles: &'k [Profile],
    pub servers: &'k [Product],
}

/// Reads a text.
#[inline(never)]
pub fn read(text: &str, choices: &Choices, profiles: &[Profile], servers: &[Product]) -> Taken {
    let known = Known {
        choices,
        profiles,
        servers,
    };
    let mut reader = Reader {
        taken: Taken::default(),
        table: String::new(),
        dialect: None,
        version: None,
    };
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let mut line = without_comment(line).to_owned();
        // A list goes on until it is closed.
        while line.contains('[') && line.contains('=') && !line.trim_end().ends_with(']') {
            let Some((_, more)) = lines.next() else { break };
            line.push(' ');
            line.push_str(without_comment(more));
        }
        if let Err(problem) = reader.line(line.trim(), &known) {
            reader.taken.remarks.push(format!("Line {}: {problem}", at + 1));
        }
    }
    let Reader {
        mut taken,
        dialect,
        version,
        ..
    } = reader;
    taken.settings.server = match (dialect, version) {
        (Some(dialect), Some(version)) => Some(format!("{dialect} {version}").into()),
        (Some(dialect), None) => Some(dialect.into()),
        (None, Some(_)) => {
            let problem = "a version counts here only beside a dialect";
            taken.remarks.push(problem.to_owned());
            None
        }
        (None, None) => None,
    };
    taken
}

struct Reader {
    taken: Taken,
    /// The table that the lines are in; empty before the first.
    table: String,
    dialect: Option<String>,
    version: Option<String>,
}

impl Reader {
    fn line(&mut self, line: &str, known: &Known<'_>) -> Result<(), String> {
        if line.is_empty() {
            return Ok(());
        }
        if let Some(table) = line.strip_prefix('[') {
            let table = table
                .strip_suffix(']')
                .ok_or("the table’s name is not closed by ]")?;
            self.table = table.trim().to_owned();
            return match self.table.as_str() {
                "levels" | "thresholds" | "lexicon" => Ok(()),
                other => Err(format!(
                    "there is no table “{other}”; what follows it is passed over"
                )),
            };
        }
        let (key, value) = key_and_value(line).ok_or("expected a name, an equals sign and a value")?;
        let value = value_of(value)
            .ok_or_else(|| format!("the value of “{key}” is no text in quotes, number or list of texts"))?;
        match self.table.as_str() {
            "" => self.setting(&key, value, known),
            "levels" => self.level(key, value, known),
            "thresholds" => self.threshold(key, value, known),
            "lexicon" => self.words(key, value, known),
            // It was said at the head of the table.
            _ => Ok(()),
        }
    }

    fn setting(&mut self, key: &str, value: Value, known: &Known<'_>) -> Result<(), String> {
        if matches!(key, "fail-on" | "baseline" | "ignore") {
            return Err(format!("“{key}” counts on the command line alone"));
        }
        let Value::Text(word) = value else {
            return Err(format!("the value of “{key}” has to be a text in quotes"));
        };
        match key {
            "dialect" if known.servers.iter().any(|server| server.code == word) => self.dialect = Some(word),
            "dialect" => return Err(format!("there is no database “{word}”")),
            "version" if is_version(&word) => self.version = Some(word),
            "version" => return Err(format!("“{word}” is no version such as 16 or 8.0.16")),
            "profile" if known.profiles.iter().any(|profile| profile.code == word) => {
                self.taken.settings.profile = Some(word.into());
            }
            "profile" => return Err(format!("there is no profile “{word}”")),
            _ => return Err(format!("there is no setting “{key}”")),
        }
        Ok(())
    }

    fn level(&mut self, rule: String, value: Value, known: &Known<'_>) -> Result<(), String> {
        if known.choices.rule(&rule).is_none() {
            return Err(format!("there is no rule “{rule}”"));
        }
        match value {
            Value::Text(level) if LEVELS.contains(&level.as_str()) => {
                let levels = &mut self.taken.settings.options.levels;
                set(levels, &rule.into(), Some(level.into()));
                Ok(())
            }
            _ => Err(format!(
                "the level of “{rule}” has to be one of {}",
                LEVELS.join(", ")
            )),
        }
    }

    fn threshold(&mut self, name: String, value: Value, known: &Known<'_>) -> Result<(), String> {
        let mut thresholds = known.choices.thresholds.iter();
        let Some(threshold) = thresholds.find(|threshold| threshold.name == name) else {
            return Err(format!("there is no threshold “{name}”"));
        };
        let written = match value {
            Value::Number(written) => number(&written.replace('_', ""), threshold.ends_at_one),
            _ => None,
        };
        let end = if threshold.ends_at_one { " to 1" } else { " on" };
        let written = written.ok_or_else(|| format!("“{name}” has to be a number from 0{end}"))?;
        let numbers = &mut self.taken.settings.options.thresholds;
        set(numbers, &name.into(), Some(written.into()));
        Ok(())
    }

    fn words(&mut self, name: String, value: Value, known: &Known<'_>) -> Result<(), String> {
        let mut lists = known.choices.lists.iter();
        let Some(list) = lists.find(|list| list.name == name) else {
            return Err(format!("there is no list of words “{name}”"));
        };
        let Value::List(words) = value else {
            return Err(format!("“{name}” has to be a list of texts"));
        };
        let name = AttrValue::from(name);
        let mut refused = Vec::new();
        for word in words {
            match list.takes(&word) {
                true => self.taken.settings.options.add_word(&name, &word.into()),
                false => refused.push(word),
            }
        }
        match refused.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "“{name}” does not take “{}”: expected {}",
                refused.join("”, “"),
                list.shape
            )),
        }
    }
}

fn is_version(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A line up to the comment behind it.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            (None, '#') => return line.get(..at).unwrap_or(line),
            (None, '"' | '\'') => quote = Some(letter),
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), letter) if open == letter && !escaped => quote = None,
            _ => {}
        }
        escaped = false;
    }
    line
}

fn key_and_value(line: &str) -> Option<(String, &str)> {
    if line.starts_with(['"', '\'']) {
        let (key, rest) = text_at(line)?;
        return Some((key, rest.trim_start().strip_prefix('=')?.trim()));
    }
    let (key, value) = line.split_once('=')?;
    // A dotted name without quotes would be a table within a table: nothing here has one, so it means the whole name.
    Some((key.trim().to_owned(), value.trim()))
}

fn value_of(written: &str) -> Option<Value> {
    if written.starts_with(['"', '\'']) {
        let (text, rest) = text_at(written)?;
        return rest.trim().is_empty().then_some(Value::Text(text));
    }
    let Some(list) = written.strip_prefix('[') else {
        let is_number = written.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
        return is_number.then(|| Value::Number(written.to_owned()));
    };
    let mut rest = list.strip_suffix(']')?.trim();
    let mut items = Vec::new();
    while !rest.is_empty() {
        let (item, behind) = text_at(rest)?;
        items.push(item);
        let behind = behind.trim();
        rest = match behind.strip_prefix(',') {
            Some(more) => more.trim(),
            None if behind.is_empty() => "",
            None => return None,
        };
    }
    Some(Value::List(items))
}

/// The text in quotes that this begins with, and what stands behind it.
fn text_at(written: &str) -> Option<(String, &str)> {
    let quote = written.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let mut text = String::new();
    let mut escaped = false;
    for (at, letter) in written.char_indices().skip(1) {
        if escaped {
            text.push(letter);
            escaped = false;
        } else if quote == '"' && letter == '\\' {
            escaped = true;
        } else if letter == quote {
            return Some((text, written.get(at + 1..)?));
        } else {
            text.push(letter);
        }
    }
    None
}
