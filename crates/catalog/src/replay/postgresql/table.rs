//! `CREATE TABLE`.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, CreateTable, Expression, ExpressionKind,
    Persistence, TableConstraint, TableConstraintKind,
};

use super::constraint::{CheckBy, CheckPart, Common, KeyPart, drop_redundant, same_condition};
use super::index::collation_in;
use super::volatile::volatile_function;
use super::{Outcome, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Absent, Column, ColumnType, Identity, QualifiedName, RareColumn, Relation, RelationId, TypeFamily, fold,
    folded,
};
use crate::note::Refusal;
use crate::places::Sought;
use crate::replay::table::{apply_property, comments, empty_relation, is_serial};

impl Catalog {
    pub(super) fn create_postgresql_table(&mut self, create: &CreateTable, span: Span) -> Outcome {
        let mut name = self.new_name(&create.name);
        if create.persistence == Persistence::Temporary {
            if create.name.parts.len() > 1 && name.schema != "pg_temp" {
                return refused(
                    Refusal::InvalidDefinition,
                    create.name.span,
                    format!("`{name}`"),
                    "a temporary table is in no schema of yours",
                );
            }
            "pg_temp".clone_into(&mut name.schema);
            self.objects.has_temporary = true;
        }
        if create.if_not_exists && self.is_name_taken(&name) {
            return Ok(());
        }
        self.must_be_free(&name, span)?;
        if self.is_type(&name) {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("`{name}`"),
                "a type of this name exists already",
            );
        }
        self.note_absent_schema(&name.schema, create.name.span);
        let mut relation = empty_relation(self, create, span);
        relation.name = name;
        self.take_from_parents(&mut relation, create)?;
        self.take_from_type(&mut relation, create, span)?;
        self.declare_columns(&mut relation, create)?;
        self.must_agree_on_defaults(&relation, create)?;
        if create.partition_by.is_some() {
            let (mut columns, mut collations, mut expressed) = (Vec::new(), Vec::new(), Vec::new());
            for key in &create.partition_keys {
                let ExpressionKind::Column(name) = &key.expression.kind else {
                    expressed.extend(self.known_columns(&relation, &key.expression, span)?);
                    continue;
                };
                if let Some(last) = name.last() {
                    let column = fold(last, self.dialect());
                    if relation.column(&column).is_none() && !relation.columns_unknown {
                        return refused(
                            Refusal::UndefinedColumn,
                            name.span,
                            format!("column `{column}`"),
                            "the table has no such column to be partitioned by",
                        );
                    }
                    if relation
                        .column(&column)
                        .is_some_and(|held| held.generated.is_some())
                    {
                        return refused(
                            Refusal::InvalidDefinition,
                            name.span,
                            format!("column `{column}`"),
                            "a table is not partitioned by what it computes",
                        );
                    }
                    columns.push(column);
                    collations.push(key.collation.clone().or_else(|| collation_in(&key.expression)));
                }
            }
            relation.partition_columns = Some(columns);
            if collations.iter().any(Option::is_some) {
                relation.partition_collations = collations;
            }
            relation.partition_expression_columns = expressed;
            relation.partition_strategy.clone_from(&create.partition_strategy);
        }
        if let Some(query) = &create.as_query {
            relation.columns_unknown = create.columns.is_empty();
            if relation.columns_unknown {
                let subject = format!("columns of `{}`", relation.name);
                self.note(
                    query.span,
                    subject,
                    "they come from a query, and their types are only known to the database",
                );
            }
        }
        let parents: Vec<QualifiedName> = relation
            .partition_of
            .iter()
            .chain(&relation.inherits)
            .cloned()
            .collect();
        let id = self.add_relation(relation);
        self.settle_sequences(id);
        self.remember_types(id);
        for parent in &parents {
            if let Some(parent) = self.id_of(parent).filter(|parent| *parent != id) {
                self.places.add(Sought::Heirs(parent), id);
            }
        }
        let taken = self.take_not_nulls(id);
        self.add_checks(id, create)?;
        self.add_not_nulls(id, create, &taken)?;
        for like in &create.like {
            self.copy_constraints(id, like)?;
        }
        if let Some(parent) = parents.first().filter(|_| create.partition_of.is_some())
            && let Some(parent) = self.id_of(parent)
        {
            self.clone_to_partition(parent, id)?;
        }
        self.add_keys(id, create)?;
        self.add_foreign_keys(id, create)?;
        // Most tables never get more.
        if let Some(relation) = self.relation_mut(id) {
            relation.shrink();
        }
        Ok(())
    }

    /// Columns with their types, `LIKE` in its place; a column that a parent has too is merged with it.
    fn declare_columns(&mut self, relation: &mut Relation, create: &CreateTable) -> Outcome {
        let inherited = relation.columns.len();
        let mut declared: Vec<String> = Vec::new();
        let mut likes = create.like.iter().peekable();
        for (at, definition) in create.columns.iter().enumerate() {
            while let Some(like) = likes.next_if(|like| like.at <= at) {
                self.copy_columns(relation, like, inherited, &mut declared)?;
            }
            let typed =
                create.of_type.is_some() || (create.partition_of.is_some() && definition.data_type.is_none());
            self.declare_column(relation, definition, typed, &mut declared)?;
        }
        for like in likes {
            self.copy_columns(relation, like, inherited, &mut declared)?;
        }
        Ok(())
    }

    /// A column of several parents that says nothing of its own takes their default, which has to be one.
    fn must_agree_on_defaults(&self, relation: &Relation, create: &CreateTable) -> Outcome {
        for column in relation.columns.iter().filter(|column| column.parents > 1) {
            let parents = relation.inherits.iter().filter_map(|parent| self.by_name(parent));
            let mut given = parents
                .filter_map(|parent| parent.column(&column.name))
                .filter(|held| held.default.is_some() || held.generated.is_some() || held.sequence.is_some());
            let Some(first) = given.next() else { continue };
            let same = |a: &Option<Box<Expression>>, b: &Option<Box<Expression>>| match (a, b) {
                (Some(a), Some(b)) => same_condition(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            let differs = |other: &Column| {
                !same(&first.default, &other.default)
                    || !same(&first.generated, &other.generated)
                    || first.sequence != other.sequence
            };
            let mut own = create
                .columns
                .iter()
                .filter(|own| folded(&own.name, self.dialect()) == column.name);
            let is_own = own.any(|own| {
                own.constraints.iter().any(|one| {
                    matches!(
                        one.kind,
                        ColumnConstraintKind::Default(_) | ColumnConstraintKind::Generated { .. }
                    )
                })
            });
            if !is_own && given.any(differs) {
                return refused(
                    Refusal::InvalidDefinition,
                    create.name.span,
                    format!("column `{}`", column.name),
                    "the parents' defaults differ",
                );
            }
        }
        Ok(())
    }

    fn declare_column(
        &mut self,
        relation: &mut Relation,
        definition: &ColumnDefinition,
        typed: bool,
        declared: &mut Vec<String>,
    ) -> Outcome {
        let mut column = self.column_from(&relation.name, definition)?;
        if relation.partition_of.is_some()
            && matches!(column.identity, Some(Identity::Always | Identity::ByDefault))
        {
            return refused(
                Refusal::NotSupported,
                definition.span,
                format!("column `{}`", column.name),
                "a partition has no identity of its own",
            );
        }
        if declared.contains(&column.name) {
            return refused(
                Refusal::DuplicateColumn,
                definition.span,
                format!("column `{}`", column.name),
                "a column of this name exists already",
            );
        }
        declared.push(column.name.clone());
        let held = relation.columns.iter_mut().find(|held| held.name == column.name);
        match held {
            Some(held) => {
                if definition.data_type.is_some() && !same_type(&held.data_type, &column.data_type) {
                    return refused(
                        Refusal::TypeMismatch,
                        definition.span,
                        format!("column `{}`", column.name),
                        "the parent's column of this name has another type",
                    );
                }
                let follows_parent = self.server().shares_identity();
                let is_computed = column.generated.is_some();
                let gives_value =
                    column.default.is_some() || column.identity.is_some() || column.sequence.is_some();
                let fits = match held.generated.is_some() {
                    true => !gives_value && (follows_parent || !is_computed),
                    false => !(is_computed && follows_parent && held.parents > 0),
                };
                if !fits {
                    return refused(
                        Refusal::InvalidDefinition,
                        definition.span,
                        format!("column `{}`", column.name),
                        "the parent's gets its value in another way",
                    );
                }
                column.data_type.clone_from(&held.data_type);
                column.not_null |= held.not_null;
                column.not_null_constraint = held.not_null_constraint.take();
                column.parents = held.parents;
                // An identity keeps the default under it.
                if column.default.is_none() && column.identity != Some(Identity::Serial) {
                    column.default.clone_from(&held.default);
                }
                if !gives_value {
                    column.sequence.clone_from(&held.sequence);
                }
                if column.generated.is_none() {
                    column.generated.clone_from(&held.generated);
                    column.generated_stored = held.generated_stored;
                }
                column.identity = column.identity.or(held.identity);
                if column.collation.is_none() {
                    column.collation.clone_from(&held.collation);
                }
                column.local = held.parents == 0 || definition.data_type.is_some();
                *held = column;
                Ok(())
            }
            None if typed => refused(
                Refusal::UndefinedColumn,
                definition.span,
                format!("column `{}`", column.name),
                "there is no such column to add options to",
            ),
            None => {
                relation.columns.push(column);
                Ok(())
            }
        }
    }

    /// A column as declared, without keys, checks and references.
    pub(super) fn column_from(
        &mut self,
        relation: &QualifiedName,
        definition: &ColumnDefinition,
    ) -> Outcome<Column> {
        let written = definition.data_type.as_ref();
        let data_type = match written {
            Some(written) => self.type_named(written),
            None => ColumnType::known("", TypeFamily::Other),
        };
        let null = definition
            .constraints
            .iter()
            .find(|one| one.kind == ColumnConstraintKind::Null);
        let rare = RareColumn {
            comments: comments(definition),
            null_span: null.map(|constraint| constraint.span),
            ..RareColumn::ABSENT.clone()
        };
        let mut column = Column {
            name_span: definition.name.span,
            type_span: written.map(|written| written.span),
            rare: rare.into(),
            ..Column::plain(fold(&definition.name, self.dialect()), data_type, definition.span)
        };
        let serial = written
            .is_some_and(|written| is_serial(&written.name, self.dialect()) && written.array_dimensions == 0);
        if serial {
            column.identity = Some(Identity::Serial);
            column.not_null = true;
        }
        // Before NOT NULL had names, a primary key took the word NULL back without a word.
        let is_key = !self.server().names_not_null()
            && !serial
            && !definition.constraints.iter().any(|one| {
                matches!(
                    one.kind,
                    ColumnConstraintKind::NotNull | ColumnConstraintKind::Identity(_)
                )
            });
        let mut defaults = 0;
        for constraint in &definition.constraints {
            let gives_value = matches!(
                constraint.kind,
                ColumnConstraintKind::Default(_)
                    | ColumnConstraintKind::Identity(_)
                    | ColumnConstraintKind::Generated { .. }
            );
            defaults += usize::from(gives_value);
            let contradicts = (constraint.kind == ColumnConstraintKind::Null && column.not_null && !is_key)
                || (null.is_some()
                    && matches!(
                        constraint.kind,
                        ColumnConstraintKind::NotNull | ColumnConstraintKind::Identity(_)
                    ))
                || (null.is_some()
                    && constraint.kind == ColumnConstraintKind::PrimaryKey
                    && self.server().names_not_null());
            if contradicts || defaults > 1 || (serial && gives_value) {
                return refused(
                    Refusal::InvalidDefinition,
                    constraint.span,
                    format!("column `{}` of `{relation}`", column.name),
                    "its definition contradicts itself",
                );
            }
            apply_property(&mut column, &constraint.kind);
            if let ColumnConstraintKind::Generated { expression, stored } = &constraint.kind {
                must_be_immutable(expression, constraint.span)?;
                column.generated_stored = *stored;
            }
        }
        must_have_room(&column.data_type, definition.span)?;
        if column.data_type.declared.as_ref() == Some(relation) {
            return refused(
                Refusal::InvalidDefinition,
                definition.span,
                format!("column `{}` of `{relation}`", column.name),
                "a table is no part of itself",
            );
        }
        let is_primary = |one: &&ColumnConstraint| one.kind == ColumnConstraintKind::PrimaryKey;
        if definition.constraints.iter().filter(is_primary).count() > 1 {
            return refused(
                Refusal::InvalidDefinition,
                definition.span,
                "primary key".to_owned(),
                "a relation has one primary key at most",
            );
        }
        if let Some(default) = &column.default {
            column.sequence = self.sequence_of_default(default).map(Box::new);
        }
        if matches!(column.identity, Some(Identity::Always | Identity::ByDefault))
            && !numbers(&column.data_type)
        {
            return refused(
                Refusal::InvalidDefinition,
                definition.span,
                format!("column `{}` of `{relation}`", column.name),
                "an identity is smallint, integer or bigint",
            );
        }
        Ok(column)
    }

    /// Makes the sequences of serial and identity columns that have none.
    pub(super) fn settle_sequences(&mut self, id: RelationId) {
        self.make_sequences(id);
        self.remember_sequences(id);
    }

    fn make_sequences(&mut self, id: RelationId) {
        let Some(relation) = self.relation(id) else { return };
        let needing: Vec<String> = relation
            .columns
            .iter()
            .filter(|column| column.identity.is_some() && column.sequence.is_none())
            .map(|column| column.name.clone())
            .collect();
        if needing.is_empty() {
            return;
        }
        let name = relation.name.clone();
        for column in needing {
            let sequence = QualifiedName {
                schema: name.schema.clone(),
                name: self.choose_relation_name(&name.schema, &name.name, &column, "seq", false),
            };
            self.set_sequence(sequence.clone(), Some(Some((id, column.clone()))));
            self.each_column(id, &[column], |column| {
                column.sequence = Some(sequence.clone().into())
            });
        }
    }

    /// Remembers that the relation uses its columns' types.
    pub(super) fn remember_types(&mut self, id: RelationId) {
        let Some(relation) = self.relation(id) else { return };
        let mut used: Vec<QualifiedName> = relation.of_type.iter().cloned().collect();
        for column in &relation.columns {
            let data_type = &column.data_type;
            let name = data_type
                .domain
                .as_ref()
                .map(|domain| &domain.name)
                .or(data_type.declared.as_ref());
            if let Some(name) = name.filter(|name| !used.contains(name)) {
                used.push(name.clone());
            }
        }
        for name in used {
            self.places.add(Sought::TypeUsers(&name), id);
        }
    }

    fn add_checks(&mut self, id: RelationId, create: &CreateTable) -> Outcome {
        for definition in &create.columns {
            self.add_column_checks(id, definition, CheckBy::NewTable)?;
        }
        for constraint in &create.constraints {
            if let TableConstraintKind::Check {
                expression,
                enforced,
                no_inherit,
            } = &constraint.kind
            {
                let part = CheckPart {
                    expression,
                    enforced: *enforced,
                    no_inherit: *no_inherit,
                };
                // A new table has no rows to be valid or not.
                let common = Common {
                    not_valid: false,
                    ..Common::of_table(constraint)
                };
                self.add_postgresql_check(id, &common, part, CheckBy::NewTable)?;
            }
        }
        // What a partition declares and its parent has too is the parent's alone.
        if create.partition_of.is_some()
            && let Some(relation) = self.relation_mut(id)
        {
            let constraints = relation.constraints.iter_mut();
            constraints
                .filter(|held| held.parents > 0)
                .for_each(|held| held.local = false);
        }
        Ok(())
    }

    pub(super) fn add_column_checks(
        &mut self,
        id: RelationId,
        definition: &ColumnDefinition,
        by: CheckBy,
    ) -> Outcome {
        for constraint in &definition.constraints {
            if let ColumnConstraintKind::Check {
                expression,
                enforced,
                no_inherit,
            } = &constraint.kind
            {
                let part = CheckPart {
                    expression,
                    enforced: *enforced,
                    no_inherit: *no_inherit,
                };
                self.add_postgresql_check(id, &Common::of_column(constraint), part, by)?;
            }
        }
        Ok(())
    }

    /// Primary key first; a key that says the same as an earlier one is dropped.
    fn add_keys(&mut self, id: RelationId, create: &CreateTable) -> Outcome {
        let mut keys: Vec<KeyPart<'_>> = Vec::new();
        for definition in &create.columns {
            keys.extend(self.column_keys(definition));
        }
        for constraint in &create.constraints {
            if let Some(key) = self.table_key(id, constraint)? {
                keys.push(key);
            }
        }
        if keys.iter().filter(|key| key.primary).count() > 1 {
            let span = keys.last().map_or(create.name.span, |key| key.common.span);
            return refused(
                Refusal::InvalidDefinition,
                span,
                "primary key".to_owned(),
                "a relation has one primary key at most",
            );
        }
        let exclusions = create
            .constraints
            .iter()
            .filter(|constraint| matches!(constraint.kind, TableConstraintKind::Exclude { .. }));
        let mut kept: Vec<TableConstraint> = Vec::new();
        for constraint in exclusions {
            match kept.iter_mut().find(|held| same_exclusion(held, constraint)) {
                Some(held) => held.name = held.name.take().or_else(|| constraint.name.clone()),
                None => kept.push(constraint.clone()),
            }
        }
        // The primary key stands first, all others in the order of the text.
        let mut kept = kept.iter().peekable();
        for key in drop_redundant(keys) {
            let start = key.common.span.start;
            while let Some(earlier) = kept.next_if(|held| !key.primary && held.span.start < start) {
                self.add_postgresql_exclude(id, earlier, false)?;
            }
            self.add_postgresql_key(id, &key, false)?;
        }
        for constraint in kept {
            self.add_postgresql_exclude(id, constraint, false)?;
        }
        Ok(())
    }

    fn add_foreign_keys(&mut self, id: RelationId, create: &CreateTable) -> Outcome {
        for definition in &create.columns {
            self.add_column_references(id, definition)?;
        }
        for constraint in &create.constraints {
            if let TableConstraintKind::ForeignKey { columns, references } = &constraint.kind {
                let common = Common {
                    not_valid: false,
                    ..Common::of_table(constraint)
                };
                self.add_postgresql_foreign_key(id, &common, columns, references)?;
            }
        }
        Ok(())
    }

    pub(super) fn add_column_references(&mut self, id: RelationId, definition: &ColumnDefinition) -> Outcome {
        for constraint in &definition.constraints {
            if let ColumnConstraintKind::References(references) = &constraint.kind {
                let columns = std::slice::from_ref(&definition.name);
                self.add_postgresql_foreign_key(id, &Common::of_column(constraint), columns, references)?;
            }
        }
        Ok(())
    }
}

/// Lengths and precisions that the server refuses (manual, "Data Types").
pub(super) fn must_have_room(data_type: &ColumnType, span: Span) -> Outcome {
    let first = data_type
        .arguments
        .first()
        .and_then(|digits| digits.parse::<u64>().ok());
    let fits = match (data_type.name.as_str(), first) {
        (_, None) => true,
        ("character varying" | "character" | "bit" | "bit varying", Some(length)) => length > 0,
        ("numeric", Some(precision)) => (1..=1_000).contains(&precision),
        _ => true,
    };
    if fits {
        return Ok(());
    }
    refused(
        Refusal::InvalidDefinition,
        span,
        format!("type `{data_type}`"),
        "there is no such length",
    )
}

/// Whether two exclusion constraints say the same; the server keeps one of them.
fn same_exclusion(a: &TableConstraint, b: &TableConstraint) -> bool {
    let text = |expression: &Expression| expression.text.clone();
    let said = |constraint: &TableConstraint| match &constraint.kind {
        TableConstraintKind::Exclude {
            method,
            keys,
            operators,
            include,
            predicate,
        } => {
            let keys: Vec<_> = keys
                .iter()
                .map(|key| {
                    (
                        text(&key.expression),
                        key.collation.clone(),
                        key.operator_class.clone(),
                        key.descending,
                        key.nulls_first,
                    )
                })
                .collect();
            let include: Vec<_> = include.iter().map(|name| name.value.clone()).collect();
            Some((
                method.clone(),
                keys,
                operators.clone(),
                include,
                predicate.as_ref().map(text),
            ))
        }
        _ => None,
    };
    a.timing == b.timing && said(a) == said(b)
}

/// Refuses a generated column whose value would not always be the same.
pub(super) fn must_be_immutable(expression: &Expression, span: Span) -> Outcome {
    match volatile_function(expression) {
        Some(function) => refused(
            Refusal::InvalidDefinition,
            span,
            format!("`{function}`"),
            "a generated column is always the same for the same row",
        ),
        None => Ok(()),
    }
}

/// Whether a column of the type can be an identity.
pub(super) fn numbers(data_type: &ColumnType) -> bool {
    matches!(data_type.family, TypeFamily::Integer(_))
        && data_type.array_dimensions == 0
        && data_type.domain.is_none()
}

/// Whether two columns of one name can be one column.
pub(super) fn same_type(a: &ColumnType, b: &ColumnType) -> bool {
    a.to_string() == b.to_string()
}
