//! The rows of a text.

mod json;
mod separated;

use std::ops::Range;

/// How many rows are read. What rows show is worked out by comparing each with all others.
pub const MAX_ROWS: usize = 5_000;

/// How many columns are read.
pub const MAX_COLUMNS: usize = 200;

/// Rows as they stand in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// The names of the columns, in order; a column without a name has its number.
    pub columns: Vec<String>,
    /// The first [`MAX_ROWS`] rows.
    pub rows: Vec<Row>,
    /// How many rows come after those.
    pub more_rows: usize,
    /// How many columns come after the first [`MAX_COLUMNS`].
    pub more_columns: usize,
    /// Places that were not understood, or not as their neighbours, in order.
    pub problems: Vec<Problem>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its bytes in the text.
    pub place: Range<usize>,
    /// A value for each column; none where it is missing: nothing between the separators, `NULL`, `\N`, JSON's `null`, or a name that a JSON object
    /// does not have.
    pub cells: Vec<Option<String>>,
}

/// A place that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its bytes in the text.
    pub place: Range<usize>,
    /// What is wrong, then what was done; a sentence without its full stop.
    pub message: String,
}

impl Sample {
    /// Reads rows: a JSON array of objects or an object in each line; else a table as `psql` and `mysql` print it; else values separated
    /// by commas, semicolons, tabs or bars, under a line with the names of the columns. What is not understood is a [`Problem`] and costs only itself.
    pub fn read(text: &str) -> Self {
        let mut sample = match text.trim_start().starts_with(['[', '{']) {
            true => json::read(text),
            false => separated::read(text),
        };
        sample.limit();
        sample
    }

    /// The values of a column.
    pub fn values(&self, column: usize) -> impl Iterator<Item = Option<&str>> {
        self.rows
            .iter()
            .map(move |row| row.cells.get(column).and_then(Option::as_deref))
    }

    fn limit(&mut self) {
        self.more_columns = self.columns.len().saturating_sub(MAX_COLUMNS);
        self.columns.truncate(MAX_COLUMNS);
        for row in &mut self.rows {
            row.cells.truncate(MAX_COLUMNS);
        }
    }

    /// Takes a row, or counts it when there are enough.
    fn take(&mut self, row: impl FnOnce(&mut Self) -> Option<Row>) {
        match self.rows.len() {
            MAX_ROWS.. => self.more_rows += 1,
            _ => {
                let row = row(self);
                self.rows.extend(row);
            }
        }
    }
}

#[cfg(test)]
mod tests;
