//! # JSON of any shape
//!
//! ## What it detects
//! A JSON column that no CHECK asks anything of.
//!
//! ## Why it matters
//! Code that reads `settings ->> 'locale'` gets NULL, not an error, when the value is a list, a number or a text, and the
//! mistake is found far from where it was made. A CHECK on the outermost shape costs one line and stops the worst.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   settings jsonb NOT NULL DEFAULT '{}'
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object')
//! );
//! ```
//!
//! ## When to ignore it
//! When any JSON is right, as in a log of what others sent. Such names, and columns whose comment tells the shape, make
//! it a hint.
//!
//! ## References
//! - PostgreSQL manual, "Functions and Operators", section "JSON Functions and Operators" (`jsonb_typeof`).
//! - MySQL 8.4 manual, "JSON Functions" (`JSON_TYPE`, `JSON_SCHEMA_VALID`).

use rowproof_catalog::questions::{JsonShape, strip_casts};

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "json-no-shape",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql, Dialect::MySql],
    check: Check::Table(check),
};

/// Words of documents that others shape.
const FOREIGN: WordList =
    WordList::new("body,data,event,original,payload,raw,request,response,result,webhook");

const WORDS: Words = Words {
    message: "`{column}` takes JSON of any shape, such as `{0}`; add a CHECK that it is an {1}",
    why: "Code that reads a key of the wrong shape gets NULL instead of an error.",
    sure: "{2}",
    intent: "every `{column}` is a JSON {1}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        let json = matches!(held.data_type.family, TypeFamily::Json | TypeFamily::Jsonb);
        let shaped = || {
            let facts = table.facts(column);
            facts.json == Some(JsonShape::Shaped) || facts.other
        };
        if table.staging || !json || !column.is_written() || shaped() {
            continue;
        }
        let default = held.default.as_ref().map(|default| &strip_casts(default).kind);
        let begins = |first: char| matches!(default, Some(ExpressionKind::Literal(Literal::String(text))) if text.trim_start().starts_with(first));
        let mut gap = table.gap(column, &WORDS);
        let (shape, wrong) = match begins('[') {
            true => ("array", "{}"),
            false => ("object", "[]"),
        };
        let known = begins('[') || begins('{');
        gap.said = vec![wrong.to_owned(), shape.to_owned()];
        gap.said.push(match known {
            true => format!("Its default is an {shape}."),
            false => "Most JSON columns hold objects; nothing says it of this one.".to_owned(),
        });
        if !known {
            gap.certainty = Certainty::Possible;
        }
        if !held.comments.is_empty() || column.says(FOREIGN) || table.is_log() {
            gap.severity = Some(Severity::Hint);
        }
        gap.rows = Rows::One(vec![(&held.name, Value::text(wrong))]);
        let name = table.quoted(held);
        let condition = match (table.dialect(), held.data_type.family) {
            (Dialect::MySql, _) => format!("json_type({name}) = '{}'", shape.to_ascii_uppercase()),
            (_, TypeFamily::Json) => format!("json_typeof({name}) = '{shape}'"),
            _ => format!("jsonb_typeof({name}) = '{shape}'"),
        };
        gap.fixes.extend(table.checked(
            &[held],
            &condition,
            &format!("hold it to an {shape}"),
            "Readers ask for keys or elements of it.",
        ));
        findings.push(&RULE, &gap);
    }
}
