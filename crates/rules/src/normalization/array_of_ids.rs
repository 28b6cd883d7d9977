//! # References in an array
//!
//! ## What it detects
//! PostgreSQL: an array of numbers or UUIDs whose name speaks of keys (`tag_ids`) of a table that is there.
//!
//! ## Why it matters
//! No foreign key looks into an array: a tag that is deleted stays in it, one that never was is accepted, and the same one may be in it twice. Who
//! is in the array is found by a GIN index or by reading everything, and two people who add a tag at the same time overwrite each other.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE tags (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
//! CREATE TABLE articles (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   tag_ids bigint[] NOT NULL DEFAULT '{}'
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE tags (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
//! CREATE TABLE articles (id bigint PRIMARY KEY, title text NOT NULL);
//! CREATE TABLE article_tags (
//!   article_id bigint NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
//!   tag_id bigint NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
//!   PRIMARY KEY (article_id, tag_id)
//! );
//! CREATE INDEX article_tags_tag_id_idx ON article_tags (tag_id);
//! ```
//!
//! ## When to ignore it
//! When the array is a copy for reading that something keeps up to date, or remembers what was so once: logs, caches, search documents and paths of
//! ancestors are left alone, and so are arrays of keys whose table is not in the text.
//!
//! ## References
//! - PostgreSQL manual, "Arrays": "searching for specific array elements can be a sign of database misdesign".

use super::child_table::{ChildTable, drops};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "array-of-ids",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Words of columns and tables that repeat for reading what other rows say.
const COPIES: WordList = WordList::new(
    "ancestor,archive,backup,cache,cached,copy,denormalized,document,export,index,job,path,request,result,search,summary,view",
);

const WORDS: Words = Words {
    message: "`{column}` holds keys of `{0}` in an array, where no foreign key reaches them; keep one row for each in a table between the two",
    why: "A key of a row that is deleted stays, one that never was is accepted, and the same one may be there twice.",
    sure: "The name is that of `{0}`, and the elements have the type of its key; whether the array is the one source or a copy is not known.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.is_log() || table.says(COPIES) {
        return;
    }
    for view in &table.columns {
        let Some((target, key)) = target(table, view) else {
            continue;
        };
        let mut gap = table.gap(view, &WORDS);
        gap.said.push(target.name.to_string());
        gap.related.push(Label {
            span: key.span,
            text: "the key that its elements are".to_owned(),
        });
        gap.fixes.extend(fix(table, view, target, key));
        findings.push(&RULE, &gap);
    }
}

/// The table and its key that the elements name.
fn target<'c>(table: &TableView<'c>, view: &ColumnView<'c>) -> Option<(&'c Relation, &'c Column)> {
    let held = view.column;
    let (last, stem) = view.words.split_last()?;
    let is_list = matches!(last.as_ref(), "ids" | "uuids") && !stem.is_empty();
    let alone = held.data_type.array_dimensions == 1 && held.generated.is_none();
    if !is_list || !alone || view.says(COPIES) || !table.relation.triggers.is_empty() {
        return None;
    }
    let by_role = stem.last().filter(|_| stem.len() > 1);
    let found = table
        .table_named(&stem.join("_"))
        .or_else(|| table.table_named(by_role?));
    let target = found.filter(|found| found.is_base_table())?;
    let [key] = target.primary_key()?.columns.as_slice() else {
        return None;
    };
    let key = target.column(key)?;
    let families = (held.data_type.family, key.data_type.family);
    let same = matches!(
        families,
        (TypeFamily::Integer(_), TypeFamily::Integer(_)) | (TypeFamily::Uuid, TypeFamily::Uuid)
    );
    same.then_some((target, key))
}

/// A table of the pairs, filled from the arrays. Elements that point nowhere are left behind.
fn fix(table: &TableView<'_>, view: &ColumnView<'_>, target: &Relation, key: &Column) -> Option<ProposedFix> {
    let (_, stem) = view.words.split_last()?;
    let thing = stem.join("_");
    let mut child = ChildTable::new(table, &thing)?;
    child.value = quote(&format!("{thing}_id"), Dialect::PostgreSql);
    if child.keys.contains(&child.value) {
        return None;
    }
    let (catalog, value) = (table.catalog, &child.value);
    let (there, their_key) = (catalog.sql_name(target), quote(&key.name, Dialect::PostgreSql));
    let keys: Vec<String> = child
        .parent_keys
        .iter()
        .map(|key| format!("parent.{key}"))
        .collect();
    let mut statements = vec![
        child.create(
            &[format!(
                "{value} {} NOT NULL REFERENCES {there} ({their_key}) ON DELETE CASCADE",
                key.data_type
            )],
            value,
        ),
        format!(
            "INSERT INTO {} ({}, {value}) SELECT DISTINCT {}, there.{their_key} FROM {} AS parent JOIN {there} AS there ON there.{their_key} = ANY (parent.{})",
            child.name,
            child.keys.join(", "),
            keys.join(", "),
            catalog.sql_name(table.relation),
            table.quoted(view.column)
        ),
        format!("CREATE INDEX ON {} ({value})", child.name),
    ];
    statements.extend(drops(table, &[view.column]));
    let fix = ProposedFix::statements(
        "move the keys to a table between the two",
        "The array is where the references are kept; their order means nothing.",
        statements,
    );
    Some(fix.costing("Keys of rows that are no longer there are left behind. Readers join one table more."))
}
