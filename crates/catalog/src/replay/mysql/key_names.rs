//! What keys are called, and which of them another one makes superfluous.

use rowproof_source::SmallSet;
use rowproof_syntax::Dialect;

use super::draft::NewKey;
use super::{Applied, refused};
use crate::model::{Index, IndexOrigin, lookup_key};
use crate::note::Refusal;

const PRIMARY: &str = "PRIMARY";

pub(super) fn same(a: &str, b: &str) -> bool {
    crate::model::same_name(a, b, Dialect::MySql)
}

pub(super) fn tentative_name(key: &NewKey) -> String {
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

/// Leaves out the keys made for foreign keys where another key starts with the same columns.
pub(super) fn without_superfluous(keys: Vec<NewKey>) -> Vec<NewKey> {
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
pub(super) fn name_key(key: &mut NewKey, names: &mut SmallSet<String>) -> Applied {
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
