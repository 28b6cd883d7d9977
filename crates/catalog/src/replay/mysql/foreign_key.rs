//! Foreign keys: what InnoDB asks of them, and what they are called.

use rowproof_syntax::ast::ReferentialAction;
use rowproof_syntax::{Dialect, Product};

use super::draft::{Draft, NewForeignKey};
use super::key_length::Engine;
use super::{Applied, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Column, Constraint, ConstraintKind, ForeignKey, Index, IndexOrigin, QualifiedName, Relation, RelationId,
    RelationKind, TypeFamily, lookup_key, same_name,
};
use crate::note::Refusal;
use crate::places::Sought;

/// A table named by a foreign key that is not in the paste.
pub(super) struct MissingParent {
    pub name: QualifiedName,
    pub span: rowproof_source::Span,
}

impl Catalog {
    /// Adds the draft's foreign keys. Engines other than InnoDB read them and forget them.
    pub(super) fn mysql_settle_foreign_keys(&self, draft: &mut Draft) -> Applied<Vec<MissingParent>> {
        let mut missing = Vec::new();
        let new = std::mem::take(&mut draft.foreign_keys);
        for key in &new {
            self.check_generated(draft, key)?;
        }
        if draft.relation.partitioned && (!new.is_empty() || draft.relation.foreign_keys().next().is_some()) {
            return Err(invalid(
                "a partitioned table",
                "partitioned tables have no foreign keys",
            ));
        }
        if Engine::of(&draft.relation) != Engine::InnoDb {
            for foreign_key in new {
                draft.ignore(
                    foreign_key.span,
                    "FOREIGN KEY",
                    "the table's storage engine reads foreign keys and forgets them; InnoDB keeps them",
                );
            }
            return Ok(missing);
        }
        // Numbers of keys that go in the same statement are not given again.
        let mut number = highest_number(draft.before(self).unwrap_or(&draft.relation));
        for foreign_key in new {
            let held = |name: &String| {
                draft
                    .relation
                    .foreign_keys()
                    .any(|(constraint, _)| same_name(&constraint.name, name, Dialect::MySql))
            };
            if foreign_key.if_not_exists && foreign_key.name.as_ref().is_some_and(held) {
                continue;
            }
            let name = match &foreign_key.name {
                Some(name) => name.clone(),
                None => {
                    number += 1;
                    format!("{}_ibfk_{number}", draft.relation.name.name)
                }
            };
            self.check_foreign_key_name(draft, &name)?;
            let key = self.mysql_foreign_key(draft, &foreign_key, &name, &mut missing)?;
            let named = foreign_key.name.is_some();
            let kind = ConstraintKind::ForeignKey(key.into());
            let constraint = Constraint::new(name, named, kind, foreign_key.span);
            draft.relation.constraints.push(constraint);
        }
        Ok(missing)
    }

    /// Foreign keys of one database have names of their own.
    fn check_foreign_key_name(&self, draft: &Draft, name: &str) -> Applied {
        let place = QualifiedName {
            schema: draft.relation.name.schema.clone(),
            name: lookup_key(name, Dialect::MySql),
        };
        let holds = |relation: &Relation| {
            relation
                .foreign_keys()
                .any(|(constraint, _)| same_name(&constraint.name, name, Dialect::MySql))
        };
        let places = self.places.of(Sought::ForeignKey(&place)).into_iter();
        let own = draft.before(self).map(|relation| relation.id);
        // For MariaDB what the statement drops is still there.
        let counts_dropped = self.server().product == Product::MariaDb;
        let mut others = places.filter(|id| counts_dropped || Some(*id) != own);
        let elsewhere = others.any(|id| {
            self.relation(id)
                .is_some_and(|relation| relation.name.schema == place.schema && holds(relation))
        });
        if elsewhere || holds(&draft.relation) {
            return Err(refused(
                Refusal::DuplicateObject,
                format!("foreign key `{name}`"),
                "the database has a foreign key of this name already",
            ));
        }
        if name.chars().count() > super::table::NAME_CHARACTERS || name.is_empty() {
            return Err(invalid(name, "a name has 1 to 64 characters"));
        }
        Ok(())
    }

