//! Which look-ups are quick? Every index with what it serves, and the foreign keys that none serves.

use rowproof_engine::catalog::questions::{Redundancy, RedundantIndex};
use rowproof_engine::catalog::{Catalog, Constraint, ForeignKey, Index, IndexOrigin};
use rowproof_engine::source::Span;

use super::understood_facts::index_text;
use super::understood_looks::{Answer, Draft, SurveyLine, Surveyed, counted, quoted};

/// The rules about one index or its absence, told by its place in the text. Those about needless ones come last: of these it is
/// also said which index does their work.
pub(super) const INDEX_RULES: [&str; 8] = [
    "btree-on-array-or-json",
    "fk-no-index",
    "low-selectivity-index",
    "mysql-prefix-unique",
    "mysql-size-limits",
    "duplicate-index",
    "redundant-prefix-index",
    "unique-superset",
];
const NEEDLESS_RULES: usize = 5;

const WRONG: usize = 0;
const SOUND: usize = 1;

/// A row for each index, and for each foreign key that has none.
pub(super) fn indexes_survey<'r>(catalog: &'r Catalog, tables: &[Surveyed<'r>]) -> Answer<'r> {
    let mut drafts = Vec::new();
    let (mut indexes, mut needless, mut unserved) = (0, 0, 0);
    for table in tables {
        let mut redundant = catalog.redundant_indexes(table.relation);
        // A wider unique index may be what a foreign key refers to, or serve look-ups of its own: the rule knows.
        redundant.retain(|held| {
            held.kind != Redundancy::WiderUnique
                || finding_at(table, held.index.span, &["unique-superset"]).is_some()
        });
        indexes += table.relation.indexes.len();
        needless += redundant.len();
        for index in &table.relation.indexes {
            let of_index = redundant.iter().find(|held| std::ptr::eq(held.index, index));
            drafts.push(index_row(catalog, table, index, of_index));
        }
        for (constraint, key) in table.relation.foreign_keys() {
            if catalog.index_covering(table.relation, &key.columns).is_none() {
                unserved += 1;
                drafts.push(unserved_row(table, constraint, key));
            }
        }
    }
    Answer {
        question: "Which look-ups are quick?",
        summary: summary(indexes, needless, unserved),
        note: "An index serves a foreign key when its first keys are the key's columns, in any order, whole, and its predicate leaves out none but NULLs. Needless is an index whose work another does as well.",
        columns: &["Index and its keys", "Unique", "Serves", "What is wrong"],
        drafts,
    }
}

fn summary(indexes: usize, needless: usize, unserved: usize) -> String {
    let mut wrong = Vec::new();
    if needless > 0 {
        wrong.push(format!("{needless} needless"));
    }
    if unserved > 0 {
        wrong.push(format!("{} without one", counted(unserved, "foreign key")));
    }
    let all = match indexes {
        1 => "1 index".to_owned(),
        _ => format!("{indexes} indexes"),
    };
    match wrong.is_empty() {
        true => format!("{all}; every foreign key is served."),
        false => format!("{all}; {}.", wrong.join(", ")),
    }
}

fn index_row<'r>(
    catalog: &Catalog,
    table: &Surveyed<'r>,
    index: &Index,
    redundant: Option<&RedundantIndex<'_>>,
) -> Draft<'r> {
    let wrong = wrong_lines(table, index, redundant);
    let rank = if wrong.is_empty() { SOUND } else { WRONG };
    let unique = match (index.unique, index.nulls_not_distinct) {
        (true, true) => SurveyLine::plain("yes, NULL too".to_owned()),
        (true, false) => SurveyLine::plain("yes".to_owned()),
        (false, _) => SurveyLine::quiet("no".to_owned()),
    };
    table.row(
        rank,
        Some(index.span),
        vec![
            vec![name_line(index), SurveyLine::code(index_text(index))],
            vec![unique],
            served_lines(catalog, table, index),
            wrong,
        ],
    )
}

