//! `CREATE TABLE` and its columns.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    ColumnConstraintKind, ColumnDefinition, CreateTable, DataType, IdentityKind, ObjectName, Persistence,
};

use super::is_view;
use crate::Catalog;
use crate::model::{
    Column, ColumnComment, ColumnType, CommentSource, Identity, Relation, RelationId, RelationKind,
    TypeFamily, fold,
};

impl Catalog {
    pub(super) fn create_table(&mut self, create: &CreateTable, span: Span) {
        if self.exists(&create.name) {
            if !create.if_not_exists {
                let name = self.name_for_new(&create.name);
                self.refuse(
                    span,
                    crate::Refusal::DuplicateRelation,
                    format!("`{name}`"),
                    "a relation of this name exists already; the database refuses this statement",
                );
            }
            return;
        }
        let id = self.add_relation(empty_relation(self, create, span));
        self.copy_from_parents(id, create);
        for definition in &create.columns {
            self.add_column(id, definition, None);
        }
        for definition in &create.columns {
            self.add_column_constraints(id, definition);
        }
        for constraint in &create.constraints {
            self.add_constraint(id, constraint);
        }
        for index in &create.indexes {
            self.add_inline_index(id, index);
        }
        if let Some(query) = &create.as_query
            && create.columns.is_empty()
        {
            let name = self.name_for_new(&create.name);
            self.note(
                query.span,
                format!("columns of `{name}`"),
                "they come from a query, and their types are only known to the database",
            );
        }
    }

    /// Columns of `LIKE`, `INHERITS` and `PARTITION OF` sources that are in the script.
    fn copy_from_parents(&mut self, id: RelationId, create: &CreateTable) {
        let inherited = create.inherits.iter().chain(&create.partition_of);
        for parent in inherited
            .clone()
            .chain(create.like.iter().map(|like| &like.relation))
        {
            let Some(source) = self.resolve(parent).cloned() else {
                let name = self.name_for_new(parent);
                self.note(
                    parent.span,
                    format!("columns taken from `{name}`"),
                    "that table is not in the paste",
                );
                continue;
            };
            let keep_all = inherited.clone().any(|name| name == parent);
            let like = create.like.iter().find(|like| like.relation == *parent);
            let including = |word: &str| {
                keep_all
                    || like
                        .is_some_and(|like| like.including.iter().any(|said| said == word || said == "all"))
            };
            let mut columns = source.columns.clone();
            for column in &mut columns {
                if !including("defaults") {
                    column.default = None;
                }
                if !including("identity") {
                    column.identity = None;
                }
                if !including("generated") {
                    column.generated = None;
                }
            }
            let checks = source
                .constraints
                .iter()
                .filter(|constraint| constraint.check().is_some() && including("constraints"));
            let partition = create.partition_of.as_ref() == Some(parent);
            let keys = source.constraints.iter().filter(|constraint| {
                constraint.key().is_some() && (partition || (!keep_all && including("indexes")))
                    || (constraint.foreign_key().is_some() && partition)
            });
            let constraints: Vec<_> = checks.chain(keys).cloned().collect();
            let indexes = if partition || (!keep_all && including("indexes")) {
                source.indexes.clone()
            } else {
                Vec::new()
            };
            if let Some(relation) = self.relation_mut(id) {
                for column in columns {
                    if relation.column(&column.name).is_none() {
                        relation.columns.push(column);
                    }
                }
                relation.constraints.extend(constraints);
                relation.indexes.extend(indexes);
            }
        }
    }

    /// Adds the column itself, without what its constraints bring. `at` is its place, the end when none.
    pub(super) fn add_column(&mut self, id: RelationId, definition: &ColumnDefinition, at: Option<usize>) {
        let column = self.build_column(definition);
        let dialect = self.dialect();
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        // An inherited column that is declared again is merged: the declaration's facts are added.
        if let Some(existing) = relation
            .columns
            .iter_mut()
            .find(|existing| crate::model::same_name(&existing.name, &column.name, dialect))
        {
            let merged_not_null = existing.not_null || column.not_null;
            *existing = column;
            existing.not_null = merged_not_null;
            return;
        }
        match at {
            Some(at) if at <= relation.columns.len() => relation.columns.insert(at, column),
            _ => relation.columns.push(column),
        }
    }

