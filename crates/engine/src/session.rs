//! One state of a document after the other, while somebody types: what stands before the change is not read again.
//!
//! What is kept is one place between two statements of the first text that makes the schema, shortly before where that text last changed,
//! with what the statements before it made. The report is the same as without, which `tests/tests/typing.rs` holds over every fixture.

use std::rc::Rc;

use rowproof_catalog::{Catalog, Replay};
use rowproof_source::SourceId;
use rowproof_syntax::ast::{Query, StatementKind};
use rowproof_syntax::{IgnoreComment, Mark, Progress, Server, Statements, Tokens, read_statements_of};

use crate::analysis::{analyze_in, errors_of};
use crate::document::{Document, Settings};
use crate::report::{ReadPart, Report};

/// So many statements are read again rather than kept: keeping them costs as much.
const FEW_STATEMENTS: usize = 16;

/// Analyses a document again and again.
#[derive(Default)]
pub struct Session {
    settings: Settings,
    last: Option<Last>,
    passed_over: usize,
}

/// What was read last.
struct Last {
    of: Subject,
    text: Rc<str>,
    kept: Option<Rc<Kept>>,
}

/// What a text is read as.
#[derive(PartialEq)]
struct Subject {
    source: SourceId,
    server: Server,
    /// Of the database that its statements are applied to.
    applied_to: Server,
}

/// What the statements before a mark made.
struct Kept {
    progress: Progress,
    replay: Replay,
    queries: Vec<Query>,
}

/// What came of a part.
pub(crate) struct Replayed {
    pub(crate) catalog: Catalog,
    /// Those that stand in it.
    pub(crate) queries: Vec<Query>,
    pub(crate) ignores: Vec<IgnoreComment>,
}

impl Session {
    /// The same as [`analyze`](crate::analyze).
    pub fn analyze(&mut self, document: &Document, settings: &Settings) -> Report {
        if self.settings != *settings {
            self.last = None;
            self.settings = settings.clone();
        }
        analyze_in(self, document, settings)
    }

    /// How many statements the last check knew and did not read again.
    pub fn passed_over(&self) -> usize {
        self.passed_over
    }

    /// Applies a part to a catalog, and notes in the part what was not understood. For the first part of a document only: what is kept was
    /// made of an empty catalog.
    pub(crate) fn replay(
        &mut self,
        part: &mut ReadPart,
        tokens: Option<Tokens>,
        catalog: Catalog,
    ) -> Replayed {
        // Statement by statement: all of them at once take several times the memory of the text.
        let text = part.source.text();
        let mut statements = read_statements_of(part.source.id(), text, part.server, tokens);
        let of = Subject {
            source: part.source.id(),
            server: part.server,
            applied_to: catalog.server(),
        };
        let last = self.last.take().filter(|last| last.of == of);
        let (kept, wanted) = last.map_or((None, None), |last| last.known(text, &statements));
        self.passed_over = 0;
        if let Some(kept) = &kept {
            statements.resume(&kept.progress);
            self.passed_over = kept.progress.mark().statements;
        }
        let last = self.last.insert(Last {
            of,
            text: part.source.shared_text(),
            kept: kept.clone(),
        });
        let (mut replay, mut queries) = match kept {
            Some(kept) => (kept.replay.clone(), kept.queries.clone()),
            None => (Replay::of(catalog), Vec::new()),
        };
        loop {
            if let Some(mark) = wanted.filter(|mark| statements.is_at(*mark)) {
                last.kept = Some(Rc::new(Kept {
                    progress: statements.progress(mark),
                    replay: replay.clone(),
                    queries: queries.clone(),
                }));
            }
            let Some(read) = statements.step() else { break };
            if let Some(statement) = read {
                match statement.kind {
                    StatementKind::Query(query) => queries.push(*query),
                    // Data that a schema changes, it changes once: that is no query people wait for.
                    _ => replay.apply(&statement),
                }
            }
        }
        let ignores = statements.take_ignore_comments();
        part.errors = errors_of(statements);
        Replayed {
            catalog: replay.finish(),
            queries,
            ignores,
        }
    }
}

impl Last {
    /// What is read already of a text, and the place of it that is to be kept.
    fn known(self, text: &str, statements: &Statements<'_>) -> (Option<Rc<Kept>>, Option<Mark>) {
        let Some(wanted) = statements.mark_before(same_beginning(&self.text, text)) else {
            return (None, None);
        };
        let is_before = |kept: &Rc<Kept>| kept.progress.mark().statements <= wanted.statements;
        let kept = self
            .kept
            .filter(|kept| is_before(kept) && statements.has(kept.progress.mark()));
        let there = kept.as_ref().map_or(0, |kept| kept.progress.mark().statements);
        let is_far = wanted.statements - there > FEW_STATEMENTS;
        (kept, is_far.then_some(wanted))
    }
}

/// How many bytes two texts begin with alike.
fn same_beginning(a: &str, b: &str) -> usize {
    let ((a_words, _), (b_words, _)) = (a.as_bytes().as_chunks::<8>(), b.as_bytes().as_chunks::<8>());
    // Eight at once: WebAssembly compares a slice byte by byte.
    let words = a_words.iter().zip(b_words);
    let same = words.take_while(|(a, b)| u64::from_ne_bytes(**a) == u64::from_ne_bytes(**b));
    let same = 8 * same.count();
    let letters = a.bytes().skip(same).zip(b.bytes().skip(same));
    same + letters.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::Part;

    /// How many statements of the text are read already when it is analysed again.
    fn kept(session: &Session) -> Option<usize> {
        let kept = session.last.as_ref()?.kept.as_ref()?;
        Some(kept.progress.mark().statements)
    }

    fn analyze(session: &mut Session, text: &str) {
        let document = Document {
            parts: vec![Part::new("schema", text)],
        };
        session.analyze(&document, &Settings::default());
    }

    #[test]
    fn what_stands_before_the_change_is_kept_from_the_second_time_on() {
        let mut text = String::new();
        for table in 0..100 {
            let _ = writeln!(text, "create table t{table} (id int primary key);");
        }
        let mut session = Session::default();
        analyze(&mut session, &text);
        assert_eq!(kept(&session), None, "nobody knows where it will change");
        text.push_str("create table u (id int");
        analyze(&mut session, &text);
        assert_eq!(kept(&session), Some(99), "one statement stands between");
        text.push_str(" primary key);");
        analyze(&mut session, &text);
        assert_eq!(kept(&session), Some(99));
        // A change further up: what stands behind it is another text.
        let text = text.replacen("t50 (id int", "t50 (id bigint", 1);
        analyze(&mut session, &text);
        assert_eq!(kept(&session), Some(49));
        // One quote too many makes other tokens of what stands before it.
        analyze(&mut session, &format!("{text} '"));
        analyze(&mut session, &text.replacen("t90 (id int", "t90 (id int '", 1));
        analyze(&mut session, "create table another (id int)");
        assert_eq!(kept(&session), None);
    }

    #[test]
    fn texts_begin_alike_up_to_the_first_byte_that_differs() {
        let long = "é".repeat(5_000);
        let other = format!("{long}x");
        for (a, b, expected) in [
            ("", "a", 0),
            ("abc", "abd", 2),
            (long.as_str(), other.as_str(), 10_000),
            (long.as_str(), long.as_str(), 10_000),
            ("x", long.as_str(), 0),
        ] {
            assert_eq!(same_beginning(a, b), expected);
            assert_eq!(same_beginning(b, a), expected);
        }
    }
}
