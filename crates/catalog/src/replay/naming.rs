//! The names the server gives to what the script leaves unnamed.

use rowproof_syntax::Dialect;

use crate::Catalog;
use crate::model::{QualifiedName, RelationId, truncated};

/// The longest name PostgreSQL keeps, in bytes.
const NAME_BYTES: usize = 63;

/// PostgreSQL's `makeObjectName`: `name1_name2_label`, the longer of the two names cut first until it fits.
pub(super) fn make_object_name(relation: &str, columns: &str, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(!columns.is_empty());
    let available = NAME_BYTES.saturating_sub(overhead);
    let (mut first, mut second) = (relation.len(), columns.len());
    while first + second > available {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let (relation, columns) = (truncated(relation, first), truncated(columns, second));
    let mut name = String::with_capacity(relation.len() + columns.len() + overhead);
    name.push_str(relation);
    for part in [columns, label] {
        if !part.is_empty() {
            name.push('_');
            name.push_str(part);
        }
    }
    name
}

impl Catalog {
    /// A name for a constraint (`pkey`, `key`, `fkey`, `check`, `excl`, `not_null`) or an index (`idx`) that has none,
    /// not yet taken on the relation.
    pub fn choose_name(&self, id: RelationId, columns: &[String], label: &str) -> String {
        let Some(relation) = self.relation(id) else {
            return label.to_owned();
        };
        let table = &relation.name.name;
        let taken = |name: &str| {
            relation
                .constraints
                .iter()
                .any(|constraint| constraint.name == name)
                || relation.indexes.iter().any(|index| index.name == name)
                || (label == "idx"
                    && self.is_index_name_taken(&QualifiedName {
                        schema: relation.name.schema.clone(),
                        name: name.to_owned(),
                    }))
        };
        let first = match (self.dialect(), label) {
            (Dialect::MySql, "pkey") => return "PRIMARY".to_owned(),
            (Dialect::MySql, "key" | "idx") => columns.first().cloned().unwrap_or_default(),
            (Dialect::MySql, "fkey") => format!("{table}_ibfk_1"),
            (Dialect::MySql, "check") => format!("{table}_chk_1"),
            (_, "pkey") => make_object_name(table, "", label),
            (_, _) => make_object_name(table, &columns.join("_"), label),
        };
        if !taken(&first) {
            return first;
        }
        let stem = first
            .strip_suffix('1')
            .filter(|_| self.dialect() == Dialect::MySql);
        let separator = if self.dialect() == Dialect::MySql { "_" } else { "" };
        (1_u32..)
            .map(|number| match stem {
                Some(stem) => format!("{stem}{}", number + 1),
                None if separator.is_empty() => make_object_name(
                    table,
                    if label == "pkey" {
                        String::new()
                    } else {
                        columns.join("_")
                    }
                    .as_str(),
                    &format!("{label}{number}"),
                ),
                None => format!("{first}{separator}{}", number + 1),
            })
            .find(|name| !taken(name))
            .unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::make_object_name;

    #[test]
    fn cuts_the_longer_name_first() {
        let name = make_object_name(&"t".repeat(60), "a", "key");
        assert_eq!(name.len(), 63);
        assert!(name.ends_with("t_a_key"));
        assert_eq!(
            make_object_name("orders", "user_id", "fkey"),
            "orders_user_id_fkey"
        );
    }
}
