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
const CHOSEN: [&str; 8] = [
    "name", "slug", "title", "email", "username", "code", "handle", "label",
];

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
        let mut names = index.keys.iter().filter_map(|key| key.column.as_deref());
        let chosen = names.clone().find(|name| {
            words(name)
                .last()
                .is_some_and(|last| CHOSEN.contains(&last.as_ref()))
        });
        let marked = names.any(|name| name == mark.column.name);
        let unique = index.unique && index.origin != IndexOrigin::PrimaryKey && index.predicate.is_none();
        let Some(column) = chosen.and_then(|name| table.relation.column(name)) else {
            continue;
        };
        if !unique || marked || index.keys.iter().any(|key| key.column.is_none()) {
            continue;
        }
        let mut gap = table.table_gap(&WORDS);
        gap.columns = vec![column];
        gap.object = Some(format!("{}.{}", table.relation.name, index.name));
        gap.place = Some(index.span);
        gap.certainty = Certainty::Possible;
        gap.said.push(column.name.clone());
        gap.related.push(Label {
            span: mark.column.span,
            text: "marks deleted rows".to_owned(),
        });
        if table.says(&Lexicon::ACCOUNT) || table.dialect() == Dialect::MySql {
            gap.severity = Some(Severity::Hint);
        }
        gap.fixes.extend(among_live(table, index, mark.column));
        findings.push(&RULE, &gap);
    }
}

fn among_live(table: &TableView<'_>, index: &Index, mark: &Column) -> Option<ProposedFix> {
    let columns: Vec<&Column> = index
        .keys
        .iter()
        .filter_map(|key| table.relation.column(key.column.as_deref()?))
        .collect();
    let (title, when) = (
        "make it unique among live rows",
        "A value may be used again once its row is deleted.",
    );
    let live = unmarked(mark, table.dialect()).text;
    let change = table.index(&columns, true, Some(&live))?;
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
