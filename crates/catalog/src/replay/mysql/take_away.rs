//! What ALTER TABLE and DROP INDEX take away from a table.

use rowproof_syntax::ast::{DroppedConstraint, Expression, Identifier};
use rowproof_syntax::{Dialect, Product};

use super::alter::no_column;
use super::draft::Draft;
use super::{Applied, refused};
use crate::model::{ConstraintKind, same_name};
use crate::note::Refusal;
use crate::questions::columns_of;

/// Takes columns out. A key that is not unique loses them; a unique one, a CHECK over several columns and a generated
/// column hold on to theirs.
/// A key stays over a column that is added again, with as many bytes of it as before.
pub(super) fn drop_columns(
    draft: &mut Draft,
    dropped: Vec<(&Identifier, bool)>,
    added_anew: impl Fn(&str) -> bool,
    product: Product,
) -> Applied {
    let mut names: Vec<String> = Vec::new();
    for (name, if_exists) in dropped {
        match draft.position(&name.value) {
            Some(_) if !names.contains(&draft.stored(&name.value)) => names.push(draft.stored(&name.value)),
            _ if if_exists => {}
            _ => return Err(no_column(&name.value)),
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    let subject = format!("column `{}`", names.join("`, `"));
    let relation = &mut draft.relation;
    let is_gone = |name: &String| names.contains(name);
    for index in &mut relation.indexes {
        let before = index.keys.len();
        index.keys.retain_mut(|key| {
            let gone = key.column.as_ref().filter(|column| is_gone(column));
            let Some(column) =
                gone.and_then(|column| relation.columns.iter().find(|held| held.name == *column))
            else {
                return true;
            };
            key.prefix_length = key.prefix_length.or(super::key_length::whole_prefix(column));
            added_anew(&column.name)
        });
        if index.unique && !index.keys.is_empty() && index.keys.len() < before {
            return Err(refused(
                Refusal::DependentObjects,
                subject,
                format!("unique index `{}` has other columns too", index.name),
            ));
        }
    }
    // MariaDB looks for the columns of what is computed, where a CHECK names it.
    let is_named = |name: &String| names.iter().any(|gone| same_name(gone, name, Dialect::MySql));
    let loses = |expression: &Expression| columns_of(expression).iter().any(is_named);
    let computed = relation.columns.iter().filter(|column| {
        let expression = column
            .generated
            .as_deref()
            .filter(|_| product == Product::MariaDb);
        expression.is_some_and(|expression| is_gone(&column.name) || loses(expression))
    });
    let computed: Vec<String> = computed.map(|column| column.name.clone()).collect();
    relation.columns.retain(|column| !is_gone(&column.name));
    relation.indexes.retain(|index| !index.keys.is_empty());
    let mut holding = None;
    relation.constraints.retain(|constraint| match &constraint.kind {
        ConstraintKind::Check(check) => {
            let gone = check.columns.iter().filter(|name| is_named(name)).count();
            let is_computed = !check.of_column && check.columns.iter().any(|name| computed.contains(name));
            if is_computed || (gone > 0 && gone < check.columns.len() && !check.of_column) {
                holding = Some(constraint.name.clone());
            }
            gone == 0 || (gone < check.columns.len() && !check.of_column)
        }
        ConstraintKind::ForeignKey(key) => {
            if key.columns.iter().any(is_gone) {
                holding = Some(constraint.name.clone());
            }
            true
        }
        _ => true,
    });
    match holding {
        None => Ok(()),
        Some(name) => Err(refused(
            Refusal::DependentObjects,
            subject,
            format!("constraint `{name}` needs it"),
        )),
    }
}

pub(super) fn no_index(name: &str) -> Box<super::Refused> {
    refused(
        Refusal::UndefinedObject,
        format!("index `{name}`"),
        "there is no such index",
    )
}

/// An index that is hidden or shown does not go in the same statement.
pub(super) fn check_shown(draft: &Draft) -> Applied {
    let is_there = |name: &String| draft.relation.indexes.iter().any(|index| index.name == *name);
    match draft.shown.iter().find(|name| !is_there(name)) {
        Some(name) if !draft.is_temporary => Err(no_index(name)),
        _ => Ok(()),
    }
}

pub(super) fn drop_index(draft: &mut Draft, name: &str, if_exists: bool) -> Applied {
    let before = draft.relation.indexes.len();
    draft
        .relation
        .indexes
        .retain(|index| !same_name(&index.name, name, Dialect::MySql));
    match before == draft.relation.indexes.len() && !if_exists {
        true => Err(no_index(name)),
        false => Ok(()),
    }
}

pub(super) fn drop_constraint(
    draft: &mut Draft,
    name: &str,
    if_exists: bool,
    what: DroppedConstraint,
) -> Applied {
    let means = |constraint: &crate::model::Constraint| {
        same_name(&constraint.name, name, Dialect::MySql)
            && match &constraint.kind {
                ConstraintKind::ForeignKey(_) => what != DroppedConstraint::Check,
                ConstraintKind::Check(check) => what != DroppedConstraint::ForeignKey && !check.of_column,
                _ => false,
            }
    };
    let found = draft.relation.constraints.iter().position(means);
    if let Some(at) = found {
        draft.relation.constraints.remove(at);
        return Ok(());
    }
    let of_index = what == DroppedConstraint::Any
        && draft
            .relation
            .indexes
            .iter()
            .any(|index| index.unique && same_name(&index.name, name, Dialect::MySql));
    if of_index {
        return drop_index(draft, name, if_exists);
    }
    match if_exists {
        true => Ok(()),
        false => Err(refused(
            Refusal::UndefinedObject,
            format!("constraint `{name}`"),
            "there is no such constraint",
        )),
    }
}
