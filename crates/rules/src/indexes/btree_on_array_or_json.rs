//! # An index that cannot look inside
//!
//! ## What it detects
//! PostgreSQL: a B-tree whose first key is an array, a `jsonb` document or a `tsvector`.
//!
//! ## Why it matters
//! A B-tree compares whole values. It finds the rows whose tags are exactly `{red,blue}` in that order, and no query asks that: those that
//! ask which rows hold `red`, or whose document has a key, read the whole table, with the index looking as if it served them. And a
//! value of more than about 2,700 bytes does not fit: the insert fails.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE articles (id bigint PRIMARY KEY, tags text[] NOT NULL);
//! CREATE INDEX articles_tags_idx ON articles (tags);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE articles (id bigint PRIMARY KEY, tags text[] NOT NULL);
//! CREATE INDEX articles_tags_idx ON articles USING gin (tags);
//! ```
//!
//! ## When to ignore it
//! When rows are really looked up, or kept unique, by the whole value: unique indexes are left alone, and so are indexes over an
//! expression such as `(data->>'sku')`.
//!
//! ## References
//! - PostgreSQL manual, "JSON Types", section "jsonb Indexing"; "GIN Indexes"; "B-Tree Indexes", on the size of an entry.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "btree-on-array-or-json",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the index `{0}` of `{table}` is a B-tree over `{name}`, {1}: it finds whole values only; use a GIN index to look inside",
    why: "No look-up for a part of the value uses it, and a value of more than about 2,700 bytes cannot be inserted.",
    sure: "The type and the method are in the text; whether whole values are looked up is not known.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for index in &table.relation.indexes {
        if index.unique || index.method != "btree" || index.origin != IndexOrigin::Declared {
            continue;
        }
        let first = index.leading_columns().next();
        let Some(column) = first.and_then(|name| table.relation.column(name)) else {
            continue;
        };
        let Some(what) = holds_parts(&column.data_type) else {
            continue;
        };
        let mut gap = table.index_gap(index, column, "holds several values in one", &WORDS);
        gap.said = vec![index.name.clone(), what.to_owned()];
        gap.fixes.extend(fix(table, index, column));
        findings.push(&RULE, &gap);
    }
}

/// What the type is, when its values are looked into rather than compared.
fn holds_parts(data_type: &ColumnType) -> Option<&'static str> {
    if data_type.array_dimensions > 0 {
        return Some("an array");
    }
    match data_type.family {
        TypeFamily::Jsonb => Some("a document"),
        _ if data_type.name == "tsvector" => Some("a text prepared for searching"),
        _ => None,
    }
}

/// The same index with the other method; only when it has one key and nothing special, which GIN may not know.
fn fix(table: &TableView<'_>, index: &Index, column: &Column) -> Option<ProposedFix> {
    let plain = index.keys.len() == 1
        && index.include.is_empty()
        && index.keys.iter().all(|key| key.operator_class.is_none())
        && index.partition_of.is_none();
    if !plain {
        return None;
    }
    let columns = vec![column.name.clone()];
    let relation = table.relation.id;
    let change = Change::CreateIndex(NewIndex {
        method: Some("gin"),
        predicate: index.predicate.as_deref().cloned(),
        ..NewIndex::on(
            relation,
            table.catalog.choose_name(relation, &columns, "idx"),
            columns,
        )
    });
    let drop = Change::DropIndex {
        relation,
        name: index.name.clone(),
    };
    Some(
        ProposedFix::guess(
            "use a GIN index",
            "Queries ask for rows that hold a part: `@>`, `&&`, `@@`, `= ANY (…)` written as `@>`.",
            vec![change, drop],
        )
        .costing("A GIN index is slower to write; it keeps new entries in a list first (`fastupdate`)."),
    )
}
