//! Which columns an index has, in which order.

use rowproof_catalog::{Index, IndexOrigin, TypeFamily, quote};
use rowproof_source::SortSmall;
use rowproof_syntax::Dialect;

use super::Reading;
use crate::conjunct::{Conjunct, ConjunctKind, Key, Wrap};
use crate::{Access, Order, OrderColumn};

/// More keys make an index wide and help no more.
const MAX_KEYS: usize = 4;

/// The fewest letters of a pattern that an index over groups of three letters can look up.
const LEAST_LETTERS: usize = 3;

/// The most columns to carry along, and from how many rows kept on it is worth it.
const MAX_INCLUDE: usize = 4;
const LEAST_KEPT_TO_INCLUDE: f64 = 1_000.0;

/// One key of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexKey {
    /// The column it is, or is made of.
    pub column: String,
    /// As SQL, with direction and operator class.
    pub sql: String,
    /// To compare with an expression of an index that exists; empty for a column.
    pub canonical: String,
    /// Whether it is sorted downwards.
    pub descending: bool,
    /// Why it stands there.
    pub place: KeyPlace,
}

/// Why a key stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// Compared for equality.
    Equal,
    /// Compared with a few values.
    OneOf,
    /// Of the wanted order.
    Order,
    /// One stretch of it is read.
    Range,
    /// One stretch by the first letters.
    Prefix,
    /// By what the value contains.
    Inverted,
    /// Nothing but the index's own condition asks for it.
    Condition,
}

/// A condition of the index's predicate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) columns: Vec<String>,
    pub(crate) sql: String,
    pub(crate) canonical: String,
    pub(crate) excludes: bool,
}

/// The keys of an index and its condition.
#[derive(Default)]
pub(crate) struct Arranged {
    pub(crate) keys: Vec<IndexKey>,
    pub(crate) method: Option<&'static str>,
    pub(crate) predicate: Vec<Condition>,
    pub(crate) gives_order: bool,
    /// Columns of the condition that stay in the filter.
    pub(crate) left: Vec<String>,
    /// Whether something is left that no index serves.
    pub(crate) rest: bool,
    /// Columns of a wanted order that a range took the place of.
    pub(crate) sorted_after: bool,
    wrapped: Option<Wrap>,
    or: bool,
}

impl Arranged {
    pub(crate) fn of(reading: &Reading<'_>, access: &Access) -> Arranged {
        let mut arranged = Arranged::default();
        let by_join = !access.conjuncts.iter().any(Conjunct::narrows);
        let usable: Vec<&Conjunct> = access
            .conjuncts
            .iter()
            .filter(|conjunct| by_join || !conjunct.joined)
            .collect();
        arranged.take_conditions(reading, &usable);
        let mut equal: Vec<(usize, &Key)> = Vec::new();
        for conjunct in &usable {
            let is_equal = match conjunct.kind {
                ConjunctKind::Equal => true,
                ConjunctKind::IsNull | ConjunctKind::Flag(_) => !has_predicates(reading.dialect),
                _ => false,
            };
            if let Some(key) = conjunct.key.as_ref().filter(|_| is_equal) {
                equal.push((equal.len(), key));
            }
        }
        let extended = extended_index(reading, &equal);
        equal.order_by_key(|(at, key)| (rank(reading, extended, key), *at));
        for (_, key) in &equal {
            arranged.add(reading, key, KeyPlace::Equal);
        }
        // Looked up once for each row of another relation, rows come out in that one's order.
        let order = access
            .order
            .as_ref()
            .filter(|_| !by_join || arranged.keys.is_empty());
        arranged.add_order_or_range(reading, access, order, &usable);
        arranged.add_inverted(reading, &usable);
        if arranged.keys.is_empty() {
            let condition = arranged
                .predicate
                .first()
                .map(|condition| condition.columns.clone());
            if let Some(column) = condition.as_ref().and_then(|columns| columns.first()) {
                arranged.add(reading, &Key::Column(column.clone()), KeyPlace::Condition);
            }
        }
        arranged.note_rest(&usable);
        arranged
    }

