//! Which indexes do nothing that another does not do as well?

use rowproof_source::{SmallMap, SortSmall};

use super::canonical::canonical;
use super::coverage::AccessMethod;
use crate::Catalog;
use crate::model::{Index, IndexColumn, IndexOrigin, Relation, same_name};

/// An index that another makes needless.
#[derive(Debug, Clone, PartialEq)]
pub struct RedundantIndex<'r> {
    /// The needless one.
    pub index: &'r Index,
    /// The one that does its work.
    pub by: &'r Index,
    /// How the two relate.
    pub kind: Redundancy,
}

/// How a needless index relates to the one that does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redundancy {
    /// The same keys in the same order, the same rows: one of the two is enough.
    Duplicate,
    /// Its keys are the first of the other's.
    Prefix,
    /// It refuses two equal rows in more columns than the other does: `UNIQUE (a, b)` beside `UNIQUE (a)`. A foreign key
    /// may refer to those columns, and look-ups by the later ones may use it.
    WiderUnique,
}

/// The most shorter indexes that one index is compared with. A table with more that share their first keys has enough to
/// say about them; the bound keeps time linear.
const MAX_SHORTER: usize = 32;

impl Catalog {
    /// The relation's needless indexes, each once, in the order of the relation's indexes. Never one of a primary key, never
    /// a unique one for a wider one, never one of another access method, predicate, collation, operator class or order.
    pub fn redundant_indexes<'r>(&self, relation: &'r Relation) -> Vec<RedundantIndex<'r>> {
        self.count_redundant_indexes(relation, &mut 0)
    }

    /// Sorted by their keys, an index stands behind those whose keys it starts with; `steps` counts comparisons.
    fn count_redundant_indexes<'r>(
        &self,
        relation: &'r Relation,
        steps: &mut usize,
    ) -> Vec<RedundantIndex<'r>> {
        let mut entries: Vec<Entry<'r>> = relation
            .indexes
            .iter()
            .enumerate()
            .filter(|(_, index)| index.valid && !index.keys.is_empty())
            .map(|(place, index)| self.entry(relation, place, index))
            .collect();
        entries.order_by(|a, b| (&a.rows, &a.keys, a.place).cmp(&(&b.rows, &b.keys, b.place)));
        let mut found: Vec<(usize, RedundantIndex<'r>)> = Vec::new();
        let mut shorter: Vec<&Entry<'r>> = Vec::new();
        for entry in &entries {
            while shorter.last().is_some_and(|other| !other.starts(entry)) {
                shorter.pop();
            }
            let mut needless = None;
            let mut replaced = Vec::new();
            for (at, other) in shorter.iter().enumerate().rev().take(MAX_SHORTER) {
                *steps += 1;
                if needless.is_none()
                    && let Some(kind) = self.makes_needless(other, entry)
                {
                    needless = Some((entry, *other, kind));
                } else if let Some(kind) = self.makes_needless(entry, other) {
                    found.push((other.place, redundant(other, entry, kind)));
                    replaced.push(at);
                }
            }
            for at in replaced {
                shorter.remove(at);
            }
            match needless {
                Some((entry, other, kind)) => found.push((entry.place, redundant(entry, other, kind))),
                None => shorter.push(entry),
            }
        }
        let wider = self.wider_uniques(&entries, steps);
        let mut known: Vec<usize> = found.iter().map(|(place, _)| *place).collect();
        known.order();
        found.extend(
            wider
                .into_iter()
                .filter(|(place, _)| known.binary_search(place).is_err()),
        );
        found.order_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, redundant)| redundant).collect()
    }

    fn entry<'r>(&self, relation: &Relation, place: usize, index: &'r Index) -> Entry<'r> {
        let method = match self.access_method(relation, index) {
            AccessMethod::Tree => "btree",
            AccessMethod::Hash | AccessMethod::Other => index.method.as_str(),
        };
        let predicate = index
            .predicate
            .as_ref()
            .map(|predicate| canonical(predicate, self.dialect()))
            .unwrap_or_default();
        Entry {
            index,
            place,
            is_tree: method == "btree",
            rows: (method.to_owned(), predicate),
            keys: index.keys.iter().map(|key| self.key_text(key)).collect(),
        }
    }

    /// What a key sorts by, direction and prefix aside.
    fn key_text(&self, key: &IndexColumn) -> String {
        let mut text = match (&key.column, &key.expression) {
            (None, Some(expression)) => canonical(expression, self.dialect()),
            (column, _) => {
                let column = column.as_deref().unwrap_or_default();
                format!("\"{}\"", crate::model::lookup_key(column, self.dialect()))
            }
        };
        if let Some(collation) = &key.collation {
            text.push_str(" collate ");
            text.push_str(&collation.replace('"', "").to_ascii_lowercase());
        }
        if let Some(class) = key
            .operator_class
            .as_deref()
            .filter(|class| !is_default_class(class))
        {
            text.push(' ');
            text.push_str(class);
        }
        text
    }

    /// Whether `by` does all that `entry` does, the keys of one being the first of the other's.
    fn makes_needless(&self, by: &Entry<'_>, entry: &Entry<'_>) -> Option<Redundancy> {
        let (index, other) = (entry.index, by.index);
        let same_keys = entry.keys.len() == by.keys.len();
        // MySQL drops the index it made for a foreign key as soon as there is another.
        let is_servers_own = [index, other]
            .iter()
            .any(|index| index.origin == IndexOrigin::ForeignKey);
        if is_kept(index)
            || is_servers_own
            || entry.keys.len() > by.keys.len()
            || (!same_keys && (index.unique || !entry.is_tree))
        {
            return None;
        }
        if index.unique && !(other.unique && is_as_strict(other, index)) {
            return None;
        }
        let carried = index.include.iter().all(|column| self.carries(other, column));
        if !carried || !keys_serve(other, index, entry.is_tree) {
            return None;
        }
        if !same_keys {
            return Some(Redundancy::Prefix);
        }
        // Of two that do the same, the one that does more stays, then the one of a constraint, then the older.
        let rank = |entry: &Entry<'_>| {
            let declared = matches!(entry.index.origin, IndexOrigin::Declared);
            (!entry.index.unique, declared, entry.place)
        };
        let mutual = other.include.iter().all(|column| self.carries(index, column))
            && keys_serve(index, other, entry.is_tree)
            && (!other.unique || (index.unique && is_as_strict(index, other)))
            && !is_kept(other);
        (!mutual || rank(by) < rank(entry)).then_some(Redundancy::Duplicate)
    }

    /// Unique indexes over all the columns of another unique index, and more.
    fn wider_uniques<'r>(
        &self,
        entries: &[Entry<'r>],
        steps: &mut usize,
    ) -> Vec<(usize, RedundantIndex<'r>)> {
        let uniques: Vec<(&Entry<'r>, Vec<&str>)> = entries
            .iter()
            .filter(|entry| entry.index.unique && entry.is_tree)
            .map(|entry| {
                let mut keys: Vec<&str> = entry.keys.iter().map(String::as_str).collect();
                keys.order();
                (entry, keys)
            })
            .collect();
        let mut by_first: SmallMap<&str, Vec<usize>> = SmallMap::default();
        for (at, (_, keys)) in uniques.iter().enumerate() {
            if let Some(first) = keys.first() {
                by_first.change(*first, |places| places.push(at));
            }
        }
        let mut found = Vec::new();
        for (entry, keys) in uniques.iter().filter(|(entry, _)| !is_kept(entry.index)) {
            let narrower = keys
                .iter()
                .filter_map(|key| by_first.get(key))
                .flat_map(|places| places.iter().take(MAX_SHORTER))
                .filter_map(|at| uniques.get(*at))
                .take(MAX_SHORTER)
                .inspect(|_| *steps += 1)
                .find(|(other, fewer)| {
                    fewer.len() < keys.len()
                        && other.rows == entry.rows
                        && is_as_strict(other.index, entry.index)
                        && fewer.iter().all(|key| keys.binary_search(key).is_ok())
                });
            if let Some((other, _)) = narrower {
                found.push((entry.place, redundant(entry, other, Redundancy::WiderUnique)));
            }
        }
        found
    }

    fn carries(&self, index: &Index, column: &str) -> bool {
        let same = |name: &str| same_name(name, column, self.dialect());
        index.include.iter().any(|name| same(name))
            || index
                .keys
                .iter()
                .any(|key| key.column.as_deref().is_some_and(same))
    }
}

