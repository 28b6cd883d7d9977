//! # A reference that may point at any table
//!
//! ## What it detects
//! A pair such as `commentable_type` and `commentable_id`: one column says which table is meant, the other which row of it, and no
//! foreign key can follow.
//!
//! ## Why it matters
//! The database cannot see that the row exists. A comment on a deleted post stays and points nowhere, a misspelt type is as good as any
//! other, and every join has to name each table by hand. Nothing reports the broken references until a page fails.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE posts (id bigint PRIMARY KEY);
//! CREATE TABLE photos (id bigint PRIMARY KEY);
//! CREATE TABLE comments (
//!   id bigint PRIMARY KEY,
//!   commentable_type text NOT NULL CHECK (commentable_type IN ('post', 'photo')),
//!   commentable_id bigint NOT NULL,
//!   body text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE posts (id bigint PRIMARY KEY);
//! CREATE TABLE photos (id bigint PRIMARY KEY);
//! CREATE TABLE comments (
//!   id bigint PRIMARY KEY,
//!   post_id bigint REFERENCES posts (id) ON DELETE CASCADE,
//!   photo_id bigint REFERENCES photos (id) ON DELETE CASCADE,
//!   body text NOT NULL,
//!   CHECK (num_nonnulls(post_id, photo_id) = 1)
//! );
//! ```
//!
//! ## When to ignore it
//! When what it points at is open by nature, as in a log of changes to any table: such tables get an information only. A `…_type` beside a
//! reference to a table of that name is that thing's kind, one beside an identifier that another system gives out is too, and both
//! are left alone; so is a pair with a foreign key.
//!
//! ## What experts disagree on
//! Several frameworks are built on such pairs, and taking them apart costs their convenience. What the database loses is not in dispute.
//!
//! ## References
//! - B. Karwin, "SQL Antipatterns", chapter "Polymorphic Associations".

use rowproof_source::SmallSet;

use super::super::normalization::dependencies::{can_drop, drop_column};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "polymorphic-association",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Parts that a row of any table may play; other words before `_id` and `_type` name a thing and its kind.
const PARTS: WordList = WordList::new(
    "attached,causer,entity,linked,model,object,owner,parent,record,referenced,related,resource,source,subject,target",
);

/// Words that end like a part and are things.
const THINGS: WordList = WordList::new("cable,table,timetable,variable");

const WORDS: Words = Words {
    message: "`{column}` points into whatever table `{0}` says, so no foreign key holds it to a row; give each of those tables a column of its own",
    why: "A row that is not there, and a table that is not there, are accepted, and rows stay behind when what they belong to is deleted.",
    sure: "{1}",
    intent: "each {row} belongs to a row that is there",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let says_kind = |column: &ColumnView<'_>| matches!(column.last(), "type" | "class" | "model");
    if table.staging || !table.columns.iter().any(says_kind) {
        return;
    }
    for id in &table.columns {
        let Some(kind) = kind_beside(table, id) else {
            continue;
        };
        let Some(sign) = sign(table, id, kind) else {
            continue;
        };
        let targets = targets(table, kind);
        let mut gap = table.gap(id, &WORDS);
        gap.said = vec![kind.column.name.clone(), sign.to_owned()];
        if table.is_log() {
            gap.certainty = Certainty::Possible;
            gap.severity = Some(Severity::Info);
            gap.evidence
                .push("A log may keep what it speaks of after that is gone.".to_owned());
        }
        gap.related.push(Label {
            span: kind.column.span,
            text: "says which table is meant".to_owned(),
        });
        gap.rows = rows(table, id, kind);
        gap.fixes.push(fix(table, id, kind, &targets));
        findings.push(&RULE, &gap);
    }
}

/// The column that says which table the reference means, when no foreign key does.
fn kind_beside<'t, 'c>(table: &'t TableView<'c>, id: &ColumnView<'c>) -> Option<&'t ColumnView<'c>> {
    let (last, stem) = id.words.split_last()?;
    let is_key = matches!(
        id.column.data_type.family,
        TypeFamily::Integer(_) | TypeFamily::Uuid | TypeFamily::Text
    );
    if stem.is_empty() || !matches!(last.as_ref(), "id" | "uuid") || !is_key || !id.is_written() {
        return None;
    }
    let kind = table.columns.iter().find(|other| {
        let (last, rest) = other.words.split_last().unzip();
        last.is_some_and(|last| matches!(last.as_ref(), "type" | "class" | "model")) && rest == Some(stem)
    })?;
    let says = kind.column.data_type.is_text() || kind.column.data_type.family == TypeFamily::Enum;
    let held = table.refers(id.column) || table.refers(kind.column);
    (says && kind.is_written() && !held).then_some(kind)
}