    /// Conditions on constants that are no keys: the index may hold the rows alone for which they are true.
    fn take_conditions(&mut self, reading: &Reading<'_>, usable: &[&Conjunct]) {
        for conjunct in usable {
            let may = matches!(
                conjunct.kind,
                ConjunctKind::IsNull | ConjunctKind::Flag(_) | ConjunctKind::Excludes
            );
            let Some(sql) = conjunct.condition.as_ref().filter(|_| may) else {
                continue;
            };
            // Rows without a value are few as a rule: not worth an index that serves nothing else.
            let present = conjunct.canonical.starts_with("not null");
            if present && usable.iter().any(|other| other.narrows()) {
                continue;
            }
            let known = self.predicate.iter().any(|known| known.sql == *sql);
            if has_predicates(reading.dialect) && !known {
                self.predicate.push(Condition {
                    columns: conjunct.columns.clone(),
                    sql: sql.clone(),
                    canonical: conjunct.canonical.clone(),
                    excludes: conjunct.kind == ConjunctKind::Excludes,
                });
            }
        }
    }

    fn add_order_or_range(
        &mut self,
        reading: &Reading<'_>,
        access: &Access,
        order: Option<&Order>,
        usable: &[&Conjunct],
    ) {
        let ranges: Vec<(&Conjunct, &Key)> = usable
            .iter()
            .filter(|conjunct| matches!(conjunct.kind, ConjunctKind::Range | ConjunctKind::Prefix))
            .filter_map(|conjunct| Some((*conjunct, conjunct.key.as_ref()?)))
            .collect();
        if let Some(order) = order {
            let first = order.columns.iter().find(|column| !self.has(&column.column));
            let other_range = ranges
                .iter()
                .any(|(_, key)| first.is_some_and(|first| first.column != key.column()));
            let range_first = other_range && !self.order_wins(reading, access);
            let worth = access.limit.is_some() || !self.keys.is_empty() || !ranges.is_empty();
            if !range_first && worth {
                let room = MAX_KEYS.saturating_sub(self.keys.len());
                let columns = order.columns.iter().filter(|column| !self.has(&column.column));
                let columns: Vec<OrderColumn> = columns.cloned().collect();
                if columns.len() <= room {
                    for column in &columns {
                        self.add_ordered(reading, column);
                    }
                    self.gives_order = true;
                    return;
                }
            }
            self.sorted_after = true;
        }
        let lists = usable
            .iter()
            .filter(|conjunct| matches!(conjunct.kind, ConjunctKind::OneOf(_)));
        if let Some(key) = lists.filter_map(|conjunct| conjunct.key.as_ref()).next() {
            self.add(reading, key, KeyPlace::OneOf);
        }
        if let Some((conjunct, key)) = ranges.first() {
            let place = match conjunct.kind {
                ConjunctKind::Prefix => KeyPlace::Prefix,
                _ => KeyPlace::Range,
            };
            self.add(reading, key, place);
        }
    }

    /// Whether reading in order until enough rows are found beats reading a range and sorting it. Behind `n` rows wanted,
    /// the order reads `n` for each of them that the range keeps; the range reads all it keeps.
    fn order_wins(&self, reading: &Reading<'_>, access: &Access) -> bool {
        let Some(limit) = access.limit else { return false };
        let counts = reading.counts;
        let (Some(wanted), Some(rows), Some(kept)) = (limit.rows, counts.rows, counts.kept) else {
            return !self.keys.is_empty();
        };
        let wanted = (wanted + limit.offset.unwrap_or(0)) as f64;
        // With an equality in front, the rows it leaves lie somewhere between those kept and all.
        let read_in_order = match self.keys.is_empty() {
            true => wanted * rows / kept.max(1.0),
            false => wanted * (rows / kept.max(1.0)).sqrt(),
        };
        read_in_order <= kept
    }

