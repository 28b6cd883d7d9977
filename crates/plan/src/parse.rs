//! From any paste to plans.

use crate::documents::{Notation, parse_documents};
use crate::error::PlanError;
use crate::format::{PlanFormat, detect_in};
use crate::model::{ParsedPlans, Plan};
use crate::mysql;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use crate::sqlite;
use crate::text::parse_text;
use crate::unwrap::line::Line;
use crate::unwrap::{Record, unwrap_text};
use rowproof_source::{MAX_SOURCE_BYTES, SourceId, Span};

/// Reads every plan in `text`, whatever surrounds it. What had to be mended is reported; only a text without any readable plan is an
/// error. Takes time and memory linear in the length of the text.
///
/// # Errors
/// See [`PlanError`]: nothing to read, a format that is not read, or a plan beyond the limits.
pub fn parse_plan(source: SourceId, text: &str) -> Result<ParsedPlans, PlanError> {
    let span = Span::new(source, 0, u32::try_from(text.len()).unwrap_or(u32::MAX));
    if text.len() > MAX_SOURCE_BYTES {
        return Err(PlanError::TooLarge {
            span,
            bytes: text.len(),
            limit: MAX_SOURCE_BYTES,
        });
    }
    if text.trimmed().is_empty() {
        return Err(PlanError::Empty { span });
    }
    let mut repairs = Repairs::default();
    let records = unwrap_text(source, text, &mut repairs);
    let mut plans = Vec::new();
    let mut first_error = None;
    for record in &records {
        match parse_record(source, span, record, &mut repairs) {
            Ok(found) => plans.extend(found),
            Err(error) if is_limit(&error) => return Err(error),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if plans.is_empty() {
        return Err(first_error.unwrap_or(PlanError::NoNodes { span }));
    }
    Ok(ParsedPlans {
        plans,
        repairs: repairs.finish(),
    })
}

fn is_limit(error: &PlanError) -> bool {
    matches!(error, PlanError::TooManyNodes { .. } | PlanError::TooDeep { .. })
}

fn parse_record(
    source: SourceId,
    whole: Span,
    record: &Record<'_>,
    repairs: &mut Repairs,
) -> Result<Vec<Plan>, PlanError> {
    let plans = parse_lines(source, &record.lines, repairs, true)?;
    if plans.is_empty() {
        let span = record_span(source, record).unwrap_or(whole);
        return Err(PlanError::NoNodes { span });
    }
    Ok(plans)
}

/// Reads lines that are freed of their frames. `outer` is false for what stood inside a document.
pub(crate) fn parse_lines(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
    outer: bool,
) -> Result<Vec<Plan>, PlanError> {
    let words: Vec<&str> = lines
        .iter()
        .map(|line| line.text.trimmed())
        .filter(|line| !line.is_empty())
        .collect();
    let notation = match detect_in(&words) {
        Some(PlanFormat::PostgresJson | PlanFormat::MysqlJson | PlanFormat::MariadbJson) => Notation::Json,
        Some(PlanFormat::PostgresYaml) => Notation::Yaml,
        Some(PlanFormat::PostgresXml) => Notation::Xml,
        Some(PlanFormat::MysqlTree) => return mysql::parse_tree(source, lines, repairs),
        Some(PlanFormat::MysqlTable) => return mysql::parse_table(source, lines, repairs),
        Some(PlanFormat::SqliteQueryPlan) => return sqlite::parse_query_plan(source, lines, repairs),
        Some(PlanFormat::PostgresText) | None => return parse_text(source, lines, repairs),
    };
    parse_documents(source, lines, notation, repairs, outer)
}

fn record_span(source: SourceId, record: &Record<'_>) -> Option<Span> {
    let mut filled = record.lines.iter().filter(|line| !line.text.trimmed().is_empty());
    let first = filled.next()?.span(source);
    Some(
        filled
            .next_back()
            .map_or(first, |last| first.to(last.span(source))),
    )
}
