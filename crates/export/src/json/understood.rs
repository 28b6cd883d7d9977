//! What was understood, as the page shows it: an outline of every relation, and the facts of those the reader opened.
//! The words are made here; the page only lays them out.

use rowproof_source::{SmallSet, SortSmall, lower_case};

use rowproof_engine::Report;
use rowproof_engine::catalog::{NoteKind, Relation, RelationKind};
use rowproof_engine::coverage::{Coverage, FORMULA};
use rowproof_engine::enforcement::{Change, Comparison, Direction};
use serde::Serialize;

use super::coverage::{coverage_title, coverage_words, relation_coverage_words};
use super::model::Location;
use super::normal_form::normal_form_remark;
use super::row_security::{policy_lines, row_security_remark};
use super::understood_facts::{column_lines, constraint_lines, index_lines, trigger_lines, type_lines};
use super::understood_looks::{Look, Survey, survey};
use crate::Places;

/// What was understood.
#[derive(Debug, Serialize)]
pub struct Understood {
    /// `33 tables, 2 views, 41 foreign keys, 3 places not understood`
    pub summary: String,
    /// `76 % covered`: how much of what is wrong the schema refuses; empty where nothing counts.
    pub coverage_title: String,
    /// The same in numbers, and where the least is refused.
    pub coverage: String,
    /// How that is counted.
    pub coverage_formula: &'static str,
    /// In the order of creation.
    pub relations: Vec<Outline>,
    /// Enumerated types, then domains, each by name, then extensions.
    pub types: Vec<Line>,
    /// What was left out, in the order of the text.
    pub gaps: Vec<Gap>,
    /// `From MySQL 8.4.8 to MySQL 5.7.44`; empty when nothing is compared.
    pub changes_title: String,
    /// `5 rules are no longer enforced`; empty when nothing is compared.
    pub changes_summary: String,
    /// What stops being enforced, then what starts.
    pub changes: Vec<ChangeJson>,
    /// The answer to a question about all tables; relations, types and gaps are not told then.
    pub survey: Option<Survey>,
}

/// A relation in short.
#[derive(Debug, Serialize)]
pub struct Outline {
    /// Its name, with the schema unless that is the default one; unique.
    pub name: String,
    /// `table`, `view`, `materialized view`, `foreign table`, `virtual table`
    pub kind: &'static str,
    /// `8 columns, 2 foreign keys`
    pub facts: String,
    /// The lower-case names a filter looks through: its own and those of its columns.
    pub words: String,
    /// Its name in the text.
    pub location: Location,
    /// Only when it was asked for.
    pub details: Option<Details>,
}

/// A relation in full.
#[derive(Debug, Serialize)]
pub struct Details {
    /// What it is beyond its kind: partitioned, a partition, its storage; then its comment. Sentences.
    pub remarks: Vec<String>,
    /// In order; the text is the type, the facts stand in `notes`.
    pub columns: Vec<Line>,
    /// Primary key, unique constraints, foreign keys, CHECKs, exclusions, in the order they came.
    pub constraints: Vec<Line>,
    /// Those of constraints included.
    pub indexes: Vec<Line>,
    /// In the order they came.
    pub triggers: Vec<Line>,
    /// Of row-level security, in the order they came.
    pub policies: Vec<Line>,
}

/// One thing and what is known of it.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// What it is: `foreign key`, `unique index`, `enum`; empty for a column.
    pub kind: &'static str,
    /// What it says, as SQL.
    pub text: String,
    /// More facts, each a few words.
    pub notes: Vec<String>,
    /// Where it stands, when it stands somewhere.
    pub location: Option<Location>,
}

/// A place that was left out.
#[derive(Debug, Serialize)]
pub struct Gap {
    /// `not understood`, `refused`, `not in the paste`, `not known`
    pub kind: &'static str,
    /// What; may be empty.
    pub subject: String,
    /// Why, and what would change it.
    pub reason: String,
    /// Where.
    pub location: Location,
}

/// Something that only one of two databases enforces.
#[derive(Debug, Serialize)]
pub struct ChangeJson {
    /// `stops`, `starts`
    pub direction: &'static str,
    /// What changes: `on MySQL 5.7.44, 4 CHECKs are read and ignored`.
    pub message: String,
    /// What is known of the database that does not enforce it.
    pub why: String,
    /// The first places, by name.
    pub places: Vec<Line>,
    /// Places that are not listed.
    pub more: usize,
}

