//! Places between statements, for whoever reads a text again of which only the end is another.

use rowproof_source::Span;

use super::Statements;
use crate::ast::SyntaxError;

/// A place between two statements of a text. Two texts that begin alike have the same mark where what stands before it is read alike in
/// both: a quote that is closed further on may make other tokens of what comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// How many statements stand before it.
    pub statements: usize,
    /// Of the tokens before it.
    fingerprint: u64,
}

/// What was read up to a mark, but for the statements themselves.
#[derive(Debug, Clone)]
pub struct Progress {
    mark: Mark,
    read: Vec<Span>,
    errors: Vec<SyntaxError>,
}

impl Progress {
    /// Where it ends.
    pub fn mark(&self) -> Mark {
        self.mark
    }
}

impl Statements<'_> {
    /// The last place between two statements that another text has too when it is the same up to that byte: one statement, which may still
    /// go on there, stands between. To be asked before anything is read.
    pub fn mark_before(&self, byte: usize) -> Option<Mark> {
        let end_of =
            |piece: &crate::splitter::Piece| self.lexed.tokens.get(piece.tokens.end).map(|token| token.end);
        let same = self
            .pieces
            .as_slice()
            .partition_point(|piece| end_of(piece).is_some_and(|end| end as usize <= byte));
        let statements = same.checked_sub(1).filter(|statements| *statements > 0)?;
        Some(self.mark(statements))
    }

    /// Whether the same tokens stand before that mark in this text as in the one whose mark it is. To be asked before anything is read.
    pub fn has(&self, mark: Mark) -> bool {
        mark.statements <= self.pieces.len() && self.mark(mark.statements) == mark
    }

    /// Whether what stands behind the mark is read next.
    pub fn is_at(&self, mark: Mark) -> bool {
        self.pieces.len() + mark.statements == self.all
    }

    /// What was read so far, up to the mark that it [is at](Self::is_at).
    pub fn progress(&self, mark: Mark) -> Progress {
        Progress {
            mark,
            read: self.read.clone(),
            errors: self.errors.clone(),
        }
    }

    /// Goes on behind a mark that this text [has](Self::has). To be told before anything is read.
    pub fn resume(&mut self, progress: &Progress) {
        if let Some(last) = progress.mark.statements.checked_sub(1) {
            self.pieces.nth(last);
        }
        self.read.clone_from(&progress.read);
        self.errors.clone_from(&progress.errors);
    }

    fn mark(&self, statements: usize) -> Mark {
        let mut fingerprint = 0u64;
        // The mixing of FxHash, in 64 bits wherever it runs.
        let mut mix = |value: u64| {
            fingerprint = (fingerprint.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
        };
        let pieces = self.pieces.as_slice().get(..statements).unwrap_or_default();
        for piece in pieces {
            mix((piece.tokens.start as u64) << 32 | piece.tokens.end as u64);
            mix(u64::from(piece.cut));
        }
        let tokens = pieces.last().map_or(0, |last| last.tokens.end + 1);
        for token in self.lexed.tokens.iter().take(tokens) {
            mix(u64::from(token.start) << 32 | u64::from(token.end));
            mix(2 * token.kind as u64 + u64::from(token.first_on_line));
        }
        Mark {
            statements,
            fingerprint,
        }
    }
}
