//! What holds for every text, whatever is in it: asked by the property tests, by the inputs that fuzzing found, and by
//! the fuzz targets themselves.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is how a broken invariant is said"
)]

use std::collections::HashSet;
use std::fmt::Debug;

use rowproof_source::{SourceId, Span};
use rowproof_syntax::ast::Script;
use rowproof_syntax::{
    Dialect, HighlightKind, HighlightToken, detect_kind, highlight, parse_expression, parse_script,
    statement_spans,
};

/// Everything below, in every dialect.
pub fn check_all(text: &str) {
    for dialect in Dialect::ALL {
        check_split(text, dialect);
        check_script(text, dialect);
        check_expression(text, dialect);
    }
    check_detection(text);
}

/// The statements lie in the text one behind the other, they and the gaps between them are the text, and the gaps hold
/// no code.
pub fn check_split(text: &str, dialect: Dialect) {
    let tokens = highlight(text, dialect);
    assert_eq!(tokens, highlight(text, dialect), "tokens differ in {text:?}");
    check_tokens(text, &tokens);
    let statements = statement_spans(SourceId(0), text, dialect);
    let mut rebuilt = String::with_capacity(text.len());
    let mut at = 0;
    for statement in &statements {
        check_span(text, *statement);
        assert!(
            !statement.is_empty() && statement.start >= at,
            "{statement:?} in {text:?}"
        );
        rebuilt.push_str(text.get(at as usize..statement.start as usize).unwrap());
        rebuilt.push_str(text.get(statement.range()).unwrap());
        at = statement.end;
    }
    rebuilt.push_str(text.get(at as usize..).unwrap());
    assert_eq!(rebuilt, text);
    for token in &tokens {
        let in_statement = statements
            .get(statements.partition_point(|statement| statement.end < token.end))
            .is_some_and(|statement| statement.start <= token.start);
        let is_code = match token.kind {
            HighlightKind::Comment => false,
            // A terminator.
            HighlightKind::Operator => false,
            // The data behind COPY.
            HighlightKind::String => dialect != Dialect::PostgreSql,
            _ => true,
        };
        assert!(
            in_statement || !is_code,
            "{token:?} is in no statement of {text:?}"
        );
    }
}

fn check_tokens(text: &str, tokens: &[HighlightToken]) {
    let mut end = 0;
    for token in tokens {
        assert!(
            token.start >= end && token.start < token.end,
            "{token:?} is empty or overlaps in {text:?}"
        );
        end = token.end;
        check_span(text, Span::new(SourceId(0), token.start, token.end));
    }
}

/// Every statement is understood or reported, everything has its place, and reading again gives the same.
pub fn check_script(text: &str, dialect: Dialect) {
    let script = parse_script(SourceId(0), text, dialect);
    let said = format!("{script:?}");
    assert_eq!(said, format!("{:?}", parse_script(SourceId(0), text, dialect)));
    check_spans_of(text, &script.statements);
    check_spans_of(text, &script.errors);
    let mut end = 0;
    for statement in &script.statements {
        assert!(statement.span.start >= end, "statements overlap in {text:?}");
        end = statement.span.end;
    }
    let mut start = 0;
    for error in &script.errors {
        assert!(!error.kind.to_string().is_empty());
        assert!(error.span.start >= start, "errors out of order in {text:?}");
        start = error.span.start;
    }
    check_nothing_vanishes(text, &script);
}

fn check_nothing_vanishes(text: &str, script: &Script) {
    let reported: HashSet<Span> = script.errors.iter().map(|error| error.statement).collect();
    let mut understood = script
        .statements
        .iter()
        .map(|statement| statement.span)
        .peekable();
    for span in statement_spans(SourceId(0), text, script.server) {
        let is_understood = understood.next_if_eq(&span).is_some();
        assert!(
            is_understood || reported.contains(&span),
            "{span:?} vanished from {text:?}"
        );
    }
    assert_eq!(understood.next(), None, "a statement from nowhere in {text:?}");
}

/// The text as nothing but an expression.
pub fn check_expression(text: &str, dialect: Dialect) {
    let read = parse_expression(text, dialect);
    assert_eq!(
        format!("{read:?}"),
        format!("{:?}", parse_expression(text, dialect))
    );
    match read {
        Ok(expression) => {
            check_spans_of(text, &expression);
            assert_eq!(text.get(expression.span.range()), Some(expression.text.as_str()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What the text is taken for has a reason.
pub fn check_detection(text: &str) {
    let detection = detect_kind(text);
    assert!(!detection.kind_reason.is_empty() && !detection.dialect_reason.is_empty());
    assert_eq!(format!("{detection:?}"), format!("{:?}", detect_kind(text)));
}

/// Whether a place is in the text, on character boundaries.
pub fn check_span(text: &str, span: Span) {
    assert!(
        span.source == SourceId(0) && text.get(span.range()).is_some(),
        "{span:?} is not in {text:?}"
    );
}

/// Checks every place inside a value, at any depth and in fields that come later too: as its `Debug` form writes them.
fn check_spans_of(text: &str, value: &impl Debug) {
    const MARK: &str = "Span { source: SourceId(0), start: ";
    let said = format!("{value:?}");
    for piece in said.split(MARK).skip(1) {
        let numbers = piece
            .split_once(" }")
            .and_then(|(numbers, _)| numbers.split_once(", end: "));
        // A string of the text may say the same; then this is no place.
        let Some((start, end)) = numbers else { continue };
        if let (Ok(start), Ok(end)) = (start.parse(), end.parse()) {
            assert!(start <= end, "{start}..{end} in {text:?}");
            check_span(text, Span::new(SourceId(0), start, end));
        }
    }
}
