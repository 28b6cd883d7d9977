//! `CREATE TABLE`.

use rowproof_source::{SortSmall, Span};
use rowproof_syntax::Product;
use rowproof_syntax::ast::{
    CharacterSet, CreateTable, Identifier, IndexKey, IndexOptions, InlineIndex, ObjectName, Persistence,
    TableConstraint, TableConstraintKind,
};

use super::column::plain_key;
use super::draft::{Draft, NewForeignKey, NewKey};
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{
    Absent, Index, IndexColumn, IndexOrigin, RareIndex, RareKey, RareRelation, Relation, RelationId,
    RelationKind,
};
use crate::mysql::{collation_of, is_reserved};
use crate::note::Refusal;

/// The longest name.
pub(super) const NAME_CHARACTERS: usize = 64;

/// Storage engines by their names in lower case.
const ENGINES: [(&str, &str); 13] = [
    ("innodb", "InnoDB"),
    ("myisam", "MyISAM"),
    ("memory", "MEMORY"),
    ("heap", "MEMORY"),
    ("csv", "CSV"),
    ("merge", "MRG_MyISAM"),
    ("mrg_myisam", "MRG_MyISAM"),
    ("archive", "ARCHIVE"),
    ("blackhole", "BLACKHOLE"),
    ("federated", "FEDERATED"),
    ("aria", "Aria"),
    ("ndbcluster", "ndbcluster"),
    ("ndb", "ndbcluster"),
];

