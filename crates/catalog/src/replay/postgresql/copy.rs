//! What a new table takes from others: `LIKE`, `INHERITS`, `PARTITION OF`, `OF`.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateTable, LikeClause, Persistence};

use super::class::Class;
use super::table::same_type;
use super::{Outcome, has_rows, missing, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Column, ColumnComment, CommentSource, Constraint, ConstraintKind, IndexOrigin, NotNull, Relation,
    RelationId,
};
use crate::note::Refusal;

impl Catalog {
    /// Columns and CHECKs of the parents, merged in order.
    pub(super) fn take_from_parents(&mut self, relation: &mut Relation, create: &CreateTable) -> Outcome {
        relation.inherits.clear();
        relation.partition_of = None;
        for parent in create.partition_of.iter().chain(&create.inherits) {
            let Some(source) = self.resolve(parent).cloned() else {
                let name = self.new_name(parent);
                if name == relation.name {
                    return refused(
                        Refusal::UndefinedRelation,
                        parent.span,
                        format!("`{name}`"),
                        "a table is not its own parent",
                    );
                }
                self.note(
                    parent.span,
                    format!("columns taken from `{name}`"),
                    "that table is not in the paste",
                );
                match create.partition_of.is_some() {
                    true => relation.partition_of = Some(name),
                    false => relation.inherits.push(name),
                }
                relation.columns_unknown = true;
                continue;
            };
            let is_partition = create.partition_of.is_some();
            let is_part = source.partition_of.is_some() && !is_partition;
            if !has_rows(source.kind) || source.partitioned != is_partition || is_part {
                return refused(
                    Refusal::WrongObjectKind,
                    parent.span,
                    format!("`{}`", source.name),
                    "it cannot be the parent of this table",
                );
            }
            must_outlive(&source, relation, parent.span)?;
            if relation.inherits.contains(&source.name) {
                return refused(
                    Refusal::DuplicateRelation,
                    parent.span,
                    format!("`{}`", source.name),
                    "it is a parent already",
                );
            }
            if is_partition {
                self.must_take_default(source.id, create.is_default_partition, parent.span)?;
                relation.is_default_partition = create.is_default_partition;
            }
            match is_partition {
                true => relation.partition_of = Some(source.name.clone()),
                false => relation.inherits.push(source.name.clone()),
            }
            relation.columns_unknown |= source.columns_unknown;
            merge_columns(relation, &source, parent.span)?;
            if is_partition && self.server().shares_identity() {
                for (column, own) in relation.columns.iter_mut().zip(&source.columns) {
                    (column.identity, column.sequence) = (own.identity, own.sequence.clone());
                }
            }
            merge_checks(relation, &source, parent.span)?;
        }
        Ok(())
    }

    /// `OF type`: the attributes of a composite type.
    pub(super) fn take_from_type(
        &mut self,
        relation: &mut Relation,
        create: &CreateTable,
        span: Span,
    ) -> Outcome {
        let Some(of_type) = &create.of_type else {
            return Ok(());
        };
        let name = self.existing_type(of_type, span)?;
        let Some(attributes) = self.objects.composites.get(&name).cloned() else {
            return refused(
                Refusal::WrongObjectKind,
                of_type.span,
                format!("type `{name}`"),
                "it is no composite type",
            );
        };
        relation.of_type = Some(name);
        for (attribute, data_type) in attributes.iter() {
            relation
                .columns
                .push(Column::plain(attribute.clone(), data_type.clone(), span));
        }
        Ok(())
    }

    /// The columns of `LIKE`, in its place.
    pub(super) fn copy_columns(
        &mut self,
        relation: &mut Relation,
        like: &LikeClause,
        inherited: usize,
        declared: &mut Vec<String>,
    ) -> Outcome {
        let class = self.class_of(&like.relation);
        if let Some(Class::Composite(name)) = &class {
            let attributes = self.objects.composites.get(name).cloned();
            for (attribute, data_type) in attributes.iter().flat_map(|attributes| attributes.iter()) {
                let column = Column::plain(attribute.clone(), data_type.clone(), like.relation.span);
                put_copy(relation, column, like, inherited, declared)?;
            }
            return Ok(());
        }
        if matches!(class, Some(Class::Index(_) | Class::Sequence(_))) {
            return self.absent(&like.relation, false, like.relation.span);
        }
        let Some(source) = self.resolve(&like.relation).cloned() else {
            let name = self.new_name(&like.relation);
            relation.columns_unknown = true;
            self.note(
                like.relation.span,
                format!("columns taken from `{name}`"),
                "that table is not in the paste",
            );
            return Ok(());
        };
        relation.columns_unknown |= source.columns_unknown;
        for column in &source.columns {
            put_copy(relation, copied(column, like), like, inherited, declared)?;
        }
        Ok(())
    }

