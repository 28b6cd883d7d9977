//! Whether a join of parts gives back the rows there were.

use crate::{AttributeSet, Scheme};

/// What the chase knows of the value of one part's row in one column: the number of the part whose unknown it is, or 0 for
/// the value of the row that is looked for.
type Symbol = usize;

impl Scheme {
    /// Whether the natural join of the projections onto these parts has no row that was not there, whatever the rows are; parts
    /// need not be disjoint and must name every attribute between them, or the answer is no. At worst parts × attributes rounds
    /// over dependencies × parts². (The chase: Aho, Beeri, Ullman, "The theory of joins in relational databases", 1979.)
    pub fn is_lossless(&self, parts: &[AttributeSet]) -> bool {
        let columns: Vec<usize> = self.attributes().iter().collect();
        let mut rows: Vec<Vec<Symbol>> = (1..)
            .zip(parts)
            .map(|(unknown, part)| {
                let symbol = |column: &usize| if part.contains(*column) { 0 } else { unknown };
                columns.iter().map(symbol).collect()
            })
            .collect();
        loop {
            if rows.iter().any(|row| row.iter().all(|symbol| *symbol == 0)) {
                return true;
            }
            if !self.chase_once(&columns, &mut rows) {
                return false;
            }
        }
    }

    /// Makes equal what a dependency says is equal. Whether anything changed.
    fn chase_once(&self, columns: &[usize], rows: &mut [Vec<Symbol>]) -> bool {
        let mut changed = false;
        for dependency in self.dependencies() {
            for first in 0..rows.len() {
                for second in first + 1..rows.len() {
                    if !agree(columns, rows.get(first), rows.get(second), dependency.determinant) {
                        continue;
                    }
                    for (place, column) in columns.iter().enumerate() {
                        if dependency.dependent.contains(*column) {
                            changed |= make_equal(rows, place, first, second);
                        }
                    }
                }
            }
        }
        changed
    }
}

fn agree(
    columns: &[usize],
    first: Option<&Vec<Symbol>>,
    second: Option<&Vec<Symbol>>,
    within: AttributeSet,
) -> bool {
    let pairs = first.into_iter().flatten().zip(second.into_iter().flatten());
    let mut compared = columns.iter().zip(pairs);
    compared.all(|(column, (first, second))| !within.contains(*column) || first == second)
}

/// Puts the smaller of two symbols of a column in the place of the other, in every row.
fn make_equal(rows: &mut [Vec<Symbol>], place: usize, first: usize, second: usize) -> bool {
    let symbol = |row: usize| rows.get(row).and_then(|row| row.get(place)).copied();
    let (Some(one), Some(other)) = (symbol(first), symbol(second)) else {
        return false;
    };
    let (kept, replaced) = (one.min(other), one.max(other));
    for held in rows.iter_mut().filter_map(|row| row.get_mut(place)) {
        if *held == replaced {
            *held = kept;
        }
    }
    one != other
}