    fn mysql_foreign_key(
        &self,
        draft: &Draft,
        new: &NewForeignKey,
        name: &str,
        missing: &mut Vec<MissingParent>,
    ) -> Applied<ForeignKey> {
        let subject = format!("foreign key `{name}`");
        if draft.is_temporary {
            return Err(invalid(&subject, "temporary tables have no foreign keys"));
        }
        let columns: Vec<String> = new.columns.iter().map(|column| draft.stored(column)).collect();
        let own: Vec<&Column> = columns
            .iter()
            .filter_map(|name| draft.relation.columns.iter().find(|column| column.name == *name))
            .collect();
        if own.len() != columns.len() {
            return Err(refused(
                Refusal::UndefinedColumn,
                subject,
                "the table has no such column",
            ));
        }
        self.check_referencing(&own, new, &subject)?;
        let target_name = self.name_for_new(&new.references.relation);
        let is_own = same_name(&target_name.name, &draft.relation.name.name, Dialect::MySql)
            && target_name.schema == draft.relation.name.schema;
        // A table that is there already is referred to as it has been.
        let target = self
            .mysql_lasting(&target_name)
            .or_else(|| is_own.then_some(&draft.relation))
            .filter(|target| self.mysql.foreign_key_checks || holds_references(target));
        let written = new.references.columns.iter().map(|column| column.value.clone());
        let mut referenced_columns: Vec<String> = written.collect();
        let is_implicit = referenced_columns.is_empty();
        if is_implicit && !self.server().references_primary_key() {
            return Err(invalid(&subject, "the referenced columns have to be named"));
        }
        if let Some(target) = target {
            if is_implicit {
                let primary = target.primary_key().map(|key| key.columns.clone());
                referenced_columns = primary.unwrap_or_default();
            }
            referenced_columns = self.check_referenced(target, &own, &referenced_columns, new, &subject)?;
            if is_own {
                let stays = |index: &&Index| {
                    let mut held = draft.relation.indexes.iter();
                    held.any(|held| held.name == index.name)
                        && starts_with(target, index, &referenced_columns)
                };
                if !self.mysql.foreign_key_checks && !target.indexes.iter().any(|index| stays(&index)) {
                    return Err(invalid(
                        &subject,
                        "the index that it refers to goes in the same statement",
                    ));
                }
                self.check_referenced(&draft.relation, &own, &referenced_columns, new, &subject)?;
            }
        } else if self.mysql.foreign_key_checks {
            missing.push(MissingParent {
                name: target_name.clone(),
                span: new.references.relation.span,
            });
        }
        if referenced_columns.len() != columns.len() && !(is_implicit && target.is_none()) {
            return Err(invalid(
                &subject,
                "both sides have to name the same number of columns",
            ));
        }
        let is_changed = draft.before(self).is_some();
        let in_place = is_changed && !self.mysql.foreign_key_checks && !draft.is_copied;
        let keeps_restrict = !in_place || self.server().product != Product::MariaDb;
        let kept = |action| match action {
            Some(ReferentialAction::Restrict) if !keeps_restrict => Some(ReferentialAction::NoAction),
            action => kept_action(action, in_place),
        };
        Ok(ForeignKey {
            columns,
            referenced: target.map_or(target_name, |target| target.name.clone()),
            relation: target.filter(|_| !is_own).map(|target| target.id),
            referenced_columns,
            on_delete: kept(new.references.on_delete),
            on_update: kept(new.references.on_update),
            match_full: new.references.match_full,
            on_delete_columns: Vec::new(),
            period: false,
        })
    }

    fn check_referencing(&self, own: &[&Column], new: &NewForeignKey, subject: &str) -> Applied {
        let defaults = Some(ReferentialAction::SetDefault);
        if self.server().product == Product::MySql
            && (new.references.on_delete == defaults || new.references.on_update == defaults)
        {
            return Err(invalid(subject, "InnoDB has no SET DEFAULT"));
        }
        let sets_null = |action| action == Some(ReferentialAction::SetNull);
        let nulls = sets_null(new.references.on_delete) || sets_null(new.references.on_update);
        if nulls && own.iter().any(|column| column.not_null) {
            return Err(invalid(subject, "SET NULL needs columns that accept NULL"));
        }
        Ok(())
    }

    /// A generated column is written by nobody, whatever the engine makes of foreign keys.
    fn check_generated(&self, draft: &Draft, new: &NewForeignKey) -> Applied {
        use ReferentialAction::{Cascade, SetNull};
        let writes = new.references.on_delete == Some(SetNull)
            || matches!(new.references.on_update, Some(Cascade | SetNull));
        let takes_virtual = self.server().product == Product::MariaDb;
        for name in &new.columns {
            let column = self.find_column(&draft.relation, name);
            if column.is_some_and(|column| {
                column.generated.is_some() && (writes || !(column.generated_stored || takes_virtual))
            }) {
                return Err(invalid(
                    &format!("column `{name}`"),
                    "a generated column cannot be written by a foreign key",
                ));
            }
        }
        Ok(())
    }