    /// CHECKs, keys and indexes of `LIKE`, once the table is there.
    pub(super) fn copy_constraints(&mut self, id: RelationId, like: &LikeClause) -> Outcome {
        let Some(source) = self.resolve(&like.relation).cloned() else {
            return Ok(());
        };
        let comments = includes(like, "comments");
        if includes(like, "constraints") {
            for constraint in source.constraints.iter().filter(|one| one.check().is_some()) {
                let mut copy = constraint.clone();
                (copy.parents, copy.local, copy.span) = (0, true, like.relation.span);
                copy.not_valid = !copy.enforced;
                copy.comment = copy.comment.filter(|_| comments);
                self.must_have_no_constraint(id, &copy.name, like.relation.span)?;
                self.push_postgresql_constraint(id, copy);
            }
        }
        if !includes(like, "indexes") {
            return Ok(());
        }
        // The server makes the copies of indexes in the order of their making, the primary key's not first.
        for index in &source.indexes {
            let constraint = source
                .constraints
                .iter()
                .find(|one| one.name == index.name && index.origin != IndexOrigin::Declared);
            let mut copy = index.clone();
            copy.span = like.relation.span;
            copy.partition_of = None;
            if !comments {
                copy.comment = None;
            }
            let twice = copy.origin == IndexOrigin::PrimaryKey
                && self
                    .relation(id)
                    .is_some_and(|relation| relation.primary_key().is_some());
            if twice {
                return refused(
                    Refusal::InvalidDefinition,
                    like.relation.span,
                    "primary key".to_owned(),
                    "a relation has one primary key at most",
                );
            }
            copy.name = self.clone_name(id, &copy);
            let name = copy.name.clone();
            self.push_index(id, copy);
            if let Some(constraint) = constraint {
                let mut constraint = constraint.clone();
                (constraint.name, constraint.parents, constraint.local) = (name, 0, true);
                constraint.span = like.relation.span;
                // Only its index keeps a comment.
                constraint.comment = None;
                self.push_postgresql_constraint(id, constraint);
            }
        }
        Ok(())
    }

    /// The columns of a missing parent may be anything.
    pub(super) fn parent_or_stop(
        &self,
        name: &rowproof_syntax::ast::ObjectName,
        span: Span,
    ) -> Outcome<RelationId> {
        match self.resolve_id(name) {
            Some(id) => Ok(id),
            None => missing(
                span,
                format!("`{}`", self.new_name(name)),
                "that relation is not in the paste",
            ),
        }
    }
}

/// A parent lives as long as its heirs, a partitioned table exactly as long as its partitions.
pub(super) fn must_outlive(parent: &Relation, heir: &Relation, span: Span) -> Outcome {
    let is_temporary = |relation: &Relation| relation.persistence == Persistence::Temporary;
    let fits = is_temporary(parent) == is_temporary(heir) || (!parent.partitioned && !is_temporary(parent));
    if fits {
        return Ok(());
    }
    refused(
        Refusal::WrongObjectKind,
        span,
        format!("`{}`", parent.name),
        "one of the two is temporary",
    )
}

fn same_type_of(relation: &Relation, copy: &Column) -> bool {
    relation
        .column(&copy.name)
        .is_some_and(|held| same_type(&held.data_type, &copy.data_type))
}

fn put_copy(
    relation: &mut Relation,
    copy: Column,
    like: &LikeClause,
    inherited: usize,
    declared: &mut Vec<String>,
) -> Outcome {
    let merges = relation
        .columns
        .iter()
        .take(inherited)
        .any(|held| held.name == copy.name);
    if declared.contains(&copy.name) || (merges && !same_type_of(relation, &copy)) {
        return refused(
            Refusal::DuplicateColumn,
            like.relation.span,
            format!("column `{}`", copy.name),
            "a column of this name exists already",
        );
    }
    declared.push(copy.name.clone());
    if !merges {
        relation.columns.push(copy);
    }
    Ok(())
}

