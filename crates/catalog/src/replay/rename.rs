//! A column's new name, in everything of its relation that names it.

use rowproof_syntax::ast::Expression;

use crate::model::{ConstraintKind, Relation};
use crate::questions::rename_column_in;

pub(super) fn rename_in(columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|column| *column == from) {
        to.clone_into(column);
    }
}

pub(super) fn rename_in_relation(relation: &mut Relation, from: &str, to: &str) {
    rename_in(
        relation.partition_columns.as_deref_mut().unwrap_or_default(),
        from,
        to,
    );
    rename_in(&mut relation.partition_expression_columns, from, to);
    for column in &mut relation.columns {
        if column.name == from {
            to.clone_into(&mut column.name);
        }
        if let Some(expression) = &mut column.generated {
            rename_column_in(expression, from, to);
        }
    }
    for constraint in &mut relation.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                rename_in(&mut key.columns, from, to)
            }
            ConstraintKind::ForeignKey(key) => rename_in(&mut key.columns, from, to),
            ConstraintKind::Exclude(columns) => rename_in(columns, from, to),
            ConstraintKind::Check(check) => {
                rename_in(&mut check.columns, from, to);
                rename_column_in(&mut check.expression, from, to);
            }
        }
    }
    let rename = |expression: &mut Expression| rename_column_in(expression, from, to);
    for policy in &mut relation.row_security.policies {
        for condition in policy.conditions_mut() {
            if condition.columns.iter().any(|held| held == from) {
                rename_in(&mut condition.columns, from, to);
                rename(&mut condition.expression);
            }
        }
    }
    for index in &mut relation.indexes {
        if index.mentions(from) {
            match index.renamed.iter_mut().find(|(now, _)| now == from) {
                Some((now, _)) => to.clone_into(now),
                None => index.renamed.push((to.to_owned(), from.to_owned())),
            }
        }
        for key in &mut index.keys {
            if key.column.as_deref() == Some(from) {
                key.column = Some(to.to_owned());
            }
            key.expression.as_deref_mut().into_iter().for_each(&rename);
        }
        rename_in(&mut index.include, from, to);
        if let Some(predicate) = &mut index.predicate {
            rename(predicate);
        }
    }
}
