//! Keys: which are kept, what they are called, what they may hold.

use rowproof_source::SmallSet;

use rowproof_syntax::{Dialect, Product};

use super::column::takes_prefix;
use super::draft::{Draft, NewKey};
use super::{Applied, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Column, Constraint, ConstraintKind, Identity, Index, IndexColumn, IndexOrigin, Key, Relation, TypeFamily,
    lookup_key,
};
use crate::mysql::max_bytes;
use crate::note::Refusal;

const PRIMARY: &str = "PRIMARY";

impl Catalog {
    /// Puts the draft's new keys behind its old ones and makes all of them hold: those that another one makes
    /// superfluous are left out, the unnamed get names, columns of the primary key refuse NULL.
    pub(super) fn mysql_settle_keys(&self, draft: &mut Draft) -> Applied {
        let mut keys: Vec<NewKey> = std::mem::take(&mut draft.relation.indexes)
            .into_iter()
            .map(|mut index| {
                // The prefix that a point has by itself is put on again.
                for part in &mut index.keys {
                    let column = part.column.as_ref().and_then(|name| draft.relation.column(name));
                    if column.is_some_and(|column| column.data_type.name == "point") {
                        part.prefix_length = None;
                    }
                }
                NewKey {
                    named: true,
                    if_not_exists: false,
                    method: Some(index.method.clone()).filter(|_| draft.was_memory),
                    hashed: false,
                    index,
                }
            })
            .collect();
        // What the statement takes away is there as far as IF NOT EXISTS asks.
        let before = draft.before(self).map_or_else(Vec::new, |held| {
            held.indexes.iter().map(|index| index.name.clone()).collect()
        });
        for mut key in std::mem::take(&mut draft.keys) {
            if key.if_not_exists && before.iter().any(|held| same(held, &tentative_name(&key))) {
                continue;
            }
            resolve_columns(draft, &mut key.index)?;
            keys.push(key);
        }
        for key in &mut keys {
            self.cut(draft, key);
        }
        let keys = without_superfluous(keys);
        let mut names = SmallSet::default();
        for mut key in keys {
            name_key(&mut key, &mut names)?;
            self.check_key(draft, &mut key)?;
            draft.relation.indexes.push(key.index);
        }
        settle_primary_key(self, draft)?;
        check_auto_increment(&draft.relation)?;
        check_invisible(&draft.relation)?;
        let is_mariadb = self.server().product == Product::MariaDb;
        if is_mariadb && row_key(&draft.relation).is_some_and(|index| !index.visible) {
            return Err(row_key_ignored());
        }
        rebuild_constraints(&mut draft.relation);
        Ok(())
    }

    /// A plain index over more than the engine's keys can hold is cut to what fits, with a note.
    fn cut(&self, draft: &Draft, key: &mut NewKey) {
        let cuts = self.server().product == Product::MariaDb || !self.mysql.is_strict();
        if !cuts || matches!(key.index.method.as_str(), "fulltext" | "spatial") {
            return;
        }
        let most = Engine::of(&draft.relation).max_key_bytes();
        if key.index.unique {
            let bytes = |part: &IndexColumn| {
                let column = draft.relation.column(part.column.as_ref()?)?;
                measure(column, part.prefix_length, "").ok()?.bytes
            };
            let all: Option<u32> = key.index.keys.iter().map(bytes).sum();
            key.hashed = all.is_none_or(|bytes| bytes > most);
            return;
        }
        for part in &mut key.index.keys {
            let column = part.column.as_ref().and_then(|name| draft.relation.column(name));
            let measured = column.and_then(|column| measure(column, part.prefix_length, "").ok());
            if let Some(measured) = measured.filter(|held| held.bytes.unwrap_or(u32::MAX) > most) {
                part.prefix_length = Some(most / measured.unit.max(1));
            }
        }
    }

