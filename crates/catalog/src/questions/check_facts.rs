//! What the CHECKs of a relation say about one column.

use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, Literal};

use super::{columns_of, strip_casts};
use crate::model::{Column, ColumnType, Relation};

/// Facts about one column, gathered from its type, its domain and every validated or unvalidated CHECK that names it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckFacts {
    /// The values it may hold, when they are listed.
    pub allowed: Option<AllowedValues>,
    /// It is compared with a constant from below (`>= 0`, `BETWEEN`).
    pub lower_bound: bool,
    /// It is compared with a constant from above.
    pub upper_bound: bool,
    /// Its length is limited.
    pub length: bool,
    /// It must match a pattern (`LIKE`, a regular expression).
    pub pattern: bool,
    /// Some CHECK names it together with other columns: those columns.
    pub related_columns: Vec<String>,
    /// Some CHECK names it in a way that is not read further.
    pub other: bool,
}

/// A closed list of values, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedValues {
    /// As text, in the order written, without repetition.
    pub values: Vec<String>,
    /// What lists them: "the type `user_status`", "the constraint `orders_status_check`", "the domain `status`".
    pub source: String,
}

impl CheckFacts {
    /// Whether anything at all limits which values the column takes, beyond its plain type.
    pub fn is_constrained(&self) -> bool {
        self.allowed.is_some() || self.pattern || self.other || self.lower_bound || self.upper_bound
    }
}

impl Relation {
    /// What the CHECKs, the type and the domain say about a column.
    pub fn check_facts(&self, column: &Column) -> CheckFacts {
        let mut facts = CheckFacts::default();
        if let Some(labels) = &column.data_type.enum_labels {
            let source = enum_source(&column.data_type);
            facts.allowed = Some(AllowedValues {
                values: labels.to_vec(),
                source,
            });
        }
        if let Some(domain) = &column.data_type.domain {
            for check in &domain.checks {
                read(
                    &check.expression,
                    "value",
                    &format!("the domain `{}`", domain.name),
                    &mut facts,
                );
            }
        }
        for (constraint, check) in self.checks() {
            if !check.columns.contains(&column.name) {
                continue;
            }
            let source = format!("the constraint `{}`", constraint.name);
            read(&check.expression, &column.name, &source, &mut facts);
            for other in check.columns.iter().filter(|name| **name != column.name) {
                if !facts.related_columns.contains(other) {
                    facts.related_columns.push(other.clone());
                }
            }
        }
        facts
    }
}

fn enum_source(data_type: &ColumnType) -> String {
    if data_type.arguments.is_empty() {
        format!("the type `{}`", data_type.name)
    } else {
        "its `ENUM`".to_owned()
    }
}

/// Reads AND-ed parts one by one; a part in OR only counts when it lists values.
fn read(expression: &Expression, column: &str, source: &str, facts: &mut CheckFacts) {
    if let ExpressionKind::Binary(left, BinaryOperator::And, right) = &expression.kind {
        read(left, column, source, facts);
        read(right, column, source, facts);
        return;
    }
    if !columns_of(expression)
        .iter()
        .any(|name| name.eq_ignore_ascii_case(column))
    {
        return;
    }
    if let Some(values) = listed_values(expression, column) {
        facts.allowed = Some(AllowedValues {
            values,
            source: source.to_owned(),
        });
        return;
    }
    read_bound(expression, column, facts);
}

fn read_bound(expression: &Expression, column: &str, facts: &mut CheckFacts) {
    match &expression.kind {
        ExpressionKind::IsNull { .. } => {}
        ExpressionKind::Between {
            operand,
            negated: false,
            ..
        } if is_column(operand, column) => {
            facts.lower_bound = true;
            facts.upper_bound = true;
        }
        ExpressionKind::Between { operand, .. } if is_length(operand, column) => facts.length = true,
        ExpressionKind::Like { operand, .. } if names_column(operand, column) => facts.pattern = true,
        ExpressionKind::Binary(left, operator, right) => {
            if is_length(left, column) || is_length(right, column) {
                facts.length = true;
                return;
            }
            match (is_column(left, column), is_column(right, column), operator) {
                (_, _, BinaryOperator::RegexMatch | BinaryOperator::RegexMatchInsensitive) => {
                    facts.pattern = true
                }
                (true, false, BinaryOperator::Greater | BinaryOperator::GreaterOrEqual)
                | (false, true, BinaryOperator::Less | BinaryOperator::LessOrEqual) => {
                    facts.lower_bound = true
                }
                (true, false, BinaryOperator::Less | BinaryOperator::LessOrEqual)
                | (false, true, BinaryOperator::Greater | BinaryOperator::GreaterOrEqual) => {
                    facts.upper_bound = true
                }
                _ => facts.other = true,
            }
        }
        _ => facts.other = true,
    }
}

