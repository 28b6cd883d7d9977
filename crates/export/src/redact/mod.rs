//! Names and values replaced, so that a document can be shown to others: `table_1`, `'text_3'`.
//!
//! The same name becomes the same placeholder in every part. What is known to be SQL's or a plan's own word stays, and
//! every other word goes: a word that nobody thought of is hidden, not shown. Figures of plans stay; so do numbers below
//! 1,000, which are lengths and bounds more often than anything of somebody's. Dates and longer numbers keep their order.

mod names;
mod plan;
mod rows;
mod sql;
mod values;
mod words;

use rowproof_engine::Report;
use rowproof_engine::syntax::{InputKind, read_statistics};

use names::Names;
use values::Values;

/// A document with its names and values replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The texts of the parts, in their order.
    pub texts: Vec<String>,
    /// What was replaced and by what, each once, in the order in which it was met. Words of comments are left out.
    pub replaced: Vec<(String, String)>,
}

/// Replaces names and values in the texts that a report is about.
pub fn redact(report: &Report) -> Redacted {
    let mut redactor = Redactor {
        names: Names::of(report),
        values: Values::default(),
    };
    for part in &report.parts {
        if is_sql(part.kind) {
            sql::gather(part.source.text(), part.dialect(), &mut redactor.values, 0);
        }
    }
    redactor.values.order();
    let texts = report.parts.iter().map(|part| {
        let text = part.source.text();
        match part.kind {
            // Statistics of statements are figures and queries in one table, like plans.
            Some(InputKind::Plan) => plan::redacted(text, &mut redactor),
            _ if read_statistics(text).is_some() => plan::redacted(text, &mut redactor),
            Some(InputKind::Rows) => rows::redacted(text, &mut redactor),
            _ => sql::redacted(text, part.dialect(), &mut redactor, 0),
        }
    });
    let texts = texts.collect();
    let mut replaced = redactor.names.replaced;
    replaced.extend(redactor.values.replaced);
    Redacted { texts, replaced }
}

fn is_sql(kind: Option<InputKind>) -> bool {
    !matches!(kind, Some(InputKind::Plan | InputKind::Rows))
}

/// What was replaced so far.
struct Redactor {
    names: Names,
    values: Values,
}
