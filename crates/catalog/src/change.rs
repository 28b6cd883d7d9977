//! One thing a fix does: applied to the model here, written as SQL and as text edits by the rules.
//!
//! A fix is proven on the changed model, so applying must mean what the written statements mean; a test replays both
//! and compares.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ReferentialAction};

use crate::Catalog;
use crate::model::{
    Check, Column, ColumnType, Constraint, ConstraintKind, ForeignKey, Identity, Index, IndexColumn,
    IndexOrigin, Key, QualifiedName, Relation, RelationId, RelationKind, TypeFamily,
};
use crate::questions::{columns_of, not_null_columns};

/// One change to one relation (or a new type or table beside it). Names are stored names.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Make these existing columns the primary key.
    AddPrimaryKey {
        /// The relation.
        relation: RelationId,
        /// In order, at least one.
        columns: Vec<String>,
    },
    /// Put a numbering key column in front: `bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`.
    AddIdentityKey {
        /// The relation.
        relation: RelationId,
        /// Its name, not yet taken.
        column: String,
    },
    /// Refuse NULL.
    SetNotNull {
        /// The relation.
        relation: RelationId,
        /// The column.
        column: String,
    },
    /// Give a default.
    SetDefault {
        /// The relation.
        relation: RelationId,
        /// The column.
        column: String,
        /// The default.
        expression: Expression,
    },
    /// Take the default away.
    DropDefault {
        /// The relation.
        relation: RelationId,
        /// The column.
        column: String,
    },
    /// Refuse equal values.
    AddUnique {
        /// The relation.
        relation: RelationId,
        /// In order, at least one.
        columns: Vec<String>,
        /// The constraint's name.
        name: String,
    },
    /// Add an index.
    CreateIndex(NewIndex),
    /// Remove an index that no constraint needs.
    DropIndex {
        /// The relation.
        relation: RelationId,
        /// The index's name.
        name: String,
    },
    /// Refuse rows that break a condition.
    AddCheck {
        /// The relation.
        relation: RelationId,
        /// The constraint's name.
        name: String,
        /// The condition, with its text.
        expression: Expression,
        /// The column it is about, when it is one.
        column: Option<String>,
    },
    /// Remove a CHECK, a foreign key or a unique constraint; the index of the latter goes with it.
    DropConstraint {
        /// The relation.
        relation: RelationId,
        /// The constraint's name.
        name: String,
    },
    /// Refuse rows that point nowhere.
    AddForeignKey {
        /// The referencing relation.
        relation: RelationId,
        /// The constraint's name.
        name: String,
        /// The referencing columns.
        columns: Vec<String>,
        /// The referenced relation.
        referenced: QualifiedName,
        /// The referenced columns.
        referenced_columns: Vec<String>,
        /// `ON DELETE`
        on_delete: Option<ReferentialAction>,
    },
    /// Change a column's type.
    SetType {
        /// The relation.
        relation: RelationId,
        /// The column.
        column: String,
        /// The new type.
        data_type: ColumnType,
        /// How old values become new ones, when it must be said: the text of the `USING` expression.
        using: Option<String>,
    },
    /// A new enumerated type.
    CreateEnum {
        /// Its name.
        name: QualifiedName,
        /// Its labels, in order.
        labels: Vec<String>,
    },
    /// A new table of allowed values with one text column, its primary key.
    CreateLookup {
        /// Its name.
        name: QualifiedName,
        /// Its column.
        column: String,
        /// MySQL: the collation of its column, when that is not the database's.
        collation: Option<String>,
        /// The values it starts with.
        values: Vec<String>,
    },
    /// Let the database compute a column.
    SetGenerated {
        /// The relation.
        relation: RelationId,
        /// The column.
        column: String,
        /// From what, with its text.
        expression: Expression,
    },
}

/// An index that a change adds.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIndex {
    /// The relation.
    pub relation: RelationId,
    /// The index's name.
    pub name: String,
    /// Whether it refuses duplicates.
    pub unique: bool,
    /// The access method, lower case; none for a B-tree.
    pub method: Option<&'static str>,
    /// At least one.
    pub keys: Vec<ChangeKey>,
    /// `WHERE`
    pub predicate: Option<Expression>,
}

impl NewIndex {
    /// A B-tree over whole columns, all rows in it, that refuses nothing.
    pub fn on(relation: RelationId, name: String, columns: Vec<String>) -> Self {
        Self {
            relation,
            name,
            unique: false,
            method: None,
            keys: columns.into_iter().map(ChangeKey::Column).collect(),
            predicate: None,
        }
    }
}

