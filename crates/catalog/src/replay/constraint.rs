//! Constraints and the indexes they bring.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, ConstraintTiming, Expression, ExpressionKind,
    Identifier, IndexKey, References, TableConstraint, TableConstraintKind,
};

use crate::Catalog;
use crate::model::{
    Check, Constraint, ConstraintKind, ForeignKey, Index, IndexOrigin, Key, RelationId, fold,
};
use crate::questions::{columns_of, not_null_columns};

/// What all constraints have in common.
struct Common<'a> {
    name: Option<&'a Identifier>,
    span: Span,
    timing: ConstraintTiming,
    not_valid: bool,
}

impl Catalog {
    /// Keys, checks and references written behind a column.
    pub(super) fn add_column_constraints(&mut self, id: RelationId, definition: &ColumnDefinition) {
        let column = fold(&definition.name, self.dialect());
        for constraint in &definition.constraints {
            self.add_column_constraint(id, &column, constraint);
        }
    }

    fn add_column_constraint(&mut self, id: RelationId, column: &str, constraint: &ColumnConstraint) {
        let common = Common {
            name: constraint.name.as_ref(),
            span: constraint.span,
            timing: constraint.timing,
            not_valid: false,
        };
        let columns = vec![column.to_owned()];
        match &constraint.kind {
            ColumnConstraintKind::PrimaryKey => self.add_key(id, &common, columns, true, false),
            ColumnConstraintKind::Unique { nulls_not_distinct } => {
                self.add_key(id, &common, columns, false, *nulls_not_distinct);
            }
            ColumnConstraintKind::Check {
                expression,
                enforced: true,
                ..
            } => {
                self.add_check(id, &common, expression, Some(column));
            }
            ColumnConstraintKind::References(references) => {
                self.add_foreign_key(id, &common, columns, references);
            }
            _ => {}
        }
    }

    pub(super) fn add_constraint(&mut self, id: RelationId, constraint: &TableConstraint) {
        let common = Common {
            name: constraint.name.as_ref(),
            span: constraint.span,
            timing: constraint.timing,
            not_valid: constraint.not_valid,
        };
        match &constraint.kind {
            TableConstraintKind::PrimaryKey { columns, .. } => {
                let columns = self.key_columns(id, columns);
                self.add_key(id, &common, columns, true, false);
            }
            TableConstraintKind::Unique {
                columns,
                nulls_not_distinct,
                ..
            } => {
                self.add_unique(id, &common, columns, *nulls_not_distinct);
            }
            TableConstraintKind::UsingIndex { primary, index } => {
                self.adopt_index(id, &common, *primary, index)
            }
            TableConstraintKind::Check {
                expression,
                enforced: true,
                ..
            } => self.add_check(id, &common, expression, None),
            TableConstraintKind::Check { .. } => {}
            TableConstraintKind::ForeignKey { columns, references } => {
                let columns = self.stored_columns(id, columns);
                self.add_foreign_key(id, &common, columns, references);
            }
            // Only PostgreSQL has these.
            TableConstraintKind::Exclude { .. } => {}
            TableConstraintKind::NotNull(column) => self.set_not_null(id, column, true),
        }
    }

    fn stored_columns(&self, id: RelationId, written: &[Identifier]) -> Vec<String> {
        written
            .iter()
            .map(|name| match self.relation(id) {
                Some(relation) => self.stored_column(relation, name),
                None => fold(name, self.dialect()),
            })
            .collect()
    }

    fn key_columns(&self, id: RelationId, keys: &[IndexKey]) -> Vec<String> {
        keys.iter()
            .filter_map(|key| self.plain_column(id, &key.expression))
            .collect()
    }

    /// The stored name of the column an expression is, when it is one.
    pub(super) fn plain_column(&self, id: RelationId, expression: &Expression) -> Option<String> {
        match &expression.kind {
            ExpressionKind::Column(name) => {
                let last = name.last()?;
                Some(self.relation(id).map_or_else(
                    || fold(last, self.dialect()),
                    |relation| self.stored_column(relation, last),
                ))
            }
            _ => None,
        }
    }

