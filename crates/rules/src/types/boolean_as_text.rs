//! # Yes or no in a type for more
//!
//! ## What it detects
//! A column named as a question (`is_active`, `has_children`) that is text, or in PostgreSQL a number, and that nothing
//! limits to two values.
//!
//! ## Why it matters
//! Text takes `yes`, `Y`, `true`, `1` and `maybe`, and a number takes 2. Each query has to guess which spellings mean yes, and the row that
//! a new writer spells differently is found by neither `= 'Y'` nor `= 'N'`.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE products (
//!   id bigint PRIMARY KEY,
//!   is_active text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE products (
//!   id bigint PRIMARY KEY,
//!   is_active boolean NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When there are more answers than two, and the name has not kept up. MySQL's `tinyint(1)` is its boolean, SQLite has none, and a
//! CHECK that lists the values is as good as the type: these are not reported.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Boolean Type".

use rowproof_catalog::questions::strip_casts;

use super::tied::retyped;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "boolean-as-text",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql, Dialect::MySql],
    check: Check::Table(check),
};

/// First words of questions.
const QUESTIONS: WordList = WordList::new("has,is");

/// Words that say it is no question: `is_by`, `has_count`.
const NO_QUESTION: WordList = WordList::new(
    "a,amount,by,code,count,date,from,id,in,key,level,name,number,of,price,reason,time,type,version",
);

const WORDS: Words = Words {
    message: "`{column}` asks a question and takes any {0}, such as `{1}`; hold it to yes and no",
    why: "Which values mean yes is for each query to guess.",
    sure: "{2}",
    intent: "every `{column}` is yes or no",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        let asks = column.words.len() > 1
            && column
                .words
                .first()
                .is_some_and(|first| QUESTIONS.contains(first))
            && !column.says(NO_QUESTION);
        if !asks
            || !column.is_written()
            || held.data_type.domain.is_some()
            || table.refers(held)
            || table.facts(column).is_constrained()
        {
            continue;
        }
        if held.data_type.is_text() {
            let gap = as_text(table, column, findings.is_full(&RULE));
            findings.push(&RULE, &gap);
        } else if matches!(held.data_type.family, TypeFamily::Integer(_))
            && table.dialect() == Dialect::PostgreSql
        {
            findings.push(&RULE, &as_number(table, column));
        }
    }
}

fn as_text<'c>(table: &TableView<'c>, column: &ColumnView<'c>, full: bool) -> crate::gap::Gap<'c> {
    let held = column.column;
    let mut gap = table.gap(column, &WORDS);
    gap.meant = false;
    let long = held.data_type.max_characters().is_none_or(|length| length >= 5);
    let wrong = if long { "maybe" } else { "?" };
    gap.said = ["text", wrong, "Only the name says that there are two answers."]
        .map(str::to_owned)
        .to_vec();
    gap.rows = Rows::One(vec![(&held.name, Value::text(wrong))]);
    if full {
        return gap;
    }
    if table.dialect() == Dialect::PostgreSql {
        let boolean = ColumnType::known("boolean", TypeFamily::Boolean);
        let changes = retyped(table, held, &boolean, Some("{}::boolean"), &answer);
        gap.fixes.extend(changes.map(|changes| {
            let when = "The values that are there are spellings that the server reads: `t`, `true`, `yes`, `on`, `1` and their opposites.";
            ProposedFix::guess("store it as `boolean`", when, changes)
                .costing("Rewrites the table while it is locked.")
        }));
    }
    let (yes, no) = spelled(held.default.as_deref());
    let two = format!("{} IN ('{yes}', '{no}')", table.quoted(held));
    gap.fixes.extend(table.check(&[held], &two).map(|change| {
        let when = "Writers and readers keep the text, and agree on these two values.";
        ProposedFix::guess(format!("take only `{yes}` and `{no}`"), when, vec![change])
            .costing("Rows with other values must be corrected first.")
    }));
    gap
}

fn as_number<'c>(table: &TableView<'c>, column: &ColumnView<'c>) -> crate::gap::Gap<'c> {
    let held = column.column;
    let mut gap = table.gap(column, &WORDS);
    let known = held
        .default
        .as_deref()
        .is_some_and(|default| matches!(default.text.as_str(), "0" | "1"));
    gap.meant = false;
    if !known {
        gap.certainty = Certainty::Possible;
    }
    let sure = match known {
        true => "The name asks a question, and the default is one of two answers.",
        false => "Only the name says that there are two answers.",
    };
    gap.said = ["number", "2", sure].map(str::to_owned).to_vec();
    gap.rows = Rows::One(vec![(&held.name, Value::integer(2))]);
    let name = table.quoted(held);
    gap.fixes.extend(table.checked(
        &[held],
        &format!("{name} IN (0, 1)"),
        "take only 0 and 1",
        "Writers and readers keep the number.",
    ));
    gap
}

/// How yes and no are written, as the default has it.
fn spelled(default: Option<&Expression>) -> (&'static str, &'static str) {
    const SPELLINGS: [(&str, &str); 8] = [
        ("Y", "N"),
        ("y", "n"),
        ("yes", "no"),
        ("Yes", "No"),
        ("true", "false"),
        ("t", "f"),
        ("T", "F"),
        ("1", "0"),
    ];
    let text = default.and_then(text_of);
    let written = SPELLINGS
        .into_iter()
        .find(|(yes, no)| text.is_some_and(|text| text == yes || text == no));
    written.unwrap_or(("Y", "N"))
}

fn text_of(default: &Expression) -> Option<&String> {
    match &strip_casts(default).kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(text),
        _ => None,
    }
}

/// The default as a boolean.
fn answer(default: &Expression) -> Option<String> {
    let answer = match text_of(default)?.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "1" => "true",
        "n" | "no" | "f" | "false" | "0" => "false",
        _ => return None,
    };
    Some(answer.to_owned())
}
