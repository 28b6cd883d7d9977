//! What held and what did not.

use std::fmt;

/// Something that is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub text: String,
    /// The finding, and the fix if it is about one.
    pub about: String,
    /// What the server said, to which statement.
    pub said: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "✗ {} · {}\n    {}", self.text, self.about, self.said)
    }
}

/// How many of all.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// All.
    pub all: usize,
    /// Those that are right.
    pub right: usize,
}

impl Share {
    /// Counts one.
    pub fn count(&mut self, is_right: bool) {
        self.all += 1;
        self.right += usize::from(is_right);
    }

    fn absorb(&mut self, other: Self) {
        self.all += other.all;
        self.right += other.right;
    }

    /// Those that are wrong.
    pub fn wrong(self) -> usize {
        self.all - self.right
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.right, self.all)
    }
}

/// The sum over texts.
#[derive(Debug, Default)]
pub struct Tally {
    /// Proven findings: rows accepted, and refused as foretold after every fix that is said to refuse them.
    pub proofs: Share,
    /// The rows of findings that are not proven, as far as something is foretold of them.
    pub others: Share,
    /// Fixes that run in every form that is tried.
    pub fixes: Share,
    /// Texts that load with all safe fixes made, and refuse the rows of what was fixed.
    pub together: Share,
    /// Fixes that are only shown, because they refer to a table that the text does not hold.
    pub elsewhere: usize,
    /// Texts that do not load and should.
    pub unreadable: usize,
    /// Statements that the server refused and that were left out.
    pub refused_statements: usize,
    /// In the order of the texts.
    pub failures: Vec<Failure>,
}

impl Tally {
    /// Adds another text's.
    pub fn absorb(&mut self, other: Self) {
        self.proofs.absorb(other.proofs);
        self.others.absorb(other.others);
        self.fixes.absorb(other.fixes);
        self.together.absorb(other.together);
        self.elsewhere += other.elsewhere;
        self.unreadable += other.unreadable;
        self.refused_statements += other.refused_statements;
        self.failures.extend(other.failures);
    }

    /// Proofs, rows, fixes and texts with all safe ones that are right.
    pub fn right(&self) -> usize {
        self.proofs.right + self.others.right + self.fixes.right + self.together.right
    }

    /// Those that are not, and texts that do not load.
    pub fn wrong(&self) -> usize {
        let claims = [self.proofs, self.others, self.fixes, self.together];
        claims.into_iter().map(Share::wrong).sum::<usize>() + self.unreadable
    }
}
