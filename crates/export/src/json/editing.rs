//! What an editor asks about a place in a text, answered as JSON text.

use rowproof_editing::{SourceText, complete, declaration, format_statement, meaning_at, references};
use rowproof_engine::findings::{Applicability, Finding, Fix};
use rowproof_engine::source::{LineIndex, SortSmall, Span};
use rowproof_engine::syntax::InputKind;
use rowproof_engine::{ReadPart, Report};

use super::editing_words::{Changed, changed_lines, described, name_of};
use super::writer::{number, open, string};
use crate::Places;

/// A place that is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The id of the part.
    pub part: &'a str,
    /// Its text as it is now, or a run of whole statements of it.
    pub text: &'a str,
    /// Where, in UTF-16 units from the start of that text.
    pub start: u32,
    /// The end, when a stretch is meant; not before the start.
    pub end: u32,
}

/// The answer to a question about a place:
///
/// - `complete`: `{from, items: [[text, kind, detail]]}`, what could be written there;
/// - `describe`: `{from, to, kind, name, lines}`, what stands there; names in the lines stand in backticks;
/// - `declaration`: `[part, start, end]`, where it gets its name;
/// - `references`: `{name, places: [[part, start, end, line, text of the line, start in it, end in it]]}`, where it stands;
/// - `fixes`: `[[finding, fix, severity, message, title, when, [[sign, line]]]]`, what mends what was found there, with the lines
///   that go (`-`), come (`+`) or are left out (`…`);
/// - `format`: `[[start, end, text]]`, the statements there laid out.
///
/// Places are UTF-16 offsets; those of `complete`, `describe` and `format` are of the text that is sent. `null` where there is nothing to say,
/// `"stale"` where the answer needs a report of the text as it is now.
pub fn editing_json(report: &Report, question: &str, asked: Asked<'_>) -> String {
    let mut parts = report.parts.iter();
    let part = parts.find(|part| part.id == asked.part && !is_foreign(part));
    let answer = part.and_then(|part| {
        let text = asked.text;
        let at = byte_of(text, asked.start);
        let is_stale = part.source.text() != text;
        match question {
            "complete" => Some(completion(report, text, at)),
            "describe" => description(report, text, at),
            "format" => Some(formatted(part, text, at, byte_of(text, asked.end))),
            _ if is_stale => Some("\"stale\"".to_owned()),
            "declaration" => {
                let (meaning, _) = meaning_at(&report.catalog, text, at)?;
                let span = declaration(&report.catalog, &sources(report), &meaning)?;
                let mut json = String::from("[");
                place(&mut json, &Places::new(report), span);
                json.push(']');
                Some(json)
            }
            "references" => listed(report, text, at),
            "fixes" => Some(fixes(report, part, at)),
            _ => None,
        }
    });
    answer.unwrap_or_else(|| "null".to_owned())
}

/// Whether names of the catalog do not stand in a part as SQL.
fn is_foreign(part: &ReadPart) -> bool {
    !matches!(
        part.kind,
        None | Some(InputKind::Schema | InputKind::Queries | InputKind::Migration)
    )
}

fn sources(report: &Report) -> Vec<SourceText<'_>> {
    let parts = report.parts.iter().filter(|part| !is_foreign(part));
    parts
        .map(|part| SourceText {
            id: part.source.id(),
            text: part.source.text(),
        })
        .collect()
}

fn completion(report: &Report, text: &str, at: u32) -> String {
    let completion = complete(&report.catalog, text, at);
    let mut json = String::from("{\"from\":");
    number(
        &mut json,
        LineIndex::new(text).position(completion.from).offset_utf16,
    );
    json.push_str(",\"items\":[");
    for suggestion in completion.suggestions {
        open(&mut json);
        string(&mut json, &suggestion.text);
        string(&mut json, suggestion.kind.as_str());
        string(&mut json, &suggestion.detail);
        json.push(']');
    }
    json.push_str("]}");
    json
}

fn description(report: &Report, text: &str, at: u32) -> Option<String> {
    let (meaning, range) = meaning_at(&report.catalog, text, at)?;
    let (kind, lines) = described(report, &meaning)?;
    let index = LineIndex::new(text);
    let mut json = String::from("{\"from\":");
    number(&mut json, index.position(range.start).offset_utf16);
    json.push_str(",\"to\":");
    number(&mut json, index.position(range.end).offset_utf16);
    json.push_str(",\"kind\":");
    string(&mut json, kind);
    json.push_str(",\"name\":");
    string(&mut json, &name_of(report, &meaning));
    json.push_str(",\"lines\":[");
    for line in lines {
        string(&mut json, &line);
    }
    json.push_str("]}");
    Some(json)
}

