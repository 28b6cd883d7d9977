//! The JSON Schema of `rowproof.toml`, for editors: generated, so that it knows every rule, profile and word list.

use rowproof_engine::catalog::questions::Lexicon;
use rowproof_engine::syntax::Product;
use rowproof_engine::{PROFILES, RULES, page, thresholds};
use serde_json::{Map, Value, json};

use super::read::{FAIL_ON, LEVELS};

/// The schema, pretty, with a final line break.
pub(crate) fn schema() -> String {
    let levels = RULES.iter().map(|rule| {
        let title = page(rule.code).map_or(rule.code, |page| page.title);
        let level = json!({ "enum": LEVELS, "default": rule.severity.as_str(), "description": title });
        (rule.code.to_owned(), level)
    });
    let numbers = thresholds().map(|threshold| {
        let unit = threshold.unit.as_str();
        let description = match unit {
            "" => format!("The {}.", threshold.meaning),
            unit => format!("The {}; in {unit}.", threshold.meaning),
        };
        let number =
            json!({ "type": "number", "minimum": 0, "default": threshold.usual, "description": description });
        (threshold.full_name(), number)
    });
    let lists = Lexicon::ALL.iter().map(|list| {
        let description = format!(
            "Added to: {}. Each is {}.",
            list.words().iter().collect::<Vec<_>>().join(", "),
            list.shape()
        );
        let words = json!({ "type": "array", "items": { "type": "string" }, "description": description });
        (list.name().to_owned(), words)
    });
    let profiles: Vec<Value> = PROFILES
        .iter()
        .map(|profile| json!({ "const": profile.code, "description": profile.summary }))
        .collect();
    let table = |properties: Map<String, Value>, description: &str| {
        json!({
            "type": "object",
            "description": description,
            "properties": properties,
            "additionalProperties": false,
        })
    };
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://raw.githubusercontent.com/rowproof/rowproof/main/docs/rowproof.schema.json",
        "title": "rowproof.toml",
        "description": "Settings of `rowproof check`, found in the folder of the checked file or above it. What the command line says comes first.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "dialect": {
                "enum": Product::ALL.map(Product::code),
                "description": "The database; detected from the text when not given.",
            },
            "version": {
                "type": "string",
                "description": "Its version, for example 15, 8.0.16, 10.11 or 3.37.",
            },
            "profile": { "oneOf": profiles, "description": "For what the database is: levels of rules that go together." },
            "fail-on": {
                "enum": FAIL_ON,
                "default": "warning",
                "description": "The mildest severity with which `rowproof check` exits with 1.",
            },
            "baseline": {
                "type": "string",
                "description": "A file of known findings, from this file's folder; written by `rowproof check --write-baseline`.",
            },
            "ignore": {
                "type": "array",
                "items": { "type": "string" },
                "description": "Files that are not checked: patterns from this file's folder, with *, ? and **.",
            },
            "levels": table(levels.collect(), "Levels of single rules; they come before the profile."),
            "thresholds": table(numbers.collect(), "Numbers that rules on plans decide by: `\"rule.name\" = number`."),
            "lexicon": table(lists.collect(), "Words that rules take as signs, added to their own."),
        },
    });
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read::SETTINGS;

    #[test]
    fn the_published_schema_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rowproof.schema.json");
        let published = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        assert!(published == schema(), "`cargo xtask docs` writes it anew");
    }

    #[test]
    fn the_schema_knows_every_setting() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let mut known: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut settings = SETTINGS.to_vec();
        known.sort_unstable();
        settings.sort_unstable();
        assert_eq!(known, settings);
    }
}
