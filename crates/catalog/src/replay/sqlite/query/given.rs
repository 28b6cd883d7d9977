//! The columns that the list of a query gives back.

use rowproof_source::{SmallSet, SortSmall, Span};
use rowproof_syntax::ast::{Identifier, ObjectName, Select, SelectColumn, SelectColumnKind, SelectSource};

use super::super::affinity::Affinity;
use super::super::expression::is_rowid;
use super::{BLOBS, Given, NUMBERS, STRINGS, Source, inner_queries};
use crate::model::{Relation, RelationKind};

pub(super) fn given_by(select: &Select, sources: &[Source], inner: bool) -> Option<Vec<Given>> {
    let mut given = Vec::new();
    for (at, item) in select.columns.iter().enumerate() {
        match &item.kind {
            SelectColumnKind::All => {
                for (at, source) in sources.iter().enumerate() {
                    let before = sources.get(..at).unwrap_or_default();
                    let columns = source.columns.as_ref()?;
                    given.extend(
                        columns
                            .iter()
                            .filter(|column| !is_joined(column, source, before))
                            .cloned(),
                    );
                }
            }
            SelectColumnKind::AllOf(name) => {
                let is_meant = |source: &&Source| source.name.eq_ignore_ascii_case(&name.value);
                given.extend(sources.iter().find(is_meant)?.columns.as_ref()?.iter().cloned());
            }
            kind => {
                let meant = match kind {
                    SelectColumnKind::Column(name) => meant(name, sources),
                    _ => None,
                };
                let written = match kind {
                    SelectColumnKind::Column(name) if inner => name.last().map(|last| last.value.clone()),
                    _ => None,
                };
                let name = match (&item.alias, &meant) {
                    (Some(alias), _) => alias.value.clone(),
                    _ if written.is_some() => written.unwrap_or_default(),
                    (None, Some(column)) => column.name.clone(),
                    (None, None) if *kind == SelectColumnKind::Value => format!("column{}", at + 1),
                    (None, None) => item_text(item, select),
                };
                let name = match name.to_ascii_lowercase().as_str() {
                    "true" | "false" => format!("column{}", at + 1),
                    _ => name,
                };
                let typed = match kind {
                    SelectColumnKind::Cast(data_type) => Some(Affinity::of_words(&data_type.words)),
                    _ => meant.and_then(|column| column.affinity),
                };
                given.push(match typed {
                    Some(affinity) => Given::of_column(name, affinity),
                    None => Given {
                        name,
                        affinity: None,
                        classes: classes_of(&item.text),
                    },
                });
            }
        }
    }
    Some(unique(given))
}

/// What an expression of no affinity may give, by its looks.
fn classes_of(text: &str) -> u8 {
    let mut tokens = super::super::tokens::tokens(text);
    let (first, second) = (
        tokens.next().unwrap_or_default(),
        tokens.next().unwrap_or_default(),
    );
    if first.starts_with(['\'', '"']) && second.is_empty() {
        STRINGS
    } else if first.eq_ignore_ascii_case("x") && second.starts_with('\'') {
        BLOBS
    } else if first.eq_ignore_ascii_case("null") && second.is_empty() {
        0
    } else if text.contains("||") {
        STRINGS | BLOBS
    } else if second == "(" || first.eq_ignore_ascii_case("case") {
        NUMBERS | STRINGS | BLOBS
    } else {
        NUMBERS
    }
}

/// Whether `USING` or `NATURAL` leave the column out of `*`: its twin on the left stands for it.
fn is_joined(column: &Given, source: &Source, before: &[Source]) -> bool {
    let used = source
        .using
        .iter()
        .any(|name| name.eq_ignore_ascii_case(&column.name));
    used || (source.natural && before.iter().any(|other| other.column(&column.name).is_some()))
}

/// The column that a name in a list of columns means.
pub(super) fn meant(name: &ObjectName, sources: &[Source]) -> Option<Given> {
    let (last, qualifiers) = name.parts.split_last()?;
    let is_meant = |source: &&Source| {
        let qualifier = qualifiers.last();
        qualifier.is_none_or(|qualifier| qualifier.value.eq_ignore_ascii_case(&source.name))
    };
    let mut meant = sources.iter().filter(is_meant);
    let column = meant
        .clone()
        .find_map(|source| source.column(&last.value).cloned());
    let rowid = || {
        let name = meant
            .find_map(|source| source.rowid.clone())
            .filter(|_| is_rowid(&last.value))?;
        Some(Given::of_column(name, Affinity::Integer))
    };
    column.or_else(rowid)
}

pub(super) fn rowid_name(relation: &Relation) -> Option<String> {
    let is_stored = matches!(relation.kind, RelationKind::Table | RelationKind::VirtualTable);
    let has_one = is_stored && !relation.without_rowid;
    let mut columns = relation.columns.iter();
    has_one.then(|| {
        let alias = columns.find(|column| column.identity.is_some());
        alias.map_or_else(|| "rowid".to_owned(), |column| column.name.clone())
    })
}

/// SQLite puts numbers behind names that occur before.
pub(super) fn unique(given: Vec<Given>) -> Vec<Given> {
    let mut taken = SmallSet::default();
    let mut named = Vec::with_capacity(given.len());
    for mut column in given {
        let mut count = 0_u32;
        while !taken.insert(column.name.to_ascii_lowercase()) {
            count += 1;
            let stem = match column.name.rsplit_once(':') {
                Some((stem, digits))
                    if !stem.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
                {
                    stem
                }
                _ => column.name.as_str(),
            };
            column.name = format!("{stem}:{count}");
        }
        named.push(column);
    }
    named
}

/// The text of an item, with names as they are now: what was renamed since stands under its new name.
fn item_text(item: &SelectColumn, select: &Select) -> String {
    let mut parts = Vec::new();
    names_inside(select, item.span, &mut parts);
    parts.order_by_key(|part| part.span.start);
    let mut text = String::with_capacity(item.text.len());
    let mut at = 0;
    for part in parts {
        let from = (part.span.start - item.span.start) as usize;
        let to = (part.span.end - item.span.start) as usize;
        let written = item.text.get(from..to).unwrap_or_default();
        if from >= at && super::super::tokens::unquoted(written) != part.value {
            text.push_str(item.text.get(at..from).unwrap_or_default());
            match part.quoted {
                true => text.push_str(&format!("\"{}\"", part.value.replace('"', "\"\""))),
                false => text.push_str(&part.value),
            }
            at = to;
        }
    }
    text.push_str(item.text.get(at..).unwrap_or_default());
    text
}

/// The names of columns and relations that stand in a stretch of a query, at any depth.
fn names_inside<'s>(select: &'s Select, place: Span, parts: &mut Vec<&'s Identifier>) {
    let mut add = |name: &'s ObjectName| {
        let inside = |part: &&Identifier| part.span.start >= place.start && part.span.end <= place.end;
        parts.extend(name.parts.iter().filter(inside));
    };
    select.names.iter().for_each(|named| add(&named.name));
    for item in &select.from {
        if let SelectSource::Relation(name) = &item.source {
            add(name);
        }
    }
    for inner in inner_queries(select) {
        names_inside(inner, place, parts);
    }
}
