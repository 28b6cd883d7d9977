//! Two rows that say different things of the same.

use super::{Dependent, Origin};
use crate::prelude::*;

/// Tells of two rows that agree in the determinant and not in what follows from it, after the row both point at. They agree in
/// the other columns that follow from it.
pub(crate) fn contradict(
    story: &mut StoryBuilder<'_>,
    table: &Relation,
    dependent: &Dependent<'_>,
    siblings: &[&Column],
) -> Option<()> {
    let Dependent {
        determinant, column, ..
    } = dependent;
    let (old, new) = values(determinant, column)?;
    let key = example_key(determinant, 42)?;
    if let Origin::Parent {
        parent,
        key: parent_key,
        column: copied,
        ..
    } = &dependent.origin
    {
        let named = [
            (parent_key.as_str(), key.clone()),
            (copied.name.as_str(), new.clone()),
        ];
        story.setup(parent.id, &named)?;
    }
    let mut apart = Vec::new();
    for name in table.primary_key().into_iter().flat_map(|key| &key.columns) {
        let other = table.column(name).filter(|other| other.name != determinant.name);
        if let Some(other) = other.filter(|other| other.is_required()) {
            let values = [example_key(other, 1), example_key(other, 2)];
            point_at(story, table, other, &values)?;
            apart.push((name.as_str(), values));
        }
    }
    for (row, value) in [new, old].into_iter().enumerate() {
        let mut said = vec![
            (determinant.name.as_str(), key.clone()),
            (column.name.as_str(), value),
        ];
        for sibling in siblings {
            let (_, same) = values(determinant, sibling)?;
            said.push((sibling.name.as_str(), same));
        }
        for (name, values) in &apart {
            if let Some(Some(value)) = values.get(row) {
                said.push((name, value.clone()));
            }
        }
        story.offend(table.id, &said)?;
    }
    Some(())
}

/// Puts the rows in place that the other part of the key has to point at.
fn point_at(
    story: &mut StoryBuilder<'_>,
    table: &Relation,
    column: &Column,
    values: &[Option<Value>],
) -> Option<()> {
    let mut keys = table.foreign_keys();
    let Some((_, key)) = keys.find(|(_, key)| key.columns.as_slice() == std::slice::from_ref(&column.name))
    else {
        return Some(());
    };
    let referenced = key.referenced_columns.first()?;
    for value in values.iter().flatten() {
        story.setup(key.relation?, &[(referenced.as_str(), value.clone())])?;
    }
    Some(())
}

/// What was true and what is, within the column's width.
fn values(determinant: &Column, column: &Column) -> Option<(Value, Value)> {
    const PEOPLE: WordList =
        WordList::new("assignee,author,contact,created,creator,manager,owner,person,sender");
    let (name, of) = (words(&column.name), words(&determinant.name));
    let person = has_word(&of, &Lexicon::ACCOUNT) || has_word(&of, PEOPLE);
    let (old, new) = if has_word(&name, const { WordList::new("email,mail") }) {
        ("ada@example.com", "ada.lovelace@example.com")
    } else if person && name.last().is_some_and(|last| last == "name") {
        ("Ada Byron", "Ada Lovelace")
    } else {
        ("old name", "new name")
    };
    let limit = usize::try_from(column.data_type.max_characters().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    if limit >= new.len() {
        return Some((Value::text(old), Value::text(new)));
    }
    (limit > 0).then(|| (Value::text("A"), Value::text("B")))
}
