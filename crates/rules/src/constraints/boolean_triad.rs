//! # Flags of which only one can be true
//!
//! ## What it detects
//! Three or more truth values named after stages of one life (`is_draft`, `is_published`, `is_archived`), and no CHECK between them.
//!
//! ## Why it matters
//! Three flags have eight combinations, and three or four of them mean something. A page that is a draft and published is shown by one
//! query and hidden by another.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE pages (
//!   id bigint PRIMARY KEY,
//!   is_draft boolean NOT NULL DEFAULT true,
//!   is_published boolean NOT NULL DEFAULT false,
//!   is_rejected boolean NOT NULL DEFAULT false
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE pages (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'rejected'))
//! );
//! ```
//!
//! ## When to ignore it
//! When the flags are independent of one another, as `is_active` and `is_verified` are: only stages that exclude each other are read.
//!
//! ## References
//! - Joe Celko, "SQL Programming Style", on flags and states.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "boolean-triad",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Stages of one life, each of which ends the one before.
const STAGES: WordList = WordList::new(
    "approved,canceled,cancelled,closed,complete,completed,done,draft,failed,finished,new,open,pending,processing,\
     published,queued,rejected,running,started,waiting",
);

/// More than these are not compared with one another.
const MOST: usize = 4;

const WORDS: Words = Words {
    message: "{0} of `{table}` may all be true at once; keep one state, or add a CHECK that at most one is",
    why: "Stages that exclude each other are shown by one query and hidden by the next when several are true.",
    sure: "The names are those of stages of one life.",
    intent: "each {row} is in one stage at a time",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || !table.relation.triggers.is_empty() {
        return;
    }
    let is_stage = |column: &&ColumnView<'_>| {
        let stage = match column.words.as_slice() {
            [is, stage] if is == "is" => stage,
            [stage] => stage,
            _ => return false,
        };
        column.column.data_type.family == TypeFamily::Boolean && column.is_written() && STAGES.contains(stage)
    };
    let stages: Vec<&ColumnView<'_>> = table.columns.iter().filter(is_stage).collect();
    if !(3..=MOST).contains(&stages.len()) {
        return;
    }
    let related = |column: &&ColumnView<'_>| {
        let facts = table.facts(column);
        facts.other || !facts.related.is_empty() || !facts.comparisons.is_empty()
    };
    if stages.iter().any(related) {
        return;
    }
    let columns: Vec<&Column> = stages.iter().map(|stage| stage.column).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut gap = table.table_gap(&WORDS);
    gap.meant = false;
    gap.columns.clone_from(&columns);
    gap.said = vec![listed(&names)];
    gap.rows = Rows::One(
        columns
            .iter()
            .map(|column| (column.name.as_str(), Value::Boolean(true)))
            .collect(),
    );
    let mut pairs = Vec::new();
    for (at, one) in columns.iter().enumerate() {
        for other in columns.iter().skip(at + 1) {
            pairs.push(format!("NOT ({} AND {})", table.quoted(one), table.quoted(other)));
        }
    }
    gap.fixes.extend(table.checked(
        &columns,
        &pairs.join(" AND "),
        "refuse more than one at a time",
        "The columns stay as they are; one column with the name of the state says the same more plainly.",
    ));
    findings.push(&RULE, &gap);
}
