//! The index that a scan's condition and the wanted order call for.
//!
//! Columns compared for equality come first; their order among each other does not matter to this query. Then either the
//! columns of the wanted order or one range. A comparison with a constant that cannot be a key becomes the index's own
//! condition.

use rowproof_catalog::questions::columns_of;
use rowproof_plan::PlanNode;

use super::order::{Ordered, SortColumn};
use super::{Conjunct, read_condition, rows};
use crate::prelude::*;

/// The longest name PostgreSQL keeps, in bytes.
const NAME_BYTES: usize = 63;

/// What an index could do for a scan.
pub(crate) enum IndexAdvice {
    /// An index to make.
    Create {
        /// The whole statement.
        statement: String,
        /// Why it looks like this, one sentence each.
        reasons: Vec<String>,
        /// Whether columns compared for equality lead it, so that only a part of it is read.
        narrows: bool,
    },
    /// The pasted schema has an index that serves already: its name.
    Exists(String),
    /// No index follows from the condition: why, as a sentence.
    Unknown(String),
}

/// The index for a scan that reads a relation by a condition, in the given order when one is wanted.
pub(crate) fn advise_index(
    catalog: Option<&Catalog>,
    scan: &PlanNode,
    order: Option<&Ordered<'_>>,
) -> IndexAdvice {
    let Some(relation) = scan.relation.as_deref() else {
        return IndexAdvice::Unknown("The node does not name the relation it reads.".to_owned());
    };
    let Some(parts) = Parts::read(scan) else {
        let reason = "The condition cannot be read, so which columns an index needs cannot be told; paste the whole line.";
        return IndexAdvice::Unknown(reason.to_owned());
    };
    let keys = Keys::arrange(&parts, order);
    if keys.columns.is_empty() {
        let reason = "No part of the condition compares a plain column with a value, so no plain index serves it; an index on the same expression might.";
        return IndexAdvice::Unknown(reason.to_owned());
    }
    let known = catalog
        .filter(|catalog| catalog.dialect() == Dialect::PostgreSql)
        .and_then(|catalog| Some((catalog, find_relation(catalog, scan, relation)?)));
    if let Some(index) =
        known.and_then(|(_, table)| table.indexes.iter().find(|index| keys.are_served_by(index)))
    {
        return IndexAdvice::Exists(index.name.clone());
    }
    let mut reasons = keys.reasons(&parts, order);
    if let Some(prefix) = known.and_then(|(_, table)| table.indexes.iter().find(|index| keys.extend(index))) {
        reasons.push(format!(
            "`{}` is the beginning of it, and can be dropped when the new index is there.",
            prefix.name
        ));
    }
    IndexAdvice::Create {
        statement: keys.statement(known, scan, relation),
        reasons,
        narrows: keys.equal > 0,
    }
}

fn find_relation<'c>(catalog: &'c Catalog, scan: &PlanNode, name: &str) -> Option<&'c Relation> {
    catalog.relations().find(|relation| {
        relation.name.name == name
            && scan
                .schema
                .as_ref()
                .is_none_or(|schema| *schema == relation.name.schema)
    })
}

/// What the scan's conditions consist of, each column once.
#[derive(Default)]
struct Parts {
    equal: Vec<String>,
    one_of: Vec<String>,
    range: Vec<String>,
    /// Columns with their conditions.
    constant: Vec<(String, String)>,
    /// Whether something is left that no index serves.
    rest: bool,
}

impl Parts {
    fn read(scan: &PlanNode) -> Option<Parts> {
        let mut parts = Parts::default();
        for condition in [scan.index_condition(), scan.recheck_condition(), scan.filter()]
            .into_iter()
            .flatten()
        {
            for conjunct in read_condition(scan, condition)? {
                parts.add(conjunct);
            }
        }
        Some(parts)
    }

    fn add(&mut self, conjunct: Conjunct) {
        let (list, column) = match conjunct {
            Conjunct::Equality(column) => (&mut self.equal, column),
            Conjunct::OneOf(column) => (&mut self.one_of, column),
            Conjunct::Range(column) => (&mut self.range, column),
            Conjunct::Constant(column, condition) => {
                if !self.constant.iter().any(|(_, known)| *known == condition) {
                    self.constant.push((column, condition));
                }
                return;
            }
            Conjunct::Other => {
                self.rest = true;
                return;
            }
        };
        if !list.contains(&column) {
            list.push(column);
        }
    }
}