/// An index as it is compared.
struct Entry<'r> {
    index: &'r Index,
    place: usize,
    is_tree: bool,
    /// Which rows it holds and in what: its access method and its predicate.
    rows: (String, String),
    keys: Vec<String>,
}

impl Entry<'_> {
    /// Whether its keys are the first of the other's, or all of them.
    fn starts(&self, other: &Entry<'_>) -> bool {
        self.rows == other.rows && other.keys.starts_with(&self.keys)
    }
}

/// The index of a primary key or of an exclusion constraint is never needless.
fn is_kept(index: &Index) -> bool {
    matches!(index.origin, IndexOrigin::PrimaryKey | IndexOrigin::Exclude)
}

fn redundant<'r>(entry: &Entry<'r>, by: &Entry<'r>, kind: Redundancy) -> RedundantIndex<'r> {
    RedundantIndex {
        index: entry.index,
        by: by.index,
        kind,
    }
}

/// Whether `other` lets no NULL pass that `index` does not.
fn is_as_strict(other: &Index, index: &Index) -> bool {
    other.nulls_not_distinct || !index.nulls_not_distinct
}

/// Whether the first keys of `other` find and order rows as those of `index` do: a B-tree is read in both directions, so
/// all may be turned round, and a prefix of the last key's text is found by the whole text as well.
fn keys_serve(other: &Index, index: &Index, ordered: bool) -> bool {
    let pairs = || index.keys.iter().zip(&other.keys);
    let last = index.keys.len().saturating_sub(1);
    let same = |turned: bool| {
        pairs().all(|(key, by)| {
            (key.descending != by.descending) == turned && (key.nulls_first != by.nulls_first) == turned
        })
    };
    let prefixes = pairs()
        .enumerate()
        .all(|(at, (key, by))| match (key.prefix_length, by.prefix_length) {
            (Some(part), Some(longer)) => part == longer || (at == last && part < longer),
            (Some(_), None) => at == last,
            (None, Some(_)) => false,
            (None, None) => true,
        });
    // A unique prefix refuses more than the unique whole.
    let unique_prefix = index.unique && pairs().any(|(key, by)| key.prefix_length != by.prefix_length);
    prefixes && !unique_prefix && (!ordered || same(false) || same(true))
}

/// The class that a key has when none is said: `text_ops`, `int4_ops`; those for patterns and the like are others.
fn is_default_class(class: &str) -> bool {
    let class = class.strip_prefix("pg_catalog.").unwrap_or(class);
    class
        .strip_suffix("_ops")
        .is_some_and(|of| !of.contains('_') && of != "gin" && of != "gist")
}

#[cfg(test)]
mod tests;
