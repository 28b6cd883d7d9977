//! # A copy of a table left behind
//!
//! ## What it detects
//! A table called after another with `backup`, `bak`, `copy`, `old` or `orig` before or behind, with nearly the same columns.
//!
//! ## Why it matters
//! Such a copy was made before something risky and stayed. It ages without a word, somebody reads it by mistake, and what had to be
//! deleted for good reason, such as the data of a person, lives on in it. Nobody dares to drop it, because nobody knows.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, phone text);
//! CREATE TABLE users_backup (id bigint PRIMARY KEY, name text NOT NULL, phone text);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, phone text);
//! ```
//!
//! ## When to ignore it
//! When something fills and reads it on purpose. Tables called history, archive, audit or log are that and are not reported.
//!
//! ## References
//! - S. W. Ambler, P. J. Sadalage, "Refactoring Databases", "Drop Table".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "cloned-table",
    severity: Severity::Hint,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words that make a table a copy of the one with the rest of its name.
const COPIES: WordList = WordList::new("backup,bak,bkp,bkup,clone,copy,old,orig");

const WORDS: Words = Words {
    message: "`{table}` has the columns of `{0}` and looks like a copy left behind; drop it, or give it a name that says what it is for",
    why: "It ages without a word, is read by mistake, and keeps what was deleted from the other.",
    sure: "The name says so, and {1} of its {2} columns are those of the other.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some(original) = original(table) else {
        return;
    };
    let own = &table.relation.columns;
    let same = own
        .iter()
        .filter(|column| {
            let other = original.column(&column.name);
            other.is_some_and(|other| other.data_type == column.data_type)
        })
        .count();
    // Nine in ten.
    if own.is_empty() || same * 10 < own.len().max(original.columns.len()) * 9 {
        return;
    }
    let mut gap = table.table_gap(&WORDS);
    gap.said = vec![original.name.to_string(), same.to_string(), own.len().to_string()];
    gap.related.push(Label {
        span: original.name_span,
        text: "the table it copies".to_owned(),
    });
    let id = table.relation.id;
    if !table.catalog.is_referenced(id) && !table.catalog.is_read(id) {
        let statement = format!("DROP TABLE {}", table.catalog.sql_name(table.relation));
        gap.fixes.push(
            ProposedFix::statements(
                "drop it",
                "Nothing reads it, and its rows are not needed.",
                vec![statement],
            )
            .costing("Its rows are gone: keep a dump."),
        );
    }
    findings.push(&RULE, &gap);
}

/// The table whose name is left when the word is taken away.
fn original<'c>(table: &TableView<'c>) -> Option<&'c Relation> {
    let mut name = table.relation.name.clone();
    let bare = name
        .name
        .trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
    let behind = bare
        .rsplit_once('_')
        .filter(|(_, word)| COPIES.contains_in_any_case(word));
    let before = bare
        .split_once('_')
        .filter(|(word, _)| COPIES.contains_in_any_case(word));
    let rest = behind
        .map(|(rest, _)| rest)
        .or(before.map(|(_, rest)| rest))?
        .to_owned();
    name.name = rest;
    let found = table.catalog.by_name(&name)?;
    found.is_base_table().then_some(found)
}
