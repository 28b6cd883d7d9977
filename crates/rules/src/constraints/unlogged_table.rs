//! # A table that a crash empties
//!
//! ## What it detects
//! PostgreSQL: `UNLOGGED` tables whose names do not say that their rows may be lost.
//!
//! ## Why it matters
//! What is written to such a table is in no log: after a crash it is empty, and a standby server, which is what takes over then, never
//! had its rows. The word is often left from a fast import.
//!
//! ## Example
//! ```sql,finds
//! CREATE UNLOGGED TABLE payments (
//!   id bigint PRIMARY KEY,
//!   amount numeric(12, 2) NOT NULL CHECK (amount >= 0)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE payments (
//!   id bigint PRIMARY KEY,
//!   amount numeric(12, 2) NOT NULL CHECK (amount >= 0)
//! );
//! ```
//!
//! ## When to ignore it
//! When the rows can be made again. Names of caches, sessions, queues, locks and imports, and comments that speak of a crash or of being
//! unlogged, are taken to say so. Temporary tables are not reported.
//!
//! ## References
//! - PostgreSQL manual, "CREATE TABLE", parameter `UNLOGGED`.

use rowproof_catalog::RelationId;
use rowproof_syntax::ast::Persistence;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "unlogged-table",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Words of tables whose rows can be made again.
const LOSABLE: WordList = WordList::new(
    "buffer,cache,cached,computed,counter,ephemeral,job,limit,lock,materialized,metric,presence,queue,rate,\
     result,scratch,session,stat,unlogged,work",
);

const WORDS: Words = Words {
    message: "`{table}` is UNLOGGED: a crash empties it, and a standby never has its rows; make it an ordinary table",
    why: "Nothing brings the rows back.",
    sure: "The name does not say that the rows can be made again.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    let unlogged = relation.persistence == Persistence::Unlogged;
    let says_so = |text: &String| {
        let text = text.to_ascii_lowercase();
        ["crash", "unlogged", "cache", "rebuil"]
            .iter()
            .any(|part| text.contains(part))
    };
    if !unlogged
        || table.says(LOSABLE)
        || table.says(&Lexicon::STAGING)
        || relation.comment.as_ref().is_some_and(says_so)
    {
        return;
    }
    let mut gap = table.table_gap(&WORDS);
    gap.fixes.extend(logged(table).map(|statements| {
        ProposedFix::statements(
            "make it an ordinary table",
            "Its rows are worth keeping.",
            statements,
        )
        .costing("Writes the whole table to the log while it is locked.")
    }));
    findings.push(&RULE, &gap);
}

/// The statements: an ordinary table refers to ordinary tables alone, so its parents come first. None where theirs have to come first.
fn logged(table: &TableView<'_>) -> Option<Vec<String>> {
    let unlogged = |relation: &Relation| {
        let keys = relation.foreign_keys().filter_map(|(_, key)| key.relation);
        let parents = keys.filter(|id| *id != relation.id);
        let held = parents.filter_map(|id| table.catalog.relation(id));
        held.filter(|parent| parent.persistence == Persistence::Unlogged)
            .map(|parent| parent.id)
            .collect::<Vec<_>>()
    };
    let mut chain: Vec<RelationId> = Vec::new();
    for parent in unlogged(table.relation) {
        if !chain.contains(&parent) {
            chain.push(parent);
        }
    }
    chain.push(table.relation.id);
    let mut statements = Vec::new();
    for id in &chain {
        let relation = table.catalog.relation(*id)?;
        if *id != table.relation.id && !unlogged(relation).is_empty() {
            return None;
        }
        statements.push(format!(
            "ALTER TABLE {} SET LOGGED",
            table.catalog.sql_name(relation)
        ));
    }
    Some(statements)
}