fn listed(report: &Report, text: &str, at: u32) -> Option<String> {
    let (meaning, _) = meaning_at(&report.catalog, text, at)?;
    let places = Places::new(report);
    let mut json = String::from("{\"name\":");
    string(&mut json, &name_of(report, &meaning));
    json.push_str(",\"places\":[");
    for span in references(&report.catalog, &sources(report), &meaning) {
        open(&mut json);
        place(&mut json, &places, span);
        number(&mut json, places.location(span).line);
        let text = report.part_of(span).map_or("", |part| part.source.text());
        let (before, after) = text.split_at_checked(span.start as usize).unwrap_or(("", ""));
        let line_start = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let line_end = after.split('\n').next().unwrap_or_default().trim_end();
        // A line of a dump may be long: what is around the name is enough.
        let from = line_start.char_indices().rev().nth(59).map_or(0, |(at, _)| at);
        let shown_start = line_start.get(from..).unwrap_or_default();
        let to = line_end
            .char_indices()
            .nth(120)
            .map_or(line_end.len(), |(at, _)| at);
        let shown_end = line_end.get(..to).unwrap_or_default();
        string(&mut json, &[shown_start, shown_end].concat());
        let start = shown_start.encode_utf16().count() as u32;
        let name = after.get(..span.len() as usize).unwrap_or_default();
        number(&mut json, start);
        number(&mut json, start + name.encode_utf16().count() as u32);
        json.push(']');
    }
    json.push_str("]}");
    Some(json)
}

fn fixes(report: &Report, part: &ReadPart, at: u32) -> String {
    let mut json = String::from("[");
    let touches = |finding: &&Finding| {
        finding.span.source == part.source.id() && finding.span.start <= at && at <= finding.span.end
    };
    let mut findings: Vec<&Finding> = report.visible_findings().filter(touches).collect();
    // The narrowest place is most likely meant.
    findings.order_by_key(|finding| finding.span.len());
    for finding in findings {
        let can_apply = |fix: &&Fix| fix.applicability != Applicability::DisplayOnly && !fix.edits.is_empty();
        for (index, fix) in finding.fixes.iter().enumerate().filter(|(_, fix)| can_apply(fix)) {
            open(&mut json);
            string(&mut json, &finding.id);
            number(&mut json, index as u32);
            string(&mut json, finding.severity.as_str());
            string(&mut json, &finding.message);
            string(&mut json, &fix.title);
            string(&mut json, &fix.when);
            open(&mut json);
            for line in changed_lines(report, &fix.edits) {
                let (sign, line) = match &line {
                    Changed::Gone(line) => ("-", line.as_str()),
                    Changed::New(line) => ("+", line.as_str()),
                    Changed::More => ("…", ""),
                };
                open(&mut json);
                string(&mut json, sign);
                string(&mut json, line);
                json.push(']');
            }
            json.push_str("]]");
        }
    }
    json.push(']');
    json
}

fn formatted(part: &ReadPart, text: &str, start: u32, end: u32) -> String {
    let index = LineIndex::new(text);
    let mut json = String::from("[");
    for statement in format_statement(text, start..end, part.dialect()) {
        open(&mut json);
        number(&mut json, index.position(statement.start).offset_utf16);
        number(&mut json, index.position(statement.end).offset_utf16);
        string(&mut json, &statement.text);
        json.push(']');
    }
    json.push(']');
    json
}

/// The part, start and end of a span.
fn place(json: &mut String, places: &Places<'_>, span: Span) {
    let location = places.location(span);
    string(json, &location.part);
    number(json, location.start);
    number(json, location.end);
}

/// The byte offset of a UTF-16 offset; the end of the text when it is behind it.
fn byte_of(text: &str, utf16: u32) -> u32 {
    if text.is_ascii() {
        return utf16.min(text.len() as u32);
    }
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= utf16 {
            return at as u32;
        }
        units += letter.len_utf16() as u32;
    }
    text.len() as u32
}

#[cfg(test)]
mod tests;
