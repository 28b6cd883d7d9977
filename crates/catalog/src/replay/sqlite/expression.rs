//! What an expression stored in a schema may hold.

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, ExpressionKind, ObjectName};

use super::function::{is_aggregate, is_built_in};
use super::tokens::tokens;
use super::{Outcome, refused};
use crate::Refusal;
use crate::model::Relation;
use crate::questions::each_part;

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Check,
    Generated,
    IndexKey,
    IndexPredicate,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Purpose::Check => "CHECK constraints",
            Purpose::Generated => "generated columns",
            Purpose::IndexKey => "index expressions",
            Purpose::IndexPredicate => "partial index WHERE clauses",
        }
    }

    /// Only here may a column be qualified with its table, or be the rowid.
    fn is_condition(self) -> bool {
        matches!(self, Purpose::Check | Purpose::IndexPredicate)
    }
}

/// An expression's table, and what it is for.
pub(super) struct Place<'r> {
    relation: &'r Relation,
    purpose: Purpose,
}

/// Functions whose answers change: refused wherever a schema must mean the same tomorrow, CHECKs excepted.
const CHANGING: [&str; 8] = [
    "random",
    "randomblob",
    "last_insert_rowid",
    "changes",
    "total_changes",
    "sqlite_source_id",
    "sqlite_version",
    "load_extension",
];
/// Words that are such functions without parentheses.
const CLOCKS: [&str; 3] = ["current_date", "current_time", "current_timestamp"];

impl<'r> Place<'r> {
    pub fn new(relation: &'r Relation, purpose: Purpose) -> Self {
        Self { relation, purpose }
    }

    /// Refuses columns that the table does not have, queries, parameters, and functions that change their answer.
    pub fn check(&self, expression: &Expression, span: Span) -> Outcome {
        self.check_words(&expression.text, span)?;
        let mut outcome = Ok(());
        each_part(expression, &mut |part| {
            if outcome.is_ok() {
                outcome = self.check_part(expression, part, span);
            }
        });
        outcome
    }

    fn check_words(&self, text: &str, span: Span) -> Outcome {
        let (mut before, mut last) = ("", "");
        for token in tokens(text) {
            let is = |words: &[&str], word: &str| words.iter().any(|known| word.eq_ignore_ascii_case(known));
            if matches!(last, "(" | "") && is(&["select", "values", "with"], token) {
                return self.prohibited("a query", "queries", span);
            }
            if matches!(token, "?" | ":" | "@") || (token.starts_with('$') && token.len() > 1) {
                return self.prohibited("a parameter", "parameters", span);
            }
            if token == "(" && is_aggregate(last) {
                return self.prohibited("this function", "functions over many rows", span);
            }
            let changes = (token == "(" && is(&CHANGING, last) && before != ".") || is(&CLOCKS, token);
            if changes && self.purpose != Purpose::Check {
                return self.prohibited("this function", "functions that change their answer", span);
            }
            (before, last) = (last, token);
        }
        Ok(())
    }

    fn prohibited(&self, subject: &str, what: &str, span: Span) -> Outcome {
        refused(
            span,
            Refusal::InvalidDefinition,
            subject,
            format!("{what} are prohibited in {}", self.purpose.name()),
        )
    }

    fn check_part(&self, whole: &Expression, part: &Expression, span: Span) -> Outcome {
        match &part.kind {
            ExpressionKind::Column(name) => self.check_column(whole, name, span),
            ExpressionKind::Opaque(names) => names
                .iter()
                .try_for_each(|name| self.check_column(whole, name, span)),
            _ => Ok(()),
        }
    }

    fn check_column(&self, whole: &Expression, name: &ObjectName, span: Span) -> Outcome {
        if name.parts.len() > 1 && !self.purpose.is_condition() {
            return self.prohibited("a qualified name", "names with a point", span);
        }
        if self.holds(name) || may_be_string(whole, name) {
            return Ok(());
        }
        let spelled: Vec<&str> = name.parts.iter().map(|part| part.value.as_str()).collect();
        refused(
            span,
            Refusal::UndefinedColumn,
            format!("column `{}`", spelled.join(".")),
            "there is no such column in the table",
        )
    }

    fn holds(&self, name: &ObjectName) -> bool {
        let Some((last, qualifiers)) = name.parts.split_last() else {
            return true;
        };
        let table = qualifiers.last();
        if table.is_some_and(|table| !table.value.eq_ignore_ascii_case(&self.relation.name.name)) {
            return false;
        }
        self.relation
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(&last.value))
            || (is_rowid(&last.value) && !self.relation.without_rowid && self.purpose.is_condition())
    }
}

/// Whether a name of the whole expression, which alone has its text, is a single one in double quotes, which is a string where it is no column.
fn may_be_string(expression: &Expression, name: &ObjectName) -> bool {
    let at = name.span.start.checked_sub(expression.span.start);
    let first = at.and_then(|at| expression.text.as_bytes().get(at as usize));
    name.parts.len() == 1 && first == Some(&b'"')
}

/// The first function of an expression that is not one of SQLite's own.
pub(super) fn foreign_function(expression: &Expression) -> Option<&str> {
    let mut last = "";
    for token in tokens(&expression.text) {
        let is_word = last.starts_with(|first: char| first.is_alphabetic() || first == '_');
        if token == "(" && is_word && !is_built_in(last) {
            return Some(last);
        }
        last = token;
    }
    None
}

/// The names of the rowid, where no column has them.
pub(super) fn is_rowid(name: &str) -> bool {
    ["rowid", "oid", "_rowid_"]
        .iter()
        .any(|rowid| name.eq_ignore_ascii_case(rowid))
}

/// Whether a default is one: no column, no parameter, no query.
pub(super) fn is_constant(expression: &Expression) -> bool {
    let mut constant = true;
    each_part(expression, &mut |part| {
        constant &= match &part.kind {
            ExpressionKind::Column(_) | ExpressionKind::Parameter => false,
            ExpressionKind::Opaque(names) => names.is_empty(),
            _ => true,
        };
    });
    let mut last = "";
    for token in tokens(&expression.text) {
        let queries = ["select", "values", "with"]
            .iter()
            .any(|word| token.eq_ignore_ascii_case(word));
        let is_parameter = matches!(token, "?" | ":" | "@");
        let is_query = last == "(" && queries;
        constant &= !(is_parameter || is_query);
        last = token;
    }
    constant
}
