//! Indexes that are there already.

use rowproof_catalog::questions::{canonical, columns_of};
use rowproof_catalog::{Index, IndexColumn, IndexOrigin};
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind};

use super::Reading;
use super::keys::{Arranged, IndexKey, KeyPlace};
use crate::Access;
use crate::conjunct::{Conjunct, ConjunctKind};

/// A unique index whose columns are all given: at most one row is read.
pub(super) fn unique_lookup(reading: &Reading<'_>, access: &Access) -> Option<String> {
    let (catalog, relation) = reading.known?;
    let columns: Vec<String> = access
        .conjuncts
        .iter()
        .filter(|conjunct| conjunct.kind == ConjunctKind::Equal)
        .filter_map(|conjunct| Some(conjunct.plain_column()?.to_owned()))
        .collect();
    let by_columns = catalog
        .unique_within(relation, &columns)
        .map(|unique| unique.index);
    let index = by_columns.filter(|index| index.keys.iter().all(|key| key.column.is_some()))?;
    Some(index.name.clone())
}

/// An index of the relation that serves the reading as well as the one arranged would.
pub(super) fn serving(reading: &Reading<'_>, arranged: &Arranged, access: &Access) -> Option<String> {
    let (_, relation) = reading.known?;
    let serves = |index: &&Index| serves(reading, arranged, access, index);
    Some(relation.indexes.iter().find(serves)?.name.clone())
}

fn serves(reading: &Reading<'_>, arranged: &Arranged, access: &Access, index: &Index) -> bool {
    if !index.valid || !index.visible || !holds_all_rows(reading, &access.conjuncts, index) {
        return false;
    }
    match arranged.method {
        Some(method) => {
            index.method == method
                && arranged
                    .keys
                    .iter()
                    .all(|key| index.keys.iter().any(|own| is_key(reading, own, key)))
        }
        None => matches!(index.method.as_str(), "btree" | "rowid") && starts_with(reading, arranged, index),
    }
}

/// Whether an index starts with these keys: those compared for equality in any order, the others as they are, read forwards or
/// backwards.
fn starts_with(reading: &Reading<'_>, arranged: &Arranged, index: &Index) -> bool {
    let (equal, behind) = (arranged.equal(), arranged.behind());
    let (Some(leading), Some(following)) = (
        index.keys.get(..equal.len()),
        index.keys.get(equal.len()..arranged.keys.len()),
    ) else {
        return false;
    };
    let mut pairs = behind.iter().zip(following);
    let flipped = behind
        .iter()
        .zip(following)
        .filter(|(key, _)| key.place == KeyPlace::Order)
        .filter(|(key, own)| key.descending != own.descending)
        .count();
    let ordered = behind.iter().filter(|key| key.place == KeyPlace::Order).count();
    equal
        .iter()
        .all(|key| leading.iter().any(|own| is_key(reading, own, key)))
        && pairs.all(|(key, own)| is_key(reading, own, key) && same_nulls(reading, key, own))
        && (flipped == 0 || flipped == ordered)
}

/// `DESC NULLS LAST` and its kin need their own spelling: read backwards, NULLs come out at the other end.
fn same_nulls(reading: &Reading<'_>, key: &IndexKey, own: &IndexColumn) -> bool {
    let said_first = match key.sql.contains(" NULLS ") {
        true => key.sql.ends_with(" NULLS FIRST"),
        false => key.descending == (reading.dialect == rowproof_syntax::Dialect::PostgreSql),
    };
    if key.place != KeyPlace::Order || reading.dialect != rowproof_syntax::Dialect::PostgreSql {
        return true;
    }
    match key.descending == own.descending {
        true => own.nulls_first == said_first,
        false => own.nulls_first != said_first,
    }
}

