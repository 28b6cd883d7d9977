//! What relations and columns are made of, in every dialect.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    ColumnConstraintKind, ColumnDefinition, CreateTable, DataType, IdentityKind, ObjectName, Persistence,
};

use super::is_view;
use crate::Catalog;
use crate::model::{
    Absent, Column, ColumnComment, ColumnType, CommentSource, Identity, Index, RareRelation, Relation,
    RelationId, RelationKind, TypeFamily,
};

impl Catalog {
    /// Gives the relation an index, and remembers where it is.
    pub(super) fn push_index(&mut self, id: RelationId, index: Index) {
        self.remember_index(id, &index.name);
        if let Some(relation) = self.relation_mut(id) {
            relation.indexes.push(index);
        }
    }

    /// Changes the columns of these names.
    pub(super) fn each_column(
        &mut self,
        id: RelationId,
        names: &[String],
        mut change: impl FnMut(&mut Column),
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
    let rare = RareRelation {
        partition_of: create.partition_of.as_ref().map(stored),
        inherits: create.inherits.iter().map(stored).collect(),
        engine: create.engine.clone(),
        ..RareRelation::ABSENT.clone()
    };
    Relation {
        persistence: create.persistence,
        comment: create.comment.clone().or(leading),
        partitioned: create.partition_by.is_some(),
        strict: create.strict,
        without_rowid: create.without_rowid,
        body: create.body,
        rare: rare.into(),
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
        ColumnConstraintKind::Default(expression) => column.default = Some(Box::new(expression.clone())),
        ColumnConstraintKind::Identity(kind) => {
            column.identity = Some(Identity::from(*kind));
            column.not_null |= *kind != IdentityKind::AutoIncrement;
        }
        ColumnConstraintKind::Generated { expression, stored } => {
            column.generated = Some(Box::new(expression.clone()));
            column.generated_stored = *stored;
        }
        ColumnConstraintKind::Collate(name) => column.collation = Some(name.clone()),
        ColumnConstraintKind::OnUpdate(expression) => column.on_update = Some(Box::new(expression.clone())),
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