/// The keys of the index and its condition.
#[derive(Default)]
struct Keys {
    /// Stored names, in order.
    columns: Vec<String>,
    /// The same as SQL, with their directions.
    written: Vec<String>,
    /// Whether each is sorted downwards.
    descending: Vec<bool>,
    /// How many of them are compared for equality, at the front.
    equal: usize,
    /// How many of them, behind those, are there for their order.
    ordered: usize,
    /// Columns and conditions of the predicate.
    predicate: Vec<(String, String)>,
}

impl Keys {
    fn arrange(parts: &Parts, order: Option<&Ordered<'_>>) -> Keys {
        let mut keys = Keys::default();
        parts.equal.iter().for_each(|column| keys.add(column));
        keys.equal = keys.columns.len();
        match order {
            Some(order) => order.columns.iter().for_each(|column| keys.add_ordered(column)),
            None => parts
                .one_of
                .iter()
                .take(1)
                .chain(parts.range.iter().take(1))
                .for_each(|column| keys.add(column)),
        }
        if keys.columns.is_empty() {
            parts
                .constant
                .iter()
                .take(1)
                .for_each(|(column, _)| keys.add(column));
        }
        keys.predicate = parts.constant.clone();
        keys
    }

    fn add(&mut self, column: &str) {
        if !self.columns.iter().any(|known| known == column) {
            self.columns.push(column.to_owned());
            self.written.push(quote(column, Dialect::PostgreSql));
            self.descending.push(false);
        }
    }

    /// A column that is equal in all rows adds nothing to an order.
    fn add_ordered(&mut self, column: &SortColumn) {
        if !self.columns.contains(&column.column) {
            self.columns.push(column.column.clone());
            self.written.push(column.key.clone());
            self.descending.push(column.is_descending());
            self.ordered += 1;
        }
    }

    /// Whether an index starts with these keys: those compared for equality in any order, the others as they are, read
    /// forwards or backwards, and holds all rows the condition asks for.
    fn are_served_by(&self, index: &Index) -> bool {
        let leading: Vec<&str> = index.leading_columns().take(self.columns.len()).collect();
        let (equal, behind) = self.columns.split_at(self.equal);
        let (Some(led_equal), Some(led_behind)) = (leading.get(..self.equal), leading.get(self.equal..))
        else {
            return false;
        };
        let flipped = |at: &usize| {
            let own = index.keys.get(*at).is_some_and(|key| key.descending);
            self.descending.get(*at).is_some_and(|wanted| *wanted != own)
        };
        let places = self.equal..self.columns.len();
        let backwards = places.clone().filter(flipped).count();
        index.method == "btree"
            && equal.iter().all(|column| led_equal.contains(&column.as_str()))
            && behind == led_behind
            && (self.ordered == 0 || backwards == 0 || backwards == places.len())
            && self.holds_all_rows(index)
    }

    /// Whether an index without a predicate of its own starts this one.
    fn extend(&self, index: &Index) -> bool {
        let own: Vec<&str> = index.leading_columns().collect();
        index.origin == IndexOrigin::Declared
            && !index.unique
            && index.predicate.is_none()
            && self.predicate.is_empty()
            && index.method == "btree"
            && own.len() == index.keys.len()
            && self.columns.get(..own.len()).is_some_and(|start| start == own)
    }

    fn holds_all_rows(&self, index: &Index) -> bool {
        let asked = |column: &String| self.predicate.iter().any(|(known, _)| known == column);
        index
            .predicate
            .as_ref()
            .is_none_or(|predicate| columns_of(predicate).iter().all(asked))
    }

