//! Random DDL: sequences of statements that mostly make sense together, run on both sides.
//!
//! proptest draws rows of small numbers; a writer per dialect turns each row into the next statement, given what the
//! earlier ones made. Shrinking drops rows and lowers numbers, so that a disagreement comes back as few and plain
//! statements.

pub mod mysql;
pub mod postgresql;

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::script::compare;
use crate::server::{AskError, Authority};

pub mod sqlite;

/// Statements of one sequence, at most.
const STATEMENTS: usize = 12;
/// Choices a statement may use up; later ones are 0.
const CHOICES: usize = 48;
/// Tries to make a sequence smaller.
const SHRINKS: u32 = 500;

/// Turns choices into statements; remembers what it made.
pub trait Writer {
    /// The next statement, without its terminator.
    fn statement(&mut self, choices: &mut Choices<'_>) -> String;
}

/// The numbers one statement is made of.
#[derive(Debug)]
pub struct Choices<'n> {
    numbers: std::slice::Iter<'n, u8>,
}

impl Choices<'_> {
    /// One of `count`, the first when the numbers have run out. Shrinking moves towards the first.
    pub fn below(&mut self, count: usize) -> usize {
        usize::from(self.numbers.next().copied().unwrap_or(0)) % count.max(1)
    }

    /// One of the list.
    pub fn one<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> Option<&'a T> {
        list.get(self.below(list.len())).copied()
    }

    /// True in one case of `count`; false when the numbers have run out.
    pub fn rarely(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }
}

/// A sequence on which both sides disagree, made small.
#[derive(Debug)]
pub struct Found {
    /// The statements.
    pub script: String,
    /// What differs.
    pub difference: String,
    /// In how many sequences something of this kind was the first that differed, this one included.
    pub times: u32,
}

/// The script that rows of numbers stand for.
pub fn script_of(writer: &mut dyn Writer, rows: &[Vec<u8>]) -> String {
    let statements = rows.iter().map(|row| {
        let mut choices = Choices { numbers: row.iter() };
        writer.statement(&mut choices)
    });
    let mut script = statements.collect::<Vec<_>>().join(";\n");
    script.push_str(";\n");
    script
}

/// Runs `cases` sequences, up to the first disagreement or, when it shall keep going, all of them. One sequence of each
/// kind of disagreement is shrunk and printed; the number of all that differ is given back. `seed` chooses the sequences:
/// the same seed, the same ones.
///
/// # Errors
/// When the server fails.
pub fn run(
    authority: &mut dyn Authority,
    writer: &dyn Fn() -> Box<dyn Writer>,
    cases: u32,
    seed: u64,
    keep_going: bool,
    print: &dyn Fn(&Found),
) -> Result<u32, AskError> {
    let mut bytes = [0_u8; 32];
    for (byte, part) in bytes.iter_mut().zip(seed.to_le_bytes().iter().cycle()) {
        *byte = *part;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let sequences = vec(vec(any::<u8>(), CHOICES), 1..=STATEMENTS);
    let mut compare = |rows: &[Vec<u8>]| {
        let agreement = compare(authority, &script_of(writer().as_mut(), rows))?;
        Ok::<_, AskError>(agreement.disagreements.into_iter().next())
    };
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for _ in 0..cases {
        let Ok(mut sequence) = sequences.new_tree(&mut runner) else {
            continue;
        };
        let Some(mut difference) = compare(&sequence.current())? else {
            continue;
        };
        let kind = difference.kind();
        if let Some(held) = found.get_mut(&kind) {
            held.times += 1;
            continue;
        }
        let mut rows = sequence.current();
        let mut goes_on = sequence.simplify();
        for _ in 0..SHRINKS {
            if !goes_on {
                break;
            }
            goes_on = match compare(&sequence.current())?.filter(|smaller| smaller.kind() == kind) {
                Some(smaller) => {
                    (difference, rows) = (smaller, sequence.current());
                    sequence.simplify()
                }
                None => sequence.complicate(),
            };
        }
        let small = Found {
            script: script_of(writer().as_mut(), &rows),
            difference: difference.to_string(),
            times: 1,
        };
        print(&small);
        found.insert(kind, small);
        if !keep_going {
            break;
        }
    }
    Ok(found.into_values().map(|found| found.times).sum())
}