/// Places listed of a change: the rest is counted.
const PLACES: usize = 12;

/// What a report's catalog holds, with the details of the relations named in `open`, and what changed since another
/// database.
pub fn understood_json(report: &Report, open: &[String], comparison: Option<&Comparison>) -> Understood {
    let places = Places::new(report);
    let gaps = gaps(report, &places);
    let coverage = Coverage::of(report);
    Understood {
        summary: summary(report, gaps.len()),
        coverage_title: coverage_title(&coverage),
        coverage: coverage_words(report, &coverage),
        coverage_formula: FORMULA,
        relations: report
            .catalog
            .relations()
            .map(|relation| outline(report, &coverage, relation, open, &places))
            .collect(),
        types: type_lines(&report.catalog, &places),
        gaps,
        ..compared(comparison, &places)
    }
}

/// The same of one look at all tables, with so many rows at most: the summary, what changed, and the rows.
pub fn looked_json(report: &Report, look: Look, rows: usize, comparison: Option<&Comparison>) -> Understood {
    let places = Places::new(report);
    Understood {
        summary: summary(report, gaps(report, &places).len()),
        survey: Some(survey(report, look, rows)),
        ..compared(comparison, &places)
    }
}

/// Nothing but what changed since another database.
fn compared(comparison: Option<&Comparison>, places: &Places<'_>) -> Understood {
    Understood {
        summary: String::new(),
        coverage_title: String::new(),
        coverage: String::new(),
        coverage_formula: "",
        relations: Vec::new(),
        types: Vec::new(),
        gaps: Vec::new(),
        changes_title: comparison.map(Comparison::title).unwrap_or_default(),
        changes_summary: comparison.map(Comparison::summary).unwrap_or_default(),
        changes: comparison.map_or_else(Vec::new, |comparison| changes(comparison, places)),
        survey: None,
    }
}

fn changes(comparison: &Comparison, places: &Places<'_>) -> Vec<ChangeJson> {
    let change_json = |change: &Change| ChangeJson {
        direction: match change.direction {
            Direction::Stops => "stops",
            Direction::Starts => "starts",
        },
        message: comparison.message(change),
        why: comparison.reason(change),
        places: change
            .places
            .iter()
            .take(PLACES)
            .map(|place| Line {
                name: place.object.clone(),
                kind: "",
                text: String::new(),
                notes: Vec::new(),
                location: Some(places.location(place.span)),
            })
            .collect(),
        more: change.places.len().saturating_sub(PLACES),
    };
    comparison.changes.iter().map(change_json).collect()
}

fn outline(
    report: &Report,
    coverage: &Coverage,
    relation: &Relation,
    open: &[String],
    places: &Places<'_>,
) -> Outline {
    let name = relation.name.to_string();
    let mut words = lower_case(&name);
    for column in &relation.columns {
        words.push(' ');
        words.push_str(&lower_case(&column.name));
    }
    let details = open.contains(&name).then(|| Details {
        remarks: remarks(report, coverage, relation),
        columns: column_lines(coverage, relation, places),
        constraints: constraint_lines(&report.catalog, relation, places),
        indexes: index_lines(relation, places),
        triggers: trigger_lines(relation, places),
        policies: policy_lines(relation, places),
    });
    Outline {
        kind: kind_name(relation.kind),
        facts: in_words(&[
            (relation.columns.len(), "column"),
            (relation.foreign_keys().count(), "foreign key"),
            (relation.checks().count(), "CHECK"),
        ]),
        words,
        location: places.location(relation.name_span),
        details,
        name,
    }
}

fn remarks(report: &Report, coverage: &Coverage, relation: &Relation) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(parent) = &relation.partition_of {
        remarks.push(format!("a partition of `{parent}`"));
    }
    if relation.partitioned {
        remarks.push("partitioned".to_owned());
    }
    for parent in &relation.inherits {
        remarks.push(format!("inherits from `{parent}`"));
    }
    if relation.strict {
        remarks.push("STRICT: values must be of the column's type".to_owned());
    }
    if relation.without_rowid {
        remarks.push("WITHOUT ROWID: its rows are stored in its primary key".to_owned());
    }
    if let Some(engine) = &relation.engine {
        remarks.push(format!("storage engine {engine}"));
    }
    remarks.extend(row_security_remark(relation).map(str::to_owned));
    remarks.extend(relation_coverage_words(coverage, relation));
    remarks.extend(normal_form_remark(&report.catalog, relation));
    remarks.extend(relation.comment.iter().map(|comment| format!("“{comment}”")));
    remarks
}