    /// The referenced columns as stored, when an index starts with them and their types go together with ours.
    fn check_referenced(
        &self,
        target: &Relation,
        own: &[&Column],
        written: &[String],
        new: &NewForeignKey,
        subject: &str,
    ) -> Applied<Vec<String>> {
        if !holds_references(target) {
            return Err(invalid(subject, "it can only refer to an InnoDB table"));
        }
        let cascades = new.references.on_update == Some(ReferentialAction::Cascade)
            && self.server().product == Product::MariaDb
            && self.mysql.foreign_key_checks;
        let mut columns = Vec::new();
        for (name, own) in written.iter().zip(own) {
            let Some(column) = self.find_column(target, name) else {
                return Err(invalid(subject, "the referenced table has no such column"));
            };
            if !self.are_alike(own, column) {
                return Err(refused(
                    Refusal::TypeMismatch,
                    subject,
                    format!(
                        "`{}` is {}, `{}` is {}; they have to be the same",
                        own.name, own.data_type, column.name, column.data_type
                    ),
                ));
            }
            columns.push(column.name.clone());
            if cascades && own.not_null && !column.not_null {
                return Err(invalid(
                    subject,
                    "ON UPDATE CASCADE would write NULL into a column that refuses it",
                ));
            }
        }
        if !target
            .indexes
            .iter()
            .any(|index| starts_with(target, index, &columns))
        {
            return Err(invalid(
                subject,
                "no index of the referenced table starts with these columns",
            ));
        }
        Ok(columns)
    }

    /// Whether InnoDB compares two columns alike.
    fn are_alike(&self, own: &Column, referenced: &Column) -> bool {
        match (stored_as(own), stored_as(referenced)) {
            (Stored::Bytes, Stored::Bytes) => true,
            (Stored::Integer(size_a), Stored::Integer(size_b)) => {
                size_a == size_b && is_unsigned(own) == is_unsigned(referenced)
            }
            (Stored::Text, Stored::Text) => self.same_collation(own, referenced),
            (Stored::Other(a), Stored::Other(b)) => a == b,
            _ => false,
        }
    }