fn names_column(expression: &Expression, column: &str) -> bool {
    columns_of(expression)
        .iter()
        .any(|name| name.eq_ignore_ascii_case(column))
}

fn is_column(expression: &Expression, column: &str) -> bool {
    match &strip_casts(expression).kind {
        ExpressionKind::Column(name) => name
            .last()
            .is_some_and(|last| last.value.eq_ignore_ascii_case(column)),
        // Trimmed or folded, it is still the column's value that is compared.
        ExpressionKind::Function { name, arguments }
            if matches!(name.as_str(), "lower" | "upper" | "trim" | "btrim") =>
        {
            arguments
                .first()
                .is_some_and(|argument| is_column(argument, column))
        }
        _ => false,
    }
}

fn is_length(expression: &Expression, column: &str) -> bool {
    match &strip_casts(expression).kind {
        ExpressionKind::Function { name, arguments } => {
            matches!(
                name.as_str(),
                "length" | "char_length" | "character_length" | "octet_length"
            ) && arguments
                .first()
                .is_some_and(|argument| names_column(argument, column))
        }
        _ => false,
    }
}

/// The values of `c IN (…)`, `c = 'x'`, OR-ed together at most; `c IS NULL` may stand beside them.
fn listed_values(expression: &Expression, column: &str) -> Option<Vec<String>> {
    match &expression.kind {
        ExpressionKind::InList {
            operand,
            list,
            negated: false,
        } if is_column(operand, column) => list.iter().map(constant).collect(),
        ExpressionKind::Binary(left, BinaryOperator::Equal, right) if is_column(left, column) => {
            Some(vec![constant(right)?])
        }
        ExpressionKind::Binary(left, BinaryOperator::Or, right) => {
            let (left, right) = match (is_null_test(left, column), is_null_test(right, column)) {
                (true, false) => return listed_values(right, column),
                (false, true) => return listed_values(left, column),
                _ => (listed_values(left, column)?, listed_values(right, column)?),
            };
            let mut values = left;
            for value in right {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            Some(values)
        }
        _ => None,
    }
}

fn is_null_test(expression: &Expression, column: &str) -> bool {
    matches!(&expression.kind, ExpressionKind::IsNull { operand, negated: false } if is_column(operand, column))
}

fn constant(expression: &Expression) -> Option<String> {
    match &strip_casts(expression).kind {
        ExpressionKind::Literal(Literal::String(text) | Literal::Number(text)) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    fn facts(check: &str) -> CheckFacts {
        let text = format!("create table t (c text check ({check}), d int)");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &text, Dialect::PostgreSql));
        let relation = catalog.relations().next().unwrap();
        relation.check_facts(&relation.columns[0])
    }

    #[test]
    fn reads_every_spelling_of_a_list() {
        for check in [
            "c in ('a', 'b')",
            "c = 'a' or c = 'b'",
            "c = any (array['a', 'b'])",
            "(c)::text = any ((array['a'::character varying, 'b'::character varying])::text[])",
            "c is null or c in ('a', 'b')",
        ] {
            assert_eq!(
                facts(check).allowed.map(|allowed| allowed.values),
                Some(vec!["a".into(), "b".into()]),
                "{check}"
            );
        }
    }

    #[test]
    fn tells_bounds_lengths_and_patterns_apart() {
        assert!(facts("length(c) <= 254").length);
        assert!(!facts("length(c) <= 254").is_constrained());
        assert!(facts("c like '%@%'").pattern);
        assert!(facts("0 < c").lower_bound);
        assert!(facts("c between 1 and 5").upper_bound);
        assert_eq!(facts("c <> d::text").related_columns, ["d"]);
    }
}
