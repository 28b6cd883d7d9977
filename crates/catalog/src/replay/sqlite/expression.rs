//! What an expression stored in a schema may hold.

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, ExpressionKind, ObjectName};

use super::{Outcome, refused};
use crate::Refusal;
use crate::model::Relation;
use crate::questions::each_part;

/// An expression's table, and what it is for.
pub(super) struct Place<'r> {
    relation: &'r Relation,
    what: &'static str,
}

/// Functions whose answers change: refused wherever a schema must mean the same tomorrow.
const CHANGING: [&str; 6] = [
    "random",
    "randomblob",
    "last_insert_rowid",
    "changes",
    "total_changes",
    "sqlite_source_id",
];

impl<'r> Place<'r> {
    pub fn new(relation: &'r Relation, what: &'static str) -> Self {
        Self { relation, what }
    }

    /// Refuses columns that the table does not have, parameters, and functions that change their answer.
    pub fn check(&self, expression: &Expression, span: Span) -> Outcome {
        let mut outcome = Ok(());
        each_part(expression, &mut |part| {
            if outcome.is_ok() {
                outcome = self.check_part(part, span);
            }
        });
        outcome
    }

    fn check_part(&self, part: &Expression, span: Span) -> Outcome {
        match &part.kind {
            ExpressionKind::Column(name) if !self.holds(name) => {
                let spelled: Vec<&str> = name.parts.iter().map(|part| part.value.as_str()).collect();
                refused(
                    span,
                    Refusal::UndefinedColumn,
                    format!("column `{}`", spelled.join(".")),
                    "there is no such column in the table",
                )
            }
            ExpressionKind::Parameter => refused(
                span,
                Refusal::InvalidDefinition,
                "a parameter",
                format!("parameters are prohibited in {}", self.what),
            ),
            ExpressionKind::Function { name, .. }
                if CHANGING.contains(&name.as_str()) && self.what != "CHECK constraints" =>
            {
                refused(
                    span,
                    Refusal::InvalidDefinition,
                    format!("function `{name}`"),
                    format!(
                        "functions that change their answer are prohibited in {}",
                        self.what
                    ),
                )
            }
            _ => Ok(()),
        }
    }

    fn holds(&self, name: &ObjectName) -> bool {
        let Some((last, qualifiers)) = name.parts.split_last() else {
            return true;
        };
        let table = qualifiers.last();
        if let Some(table) = table {
            if !table.value.eq_ignore_ascii_case(&self.relation.name.name) {
                return false;
            }
        } else if last.quoted {
            // A name in quotes that is no column is a string.
            return true;
        }
        self.relation
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(&last.value))
            || (is_rowid(&last.value) && !self.relation.without_rowid)
    }
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
        constant &= !matches!(part.kind, ExpressionKind::Column(_) | ExpressionKind::Parameter);
    });
    constant
}