    /// What a B-tree cannot look up.
    fn add_inverted(&mut self, reading: &Reading<'_>, usable: &[&Conjunct]) {
        if !self.keys.is_empty() || reading.dialect != Dialect::PostgreSql {
            return;
        }
        for conjunct in usable.iter().filter(|conjunct| !conjunct.joined) {
            let Some(key) = &conjunct.key else { continue };
            let sql = key.sql(reading.dialect);
            let sql = match conjunct.kind {
                ConjunctKind::Contains | ConjunctKind::TextSearch => sql,
                ConjunctKind::Pattern(Some(letters)) if letters >= LEAST_LETTERS => {
                    format!("{sql} gin_trgm_ops")
                }
                _ => continue,
            };
            self.keys.push(IndexKey {
                column: key.column().to_owned(),
                sql,
                canonical: canonical_of(key),
                descending: false,
                place: KeyPlace::Inverted,
            });
            self.method = Some("gin");
            return;
        }
    }

    fn note_rest(&mut self, usable: &[&Conjunct]) {
        for conjunct in usable {
            match (&conjunct.kind, &conjunct.key) {
                (ConjunctKind::Wrapped(wrap), _) => {
                    self.wrapped = Some(*wrap);
                    self.rest = true;
                }
                (ConjunctKind::Or, _) => {
                    self.or = true;
                    self.rest = true;
                }
                (
                    ConjunctKind::Equal | ConjunctKind::OneOf(_) | ConjunctKind::Range | ConjunctKind::Prefix,
                    Some(key),
                ) => {
                    let column = key.column().to_owned();
                    let canonical = canonical_of(key);
                    let is_key = |own: &IndexKey| own.column == column && own.canonical == canonical;
                    if !self.keys.iter().any(is_key) && !self.left.contains(&column) {
                        self.left.push(column);
                    }
                }
                (ConjunctKind::IsNull | ConjunctKind::Flag(_) | ConjunctKind::Excludes, _) => {}
                (ConjunctKind::Contains | ConjunctKind::TextSearch | ConjunctKind::Pattern(_), Some(key))
                    if self.method.is_some() && self.keys.iter().any(|own| own.column == key.column()) => {}
                _ => self.rest = true,
            }
        }
    }

    fn has(&self, column: &str) -> bool {
        self.keys
            .iter()
            .any(|key| key.canonical.is_empty() && key.column == column)
    }

    fn add(&mut self, reading: &Reading<'_>, key: &Key, place: KeyPlace) {
        let canonical = canonical_of(key);
        let known = |own: &IndexKey| own.column == key.column() && own.canonical == canonical;
        if self.keys.len() >= MAX_KEYS || self.keys.iter().any(known) {
            return;
        }
        let mut sql = key.sql(reading.dialect);
        // In any collation but C, letters do not sort as LIKE compares them.
        if place == KeyPlace::Prefix && reading.dialect == Dialect::PostgreSql {
            sql.push_str(" text_pattern_ops");
        }
        self.keys.push(IndexKey {
            column: key.column().to_owned(),
            sql,
            canonical,
            descending: false,
            place,
        });
    }

    fn add_ordered(&mut self, reading: &Reading<'_>, column: &OrderColumn) {
        self.keys.push(IndexKey {
            column: column.column.clone(),
            sql: format!("{}{}", quote(&column.column, reading.dialect), column.ending()),
            canonical: String::new(),
            descending: column.descending,
            place: KeyPlace::Order,
        });
    }

    /// The keys at the front that are compared for equality.
    pub(crate) fn equal(&self) -> &[IndexKey] {
        let equal = self.keys.iter().take_while(|key| key.place == KeyPlace::Equal);
        self.keys.get(..equal.count()).unwrap_or_default()
    }

    /// Those behind them.
    pub(crate) fn behind(&self) -> &[IndexKey] {
        self.keys.get(self.equal().len()..).unwrap_or_default()
    }

    pub(crate) fn narrows(&self) -> bool {
        self.keys
            .first()
            .is_some_and(|key| !matches!(key.place, KeyPlace::Order | KeyPlace::Condition))
    }

