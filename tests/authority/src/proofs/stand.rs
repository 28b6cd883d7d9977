//! A schema on a server, fresh for every trial.

use rowproof_catalog::Catalog;
use rowproof_engine::source::{SourceId, Span};
use rowproof_syntax::ast::{Script, StatementKind};
use rowproof_syntax::{parse_script, statement_spans};

use super::Texts;
use super::bench::Bench;
use crate::agreement::{Agreement, Disagreement};
use crate::script::{as_sent, is_structure, without};
use crate::server::{AskError, Refused};

/// Whether the statement there is a query.
fn is_query(script: &Script, span: Span) -> bool {
    let mut statements = script.statements.iter();
    let statement =
        statements.find(|statement| span.start <= statement.span.start && statement.span.start < span.end);
    statement.is_some_and(|statement| matches!(statement.kind, StatementKind::Query(_)))
}

/// What has been done since the schema was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Touched,
    /// Something else is loaded.
    Gone,
}

/// A statement and what the server said to it.
pub(super) type Refusal = (String, Refused);

/// A schema that is loaded.
pub(super) struct Stand<'b> {
    bench: &'b mut dyn Bench,
    /// Without what the server refused.
    text: String,
    statements: Vec<String>,
    texts: Texts,
    state: State,
}

impl<'b> Stand<'b> {
    /// Loads what the server takes; what it refuses comes back.
    pub(super) fn load(
        bench: &'b mut dyn Bench,
        text: &str,
        texts: Texts,
    ) -> Result<(Self, Vec<Refusal>), AskError> {
        bench.reset()?;
        let script = parse_script(SourceId(0), text, bench.server());
        let (mut statements, mut refused, mut blank) = (Vec::new(), Vec::new(), Vec::new());
        for span in statement_spans(SourceId(0), text, bench.server()) {
            let statement = as_sent(text, span).to_owned();
            // Queries leave nothing behind, and those of applications have parameters.
            if (texts == Texts::Corpus && !is_structure(&script, span)) || is_query(&script, span) {
                continue;
            }
            match bench.execute(&statement)? {
                None => statements.push(statement),
                Some(said) => {
                    refused.push((statement, said));
                    blank.push(span);
                }
            }
        }
        bench.stand()?;
        let stand = Self {
            bench,
            text: without(text, &blank),
            statements,
            texts,
            state: State::Fresh,
        };
        Ok((stand, refused))
    }

    /// The text as far as it is loaded; what is left has its place.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The server.
    pub(super) fn bench(&self) -> &dyn Bench {
        self.bench
    }

    /// Makes the schema as it was, then runs statements until one is refused.
    pub(super) fn fresh(&mut self, statements: &[&str]) -> Result<Option<Refusal>, AskError> {
        // What is put back is as good for rows, but MariaDB then takes the indexes it has made itself for declared ones. Texts
        // after which schemas are compared are short and loaded again.
        if self.state == State::Touched && (self.texts == Texts::Fixtures || !self.bench.put_back()?) {
            self.state = State::Gone;
        }
        if self.state == State::Gone {
            self.bench.reset()?;
            for statement in &self.statements {
                if let Some(said) = self.bench.execute(statement)? {
                    return Ok(Some((statement.clone(), said)));
                }
            }
            self.bench.stand()?;
        }
        self.state = State::Touched;
        self.go_on(statements)
    }

    /// Loads another text in the schema's place.
    pub(super) fn instead(&mut self, text: &str, texts: Texts) -> Result<Option<Refusal>, AskError> {
        self.state = State::Gone;
        let (_, refused) = Stand::load(self.bench, text, texts)?;
        Ok(refused.into_iter().next())
    }

    /// Where the server's schema is not the one we read in the text with these statements behind it.
    pub(super) fn differences(&mut self, statements: &[&str]) -> Result<Vec<Disagreement>, AskError> {
        let mut text = self.text.clone();
        for statement in statements {
            text.push_str("\n;\n");
            text.push_str(statement);
        }
        text.push_str(";\n");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &text, self.bench.server()));
        let ours = self.bench.our_facts(&catalog)?;
        let theirs = self.bench.facts()?;
        let mut agreement = Agreement::default();
        agreement.compare(&theirs, &ours, &text);
        Ok(agreement.disagreements)
    }

    /// Runs statements until one is refused.
    pub(super) fn go_on(&mut self, statements: &[&str]) -> Result<Option<Refusal>, AskError> {
        for statement in statements {
            if let Some(said) = self.bench.execute(statement)? {
                return Ok(Some(((*statement).to_owned(), said)));
            }
        }
        Ok(None)
    }
}