/// A key of a new index.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeKey {
    /// A plain column.
    Column(String),
    /// An expression, with its text.
    Expression(Expression),
}

impl Change {
    /// The relation that is changed; none for new types and tables.
    pub fn relation(&self) -> Option<RelationId> {
        match self {
            Change::AddPrimaryKey { relation, .. }
            | Change::AddIdentityKey { relation, .. }
            | Change::SetNotNull { relation, .. }
            | Change::SetDefault { relation, .. }
            | Change::DropDefault { relation, .. }
            | Change::AddUnique { relation, .. }
            | Change::CreateIndex(NewIndex { relation, .. })
            | Change::DropIndex { relation, .. }
            | Change::DropConstraint { relation, .. }
            | Change::AddCheck { relation, .. }
            | Change::AddForeignKey { relation, .. }
            | Change::SetType { relation, .. }
            | Change::SetGenerated { relation, .. } => Some(*relation),
            Change::CreateEnum { .. } | Change::CreateLookup { .. } => None,
        }
    }
}

impl Catalog {
    /// Applies a change. A change that names a relation or column that is not there does nothing.
    pub fn apply_change(&mut self, change: &Change) {
        match change {
            Change::AddPrimaryKey { relation, columns } => {
                let name = match self.dialect() {
                    Dialect::MySql => "PRIMARY".to_owned(),
                    Dialect::PostgreSql | Dialect::Sqlite => self.choose_name(*relation, columns, "pkey"),
                };
                self.add_plain_key(*relation, columns, name, true);
            }
            Change::AddIdentityKey { relation, column } => self.add_identity_key(*relation, column),
            Change::SetNotNull { relation, column } => {
                self.change_column(*relation, column, |column| column.not_null = true);
            }
            Change::SetDefault {
                relation,
                column,
                expression,
            } => {
                self.change_column(*relation, column, |column| {
                    column.default = Some(Box::new(expression.clone()))
                });
            }
            Change::DropDefault { relation, column } => {
                self.change_column(*relation, column, |column| column.default = None);
            }
            Change::AddUnique {
                relation,
                columns,
                name,
            } => {
                self.add_plain_key(*relation, columns, name.clone(), false);
            }
            Change::CreateIndex(index) => self.add_index(index),
            Change::DropIndex { relation, name } => {
                if let Some(relation) = self.relation_mut(*relation) {
                    relation.indexes.retain(|index| index.name != *name);
                }
            }
            Change::DropConstraint { relation, name } => self.drop_plain_constraint(*relation, name),
            Change::AddCheck {
                relation,
                name,
                expression,
                ..
            } => self.add_plain_check(*relation, name, expression),
            Change::AddForeignKey {
                relation,
                name,
                columns,
                referenced,
                referenced_columns,
                on_delete,
            } => {
                let foreign_key = ForeignKey {
                    columns: columns.clone(),
                    referenced: referenced.clone(),
                    relation: self.id_of(referenced),
                    referenced_columns: referenced_columns.clone(),
                    on_delete: *on_delete,
                    on_update: None,
                    on_delete_columns: Vec::new(),
                    period: false,
                    match_full: false,
                };
                self.add_plain_constraint(
                    *relation,
                    name.clone(),
                    ConstraintKind::ForeignKey(foreign_key.into()),
                );
            }
            Change::SetType {
                relation,
                column,
                data_type,
                ..
            } => {
                let resolved = match self.find_type(&self.enums, &data_type.name) {
                    Some(labels) => ColumnType {
                        enum_labels: Some(labels.clone()),
                        ..data_type.clone()
                    },
                    None => data_type.clone(),
                };
                self.change_column(*relation, column, |column| column.data_type = resolved.into());
            }
            Change::CreateEnum { name, labels } => {
                self.enums.insert(name.clone(), labels.clone().into());
            }
            Change::CreateLookup { name, column, .. } => self.add_lookup(name, column),
            Change::SetGenerated {
                relation,
                column,
                expression,
            } => {
                self.change_column(*relation, column, |column| {
                    column.generated = Some(Box::new(expression.clone()));
                    column.default = None;
                });
            }
        }
    }

    fn change_column(&mut self, relation: RelationId, name: &str, change: impl FnOnce(&mut Column)) {
        let column = self
            .relation_mut(relation)
            .and_then(|relation| relation.columns.iter_mut().find(|column| column.name == name));
        if let Some(column) = column {
            change(column);
        }
    }