fn is_key(reading: &Reading<'_>, own: &IndexColumn, key: &IndexKey) -> bool {
    let by_letters = own
        .operator_class
        .as_deref()
        .is_some_and(|class| class.ends_with("_pattern_ops"))
        || own
            .collation
            .as_deref()
            .is_some_and(|name| name.trim_matches('"') == "C");
    let class_fits = match key.place {
        KeyPlace::Prefix => by_letters || reading.dialect != rowproof_syntax::Dialect::PostgreSql,
        KeyPlace::Equal | KeyPlace::OneOf | KeyPlace::Condition => true,
        KeyPlace::Inverted => {
            let trigrams = own
                .operator_class
                .as_deref()
                .is_some_and(|class| class.contains("trgm"));
            trigrams == key.sql.ends_with(" gin_trgm_ops")
        }
        KeyPlace::Order | KeyPlace::Range => own.operator_class.is_none() && own.collation.is_none(),
    };
    let same = match (&own.column, &own.expression) {
        (Some(column), _) => key.canonical.is_empty() && *column == key.column && own.prefix_length.is_none(),
        (None, Some(expression)) => {
            !key.canonical.is_empty() && canonical(expression, reading.dialect) == key.canonical
        }
        (None, None) => false,
    };
    same && class_fits
}

/// Whether the index holds every row that the conditions ask for: each part of its predicate is one of theirs, or says of a
/// compared column that it is not NULL.
pub(crate) fn holds_all_rows(reading: &Reading<'_>, conjuncts: &[Conjunct], index: &Index) -> bool {
    let Some(predicate) = &index.predicate else {
        return true;
    };
    let mut parts = vec![&**predicate];
    while let Some(part) = parts.pop() {
        if let ExpressionKind::Binary(left, BinaryOperator::And, right) = &part.kind {
            parts.extend([&**left, &**right]);
            continue;
        }
        let text = canonical(part, reading.dialect);
        let asked = conjuncts.iter().any(|conjunct| conjunct.canonical == text);
        if !asked && !is_implied(reading, part, conjuncts) {
            return false;
        }
    }
    true
}

/// `a IS NOT NULL`, when `a` is compared with something.
fn is_implied(reading: &Reading<'_>, part: &Expression, conjuncts: &[Conjunct]) -> bool {
    let ExpressionKind::IsNull { negated: true, .. } = part.kind else {
        return false;
    };
    let columns = columns_of(part);
    columns.iter().all(|column| {
        let compared = conjuncts.iter().any(|conjunct| {
            conjunct.columns.contains(column)
                && matches!(
                    conjunct.kind,
                    ConjunctKind::Equal | ConjunctKind::OneOf(_) | ConjunctKind::Range | ConjunctKind::Prefix
                )
        });
        let never = reading
            .known
            .and_then(|(_, relation)| relation.column(column))
            .is_some_and(|column| column.not_null);
        compared || never
    })
}

/// An index whose first key some condition of the reading narrows.
pub(super) fn narrowing(reading: &Reading<'_>, access: &Access) -> Option<String> {
    let (_, relation) = reading.known?;
    let narrows = |index: &&Index| {
        let first = index.keys.first().and_then(|key| key.column.as_deref());
        let compared = access.conjuncts.iter().any(|conjunct| {
            let sought = matches!(
                conjunct.kind,
                ConjunctKind::Equal | ConjunctKind::OneOf(_) | ConjunctKind::Range
            );
            sought && first.is_some() && conjunct.plain_column() == first
        });
        compared
            && index.valid
            && index.visible
            && matches!(index.method.as_str(), "btree" | "rowid" | "hash")
            && holds_all_rows(reading, &access.conjuncts, index)
    };
    Some(relation.indexes.iter().find(narrows)?.name.clone())
}

/// Indexes of their own that hold nothing but the beginning of the new one.
pub(super) fn replaced(reading: &Reading<'_>, arranged: &Arranged) -> Vec<String> {
    let Some((_, relation)) = reading.known else {
        return Vec::new();
    };
    let is_beginning = |index: &&Index| {
        index.origin == IndexOrigin::Declared
            && !index.unique
            && index.predicate.is_none()
            && index.include.is_empty()
            && index.method == "btree"
            && arranged.method.is_none()
            && arranged.predicate.is_empty()
            && index.keys.len() < arranged.keys.len()
            && index.keys.iter().zip(&arranged.keys).all(|(own, key)| {
                is_key(reading, own, key) && own.operator_class.is_none() && key.place != KeyPlace::Prefix
            })
    };
    let found = relation.indexes.iter().filter(is_beginning);
    found.map(|index| index.name.clone()).collect()
}