    pub(super) fn build_column(&self, definition: &ColumnDefinition) -> Column {
        let written = definition.data_type.as_ref();
        let data_type = written.map_or_else(
            || ColumnType::known("", TypeFamily::Other),
            |written| self.resolve_type(written),
        );
        let null = definition
            .constraints
            .iter()
            .find(|constraint| constraint.kind == ColumnConstraintKind::Null);
        let mut column = Column {
            comments: comments(definition),
            name_span: definition.name.span,
            type_span: written.map(|written| written.span),
            null_span: null.map(|constraint| constraint.span),
            ..Column::plain(fold(&definition.name, self.dialect()), data_type, definition.span)
        };
        if definition
            .data_type
            .as_ref()
            .is_some_and(|data_type| is_serial(&data_type.name, self.dialect()))
        {
            column.identity = Some(Identity::Serial);
            column.not_null = true;
        }
        for constraint in &definition.constraints {
            apply_property(&mut column, &constraint.kind);
        }
        if column
            .data_type
            .domain
            .as_ref()
            .is_some_and(|domain| domain.not_null)
        {
            column.not_null = true;
        }
        column
    }

    /// The type a written one means: declared enums and domains first, then the dialect's own.
    pub(super) fn resolve_type(&self, written: &DataType) -> ColumnType {
        if let Some(labels) = self.find_type(&self.enums, &written.name) {
            let mut found = ColumnType::known(
                written.name.rsplit('.').next().unwrap_or(&written.name),
                TypeFamily::Enum,
            );
            found.enum_labels = Some(labels.clone());
            found.array_dimensions = written.array_dimensions;
            return found;
        }
        if let Some(domain) = self.find_type(&self.domains, &written.name) {
            let mut found = domain.base.clone();
            found.domain = Some(domain.clone());
            return found;
        }
        ColumnType::from_ast(written, self.dialect())
    }
}

pub(super) fn empty_relation(catalog: &Catalog, create: &CreateTable, span: Span) -> Relation {
    let kind = match (create.persistence, &create.virtual_module) {
        (_, Some(_)) => RelationKind::VirtualTable,
        (Persistence::Foreign, _) => RelationKind::ForeignTable,
        _ => RelationKind::Table,
    };
    debug_assert!(!is_view(kind), "a table is not a view");
    let leading = create
        .leading_comment
        .as_ref()
        .map(|comment| comment.text.clone());
    let stored = |parent: &ObjectName| catalog.name_for_new(parent);
    Relation {
        persistence: create.persistence,
        comment: create.comment.clone().or(leading),
        partition_of: create.partition_of.as_ref().map(stored),
        partitioned: create.partition_by.is_some(),
        inherits: create.inherits.iter().map(stored).collect(),
        strict: create.strict,
        without_rowid: create.without_rowid,
        engine: create.engine.clone(),
        body: create.body,
        ..Relation::empty(stored(&create.name), kind, span, create.name.span)
    }
}

pub(super) fn comments(definition: &ColumnDefinition) -> Vec<ColumnComment> {
    let inline = definition.comment.iter().map(|comment| ColumnComment {
        text: comment.text.clone(),
        span: comment.span,
        source: CommentSource::Inline,
    });
    let declared = definition.declared_comment.iter().map(|text| ColumnComment {
        text: text.clone(),
        span: definition.span,
        source: CommentSource::Declared,
    });
    inline.chain(declared).collect()
}

pub(super) fn is_serial(name: &str, dialect: Dialect) -> bool {
    dialect == Dialect::PostgreSql
        && matches!(
            name,
            "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8"
        )
}

/// What a column constraint says about the column alone; keys and references are the relation's business.
pub(super) fn apply_property(column: &mut Column, kind: &ColumnConstraintKind) {
    match kind {
        ColumnConstraintKind::NotNull => column.not_null = true,
        ColumnConstraintKind::Default(expression) => column.default = Some(expression.clone()),
        ColumnConstraintKind::Identity(kind) => {
            column.identity = Some(Identity::from(*kind));
            column.not_null |= *kind != IdentityKind::AutoIncrement;
        }
        ColumnConstraintKind::Generated { expression, stored } => {
            column.generated = Some(expression.clone());
            column.generated_stored = *stored;
        }
        ColumnConstraintKind::Collate(name) => column.collation = Some(name.clone()),
        ColumnConstraintKind::OnUpdate(expression) => column.on_update = Some(expression.clone()),
        ColumnConstraintKind::Null
        | ColumnConstraintKind::PrimaryKey
        | ColumnConstraintKind::Unique { .. }
        | ColumnConstraintKind::Check { .. }
        | ColumnConstraintKind::References(_)
        // MySQL's, which are applied by files of their own.
        | ColumnConstraintKind::CharacterSet(_)
        | ColumnConstraintKind::BinaryCollation
        | ColumnConstraintKind::Invisible
        | ColumnConstraintKind::Unversioned
        | ColumnConstraintKind::RowPeriod(_)
        | ColumnConstraintKind::SerialDefault
        | ColumnConstraintKind::Other(_) => {}
    }
}