    fn drop_plain_constraint(&mut self, relation: RelationId, name: &str) {
        let Some(relation) = self.relation_mut(relation) else {
            return;
        };
        let Some(at) = relation.constraints.iter().position(|held| held.name == name) else {
            return;
        };
        let dropped = relation.constraints.remove(at);
        // A foreign key and an index may share a name (MySQL); the index stays then.
        if dropped.key().is_some() {
            relation.indexes.retain(|index| index.name != name);
        }
    }

    fn add_plain_constraint(&mut self, relation: RelationId, name: String, kind: ConstraintKind) {
        if let Some(relation) = self.relation_mut(relation) {
            let span = relation.span;
            relation.constraints.push(Constraint::new(name, true, kind, span));
        }
    }

    /// Ascending, NULLs come last in PostgreSQL alone.
    fn sorts_nulls_first(&self) -> bool {
        self.dialect() != Dialect::PostgreSql
    }

    fn add_plain_key(&mut self, id: RelationId, columns: &[String], name: String, primary: bool) {
        let nulls_first = self.sorts_nulls_first();
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        let span = relation.span;
        let key = Key::of(columns.to_vec());
        let origin = if primary {
            IndexOrigin::PrimaryKey
        } else {
            IndexOrigin::Unique
        };
        let mut index = Index::on_columns(name.clone(), columns, origin, span);
        index
            .keys
            .iter_mut()
            .for_each(|key| key.nulls_first = nulls_first);
        relation.indexes.push(index);
        if primary {
            relation
                .columns
                .iter_mut()
                .filter(|column| columns.contains(&column.name))
                .for_each(|column| column.not_null = true);
        }
        let kind = if primary {
            ConstraintKind::PrimaryKey(key)
        } else {
            ConstraintKind::Unique(key)
        };
        self.add_plain_constraint(id, name, kind);
    }

    fn add_identity_key(&mut self, id: RelationId, name: &str) {
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        let mut column = Column::plain(
            name.to_owned(),
            ColumnType::known("bigint", TypeFamily::Integer(8)),
            relation.span,
        );
        column.identity = Some(Identity::Always);
        relation.columns.insert(0, column);
        let columns = [name.to_owned()];
        let key_name = self.choose_name(id, &columns, "pkey");
        self.add_plain_key(id, &columns, key_name, true);
    }

    fn add_index(&mut self, new: &NewIndex) {
        let nulls_first = self.sorts_nulls_first() && new.method.is_none();
        let by_case = self.dialect() == Dialect::PostgreSql;
        let Some(relation) = self.relation_mut(new.relation) else {
            return;
        };
        let span = relation.span;
        let plain = Index::on_columns(new.name.clone(), &[], IndexOrigin::Declared, span);
        let index = Index {
            unique: new.unique,
            keys: new.keys.iter().map(index_column).collect(),
            predicate: new.predicate.clone().map(Box::new),
            method: new.method.map_or(plain.method, str::to_owned),
            ..plain
        };
        relation.indexes.push(sorted(index, nulls_first));
        if !by_case {
            relation.spell_columns();
        }
    }

    fn add_plain_check(&mut self, id: RelationId, name: &str, expression: &Expression) {
        let must = not_null_columns(expression, self.dialect());
        let check = Check {
            expression: expression.clone(),
            columns: columns_of(expression),
            of_column: false,
        };
        self.add_plain_constraint(id, name.to_owned(), ConstraintKind::Check(check.into()));
        for column in must {
            self.change_column(id, &column, |column| column.not_null = true);
        }
    }

    fn add_lookup(&mut self, name: &QualifiedName, column: &str) {
        let nowhere = Span::default();
        let mut relation = Relation::empty(name.clone(), RelationKind::Table, nowhere, nowhere);
        relation.columns.push(Column::plain(
            column.to_owned(),
            ColumnType::known("text", TypeFamily::Text),
            nowhere,
        ));
        let id = self.add_tried(relation);
        let columns = [column.to_owned()];
        let key_name = self.choose_name(id, &columns, "pkey");
        self.add_plain_key(id, &columns, key_name, true);
    }
}

fn sorted(mut index: Index, nulls_first: bool) -> Index {
    index
        .keys
        .iter_mut()
        .for_each(|key| key.nulls_first = nulls_first);
    index
}

fn index_column(key: &ChangeKey) -> IndexColumn {
    match key {
        ChangeKey::Column(column) => IndexColumn::of_column(column),
        ChangeKey::Expression(expression) => IndexColumn::of(None, expression),
    }
}