    /// A unique key over prefixes or expressions (MySQL) refuses duplicates but is no key of the columns: an index only.
    fn add_unique(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        keys: &[IndexKey],
        nulls_not_distinct: bool,
    ) {
        let plain = keys.iter().all(|key| {
            key.prefix_length.is_none() && matches!(key.expression.kind, ExpressionKind::Column(_))
        });
        if plain {
            let columns = self.key_columns(id, keys);
            self.add_key(id, common, columns, false, nulls_not_distinct);
            return;
        }
        let named = self.key_columns(id, keys);
        let name = self.constraint_name(id, common, &named, "key");
        let index = Index {
            unique: true,
            nulls_not_distinct,
            keys: self.index_columns(id, keys),
            ..Index::on_columns(name, &[], IndexOrigin::Declared, common.span)
        };
        self.push_index(id, index);
    }

    fn add_key(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        columns: Vec<String>,
        primary: bool,
        nulls_not_distinct: bool,
    ) {
        if columns.is_empty() {
            return;
        }
        let label = if primary { "pkey" } else { "key" };
        let name = self.constraint_name(id, common, &columns, label);
        let key = Key {
            columns: columns.clone(),
            nulls_not_distinct,
            without_overlaps: false,
        };
        let implies_not_null = primary && self.dialect() != Dialect::Sqlite;
        let origin = if primary {
            IndexOrigin::PrimaryKey
        } else {
            IndexOrigin::Unique
        };
        let index = Index {
            nulls_not_distinct,
            ..Index::on_columns(name.clone(), &columns, origin, common.span)
        };
        self.push_index(id, index);
        let kind = if primary {
            ConstraintKind::PrimaryKey(key)
        } else {
            ConstraintKind::Unique(key)
        };
        self.push_constraint(id, name, common, kind);
        if implies_not_null {
            self.each_column(id, &columns, |column| column.not_null = true);
        }
    }

    /// `ADD PRIMARY KEY USING INDEX`: the index becomes the constraint's and takes its name.
    fn adopt_index(&mut self, id: RelationId, common: &Common<'_>, primary: bool, index: &Identifier) {
        let index_name = fold(index, self.dialect());
        let found = self
            .indexes_of(id)
            .iter()
            .position(|index| index.name == index_name);
        let Some(at) = found else {
            self.note(
                common.span,
                format!("index `{index_name}`"),
                "it is not in the paste",
            );
            return;
        };
        let name = common.name.map_or(index_name, |name| fold(name, self.dialect()));
        self.remember_index(id, &name);
        let mut columns = Vec::new();
        let mut nulls_not_distinct = false;
        if let Some(index) = self
            .relation_mut(id)
            .and_then(|relation| relation.indexes.get_mut(at))
        {
            index.name.clone_from(&name);
            index.origin = if primary {
                IndexOrigin::PrimaryKey
            } else {
                IndexOrigin::Unique
            };
            columns = index.leading_columns().map(str::to_owned).collect();
            nulls_not_distinct = index.nulls_not_distinct;
        }
        let key = Key {
            columns: columns.clone(),
            nulls_not_distinct,
            without_overlaps: false,
        };
        let kind = if primary {
            ConstraintKind::PrimaryKey(key)
        } else {
            ConstraintKind::Unique(key)
        };
        self.push_constraint(id, name, common, kind);
        if primary {
            self.each_column(id, &columns, |column| column.not_null = true);
        }
    }

    fn add_check(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        expression: &Expression,
        column: Option<&str>,
    ) {
        let columns = self.stored_mentions(id, expression);
        // PostgreSQL names a CHECK after its column when it names exactly one.
        let named: Vec<String> = match (column, columns.as_slice()) {
            (_, [only]) => vec![only.clone()],
            _ => Vec::new(),
        };
        let name = self.constraint_name(id, common, &named, "check");
        let must: Vec<String> = if common.not_valid {
            Vec::new()
        } else {
            not_null_columns(expression, self.dialect())
        };
        let must: Vec<String> = must.iter().map(|name| self.stored_spelling(id, name)).collect();
        let check = Check {
            expression: expression.clone(),
            columns,
            of_column: false,
        };
        self.push_constraint(id, name, common, ConstraintKind::Check(check));
        self.each_column(id, &must, |column| column.not_null = true);
    }

