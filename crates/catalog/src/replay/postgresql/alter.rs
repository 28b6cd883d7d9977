//! `ALTER TABLE`, and the renames of views and indexes.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterAction, AlterActionKind, AlterTable, ColumnConstraint, ColumnConstraintKind, ColumnDefinition,
    ConstraintTiming, DropObject, Identifier, Persistence, TableConstraint, TableConstraintKind,
};

use super::choose::index_column_names;
use super::class::Class;
use super::constraint::{CheckBy, CheckPart, Common};
use super::stored_rows::has_value_at_once;
use super::{Outcome, has_rows, missing, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{Constraint, ConstraintKind, IndexOrigin, Key, QualifiedName, RelationId, fold};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn alter_postgresql_relation(&mut self, alter: &AlterTable, span: Span) -> Outcome {
        let id = match self.class_of(&alter.name) {
            Some(Class::Relation(id)) => id,
            Some(Class::Index(owner)) => return self.alter_postgresql_index(owner, alter, span),
            Some(Class::Sequence(sequence)) => return self.alter_sequence_as_table(&sequence, alter, span),
            Some(Class::Composite(name)) => {
                // `ALTER TABLE` and `ALTER VIEW` rename the attributes of a type and do nothing else with it.
                return match alter.actions.as_slice() {
                    [
                        AlterAction {
                            kind: AlterActionKind::RenameColumn(from, to),
                            ..
                        },
                    ] => self.rename_attribute(&name, (from, to), false, span),
                    _ => self.absent(&alter.name, alter.if_exists, span),
                };
            }
            None => return self.absent(&alter.name, alter.if_exists, span),
        };
        let kind = self.relation_or_stop(id, span)?.kind;
        let fits = match alter.object {
            DropObject::View => super::super::is_view(kind) && kind == crate::RelationKind::View,
            DropObject::MaterializedView => kind == crate::RelationKind::MaterializedView,
            _ => true,
        };
        if !fits {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{}`", self.new_name(&alter.name)),
                "it is of another kind",
            );
        }
        for action in &alter.actions {
            self.alter_postgresql_action(id, action, alter.only)?;
        }
        Ok(())
    }

    /// `ALTER TABLE` renames and moves sequences too.
    fn alter_sequence_as_table(
        &mut self,
        sequence: &QualifiedName,
        alter: &AlterTable,
        span: Span,
    ) -> Outcome {
        for action in &alter.actions {
            match &action.kind {
                AlterActionKind::RenameTo(to) => {
                    let to = QualifiedName {
                        schema: sequence.schema.clone(),
                        name: to.last().map(|to| fold(to, self.dialect())).unwrap_or_default(),
                    };
                    self.must_be_free(&to, span)?;
                    self.move_sequence(sequence, to);
                }
                AlterActionKind::SetSchema(schema) => self.set_sequence_schema(sequence, schema, span)?,
                AlterActionKind::Other(_) | AlterActionKind::SetUnlogged(_) => {}
                _ => {
                    return refused(
                        Refusal::WrongObjectKind,
                        span,
                        format!("`{sequence}`"),
                        "it is a sequence",
                    );
                }
            }
        }
        Ok(())
    }

    fn alter_postgresql_index(&mut self, id: RelationId, alter: &AlterTable, span: Span) -> Outcome {
        let from = alter
            .name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        for action in &alter.actions {
            match &action.kind {
                AlterActionKind::RenameTo(to) => {
                    let to = to.last().map(|to| fold(to, self.dialect())).unwrap_or_default();
                    self.rename_postgresql_index(id, &from, &to, span)?;
                }
                AlterActionKind::AttachPartition(child, _) => {
                    let Some(owner) = self.index_owner(child) else {
                        return missing(span, "index".to_owned(), "the attached index is not in the paste");
                    };
                    let schema = self.relation_or_stop(id, span)?.name.schema.clone();
                    let parent = QualifiedName {
                        schema,
                        name: from.clone(),
                    };
                    let child = child
                        .last()
                        .map(|name| fold(name, self.dialect()))
                        .unwrap_or_default();
                    self.each_index(owner, &child, |index| {
                        index.partition_of = Some(parent.clone().into())
                    });
                    if let Some(relation) = self.relation_mut(owner) {
                        for held in relation.constraints.iter_mut().filter(|held| held.name == child) {
                            (held.parents, held.local) = (1, false);
                        }
                    }
                    self.settle_validity(id, &from);
                }
                AlterActionKind::Other(_) => {}
                // Statistics are kept of expressions, which are called by number or by the names they got.
                AlterActionKind::ColumnOption(column) if self.has_expression(id, &from, column) => {}
                _ => {
                    return refused(
                        Refusal::WrongObjectKind,
                        span,
                        format!("`{from}`"),
                        "it is an index",
                    );
                }
            }
        }
        Ok(())
    }

    fn has_expression(&self, id: RelationId, index: &str, column: &Identifier) -> bool {
        let Some(index) = self.indexes_of(id).iter().find(|held| held.name == index) else {
            return false;
        };
        let names = index_column_names(&index.keys, &[]);
        let name = fold(column, self.dialect());
        index
            .keys
            .iter()
            .zip(names)
            .zip(1_u32..)
            .any(|((key, held), number)| key.column.is_none() && (held == name || number.to_string() == name))
    }

    /// A partitioned index is valid once every partition has a part of it.
    fn settle_validity(&mut self, id: RelationId, name: &str) {
        let all = self.heirs_of(id).into_iter().all(|heir| {
            self.indexes_of(heir).iter().any(|index| {
                index
                    .partition_of
                    .as_ref()
                    .is_some_and(|parent| parent.name == name)
            })
        });
        if all {
            self.each_index(id, name, |index| index.valid = true);
        }
    }

    pub(super) fn rename_postgresql_index(
        &mut self,
        id: RelationId,
        from: &str,
        to: &str,
        span: Span,
    ) -> Outcome {
        let schema = self.relation_or_stop(id, span)?.name.schema.clone();
        let name = QualifiedName {
            schema,
            name: to.to_owned(),
        };
        self.must_be_free(&name, span)?;
        self.remember_index(id, to);
        self.remember_constraint(id, to);
        self.each_index(id, from, |index| to.clone_into(&mut index.name));
        let Some(relation) = self.relation_mut(id) else {
            return Ok(());
        };
        for constraint in &mut relation.constraints {
            let has_index = !matches!(
                constraint.kind,
                ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_)
            );
            if constraint.name == from && has_index {
                to.clone_into(&mut constraint.name);
            }
        }
        for heir in self.heirs_of(id) {
            if let Some(relation) = self.relation_mut(heir) {
                let parents = relation
                    .indexes
                    .iter_mut()
                    .filter_map(|index| index.partition_of.as_mut());
                parents
                    .filter(|parent| parent.name == from)
                    .for_each(|parent| to.clone_into(&mut parent.name));
            }
        }
        Ok(())
    }

    fn alter_postgresql_action(&mut self, id: RelationId, action: &AlterAction, only: bool) -> Outcome {
        let span = action.span;
        match &action.kind {
            AlterActionKind::AddColumn {
                column,
                if_not_exists,
                ..
            } => self.add_postgresql_column(id, column, *if_not_exists, only),
            AlterActionKind::DropColumn {
                name,
                if_exists,
                cascade,
            } => {
                let column = fold(name, self.dialect());
                if *if_exists && self.relation_or_stop(id, span)?.column(&column).is_none() {
                    return Ok(());
                }
                self.column_of(id, name, span)?;
                let inherited = self
                    .relation_or_stop(id, span)?
                    .column(&column)
                    .is_some_and(|column| column.parents > 0);
                if inherited {
                    return refused(
                        Refusal::InvalidDefinition,
                        span,
                        format!("column `{column}`"),
                        "it is inherited",
                    );
                }
                self.drop_postgresql_column(id, &column, *cascade, only, span)
            }
            AlterActionKind::AddConstraint(constraint) => {
                self.add_postgresql_constraint(id, constraint, only)
            }
            AlterActionKind::DropConstraint {
                name,
                if_exists,
                cascade,
                ..
            } => self.drop_postgresql_constraint(id, name, (*if_exists, *cascade, only), span),
            AlterActionKind::AlterConstraint(name, timing) => {
                let name = fold(name, self.dialect());
                self.set_timing(id, &name, *timing, span)
            }
            AlterActionKind::ValidateConstraint(name) => self.validate_postgresql(id, name, span),
            AlterActionKind::RenameTo(to) => self.rename_postgresql_relation(id, to, span),
            AlterActionKind::RenameColumn(from, to) => self.rename_postgresql_column(id, from, to, span),
            AlterActionKind::RenameConstraint(from, to) => {
                self.rename_postgresql_constraint(id, from, to, span)
            }
            AlterActionKind::RenameTrigger(from, to) => self.rename_trigger(id, from, to, span),
            AlterActionKind::SetSchema(schema) => {
                let name = self.relation_or_stop(id, span)?.name.name.clone();
                let schema = fold(schema, self.dialect());
                self.note_absent_schema(&schema, span);
                let to = QualifiedName { schema, name };
                let from = &self.relation_or_stop(id, span)?.name;
                if *from != to {
                    if [from.schema.as_str(), &to.schema].contains(&"pg_temp") {
                        return refused(
                            Refusal::NotSupported,
                            span,
                            format!("`{from}`"),
                            "what is temporary stays so",
                        );
                    }
                    self.must_be_free(&to, span)?;
                    self.move_relation(id, to);
                }
                Ok(())
            }
            AlterActionKind::AttachPartition(child, is_default) => {
                let child = self.parent_or_stop(child, span)?;
                let (parent, relation) = (
                    self.relation_or_stop(id, span)?,
                    self.relation_or_stop(child, span)?,
                );
                let is_extended = !relation.partitioned && !self.heirs_of(child).is_empty();
                let has_more = |column: &crate::Column| parent.column(&column.name).is_none();
                if !parent.partitioned
                    || relation.partition_of.is_some()
                    || relation.of_type.is_some()
                    || !relation.inherits.is_empty()
                    || is_extended
                    || (relation.columns.iter().any(has_more) && !parent.columns_unknown)
                {
                    return refused(
                        Refusal::WrongObjectKind,
                        span,
                        format!("`{}`", relation.name),
                        "it cannot become a partition here",
                    );
                }
                let name = parent.name.clone();
                self.must_take_default(id, *is_default, span)?;
                self.adopt(id, child, span)?;
                if let Some(relation) = self.relation_mut(child) {
                    relation.partition_of = Some(name);
                    relation.is_default_partition = *is_default;
                }
                self.places.add(Sought::Heirs(id), child);
                self.clone_to_partition(id, child)
            }
            AlterActionKind::DetachPartition(child) => {
                let child = self.parent_or_stop(child, span)?;
                let name = self.relation_or_stop(id, span)?.name.clone();
                if self.relation_or_stop(child, span)?.partition_of.as_ref() != Some(&name) {
                    return refused(
                        Refusal::UndefinedRelation,
                        span,
                        format!("`{name}`"),
                        "it has no such partition",
                    );
                }
                self.leave_parent(id, child);
                if let Some(relation) = self.relation_mut(child) {
                    (relation.partition_of, relation.is_default_partition) = (None, false);
                }
                Ok(())
            }
            AlterActionKind::Inherit(parent) => {
                let parent = self.parent_or_stop(parent, span)?;
                let (source, relation) = (
                    self.relation_or_stop(parent, span)?,
                    self.relation_or_stop(id, span)?,
                );
                let name = source.name.clone();
                if source.partitioned
                    || source.partition_of.is_some()
                    || relation.partitioned
                    || relation.partition_of.is_some()
                    || relation.of_type.is_some()
                    || !has_rows(source.kind)
                {
                    return refused(
                        Refusal::WrongObjectKind,
                        span,
                        format!("`{name}`"),
                        "the two cannot be parent and heir",
                    );
                }
                if relation.inherits.contains(&name) {
                    return refused(
                        Refusal::DuplicateRelation,
                        span,
                        format!("`{name}`"),
                        "it is a parent already",
                    );
                }
                self.adopt(parent, id, span)?;
                if let Some(relation) = self.relation_mut(id) {
                    relation.inherits.push(name);
                }
                self.places.add(Sought::Heirs(parent), id);
                Ok(())
            }
            AlterActionKind::NoInherit(parent) => {
                let parent = self.parent_or_stop(parent, span)?;
                let name = self.relation_or_stop(parent, span)?.name.clone();
                if !self.relation_or_stop(id, span)?.inherits.contains(&name) {
                    return refused(
                        Refusal::UndefinedRelation,
                        span,
                        format!("`{name}`"),
                        "it is no parent",
                    );
                }
                self.leave_parent(parent, id);
                if let Some(relation) = self.relation_mut(id) {
                    relation.inherits.retain(|held| *held != name);
                }
                Ok(())
            }
            AlterActionKind::SetUnlogged(unlogged) => {
                if let Some(relation) = self.relation_mut(id) {
                    relation.persistence = if *unlogged {
                        Persistence::Unlogged
                    } else {
                        Persistence::Permanent
                    };
                }
                Ok(())
            }
            AlterActionKind::SetRowSecurity(enabled) => {
                self.change_row_security(id, span, |security| security.enabled = *enabled)
            }
            AlterActionKind::ForceRowSecurity(forced) => {
                self.change_row_security(id, span, |security| security.forced = *forced)
            }
            AlterActionKind::Other(_) => Ok(()),
            _ => self.alter_postgresql_column(id, action, only),
        }
    }

    fn add_postgresql_column(
        &mut self,
        id: RelationId,
        definition: &ColumnDefinition,
        if_not_exists: bool,
        only: bool,
    ) -> Outcome {
        let span = definition.span;
        let relation = self.relation_or_stop(id, span)?;
        let (name, kind) = (relation.name.clone(), relation.kind);
        if !has_rows(kind) {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{name}`"),
                "only tables get columns",
            );
        }
        if relation.partition_of.is_some() {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{name}`"),
                "a partition has its parent's columns",
            );
        }
        let column = fold(&definition.name, self.dialect());
        if relation.column(&column).is_some() {
            return match if_not_exists {
                true => Ok(()),
                false => refused(
                    Refusal::DuplicateColumn,
                    span,
                    format!("column `{column}`"),
                    "a column of this name exists already",
                ),
            };
        }
        let heirs = self.heirs_of(id);
        let shares_identity = relation.partitioned && self.server().shares_identity();
        let identity = |one: &ColumnConstraint| matches!(one.kind, ColumnConstraintKind::Identity(_));
        let is_unshared = !shares_identity && definition.constraints.iter().any(identity);
        if !heirs.is_empty() && (only || is_unshared) {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "the heirs need it too",
            );
        }
        let built = self.column_from(&name, definition)?;
        if has_value_at_once(&built) {
            self.must_rewrite(id, only, span)?;
        }
        self.put_column(id, built)?;
        let is_required = self
            .relation_or_stop(id, span)?
            .column(&column)
            .is_some_and(|column| column.not_null);
        if is_required {
            let name = self.not_null_name(definition)?;
            self.require_value_below(id, &column, name.as_deref(), only, span)?;
        }
        self.add_column_checks(id, definition, CheckBy::AlterTable { only })?;
        let keys = self.column_keys(definition);
        for key in super::constraint::drop_redundant(keys) {
            self.add_postgresql_key(id, &key, false)?;
        }
        self.add_column_references(id, definition)
    }

    /// Adds a column to a relation and its heirs; one that an heir has already is merged.
    fn put_column(&mut self, id: RelationId, column: crate::Column) -> Outcome {
        let shares_identity =
            self.server().shares_identity() && self.relation(id).is_some_and(|relation| relation.partitioned);
        let mut heir = column.clone();
        (heir.parents, heir.local) = (1, false);
        if let Some(relation) = self.relation_mut(id) {
            relation.columns.push(column);
        }
        self.settle_sequences(id);
        self.remember_types(id);
        if let Some(own) = self.relation(id).and_then(|relation| relation.column(&heir.name)) {
            heir.sequence.clone_from(&own.sequence);
            if own.identity != Some(crate::Identity::Serial) && own.identity.is_some() && !shares_identity {
                heir.sequence = None;
            }
            heir.identity = own.identity.filter(|_| shares_identity);
        }
        for below in self.heirs_of(id) {
            let held = self
                .relation_or_stop(below, heir.span)?
                .column(&heir.name)
                .map(|held| held.data_type.to_string());
            match held {
                Some(data_type) if data_type == heir.data_type.to_string() => {
                    self.each_column(below, std::slice::from_ref(&heir.name), |column| {
                        column.parents += 1
                    });
                }
                Some(_) => {
                    return refused(
                        Refusal::TypeMismatch,
                        heir.span,
                        format!("column `{}`", heir.name),
                        "an heir has it with another type",
                    );
                }
                None => self.put_column(below, heir.clone())?,
            }
        }
        Ok(())
    }

    fn add_postgresql_constraint(
        &mut self,
        id: RelationId,
        constraint: &TableConstraint,
        only: bool,
    ) -> Outcome {
        let common = Common::of_table(constraint);
        match &constraint.kind {
            TableConstraintKind::PrimaryKey { .. } | TableConstraintKind::Unique { .. } => {
                let Some(key) = self.table_key(id, constraint)? else {
                    return Ok(());
                };
                self.add_postgresql_key(id, &key, only)
            }
            TableConstraintKind::UsingIndex { primary, index } => {
                self.adopt_postgresql_index(id, &common, *primary, index, only)
            }
            TableConstraintKind::Check {
                expression,
                enforced,
                no_inherit,
            } => {
                let part = CheckPart {
                    expression,
                    enforced: *enforced,
                    no_inherit: *no_inherit,
                };
                self.add_postgresql_check(id, &common, part, CheckBy::AlterTable { only })
            }
            TableConstraintKind::ForeignKey { columns, references } => {
                let may_wait = self.server().has_unvalidated_partitioned_keys();
                let is_partial = only || (constraint.not_valid && !may_wait);
                if is_partial && self.relation_or_stop(id, constraint.span)?.partitioned {
                    return refused(
                        Refusal::NotSupported,
                        constraint.span,
                        "foreign key".to_owned(),
                        "a partitioned table's foreign key is one of its partitions",
                    );
                }
                self.add_postgresql_foreign_key(id, &common, columns, references)
            }
            TableConstraintKind::Exclude { .. } => self.add_postgresql_exclude(id, constraint, only),
            TableConstraintKind::NotNull(column) => {
                let name = self.column_of(id, column, constraint.span)?;
                if only && !self.heirs_of(id).is_empty() {
                    return refused(
                        Refusal::InvalidDefinition,
                        constraint.span,
                        "NOT NULL".to_owned(),
                        "the heirs need it too",
                    );
                }
                let given = constraint.name.as_ref().map(|given| fold(given, self.dialect()));
                self.require_value_below(id, &name, given.as_deref(), only, constraint.span)
            }
        }
    }

    /// `ADD PRIMARY KEY USING INDEX`: the index becomes the constraint's and takes its name.
    fn adopt_postgresql_index(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        primary: bool,
        index: &Identifier,
        only: bool,
    ) -> Outcome {
        let from = fold(index, self.dialect());
        let span = common.span;
        let relation = self.relation_or_stop(id, span)?;
        let Some(held) = relation.indexes.iter().find(|held| held.name == from) else {
            return missing(span, format!("index `{from}`"), "it is not in the paste");
        };
        let plain = held.predicate.is_none()
            && held.keys.iter().all(|key| {
                key.column.is_some() && !key.descending && !key.nulls_first && key.operator_class.is_none()
            });
        if !held.unique
            || !plain
            || held.method != "btree"
            || held.origin != IndexOrigin::Declared
            || relation.partitioned
        {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("index `{from}`"),
                "it cannot be the index of a key",
            );
        }
        if primary && relation.primary_key().is_some() {
            return refused(
                Refusal::InvalidDefinition,
                span,
                "primary key".to_owned(),
                "a relation has one primary key at most",
            );
        }
        let columns: Vec<String> = held.leading_columns().map(str::to_owned).collect();
        let nulls_not_distinct = held.nulls_not_distinct;
        let name = common
            .name
            .map_or_else(|| from.clone(), |name| fold(name, self.dialect()));
        self.must_have_no_constraint(id, &name, span)?;
        if name != from {
            self.rename_postgresql_index(id, &from, &name, span)?;
        }
        self.each_index(id, &name, |index| {
            index.origin = if primary {
                IndexOrigin::PrimaryKey
            } else {
                IndexOrigin::Unique
            };
        });
        let key = Key {
            nulls_not_distinct,
            ..Key::of(columns.clone())
        };
        let kind = if primary {
            ConstraintKind::PrimaryKey(key)
        } else {
            ConstraintKind::Unique(key)
        };
        let mut constraint = Constraint::new(name, true, kind, span);
        constraint.deferrable = common.timing.deferrable;
        constraint.initially_deferred = common.timing.initially_deferred;
        self.push_postgresql_constraint(id, constraint);
        if primary {
            for column in columns {
                self.require_key_value(id, &column, only, span)?;
            }
        }
        Ok(())
    }

    /// `ALTER CONSTRAINT`: when a foreign key is checked, on partitions too.
    fn set_timing(&mut self, id: RelationId, name: &str, timing: ConstraintTiming, span: Span) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        let held = relation.constraints.iter().find(|held| held.name == name);
        let Some(key) = held.and_then(Constraint::foreign_key).cloned() else {
            let refusal = match held {
                Some(_) => Refusal::WrongObjectKind,
                None => Refusal::UndefinedObject,
            };
            return refused(
                refusal,
                span,
                format!("constraint `{name}`"),
                "the relation has no foreign key of this name",
            );
        };
        if held.is_some_and(|held| held.parents > 0) {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("constraint `{name}`"),
                "it is the parent's to change",
            );
        }
        for below in self.all_below(id, false) {
            let Some(relation) = self.relation_mut(below) else {
                continue;
            };
            for held in &mut relation.constraints {
                let same = held
                    .foreign_key()
                    .is_some_and(|other| other.columns == key.columns && other.referenced == key.referenced);
                if (below == id && held.name == name) || (same && held.parents > 0) {
                    held.deferrable = timing.deferrable;
                    held.initially_deferred = timing.initially_deferred;
                }
            }
        }
        Ok(())
    }

    fn validate_postgresql(&mut self, id: RelationId, name: &Identifier, span: Span) -> Outcome {
        let name = fold(name, self.dialect());
        let relation = self.relation_or_stop(id, span)?;
        let mut constraints = relation.constraints.iter();
        let is_validated = match constraints.find(|held| held.name == name) {
            Some(held) => held.check().is_some() || held.foreign_key().is_some(),
            None => relation.columns_unknown || relation.has_constraint(&name),
        };
        if !is_validated {
            return refused(
                Refusal::UndefinedObject,
                span,
                format!("constraint `{name}`"),
                "the relation has no foreign key, CHECK or NOT NULL of this name",
            );
        }
        if let Some(relation) = self.relation_mut(id) {
            for constraint in relation
                .constraints
                .iter_mut()
                .filter(|held| held.name == name && held.enforced)
            {
                constraint.not_valid = false;
            }
        }
        for heir in self.heirs_of(id) {
            if self
                .relation_or_stop(heir, span)?
                .constraints
                .iter()
                .any(|held| held.name == name)
            {
                let identifier = Identifier {
                    value: name.clone(),
                    quoted: true,
                    span,
                };
                self.validate_postgresql(heir, &identifier, span)?;
            }
        }
        Ok(())
    }
}
