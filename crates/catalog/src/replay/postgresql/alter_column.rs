//! The actions of `ALTER TABLE` that change or rename one column or the relation's name.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterAction, AlterActionKind, DataType, Expression, ExpressionKind, Identifier, Literal, ObjectName,
};

use crate::honours::Honours;
use crate::places::Sought;

use super::table::{must_be_immutable, must_have_room, numbers};
use super::{Outcome, has_rows, refused};
use crate::Catalog;
use crate::model::{Column, Constraint, Identity, QualifiedName, RelationId, fold};
use crate::note::Refusal;
use crate::replay::rename::{rename_in, rename_in_relation};

impl Catalog {
    pub(super) fn alter_postgresql_column(
        &mut self,
        id: RelationId,
        action: &AlterAction,
        only: bool,
    ) -> Outcome {
        let span = action.span;
        match &action.kind {
            AlterActionKind::SetNotNull(column) => {
                let column = self.column_of(id, column, span)?;
                self.set_not_null(id, &column, only, span)
            }
            AlterActionKind::DropNotNull(column) => self.drop_not_null(id, column, only, span),
            AlterActionKind::SetDefault(column, expression) => {
                let column = self.column_of(id, column, span)?;
                let held = self.held_column(id, &column, span)?;
                if held.generated.is_some()
                    || matches!(held.identity, Some(Identity::Always | Identity::ByDefault))
                {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it makes its own values",
                    );
                }
                let sequence = self.sequence_of_default(expression).map(Box::new);
                self.each_below(id, &column, only, |column| {
                    column.default = Some(expression.clone());
                    column.sequence.clone_from(&sequence);
                    if column.identity == Some(Identity::Serial) {
                        column.identity = None;
                    }
                });
                for below in self.all_below(id, only) {
                    self.remember_sequences(below);
                }
                Ok(())
            }
            AlterActionKind::DropDefault(column) => {
                let column = self.column_of(id, column, span)?;
                let held = self.held_column(id, &column, span)?;
                if held.generated.is_some()
                    || matches!(held.identity, Some(Identity::Always | Identity::ByDefault))
                {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it makes its own values",
                    );
                }
                self.each_below(id, &column, only, |column| {
                    column.default = None;
                    if matches!(column.identity, Some(Identity::Serial) | None) {
                        (column.identity, column.sequence) = (None, None);
                    }
                });
                Ok(())
            }
            AlterActionKind::SetType {
                column,
                data_type,
                collation,
            } => {
                let column = self.column_of(id, column, span)?;
                let held = self.held_column(id, &column, span)?;
                if held.parents > 0 {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it is inherited",
                    );
                }
                let relation = self.relation_or_stop(id, span)?;
                if relation.is_partitioned_by(&column) {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "the table is partitioned by it",
                    );
                }
                let all = self.all_below(id, false);
                let has_other_parent = |below: &RelationId| {
                    let held = self.relation(*below).and_then(|below| below.column(&column));
                    held.is_some_and(|held| held.parents > self.parents_among(*below, &all))
                };
                if all.iter().skip(1).any(|below| only || has_other_parent(below)) {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "the heirs' column has to change with it",
                    );
                }
                let resolved = self.type_named(data_type);
                let held = self.held_column(id, &column, span)?;
                if matches!(held.identity, Some(Identity::Always | Identity::ByDefault))
                    && !numbers(&resolved)
                {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "an identity is smallint, integer or bigint",
                    );
                }
                must_have_room(&resolved, span)?;
                for below in &all {
                    self.must_be_in_no_rows(&self.relation_or_stop(*below, span)?.name, span)?;
                }
                for below in &all {
                    if self.has_policy(*below, |policy| policy.mentions(&column)) {
                        return refused(
                            Refusal::NotSupported,
                            span,
                            format!("column `{column}`"),
                            "a policy names it",
                        );
                    }
                }
                self.rebuild_inherited_checks(&all, &column, span)?;
                let type_span = data_type.span;
                self.each_below(id, &column, only, |column| {
                    keep_default_type(column);
                    column.data_type = resolved.clone().into();
                    column.type_span = Some(type_span);
                    column.collation.clone_from(collation);
                });
                self.remember_types(id);
                for heir in self.heirs_of(id) {
                    self.remember_types(heir);
                }
                Ok(())
            }
            AlterActionKind::AddIdentity(column, kind) => {
                let column = self.column_of(id, column, span)?;
                self.must_own_identity(id, &column, only, span)?;
                let held = self.held_column(id, &column, span)?;
                if !held.not_null
                    || !numbers(&held.data_type)
                    || held.identity.is_some()
                    || held.default.is_some()
                    || held.generated.is_some()
                    || held.sequence.is_some()
                {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it cannot become an identity",
                    );
                }
                let kind = Identity::from(*kind);
                self.each_column(id, std::slice::from_ref(&column), |column| {
                    column.identity = Some(kind)
                });
                self.settle_sequences(id);
                let sequence = self.held_column(id, &column, span)?.sequence.clone();
                self.each_sharing(id, &column, |column| {
                    (column.identity, column.sequence) = (Some(kind), sequence.clone());
                });
                Ok(())
            }
            AlterActionKind::SetIdentity(column, kind) => {
                let column = self.column_of(id, column, span)?;
                self.must_own_identity(id, &column, only, span)?;
                if !is_identity(self.held_column(id, &column, span)?) {
                    return no_identity(&column, span);
                }
                let kind = Identity::from(*kind);
                self.each_sharing(id, &column, |column| column.identity = Some(kind));
                Ok(())
            }
            AlterActionKind::DropIdentity(column, if_exists) => {
                let column = self.column_of(id, column, span)?;
                self.must_own_identity(id, &column, only, span)?;
                let held = self.held_column(id, &column, span)?;
                if !is_identity(held) {
                    return match if_exists {
                        true => Ok(()),
                        false => no_identity(&column, span),
                    };
                }
                if let Some(sequence) = held.sequence.clone() {
                    self.set_sequence(*sequence, None);
                }
                self.each_sharing(id, &column, |column| {
                    (column.identity, column.sequence) = (None, None)
                });
                Ok(())
            }
            AlterActionKind::DropExpression(column, if_exists) => {
                let column = self.column_of(id, column, span)?;
                let held = self.held_column(id, &column, span)?;
                if held.parents > 0 || (only && !self.heirs_of(id).is_empty()) {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it is computed by parents and heirs alike",
                    );
                }
                if held.generated.is_none() || !held.generated_stored {
                    return match *if_exists && held.generated.is_none() {
                        true => Ok(()),
                        false => refused(
                            Refusal::InvalidDefinition,
                            span,
                            format!("column `{column}`"),
                            "it is not stored by an expression",
                        ),
                    };
                }
                self.each_below(id, &column, only, |column| column.generated = None);
                Ok(())
            }
            AlterActionKind::SetExpression(column, expression) => {
                let column = self.column_of(id, column, span)?;
                let held = self.held_column(id, &column, span)?;
                if held.generated.is_none() {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it is not generated",
                    );
                }
                if held.generated_stored {
                    self.must_rewrite(id, only, span)?;
                }
                self.known_columns(self.relation_or_stop(id, span)?, expression, span)?;
                must_be_immutable(expression, span)?;
                self.each_below(id, &column, only, |column| {
                    column.generated = Some(expression.clone())
                });
                Ok(())
            }
            AlterActionKind::ColumnOption(column) => self.column_of(id, column, span).map(drop),
            _ => Ok(()),
        }
    }

    /// Heirs' CHECKs on a column that gets another type are built anew from the parent's, `NOT VALID` as that is: one that an heir
    /// also declares itself does not go with it.
    fn rebuild_inherited_checks(&mut self, all: &[RelationId], column: &str, span: Span) -> Outcome {
        for below in all.iter().skip(1) {
            let relation = self.relation_or_stop(*below, span)?;
            let parents = relation.partition_of.iter().chain(&relation.inherits);
            let parents: Vec<_> = parents.filter_map(|parent| self.by_name(parent)).collect();
            let is_unchecked = |held: &Constraint| held.not_valid && held.mentions(column);
            let becomes_unchecked = |held: &&Constraint| {
                let mut above = parents.iter().flat_map(|parent| parent.checks());
                held.check().is_some()
                    && held.parents > 0
                    && !held.not_valid
                    && above.any(|(above, _)| above.name == held.name && is_unchecked(above))
            };
            let mut names = Vec::new();
            for held in relation.constraints.iter().filter(becomes_unchecked) {
                if held.local {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("constraint `{}`", held.name),
                        "the parent's of this name is NOT VALID",
                    );
                }
                names.push(held.name.clone());
            }
            if !names.is_empty()
                && let Some(relation) = self.relation_mut(*below)
            {
                let constraints = relation.constraints.iter_mut();
                constraints
                    .filter(|held| names.contains(&held.name))
                    .for_each(|held| held.not_valid = true);
            }
        }
        Ok(())
    }

    /// Where partitions share identities, only the partitioned table changes them, and for all of them.
    fn must_own_identity(&self, id: RelationId, column: &str, only: bool, span: Span) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        let shares = relation.partition_of.is_some() || (only && relation.partitioned);
        if self.server().shares_identity() && shares {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "a partition has the identity of its parent",
            );
        }
        Ok(())
    }

    /// Changes the column here and in the partitions that share its identity.
    fn each_sharing(&mut self, id: RelationId, column: &str, change: impl FnMut(&mut Column)) {
        let shares =
            self.server().shares_identity() && self.relation(id).is_some_and(|held| held.partitioned);
        self.each_below(id, column, !shares, change);
    }

    fn held_column(&self, id: RelationId, column: &str, span: Span) -> Outcome<&Column> {
        let relation = self.relation_or_stop(id, span)?;
        match relation.column(column) {
            Some(column) => Ok(column),
            None => super::missing(
                span,
                format!("column `{column}`"),
                "the relation's columns are not in the paste",
            ),
        }
    }

    /// Changes the column here and, unless only here, in every heir.
    pub(super) fn each_below(
        &mut self,
        id: RelationId,
        column: &str,
        only: bool,
        mut change: impl FnMut(&mut Column),
    ) {
        for at in self.all_below(id, only) {
            self.each_column(at, &[column.to_owned()], &mut change);
        }
    }

    /// The relation and, unless only it is meant, its heirs and theirs, each once.
    pub(super) fn all_below(&self, id: RelationId, only: bool) -> Vec<RelationId> {
        let mut all = vec![id];
        let mut next = 0;
        while let Some(at) = all.get(next).copied().filter(|_| !only) {
            let heirs = self.heirs_of(at);
            all.extend(
                heirs
                    .into_iter()
                    .filter(|heir| !all.contains(heir))
                    .collect::<Vec<_>>(),
            );
            next += 1;
        }
        all
    }

    /// From how many of these relations the column of one of them comes.
    fn parents_among(&self, id: RelationId, all: &[RelationId]) -> u16 {
        let Some(relation) = self.relation(id) else {
            return 0;
        };
        let parents = relation.partition_of.iter().chain(&relation.inherits);
        let among = parents
            .filter_map(|parent| self.id_of(parent))
            .filter(|parent| all.contains(parent));
        u16::try_from(among.count()).unwrap_or(u16::MAX)
    }

    pub(super) fn rename_postgresql_relation(
        &mut self,
        id: RelationId,
        to: &ObjectName,
        span: Span,
    ) -> Outcome {
        let schema = self.relation_or_stop(id, span)?.name.schema.clone();
        let name = to.last().map(|to| fold(to, self.dialect())).unwrap_or_default();
        let to = QualifiedName { schema, name };
        self.must_be_free(&to, span)?;
        if self.is_type(&to) {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("`{to}`"),
                "a type of this name exists already",
            );
        }
        self.move_relation(id, to);
        Ok(())
    }

    /// Gives a relation another name and tells those that hold the old one. Its indexes and sequences go with its schema.
    pub(super) fn move_relation(&mut self, id: RelationId, to: QualifiedName) {
        let Some(from) = self.relation(id).map(|relation| relation.name.clone()) else {
            return;
        };
        let heirs = self.heirs_of(id);
        self.put_name(&from, id, to.clone());
        if let Some(relation) = self.relation_mut(id) {
            relation.name.clone_from(&to);
        }
        for heir in heirs {
            if let Some(relation) = self.relation_mut(heir) {
                let rare = &mut *relation.rare;
                let parents = rare.partition_of.iter_mut().chain(&mut rare.inherits);
                parents
                    .filter(|parent| **parent == from)
                    .for_each(|parent| parent.clone_from(&to));
            }
        }
        for user in self.places.of(Sought::Referencing(id)) {
            self.each_foreign_key_mut(user, |key| {
                if key.relation == Some(id) {
                    key.referenced.clone_from(&to);
                }
            });
        }
        self.rename_in_columns(&from, &to);
        if from.schema != to.schema {
            self.move_parts(id, &to.schema);
        }
    }

    fn move_parts(&mut self, id: RelationId, schema: &str) {
        let Some(relation) = self.relation(id) else { return };
        let indexes: Vec<String> = relation.indexes.iter().map(|index| index.name.clone()).collect();
        let constraints: Vec<String> = relation.constraints.iter().map(|one| one.name.clone()).collect();
        indexes.iter().for_each(|index| self.remember_index(id, index));
        constraints
            .iter()
            .for_each(|constraint| self.remember_constraint(id, constraint));
        for heir in self.heirs_of(id) {
            let relation = self.relation_mut(heir);
            let parts = relation.into_iter().flat_map(|relation| &mut relation.indexes);
            let parents = parts.filter_map(|index| index.partition_of.as_mut());
            for parent in parents.filter(|parent| indexes.contains(&parent.name)) {
                schema.clone_into(&mut parent.schema);
            }
        }
        for sequence in self.sequences_of(id, None) {
            let to = QualifiedName {
                schema: schema.to_owned(),
                name: sequence.name.clone(),
            };
            self.move_sequence(&sequence, to);
        }
    }

    pub(super) fn rename_postgresql_column(
        &mut self,
        id: RelationId,
        from: &Identifier,
        to: &Identifier,
        span: Span,
    ) -> Outcome {
        let from = self.column_of(id, from, span)?;
        let to = fold(to, self.dialect());
        let relation = self.relation_or_stop(id, span)?;
        if relation.column(&from).is_some_and(|column| column.parents > 0) {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{from}`"),
                "it is inherited",
            );
        }
        let is_table = has_rows(self.relation_or_stop(id, span)?.kind);
        let all = self.all_below(id, !is_table);
        for below in all.iter().skip(1) {
            let parents = self.parents_among(*below, &all);
            let column = self.relation_or_stop(*below, span)?.column(&from);
            if column.is_some_and(|column| column.parents > parents) {
                return refused(
                    Refusal::InvalidDefinition,
                    span,
                    format!("column `{from}`"),
                    "an heir has it from another parent too",
                );
            }
        }
        for below in all {
            self.rename_column_below(below, &from, &to, span)?;
        }
        Ok(())
    }

    /// Renames it in one relation and in the foreign keys to it.
    pub(super) fn rename_column_below(
        &mut self,
        id: RelationId,
        from: &str,
        to: &str,
        span: Span,
    ) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        if relation.column(to).is_some() {
            return refused(
                Refusal::DuplicateColumn,
                span,
                format!("column `{to}`"),
                "a column of this name exists already",
            );
        }
        let sequences = self.sequences_of(id, Some(from));
        if let Some(relation) = self.relation_mut(id) {
            rename_in_relation(relation, from, to);
        }
        for sequence in sequences {
            self.set_sequence(sequence, Some(Some((id, to.to_owned()))));
        }
        for user in self.places.of(Sought::Referencing(id)) {
            self.each_foreign_key_mut(user, |key| {
                if key.relation == Some(id) {
                    rename_in(&mut key.referenced_columns, from, to);
                }
            });
        }
        Ok(())
    }

    pub(super) fn rename_postgresql_constraint(
        &mut self,
        id: RelationId,
        from: &Identifier,
        to: &Identifier,
        span: Span,
    ) -> Outcome {
        let (from, to) = (fold(from, self.dialect()), fold(to, self.dialect()));
        let relation = self.relation_or_stop(id, span)?;
        let Some(held) = relation.constraints.iter().find(|held| held.name == from) else {
            if relation.columns_unknown && !relation.has_constraint(&from) {
                return super::missing(span, format!("constraint `{from}`"), "it is not in the paste");
            }
            let mut named = relation
                .columns
                .iter()
                .filter_map(|column| column.not_null_constraint.as_ref());
            if named.any(|held| *held.name == *from && held.parents > 0) {
                return inherited_constraint(&from, span);
            }
            return self.rename_constraint_below(id, &from, &to, span);
        };
        let has_index = !matches!(
            held.kind,
            crate::ConstraintKind::Check(_) | crate::ConstraintKind::ForeignKey(_)
        );
        if held.parents > 0 && held.check().is_some() {
            return inherited_constraint(&from, span);
        }
        if has_index {
            self.must_have_no_constraint(id, &to, span)?;
            return self.rename_postgresql_index(id, &from, &to, span);
        }
        self.rename_constraint_below(id, &from, &to, span)
    }

    /// CHECKs and NOT NULLs of one name are renamed in heirs too.
    fn rename_constraint_below(&mut self, id: RelationId, from: &str, to: &str, span: Span) -> Outcome {
        let mut next = vec![id];
        let mut at = 0;
        while let Some(id) = next.get(at).copied() {
            at += 1;
            self.must_have_no_constraint(id, to, span)?;
            self.remember_constraint(id, to);
            let (mut found, mut spreads) = (false, false);
            if let Some(relation) = self.relation_mut(id) {
                for held in relation.constraints.iter_mut().filter(|held| held.name == from) {
                    to.clone_into(&mut held.name);
                    (found, spreads) = (true, held.check().is_some() && !held.no_inherit);
                }
                let columns = relation.columns.iter_mut();
                let named = columns.filter_map(|column| column.not_null_constraint.as_mut());
                for held in named.filter(|held| *held.name == *from) {
                    held.name = to.into();
                    (found, spreads) = (true, !held.no_inherit);
                }
            }
            if !found {
                return refused(
                    Refusal::UndefinedObject,
                    span,
                    format!("constraint `{from}`"),
                    "the relation does not have it",
                );
            }
            let heirs = self.heirs_of(id).into_iter().filter(|_| spreads);
            let heirs: Vec<RelationId> = heirs.filter(|heir| !next.contains(heir)).collect();
            next.extend(heirs);
        }
        Ok(())
    }
}

fn inherited_constraint(name: &str, span: Span) -> Outcome {
    refused(
        Refusal::InvalidDefinition,
        span,
        format!("constraint `{name}`"),
        "it is inherited",
    )
}

fn is_identity(column: &Column) -> bool {
    matches!(column.identity, Some(Identity::Always | Identity::ByDefault))
}

fn no_identity(column: &str, span: Span) -> Outcome {
    refused(
        Refusal::InvalidDefinition,
        span,
        format!("column `{column}`"),
        "it is no identity",
    )
}

/// A default or a computed value that is an untyped constant was read as the column's type: it stays of that type when the column gets another.
/// NULL alone is no default.
fn keep_default_type(column: &mut Column) {
    let data_type = &column.data_type;
    let is_bare = data_type.domain.is_none() && data_type.arguments.is_empty();
    let is_computed = column.generated.is_some();
    let Some(default) = column.default.as_mut().or(column.rare.generated.as_mut()) else {
        return;
    };
    match &default.kind {
        ExpressionKind::Literal(Literal::Null) if is_bare && !is_computed => column.default = None,
        ExpressionKind::Literal(Literal::Null | Literal::String(_)) => {
            let mut spelled = data_type.clone();
            spelled.arguments.clear();
            let written = DataType {
                name: spelled.name.clone(),
                arguments: Vec::new(),
                array_dimensions: spelled.array_dimensions,
                words: String::new(),
                span: default.span,
            };
            let text = format!("{}::{spelled}", default.text);
            let constant = default.clone();
            **default = Expression {
                kind: ExpressionKind::Cast(constant, Box::new(written)),
                text,
                span: default.span,
            };
        }
        _ => {}
    }
}