    /// Checks the parts of a key and gives it its method and prefixes.
    fn check_key(&self, draft: &Draft, key: &mut NewKey) -> Applied {
        let engine = Engine::of(&draft.relation);
        let is_mariadb = self.server().product == Product::MariaDb;
        let index = &mut key.index;
        if key.method.is_some() && is_mariadb && matches!(index.method.as_str(), "fulltext" | "spatial") {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("index `{}`", index.name),
                "FULLTEXT and SPATIAL indexes have no USING",
            ));
        }
        if !matches!(index.method.as_str(), "fulltext" | "spatial") {
            let asked = key.method.as_deref();
            let hashes = engine == Engine::Memory && asked != Some("btree");
            index.method = if hashes { "hash" } else { "btree" }.to_owned();
        }
        let subject = format!("index `{}`", index.name);
        let invalid = |reason: &str| refused(Refusal::InvalidDefinition, subject.clone(), reason);
        let mut words = None;
        let mut seen = SmallSet::default();
        let mut bytes = 0;
        let mut too_long = false;
        if !index.visible && !self.server().hides_indexes() {
            return Err(refused(
                Refusal::NotSupported,
                subject,
                "this version cannot hide an index from the planner",
            ));
        }
        // MariaDB shows no order where it hashes by itself, and keeps none where it was asked to hash.
        let is_new = !draft.was_memory;
        let drops_order = is_new && is_mariadb && key.method.as_deref() == Some("hash");
        for part in &mut index.keys {
            part.descending &= self.server().has_descending_keys() && !drops_order;
            part.nulls_first = !part.descending;
            let Some(name) = part.column.clone() else {
                if !self.server().has_expression_indexes() {
                    return Err(refused(
                        Refusal::NotSupported,
                        subject,
                        "this version has no indexes over expressions",
                    ));
                }
                continue;
            };
            let Some(column) = draft.relation.columns.iter().find(|column| column.name == name) else {
                return Err(refused(
                    Refusal::UndefinedColumn,
                    format!("column `{name}`"),
                    "there is no such column",
                ));
            };
            if !seen.insert(name) {
                return Err(refused(
                    Refusal::DuplicateColumn,
                    format!("column `{}`", column.name),
                    "it is named twice in one index",
                ));
            }
            if column.row_period.is_some() && index.origin == IndexOrigin::PrimaryKey {
                continue;
            }
            let is_virtual = column.generated.is_some() && !column.generated_stored;
            if engine == Engine::Aria && is_virtual {
                return Err(invalid("Aria has no index over a virtual generated column"));
            }
            match index.method.as_str() {
                "fulltext" => {
                    part.descending = false;
                    if engine == Engine::InnoDb && is_virtual {
                        return Err(invalid(
                            "a FULLTEXT index cannot be over a virtual generated column",
                        ));
                    }
                    part.prefix_length = None;
                    if words.get_or_insert(&column.collation) != &&column.collation {
                        return Err(invalid("the columns of a FULLTEXT index have one collation"));
                    }
                    if column.data_type.family != TypeFamily::Text {
                        return Err(invalid("a FULLTEXT index is for text"));
                    }
                    continue;
                }
                "spatial" => {
                    if !is_geometry(column) || !column.not_null {
                        return Err(invalid("a SPATIAL index is for a geometry that refuses NULL"));
                    }
                    continue;
                }
                _ => {}
            }
            if index.origin == IndexOrigin::PrimaryKey && column.generated.is_some() {
                return Err(invalid("a generated column cannot be in a primary key"));
            }
            let measured = measure(column, part.prefix_length, &subject)?;
            part.prefix_length = measured.prefix;
            let most = engine.max_key_bytes();
            let unbounded = measured.bytes.is_none();
            let part_bytes = measured.bytes.unwrap_or(u32::MAX);
            if part_bytes > most {
                if index.origin == IndexOrigin::PrimaryKey || (!is_mariadb && (unbounded || index.unique)) {
                    return Err(invalid(
                        "a key over this column needs a prefix that is short enough",
                    ));
                }
                if !index.unique {
                    return Err(invalid("it is longer than the engine's keys can be"));
                }
                too_long = true;
            } else {
                bytes += part_bytes;
            }
        }
        if bytes > engine.max_key_bytes() || too_long {
            if !index.unique
                || index.origin == IndexOrigin::PrimaryKey
                || self.server().product != Product::MariaDb
                || matches!(engine, Engine::Aria | Engine::Memory)
                || key.method.as_deref() == Some("btree")
            {
                return Err(invalid("it is longer than the engine's keys can be"));
            }
            let counts = |part: &IndexColumn| {
                let column = part.column.as_ref().and_then(|name| draft.relation.column(name));
                column.is_some_and(|column| column.identity.is_some())
            };
            if index.keys.iter().any(counts) {
                return Err(invalid(
                    "it is hashed, and a number that AUTO_INCREMENT gives cannot be",
                ));
            }
            index.keys.iter_mut().for_each(|part| part.descending = false);
            // MariaDB keeps a hash of what is too long to be a unique key.
            "hash".clone_into(&mut index.method);
        }
        Ok(())
    }
}

