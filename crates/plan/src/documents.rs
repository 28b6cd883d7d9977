//! Plans in documents: bare, in a list, in a result column, one or several in a paste.

use crate::document::{Document, Member, Read, Spanned, Value, read_value, xml, yaml};
use crate::error::{MAX_DEPTH, PlanError};
use crate::model::Plan;
use crate::mysql;
use crate::parse::parse_lines;
use crate::postgresql;
use crate::repair::Repairs;
use crate::text::find_query;
use crate::unwrap::line::Line;
use rowproof_source::SourceId;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    Json,
    Yaml,
    Xml,
}

/// Reads every plan in the lines. `outer` is false inside a result column, which holds no further columns.
pub(crate) fn parse_documents(
    source: SourceId,
    lines: &[Line<'_>],
    notation: Notation,
    repairs: &mut Repairs,
    outer: bool,
) -> Result<Vec<Plan>, PlanError> {
    let document = Document::new(source, lines);
    let mut plans = Vec::new();
    let mut next = notation.next(&document, 0);
    let whole = document.span(next.unwrap_or(0), document.text.trim_ascii_end().len());
    let before = document.text.get(..next.unwrap_or(0)).and_then(find_query);
    while let Some(start) = next {
        let (value, closed) = match notation.read(&document.text, start) {
            Read::TooDeep(at) => {
                return Err(PlanError::TooDeep {
                    span: document.span(at, at + 1),
                    limit: MAX_DEPTH,
                });
            }
            Read::Value {
                value,
                closed,
                skipped,
            } => {
                note_repairs(&document, notation, closed, skipped, repairs);
                (value, closed)
            }
        };
        let cut = plans.len();
        collect(&document, &value, &mut plans, repairs, outer)?;
        if let Some(last) = plans.get_mut(cut..).and_then(|new| new.last_mut()) {
            last.truncated |= closed > 0;
        }
        next = notation.next(&document, value.end.max(start + 1));
    }
    if let Some(first) = plans.first_mut() {
        first.query_text = first.query_text.take().or(before);
    }
    match plans.is_empty() {
        true => Err(PlanError::DocumentWithoutPlan { span: whole }),
        false => Ok(plans),
    }
}

impl Notation {
    /// Where the next document begins.
    fn next(self, document: &Document<'_, '_>, from: usize) -> Option<usize> {
        let begins = |words: &str| match self {
            Self::Json => words.starts_with(['[', '{']),
            Self::Xml => words.starts_with("<explain"),
            Self::Yaml => YAML_STARTS.iter().any(|start| words.starts_with(start)),
        };
        document.next_line(from, begins)
    }

    fn read(self, text: &str, start: usize) -> Read {
        match self {
            Self::Json => read_value(text, start),
            Self::Xml => xml::read_value(text, start),
            Self::Yaml => yaml::read_value(text, start, text.len()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Yaml => "YAML",
            Self::Xml => "XML",
        }
    }
}

/// The first words of a plan in YAML; those of a log come without the dash.
const YAML_STARTS: [&str; 6] = [
    "- Plan:",
    "- Query Text:",
    "- Query Parameters:",
    "Plan:",
    "Query Text:",
    "Query Parameters:",
];

fn note_repairs(
    document: &Document<'_, '_>,
    notation: Notation,
    closed: usize,
    skipped: Option<(usize, usize)>,
    repairs: &mut Repairs,
) {
    if closed > 0 {
        let end = document.text.trim_ascii_end().len();
        let noun = if notation == Notation::Xml {
            "element"
        } else {
            "bracket"
        };
        let were = if closed == 1 { " was" } else { "s were" };
        repairs.note(
            document.span(end, end),
            &format!(
                "the {} breaks off; {closed} open {noun}{were} closed and what was before was kept",
                notation.name()
            ),
        );
    }
    if let Some((start, end)) = skipped {
        repairs.note(
            document.span(start, end),
            &format!(
                "something in the {} that is no value (such as `...`) was skipped",
                notation.name()
            ),
        );
    }
}

/// Finds the plans in lists, in objects and in the rows of a result.
fn collect(
    document: &Document<'_, '_>,
    value: &Spanned,
    plans: &mut Vec<Plan>,
    repairs: &mut Repairs,
    outer: bool,
) -> Result<(), PlanError> {
    let mut rows: Vec<Line<'static>> = Vec::new();
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        match &value.value {
            Value::Array(items) => stack.extend(items.iter().rev()),
            Value::Object(_) if postgresql::is_plan(&value.value) => {
                plans.push(postgresql::read_plan(document, value)?)
            }
            Value::Object(_) if mysql::is_plan(&value.value) => {
                plans.push(mysql::read_plan(document, value)?)
            }
            Value::Object(members) => {
                for member in members.iter().rev().filter(|member| outer && is_column(member)) {
                    match &member.value.value {
                        Value::Text(text) => push_rows(&mut rows, text, document, &member.value),
                        _ => stack.push(&member.value),
                    }
                }
            }
            _ => {}
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    repairs.note(
        document.span(value.start, value.end),
        "the plan was taken out of the rows of a result in JSON",
    );
    plans.extend(parse_lines(document.source(), &rows, repairs, false)?);
    Ok(())
}

/// How the column of the plan is called: by PostgreSQL, MySQL, MariaDB.
fn is_column(member: &Member) -> bool {
    ["QUERY PLAN", "QUERY_PLAN", "EXPLAIN", "ANALYZE"]
        .iter()
        .any(|name| member.name.eq_ignore_ascii_case(name))
}

fn push_rows(rows: &mut Vec<Line<'static>>, text: &str, document: &Document<'_, '_>, value: &Spanned) {
    let span = document.span(value.start, value.end);
    rows.extend(
        text.split('\n')
            .map(|row| Line::decoded(row.to_owned(), span.start..span.end)),
    );
}
