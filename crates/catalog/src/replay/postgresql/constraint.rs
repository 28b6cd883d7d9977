//! Constraints and the indexes they bring.

use rowproof_source::{SortSmall, Span};
use rowproof_syntax::ast::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, ConstraintTiming, Expression, ExpressionKind,
    Identifier, IndexKey, Persistence, References, ReferentialAction, TableConstraint, TableConstraintKind,
};

use super::choose::{distinct_names, index_column_names, joined};
use super::{Outcome, has_rows, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Absent, Check, ColumnType, Constraint, ConstraintKind, ForeignKey, Index, IndexOrigin, Key, RareIndex,
    Relation, RelationId, TypeFamily, fold,
};
use crate::note::Refusal;
use crate::places::Sought;
use crate::questions::{columns_of, expression_text};

/// What all constraints have in common.
#[derive(Clone, Copy)]
pub(super) struct Common<'a> {
    pub name: Option<&'a Identifier>,
    pub span: Span,
    pub timing: ConstraintTiming,
    pub not_valid: bool,
}

/// A CHECK as written.
#[derive(Clone, Copy)]
pub(super) struct CheckPart<'a> {
    pub expression: &'a Expression,
    pub enforced: bool,
    pub no_inherit: bool,
}

/// Who adds a CHECK. It decides whether the CHECK becomes one with another of its name, and whether heirs get it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckBy {
    /// `CREATE TABLE`: there are no heirs yet.
    NewTable,
    /// `ALTER TABLE`, of the relation alone or not.
    AlterTable { only: bool },
    /// The parent's CHECK goes to its heirs.
    Parent,
}

/// A primary key or unique constraint as written.
pub(super) struct KeyPart<'a> {
    pub common: Common<'a>,
    pub primary: bool,
    pub columns: Vec<String>,
    pub include: Vec<String>,
    pub nulls_not_distinct: bool,
    pub without_overlaps: bool,
}

impl<'a> Common<'a> {
    pub fn of_column(constraint: &'a ColumnConstraint) -> Self {
        Self {
            name: constraint.name.as_ref(),
            span: constraint.span,
            timing: constraint.timing,
            not_valid: false,
        }
    }

    pub fn of_table(constraint: &'a TableConstraint) -> Self {
        Self {
            name: constraint.name.as_ref(),
            span: constraint.span,
            timing: constraint.timing,
            not_valid: constraint.not_valid,
        }
    }
}

/// The primary key first. Keeps the first of keys that say the same; it takes the name of a later one when it has none.
pub(super) fn drop_redundant(mut keys: Vec<KeyPart<'_>>) -> Vec<KeyPart<'_>> {
    keys.order_by_key(|key| !key.primary);
    let mut kept: Vec<KeyPart<'_>> = Vec::new();
    for key in keys {
        let same = kept.iter_mut().find(|held| {
            held.columns == key.columns
                && held.include == key.include
                && held.nulls_not_distinct == key.nulls_not_distinct
                && held.without_overlaps == key.without_overlaps
                && held.common.timing == key.common.timing
        });
        match same {
            Some(held) => held.common.name = held.common.name.or(key.common.name),
            None => kept.push(key),
        }
    }
    kept
}

/// Whether two conditions read the same, spaces and case aside.
pub(super) fn same_condition(a: &Expression, b: &Expression) -> bool {
    let plain = |expression: &Expression| {
        let text = expression_text(expression, rowproof_syntax::Dialect::PostgreSql);
        text.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')'))
            .collect::<String>()
            .to_ascii_lowercase()
    };
    plain(a) == plain(b)
}

