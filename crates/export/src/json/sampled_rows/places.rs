//! Columns, values and rows of a sample by their names, texts and lines.

use std::ops::Range;

use rowproof_engine::catalog::{Column, Relation};
use rowproof_engine::source::Span;

use super::{NAMED_ROWS, SINGLE_COLUMNS, Words};
use crate::json::understood_looks::quoted;

impl Words<'_> {
    /// The table's column, when it has it.
    pub(super) fn column(&self, column: usize) -> Option<&Column> {
        let table = self.rows.table.as_ref()?;
        table.relation.column(table.columns.get(column)?.as_deref()?)
    }

    /// The table with its own names of the columns, when it has them all.
    pub(super) fn of_table(&self, columns: &[usize]) -> Option<(&Relation, Vec<String>)> {
        let table = self.rows.table.as_ref()?;
        let names = columns.iter().map(|at| table.columns.get(*at).cloned().flatten());
        Some((table.relation, names.collect::<Option<_>>()?))
    }

    pub(super) fn is_identifier(&self, column: usize) -> bool {
        self.rows.is_identifier(column)
    }

    pub(super) fn name(&self, column: usize) -> &str {
        self.rows.sample.columns.get(column).map_or("", String::as_str)
    }

    pub(super) fn names(&self, columns: &[usize]) -> Vec<String> {
        columns
            .iter()
            .map(|column| self.name(*column).to_owned())
            .collect()
    }

    /// The first names, and how many more.
    pub(super) fn listed(&self, columns: &[usize]) -> String {
        let shown = columns.get(..SINGLE_COLUMNS).unwrap_or(columns);
        let more = columns.len() - shown.len();
        let names = quoted(&self.names(shown));
        if more > 0 {
            format!("{names} and {more} more")
        } else {
            names
        }
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        self.rows.sample.rows.get(row)?.cells.get(column)?.as_deref()
    }

    /// A cell as it is written, short.
    pub(super) fn value(&self, row: usize, column: usize) -> String {
        match self.cell(row, column) {
            None => "no value".to_owned(),
            Some(cell) => {
                let short: String = cell.chars().take(40).filter(|sign| *sign != '`').collect();
                let end = if cell.chars().count() > 40 { "…" } else { "" };
                format!("`{short}{end}`")
            }
        }
    }

    pub(super) fn row(&self, row: usize) -> Span {
        let place = self.rows.sample.rows.get(row).map(|row| row.place.clone());
        self.place(&place.unwrap_or_default())
    }

    pub(super) fn first_row(&self) -> Span {
        self.row(0)
    }

    pub(super) fn place(&self, place: &Range<usize>) -> Span {
        Span::new(self.rows.part.source.id(), place.start as u32, place.end as u32)
    }

    /// `line 12`
    pub(super) fn line(&self, row: usize) -> String {
        format!("line {}", self.places.location(self.row(row)).line)
    }

    /// `lines 4, 9 and 12`, `lines 4, 9, 12 and 30 more`
    pub(super) fn lines(&self, rows: &[usize]) -> String {
        let shown: Vec<String> = rows
            .iter()
            .take(NAMED_ROWS)
            .map(|row| self.places.location(self.row(*row)).line.to_string())
            .collect();
        let more = rows.len() - shown.len();
        match (more, shown.as_slice()) {
            (0, [line]) => format!("line {line}"),
            (0, [before @ .., last]) => format!("lines {} and {last}", before.join(", ")),
            _ => format!("lines {} and {more} more", shown.join(", ")),
        }
    }
}