/// Storage engines as far as their keys differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    InnoDb,
    /// MyISAM, whose AUTO_INCREMENT may stand anywhere in a key.
    MyIsam,
    Aria,
    Memory,
    Csv,
    Other,
}

impl Engine {
    pub(super) fn of(relation: &Relation) -> Self {
        match relation.engine.as_deref() {
            None | Some("InnoDB") => Engine::InnoDb,
            Some("MyISAM" | "MRG_MyISAM") => Engine::MyIsam,
            Some("Aria") => Engine::Aria,
            Some("MEMORY") => Engine::Memory,
            Some("CSV") => Engine::Csv,
            Some(_) => Engine::Other,
        }
    }

    /// The longest key in bytes (MySQL manual, "InnoDB Limits"; MariaDB documentation, "MyISAM Overview"; Aria's is what
    /// MariaDB 10.11 says when it refuses one).
    fn max_key_bytes(self) -> u32 {
        match self {
            Engine::MyIsam => 1_000,
            Engine::Aria => 2_300,
            Engine::InnoDb | Engine::Memory | Engine::Csv | Engine::Other => 3_072,
        }
    }
}

/// A part of a key in bytes.
struct Measured {
    /// None for a TEXT or BLOB without a prefix.
    bytes: Option<u32>,
    /// Bytes of a character.
    unit: u32,
    /// The prefix, when it is one.
    prefix: Option<u32>,
}

fn measure(column: &Column, prefix: Option<u32>, subject: &str) -> Applied<Measured> {
    let column_type = &column.data_type;
    let unit = match column_type.family {
        TypeFamily::Text => max_bytes(column.collation.as_deref()),
        _ => 1,
    };
    if column_type.name == "point" {
        return Ok(Measured {
            bytes: Some(25),
            unit: 1,
            prefix: Some(25),
        });
    }
    let is_large =
        column_type.name.ends_with("text") || column_type.name.ends_with("blob") || is_geometry(column);
    let length = match is_large {
        true => None,
        false => column_type
            .arguments
            .first()
            .and_then(|length| length.parse::<u32>().ok()),
    };
    let Some(prefix) = prefix else {
        let bytes = match takes_prefix(column_type) || is_large {
            true => length.map(|length| length.saturating_mul(unit)),
            false => Some(plain_bytes(column)),
        };
        return Ok(Measured {
            bytes,
            unit,
            prefix: None,
        });
    };
    let is_text = takes_prefix(column_type) || is_large;
    if !is_text && prefix == plain_bytes(column) {
        return Ok(Measured {
            bytes: Some(prefix),
            unit,
            prefix: None,
        });
    }
    let fits = length.is_none_or(|length| prefix <= length);
    if prefix == 0 || !is_text || !fits {
        return Err(refused(
            Refusal::InvalidDefinition,
            subject,
            "only text and bytes have prefixes, and none is longer than its column",
        ));
    }
    Ok(Measured {
        bytes: Some(prefix.saturating_mul(unit)),
        unit,
        prefix: Some(prefix).filter(|prefix| length != Some(*prefix)),
    })
}

