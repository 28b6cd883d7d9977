//! From any paste to plans.

use crate::error::PlanError;
use crate::format::{PlanFormat, detect_in};
use crate::json::parse_json;
use crate::model::{ParsedPlans, Plan};
use crate::repair::Repairs;
use crate::slice::Trim as _;
use crate::text::parse_text;
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
    let lines: Vec<&str> = record
        .lines
        .iter()
        .map(|line| line.text.trimmed())
        .filter(|line| !line.is_empty())
        .collect();
    let format = detect_in(&lines);
    let span = record_span(source, record).unwrap_or(whole);
    let plans = match format {
        Some(PlanFormat::PostgresJson) => parse_json(source, &record.lines, repairs)?,
        Some(PlanFormat::PostgresText) | None => parse_text(source, &record.lines, repairs)?,
        Some(format) => return Err(PlanError::UnsupportedFormat { span, format }),
    };
    if plans.is_empty() {
        return Err(PlanError::NoNodes { span });
    }
    Ok(plans)
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