/// SQLite lists no index for an `INTEGER PRIMARY KEY`: the table is ordered by it.
fn name_line(index: &Index) -> SurveyLine {
    match index.name.as_str() {
        "" => SurveyLine::quiet("the table itself".to_owned()),
        name => SurveyLine::code(name.to_owned()),
    }
}

fn unserved_row<'r>(table: &Surveyed<'r>, constraint: &Constraint, key: &ForeignKey) -> Draft<'r> {
    let finding = finding_at(table, constraint.span, &["fk-no-index"]);
    let text = format!("no index leads with {}", quoted(&key.columns));
    table.row(
        WRONG,
        Some(constraint.span),
        vec![
            vec![
                SurveyLine::wrong("no index".to_owned(), None),
                SurveyLine::code(format!("({})", key.columns.join(", "))),
            ],
            Vec::new(),
            vec![foreign_key_line(key)],
            vec![SurveyLine::wrong(text, finding.map(|(id, _)| id))],
        ],
    )
}

/// What the index is there for: its constraint, foreign keys that look rows up by it, else look-ups by its first key.
fn served_lines(catalog: &Catalog, table: &Surveyed<'_>, index: &Index) -> Vec<SurveyLine> {
    let origin = match index.origin {
        IndexOrigin::PrimaryKey => Some("primary key"),
        IndexOrigin::Unique => Some("unique constraint"),
        IndexOrigin::Exclude => Some("exclusion constraint"),
        IndexOrigin::Declared if index.unique => Some("unique index"),
        IndexOrigin::Declared | IndexOrigin::ForeignKey => None,
    };
    let mut lines: Vec<SurveyLine> = origin
        .map(|word| SurveyLine::plain(word.to_owned()))
        .into_iter()
        .collect();
    for (_, key) in table.relation.foreign_keys() {
        if catalog.covers(table.relation, index, &key.columns) {
            lines.push(foreign_key_line(key));
        }
    }
    if lines.is_empty() {
        let text = match index.leading_columns().next() {
            Some(column) => format!("look-ups by `{column}`"),
            None => "look-ups by an expression".to_owned(),
        };
        lines.push(SurveyLine::quiet(text));
    }
    lines
}

fn foreign_key_line(key: &ForeignKey) -> SurveyLine {
    SurveyLine::plain(format!("foreign key → `{}`", key.referenced))
}

fn wrong_lines(
    table: &Surveyed<'_>,
    index: &Index,
    redundant: Option<&RedundantIndex<'_>>,
) -> Vec<SurveyLine> {
    let mut lines = Vec::new();
    let (single, needless) = INDEX_RULES.split_at(NEEDLESS_RULES);
    if let Some(redundant) = redundant {
        let by = &redundant.by.name;
        let text = match redundant.kind {
            Redundancy::Duplicate => format!("needless: `{by}` has the same keys"),
            Redundancy::Prefix => format!("needless: its keys are the first of `{by}`"),
            Redundancy::WiderUnique => format!("refuses nothing that `{by}` lets in"),
        };
        let finding = finding_at(table, index.span, needless);
        lines.push(SurveyLine::wrong(text, finding.map(|(id, _)| id)));
    }
    if let Some((id, message)) = finding_at(table, index.span, single) {
        lines.push(SurveyLine::wrong(message, Some(id)));
    }
    if !index.valid {
        lines.push(SurveyLine::wrong(
            "not valid: some partition has no part of it".to_owned(),
            None,
        ));
    }
    if !index.visible {
        lines.push(SurveyLine::wrong(
            "no query uses it: it is hidden from the planner".to_owned(),
            None,
        ));
    }
    lines
}

/// The finding of one of these rules at a place: its id and what it says.
fn finding_at(table: &Surveyed<'_>, span: Span, rules: &[&str]) -> Option<(String, String)> {
    let mut findings = table.findings.iter();
    let found = findings.find(|finding| finding.span == span && rules.contains(&finding.rule))?;
    Some((found.id.clone(), found.message.clone()))
}