/// The prefix that is the whole column; none for what has no length.
pub(super) fn whole_prefix(column: &Column) -> Option<u32> {
    match takes_prefix(&column.data_type) {
        true => column.data_type.arguments.first()?.parse().ok(),
        false => Some(plain_bytes(column)),
    }
}

fn plain_bytes(column: &Column) -> u32 {
    let of = &column.data_type;
    let said = |at: usize| {
        of.arguments
            .get(at)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0_u32)
    };
    let fraction = said(0).div_ceil(2);
    match (of.family, of.name.as_str()) {
        (_, "year") | (TypeFamily::Boolean, _) => 1,
        (_, "bit") => said(0).div_ceil(8),
        (_, "inet4") => 4,
        (_, "inet6") | (TypeFamily::Uuid, _) => 16,
        (TypeFamily::Integer(bytes) | TypeFamily::Float(bytes), _) => u32::from(bytes),
        (TypeFamily::Enum, _) => 1 + u32::from(of.arguments.len() > 255),
        (TypeFamily::Set, _) => match of.arguments.len().div_ceil(8) {
            bytes @ 0..=4 => bytes as u32,
            _ => 8,
        },
        (TypeFamily::Numeric, _) => {
            let bytes = |digits: u32| digits / 9 * 4 + (digits % 9).div_ceil(2);
            bytes(said(0).saturating_sub(said(1))) + bytes(said(1))
        }
        (TypeFamily::Date, _) => 3,
        (TypeFamily::Time, _) => 3 + fraction,
        (TypeFamily::Timestamp, _) => 5 + fraction,
        (TypeFamily::TimestampWithTimeZone, _) => 4 + fraction,
        _ => 8,
    }
}

pub(super) fn is_geometry(column: &Column) -> bool {
    matches!(
        column.data_type.name.as_str(),
        "geometry"
            | "point"
            | "linestring"
            | "polygon"
            | "multipoint"
            | "multilinestring"
            | "multipolygon"
            | "geometrycollection"
            | "geomcollection"
    )
}

/// The primary key, or the first unique key that refuses NULL, which stands for it.
pub(super) fn row_key(relation: &Relation) -> Option<&Index> {
    let refuses_null = |index: &&Index| {
        index.unique
            && (index.method != "hash" || Engine::of(relation) == Engine::Memory)
            && index.keys.iter().all(|key| {
                let column = key.column.as_ref().and_then(|name| relation.column(name));
                key.prefix_length.is_none() && column.is_some_and(|column| column.not_null)
            })
    };
    let is_primary = |index: &&Index| index.origin == IndexOrigin::PrimaryKey;
    let mut indexes = relation.indexes.iter();
    indexes
        .find(is_primary)
        .or_else(|| relation.indexes.iter().find(refuses_null))
}

pub(super) fn row_key_ignored() -> Box<super::Refused> {
    refused(
        Refusal::InvalidDefinition,
        "IGNORED",
        "the first unique key that refuses NULL stands for the primary key, which cannot be ignored",
    )
}

fn same(a: &str, b: &str) -> bool {
    crate::model::same_name(a, b, Dialect::MySql)
}

fn tentative_name(key: &NewKey) -> String {
    match key.named {
        _ if key.index.origin == IndexOrigin::PrimaryKey => PRIMARY.to_owned(),
        true => key.index.name.clone(),
        false => first_column(&key.index),
    }
}

fn first_column(index: &Index) -> String {
    index
        .keys
        .first()
        .map(|key| {
            key.column
                .clone()
                .unwrap_or_else(|| "functional_index".to_owned())
        })
        .unwrap_or_default()
}

