//! Random DDL: sequences of statements that mostly make sense together, run on both sides.
//!
//! proptest draws rows of small numbers; a writer per dialect turns each row into the next statement, given what the
//! earlier ones made. Shrinking drops rows and lowers numbers, so that a disagreement comes back as few and plain
//! statements.

pub mod mysql;
pub mod postgresql;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::script::compare;
use crate::server::Authority;

pub mod sqlite;

/// Statements of one sequence, at most.
const STATEMENTS: usize = 12;
/// Choices a statement may use up; later ones are 0.
const CHOICES: usize = 48;

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

/// Runs `cases` sequences; the first disagreement, shrunk. `seed` chooses the sequences: the same seed, the same ones.
pub fn run(
    authority: &mut dyn Authority,
    writer: &dyn Fn() -> Box<dyn Writer>,
    cases: u32,
    seed: u64,
) -> Option<Found> {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let mut bytes = [0_u8; 32];
    for (byte, part) in bytes.iter_mut().zip(seed.to_le_bytes().iter().cycle()) {
        *byte = *part;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let rows = vec(vec(any::<u8>(), CHOICES), 1..=STATEMENTS);
    // The runner takes a shared closure; the server is exclusive for each call.
    let authority = std::cell::RefCell::new(authority);
    let result = runner.run(&rows, |rows| {
        let script = script_of(writer().as_mut(), &rows);
        let agreement = compare(&mut **authority.borrow_mut(), &script)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        match agreement.disagreements.first() {
            None => Ok(()),
            Some(difference) => Err(TestCaseError::fail(difference.to_string())),
        }
    });
    match result {
        Ok(()) => None,
        Err(TestError::Fail(reason, rows)) => Some(Found {
            script: script_of(writer().as_mut(), &rows),
            difference: reason.to_string(),
        }),
        Err(TestError::Abort(reason)) => Some(Found {
            script: String::new(),
            difference: reason.to_string(),
        }),
    }
}