impl Catalog {
    pub(super) fn mysql_create_table(&mut self, create: &CreateTable, span: Span) -> Applied {
        let name = self.name_for_new(&create.name);
        if let Some(existing) = self.mysql_in_the_way(&name, create.persistence) {
            if create.if_not_exists {
                let mut unused = Draft::of(Relation::empty(name, RelationKind::Table, span, span));
                self.mysql_engine(create.engine.as_deref())?;
                for definition in &create.columns {
                    self.mysql_read_column(&mut unused, definition)?;
                }
                return Ok(());
            }
            if !create.or_replace || existing.kind != RelationKind::Table {
                return Err(refused(
                    Refusal::DuplicateRelation,
                    format!("`{name}`"),
                    "a relation of this name exists already; the database refuses this statement",
                ));
            }
            let id = existing.id;
            self.check_not_referenced(id)?;
            self.mysql_remove(id);
        }
        check_name(&name.name)?;
        if let [only] = create.name.parts.as_slice() {
            self.check_word(only)?;
        }
        self.note_missing_database(&create.name);
        let relation = match create.like.first() {
            Some(like) => self.mysql_like(create, &like.relation, span)?,
            None => self.mysql_new_table(create, span)?,
        };
        let mut draft = Draft::of(relation);
        for definition in &create.columns {
            let column = self.mysql_column(&mut draft, definition)?;
            if draft.position(&column.name).is_some() {
                return Err(refused(
                    Refusal::DuplicateColumn,
                    format!("column `{}`", column.name),
                    "the table has a column of this name already",
                ));
            }
            draft.relation.columns.push(column);
        }
        for constraint in &create.constraints {
            self.mysql_table_constraint(&mut draft, constraint)?;
        }
        for index in &create.indexes {
            self.mysql_inline_index(&mut draft, index);
        }
        if create.partition_by.is_some() {
            let columns = self.mysql_partition_columns(&draft, &create.partition_keys)?;
            let by_column = matches!(create.partition_keys.as_slice(), [key] if plain_key(key).is_some());
            let strategy = create.partition_strategy.clone();
            draft.relation.partition_strategy = strategy.filter(|method| by_column && method != "key");
            draft.relation.partition_columns = Some(columns);
        }
        draft.keys.order_by_key(|key| key.index.span.start);
        draft.foreign_keys.order_by_key(|key| key.span.start);
        let from_query = create.as_query.is_some();
        if draft.relation.columns.iter().all(|column| column.invisible) && !from_query {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("`{name}`"),
                "a table needs a column that is visible",
            ));
        }
        let missing = self.mysql_settle(&mut draft)?;
        let id = self.mysql_add(draft.relation);
        self.remember_foreign_keys(id);
        self.note_missing_parents(missing);
        self.note_ignored(draft.ignored);
        if let Some(query) = &create.as_query {
            self.note(
                query.span,
                format!("columns of `{name}`"),
                "they come from a query, and their types are only known to the database",
            );
        }
        Ok(())
    }

    /// Makes the draft hold; what is left to say is which referenced tables are missing.
    pub(super) fn mysql_settle(&self, draft: &mut Draft) -> Applied<Vec<super::foreign_key::MissingParent>> {
        self.mysql_settle_keys(draft)?;
        super::take_away::check_shown(draft)?;
        self.settle_checks(draft)?;
        self.mysql_settle_storage(draft)?;
        super::row_length::check_row_length(&draft.relation)?;
        let missing = self.mysql_settle_foreign_keys(draft)?;
        self.check_own_foreign_keys(draft)?;
        Ok(missing)
    }

    /// A reserved word is no name without quotes.
    pub(super) fn check_word(&self, name: &Identifier) -> Applied {
        match is_reserved(name, self.server()) {
            false => Ok(()),
            true => Err(refused(
                Refusal::InvalidDefinition,
                format!("`{}`", name.value),
                "it is a reserved word; as a name it has to be quoted",
            )),
        }
    }

    fn mysql_new_table(&self, create: &CreateTable, span: Span) -> Applied<Relation> {
        let name = self.name_for_new(&create.name);
        let collation = self.mysql_table_collation(&create.character_set, &name.schema)?;
        let leading = create
            .leading_comment
            .as_ref()
            .map(|comment| comment.text.clone());
        let rare = RareRelation {
            declared_comment: create.comment.clone(),
            engine: self.mysql_engine(create.engine.as_deref())?,
            collation,
            ..RareRelation::ABSENT.clone()
        };
        Ok(Relation {
            persistence: create.persistence,
            comment: create.comment.clone().or(leading),
            partitioned: create.partition_by.is_some(),
            system_versioned: create.system_versioned,
            columns_unknown: create.as_query.is_some(),
            body: create.body,
            rare: rare.into(),
            ..Relation::empty(name, RelationKind::Table, span, create.name.span)
        })
    }

    pub(super) fn mysql_table_collation(
        &self,
        said: &CharacterSet,
        database: &str,
    ) -> Applied<Option<String>> {
        let said = collation_of(said, self.server()).map_err(|name| {
            refused(
                Refusal::UndefinedObject,
                format!("`{name}`"),
                "there is no such character set or collation, or they do not go together",
            )
        })?;
        Ok(said.or_else(|| self.mysql.databases.get(database).cloned().flatten()))
    }

    /// The engine as the server spells it; none for InnoDB by default.
    pub(super) fn mysql_engine(&self, written: Option<&str>) -> Applied<Option<String>> {
        let written = written.map(|name| name.trim_matches(['`', '\'', '"']));
        let Some(name) = written.or(self.mysql.default_engine.as_deref()) else {
            return Ok(None);
        };
        let lower = name.to_ascii_lowercase();
        let found = ENGINES
            .iter()
            .find(|(known, _)| *known == lower)
            .map(|(_, name)| *name);
        let is_mariadb = self.server().product == Product::MariaDb;
        let there = match found {
            Some("Aria") => is_mariadb,
            // Plug-ins that MariaDB's packages do not load.
            Some("ARCHIVE" | "BLACKHOLE" | "FEDERATED" | "ndbcluster") => !is_mariadb,
            found => found.is_some(),
        };
        match found.filter(|_| there) {
            Some(name) => Ok(Some(name.to_owned())),
            None if !self.mysql.keeps_engine() => match written.and(self.mysql.default_engine.as_deref()) {
                Some(usual) if !usual.eq_ignore_ascii_case(name) => self.mysql_engine(Some(usual)),
                _ => Ok(None),
            },
            None => Err(refused(
                Refusal::UndefinedObject,
                format!("engine `{name}`"),
                "the server has no such storage engine",
            )),
        }
    }

    /// `CREATE TABLE a LIKE b`: everything but foreign keys and triggers.
    fn mysql_like(&mut self, create: &CreateTable, source: &ObjectName, span: Span) -> Applied<Relation> {
        let name = self.name_for_new(&create.name);
        let mut copy = Relation {
            persistence: create.persistence,
            ..Relation::empty(name, RelationKind::Table, span, create.name.span)
        };
        let source_name = self.name_for_new(source);
        let Some(original) = self.resolve(source).cloned() else {
            self.note(
                source.span,
                format!("columns taken from `{source_name}`"),
                "that table is not in the paste",
            );
            copy.columns_unknown = true;
            return Ok(copy);
        };
        if original.kind != RelationKind::Table {
            return Err(refused(
                Refusal::WrongObjectKind,
                format!("`{source_name}`"),
                "only a table can be copied",
            ));
        }
        if original.persistence == Persistence::Temporary && original.name == copy.name {
            return Err(refused(
                Refusal::DuplicateRelation,
                format!("`{source_name}`"),
                "a table cannot be made like the temporary table of its name",
            ));
        }
        let rare = RareRelation {
            engine: original.engine.clone(),
            collation: original.collation.clone(),
            declared_comment: original.declared_comment.clone(),
            partition_strategy: original.partition_strategy.clone(),
            partition_columns: original.partition_columns.clone(),
            ..RareRelation::ABSENT.clone()
        };
        copy.rare = rare.into();
        copy.columns = original.columns;
        copy.indexes = original.indexes;
        copy.constraints = original
            .constraints
            .into_iter()
            .filter(|constraint| constraint.foreign_key().is_none())
            .collect();
        copy.comment = original.comment;
        copy.partitioned = original.partitioned;
        copy.system_versioned = original.system_versioned;
        Ok(copy)
    }

    pub(super) fn mysql_table_constraint(&self, draft: &mut Draft, constraint: &TableConstraint) -> Applied {
        let name = constraint.name.as_ref().map(|name| name.value.clone());
        match &constraint.kind {
            TableConstraintKind::PrimaryKey { columns, .. } => {
                let key = new_key(
                    columns,
                    IndexOrigin::PrimaryKey,
                    &constraint.index,
                    None,
                    constraint.span,
                );
                draft.keys.push(key);
            }
            TableConstraintKind::Unique { columns, .. } => {
                let key = new_key(
                    columns,
                    IndexOrigin::Unique,
                    &constraint.index,
                    name,
                    constraint.span,
                );
                draft.keys.push(key);
            }
            TableConstraintKind::Check {
                expression, enforced, ..
            } => {
                self.mysql_check(draft, expression, constraint.span, name, None, *enforced);
            }
            TableConstraintKind::ForeignKey { columns, references } => {
                let columns: Vec<String> = columns.iter().map(|column| column.value.clone()).collect();
                let index = Index::on_columns(
                    name.clone().unwrap_or_default(),
                    &columns,
                    IndexOrigin::ForeignKey,
                    constraint.span,
                );
                draft.keys.push(NewKey {
                    index,
                    named: name.is_some(),
                    if_not_exists: constraint.index.if_not_exists,
                    method: None,
                    hashed: false,
                });
                draft.foreign_keys.push(NewForeignKey {
                    name,
                    columns,
                    references: references.clone(),
                    span: constraint.span,
                    if_not_exists: constraint.index.if_not_exists,
                });
            }
            TableConstraintKind::UsingIndex { .. }
            | TableConstraintKind::Exclude { .. }
            | TableConstraintKind::NotNull(_) => {}
        }
        Ok(())
    }

    pub(super) fn mysql_inline_index(&self, draft: &mut Draft, inline: &InlineIndex) {
        let name = inline.name.as_ref().map(|name| name.value.clone());
        let mut key = new_key(
            &inline.keys,
            IndexOrigin::Declared,
            &inline.options,
            name,
            inline.span,
        );
        key.index.method.clone_from(&inline.method);
        draft.keys.push(key);
    }

    /// Whether foreign keys of other tables refer to a table that is to go.
    pub(super) fn check_not_referenced(&self, id: RelationId) -> Applied {
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        if !self.mysql.foreign_key_checks {
            return Ok(());
        }
        match self
            .foreign_keys_to(&relation.name)
            .into_iter()
            .find(|(referencing, _)| *referencing != id)
        {
            None => Ok(()),
            Some((_, constraint)) => Err(refused(
                Refusal::DependentObjects,
                format!("`{}`", relation.name),
                format!("foreign key `{}` of another table refers to it", constraint.name),
            )),
        }
    }
}