/// Gives the parts of a key the stored names of their columns.
fn resolve_columns(draft: &Draft, index: &mut Index) -> Applied {
    for part in &mut index.keys {
        let Some(column) = &part.column else { continue };
        if draft.position(column).is_none() {
            return Err(refused(
                Refusal::UndefinedColumn,
                format!("column `{column}`"),
                "a key names it, and the table has no such column",
            ));
        }
        part.column = Some(draft.stored(column));
    }
    Ok(())
}

/// Leaves out the keys made for foreign keys where another key starts with the same columns.
fn without_superfluous(keys: Vec<NewKey>) -> Vec<NewKey> {
    let mut ignored = vec![false; keys.len()];
    for (at, key) in keys.iter().enumerate() {
        for (earlier, other) in keys.iter().enumerate().take(at) {
            if ignored.get(earlier).copied().unwrap_or(true) || !makes_superfluous(key, other) {
                continue;
            }
            let generated = |key: &NewKey| key.index.origin == IndexOrigin::ForeignKey;
            let drops_new =
                !generated(other) || (generated(key) && key.index.keys.len() < other.index.keys.len());
            let dropped = if drops_new { at } else { earlier };
            if let Some(ignored) = ignored.get_mut(dropped) {
                *ignored = true;
            }
            break;
        }
    }
    keys.into_iter()
        .zip(ignored)
        .filter(|(_, ignored)| !ignored)
        .map(|(key, _)| key)
        .collect()
}

/// Whether one of the two was made for a foreign key and is a prefix of the other.
fn makes_superfluous(a: &NewKey, b: &NewKey) -> bool {
    let generated = |key: &NewKey| key.index.origin == IndexOrigin::ForeignKey;
    let (short, long) = match (generated(a), generated(b)) {
        (false, false) => return false,
        (true, true) if a.index.keys.len() > b.index.keys.len() => (b, a),
        (true, _) => (a, b),
        (false, true) => (b, a),
    };
    // The server does not tell full text and plain keys apart here; both cover.
    !long.hashed
        && short.index.keys.len() <= long.index.keys.len()
        && short
            .index
            .keys
            .iter()
            .zip(&long.index.keys)
            .all(|(a, b)| a.column == b.column && a.prefix_length == b.prefix_length)
}

/// Names a key: PRIMARY, as said, or after its first column with the first number that is free.
fn name_key(key: &mut NewKey, names: &mut SmallSet<String>) -> Applied {
    let index = &mut key.index;
    let is_primary = index.origin == IndexOrigin::PrimaryKey;
    if is_primary {
        PRIMARY.clone_into(&mut index.name);
        if !names.insert(lookup_key(PRIMARY, Dialect::MySql)) {
            return Err(refused(
                Refusal::InvalidDefinition,
                "primary key",
                "a table has one primary key at most",
            ));
        }
        return Ok(());
    }
    if !key.named {
        let first = first_column(index);
        let free = |name: &str| !same(name, PRIMARY) && !names.contains(&lookup_key(name, Dialect::MySql));
        index.name = match free(&first) {
            true => first,
            false => (2..100)
                .map(|number| format!("{first}_{number}"))
                .find(|name| free(name))
                .unwrap_or(first),
        };
    }
    let invalid = index.name.is_empty()
        || index.name.ends_with(' ')
        || index.name.chars().count() > super::table::NAME_CHARACTERS
        || same(&index.name, PRIMARY);
    if invalid {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("index `{}`", index.name),
            "an index cannot have this name",
        ));
    }
    if !names.insert(lookup_key(&index.name, Dialect::MySql)) {
        return Err(refused(
            Refusal::DuplicateObject,
            format!("index `{}`", index.name),
            "the table has an index of this name already",
        ));
    }
    Ok(())
}