/// What tells such a pair from a thing and its kind.
fn sign(table: &TableView<'_>, id: &ColumnView<'_>, kind: &ColumnView<'_>) -> Option<&'static str> {
    let (_, stem) = id.words.split_last()?;
    let last = stem.last()?.as_ref();
    if (last.ends_with("able") || last.ends_with("ible")) && !THINGS.contains(last) {
        return Some(
            "The name is that of a part which rows of several tables play, with the table beside it.",
        );
    }
    if table.table_named(&stem.join("_")).is_some() {
        return None;
    }
    let both = |index: &&Index| {
        let mut first: Vec<&str> = index.leading_columns().take(2).collect();
        first.retain(|name| *name == id.column.name || *name == kind.column.name);
        first.len() == 2
    };
    if !PARTS.contains(last) {
        return None;
    }
    match table.relation.indexes.iter().any(|index| both(&index)) {
        true => Some("The two are looked up together, and the name is that of a part, not of a table."),
        // Another system's identifier beside its kind looks the same where both are texts.
        false if id.column.data_type.is_text() => None,
        false => Some("The name is that of a part, not of a table, and the table stands beside it."),
    }
}

/// The tables that the kinds name, each with its kind; none unless each kind names another one that is there.
fn targets<'c>(table: &TableView<'c>, kind: &ColumnView<'_>) -> Vec<(String, &'c Relation)> {
    let Some(allowed) = &table.facts(kind).allowed else {
        return Vec::new();
    };
    let named = |value: &String| {
        let found = table.table_named(&words(value).join("_"))?;
        Some((value.clone(), found))
    };
    let found: Option<Vec<_>> = allowed.values.iter().map(named).collect();
    let found = found.unwrap_or_default();
    let mut seen = SmallSet::default();
    match found.iter().all(|(_, target)| seen.insert(target.id)) {
        true => found,
        false => Vec::new(),
    }
}

/// A row of a kind that is allowed, or of none, which points at a row that is not there.
fn rows<'c>(table: &TableView<'c>, id: &ColumnView<'c>, kind: &ColumnView<'c>) -> Rows<'c> {
    let allowed = table.facts(kind).allowed.as_ref();
    let said = match allowed.map(|allowed| allowed.values.first()) {
        Some(Some(value)) => value.clone(),
        Some(None) => return Rows::None,
        None => "nothing".to_owned(),
    };
    let Some(key) = example_key(id.column, 424_242) else {
        return Rows::None;
    };
    Rows::One(vec![
        (&kind.column.name, Value::Text(said)),
        (&id.column.name, key),
    ])
}

/// A column for each table, filled from the pair. Where the tables are not known, or SQLite cannot add the CHECK, it is
/// said in words.
fn fix(
    table: &TableView<'_>,
    id: &ColumnView<'_>,
    kind: &ColumnView<'_>,
    targets: &[(String, &Relation)],
) -> ProposedFix {
    ProposedFix::statements(
        "give each table it may point at a column of its own",
        "It points at a few tables that are known; a table between them, or one for each, does as well.",
        apart(table, id, kind, targets).unwrap_or_default(),
    )
}

fn apart(
    table: &TableView<'_>,
    id: &ColumnView<'_>,
    kind: &ColumnView<'_>,
    targets: &[(String, &Relation)],
) -> Option<Vec<String>> {
    let (catalog, dialect) = (table.catalog, table.dialect());
    let innodb = |relation: &Relation| dialect != Dialect::MySql || relation.is_innodb();
    if dialect == Dialect::Sqlite || targets.len() < 2 || !innodb(table.relation) {
        return None;
    }
    let alter = format!("ALTER TABLE {}", catalog.sql_name(table.relation));
    let (mut adds, mut fills, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (value, target) in targets {
        let [key] = target.primary_key()?.columns.as_slice() else {
            return None;
        };
        let key = target.column(key)?;
        let name = format!("{}_id", catalog.row_words(target).join("_"));
        // What the pair holds must be able to become the key.
        let fits = key.data_type.family == id.column.data_type.family;
        if table.relation.column(&name).is_some() || !fits || !innodb(target) || names.contains(&name) {
            return None;
        }
        let quoted = quote(&name, dialect);
        adds.push(format!("{alter} ADD COLUMN {quoted} {}", key.data_type));
        adds.push(format!(
            "{alter} ADD FOREIGN KEY ({quoted}) REFERENCES {} ({}) ON DELETE CASCADE",
            catalog.sql_name(target),
            quote(&key.name, dialect)
        ));
        fills.push(format!(
            "UPDATE {} SET {quoted} = {} WHERE {} = {}",
            catalog.sql_name(table.relation),
            table.quoted(id.column),
            table.quoted(kind.column),
            text_constant(value)
        ));
        names.push(name);
    }
    let quoted: Vec<String> = names.iter().map(|name| quote(name, dialect)).collect();
    let present: Vec<String> = quoted
        .iter()
        .map(|name| format!("({name} IS NOT NULL)"))
        .collect();
    let count = match dialect {
        Dialect::PostgreSql => format!("num_nonnulls({})", quoted.join(", ")),
        _ => present.join(" + "),
    };
    let exactly = if id.column.not_null { "=" } else { "<=" };
    // MySQL takes no CHECK on a column that a foreign key changes; deleting along is no change.
    fills.push(format!("{alter} ADD CHECK ({count} {exactly} 1)"));
    let both = [id.column, kind.column];
    if both.iter().all(|column| can_drop(table, column)) {
        fills.extend(both.iter().map(|column| drop_column(table, column)));
    }
    Some([adds, fills].concat())
}
