//! # A list in one text
//!
//! ## What it detects
//! A text column that holds several values at once: one whose comment says so ("comma separated"), or whose name does (`tag_ids`,
//! `user_list`, `tags`).
//!
//! ## Why it matters
//! `'1,,x'` is as good a value as `'1,2'`: nothing checks the parts. No foreign key can say that they exist, `LIKE '%1%'` finds 11
//! as well as 1, no index helps, and two people who add a part at the same time overwrite each other.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE articles (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   tag_ids text NOT NULL DEFAULT ''
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE articles (id bigint PRIMARY KEY, title text NOT NULL);
//! CREATE TABLE tags (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
//! CREATE TABLE article_tags (
//!   article_id bigint NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
//!   tag_id bigint NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
//!   PRIMARY KEY (article_id, tag_id)
//! );
//! CREATE INDEX article_tags_tag_id_idx ON article_tags (tag_id);
//! ```
//!
//! ## When to ignore it
//! When the database only keeps the text and never looks inside: what a user typed, a header of a message, a setting that is passed
//! on. Names that are plural prose (`notes`, `details`, `permissions`), serialized values and columns held to JSON are not
//! reported. In PostgreSQL an array (`text[]`) keeps the parts apart, though no foreign key looks into it.
//!
//! ## References
//! - B. Karwin, "SQL Antipatterns", chapter "Jaywalking".
//! - PostgreSQL manual, "Arrays": "searching for specific array elements can be a sign of database misdesign".

use rowproof_source::lower_case;

use super::child_table::{ChildTable, drops};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "delimited-list",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Names of lists that need no word before them.
const LISTS: WordList = WordList::new("attendees,categories,emails,keywords,labels,skills,tags");

/// Words of texts that are a list for someone else.
const OTHER_TEXTS: WordList = WordList::new("html,json,meta,query,raw,search,seo,serialized,text,xml");

/// Words of what is listed, in comments.
const SAYS_LIST: [&str; 8] = [
    "comma separated",
    "comma-separated",
    "comma delimited",
    "comma-delimited",
    "separated by comma",
    "semicolon separated",
    "semicolon-separated",
    "pipe-separated",
];

const WORDS: Words = Words {
    message: "`{column}` holds a list in one text, and `{0}` is as good as any; keep one row for each part in a table of its own",
    why: "Nothing checks the parts, no foreign key says that they exist, no index finds them, and a search for one finds others.",
    sure: "{1}",
    intent: "each part of `{column}` is there once and means something",
};

/// What says that a column is a list.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Comment,
    Numbers,
    Name,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.is_log() {
        return;
    }
    for view in &table.columns {
        let Some(sign) = sign(table, view) else { continue };
        let example = if sign == Sign::Numbers { "1,,x" } else { "red,,red" };
        let mut gap = table.gap(view, &WORDS);
        gap.said.push(format!("'{example}'"));
        gap.said.push(
            match sign {
                Sign::Comment => "A comment says that it is a list.",
                Sign::Numbers => "The name speaks of several keys, and the column is one text.",
                Sign::Name => "Only the name says that it is a list.",
            }
            .to_owned(),
        );
        if sign == Sign::Name {
            gap.certainty = Certainty::Possible;
            gap.severity = Some(Severity::Info);
        }
        gap.rows = Rows::One(vec![(&view.column.name, Value::text(example))]);
        gap.fixes.extend(fix(table, view));
        findings.push(&RULE, &gap);
    }
}

fn sign(table: &TableView<'_>, view: &ColumnView<'_>) -> Option<Sign> {
    let column = view.column;
    if !column.data_type.is_text() || !view.is_written() {
        return None;
    }
    let (last, stem) = view.words.split_last()?;
    let is_list = matches!(last.as_ref(), "ids" | "uuids" | "list" | "csv") && !stem.is_empty();
    let named = is_list || LISTS.contains(last);
    // Most columns are told apart by here.
    if !named && column.comments.is_empty() {
        return None;
    }
    let mut comments = column.comments.iter().map(|comment| lower_case(&comment.text));
    let said = comments.any(|text| SAYS_LIST.iter().any(|words| text.contains(words)));
    let held = column.default.as_deref().is_some_and(is_document);
    if view.says(OTHER_TEXTS) || held || table.facts(view).is_constrained() || table.is_in_key(column) {
        return None;
    }
    // What a page tells search engines stands beside its description.
    let for_engines = last == "keywords" && table.columns.iter().any(|other| other.last() == "description");
    match last.as_ref() {
        _ if said => Some(Sign::Comment),
        "ids" | "uuids" if is_list => Some(Sign::Numbers),
        _ if named && !for_engines => Some(Sign::Name),
        _ => None,
    }
}

/// `'[]'` and `'{}'` are JSON.
fn is_document(default: &Expression) -> bool {
    default.text.trim_start_matches('\'').starts_with(['[', '{'])
}

/// A table with one row for each part, filled from the texts.
fn fix(table: &TableView<'_>, view: &ColumnView<'_>) -> Option<ProposedFix> {
    let (last, stem) = view.words.split_last()?;
    let thing = match last.as_ref() {
        "ids" | "uuids" | "list" | "csv" => stem.join("_"),
        _ => row_words(&view.column.name).join("_"),
    };
    let child = ChildTable::new(table, &singular(&thing))?;
    let text = match table.dialect() {
        Dialect::MySql => "varchar(255)",
        Dialect::PostgreSql | Dialect::Sqlite => "text",
    };
    let list = format!("parent.{}", table.quoted(view.column));
    let keys: Vec<String> = child
        .parent_keys
        .iter()
        .map(|key| format!("parent.{key}"))
        .collect();
    let (part, source) = match table.dialect() {
        Dialect::PostgreSql => (
            "btrim(part)",
            format!("CROSS JOIN unnest(string_to_array({list}, ',')) AS part"),
        ),
        Dialect::MySql => (
            "trim(part.value)",
            format!(
                "JOIN JSON_TABLE(concat('[\"', replace({list}, ',', '\",\"'), '\"]'), '$[*]' COLUMNS (value varchar(255) PATH '$')) AS part"
            ),
        ),
        Dialect::Sqlite => (
            "trim(part.value)",
            format!("JOIN json_each('[\"' || replace({list}, ',', '\",\"') || '\"]') AS part"),
        ),
    };
    let mut statements = vec![
        child.create(&[format!("{} {text} NOT NULL", child.value)], &child.value),
        format!(
            "INSERT INTO {} ({}, {}) SELECT DISTINCT {}, {part} FROM {} AS parent {source} WHERE {part} <> ''",
            child.name,
            child.keys.join(", "),
            child.value,
            keys.join(", "),
            table.catalog.sql_name(table.relation),
        ),
    ];
    statements.extend(drops(table, &[view.column]));
    let fix = ProposedFix::statements(
        "move the parts to a table with one row for each",
        "The parts are looked for, counted or point at something.",
        statements,
    );
    Some(fix.costing("The parts are taken to stand between commas. A foreign key over them is the next step when they name rows."))
}
