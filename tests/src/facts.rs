//! What a catalog holds rows to, as facts that two catalogs can be compared by.

use std::collections::BTreeSet;

use rowproof_engine::catalog::{Catalog, ConstraintKind, Index, IndexOrigin, Relation, Replay};
use rowproof_engine::findings::Fix;
use rowproof_engine::source::{SourceFile, SourceId};
use rowproof_engine::syntax::{Dialect, Server, read_statements};

use crate::apply;

/// What a fact says. Ordered as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// `PRIMARY KEY`
    PrimaryKey,
    /// A unique constraint or index that is no primary key.
    Unique,
    /// `NOT NULL`, but for columns of the primary key.
    NotNull,
    /// `CHECK`
    Check,
    /// `FOREIGN KEY`
    ForeignKey,
    /// An index that refuses nothing.
    Index,
    /// A default.
    Default,
    /// `GENERATED ALWAYS AS`
    Generated,
    /// A column's type.
    Type,
    /// A trigger.
    Trigger,
    /// An enumerated type.
    EnumeratedType,
    /// A table.
    Table,
}

impl FactKind {
    /// As documents call it.
    pub fn as_str(self) -> &'static str {
        match self {
            FactKind::PrimaryKey => "PRIMARY KEY",
            FactKind::Unique => "UNIQUE",
            FactKind::NotNull => "NOT NULL",
            FactKind::Check => "CHECK",
            FactKind::ForeignKey => "FOREIGN KEY",
            FactKind::Index => "index",
            FactKind::Default => "DEFAULT",
            FactKind::Generated => "generated column",
            FactKind::Type => "type",
            FactKind::Trigger => "trigger",
            FactKind::EnumeratedType => "enumerated type",
            FactKind::Table => "lookup table",
        }
    }
}

/// One thing a catalog holds rows to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// What it says.
    pub kind: FactKind,
    /// The table, qualified.
    pub table: String,
    /// The columns: in order for an index, else by name. An expression stands as its text.
    pub columns: Vec<String>,
    /// What else there is to it: the referenced table and its columns, an expression, a type.
    pub detail: String,
}

/// Everything this catalog holds rows to.
pub fn facts_of(catalog: &Catalog) -> BTreeSet<Fact> {
    facts_of_relations(catalog, catalog.tables())
}

fn facts_of_relations<'c>(
    catalog: &Catalog,
    relations: impl Iterator<Item = &'c Relation>,
) -> BTreeSet<Fact> {
    let mut facts = BTreeSet::new();
    for relation in relations {
        facts_of_relation(relation, &mut facts);
    }
    for (name, _) in catalog.enums() {
        facts.insert(Fact {
            kind: FactKind::EnumeratedType,
            table: name.to_string(),
            columns: Vec::new(),
            detail: String::new(),
        });
    }
    facts
}

fn facts_of_relation(relation: &Relation, facts: &mut BTreeSet<Fact>) {
    let table = relation.name.to_string();
    let mut add = |kind: FactKind, mut columns: Vec<String>, detail: String| {
        if kind != FactKind::Index {
            columns.sort();
        }
        facts.insert(Fact {
            kind,
            table: table.clone(),
            columns,
            detail,
        });
    };
    add(FactKind::Table, Vec::new(), String::new());
    for column in &relation.columns {
        let name = || vec![column.name.clone()];
        let keyed = relation.is_in_primary_key(&column.name);
        if column.not_null && !column.not_null_by_check && !keyed && column.data_type.domain.is_none() {
            add(FactKind::NotNull, name(), String::new());
        }
        add(FactKind::Type, name(), column.data_type.to_string());
        if let Some(default) = &column.default {
            add(FactKind::Default, name(), default.text.clone());
        }
        if let Some(generated) = &column.generated {
            add(FactKind::Generated, name(), generated.text.clone());
        }
    }
    for constraint in &relation.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => add(FactKind::PrimaryKey, key.columns.clone(), String::new()),
            ConstraintKind::Check(check) => {
                add(
                    FactKind::Check,
                    check.columns.clone(),
                    check.expression.text.clone(),
                );
            }
            ConstraintKind::ForeignKey(key) => {
                let detail = format!("{} ({})", key.referenced, key.referenced_columns.join(", "));
                add(FactKind::ForeignKey, key.columns.clone(), detail);
            }
            ConstraintKind::Unique(_) | ConstraintKind::Exclude(_) => {}
        }
    }
    for index in &relation.indexes {
        let kind = match index.origin {
            IndexOrigin::PrimaryKey | IndexOrigin::Exclude | IndexOrigin::ForeignKey => continue,
            IndexOrigin::Declared | IndexOrigin::Unique if index.unique => FactKind::Unique,
            IndexOrigin::Declared | IndexOrigin::Unique => FactKind::Index,
        };
        let predicate = index.predicate.as_ref().map(|held| held.text.clone());
        add(kind, key_texts(index), predicate.unwrap_or_default());
    }
    for trigger in &relation.triggers {
        add(FactKind::Trigger, vec![trigger.name.clone()], String::new());
    }
}

fn key_texts(index: &Index) -> Vec<String> {
    index.keys.iter().map(|key| key.text().to_owned()).collect()
}

/// The catalog after a text, as this server would have it.
pub fn catalog_of(text: &str, server: Server) -> Catalog {
    replayed(Catalog::new(server), text)
}

fn replayed(catalog: Catalog, text: &str) -> Catalog {
    let source = SourceFile::new(SourceId(0), "text", text);
    let statements = read_statements(source.id(), source.text(), catalog.server());
    let mut replay = Replay::of(catalog);
    statements.for_each(|statement| replay.apply(&statement));
    replay.finish()
}

/// What a fix adds to the catalog that was read from this text, and what it takes away. SQLite has no statements for most
/// changes, so there the edited text is read; elsewhere the statements are run behind the schema.
pub fn effect_of(catalog: &Catalog, text: &str, fix: &Fix) -> (Vec<Fact>, Vec<Fact>) {
    let server = catalog.server();
    let after = if server.dialect() == Dialect::Sqlite && !fix.edits.is_empty() {
        catalog_of(&apply(fix, text), server)
    } else {
        // A dump leaves its session without a search path; the statements are run in another.
        let session = match server.dialect() {
            Dialect::PostgreSql => "SET search_path = public;\n",
            Dialect::MySql | Dialect::Sqlite => "",
        };
        let statements = format!("{session}{};\n", fix.statements.join(";\n"));
        replayed(catalog.clone(), &statements)
    };
    let (before, after) = (differing(catalog, &after), differing(&after, catalog));
    let added = after.difference(&before).cloned().collect();
    let removed = before.difference(&after).cloned().collect();
    (added, removed)
}

/// The facts of relations that are not the same in another catalog, and those that are about no relation.
fn differing(catalog: &Catalog, other: &Catalog) -> BTreeSet<Fact> {
    let changed = |relation: &&Relation| other.by_name(&relation.name) != Some(*relation);
    facts_of_relations(catalog, catalog.tables().filter(changed))
}