fn settle_primary_key(catalog: &Catalog, draft: &mut Draft) -> Applied {
    let primary = draft
        .relation
        .indexes
        .iter_mut()
        .find(|index| index.origin == IndexOrigin::PrimaryKey);
    let Some(primary) = primary else {
        return Ok(());
    };
    if primary.keys.iter().any(|key| key.column.is_none()) {
        return Err(refused(
            Refusal::InvalidDefinition,
            "primary key",
            "it is made of columns",
        ));
    }
    let names: Vec<String> = primary.keys.iter().filter_map(|key| key.column.clone()).collect();
    for column in draft
        .relation
        .columns
        .iter_mut()
        .filter(|column| names.contains(&column.name))
    {
        let says_null = column.null_span.is_some() && !column.not_null;
        if says_null && catalog.server().product == Product::MySql {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name),
                "a primary key's columns refuse NULL",
            ));
        }
        column.not_null = true;
    }
    // A system versioned table keys its rows by when they ended, too.
    if let Some(end) = period_end(&draft.relation)
        && let Some(primary) = draft
            .relation
            .indexes
            .iter_mut()
            .find(|index| index.origin == IndexOrigin::PrimaryKey)
        && !names.contains(&end)
    {
        let span = primary.span;
        primary.keys.push(IndexColumn::of_column(&end, span));
    }
    Ok(())
}

fn period_end(relation: &Relation) -> Option<String> {
    let end = relation
        .columns
        .iter()
        .find(|column| column.row_period == Some(rowproof_syntax::ast::RowBound::End))?;
    relation.system_versioned.then(|| end.name.clone())
}

fn check_invisible(relation: &Relation) -> Applied {
    let lacks_value = |column: &&Column| column.invisible && column.not_null && !column.has_default();
    match relation.columns.iter().find(lacks_value) {
        None => Ok(()),
        Some(column) => Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "an invisible column needs a default",
        )),
    }
}

fn check_auto_increment(relation: &Relation) -> Applied {
    let mut counting = relation
        .columns
        .iter()
        .filter(|column| column.identity == Some(Identity::ByDefault));
    let Some(column) = counting.next() else {
        return Ok(());
    };
    let anywhere = matches!(Engine::of(relation), Engine::MyIsam | Engine::Aria);
    let keyed = relation.indexes.iter().any(|index| {
        let mut columns = index.keys.iter().filter_map(|key| key.column.as_deref());
        let is_plain = matches!(index.method.as_str(), "btree" | "hash");
        is_plain
            && match anywhere {
                true => columns.any(|name| name == column.name),
                false => columns.next() == Some(column.name.as_str()),
            }
    });
    if !keyed || counting.next().is_some() {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "a table has one AUTO_INCREMENT column at most, and a key has to start with it",
        ));
    }
    Ok(())
}

/// Makes the primary key and the unique constraints from the indexes. One over prefixes or expressions refuses
/// duplicates but is no key of its columns: it stays an index.
fn rebuild_constraints(relation: &mut Relation) {
    relation
        .constraints
        .retain(|constraint| constraint.key().is_none());
    let mut keys = Vec::new();
    for index in relation.indexes.iter_mut().filter(|index| index.unique) {
        let columns: Vec<String> = index
            .keys
            .iter()
            .filter(|key| key.prefix_length.is_none())
            .filter_map(|key| key.column.clone())
            .collect();
        let is_plain = columns.len() == index.keys.len();
        let key = Key {
            columns: index.keys.iter().filter_map(|key| key.column.clone()).collect(),
            nulls_not_distinct: false,
            without_overlaps: false,
        };
        let kind = match index.origin {
            IndexOrigin::PrimaryKey => ConstraintKind::PrimaryKey(key),
            _ if is_plain => {
                index.origin = IndexOrigin::Unique;
                ConstraintKind::Unique(key)
            }
            _ => {
                index.origin = IndexOrigin::Declared;
                continue;
            }
        };
        keys.push(Constraint::new(index.name.clone(), true, kind, index.span));
    }
    keys.append(&mut relation.constraints);
    relation.constraints = keys;
}