    fn statement(&self, known: Option<(&Catalog, &Relation)>, scan: &PlanNode, relation: &str) -> String {
        let dialect = Dialect::PostgreSql;
        let name = match known {
            Some((catalog, table)) => Some(catalog.choose_name(table.id, &self.columns, "idx")),
            None => Some(format!("{relation}_{}_idx", self.columns.join("_")))
                .filter(|name| name.len() <= NAME_BYTES),
        };
        // A name that is too long is left to the server.
        let name = name
            .map(|name| format!("{} ", quote(&name, dialect)))
            .unwrap_or_default();
        let schema = scan.schema.as_deref().filter(|schema| *schema != "public");
        let schema = schema
            .map(|schema| format!("{}.", quote(schema, dialect)))
            .unwrap_or_default();
        let how = if known.is_some_and(|(_, table)| table.partitioned) {
            ""
        } else {
            "CONCURRENTLY "
        };
        let conditions: Vec<&str> = self
            .predicate
            .iter()
            .map(|(_, condition)| condition.as_str())
            .collect();
        let predicate = if conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", conditions.join(" AND "))
        };
        let table = quote(relation, dialect);
        format!(
            "CREATE INDEX {how}{name}ON {schema}{table} ({}){predicate}",
            self.written.join(", ")
        )
    }

    /// Why the columns stand in this order.
    fn reasons(&self, parts: &Parts, order: Option<&Ordered<'_>>) -> Vec<String> {
        let (equal, behind) = self.columns.split_at(self.equal);
        let mut reasons = Vec::new();
        if !equal.is_empty() && !behind.is_empty() {
            let (come, are) = if equal.len() == 1 {
                ("comes", "it is")
            } else {
                ("come", "they are")
            };
            reasons.push(format!(
                "{} {come} first: {are} compared for equality, so the rows wanted lie side by side in the index.",
                listed(equal)
            ));
        }
        match order {
            Some(order) => reasons.extend(self.reasons_of_order(behind, parts, order)),
            None => reasons.extend(reasons_of_range(equal, behind, parts)),
        }
        reasons.extend(
            self.predicate
                .iter()
                .map(|(_, condition)| reason_of_predicate(condition)),
        );
        if parts.rest {
            reasons.push("The rest of the condition is checked on the rows found.".to_owned());
        }
        reasons
    }

    fn reasons_of_order(&self, behind: &[String], parts: &Parts, order: &Ordered<'_>) -> Vec<String> {
        let mut reasons = Vec::new();
        if !behind.is_empty() {
            reasons.push(format!(
                "{} {} in the order of the sort, so rows come out of the index sorted and nothing is left to sort.",
                listed(behind),
                if behind.len() == 1 { "follows" } else { "follow" }
            ));
        }
        if let Some(limit) = order.limit {
            let wanted = limit.estimate.map(|estimate| rows(estimate.plan_rows.0));
            let after = wanted
                .map(|wanted| format!(" after {wanted}"))
                .unwrap_or_default();
            let join = if order.joined {
                "The join can then be a nested loop, and the Limit"
            } else {
                "The Limit then"
            };
            reasons.push(format!("{join} stops reading{after}."));
        }
        let left: Vec<&String> = parts
            .one_of
            .iter()
            .chain(&parts.range)
            .filter(|column| !self.columns.contains(column))
            .collect();
        if !left.is_empty() {
            reasons.push(format!(
                "{} stays in the filter: as a key in front of the sort columns it would break their order.",
                listed(&left)
            ));
        }
        reasons
    }
}

fn reasons_of_range(equal: &[String], behind: &[String], parts: &Parts) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(range) = behind.iter().find(|column| parts.range.contains(column)) {
        let within = if equal.is_empty() {
            "The range on"
        } else {
            "Within them the range on"
        };
        let otherwise = match equal.is_empty() {
            true => String::new(),
            false => format!(
                "; in front of {} it would read the rows of all others too",
                listed(equal)
            ),
        };
        reasons.push(format!(
            "{within} `{range}` is one run of neighbouring entries{otherwise}."
        ));
    }
    let left: Vec<&String> = parts
        .range
        .iter()
        .skip(1)
        .chain(parts.one_of.iter().skip(1))
        .collect();
    if !left.is_empty() {
        reasons.push(format!(
            "{} stays in the filter: an index narrows the search by one range only.",
            listed(&left)
        ));
    }
    reasons
}

fn reason_of_predicate(condition: &str) -> String {
    if condition.contains(" <> ") {
        return format!(
            "`{condition}` is the index's own condition: as a key it would narrow nothing, because `<>` is true of nearly every value, and it would break the order of the keys behind it."
        );
    }
    format!("`{condition}` is the index's own condition, so the index holds no other rows.")
}

#[cfg(test)]
mod tests;
