//! One text on both sides, statement by statement.

use rowproof_catalog::{Catalog, Note, NoteKind};
use rowproof_source::{SourceId, Span};
use rowproof_syntax::ast::{Script, StatementKind};
use rowproof_syntax::{Server, parse_script, statement_spans};

use crate::agreement::{Agreement, Disagreement, line_at};
use crate::server::{AskError, Authority, Refused};

/// Runs a text on the server and through our reader, and compares what both hold at the end.
///
/// A statement the server refuses has to be reported by us too, with a place inside it. What we kept of it (the
/// relation it names may be elsewhere) is left out of the comparison: our side reads the text again without it.
///
/// # Errors
/// When the server fails.
pub fn compare(authority: &mut dyn Authority, text: &str) -> Result<Agreement, AskError> {
    let server = authority.server();
    let mut agreement = Agreement::default();
    authority.reset()?;
    let whole = Reading::of(text, server);
    let mut answers = Vec::new();
    for span in statement_spans(SourceId(0), text, server) {
        if is_structure(&whole.script, span) {
            answers.push((span, authority.execute(as_sent(text, span))?));
        }
    }
    let refused: Vec<Span> = answers
        .iter()
        .filter(|(span, answer)| answer.is_some() && !authority.does_a_part(as_sent(text, *span)))
        .map(|(span, _)| *span)
        .collect();
    let accepted = Reading::of(&without(text, &refused), server);
    for (span, answer) in &answers {
        agreement.statements.all += 1;
        let disagreement = match answer {
            Some(answer) => {
                (!is_flagged(&whole, text, *span, &refused)).then(|| not_flagged(text, *span, answer))
            }
            None => accepted.refuses(*span).then(|| Disagreement {
                line: line_at(text, span.start as usize),
                about: "statement".to_owned(),
                server: Some("accepted".to_owned()),
                ours: Some(accepted.reasons(*span)),
            }),
        };
        match disagreement {
            Some(disagreement) => agreement.disagreements.push(disagreement),
            None => agreement.statements.equal += 1,
        }
    }
    let ours = authority.our_facts(&accepted.catalog)?;
    let theirs = authority.facts()?;
    agreement.compare(&theirs, &ours, text);
    Ok(agreement)
}

/// A statement's text as a client sends it: with the marks of versioned comments around it, which are no tokens.
pub(crate) fn as_sent(text: &str, span: Span) -> &str {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or_default().trim_end();
    let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let opens = digits.strip_suffix("/*!").or_else(|| digits.strip_suffix("/*M!"));
    let start = opens.map_or(start, str::len);
    let after = text.get(end..).unwrap_or_default();
    let closes = after.trim_start().starts_with("*/");
    let end = if closes {
        end + after.len() - after.trim_start().len() + 2
    } else {
        end
    };
    text.get(start..end).unwrap_or_default()
}

/// Whether we report something inside a statement that the server refuses: in the whole text, or without the other
/// statements that it refuses. We keep what we can of those, and a later statement may need it.
fn is_flagged(whole: &Reading, text: &str, span: Span, refused: &[Span]) -> bool {
    if whole.flags(span) {
        return true;
    }
    let others: Vec<Span> = refused.iter().copied().filter(|other| *other != span).collect();
    Reading::of(&without(text, &others), whole.script.server).flags(span)
}

/// Data, queries and lines for a client say nothing about structure; servers are spared them.
pub(crate) fn is_structure(script: &Script, span: Span) -> bool {
    let at = script
        .statements
        .partition_point(|statement| statement.span.start < span.start);
    let Some(statement) = script
        .statements
        .get(at)
        .filter(|statement| statement.span.start < span.end)
    else {
        return true;
    };
    match &statement.kind {
        StatementKind::Data(_) | StatementKind::Query(_) => false,
        StatementKind::Other { keywords } => {
            // psql's meta-commands and MySQL's `DELIMITER` are for the client.
            !keywords.starts_with('\\') && !keywords.is_empty() && !keywords.eq_ignore_ascii_case("delimiter")
        }
        _ => true,
    }
}

/// A text as we read it.
struct Reading {
    script: Script,
    catalog: Catalog,
}

impl Reading {
    fn of(text: &str, server: Server) -> Self {
        let script = parse_script(SourceId(0), text, server);
        let catalog = Catalog::from_script(&script);
        Self { script, catalog }
    }

    /// Whether we report something inside the statement.
    fn flags(&self, span: Span) -> bool {
        let error = self.script.errors.iter().any(|error| is_inside(error.span, span));
        error
            || self
                .notes(span)
                .any(|note| !matches!(note.kind, NoteKind::Unknown | NoteKind::Ignored | NoteKind::Cut))
    }

    /// Whether we say that the server refuses it.
    fn refuses(&self, span: Span) -> bool {
        self.notes(span)
            .any(|note| matches!(note.kind, NoteKind::Refused(_)))
    }

    fn notes(&self, span: Span) -> impl Iterator<Item = &Note> {
        let notes = self.catalog.notes().iter();
        notes.filter(move |note| is_inside(note.span, span))
    }

    fn reasons(&self, span: Span) -> String {
        let errors = self
            .script
            .errors
            .iter()
            .filter(|error| is_inside(error.span, span))
            .map(|error| error.kind.to_string());
        let notes = self
            .notes(span)
            .map(|note| format!("{}: {}", note.subject, note.reason));
        errors.chain(notes).collect::<Vec<_>>().join("; ")
    }
}

fn is_inside(place: Span, statement: Span) -> bool {
    place.start >= statement.start && place.start <= statement.end
}

fn not_flagged(text: &str, span: Span, answer: &Refused) -> Disagreement {
    Disagreement {
        line: line_at(text, span.start as usize),
        about: "statement".to_owned(),
        server: Some(format!("refused: {} {}", answer.code, answer.message)),
        ours: Some("accepted without a word".to_owned()),
    }
}

/// The text with the given places blanked, so that all other places stay where they are.
pub(crate) fn without(text: &str, spans: &[Span]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in spans {
        for byte in bytes.get_mut(span.range()).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}