/// What refuses a name.
pub(super) fn misnamed(long: bool) -> Refusal {
    match long {
        true => Refusal::NameTooLong,
        false => Refusal::InvalidDefinition,
    }
}

pub(super) fn check_name(name: &str) -> Applied {
    let long = name.chars().count() > NAME_CHARACTERS;
    if name.is_empty() || name.ends_with(' ') || long {
        return Err(refused(
            misnamed(long),
            format!("`{name}`"),
            "a name has 1 to 64 characters and does not end with a blank",
        ));
    }
    Ok(())
}

/// A key as written.
pub(super) fn new_key(
    keys: &[IndexKey],
    origin: IndexOrigin,
    options: &IndexOptions,
    name: Option<String>,
    span: Span,
) -> NewKey {
    let keys = keys
        .iter()
        .map(|key| {
            let rare = RareKey {
                prefix_length: key.prefix_length,
                ..RareKey::ABSENT.clone()
            };
            IndexColumn {
                descending: key.descending,
                // NULLs are the least values.
                nulls_first: !key.descending,
                rare: rare.into(),
                ..IndexColumn::of(plain_key(key), &key.expression)
            }
        })
        .collect();
    let rare = RareIndex {
        comment: options.comment.clone().filter(|comment| !comment.is_empty()),
        ..RareIndex::ABSENT.clone()
    };
    NewKey {
        named: name.is_some(),
        index: Index {
            keys,
            visible: !options.ignored,
            rare: rare.into(),
            ..Index::on_columns(name.unwrap_or_default(), &[], origin, span)
        },
        if_not_exists: options.if_not_exists,
        method: options.method.clone(),
        hashed: false,
    }
}