/// The word for a kind of relation.
pub(super) fn kind_name(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table => "table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
        RelationKind::VirtualTable => "virtual table",
        RelationKind::Sequence => "sequence",
    }
}

fn gaps(report: &Report, places: &Places<'_>) -> Vec<Gap> {
    let errors = report.parts.iter().flat_map(|part| {
        part.errors.iter().map(|error| Gap {
            kind: "not understood",
            subject: String::new(),
            reason: error.message.clone(),
            location: places.location(error.span),
        })
    });
    let notes = report.catalog.notes().iter().map(|note| Gap {
        kind: match note.kind {
            NoteKind::Missing => "not in the paste",
            NoteKind::Refused(_) => "refused",
            NoteKind::Unknown => "not known",
            NoteKind::Ignored => "ignored",
            NoteKind::Cut => "cut short",
            NoteKind::Bounded => "left out",
        },
        subject: note.subject.clone(),
        reason: note.reason.clone(),
        location: places.location(note.span),
    });
    let mut gaps: Vec<Gap> = errors.chain(notes).chain(absent(report, places)).collect();
    let part_of = |gap: &Gap| report.parts.iter().position(|part| part.id == gap.location.part);
    gaps.order_by_key(|gap| (part_of(gap), gap.location.start));
    gaps
}

/// Foreign keys to tables that are not in the paste, each table once, unless the catalog has a note about it.
fn absent<'r>(report: &'r Report, places: &'r Places<'_>) -> impl Iterator<Item = Gap> + 'r {
    let of_notes = report
        .catalog
        .notes()
        .iter()
        .map(|note| (note.span.source, note.span.start));
    let mut noted: Vec<_> = of_notes.collect();
    noted.order();
    let mut seen = SmallSet::default();
    report
        .catalog
        .foreign_keys()
        .filter(move |(_, constraint, key)| {
            let span = constraint.span;
            key.relation.is_none()
                && noted
                    .get(noted.partition_point(|place| *place < (span.source, span.start)))
                    .is_none_or(|place| *place >= (span.source, span.end))
                && seen.insert(key.referenced.to_string())
        })
        .map(|(_, constraint, key)| Gap {
            kind: "not in the paste",
            subject: format!("`{}`", key.referenced),
            reason: "a foreign key points at it".to_owned(),
            location: places.location(constraint.span),
        })
}

fn summary(report: &Report, gaps: usize) -> String {
    let relations = |kinds: &[RelationKind]| {
        report
            .catalog
            .relations()
            .filter(|relation| kinds.contains(&relation.kind))
            .count()
    };
    let foreign_keys = report
        .catalog
        .relations()
        .map(|relation| relation.foreign_keys().count())
        .sum();
    let mut words = in_words(&[
        (
            relations(&[
                RelationKind::Table,
                RelationKind::ForeignTable,
                RelationKind::VirtualTable,
            ]),
            "table",
        ),
        (
            relations(&[RelationKind::View, RelationKind::MaterializedView]),
            "view",
        ),
        (foreign_keys, "foreign key"),
        (report.catalog.enums().len(), "enum"),
        (report.catalog.domains().len(), "domain"),
        (gaps, "place"),
    ]);
    if gaps > 0 {
        words.push_str(" left out");
    }
    words
}