    /// The columns an expression names, as stored.
    pub(super) fn stored_mentions(&self, id: RelationId, expression: &Expression) -> Vec<String> {
        let mut stored: Vec<String> = Vec::new();
        for name in columns_of(expression) {
            let name = self.stored_spelling(id, &name);
            if !stored.contains(&name) {
                stored.push(name);
            }
        }
        stored
    }

    fn stored_spelling(&self, id: RelationId, name: &str) -> String {
        self.relation(id)
            .and_then(|relation| self.find_column(relation, name))
            .map_or_else(|| name.to_owned(), |column| column.name.clone())
    }

    fn add_foreign_key(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        columns: Vec<String>,
        references: &References,
    ) {
        let name = self.constraint_name(id, common, &columns, "fkey");
        let target = self.resolve_id(&references.relation);
        let referenced = match target.and_then(|target| self.relation(target)) {
            Some(relation) => relation.name.clone(),
            None => self.name_for_new(&references.relation),
        };
        let referenced_columns = match target {
            Some(target) => self.stored_columns(target, &references.columns),
            None => references
                .columns
                .iter()
                .map(|name| fold(name, self.dialect()))
                .collect(),
        };
        if self.dialect() == Dialect::MySql {
            self.add_mysql_foreign_key_index(id, &columns, common.span, &name);
        }
        let foreign_key = ForeignKey {
            columns,
            referenced,
            relation: target,
            referenced_columns,
            on_delete: references.on_delete,
            on_update: references.on_update,
            on_delete_columns: Vec::new(),
            period: false,
            match_full: references.match_full,
        };
        self.push_constraint(id, name, common, ConstraintKind::ForeignKey(foreign_key));
    }

    /// InnoDB makes an index on the referencing columns when none leads with them.
    fn add_mysql_foreign_key_index(&mut self, id: RelationId, columns: &[String], span: Span, name: &str) {
        let covered = self.indexes_of(id).iter().any(|index| {
            let leading: Vec<&str> = index.leading_columns().take(columns.len()).collect();
            leading.len() == columns.len() && leading.iter().zip(columns).all(|(a, b)| a == b)
        });
        if covered {
            return;
        }
        let index = Index::on_columns(name.to_owned(), columns, IndexOrigin::ForeignKey, span);
        self.push_index(id, index);
    }

    fn constraint_name(
        &self,
        id: RelationId,
        common: &Common<'_>,
        columns: &[String],
        label: &str,
    ) -> String {
        match common.name {
            Some(name) if !(label == "pkey" && self.dialect() == Dialect::MySql) => {
                fold(name, self.dialect())
            }
            _ => self.choose_name(id, columns, label),
        }
    }

    fn push_constraint(&mut self, id: RelationId, name: String, common: &Common<'_>, kind: ConstraintKind) {
        let constraint = Constraint {
            deferrable: common.timing.deferrable,
            initially_deferred: common.timing.initially_deferred,
            not_valid: common.not_valid,
            ..Constraint::new(name, common.name.is_some(), kind, common.span)
        };
        if let Some(relation) = self.relation_mut(id) {
            relation.constraints.push(constraint);
        }
    }

    pub(super) fn push_index(&mut self, id: RelationId, index: Index) {
        self.remember_index(id, &index.name);
        if let Some(relation) = self.relation_mut(id) {
            relation.indexes.push(index);
        }
    }

    pub(super) fn each_column(
        &mut self,
        id: RelationId,
        names: &[String],
        mut change: impl FnMut(&mut crate::Column),
    ) {
        if names.is_empty() {
            return;
        }
        if let Some(relation) = self.relation_mut(id) {
            relation
                .columns
                .iter_mut()
                .filter(|column| names.contains(&column.name))
                .for_each(&mut change);
        }
    }

    pub(super) fn set_not_null(&mut self, id: RelationId, column: &Identifier, not_null: bool) {
        let names = self.stored_columns(id, std::slice::from_ref(column));
        self.each_column(id, &names, |column| column.not_null = not_null);
    }
}
