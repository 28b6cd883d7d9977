//! `ALTER TABLE … DROP COLUMN`, which SQLite does for columns that nothing else names.

use rowproof_source::Span;
use rowproof_syntax::ast::Identifier;

use super::alter::is_inside;
use super::alter_constraint::settle_not_null_by_check;
use super::expression::is_rowid;
use super::{Outcome, refused};
use crate::model::{Constraint, ConstraintKind, Index, IndexOrigin, Relation, RelationId};
use crate::questions::columns_of;
use crate::{Catalog, Column, Refusal};

impl Catalog {
    pub(super) fn drop_sqlite_column(&mut self, id: RelationId, name: &Identifier, span: Span) -> Outcome {
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        let at = relation
            .columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(&name.value));
        let Some((at, column)) = at.and_then(|at| Some((at, relation.columns.get(at)?))) else {
            return refused(
                span,
                Refusal::UndefinedColumn,
                format!("column `{}`", name.value),
                "there is no such column in the table",
            );
        };
        if let Some(reason) = needed_by(relation, column) {
            let subject = format!("column `{}` of `{}`", column.name, relation.name);
            return refused(span, Refusal::DependentObjects, subject, reason);
        }
        let legacy = self.sqlite.legacy_alter_table;
        let reader = (!legacy)
            .then(|| self.reader_naming(relation, &column.name, |mention| !mention.may_be_string))
            .flatten();
        if let Some(reader) = reader {
            return refused(
                span,
                Refusal::DependentObjects,
                format!("column `{}` of `{}`", column.name, relation.name),
                format!("{} names it", self.reader_name(&reader)),
            );
        }
        let (place, table, schema) = (
            column.span,
            relation.name.name.clone(),
            relation.name.schema.clone(),
        );
        self.require_columns_as_keys(&schema, span)?;
        self.require_readers_to_hold(&schema, span)?;
        let before = (!legacy && !self.readers_of(&table).is_empty()).then(|| self.clone());
        if let Some(relation) = self.relation_mut(id) {
            relation.columns.remove(at);
            relation
                .constraints
                .retain(|constraint| !is_inside(constraint.span, place));
            settle_not_null_by_check(relation);
            let last = relation.columns.get(at.wrapping_sub(1)).map(|column| column.span);
            if let Some(last) = last.filter(|_| at == relation.columns.len()) {
                let mut named = relation.constraints.iter().filter(|held| held.named);
                let running_on = named.rfind(|held| is_inside(held.span, last));
                let name = running_on.map(|held| held.name.clone());
                let of_table = |held: &&mut Constraint| {
                    !relation
                        .columns
                        .iter()
                        .any(|column| is_inside(held.span, column.span))
                };
                let next = relation.constraints.iter_mut().find(of_table);
                if let (Some(name), Some(next)) =
                    (name, next.filter(|next| !next.named && next.check().is_some()))
                {
                    next.name = name;
                    next.named = true;
                }
            }
        }
        self.suspect_readers_of(&table);
        self.settle_readers(before, &schema, span)
    }
}

/// What keeps a column from being dropped.
fn needed_by(relation: &Relation, column: &Column) -> Option<String> {
    let name = column.name.as_str();
    if is_rowid(name) && !relation.without_rowid {
        return Some("a column with the name of the rowid cannot be dropped".to_owned());
    }
    if relation
        .primary_key()
        .is_some_and(|key| key.columns.iter().any(|held| held == name))
    {
        return Some("a column of the primary key cannot be dropped".to_owned());
    }
    let mut others = relation.columns.iter().filter(|other| other.name != name);
    if !others.clone().any(|other| other.generated.is_none()) {
        return Some("no other column would hold a value of its own".to_owned());
    }
    let generated = others.find(|other| {
        let expression = other.generated.as_deref();
        expression.is_some_and(|expression| names(&columns_of(expression), name))
    });
    if let Some(other) = generated {
        return Some(format!("the generated column `{}` is made from it", other.name));
    }
    let constraint = relation.constraints.iter().find(|constraint| {
        let unique = matches!(constraint.kind, ConstraintKind::Unique(_));
        (unique || !is_inside(constraint.span, column.span)) && names_in_constraint(constraint, name)
    });
    if let Some(constraint) = constraint {
        return Some(match constraint.named {
            true => format!("the constraint `{}` names it", constraint.name),
            false => "a constraint of the table names it".to_owned(),
        });
    }
    let index = relation
        .indexes
        .iter()
        .find(|index| index.origin == IndexOrigin::Declared && names_in_index(index, name));
    index.map(|index| format!("the index `{}` names it; drop that first", index.name))
}

fn names(columns: &[String], name: &str) -> bool {
    columns.iter().any(|column| column.eq_ignore_ascii_case(name))
}

fn names_in_constraint(constraint: &Constraint, name: &str) -> bool {
    match constraint.check() {
        Some(check) => names(&columns_of(&check.expression), name),
        None => constraint.mentions(name),
    }
}

fn names_in_index(index: &Index, name: &str) -> bool {
    let in_keys = |key: &crate::model::IndexColumn| names(&key.columns(), name);
    let predicate = index.predicate.as_ref();
    index.keys.iter().any(in_keys) || predicate.is_some_and(|predicate| names(&columns_of(predicate), name))
}
