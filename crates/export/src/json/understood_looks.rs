//! What was understood, looked at across all tables: one question, answered in a row for each table or index. The words are
//! made here; the page lays all of them out in the same way.

use rowproof_engine::Report;
use rowproof_engine::catalog::Relation;
use rowproof_engine::findings::Finding;
use rowproof_engine::source::{SmallMap, SortSmall, Span};
use serde::Serialize;

use super::model::Location;
use super::sampled_rows::rows_survey;
use super::understood_coverage::coverage_survey;
use super::understood_forms::forms_survey;
use super::understood_indexes::indexes_survey;
use crate::Places;
pub(super) use crate::markdown::counted;

/// A question about all tables of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Is each fact stored once?
    Forms,
    /// Which look-ups are quick?
    Indexes,
    /// What would be let in?
    Coverage,
    /// What do these rows say?
    Rows,
}

impl Look {
    /// Reads its code: `forms`, `indexes`, `coverage` or `rows`; none of any other word.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "forms" => Self::Forms,
            "indexes" => Self::Indexes,
            "coverage" => Self::Coverage,
            "rows" => Self::Rows,
            _ => return None,
        })
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Forms => "forms",
            Self::Indexes => "indexes",
            Self::Coverage => "coverage",
            Self::Rows => "rows",
        }
    }
}

/// A question about all base tables, answered; partitions are their table's. Or one about all sample rows.
#[derive(Debug, Serialize)]
pub struct Survey {
    /// The code of the look: `forms`, `indexes`, `coverage`, `rows`
    pub look: &'static str,
    /// `Is each fact stored once?`
    pub question: &'static str,
    /// The answer in short; sentences.
    pub summary: String,
    /// What the rows rest on; sentences.
    pub note: &'static str,
    /// What each row is about: `Relation`, `Where`.
    pub head: &'static str,
    /// The heads of the cells; that of what the row is about is not among them.
    pub columns: &'static [&'static str],
    /// The first rows: what is worst, then by the relation's name.
    pub rows: Vec<SurveyRow>,
    /// How many rows come after them.
    pub left: usize,
}

/// What is said of a table, or of something of it; or of columns of sample rows.
#[derive(Debug, Serialize)]
pub struct SurveyRow {
    /// A relation's name, as in [`super::understood::Outline`]; or a few words, names in backticks.
    pub subject: String,
    /// The relation's place among all, in the order of creation; none when it is no relation.
    pub place: Option<usize>,
    /// Its name in the text; or the sample rows that show it.
    pub location: Location,
    /// What of it the row is about, in the text; none where that is all of it.
    pub at: Option<Location>,
    /// A list of lines for each of the columns.
    pub cells: Vec<Vec<SurveyLine>>,
}

/// A line of a cell.
#[derive(Debug, Serialize)]
pub struct SurveyLine {
    /// A few words or a sentence, names in backticks; with `code` a name or SQL as it is.
    pub text: String,
    /// `plain`, `code`, `quiet` for what is as it should be or aside, `wrong` for what is not
    pub tone: &'static str,
    /// The id of the finding that says more.
    pub finding: Option<String>,
}

impl SurveyLine {
    pub(super) fn plain(text: String) -> Self {
        Self::of("plain", text)
    }

    pub(super) fn code(text: String) -> Self {
        Self::of("code", text)
    }

    pub(super) fn quiet(text: String) -> Self {
        Self::of("quiet", text)
    }

    pub(super) fn wrong(text: String, finding: Option<String>) -> Self {
        Self {
            finding,
            ..Self::of("wrong", text)
        }
    }

    fn of(tone: &'static str, text: String) -> Self {
        Self {
            text,
            tone,
            finding: None,
        }
    }
}

/// A table with its place among all relations and the findings about it.
pub(super) struct Surveyed<'r> {
    pub relation: &'r Relation,
    pub findings: &'r [&'r Finding],
    place: usize,
}

impl<'r> Surveyed<'r> {
    /// A row about it, or about what of it stands there; rows of a lower rank come first.
    pub(super) fn row(&self, rank: usize, at: Option<Span>, cells: Vec<Vec<SurveyLine>>) -> Draft<'r> {
        Draft {
            rank,
            relation: self.relation,
            place: self.place,
            at,
            cells,
        }
    }
}

/// A row before all are put in order.
pub(super) struct Draft<'r> {
    rank: usize,
    relation: &'r Relation,
    place: usize,
    at: Option<Span>,
    cells: Vec<Vec<SurveyLine>>,
}

/// What a look says, its rows in any order.
pub(super) struct Answer<'r> {
    pub question: &'static str,
    pub summary: String,
    pub note: &'static str,
    pub columns: &'static [&'static str],
    pub drafts: Vec<Draft<'r>>,
}

/// What the sample rows of a report show, all of it.
pub fn rows_json(report: &Report) -> Survey {
    rows_survey(report, usize::MAX)
}

/// What answers a question about tables.
type AboutTables = for<'r> fn(&'r Report, &[Surveyed<'r>]) -> Answer<'r>;

/// Looks at all tables of a report, or at its sample rows, with so many rows at most.
pub(super) fn survey(report: &Report, look: Look, most: usize) -> Survey {
    let about_tables: AboutTables = match look {
        Look::Forms => |report, tables| forms_survey(&report.catalog, tables),
        Look::Indexes => |report, tables| indexes_survey(&report.catalog, tables),
        Look::Coverage => |report, tables| coverage_survey(report, tables),
        Look::Rows => return rows_survey(report, most),
    };
    let mut shown: SmallMap<&str, Vec<&Finding>> = SmallMap::default();
    for finding in report.visible_findings() {
        if let Some(relation) = &finding.relation {
            shown.change(relation, |list| list.push(finding));
        }
    }
    let relations = report.catalog.relations().enumerate();
    let tables: Vec<Surveyed<'_>> = relations
        .filter(|(_, relation)| relation.is_base_table())
        .map(|(place, relation)| Surveyed {
            relation,
            findings: shown
                .get(relation.name.to_string().as_str())
                .map_or(&[][..], Vec::as_slice),
            place,
        })
        .collect();
    let mut answer = about_tables(report, &tables);
    if tables.is_empty() {
        answer.summary = "No table was understood.".to_owned();
    }
    answer
        .drafts
        .order_by(|a, b| (a.rank, &a.relation.name, a.place).cmp(&(b.rank, &b.relation.name, b.place)));
    let places = Places::new(report);
    let left = answer.drafts.len().saturating_sub(most);
    let rows = answer.drafts.into_iter().take(most).map(|draft| SurveyRow {
        subject: draft.relation.name.to_string(),
        place: Some(draft.place),
        location: places.location(draft.relation.name_span),
        at: draft.at.map(|span| places.location(span)),
        cells: draft.cells,
    });
    Survey {
        look: look.code(),
        question: answer.question,
        summary: answer.summary,
        note: answer.note,
        head: "Relation",
        columns: answer.columns,
        rows: rows.collect(),
        left,
    }
}

/// Names in backticks, with commas between them.
pub(super) fn quoted(names: &[String]) -> String {
    format!("`{}`", names.join("`, `"))
}

#[cfg(test)]
mod tests;
