//! A table while its statement is read: nothing reaches the catalog until all of it holds.

use rowproof_source::{SmallSet, Span};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{ColumnConstraint, Expression, Identifier};

use super::expression::{Place, Purpose, foreign_function};
use super::{Outcome, refused};
use crate::Refusal;
use crate::model::{Check, Column, Constraint, ConstraintKind, IndexOrigin, Relation};
use crate::questions::{columns_of, not_null_columns};

/// A table, and what SQLite remembers while it reads it.
pub(super) struct Building {
    pub relation: Relation,
    /// The name the last `CONSTRAINT` gave; SQLite keeps it until the next column or comma.
    pub constraint_name: Option<String>,
    /// `ON CONFLICT` of each index that a constraint made, in the order of `relation.indexes`.
    pub conflicts: Vec<Option<String>>,
    /// Lower-case names of the columns a `UNIQUE` behind the column makes undroppable.
    pub collations: Vec<(Span, String)>,
}

impl Building {
    pub fn new(relation: Relation) -> Self {
        Self {
            relation,
            constraint_name: None,
            conflicts: Vec::new(),
            collations: Vec::new(),
        }
    }

    /// The place of the column a name means, rowid left out.
    pub fn column_at(&self, name: &str) -> Option<usize> {
        self.relation
            .columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(name))
    }

    pub fn last_column(&mut self) -> Option<&mut Column> {
        self.relation.columns.last_mut()
    }

    pub fn push_constraint(&mut self, label: &str, columns: &[String], kind: ConstraintKind, span: Span) {
        let named = self.constraint_name.clone();
        let is_named = named.is_some();
        let name = named.unwrap_or_else(|| self.free_name(label, columns));
        self.relation
            .constraints
            .push(Constraint::new(name, is_named, kind, span));
    }

    /// A name for what SQLite leaves unnamed, so that it can be spoken of.
    fn free_name(&self, label: &str, columns: &[String]) -> String {
        let mut parts = vec![self.relation.name.name.clone()];
        parts.extend(columns.iter().filter(|_| label != "pkey").cloned());
        parts.push(label.to_owned());
        let stem = parts.join("_");
        let taken = |name: &str| {
            self.relation
                .constraints
                .iter()
                .any(|constraint| constraint.name == name)
        };
        if !taken(&stem) {
            return stem;
        }
        (1_u32..)
            .map(|number| format!("{stem}{number}"))
            .find(|name| !taken(name))
            .unwrap_or(stem)
    }

    pub fn add_check(&mut self, expression: &Expression, span: Span) {
        let spelled = |name: String| {
            self.column_at(&name)
                .and_then(|at| self.relation.columns.get(at))
                .map_or(name, |column| column.name.clone())
        };
        let mut columns: Vec<String> = Vec::new();
        for name in columns_of(expression) {
            let name = spelled(name);
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        let must = not_null_columns(expression, Dialect::Sqlite);
        let only: Vec<String> = match columns.as_slice() {
            [only] => vec![only.clone()],
            _ => Vec::new(),
        };
        let check = Check {
            expression: expression.clone(),
            columns,
            of_column: false,
        };
        self.push_constraint("check", &only, ConstraintKind::Check(check.into()), span);
        for column in &mut self.relation.columns {
            let is_meant = must.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
            if is_meant && !column.not_null {
                column.not_null = true;
                column.not_null_by_check = true;
            }
        }
    }

    /// `COLLATE`, which also reaches the keys made on the column before it.
    pub fn set_collation(&mut self, constraint: &ColumnConstraint, name: &str) {
        self.collations.push((constraint.span, name.to_owned()));
        let Some(column) = self.last_column() else { return };
        column.collation = Some(name.to_owned());
        let column = column.name.clone();
        for index in &mut self.relation.indexes {
            for key in &mut index.keys {
                if key.column.as_ref() == Some(&column) && index.method != "rowid" {
                    key.collation = Some(name.to_owned());
                }
            }
        }
    }

    pub fn remember_name(&mut self, name: Option<&Identifier>) {
        if let Some(name) = name {
            self.constraint_name = Some(name.value.clone());
        }
    }

    /// Once all columns are known: the conditions only name columns of the table, generated columns are not the only
    /// ones.
    pub fn check_expressions(&self) -> Outcome {
        for constraint in &self.relation.constraints {
            if let Some(check) = constraint.check() {
                Place::new(&self.relation, Purpose::Check).check(&check.expression, constraint.span)?;
            }
        }
        let mut own = 0;
        for column in &self.relation.columns {
            match &column.generated {
                Some(expression) => {
                    Place::new(&self.relation, Purpose::Generated).check(expression, column.span)?
                }
                None => own += 1,
            }
        }
        if own == 0 && !self.relation.columns.is_empty() {
            return refused(
                self.relation.name_span,
                Refusal::InvalidDefinition,
                format!("`{}`", self.relation.name),
                "a table needs a column that is not generated",
            );
        }
        Ok(())
    }

    /// A column that is computed when read may not be made from itself, by whichever way. Of one that is stored SQLite
    /// finds that out when a row is inserted.
    pub fn refuse_loop(&self, span: Span) -> Outcome {
        match looped(&self.relation).last() {
            None => Ok(()),
            Some(column) => refused(
                span,
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name),
                "it is generated from itself",
            ),
        }
    }

    /// The first function that is not one of SQLite's own.
    pub fn foreign_function(&self) -> Option<String> {
        let checks = self
            .relation
            .constraints
            .iter()
            .filter_map(|constraint| constraint.check());
        let generated = self
            .relation
            .columns
            .iter()
            .filter_map(|column| column.generated.as_deref());
        let mut all = checks.map(|check| &check.expression).chain(generated);
        all.find_map(foreign_function).map(str::to_owned)
    }

    /// The index that the primary key made, when it made one.
    pub fn primary_index(&self) -> Option<usize> {
        self.relation
            .indexes
            .iter()
            .position(|index| index.origin == IndexOrigin::PrimaryKey && index.method != "rowid")
    }
}

/// The columns that are made from themselves, or from such a column.
pub(super) fn looped(relation: &Relation) -> Vec<&Column> {
    let is_computed = |column: &&Column| column.generated.is_some() && !column.generated_stored;
    let mut left: Vec<&Column> = relation.columns.iter().filter(is_computed).collect();
    let lower = |column: &&Column| column.name.to_ascii_lowercase();
    let mut open = SmallSet::default();
    for column in &left {
        open.insert(lower(column));
    }
    loop {
        let before = left.len();
        left.retain(|column| {
            let names = column.generated.as_deref().map(columns_of).unwrap_or_default();
            let stays = names.iter().any(|name| open.contains(&name.to_ascii_lowercase()));
            if !stays {
                open.remove(&lower(column));
            }
            stays
        });
        if left.len() == before {
            return left;
        }
    }
}