    pub(crate) fn why_none(&self) -> &'static str {
        match (self.or, self.wrapped) {
            (true, _) => {
                "The condition is true in several ways (`OR`); one index serves none of them alone, one for each way may."
            }
            (_, Some(Wrap::Conversion)) => {
                "A string is compared with a number, so every value is made a number first and no index of the column serves; quote the constant."
            }
            (_, Some(Wrap::Cast)) => {
                "The column's value is cast before it is compared, so no index of the column serves; cast what it is compared with instead."
            }
            _ if self.sorted_after && !self.rest => {
                "The whole relation is wanted in order: read row by row through an index, that is no gain over sorting."
            }
            _ => {
                "No part of the condition compares a plain column with a value, so no plain index serves it; an index on the same expression might."
            }
        }
    }
}

/// Whether an index can be restricted to some rows.
pub(crate) fn has_predicates(dialect: Dialect) -> bool {
    dialect != Dialect::MySql
}

fn canonical_of(key: &Key) -> String {
    match key {
        Key::Column(_) => String::new(),
        Key::Expression { canonical, .. } => canonical.clone(),
    }
}

/// The longest index of its own that starts with nothing but these columns: with them in its order, the new one replaces it.
fn extended_index<'a>(reading: &Reading<'a>, equal: &[(usize, &Key)]) -> Option<&'a Index> {
    let (_, relation) = reading.known?;
    let is_start = |index: &&Index| {
        index.origin == IndexOrigin::Declared
            && !index.unique
            && index.predicate.is_none()
            && index.method == "btree"
            && index.keys.iter().all(|key| {
                key.column.as_ref().is_some_and(|column| {
                    let mut own = equal.iter();
                    own.any(|(_, equal)| **equal == Key::Column(column.clone()))
                })
            })
    };
    let candidates = relation.indexes.iter().filter(is_start);
    candidates.max_by_key(|index| index.keys.len())
}

/// First the columns of the index that is extended, then those of foreign keys.
fn rank(reading: &Reading<'_>, extended: Option<&Index>, key: &Key) -> usize {
    let place = extended.and_then(|index| {
        let mut columns = index.leading_columns();
        columns.position(|column| *key == Key::Column(column.to_owned()))
    });
    let refers = reading.known.is_some_and(|(_, relation)| {
        let mut keys = relation.foreign_keys();
        keys.any(|(_, foreign)| foreign.columns.iter().any(|column| column == key.column()))
    });
    place.unwrap_or(if refers { MAX_KEYS } else { MAX_KEYS + 1 })
}

/// Columns that, carried along, spare the way to the table: few, narrow, and when many rows are kept.
pub(super) fn include(reading: &Reading<'_>, arranged: &Arranged, access: &Access) -> Vec<String> {
    let (Some((_, relation)), Some(needed)) = (reading.known, access.needed.as_ref()) else {
        return Vec::new();
    };
    let many = reading
        .counts
        .kept
        .is_some_and(|kept| kept >= LEAST_KEPT_TO_INCLUDE);
    let more: Vec<String> = needed
        .iter()
        .filter(|column| !arranged.has(column))
        .cloned()
        .collect();
    let narrow = |column: &String| {
        relation.column(column).is_some_and(|column| {
            matches!(
                column.data_type.family,
                TypeFamily::Integer(_)
                    | TypeFamily::Float(_)
                    | TypeFamily::Boolean
                    | TypeFamily::Date
                    | TypeFamily::Timestamp
                    | TypeFamily::TimestampWithTimeZone
                    | TypeFamily::Uuid
                    | TypeFamily::Enum
                    | TypeFamily::Numeric
            )
        })
    };
    let fits = reading.dialect == Dialect::PostgreSql
        && arranged.method.is_none()
        && many
        && !more.is_empty()
        && more.len() <= MAX_INCLUDE
        && more.iter().all(narrow)
        && arranged.keys.iter().all(|key| key.canonical.is_empty());
    match fits {
        true => more,
        false => Vec::new(),
    }
}
