//! One text on both sides, statement by statement.

use rowproof_catalog::{Catalog, NoteKind};
use rowproof_source::{SourceId, Span};
use rowproof_syntax::ast::{Script, StatementKind};
use rowproof_syntax::{parse_script, statement_spans};

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
    let script = parse_script(SourceId(0), text, server);
    let catalog = Catalog::from_script(&script);
    let mut refused = Vec::new();
    for span in statement_spans(SourceId(0), text, server) {
        if !is_structure(&script, span) {
            continue;
        }
        let answer = authority.execute(as_sent(text, span))?;
        let (flagged, refused_by_us) = our_answer(&script, &catalog, span);
        agreement.statements.all += 1;
        match answer {
            Some(answer) => {
                refused.push(span);
                if flagged {
                    agreement.statements.equal += 1;
                } else {
                    agreement.disagreements.push(not_flagged(text, span, &answer));
                }
            }
            None if refused_by_us => agreement.disagreements.push(Disagreement {
                line: line_at(text, span.start as usize),
                about: "statement".to_owned(),
                server: Some("accepted".to_owned()),
                ours: Some(reasons(&script, &catalog, span)),
            }),
            None => agreement.statements.equal += 1,
        }
    }
    let accepted = without(text, &refused);
    let script = parse_script(SourceId(0), &accepted, server);
    let catalog = Catalog::from_script(&script);
    let ours = authority.our_facts(&catalog)?;
    let theirs = authority.facts()?;
    agreement.compare(&theirs, &ours, text);
    Ok(agreement)
}

/// A statement's text as a client sends it: with the marks of versioned comments around it, which are no tokens.
fn as_sent(text: &str, span: Span) -> &str {
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

/// Data, queries and lines for a client say nothing about structure; servers are spared them.
fn is_structure(script: &Script, span: Span) -> bool {
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

/// Whether we report something inside the statement, and whether we say that it is refused.
fn our_answer(script: &Script, catalog: &Catalog, span: Span) -> (bool, bool) {
    let inside = |place: Span| place.start >= span.start && place.start <= span.end;
    let mut notes = catalog.notes().iter().filter(|note| inside(note.span));
    let error = script.errors.iter().any(|error| inside(error.span));
    let flagged = error
        || notes
            .clone()
            .any(|note| !matches!(note.kind, NoteKind::Unknown | NoteKind::Ignored));
    (
        flagged,
        notes.any(|note| matches!(note.kind, NoteKind::Refused(_))),
    )
}

fn reasons(script: &Script, catalog: &Catalog, span: Span) -> String {
    let inside = |place: Span| place.start >= span.start && place.start <= span.end;
    let errors = script
        .errors
        .iter()
        .filter(|error| inside(error.span))
        .map(|error| error.kind.to_string());
    let notes = catalog
        .notes()
        .iter()
        .filter(|note| inside(note.span))
        .map(|note| format!("{}: {}", note.subject, note.reason));
    errors.chain(notes).collect::<Vec<_>>().join("; ")
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
fn without(text: &str, spans: &[Span]) -> String {
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
