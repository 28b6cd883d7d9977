//! Plans as JSON: bare, in an array, in a result column, one or several in a paste.

mod counters;
mod document;
mod plan;
mod properties;
pub(crate) mod reader;

use crate::error::{MAX_DEPTH, PlanError};
use crate::model::Plan;
use crate::repair::Repairs;
use crate::text::{find_query, parse_text};
use crate::unwrap::line::Line;
use document::Document;
use plan::read_plan;
use reader::{Member, Read, Spanned, Value, read_value};
use rowproof_source::{SourceId, Span};

/// Reads every plan in the lines.
pub(crate) fn parse_json(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
) -> Result<Vec<Plan>, PlanError> {
    parse_layer(source, lines, repairs, true)
}

/// `outer` is false inside a result column, which holds no further columns.
fn parse_layer(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
    outer: bool,
) -> Result<Vec<Plan>, PlanError> {
    let document = Document::new(source, lines);
    let mut plans = Vec::new();
    let mut next = document.next_bracket(0);
    let whole = document.span(next.unwrap_or(0), document.text.trim_ascii_end().len());
    let before = document.text.get(..next.unwrap_or(0)).and_then(find_query);
    while let Some(start) = next {
        let (value, closed) = match read_value(&document.text, start) {
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
                note_repairs(&document, &value, closed, skipped, repairs);
                (value, closed)
            }
        };
        let cut = plans.len();
        collect(&document, &value, &mut plans, repairs, outer)?;
        if let Some(last) = plans.get_mut(cut..).and_then(|new| new.last_mut()) {
            last.truncated = closed > 0;
        }
        next = document.next_bracket(value.end);
    }
    if let Some(first) = plans.first_mut() {
        first.query_text = first.query_text.take().or(before);
    }
    match plans.is_empty() {
        true => Err(PlanError::JsonWithoutPlan { span: whole }),
        false => Ok(plans),
    }
}

fn note_repairs(
    document: &Document<'_, '_>,
    value: &Spanned,
    closed: usize,
    skipped: bool,
    repairs: &mut Repairs,
) {
    if closed > 0 {
        let end = document.text.trim_ascii_end().len();
        let brackets = if closed == 1 {
            "bracket was"
        } else {
            "brackets were"
        };
        repairs.note(
            document.span(end, end),
            &format!("the JSON breaks off; {closed} open {brackets} closed and what was before was kept"),
        );
    }
    if skipped {
        repairs.note(
            document.span(value.start, value.end),
            "something in the JSON that is no value (such as `...`) was skipped",
        );
    }
}

/// Finds the plans in arrays, in objects and in the rows of a result.
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
            Value::Object(members) if is_plan(&value.value) && !members.is_empty() => {
                plans.push(read_plan(document, value)?)
            }
            Value::Object(members) => {
                for member in members.iter().rev().filter(|member| outer && is_column(member)) {
                    match &member.value.value {
                        Value::Text(text) => push_rows(
                            &mut rows,
                            text,
                            document.span(member.value.start, member.value.end),
                        ),
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
    let json = rows
        .iter()
        .find(|row| !row.text.trim_ascii().is_empty())
        .is_some_and(|row| row.text.trim_ascii_start().starts_with(['[', '{']));
    plans.extend(match json {
        true => parse_layer(document.source(), &rows, repairs, false)?,
        false => parse_text(document.source(), &rows, repairs)?,
    });
    Ok(())
}

fn is_plan(value: &Value) -> bool {
    value
        .get("Plan")
        .is_some_and(|plan| !plan.value.members().is_empty())
        || value.get("Node Type").is_some()
}

fn is_column(member: &Member) -> bool {
    member.name.eq_ignore_ascii_case("QUERY PLAN") || member.name.eq_ignore_ascii_case("query_plan")
}

fn push_rows(rows: &mut Vec<Line<'static>>, text: &str, span: Span) {
    rows.extend(
        text.split('\n')
            .map(|row| Line::decoded(row.to_owned(), span.start..span.end)),
    );
}