fn includes(like: &LikeClause, what: &str) -> bool {
    like.including.iter().any(|said| said == what)
        || (like.including.iter().any(|said| said == "all")
            && !like.excluding.iter().any(|said| said == what))
}

/// A column as `LIKE` copies it: name, type, collation and NOT NULL always, the rest when included.
fn copied(column: &Column, like: &LikeClause) -> Column {
    let mut copy = column.clone();
    (copy.parents, copy.local, copy.sequence) = (0, true, None);
    if let Some(constraint) = &mut copy.not_null_constraint {
        (constraint.parents, constraint.local) = (0, true);
        constraint.comment = constraint.comment.take().filter(|_| includes(like, "comments"));
    }
    if copy.identity == Some(crate::model::Identity::Serial) {
        // The copy shares the sequence; it is no serial of its own.
        copy.identity = None;
        copy.sequence.clone_from(&column.sequence);
    } else if copy.identity.is_none() {
        copy.sequence.clone_from(&column.sequence);
    }
    if !includes(like, "defaults") {
        copy.default = None;
        copy.sequence = None;
    }
    if !includes(like, "identity") {
        copy.identity = None;
    }
    if !includes(like, "generated") {
        copy.generated = None;
    }
    let comments = includes(like, "comments");
    copy.comments
        .retain(|comment: &ColumnComment| comments && comment.source == CommentSource::Declared);
    copy
}

fn merge_columns(relation: &mut Relation, source: &Relation, span: Span) -> Outcome {
    for column in &source.columns {
        match relation.columns.iter_mut().find(|held| held.name == column.name) {
            Some(held) => {
                if !same_type(&held.data_type, &column.data_type) {
                    return refused(
                        Refusal::TypeMismatch,
                        span,
                        format!("column `{}`", column.name),
                        "the parents' columns of this name have different types",
                    );
                }
                let computed =
                    |column: &Column| column.generated.is_some().then_some(column.generated_stored);
                if computed(held) != computed(column) {
                    return refused(
                        Refusal::TypeMismatch,
                        span,
                        format!("column `{}`", column.name),
                        "only one of the parents computes it, or each in another way",
                    );
                }
                held.parents += 1;
                inherit_not_null(held, column);
                if held.default.is_none() {
                    held.default.clone_from(&column.default);
                }
            }
            None => {
                let mut heir = column.clone();
                (heir.parents, heir.local, heir.span, heir.name_span) = (1, false, span, span);
                heir.comments.clear();
                // A serial's sequence is shared; an identity stays the parent's.
                if !matches!(heir.identity, None | Some(crate::model::Identity::Serial)) {
                    heir.sequence = None;
                }
                heir.identity = None;
                (heir.not_null, heir.not_null_constraint) = (false, None);
                inherit_not_null(&mut heir, column);
                relation.columns.push(heir);
            }
        }
    }
    Ok(())
}

fn inherit_not_null(heir: &mut Column, parent: &Column) {
    let constraint = parent.not_null_constraint.as_ref();
    if !parent.not_null || constraint.is_some_and(|one| one.no_inherit) {
        return;
    }
    heir.not_null = true;
    match (&mut heir.not_null_constraint, constraint) {
        (Some(held), _) => held.parents += 1,
        (held, Some(constraint)) => {
            *held = Some(Box::new(NotNull {
                parents: 1,
                local: false,
                comment: None,
                ..constraint.as_ref().clone()
            }));
        }
        (None, None) => {}
    }
}

fn merge_checks(relation: &mut Relation, source: &Relation, span: Span) -> Outcome {
    for constraint in &source.constraints {
        let ConstraintKind::Check(check) = &constraint.kind else {
            continue;
        };
        if constraint.no_inherit {
            continue;
        }
        match relation
            .constraints
            .iter_mut()
            .find(|held| held.name == constraint.name)
        {
            Some(held) => {
                if !held.check().is_some_and(|held| {
                    super::constraint::same_condition(&held.expression, &check.expression)
                }) {
                    return refused(
                        Refusal::DuplicateObject,
                        span,
                        format!("constraint `{}`", constraint.name),
                        "the parents' CHECKs of this name differ",
                    );
                }
                held.parents += 1;
            }
            None => {
                let mut heir: Constraint = constraint.clone();
                (heir.parents, heir.local, heir.span, heir.comment) = (1, false, span, None);
                // A new table has no rows to be valid or not.
                heir.not_valid = !heir.enforced;
                relation.constraints.push(heir);
            }
        }
    }
    Ok(())
}
