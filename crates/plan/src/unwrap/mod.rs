//! Takes off what programs, consoles, web pages and mails put around and into a plan, before any grammar of plans. Every layer is
//! undone line by line, reports what it undid, and leaves a line without its mark as it is.

mod cell;
mod characters;
mod csv;
mod frame;
pub(crate) mod line;
mod log;
mod quotation;

use crate::repair::Repairs;
use line::{Line, split_lines};
use rowproof_source::SourceId;

/// Lines that belong together: one log record, or the whole paste when there is no log.
#[derive(Debug, Default)]
pub(crate) struct Record<'t> {
    pub(crate) lines: Vec<Line<'t>>,
}

/// Undoes all layers.
pub(crate) fn unwrap_text<'t>(source: SourceId, text: &'t str, repairs: &mut Repairs) -> Vec<Record<'t>> {
    let mut lines = split_lines(text);
    characters::clean(source, &mut lines, repairs);
    quotation::remove(source, &mut lines, repairs);
    let mut lines = cell::remove(source, lines, repairs);
    csv::undouble_cells(source, &mut lines, repairs);
    frame::remove(source, &mut lines, repairs);
    log::cut_records(source, lines, repairs)
}
