//! Spans to lines and columns.

use rowproof_engine::Report;
use rowproof_engine::source::{LineIndex, Span};

use crate::json::model::Location;

/// The line indexes of a report's parts, built once.
pub struct Places<'r> {
    report: &'r Report,
    indexes: Vec<LineIndex>,
}

impl<'r> Places<'r> {
    /// Reads every part's text once.
    pub fn new(report: &'r Report) -> Self {
        let indexes = report
            .parts
            .iter()
            .map(|part| LineIndex::new(part.source.text()))
            .collect();
        Self { report, indexes }
    }

    /// A span as people and editors count. A span of no part is at the start of the first.
    pub fn location(&self, span: Span) -> Location {
        let at = usize::from(span.source.0);
        let part = self
            .report
            .parts
            .get(at)
            .map(|part| part.id.clone())
            .unwrap_or_default();
        let Some(index) = self.indexes.get(at) else {
            return Location {
                part,
                start: 0,
                end: 0,
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
                start_byte: 0,
                end_byte: 0,
            };
        };
        let (start, end) = (index.position(span.start), index.position(span.end));
        Location {
            part,
            start: start.offset_utf16,
            end: end.offset_utf16,
            line: start.line + 1,
            column: start.column_utf16 + 1,
            end_line: end.line + 1,
            end_column: end.column_utf16 + 1,
            start_byte: span.start,
            end_byte: span.end,
        }
    }

    /// `schema.sql:3:5`
    pub fn short(&self, span: Span) -> String {
        let location = self.location(span);
        let name = self.report.part_of(span).map_or("", |part| part.source.name());
        format!("{name}:{}:{}", location.line, location.column)
    }
}
