//! The catalog as JSON: what was understood of the schema.

use rowproof_engine::Report;
use rowproof_engine::catalog::{
    Column, Constraint, ConstraintKind, ForeignKey, Identity, Index, IndexOrigin, Relation, RelationKind,
};
use rowproof_engine::coverage::Coverage;
use rowproof_engine::syntax::ast::ReferentialAction;
use serde::Serialize;

use super::coverage::{CoverageJson, RelationCoverageJson, coverage_json, relation_coverage_json};
use super::model::{Location, NotChecked};
use super::normal_form::{NormalFormJson, normal_form_json};
use super::row_security::{RowSecurityJson, row_security_json};
use crate::Places;

/// A catalog.
#[derive(Debug, Serialize)]
pub struct Catalog {
    /// `postgresql`, `mysql`, `sqlite`
    pub dialect: &'static str,
    /// `postgresql`, `mysql`, `mariadb`, `sqlite`
    pub product: &'static str,
    /// The version whose behaviour it follows: `18`, `8.0.16`.
    pub server_version: String,
    /// How much of what is wrong the schema refuses.
    pub coverage: CoverageJson,
    /// In the order of creation.
    pub relations: Vec<RelationJson>,
    /// Enumerated types, by name.
    pub enums: Vec<EnumJson>,
    /// Domains, by name.
    pub domains: Vec<DomainJson>,
    /// Extensions, in order.
    pub extensions: Vec<String>,
    /// Places that were not understood or could not be placed.
    pub not_understood: Vec<NotChecked>,
}

/// A table or view.
#[derive(Debug, Serialize)]
pub struct RelationJson {
    /// Empty where the dialect gives none.
    pub schema: String,
    /// As stored.
    pub name: String,
    /// `table`, `view`, `materialized view`, `foreign table`, `virtual table`
    pub kind: &'static str,
    /// Its statement.
    pub location: Location,
    /// Its comment.
    pub comment: Option<String>,
    /// The partitioned table it is part of.
    pub partition_of: Option<String>,
    /// SQLite `STRICT`
    pub strict: bool,
    /// SQLite `WITHOUT ROWID`
    pub without_rowid: bool,
    /// In order.
    pub columns: Vec<ColumnJson>,
    /// The primary key's columns.
    pub primary_key: Option<Vec<String>>,
    /// The primary key's text.
    pub primary_key_location: Option<Location>,
    /// Unique constraints.
    pub unique: Vec<UniqueJson>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKeyJson>,
    /// CHECKs.
    pub checks: Vec<CheckJson>,
    /// Indexes, those of constraints included.
    pub indexes: Vec<IndexJson>,
    /// Names of triggers.
    pub triggers: Vec<String>,
    /// The statements of the triggers, in the order of `triggers`.
    pub trigger_locations: Vec<Location>,
    /// Row-level security (PostgreSQL); none where it is off and has no policies.
    pub row_security: Option<RowSecurityJson>,
    /// The normal form, as far as keys, references and names tell; none for what is no table.
    pub normal_form: Option<NormalFormJson>,
    /// Which wrong values it refuses and accepts; none for what is no table, and for partitions.
    pub coverage: Option<RelationCoverageJson>,
}

/// A column.
#[derive(Debug, Serialize)]
pub struct ColumnJson {
    /// As stored.
    pub name: String,
    /// As the server spells it.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Whether NULL is accepted.
    pub nullable: bool,
    /// As written.
    pub default: Option<String>,
    /// `always`, `by default`, `serial`
    pub identity: Option<&'static str>,
    /// As written.
    pub generated: Option<String>,
    /// Whether a generated column is stored rather than computed when read.
    pub stored: bool,
    /// As written.
    pub collation: Option<String>,
    /// Its comments, inline ones too.
    pub comments: Vec<String>,
    /// Its name in the text.
    pub location: Location,
}

/// A unique constraint.
#[derive(Debug, Serialize)]
pub struct UniqueJson {
    /// Its name.
    pub name: String,
    /// In order.
    pub columns: Vec<String>,
    /// `NULLS NOT DISTINCT`
    pub nulls_not_distinct: bool,
    /// Its text.
    pub location: Location,
}