impl Catalog {
    /// The keys written behind a column.
    pub(super) fn column_keys<'a>(&self, definition: &'a ColumnDefinition) -> Vec<KeyPart<'a>> {
        let keys = definition.constraints.iter().filter_map(|constraint| {
            let (primary, nulls_not_distinct) = match constraint.kind {
                ColumnConstraintKind::PrimaryKey => (true, false),
                ColumnConstraintKind::Unique { nulls_not_distinct } => (false, nulls_not_distinct),
                _ => return None,
            };
            Some(KeyPart {
                common: Common::of_column(constraint),
                primary,
                columns: vec![fold(&definition.name, self.dialect())],
                include: Vec::new(),
                nulls_not_distinct,
                without_overlaps: false,
            })
        });
        keys.collect()
    }

    /// The key a table constraint is, when it is one.
    pub(super) fn table_key<'a>(
        &self,
        id: RelationId,
        constraint: &'a TableConstraint,
    ) -> Outcome<Option<KeyPart<'a>>> {
        let (primary, keys, include, nulls_not_distinct) = match &constraint.kind {
            TableConstraintKind::PrimaryKey { columns, include } => (true, columns, include, false),
            TableConstraintKind::Unique {
                columns,
                include,
                nulls_not_distinct,
            } => (false, columns, include, *nulls_not_distinct),
            _ => return Ok(None),
        };
        let mut columns: Vec<String> = Vec::new();
        for key in keys {
            let column = self.key_column(id, key, constraint.span)?;
            if columns.contains(&column) {
                return refused(
                    Refusal::DuplicateColumn,
                    constraint.span,
                    format!("column `{column}`"),
                    "it stands in the key twice",
                );
            }
            columns.push(column);
        }
        let mut included = Vec::new();
        for column in include {
            included.push(self.column_of(id, column, constraint.span)?);
        }
        Ok(Some(KeyPart {
            common: Common::of_table(constraint),
            primary,
            columns,
            include: included,
            nulls_not_distinct,
            without_overlaps: keys.last().is_some_and(|key| key.without_overlaps),
        }))
    }

    fn key_column(&self, id: RelationId, key: &IndexKey, span: Span) -> Outcome<String> {
        match &key.expression.kind {
            ExpressionKind::Column(name) if name.parts.len() == 1 => {
                let Some(last) = name.last() else {
                    return Ok(String::new());
                };
                self.column_of(id, last, span)
            }
            _ => refused(
                Refusal::InvalidDefinition,
                span,
                "key".to_owned(),
                "a key is of columns",
            ),
        }
    }

    /// Adds a key with its index, here only or in partitions too.
    pub(super) fn add_postgresql_key(&mut self, id: RelationId, key: &KeyPart<'_>, only: bool) -> Outcome {
        let span = key.common.span;
        let relation = self.relation_or_stop(id, span)?;
        if key.primary && relation.primary_key().is_some() {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("primary key of `{}`", relation.name),
                "a relation has one primary key at most",
            );
        }
        if !has_rows(relation.kind) || relation.kind == crate::model::RelationKind::ForeignTable {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{}`", relation.name),
                "only a table has keys",
            );
        }
        if !relation.keeps_together(key.columns.iter().map(|column| (column, None))) {
            return refused(
                Refusal::NotSupported,
                span,
                format!("key of `{}`", relation.name),
                "a key of a partitioned table holds every column it is partitioned by",
            );
        }
        let schema = relation.name.schema.clone();
        let table = relation.name.name.clone();
        let name = match key.common.name {
            Some(name) => {
                let name = fold(name, self.dialect());
                self.must_have_no_constraint(id, &name, span)?;
                let qualified = crate::model::QualifiedName { schema, name };
                self.must_be_free(&qualified, span)?;
                qualified.name
            }
            None if key.primary => self.choose_relation_name(&schema, &table, "", "pkey", true),
            None => {
                let names = distinct_names(key.columns.iter().chain(&key.include).cloned());
                self.choose_relation_name(&schema, &table, &joined(&names), "key", true)
            }
        };
        let origin = if key.primary {
            IndexOrigin::PrimaryKey
        } else {
            IndexOrigin::Unique
        };
        let index = Index {
            method: if key.without_overlaps { "gist" } else { "btree" }.to_owned(),
            nulls_not_distinct: key.nulls_not_distinct,
            rare: RareIndex::including(key.include.clone()),
            unique: true,
            ..Index::on_columns(name.clone(), &key.columns, origin, span)
        };
        let held = Key {
            columns: key.columns.clone(),
            nulls_not_distinct: key.nulls_not_distinct,
            without_overlaps: key.without_overlaps,
        };
        let kind = if key.primary {
            ConstraintKind::PrimaryKey(held)
        } else {
            ConstraintKind::Unique(held)
        };
        let mut constraint = Constraint::new(name, true, kind, span);
        constraint.deferrable = key.common.timing.deferrable;
        constraint.initially_deferred = key.common.timing.initially_deferred;
        if key.primary {
            for column in &key.columns {
                self.require_key_value(id, column, only, span)?;
            }
        }
        self.push_index(id, index.clone());
        self.push_postgresql_constraint(id, constraint.clone());
        self.settle_index(id, &index, Some(&constraint), only)
    }

    /// A new index goes to the partitions; alone it is not valid while there are some.
    pub(super) fn settle_index(
        &mut self,
        id: RelationId,
        index: &Index,
        constraint: Option<&Constraint>,
        only: bool,
    ) -> Outcome {
        if !only {
            return self.spread_index(id, index, constraint);
        }
        let is_partitioned = self.relation(id).is_some_and(|relation| relation.partitioned);
        if is_partitioned && !self.heirs_of(id).is_empty() {
            self.each_index(id, &index.name, |index| index.valid = false);
        }
        Ok(())
    }

    pub(super) fn must_have_no_constraint(&self, id: RelationId, name: &str, span: Span) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        if relation.has_constraint(name) {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("constraint `{name}`"),
                &format!("`{}` has a constraint of this name", relation.name),
            );
        }
        Ok(())
    }

    pub(super) fn push_postgresql_constraint(&mut self, id: RelationId, constraint: Constraint) {
        self.remember_constraint(id, &constraint.name);
        if let Some(key) = constraint.foreign_key()
            && let Some(target) = key.relation
        {
            self.places.add(Sought::Referencing(target), id);
        }
        if let Some(relation) = self.relation_mut(id) {
            relation.constraints.push(constraint);
        }
    }

    /// Adds a CHECK, to the children too unless it is the relation's own business.
    pub(super) fn add_postgresql_check(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        part: CheckPart<'_>,
        by: CheckBy,
    ) -> Outcome {
        let relation = self.relation_or_stop(id, common.span)?;
        let columns = self.known_columns(relation, part.expression, common.span)?;
        let (schema, table) = (relation.name.schema.clone(), relation.name.name.clone());
        if part.no_inherit && relation.partitioned {
            return refused(
                Refusal::InvalidDefinition,
                common.span,
                "CHECK".to_owned(),
                "a partitioned table's CHECK goes to its partitions",
            );
        }
        let name = match common.name {
            Some(name) => fold(name, self.dialect()),
            None => {
                let only = match columns.as_slice() {
                    [only] => only.as_str(),
                    _ => "",
                };
                self.choose_constraint_name(&schema, &table, only, "check", &[])
            }
        };
        let mut constraint = Constraint::new(
            name,
            true,
            ConstraintKind::Check(
                Check {
                    expression: part.expression.clone(),
                    columns,
                    of_column: false,
                }
                .into(),
            ),
            common.span,
        );
        constraint.no_inherit = part.no_inherit;
        constraint.enforced = part.enforced;
        constraint.not_valid = common.not_valid || !part.enforced;
        self.put_check(id, constraint, by)
    }

    /// Adds the CHECK to the relation and its heirs. One that becomes one with an inherited CHECK goes no further: the
    /// heirs have that.
    fn put_check(&mut self, id: RelationId, constraint: Constraint, by: CheckBy) -> Outcome {
        let span = constraint.span;
        let relation = self.relation_or_stop(id, span)?;
        let is_same_name = |held: &Constraint| held.name == constraint.name;
        if let Some(at) = relation.constraints.iter().position(is_same_name) {
            return self.merge_check(id, at, &constraint, by);
        }
        self.must_have_no_constraint(id, &constraint.name, span)?;
        let mut own = constraint.clone();
        if by == CheckBy::Parent {
            (own.parents, own.local) = (1, false);
        }
        self.push_postgresql_constraint(id, own);
        if constraint.no_inherit || by == CheckBy::NewTable {
            return Ok(());
        }
        let heirs = self.heirs_of(id);
        if by == (CheckBy::AlterTable { only: true }) && !heirs.is_empty() {
            return refused(
                Refusal::InvalidDefinition,
                span,
                "CHECK".to_owned(),
                "the heirs need it too",
            );
        }
        for heir in heirs {
            self.put_check(heir, constraint.clone(), CheckBy::Parent)?;
        }
        Ok(())
    }

    /// Makes the CHECK one with the one of its name (`MergeWithExistingConstraint` of the server).
    fn merge_check(&mut self, id: RelationId, at: usize, constraint: &Constraint, by: CheckBy) -> Outcome {
        let span = constraint.span;
        let relation = self.relation_or_stop(id, span)?;
        let Some(held) = relation.constraints.get(at) else {
            return Ok(());
        };
        let is_partition = relation.partition_of.is_some();
        let is_inherited_only = held.parents > 0 && !held.local;
        let merges = match by {
            CheckBy::Parent => true,
            CheckBy::NewTable => is_inherited_only,
            // A partition's CHECK is never its own as well, so a statement finds it taken.
            CheckBy::AlterTable { .. } => is_inherited_only && !is_partition,
        };
        let is_same = match (held.check(), constraint.check()) {
            (Some(a), Some(b)) => same_condition(&a.expression, &b.expression),
            _ => false,
        };
        let subject = || format!("constraint `{}`", constraint.name);
        if !merges || !is_same {
            return refused(
                Refusal::DuplicateObject,
                span,
                subject(),
                &format!("`{}` has a constraint of this name", relation.name),
            );
        }
        let is_own = by != CheckBy::Parent;
        let reason = if held.no_inherit || (constraint.no_inherit && held.parents > 0) {
            Some("one of the two is inherited and the other is not")
        } else if !constraint.not_valid && held.enforced && held.not_valid {
            Some("the one that is there is NOT VALID")
        } else if is_own != constraint.enforced && constraint.enforced != held.enforced {
            Some("one of the two is NOT ENFORCED")
        } else {
            None
        };
        if let Some(reason) = reason {
            return refused(
                Refusal::InvalidDefinition,
                span,
                subject(),
                &format!("`{}` has one of this name, and {reason}", relation.name),
            );
        }
        let Some(held) = self
            .relation_mut(id)
            .and_then(|relation| relation.constraints.get_mut(at))
        else {
            return Ok(());
        };
        match by {
            CheckBy::Parent if is_partition => (held.parents, held.local) = (1, false),
            CheckBy::Parent => held.parents += 1,
            CheckBy::NewTable | CheckBy::AlterTable { .. } => held.local = true,
        }
        if constraint.enforced && !held.enforced {
            (held.enforced, held.not_valid) = (true, false);
        }
        Ok(())
    }

    /// The columns an expression names; each must be there.
    pub(super) fn known_columns(
        &self,
        relation: &Relation,
        expression: &Expression,
        span: Span,
    ) -> Outcome<Vec<String>> {
        const SYSTEM: [&str; 6] = ["ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"];
        let mut columns = Vec::new();
        let mut named = columns_of(expression);
        named.iter_mut().for_each(|name| crate::model::truncate(name, 63));
        for name in named {
            if relation.column(&name).is_some() {
                columns.push(name);
            } else if !relation.columns_unknown
                && name != relation.name.name
                && !SYSTEM.contains(&name.as_str())
            {
                return refused(
                    Refusal::UndefinedColumn,
                    span,
                    format!("column `{name}`"),
                    &format!("`{}` has no such column", relation.name),
                );
            }
        }
        Ok(columns)
    }

    pub(super) fn add_postgresql_foreign_key(
        &mut self,
        id: RelationId,
        common: &Common<'_>,
        columns: &[Identifier],
        references: &References,
    ) -> Outcome {
        let span = common.span;
        let mut own: Vec<String> = Vec::new();
        for column in columns {
            own.push(self.column_of(id, column, span)?);
        }
        let mut set = Vec::new();
        for column in &references.on_delete_columns {
            let column = self.column_of(id, column, span)?;
            if !own.contains(&column) {
                return refused(
                    Refusal::InvalidForeignKey,
                    span,
                    format!("column `{column}`"),
                    "it is not in the foreign key",
                );
            }
            set.push(column);
        }
        let target = self.resolve_id(&references.relation);
        let mut key = ForeignKey {
            columns: own,
            referenced: self.new_name(&references.relation),
            relation: target,
            referenced_columns: references
                .columns
                .iter()
                .map(|name| fold(name, self.dialect()))
                .collect(),
            on_delete: references.on_delete,
            on_update: references.on_update,
            on_delete_columns: set,
            period: references.period,
            match_full: references.match_full,
        };
        match target {
            Some(target) => self.settle_reference(id, target, &mut key, span)?,
            None => {
                let subject = format!("`{}`", key.referenced);
                self.note(span, subject, "a foreign key points at it, and it is not in the paste; paste it too to check both sides");
            }
        }
        let relation = self.relation_or_stop(id, span)?;
        let (schema, table) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match common.name {
            Some(name) => {
                let name = fold(name, self.dialect());
                self.must_have_no_constraint(id, &name, span)?;
                name
            }
            None => self.choose_constraint_name(&schema, &table, &joined(&key.columns), "fkey", &[]),
        };
        let mut constraint = Constraint::new(name, true, ConstraintKind::ForeignKey(key.into()), span);
        constraint.deferrable = common.timing.deferrable;
        constraint.initially_deferred = common.timing.initially_deferred;
        constraint.not_valid = common.not_valid;
        self.push_postgresql_constraint(id, constraint.clone());
        self.spread_foreign_key(id, &constraint);
        Ok(())
    }

    /// The referenced side: a table with a key of these columns, of types that compare.
    fn settle_reference(
        &self,
        id: RelationId,
        target: RelationId,
        key: &mut ForeignKey,
        span: Span,
    ) -> Outcome {
        let (relation, referenced) = (
            self.relation_or_stop(id, span)?,
            self.relation_or_stop(target, span)?,
        );
        key.referenced = referenced.name.clone();
        let bad = |refusal: Refusal, reason: &str| {
            refused(
                refusal,
                span,
                format!("foreign key to `{}`", referenced.name),
                reason,
            )
        };
        if referenced.kind != crate::model::RelationKind::Table {
            return bad(Refusal::WrongObjectKind, "only a table can be referenced");
        }
        let lives = match relation.persistence {
            Persistence::Temporary => referenced.persistence == Persistence::Temporary,
            Persistence::Unlogged => referenced.persistence != Persistence::Temporary,
            _ => referenced.persistence == Persistence::Permanent,
        };
        if !lives {
            return bad(
                Refusal::InvalidForeignKey,
                "it does not live as long as the rows that point at it",
            );
        }
        let sets = |action: Option<ReferentialAction>| {
            matches!(
                action,
                Some(ReferentialAction::SetNull | ReferentialAction::SetDefault)
            )
        };
        let changes =
            sets(key.on_delete) || sets(key.on_update) || key.on_update == Some(ReferentialAction::Cascade);
        let computed = |column: &String| {
            relation
                .column(column)
                .is_some_and(|held| held.generated.is_some())
        };
        if changes && key.columns.iter().any(computed) {
            return bad(
                Refusal::InvalidForeignKey,
                "an action would change a generated column",
            );
        }
        if referenced.columns_unknown {
            return Ok(());
        }
        if key.referenced_columns.is_empty() {
            let is_primary = |held: &&Constraint| matches!(held.kind, ConstraintKind::PrimaryKey(_));
            if referenced
                .constraints
                .iter()
                .find(is_primary)
                .is_some_and(|held| held.deferrable)
            {
                return bad(Refusal::InvalidForeignKey, "its primary key is deferrable");
            }
            match referenced.primary_key() {
                Some(primary) => key.referenced_columns.clone_from(&primary.columns),
                None => return bad(Refusal::UndefinedObject, "it has no primary key"),
            }
        }
        if key.referenced_columns.len() != key.columns.len() {
            return bad(Refusal::InvalidForeignKey, "both sides need as many columns");
        }
        for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
            let Some(other) = referenced.column(other) else {
                return bad(Refusal::UndefinedColumn, &format!("it has no column `{other}`"));
            };
            let Some(own) = relation.column(own) else { continue };
            if !agree(&own.data_type, &other.data_type) {
                return bad(
                    Refusal::TypeMismatch,
                    &format!(
                        "`{}` and `{}` have types that do not compare",
                        own.name, other.name
                    ),
                );
            }
        }
        let is_key = referenced.indexes.iter().any(|index| {
            index.unique
                && index.predicate.is_none()
                && index.keys.len() == key.referenced_columns.len()
                && index.keys.iter().all(|held| {
                    held.column
                        .as_ref()
                        .is_some_and(|column| key.referenced_columns.contains(column))
                })
                && !referenced
                    .constraints
                    .iter()
                    .any(|held| held.name == index.name && held.deferrable)
        });
        let twice = key.referenced_columns.iter().enumerate().any(|(at, column)| {
            key.referenced_columns
                .iter()
                .take(at)
                .any(|other| other == column)
        });
        if !is_key || twice {
            return bad(
                Refusal::InvalidForeignKey,
                "no unique key of it is of these columns",
            );
        }
        Ok(())
    }

    pub(super) fn add_postgresql_exclude(
        &mut self,
        id: RelationId,
        constraint: &TableConstraint,
        only: bool,
    ) -> Outcome {
        let TableConstraintKind::Exclude {
            method,
            keys,
            operators,
            include,
            predicate,
        } = &constraint.kind
        else {
            return Ok(());
        };
        let span = constraint.span;
        let keys = self.postgresql_index_columns(id, keys, span)?;
        let mut included = Vec::new();
        for column in include {
            included.push(self.column_of(id, column, span)?);
        }
        let relation = self.relation_or_stop(id, span)?;
        if let Some(predicate) = predicate {
            self.known_columns(relation, predicate, span)?;
        }
        if relation.partitioned && !self.server().excludes_on_partitioned() {
            return refused(
                Refusal::NotSupported,
                span,
                format!("exclusion on `{}`", relation.name),
                "this version has none on partitioned tables",
            );
        }
        let equal = keys
            .iter()
            .zip(operators)
            .filter(|(_, operator)| *operator == "=");
        if !relation.keeps_together(equal.filter_map(|(key, _)| key.compared_column())) {
            return refused(
                Refusal::NotSupported,
                span,
                format!("exclusion on `{}`", relation.name),
                "it holds every column the table is partitioned by, with the operator `=`",
            );
        }
        let (schema, table) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &constraint.name {
            Some(name) => {
                let name = fold(name, self.dialect());
                self.must_have_no_constraint(id, &name, span)?;
                let qualified = crate::model::QualifiedName { schema, name };
                self.must_be_free(&qualified, span)?;
                qualified.name
            }
            None => {
                let columns = joined(&index_column_names(&keys, &included));
                self.choose_relation_name(&schema, &table, &columns, "excl", true)
            }
        };
        let columns = keys.iter().filter_map(|key| key.column.clone()).collect();
        let rare = RareIndex {
            include: included,
            operators: operators.clone(),
            ..RareIndex::ABSENT.clone()
        };
        let index = Index {
            method: method.clone(),
            unique: false,
            keys,
            predicate: predicate.clone().map(Box::new),
            rare: rare.into(),
            ..Index::on_columns(name.clone(), &[], IndexOrigin::Exclude, span)
        };
        self.push_index(id, index.clone());
        let mut held = Constraint::new(name, true, ConstraintKind::Exclude(columns), span);
        held.deferrable = constraint.timing.deferrable;
        held.initially_deferred = constraint.timing.initially_deferred;
        self.push_postgresql_constraint(id, held.clone());
        self.settle_index(id, &index, Some(&held), only)
    }
}

/// Whether a foreign key of the first type can point at a key of the second: one operator compares them, or the first
/// becomes the second without being asked.
fn agree(own: &ColumnType, other: &ColumnType) -> bool {
    use TypeFamily::*;
    if own.array_dimensions.min(1) != other.array_dimensions.min(1) {
        return false;
    }
    if own.array_dimensions > 0 {
        return own.name == other.name || own.family == Other || other.family == Other;
    }
    match (own.family, other.family) {
        (Other, Other) => own.name == other.name || own.declared.is_none() || other.declared.is_none(),
        (Enum, Enum) => own.declared == other.declared,
        (Integer(_), Integer(_) | Numeric | Float(_)) => true,
        (Numeric, Numeric | Float(_)) | (Float(_), Float(_)) => true,
        (Date | Timestamp | TimestampWithTimeZone, Date | Timestamp | TimestampWithTimeZone) => true,
        (Time, Time) | (Time, Interval) => own.name == other.name || other.family == Interval,
        (Text | CaseInsensitiveText, Text | CaseInsensitiveText) => true,
        (Other, family) | (family, Other) => {
            family != Enum && (own.declared.is_none() && other.declared.is_none())
        }
        (a, b) => a == b,
    }
}