    /// Every foreign key needs an index that starts with its columns. InnoDB does not notice that FULLTEXT has taken the
    /// place of one it made, nor what goes while foreign keys are not checked.
    pub(super) fn check_own_foreign_keys(&self, draft: &Draft) -> Applied {
        let (relation, before) = (&draft.relation, draft.before(self));
        for (constraint, key) in relation.foreign_keys() {
            let null = Some(ReferentialAction::SetNull);
            let sets_null = key.on_delete == null || key.on_update == null;
            let refuses_null = |name: &String| relation.column(name).is_some_and(|column| column.not_null);
            if sets_null && key.columns.iter().any(refuses_null) {
                return Err(needed(constraint, "SET NULL needs columns that accept NULL"));
            }
            let exist = key.columns.iter().all(|name| relation.column(name).is_some());
            let held = before.and_then(|before| Some((before, foreign_key_named(before, &constraint.name)?)));
            let goes_unseen = exist
                && held.is_some_and(|(before, _)| {
                    let mut served = before
                        .indexes
                        .iter()
                        .filter(|index| starts_with(before, index, &key.columns));
                    let covered = || {
                        relation
                            .indexes
                            .iter()
                            .any(|index| covers_words(index, &key.columns))
                    };
                    !self.mysql.foreign_key_checks
                        || (served.all(|index| index.origin == IndexOrigin::ForeignKey)
                            && covered()
                            && !draft.is_copied
                            && !relation.system_versioned)
                });
            // A new index does not serve a column that has a new name or is virtual.
            let is_virtual = |name: &String| {
                let column = relation.column(name);
                column.is_some_and(|column| column.generated.is_some() && !column.generated_stored)
            };
            let is_old = |index: &Index| {
                held.is_none_or(|(before, held)| {
                    held.columns == key.columns && !key.columns.iter().any(is_virtual)
                        || has_index(before, index)
                })
            };
            let served = relation
                .indexes
                .iter()
                .any(|index| starts_with(relation, index, &key.columns) && is_old(index));
            if !served && !goes_unseen {
                return Err(needed(
                    constraint,
                    "it needs an index or a column that this takes away",
                ));
            }
            if let Some((before, held)) = held
                && self.cascades(key)
            {
                let parent = self.by_name(&key.referenced);
                let parent = parent.filter(|parent| parent.id != relation.id).unwrap_or(before);
                let mut columns = key.columns.iter().zip(&held.columns).zip(&key.referenced_columns);
                if columns.any(|((new, old), referenced)| {
                    refuses_null(new) && accepts_null(before, old) && accepts_null(parent, referenced)
                }) {
                    return Err(needed(
                        constraint,
                        "ON UPDATE CASCADE would write NULL into a column that refuses it",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whether MariaDB looks which side of a foreign key accepts NULL.
    fn cascades(&self, key: &ForeignKey) -> bool {
        key.on_update == Some(ReferentialAction::Cascade) && self.server().product == Product::MariaDb
    }

    /// Says which referenced tables are not in the paste.
    pub(super) fn note_missing_parents(&mut self, missing: Vec<MissingParent>) {
        for parent in missing {
            let reason =
                "the referenced table is not in the paste; the database refuses the foreign key without it";
            self.note(parent.span, format!("`{}`", parent.name), reason);
        }
    }

    /// Remembers where foreign keys are and what they refer to.
    pub(super) fn remember_foreign_keys(&mut self, id: RelationId) {
        let Some(relation) = self.relation(id) else { return };
        let places: Vec<(QualifiedName, QualifiedName)> = relation
            .foreign_keys()
            .map(|(constraint, key)| {
                let own = QualifiedName {
                    schema: relation.name.schema.clone(),
                    name: lookup_key(&constraint.name, Dialect::MySql),
                };
                (own, self.key(&key.referenced))
            })
            .collect();
        for (own, referenced) in places {
            self.places.add(Sought::ForeignKey(&own), id);
            self.places.add(Sought::ReferencingName(&referenced), id);
        }
    }

    /// The foreign keys to a relation, each with the relation it belongs to.
    pub(super) fn foreign_keys_to(&self, name: &QualifiedName) -> Vec<(RelationId, Constraint)> {
        let key = self.key(name);
        let mut found = Vec::new();
        for id in self.places.of(Sought::ReferencingName(&key)) {
            let Some(relation) = self.relation(id) else {
                continue;
            };
            for (constraint, foreign_key) in relation.foreign_keys() {
                if self.key(&foreign_key.referenced) == key {
                    found.push((id, constraint.clone()));
                }
            }
        }
        found
    }

    /// Whether the foreign keys to a changed table still hold.
    pub(super) fn check_references_to(
        &self,
        before: &Relation,
        after: &Relation,
        renamed: impl Fn(&str) -> String,
    ) -> Applied {
        for (id, constraint) in self.foreign_keys_to(&before.name) {
            let Some(key) = constraint.foreign_key() else {
                continue;
            };
            let columns: Vec<String> = key.referenced_columns.iter().map(|name| renamed(name)).collect();
            let exist = columns.iter().all(|name| after.column(name).is_some());
            let indexed = after
                .indexes
                .iter()
                .filter(|index| columns == key.referenced_columns || has_index(before, index))
                .any(|index| starts_with(after, index, &columns) || covers_words(index, &columns));
            // A key that goes in the same statement is asked for too, but where the rows are written anew.
            let is_gone =
                id == before.id && !after.constraints.iter().any(|held| held.name == constraint.name);
            let changes = |old: &Column| {
                let new = after.column(&renamed(&old.name));
                new.is_some_and(|new| new.data_type != old.data_type)
            };
            let is_copied = before.primary_key().is_some() && after.primary_key().is_none()
                || before.columns.iter().any(changes);
            let unseen = exist && !self.mysql.foreign_key_checks;
            if !(exist && indexed || is_gone && is_copied || unseen) {
                return Err(needed(
                    &constraint,
                    "it needs a column or an index that this takes away",
                ));
            }
            let child = self.relation(id).filter(|_| self.cascades(key) && !is_gone);
            if let Some(child) = child {
                let mut pairs = key.columns.iter().zip(&columns).zip(&key.referenced_columns);
                if pairs.any(|((own, new), old)| {
                    !accepts_null(child, own) && accepts_null(after, new) && !accepts_null(before, old)
                }) {
                    return Err(needed(
                        &constraint,
                        "ON UPDATE CASCADE would write NULL into a column that refuses it",
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Whether a change of the referenced rows writes the referencing columns.
pub(super) fn writes(on_delete: Option<ReferentialAction>, on_update: Option<ReferentialAction>) -> bool {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    matches!(on_delete, Some(SetNull | SetDefault))
        || matches!(on_update, Some(Cascade | SetNull | SetDefault))
}

/// InnoDB has no SET DEFAULT; MariaDB reads it as saying nothing, and in a table that stays where it is as NO ACTION, as it does
/// RESTRICT there.
fn kept_action(action: Option<ReferentialAction>, in_place: bool) -> Option<ReferentialAction> {
    match action {
        Some(ReferentialAction::SetDefault) => in_place.then_some(ReferentialAction::NoAction),
        action => action,
    }
}

/// The highest number among names the server has made for the table's foreign keys.
fn highest_number(relation: &Relation) -> u64 {
    let start = format!("{}_ibfk_", lookup_key(&relation.name.name, Dialect::MySql));
    relation
        .foreign_keys()
        .filter_map(|(constraint, _)| {
            let name = lookup_key(&constraint.name, Dialect::MySql);
            let digits = name.strip_prefix(start.as_str())?;
            let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().ok()).flatten()
        })
        .max()
        .unwrap_or(0)
}

/// Whether an index starts with these columns whole, counting the primary key, or what stands for it, that InnoDB puts
/// behind every index.
pub(super) fn starts_with(relation: &Relation, index: &Index, columns: &[String]) -> bool {
    if !matches!(index.method.as_str(), "btree") {
        return false;
    }
    let mut held: Vec<Option<&str>> = index
        .keys
        .iter()
        .map(|key| key.column.as_deref().filter(|_| key.prefix_length.is_none()))
        .collect();
    if columns.len() > held.len()
        && let Some(primary) = super::row_key::row_key(relation)
    {
        for column in primary.keys.iter().filter_map(|key| key.column.as_deref()) {
            if !held.contains(&Some(column)) {
                held.push(Some(column));
            }
        }
    }
    columns.len() <= held.len()
        && columns
            .iter()
            .zip(held)
            .all(|(column, held)| held == Some(column.as_str()))
}

fn needed(constraint: &Constraint, reason: &str) -> Box<super::Refused> {
    refused(
        Refusal::DependentObjects,
        format!("foreign key `{}`", constraint.name),
        reason,
    )
}

fn foreign_key_named<'r>(relation: &'r Relation, name: &str) -> Option<&'r ForeignKey> {
    let mut keys = relation.foreign_keys();
    keys.find(|(held, _)| held.name == name).map(|(_, key)| key)
}

fn accepts_null(relation: &Relation, column: &str) -> bool {
    relation.column(column).is_some_and(|column| !column.not_null)
}

/// Whether the relation has had the index, under whatever name.
fn has_index(relation: &Relation, index: &Index) -> bool {
    relation.indexes.iter().any(|held| held.span == index.span)
}

/// Whether a FULLTEXT index starts with these columns.
fn covers_words(index: &Index, columns: &[String]) -> bool {
    let mut keys = index.keys.iter();
    let starts = |column: &String| keys.next().is_some_and(|key| key.column.as_ref() == Some(column));
    index.method == "fulltext" && columns.iter().all(starts)
}

/// Whether InnoDB keeps the relation as one table. Others it does not see.
fn holds_references(target: &Relation) -> bool {
    target.kind == RelationKind::Table && !target.partitioned && Engine::of(target) == Engine::InnoDb
}

/// How InnoDB stores a value, as far as foreign keys ask.
#[derive(PartialEq, Eq)]
enum Stored {
    Integer(u8),
    Text,
    /// Decimals and moments too.
    Bytes,
    Other(&'static str),
}

fn stored_as(column: &Column) -> Stored {
    let labels = column.data_type.arguments.len();
    match column.data_type.family {
        TypeFamily::Integer(_) | TypeFamily::Boolean if column.data_type.name == "year" => Stored::Integer(1),
        TypeFamily::Integer(bytes) => Stored::Integer(bytes),
        TypeFamily::Boolean => Stored::Integer(1),
        TypeFamily::Enum => Stored::Integer(if labels > 255 { 2 } else { 1 }),
        TypeFamily::Set => Stored::Integer(match labels {
            0..=8 => 1,
            9..=16 => 2,
            17..=24 => 3,
            25..=32 => 4,
            _ => 8,
        }),
        TypeFamily::Date => Stored::Integer(3),
        TypeFamily::Text => Stored::Text,
        TypeFamily::Float(4) => Stored::Other("float"),
        TypeFamily::Float(_) => Stored::Other("double"),
        _ if super::key_length::is_geometry(column) => Stored::Other("geometry"),
        _ => Stored::Bytes,
    }
}

fn is_unsigned(column: &Column) -> bool {
    match column.data_type.family {
        TypeFamily::Enum | TypeFamily::Set => true,
        _ => column.data_type.name.contains("unsigned") || column.data_type.name == "year",
    }
}

fn invalid(subject: &str, reason: &str) -> Box<super::Refused> {
    refused(Refusal::InvalidForeignKey, subject, reason)
}