/// A foreign key.
#[derive(Debug, Serialize)]
pub struct ForeignKeyJson {
    /// Its name.
    pub name: String,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced relation.
    pub referenced: String,
    /// Whether that relation is in the paste.
    pub referenced_is_known: bool,
    /// The referenced columns.
    pub referenced_columns: Vec<String>,
    /// `no action` when not said.
    pub on_delete: &'static str,
    /// `no action` when not said.
    pub on_update: &'static str,
    /// `DEFERRABLE`
    pub deferrable: bool,
    /// `NOT VALID`
    pub not_valid: bool,
    /// Its text.
    pub location: Location,
}

/// A CHECK.
#[derive(Debug, Serialize)]
pub struct CheckJson {
    /// Its name.
    pub name: String,
    /// As written.
    pub expression: String,
    /// The columns it names.
    pub columns: Vec<String>,
    /// `NOT VALID`
    pub not_valid: bool,
    /// Its text.
    pub location: Location,
}

/// An index.
#[derive(Debug, Serialize)]
pub struct IndexJson {
    /// Its name.
    pub name: String,
    /// `btree`, `gin` …
    pub method: String,
    /// Whether it refuses duplicates.
    pub unique: bool,
    /// Each key as written, with ` desc` behind a descending one.
    pub keys: Vec<String>,
    /// `INCLUDE`
    pub include: Vec<String>,
    /// `WHERE`, as written.
    pub predicate: Option<String>,
    /// `declared`, `primary key`, `unique`, `exclude`, `foreign key`
    pub origin: &'static str,
    /// Its text.
    pub location: Location,
}

/// An enumerated type.
#[derive(Debug, Serialize)]
pub struct EnumJson {
    /// Its name.
    pub name: String,
    /// In order.
    pub labels: Vec<String>,
}

/// A domain.
#[derive(Debug, Serialize)]
pub struct DomainJson {
    /// Its name.
    pub name: String,
    /// The type under it.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Whether NULL is accepted.
    pub nullable: bool,
    /// CHECKs as written.
    pub checks: Vec<String>,
}

/// The catalog of a report.
pub fn catalog_json(report: &Report) -> Catalog {
    let places = Places::new(report);
    let catalog = &report.catalog;
    let errors = report.parts.iter().flat_map(|part| {
        part.errors.iter().map(|error| NotChecked {
            subject: format!("a place in `{}`", part.source.name()),
            reason: error.message.clone(),
            location: Some(places.location(error.span)),
        })
    });
    let notes = catalog.notes().iter().map(|note| NotChecked {
        subject: note.subject.clone(),
        reason: note.reason.clone(),
        location: Some(places.location(note.span)),
    });
    let coverage = Coverage::of(report);
    Catalog {
        coverage: coverage_json(&coverage),
        dialect: catalog.dialect().code(),
        product: catalog.server().product.code(),
        server_version: catalog.server().version.to_string(),
        relations: catalog
            .relations()
            .map(|relation| relation_json(catalog, &coverage, relation, &places))
            .collect(),
        enums: catalog
            .enums()
            .into_iter()
            .map(|(name, labels)| EnumJson {
                name: name.to_string(),
                labels: labels.to_vec(),
            })
            .collect(),
        domains: catalog.domains().into_iter().map(domain_json).collect(),
        extensions: catalog.extensions().to_vec(),
        not_understood: errors.chain(notes).collect(),
    }
}

fn relation_json(
    catalog: &rowproof_engine::catalog::Catalog,
    coverage: &Coverage,
    relation: &Relation,
    places: &Places<'_>,
) -> RelationJson {
    RelationJson {
        coverage: relation_coverage_json(coverage, relation),
        schema: relation.name.schema.clone(),
        name: relation.name.name.clone(),
        kind: kind_name(relation.kind),
        location: places.location(relation.span),
        comment: relation.comment.clone(),
        partition_of: relation.partition_of.as_ref().map(ToString::to_string),
        strict: relation.strict,
        without_rowid: relation.without_rowid,
        columns: relation
            .columns
            .iter()
            .map(|column| column_json(column, places))
            .collect(),
        primary_key: relation.primary_key().map(|key| key.columns.clone()),
        primary_key_location: relation
            .constraints
            .iter()
            .find(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_)))
            .map(|constraint| places.location(constraint.span)),
        unique: relation
            .constraints
            .iter()
            .filter_map(|constraint| unique_json(constraint, places))
            .collect(),
        foreign_keys: relation
            .foreign_keys()
            .map(|(constraint, key)| foreign_key_json(constraint, key, places))
            .collect(),
        checks: relation
            .checks()
            .map(|(constraint, check)| CheckJson {
                name: constraint.name.clone(),
                expression: check.expression.text.clone(),
                columns: check.columns.clone(),
                not_valid: constraint.not_valid,
                location: places.location(constraint.span),
            })
            .collect(),
        indexes: relation
            .indexes
            .iter()
            .map(|index| index_json(index, places))
            .collect(),
        normal_form: normal_form_json(catalog, relation),
        triggers: relation
            .triggers
            .iter()
            .map(|trigger| trigger.name.clone())
            .collect(),
        trigger_locations: relation
            .triggers
            .iter()
            .map(|trigger| places.location(trigger.span))
            .collect(),
        row_security: row_security_json(relation, places),
    }
}

