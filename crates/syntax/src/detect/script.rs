//! Schema, migration or queries: by what the statements do.

use rowproof_source::WordList;

use super::InputKind;
use crate::lexer::{Lexed, Token, TokenKind};
use crate::splitter::Piece;

/// Lines of comment that migration tools put before a direction, without their marks.
const MARKERS: WordList = WordList::new(
    "!ups,+goose down,+goose up,+migrate down,+migrate up,@down,@up,down,down migration,migrate:down,\
     migrate:up,rollback,up,up migration",
);

/// What the statements do.
#[derive(Default)]
struct Tally {
    tables: usize,
    /// Other declarations.
    declarations: usize,
    /// Changes to what this text does not declare.
    changes: usize,
    /// Changes that may find nothing to change (`IF EXISTS`), as a dump makes before it declares everything anew.
    cautious_changes: usize,
    queries: usize,
    data: usize,
    /// The relations declared so far, folded.
    declared: Vec<String>,
    /// The first words of the first statement that counted.
    first: String,
    first_change: String,
    first_query: String,
}

/// The kind and the reason.
pub(super) fn recognise(text: &str, lexed: &Lexed, pieces: &[Piece]) -> (InputKind, String) {
    if let Some(marker) = marker(text, lexed) {
        return (InputKind::Migration, format!("has the migration mark `{marker}`"));
    }
    let mut tally = Tally::default();
    for piece in pieces {
        tally.add(&Words { text, lexed, piece });
    }
    tally.verdict()
}

fn marker<'t>(text: &'t str, lexed: &Lexed) -> Option<&'t str> {
    lexed.comments.iter().find_map(|comment| {
        let comment = text.get(comment.start as usize..comment.end as usize)?;
        let inside = comment
            .trim_start_matches(['-', '#', ' ', '/', '*'])
            .trim_end_matches([':', '*', '/', ' ']);
        let is_marker = MARKERS.contains_in_any_case(inside);
        is_marker.then_some(comment)
    })
}

/// The words of one statement.
struct Words<'t> {
    text: &'t str,
    lexed: &'t Lexed,
    piece: &'t Piece,
}

impl<'t> Words<'t> {
    fn token(&self, at: usize) -> Option<&'t Token> {
        let index = self.piece.tokens.start + at;
        if index < self.piece.tokens.end {
            self.lexed.tokens.get(index)
        } else {
            None
        }
    }

    /// As written; empty behind the last.
    fn at(&self, at: usize) -> &'t str {
        let text = self
            .token(at)
            .and_then(|token| self.text.get(token.start as usize..token.end as usize));
        text.unwrap_or_default()
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.at(at).eq_ignore_ascii_case(word)
    }

    /// The first two words.
    fn beginning(&self) -> String {
        format!("{} {}", self.at(0), self.at(1)).to_ascii_uppercase()
    }

    /// The name behind the object's kind: the first name that is no keyword, its last part.
    fn name(&self) -> String {
        let mut at = 1;
        const SKIPPED: WordList = WordList::new(
            "EXISTS,FOREIGN,IF,MATERIALIZED,NOT,ONLY,TABLE,TEMP,TEMPORARY,UNLOGGED,VIEW,VIRTUAL",
        );
        while SKIPPED.contains_in_any_case(self.at(at)) {
            at += 1;
        }
        while self
            .token(at + 1)
            .is_some_and(|token| token.kind == TokenKind::Dot)
        {
            at += 2;
        }
        let name = self.at(at).trim_matches(['"', '`', '[', ']', '\'']);
        name.to_ascii_uppercase()
    }
}

impl Tally {
    fn add(&mut self, words: &Words<'_>) {
        match words.at(0).to_ascii_uppercase().as_str() {
            "CREATE" => self.add_create(words),
            verb @ ("ALTER" | "RENAME" | "DROP") => {
                let is_table = words.is(1, "TABLE") || words.is(1, "FOREIGN");
                let own = is_table && self.declared.contains(&words.name());
                let owner = words.is(3, "OWNER") || words.is(1, "DEFAULT");
                if words.is(2, "IF") && !own {
                    self.cautious_changes += 1;
                    note(&mut self.first_change, || words.beginning());
                } else if !own && !owner && (verb == "DROP" || !self.is_own_kind(words)) {
                    self.changes += 1;
                    note(&mut self.first_change, || words.beginning());
                }
            }
            verb @ ("SELECT" | "WITH" | "VALUES" | "EXPLAIN" | "(") => {
                self.queries += 1;
                note(&mut self.first_query, || verb.to_owned());
            }
            verb @ ("INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE") => {
                self.data += 1;
                note(&mut self.first_query, || verb.to_owned());
            }
            "COMMENT" => self.declarations += 1,
            _ => {}
        }
    }

    fn add_create(&mut self, words: &Words<'_>) {
        let is_table = (1..4).any(|at| words.is(at, "TABLE"));
        if is_table {
            self.tables += 1;
            self.declared.push(words.name());
            note(&mut self.first, || "CREATE TABLE".to_owned());
        } else {
            self.declarations += 1;
            note(&mut self.first, || words.beginning());
        }
    }

    /// Sequences and functions are altered in every dump.
    fn is_own_kind(&self, words: &Words<'_>) -> bool {
        let declared_here = self.tables + self.declarations > 0;
        declared_here && !words.is(1, "TABLE")
    }

    fn verdict(self) -> (InputKind, String) {
        let cautious = if self.tables + self.declarations == 0 {
            self.cautious_changes
        } else {
            0
        };
        let changes = self.changes + cautious;
        if changes > 0 && changes >= self.tables {
            return (
                InputKind::Migration,
                format!("changes what it does not declare, with `{}`", self.first_change),
            );
        }
        if self.tables > 0 || (self.declarations > 0 && self.declarations >= self.queries) {
            return (
                InputKind::Schema,
                format!("starts with `{}`", self.first_or("CREATE")),
            );
        }
        if self.queries + self.data > 0 {
            return (InputKind::Queries, format!("starts with `{}`", self.first_query));
        }
        (
            InputKind::Schema,
            "nothing tells the kind, so it is read as a schema".to_owned(),
        )
    }

    fn first_or<'a>(&'a self, otherwise: &'a str) -> &'a str {
        if self.first.is_empty() {
            otherwise
        } else {
            &self.first
        }
    }
}

fn note(slot: &mut String, words: impl FnOnce() -> String) {
    if slot.is_empty() {
        *slot = words();
    }
}
