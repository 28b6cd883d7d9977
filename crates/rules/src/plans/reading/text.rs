//! The text of a condition cut at its operators, so that a part can be quoted exactly as PostgreSQL printed it. What a part
//! means is asked of the expression parser; here only quotes and parentheses are minded.

use rowproof_syntax::ast::Expression;
use rowproof_syntax::parse_expression;

use crate::prelude::*;

/// Places of the text outside of quotes, parentheses and brackets, in order.
fn outside(text: &str) -> Vec<(usize, char)> {
    let (mut depth, mut quote) = (0_usize, None);
    let mut places = Vec::new();
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[') => {
                if depth == 0 {
                    places.push((at, character));
                }
                depth += 1;
            }
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 => places.push((at, character)),
            (None, _) => {}
        }
    }
    places
}

/// The text without the parentheses around the whole of it.
pub(crate) fn unwrapped(text: &str) -> &str {
    let mut text = text.trim_ascii();
    loop {
        let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        match inner {
            // One place is left outside: the first parenthesis, which closes at the end.
            Some(inner) if outside(text).len() == 1 => text = inner.trim_ascii(),
            _ => return text,
        }
    }
}

/// The parts between the word, which stands between spaces outside of parentheses and quotes; the text itself where it does not.
pub(crate) fn split_by<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let text = unwrapped(text);
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, character) in outside(text) {
        let rest = text.get(at..).unwrap_or_default();
        let ends = character == ' '
            && rest
                .strip_prefix(' ')
                .is_some_and(|rest| rest.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
        if ends && at >= from {
            parts.push(text.get(from..at).unwrap_or_default());
            from = at + word.len() + 2;
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

/// The two operands of a comparison and the operator between them; none where there is none outside of parentheses.
pub(crate) fn operands(text: &str) -> Option<(&str, &str, &str)> {
    let text = unwrapped(text);
    let spaces: Vec<usize> = outside(text)
        .into_iter()
        .filter(|(_, character)| *character == ' ')
        .map(|(at, _)| at)
        .collect();
    let mut pairs = spaces.windows(2);
    let (from, to) = pairs.find_map(|pair| match pair {
        [from, to] => {
            let word = text.get(from + 1..*to)?;
            let is_operator = !word.is_empty() && word.chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c));
            is_operator.then_some((*from, *to))
        }
        _ => None,
    })?;
    let operator = text.get(from + 1..to)?;
    Some((text.get(..from)?, operator, text.get(to + 1..)?))
}

/// A text as an expression; none when it cannot be read.
pub(crate) fn read(text: &str) -> Option<Expression> {
    parse_expression(text, Dialect::PostgreSql).ok()
}

/// Parameters `$n` of a condition, in order; not those inside quotes.
pub(crate) fn parameters_in(text: &str) -> Vec<String> {
    let mut quoted = false;
    let mut found = Vec::new();
    for (at, character) in text.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '$' if !quoted => {
                let digits = text.get(at + 1..).unwrap_or_default();
                let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
                if end > 0 {
                    found.push(format!("${}", digits.get(..end).unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    found
}

/// The expression with its columns bare, as an index on their relation writes it.
pub(crate) fn unqualified(text: &str) -> Option<String> {
    let mut names = Vec::new();
    each_column(&read(text)?, &mut |name| names.push(name.clone()));
    let mut bare = String::new();
    let mut from = 0;
    for name in &names {
        let start = name.parts.first()?.span.range().start;
        let last = name.parts.last()?.span.range().start;
        bare.push_str(text.get(from..start)?);
        from = last;
    }
    bare.push_str(text.get(from..)?);
    Some(bare)
}

/// Every column an expression names, in the order of the text.
pub(crate) fn each_column(expression: &Expression, look: &mut dyn FnMut(&ObjectName)) {
    match &expression.kind {
        ExpressionKind::Column(name) => look(name),
        ExpressionKind::Opaque(names) => names.iter().for_each(look),
        _ => super::condition::parts_of(expression)
            .into_iter()
            .for_each(|part| each_column(part, look)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_outside_of_quotes_and_parentheses() {
        let text = "((a = 'x AND y'::text) AND ((b = 1) OR (c = 2)) AND (\"d AND e\" > 3))";
        assert_eq!(
            split_by(text, "AND"),
            [
                "(a = 'x AND y'::text)",
                "((b = 1) OR (c = 2))",
                "(\"d AND e\" > 3)"
            ]
        );
        assert_eq!(split_by("((b = 1) OR (c = 2))", "OR"), ["(b = 1)", "(c = 2)"]);
        assert_eq!(split_by("(a = 'it''s AND')", "AND"), ["a = 'it''s AND'"]);
        assert_eq!(unwrapped("((a) = (b))"), "(a) = (b)");
    }

    #[test]
    fn operands_of_a_comparison() {
        assert_eq!(
            operands("((c.data ->> 'k'::text) = 'a = b'::text)"),
            Some(("(c.data ->> 'k'::text)", "=", "'a = b'::text"))
        );
        assert_eq!(
            operands("((d)::timestamp with time zone >= now())"),
            Some(("(d)::timestamp with time zone", ">=", "now()"))
        );
        assert_eq!(operands("(NOT (SubPlan 1))"), None);
        assert_eq!(
            unqualified("lower((c.email)::text)").as_deref(),
            Some("lower((email)::text)")
        );
    }
}
