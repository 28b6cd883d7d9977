//! Patterns and the functions that match them, and what is asked of JSON.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ExpressionKind};

use super::reader::{Facts, Reader};
use super::term::{Seen, Term, View};
use super::{CheckFacts, JsonShape, Pattern, PatternKind};
use crate::evaluate::Value;

impl Reader<'_, '_> {
    pub(super) fn like(
        &self,
        condition: &Expression,
        operand: &Expression,
        pattern: &Expression,
        negated: bool,
        case_insensitive: bool,
    ) -> Facts {
        let pattern = match &pattern.kind {
            ExpressionKind::Function { name, arguments } if name == "like_escape" => {
                arguments.first().unwrap_or(pattern)
            }
            _ => pattern,
        };
        // SQLite's LIKE takes no notice of the case of ASCII letters.
        let case_insensitive = case_insensitive || self.scope.dialect == Dialect::Sqlite;
        self.pattern(
            condition,
            operand,
            pattern,
            PatternKind::Like,
            negated,
            case_insensitive,
        )
    }

    pub(super) fn regular_expression(
        &self,
        condition: &Expression,
        operand: &Expression,
        pattern: &Expression,
        negated: bool,
        case_insensitive: bool,
    ) -> Facts {
        let (kind, pattern) = match &pattern.kind {
            ExpressionKind::Function { name, arguments } if name == "similar_to_escape" => {
                (PatternKind::SimilarTo, arguments.first().unwrap_or(pattern))
            }
            _ => (PatternKind::RegularExpression, pattern),
        };
        self.pattern(condition, operand, pattern, kind, negated, case_insensitive)
    }

    fn pattern(
        &self,
        condition: &Expression,
        operand: &Expression,
        pattern: &Expression,
        kind: PatternKind,
        negated: bool,
        case_insensitive: bool,
    ) -> Facts {
        let (Term::Column(seen), Term::Constant(constant)) =
            (self.scope.term(operand), self.scope.term(pattern))
        else {
            return self.unread(condition);
        };
        let case_insensitive = case_insensitive || matches!(seen.view, View::Cased(_));
        let text = match constant {
            // NULL, which passes.
            Value::Null => return Facts::default(),
            Value::Text(text) => Some(text),
            _ => None,
        };
        if !matches!(seen.view, View::Itself | View::Cased(_) | View::Loose) {
            return self.unread(condition);
        }
        let choices = text
            .as_deref()
            .filter(|_| !negated && self.scope.dialect != Dialect::MySql)
            .and_then(|text| choices(text, kind));
        if let Some(choices) = choices.filter(|_| !case_insensitive && seen.is_itself()) {
            return self.listed(&seen, choices, false);
        }
        only(
            &seen,
            CheckFacts {
                patterns: vec![Pattern {
                    kind,
                    text,
                    negated,
                    case_insensitive,
                }],
                ..CheckFacts::default()
            },
        )
    }

    /// A call that is a condition.
    pub(super) fn function(
        &self,
        condition: &Expression,
        name: &str,
        arguments: &[Expression],
        negated: bool,
    ) -> Option<Facts> {
        use PatternKind::{Glob, Like, RegularExpression};
        let sqlite = self.scope.dialect == Dialect::Sqlite;
        Some(match (name, arguments) {
            // `coalesce(a > 0, true)`: where it is not false, the first is true or NULL.
            ("coalesce" | "ifnull", [first, ..]) if !matches!(self.scope.term(first), Term::Constant(_)) => {
                return self.read(first, negated);
            }
            ("isnull", [operand]) if self.scope.dialect == Dialect::MySql => {
                self.null_test(condition, operand, !negated)
            }
            ("glob", [pattern, column]) if sqlite => {
                self.pattern(condition, column, pattern, Glob, negated, false)
            }
            ("like", [pattern, column] | [pattern, column, _]) if sqlite => {
                self.pattern(condition, column, pattern, Like, negated, true)
            }
            ("regexp", [pattern, column]) if sqlite => {
                self.pattern(condition, column, pattern, RegularExpression, negated, false)
            }
            ("regexp_like", [column, pattern, flags @ ..]) => {
                let insensitive = flags.first().is_some_and(
                    |flags| matches!(self.scope.term(flags), Term::Constant(Value::Text(flags)) if flags.contains('i')),
                );
                self.pattern(
                    condition,
                    column,
                    pattern,
                    RegularExpression,
                    negated,
                    insensitive,
                )
            }
            ("starts_with", [column, part]) => match (self.scope.term(column), self.scope.term(part)) {
                (Term::Column(_), Term::Constant(Value::Text(part))) if !part.contains(['%', '_', '\\']) => {
                    self.starts_with(column, &part, negated)
                }
                _ => self.unread(condition),
            },
            ("json_valid" | "isjson", [column, ..]) => {
                self.json(condition, column, JsonShape::Valid, negated)
            }
            ("json_schema_valid" | "json_matches_schema" | "jsonb_matches_schema", [_, column]) => {
                self.json(condition, column, JsonShape::Shaped, negated)
            }
            _ => return self.truth(condition, negated),
        })
    }

    fn starts_with(&self, column: &Expression, part: &str, negated: bool) -> Facts {
        let Term::Column(seen) = self.scope.term(column) else {
            return Facts::default();
        };
        let pattern = Pattern {
            kind: PatternKind::Like,
            text: Some(format!("{part}%")),
            negated,
            case_insensitive: false,
        };
        only(
            &seen,
            CheckFacts {
                patterns: vec![pattern],
                ..CheckFacts::default()
            },
        )
    }

    fn json(&self, condition: &Expression, column: &Expression, shape: JsonShape, negated: bool) -> Facts {
        match self.scope.term(column) {
            Term::Column(seen) if seen.is_itself() && !negated => only(
                &seen,
                CheckFacts {
                    json: Some(shape),
                    ..CheckFacts::default()
                },
            ),
            _ => self.unread(condition),
        }
    }
}

fn only(seen: &Seen<'_>, facts: CheckFacts) -> Facts {
    [(seen.name.to_owned(), facts)].into_iter().collect()
}

/// The words of `^(a|b)$`, and of `(a|b)` for `SIMILAR TO`, which matches the whole text.
fn choices(pattern: &str, kind: PatternKind) -> Option<Vec<Value>> {
    let inner = match kind {
        PatternKind::RegularExpression => pattern.strip_prefix('^')?.strip_suffix('$')?,
        PatternKind::SimilarTo => pattern,
        PatternKind::Like | PatternKind::Glob => return None,
    };
    let inside = |text: &'_ str| -> Option<String> {
        let text = text.strip_prefix('(')?.strip_suffix(')')?;
        Some(text.strip_prefix("?:").unwrap_or(text).to_owned())
    };
    let inner = match inside(inner) {
        Some(inner) => inner,
        // `^a|b$` is something else.
        None if kind == PatternKind::SimilarTo || !inner.contains('|') => inner.to_owned(),
        None => return None,
    };
    let is_plain = |character: char| {
        character.is_alphanumeric()
            || " -/:@#,;".contains(character)
            || (character == '_' && kind == PatternKind::RegularExpression)
    };
    inner
        .split('|')
        .map(|word| (!word.is_empty() && word.chars().all(is_plain)).then(|| Value::text(word)))
        .collect()
}
