//! Why the index looks like this, one sentence for each decision.

use rowproof_syntax::Dialect;

use super::Reading;
use super::keys::{Arranged, Condition, IndexKey, KeyPlace};
use super::pages::{counted, sentence};
use crate::Access;
use crate::conjunct::ConjunctKind;
use crate::listed;

pub(super) fn of(
    reading: &Reading<'_>,
    arranged: &Arranged,
    access: &Access,
    replaces: &[String],
    include: &[String],
) -> Vec<String> {
    let (equal, behind) = (names(arranged.equal()), arranged.behind());
    let mut reasons = Vec::new();
    if !equal.is_empty() && !behind.is_empty() {
        let (come, are) = if equal.len() == 1 {
            ("comes", "it is")
        } else {
            ("come", "they are")
        };
        reasons.push(format!(
            "{} {come} first: {are} compared for equality, so the rows wanted lie side by side in the index.",
            listed(&equal)
        ));
    }
    match arranged.gives_order {
        true => reasons.extend(of_order(reading, arranged, access)),
        false => reasons.extend(of_ranges(arranged, &equal)),
    }
    if arranged.sorted_after {
        reasons.push(
            "The rows found are sorted afterwards: an index gives either the range or the order, and the range leaves fewer to read."
                .to_owned(),
        );
    }
    reasons.extend(arranged.predicate.iter().map(of_predicate));
    if arranged.rest {
        reasons.push("The rest of the condition is checked on the rows found.".to_owned());
    }
    if !include.is_empty() {
        reasons.push(format!(
            "{} {} carried along (`INCLUDE`), so the query is answered from the index where the visibility map allows.",
            listed(include),
            if include.len() == 1 { "is" } else { "are" }
        ));
    }
    for index in replaces {
        reasons.push(format!(
            "`{index}` is the beginning of it, and can be dropped when the new index is there."
        ));
    }
    reasons.extend(sentence(reading, arranged, access));
    reasons
}

fn names(keys: &[IndexKey]) -> Vec<&str> {
    keys.iter().map(shown).collect()
}

/// An expression by its text, a column by its name.
fn shown(key: &IndexKey) -> &str {
    match key.canonical.is_empty() {
        true => &key.column,
        false => &key.sql,
    }
}

fn of_order(reading: &Reading<'_>, arranged: &Arranged, access: &Access) -> Vec<String> {
    let behind = names(arranged.behind());
    let mut reasons = Vec::new();
    if !behind.is_empty() {
        let stands = match (arranged.equal().is_empty(), behind.len()) {
            (true, 1) => "is",
            (true, _) => "are",
            (false, 1) => "follows",
            (false, _) => "follow",
        };
        reasons.push(format!(
            "{} {stands} in the order of the sort, so rows come out of the index sorted and nothing is left to sort.",
            listed(&behind)
        ));
    }
    if let Some(limit) = access.limit {
        let after = match limit.rows {
            Some(1) => " after 1 row".to_owned(),
            Some(rows) => format!(" after {} rows", counted(rows as f64)),
            None => String::new(),
        };
        let join = if access.order.as_ref().is_some_and(|order| order.joined) {
            "The join can then be a nested loop, and the Limit"
        } else {
            "The Limit then"
        };
        reasons.push(format!("{join} stops reading{after}."));
    }
    let ranged: Vec<&str> = access
        .conjuncts
        .iter()
        .filter(|conjunct| matches!(conjunct.kind, ConjunctKind::Range))
        .filter_map(|conjunct| conjunct.plain_column())
        .filter(|column| behind.first() == Some(column))
        .take(1)
        .collect();
    if !ranged.is_empty() {
        reasons.push(format!(
            "The range on {} is one run of neighbouring entries of the same index.",
            listed(&ranged)
        ));
    }
    if !arranged.left.is_empty() {
        reasons.push(format!(
            "{} stays in the filter: as a key in front of the sort columns it would break their order.",
            listed(&arranged.left)
        ));
        reasons.extend(both_numbers(reading, arranged, access));
    }
    reasons
}

/// What the order and what the range would read.
fn both_numbers(reading: &Reading<'_>, arranged: &Arranged, access: &Access) -> Option<String> {
    let counts = reading.counts;
    let (rows, kept) = (counts.rows?, counts.kept?.max(1.0));
    let limit = access.limit?;
    let wanted = (limit.rows? + limit.offset?) as f64;
    let most = wanted * rows / kept;
    let least = match arranged.equal().is_empty() {
        true => most,
        false => wanted,
    };
    let in_order = match least < most {
        true => format!("{} to {}", counted(least), counted(most)),
        false => counted(most),
    };
    Some(format!(
        "In order, {in_order} entries are read until {} rows are found; by the range, {} are read and sorted.",
        counted(wanted),
        counted(kept)
    ))
}

fn of_ranges(arranged: &Arranged, equal: &[&str]) -> Vec<String> {
    let mut reasons = Vec::new();
    for key in arranged.behind() {
        match key.place {
            KeyPlace::Range | KeyPlace::Prefix => {
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
                    "{within} `{}` is one run of neighbouring entries{otherwise}.",
                    shown(key)
                ));
                if key.sql.ends_with(" text_pattern_ops") {
                    reasons.push("`text_pattern_ops` sorts letter by letter, as LIKE compares; an index in the order of a language does not serve it.".to_owned());
                }
            }
            KeyPlace::OneOf => reasons.push(format!(
                "`{}` follows: each of its values is one place in the index.",
                shown(key)
            )),
            KeyPlace::Inverted if key.sql.ends_with(" gin_trgm_ops") => reasons.push(
                "A B-tree cannot look up what stands in the middle of a text; an index over groups of three letters can (`CREATE EXTENSION pg_trgm` once)."
                    .to_owned(),
            ),
            KeyPlace::Inverted => reasons.push(format!(
                "`{}` is asked what it contains: that takes an inverted index, which has an entry for each element.",
                key.column
            )),
            KeyPlace::Equal | KeyPlace::Order | KeyPlace::Condition => {}
        }
    }
    if !arranged.left.is_empty() {
        reasons.push(format!(
            "{} stays in the filter: an index narrows the search by one range only.",
            listed(&arranged.left)
        ));
    }
    reasons
}

fn of_predicate(condition: &Condition) -> String {
    let sql = &condition.sql;
    if condition.excludes && sql.contains(" <> ") {
        return format!(
            "`{sql}` is the index's own condition: as a key it would narrow nothing, because `<>` is true of nearly every value, and it would break the order of the keys behind it."
        );
    }
    format!("`{sql}` is the index's own condition, so the index holds no other rows.")
}

/// What one index more costs, in a sentence.
pub(super) fn write_cost(dialect: Dialect, indexes: usize) -> String {
    let beside = match indexes {
        0 => String::new(),
        1 => ", beside the 1 index there is".to_owned(),
        several => format!(", beside the {several} indexes there are"),
    };
    let hot = match dialect {
        Dialect::PostgreSql => " An update of these columns can no longer stay within its page (HOT).",
        Dialect::MySql | Dialect::Sqlite => "",
    };
    format!("Each insert, and each update of these columns, writes one index entry more{beside}.{hot}")
}
