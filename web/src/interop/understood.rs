//! What was understood, as the worker tells it: the shape is that of `rowproof_export::json::understood`.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

use super::fields::{count, field, items, list, number, optional, optional_text, text, texts, whole};
use super::reading::{location, place};
use super::report::Location;
use super::shared::Shared;

/// What the catalog holds.
#[derive(Debug)]
pub struct Understood {
    /// In numbers.
    pub summary: AttrValue,
    /// How much of what is wrong the schema refuses; empty where nothing counts.
    pub coverage_title: AttrValue,
    /// The same in numbers, and where the least is refused.
    pub coverage: AttrValue,
    /// How that is counted.
    pub coverage_formula: AttrValue,
    /// In the order of creation.
    pub relations: Vec<Shared<Relation>>,
    pub types: Vec<Line>,
    pub gaps: Vec<Gap>,
    /// From which database to which; empty when nothing is compared.
    pub changes_title: AttrValue,
    /// What is different, in a few words.
    pub changes_summary: AttrValue,
    pub changes: Vec<Change>,
    /// The answer to a question about all tables; there are no relations, types and gaps then.
    pub survey: Option<Survey>,
}

impl Understood {
    /// The look at all tables that it answers, in the engine's words; none when it tells relation by relation.
    pub fn look(&self) -> Option<&str> {
        self.survey.as_ref().map(|survey| survey.look.as_str())
    }
}

/// A question about all tables, answered in rows. It stays as the engine told it until it is drawn.
#[derive(Debug)]
pub struct Survey {
    pub look: AttrValue,
    value: JsValue,
}

/// The same, read.
pub struct SurveyTable {
    pub question: AttrValue,
    pub summary: AttrValue,
    /// What the rows rest on.
    pub note: AttrValue,
    /// What each row is about.
    pub head: AttrValue,
    /// The heads of the cells.
    pub columns: Vec<AttrValue>,
    pub rows: Vec<SurveyRow>,
    /// How many rows come after these.
    pub left: usize,
}

impl Survey {
    /// Reads it.
    pub fn table(&self) -> SurveyTable {
        let value = &self.value;
        SurveyTable {
            question: text(value, "question"),
            summary: text(value, "summary"),
            note: text(value, "note"),
            head: text(value, "head"),
            columns: texts(value, "columns"),
            rows: list(value, "rows", |row| SurveyRow {
                subject: text(row, "subject"),
                place: number(row, "place").map(|place| place as usize),
                location: place(row),
                at: optional(row, "at").map(|at| location(&at)),
                cells: items(field(row, "cells")).into_iter().map(cell).collect(),
            }),
            left: count(value, "left"),
        }
    }
}

/// What is said of a table, or of something of it; or of columns of sample rows.
pub struct SurveyRow {
    /// A relation's name; or a few words, names in backticks.
    pub subject: AttrValue,
    /// The relation's place among all; none when it is no relation.
    pub place: Option<usize>,
    pub location: Location,
    /// What of it the row is about, unless that is all of it.
    pub at: Option<Location>,
    pub cells: Vec<Vec<SurveyLine>>,
}

/// A line of a cell.
pub struct SurveyLine {
    pub text: AttrValue,
    /// `plain`, `code`, `quiet` or `wrong`
    pub tone: AttrValue,
    /// The finding that says more, by its id.
    pub finding: Option<AttrValue>,
}

/// A relation; its details only when they were asked for.
#[derive(Debug)]
pub struct Relation {
    pub name: AttrValue,
    pub kind: AttrValue,
    pub facts: AttrValue,
    /// What a filter looks through, in lower case.
    words: JsString,
    pub location: Location,
    pub details: Option<Details>,
}

/// A relation in full.
#[derive(Debug)]
pub struct Details {
    pub remarks: Vec<AttrValue>,
    pub columns: Vec<Line>,
    /// Constraints, indexes, triggers and policies, each under its title.
    pub groups: Vec<(&'static str, Vec<Line>)>,
}

/// One thing and what is known of it.
#[derive(Debug)]
pub struct Line {
    pub name: AttrValue,
    pub kind: AttrValue,
    pub text: AttrValue,
    pub notes: Vec<AttrValue>,
    pub location: Option<Location>,
}

/// A place that was left out.
#[derive(Debug)]
pub struct Gap {
    pub kind: AttrValue,
    pub subject: AttrValue,
    pub reason: AttrValue,
    pub location: Location,
}

/// Something that another database enforces and this one does not, or the other way round.
#[derive(Debug)]
pub struct Change {
    /// `stops` or `starts`
    pub direction: AttrValue,
    pub message: AttrValue,
    pub why: AttrValue,
    pub places: Vec<Line>,
    /// Places that are not listed.
    pub more: u32,
}

/// The words a relation must have, whatever their case. The browser compares: the tables of upper and lower case letters
/// would be 5 KB of the download.
pub struct Wanted(Vec<String>);

impl Wanted {
    /// From what the reader typed.
    pub fn new(typed: &str) -> Self {
        let typed = String::from(JsString::from(typed).to_lower_case());
        Self(
            typed
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    /// Whether a relation has all of them, in its name or its columns.
    pub fn has(&self, relation: &Relation) -> bool {
        self.0.iter().all(|word| relation.words.includes(word, 0))
    }
}

/// Reads it.
pub fn understood(value: &JsValue) -> Understood {
    Understood {
        summary: text(value, "summary"),
        coverage_title: text(value, "coverage_title"),
        coverage: text(value, "coverage"),
        coverage_formula: text(value, "coverage_formula"),
        relations: list(value, "relations", |item| Shared::new(relation(item))),
        types: list(value, "types", line),
        gaps: list(value, "gaps", |gap| Gap {
            kind: text(gap, "kind"),
            subject: text(gap, "subject"),
            reason: text(gap, "reason"),
            location: place(gap),
        }),
        changes_title: text(value, "changes_title"),
        changes_summary: text(value, "changes_summary"),
        changes: list(value, "changes", |change| Change {
            direction: text(change, "direction"),
            message: text(change, "message"),
            why: text(change, "why"),
            places: list(change, "places", line),
            more: whole(change, "more"),
        }),
        survey: optional(value, "survey").map(|value| Survey {
            look: text(&value, "look"),
            value,
        }),
    }
}

fn cell(value: JsValue) -> Vec<SurveyLine> {
    let line = |line: &JsValue| SurveyLine {
        text: text(line, "text"),
        tone: text(line, "tone"),
        finding: optional_text(line, "finding"),
    };
    items(value).iter().map(line).collect()
}

fn relation(value: &JsValue) -> Relation {
    Relation {
        name: text(value, "name"),
        kind: text(value, "kind"),
        facts: text(value, "facts"),
        words: field(value, "words").unchecked_into(),
        location: place(value),
        details: optional(value, "details").map(|value| Details {
            remarks: texts(&value, "remarks"),
            columns: list(&value, "columns", line),
            groups: vec![
                ("Constraints", list(&value, "constraints", line)),
                ("Indexes", list(&value, "indexes", line)),
                ("Triggers", list(&value, "triggers", line)),
                ("Policies", list(&value, "policies", line)),
            ],
        }),
    }
}

fn line(value: &JsValue) -> Line {
    Line {
        name: text(value, "name"),
        kind: text(value, "kind"),
        text: text(value, "text"),
        notes: texts(value, "notes"),
        location: optional(value, "location").map(|value| location(&value)),
    }
}
