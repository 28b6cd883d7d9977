//! # A deleted row keeps its name taken
//!
//! ## What it detects
//! A unique name, address or code in a table that marks rows as deleted instead of removing them, where the key covers
//! deleted rows too.
//!
//! ## Why it matters
//! Somebody deletes a project and makes a new one of the same name: refused, by a row that nobody can see any more. The
//! message speaks of a duplicate, the list shows none, and support has to look into the database.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE projects (
//!   id bigint PRIMARY KEY,
//!   slug text NOT NULL UNIQUE,
//!   deleted_at timestamptz
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE projects (
//!   id bigint PRIMARY KEY,
//!   slug text NOT NULL,
//!   deleted_at timestamptz
//! );
//! CREATE UNIQUE INDEX projects_slug_live_idx ON projects (slug) WHERE deleted_at IS NULL;
//! ```
//!
//! ## When to ignore it
//! When a name must never be given out again, as with user names and addresses that links point at, or when deleting
//! overwrites it. Account tables, where that is usual, get a hint only.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Partial Indexes".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "soft-delete-unique-clash",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of what people choose themselves, and choose again.
const CHOSEN: WordList = WordList::new("code,email,handle,label,name,slug,title,username");

const WORDS: Words = Words {
    message: "a deleted row of `{table}` keeps its `{0}` taken; make it unique among live rows if it may be used again",
    why: "The new row is refused because of one that nobody sees any more.",
    sure: "Whether a `{0}` may be used again is for the application to say.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some(mark) = table
        .columns
        .iter()
        .find(|column| column.is_named(&Lexicon::SOFT_DELETE))
    else {
        return;
    };
    for index in &table.relation.indexes {
        let columns = table
            .unique_columns(index)
            .filter(|_| index.origin != IndexOrigin::PrimaryKey);
        let Some(columns) = columns else {
            continue;
        };
        let chosen = |column: &&Column| {
            words(&column.name)
                .last()
                .is_some_and(|last| CHOSEN.contains(last))
        };
        let Some(column) = columns.iter().copied().find(chosen) else {
            continue;
        };
        if columns.iter().any(|column| column.name == mark.column.name) {
            continue;
        }
        let mut gap = table.index_gap(index, mark.column, "marks deleted rows", &WORDS);
        gap.certainty = Certainty::Possible;
        gap.said.push(column.name.clone());
        if table.says(&Lexicon::ACCOUNT) || table.dialect() == Dialect::MySql {
            gap.severity = Some(Severity::Hint);
        }
        gap.fixes.extend(among_live(table, index, &columns, mark.column));
        findings.push(&RULE, &gap);
    }
}

fn among_live(
    table: &TableView<'_>,
    index: &Index,
    columns: &[&Column],
    mark: &Column,
) -> Option<ProposedFix> {
    let (title, when) = (
        "make it unique among live rows",
        "A value may be used again once its row is deleted.",
    );
    let live = unmarked(mark, table.dialect()).text;
    let change = table.index(columns, true, Some(&live))?;
    match (index.origin, table.dialect()) {
        (_, Dialect::MySql) => None,
        (IndexOrigin::Declared, _) => {
            let drop = Change::DropIndex {
                relation: table.relation.id,
                name: index.name.clone(),
            };
            Some(ProposedFix::guess(title, when, vec![change, drop]))
        }
        (_, Dialect::PostgreSql) => {
            let names: Vec<String> = columns.iter().map(|column| table.quoted(column)).collect();
            let target = table.catalog.sql_name(table.relation);
            Some(ProposedFix::statements(
                title,
                when,
                vec![
                    format!(
                        "CREATE UNIQUE INDEX ON {target} ({}) WHERE {live}",
                        names.join(", ")
                    ),
                    format!(
                        "ALTER TABLE {target} DROP CONSTRAINT {}",
                        quote(&index.name, table.dialect())
                    ),
                ],
            ))
        }
        _ => None,
    }
}
