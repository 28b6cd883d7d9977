//! The rows of a text.

mod json;
mod separated;

use std::ops::Range;

/// How many rows are read. What rows show is worked out by comparing each with all others.
pub const MAX_ROWS: usize = 5_000;

/// How many columns are read.
pub const MAX_COLUMNS: usize = 200;

/// How many places that were not understood are kept.
pub const MAX_PROBLEMS: usize = 100;

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
    /// The first [`MAX_PROBLEMS`] places that were not understood, or not as their neighbours, in order.
    pub problems: Vec<Problem>,
    /// How many come after those.
    pub more_problems: usize,
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
    /// by commas, semicolons, tabs or bars, under a line with the names of the columns. What is not understood is a [`Problem`]. It costs as little as
    /// its place allows: a value, or a row; behind a quote or a bracket that is never closed, the rest.
    pub fn read(text: &str) -> Self {
        match text.trim_start().starts_with(['[', '{']) {
            true => json::read(text),
            false => separated::read(text),
        }
    }

    /// The values of a column.
    pub fn values(&self, column: usize) -> impl Iterator<Item = Option<&str>> {
        self.rows
            .iter()
            .map(move |row| row.cells.get(column).and_then(Option::as_deref))
    }

    /// Notes what was not understood, or counts it when there is enough.
    fn note(&mut self, place: Range<usize>, message: &str) {
        match self.problems.len() {
            MAX_PROBLEMS.. => self.more_problems += 1,
            _ => self.problems.push(Problem {
                place,
                message: message.to_owned(),
            }),
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