/// What there is of each, joined with commas; nothing of what there is none of.
fn in_words(counts: &[(usize, &str)]) -> String {
    let words = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {noun}{plural}")
        });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use rowproof_engine::syntax::{Product, Server, Version};
    use rowproof_engine::{Document, Part, Settings, analyze, enforcement};
    use serde_json::{Value, json};

    use super::*;

    const SQL: &str = "create type state as enum ('new', 'paid');\n\
         create tabel oops (id int);\n\
         create table orders (\n  id bigint primary key,\n  state state not null default 'new',\n  \
         shop_id bigint references shop (id),\n  total numeric(10, 2) check (total > 0)\n);\n";

    fn understood(sql: &str, open: &[&str], before: Option<Server>) -> Value {
        let document = Document {
            parts: vec![Part::new("schema.sql", sql)],
        };
        let report = analyze(&document, &Settings::default());
        let open: Vec<String> = open.iter().map(|name| (*name).to_owned()).collect();
        let comparison = before.map(|before| enforcement::compare(&document, before, &report.catalog));
        serde_json::to_value(understood_json(&report, &open, comparison.as_ref())).unwrap()
    }

    /// The value at a JSON pointer.
    fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
        value.pointer(pointer).unwrap_or(&Value::Null)
    }

    #[test]
    fn relations_are_outlined_and_told_in_full_only_when_asked_for() {
        let closed = understood(SQL, &[], None);
        assert_eq!(
            at(&closed, "/summary"),
            "1 table, 1 foreign key, 1 enum, 2 places left out"
        );
        assert_eq!(
            at(&closed, "/relations/0/facts"),
            "4 columns, 1 foreign key, 1 CHECK"
        );
        assert_eq!(at(&closed, "/relations/0/words"), "orders id state shop_id total");
        assert_eq!(at(&closed, "/relations/0/location/line"), 3);
        assert_eq!(at(&closed, "/relations/0/details"), &Value::Null);
        let open = understood(SQL, &["orders"], None);
        let columns = at(&open, "/relations/0/details/columns");
        assert_eq!(at(columns, "/1/text"), "state");
        assert_eq!(at(columns, "/1/notes"), &json!(["not null", "default `'new'`"]));
        assert_eq!(at(columns, "/2/notes"), &json!(["null", "→ `shop`"]));
    }

    #[test]
    fn what_breaks_a_normal_form_is_remarked() {
        let sql = "create table lists (id int primary key, currency_code text, currency_symbol text);";
        let open = understood(sql, &["lists"], None);
        assert_eq!(
            at(&open, "/relations/0/details/remarks/1"),
            "only in second normal form: `currency_symbol` follows from `currency_code` (possible)"
        );
        let whole = understood("create table lists (id int primary key);", &["lists"], None);
        assert_eq!(
            at(&whole, "/relations/0/details/remarks"),
            &json!(["2 of 2 kinds of wrong values refused"])
        );
    }

    #[test]
    fn what_gets_in_is_said_of_the_schema_the_table_and_the_column() {
        let sql = "create table users (id int primary key, email text, label text);
            create table notes (id int primary key, body text not null);";
        let open = understood(sql, &["users"], None);
        assert_eq!(at(&open, "/coverage_title"), "83 % covered");
        assert_eq!(
            at(&open, "/coverage"),
            "Of 6 kinds of wrong values that this schema speaks of, 5 are refused. Least covered: `users` (2 of 3)."
        );
        assert_eq!(
            at(&open, "/relations/0/details/remarks/0"),
            "2 of 3 kinds of wrong values refused"
        );
        assert_eq!(
            at(&open, "/relations/0/details/columns/1/notes"),
            &json!(["null", "accepts duplicates"])
        );
        assert_eq!(
            at(&open, "/relations/0/details/columns/2/notes"),
            &json!(["null"])
        );
        let nothing = understood("create view v as select 1;", &[], None);
        assert_eq!(at(&nothing, "/coverage_title"), "");
    }

    #[test]
    fn what_was_left_out_stands_in_the_order_of_the_text() {
        let value = understood(SQL, &[], None);
        assert_eq!(at(&value, "/gaps/0/kind"), "not understood");
        assert_eq!(at(&value, "/gaps/0/location/line"), 2);
        assert_eq!(at(&value, "/gaps/1/kind"), "not in the paste");
        assert_eq!(at(&value, "/gaps/1/subject"), "`shop`");
    }

    #[test]
    fn changes_name_the_database_the_reason_and_the_place() {
        let old = Server::new(Product::MySql, Version::with_patch(5, 7, 44));
        let sql = "create table t (id integer primary key,\n  total numeric(10, 2) check (total > 0));";
        let value = understood(sql, &[], Some(old));
        assert_eq!(at(&value, "/changes_title"), "From MySQL 5.7.44 to PostgreSQL 18");
        let check = at(&value, "/changes")
            .as_array()
            .and_then(|changes| {
                changes
                    .iter()
                    .find(|change| at(change, "/message").to_string().contains("CHECK"))
            })
            .unwrap_or(&Value::Null);
        assert_eq!(at(check, "/direction"), "starts");
        assert_eq!(at(check, "/message"), "on PostgreSQL 18, 1 CHECK is enforced");
        assert_eq!(at(check, "/why"), "MySQL enforces `CHECK` only from 8.0.16 on");
        assert_eq!(at(check, "/places/0/location/line"), 2);
    }
}