fn kind_name(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table => "table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
        RelationKind::VirtualTable => "virtual table",
        RelationKind::Sequence => "sequence",
    }
}

fn column_json(column: &Column, places: &Places<'_>) -> ColumnJson {
    ColumnJson {
        name: column.name.clone(),
        data_type: column.data_type.to_string(),
        nullable: !column.not_null || column.not_null_by_check,
        default: column.default.as_deref().map(|default| default.text.clone()),
        identity: column.identity.map(|identity| match identity {
            Identity::Always => "always",
            Identity::ByDefault => "by default",
            Identity::Serial => "serial",
        }),
        generated: column
            .generated
            .as_deref()
            .map(|generated| generated.text.clone()),
        stored: column.generated_stored,
        collation: column.collation.clone(),
        comments: column
            .comments
            .iter()
            .map(|comment| comment.text.clone())
            .collect(),
        location: places.location(column.name_span),
    }
}

fn unique_json(constraint: &Constraint, places: &Places<'_>) -> Option<UniqueJson> {
    match &constraint.kind {
        ConstraintKind::Unique(key) => Some(UniqueJson {
            name: constraint.name.clone(),
            columns: key.columns.clone(),
            nulls_not_distinct: key.nulls_not_distinct,
            location: places.location(constraint.span),
        }),
        _ => None,
    }
}

fn foreign_key_json(constraint: &Constraint, key: &ForeignKey, places: &Places<'_>) -> ForeignKeyJson {
    ForeignKeyJson {
        name: constraint.name.clone(),
        columns: key.columns.clone(),
        referenced: key.referenced.to_string(),
        referenced_is_known: key.relation.is_some(),
        referenced_columns: key.referenced_columns.clone(),
        on_delete: action_name(key.on_delete),
        on_update: action_name(key.on_update),
        deferrable: constraint.deferrable,
        not_valid: constraint.not_valid,
        location: places.location(constraint.span),
    }
}

fn action_name(action: Option<ReferentialAction>) -> &'static str {
    match action {
        None | Some(ReferentialAction::NoAction) => "no action",
        Some(ReferentialAction::Restrict) => "restrict",
        Some(ReferentialAction::Cascade) => "cascade",
        Some(ReferentialAction::SetNull) => "set null",
        Some(ReferentialAction::SetDefault) => "set default",
    }
}

fn index_json(index: &Index, places: &Places<'_>) -> IndexJson {
    IndexJson {
        name: index.name.clone(),
        method: index.method.clone(),
        unique: index.unique,
        keys: index
            .keys
            .iter()
            .map(|key| {
                let written = key.text().to_owned();
                if key.descending {
                    format!("{written} desc")
                } else {
                    written
                }
            })
            .collect(),
        include: index.include.clone(),
        predicate: index.predicate.as_ref().map(|predicate| predicate.text.clone()),
        origin: match index.origin {
            IndexOrigin::Declared => "declared",
            IndexOrigin::PrimaryKey => "primary key",
            IndexOrigin::Unique => "unique",
            IndexOrigin::Exclude => "exclude",
            IndexOrigin::ForeignKey => "foreign key",
        },
        location: places.location(index.span),
    }
}

fn domain_json(domain: &rowproof_engine::catalog::Domain) -> DomainJson {
    DomainJson {
        name: domain.name.to_string(),
        data_type: domain.base.to_string(),
        nullable: !domain.not_null,
        checks: domain
            .checks
            .iter()
            .map(|check| check.expression.text.clone())
            .collect(),
    }
}
