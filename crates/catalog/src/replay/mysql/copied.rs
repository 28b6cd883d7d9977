//! Tables that ALTER TABLE writes anew rather than changes in place.

use rowproof_syntax::{Dialect, Product};

use super::alter_column::is_longer_text;
use super::draft::Draft;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{Column, Constraint, ForeignKey, IndexOrigin, Relation, lookup_key, same_name};
use crate::note::Refusal;

impl Catalog {
    /// Finds out whether the rows are copied. A table that is keeps the names of columns that foreign keys use.
    pub(super) fn settle_copied(&self, draft: &mut Draft) -> Applied {
        let Some(before) = draft.before(self).filter(|_| !draft.is_temporary) else {
            return Ok(());
        };
        let is_copied = self.is_copied(draft, before);
        let goes = |name: &String| !same_name(name, &new_name(draft, name), Dialect::MySql);
        let names_own = |key: &ForeignKey| key.columns.iter().any(goes);
        let names_others = |key: &ForeignKey| key.referenced_columns.iter().any(goes);
        let stays = |constraint: &Constraint| {
            let mut held = draft.relation.constraints.iter();
            held.any(|held| held.name == constraint.name)
        };
        let renames = is_copied
            && !draft.renamed.is_empty()
            && (before
                .foreign_keys()
                .any(|(constraint, key)| names_own(key) && stays(constraint))
                || self.foreign_keys_to(&before.name).iter().any(|(id, held)| {
                    held.foreign_key().is_some_and(names_others) && (*id != before.id || stays(held))
                }));
        if renames && self.server().product == Product::MariaDb {
            return Err(refused(
                Refusal::NotSupported,
                format!("`{}`", before.name),
                "its rows have to be copied, and columns of foreign keys cannot be renamed with that",
            ));
        }
        draft.is_copied = is_copied;
        Ok(())
    }

    fn is_copied(&self, draft: &Draft, before: &Relation) -> bool {
        let changes = |old: &Column| {
            let new = draft.relation.column(&new_name(draft, &old.name));
            new.is_some_and(|new| {
                let same = old.data_type == new.data_type && self.same_collation(old, new);
                !same && !is_longer_text(old, new)
            })
        };
        let checks = |relation: &Relation| relation.checks().filter(|(_, check)| !check.of_column).count();
        let is_primary = |origin: IndexOrigin| origin == IndexOrigin::PrimaryKey;
        let has_primary = |relation: &Relation| {
            let mut indexes = relation.indexes.iter();
            indexes.any(|index| is_primary(index.origin))
        };
        let is_new = |column: &Column| before.column(&column.name).is_none();
        (!draft.foreign_keys.is_empty() && self.mysql.foreign_key_checks)
            || checks(&draft.relation) > checks(before)
            || before.columns.iter().any(changes)
            || draft.relation.system_versioned != before.system_versioned
            || draft
                .relation
                .columns
                .iter()
                .any(|column| column.generated_stored && is_new(column))
            || (has_primary(before)
                && !has_primary(&draft.relation)
                && !draft.keys.iter().any(|key| is_primary(key.index.origin)))
    }
}

/// What the statement calls a column of that name.
pub(super) fn new_name(draft: &Draft, name: &str) -> String {
    let renamed = draft.renamed.get(&lookup_key(name, Dialect::MySql));
    renamed.map_or(name, String::as_str).to_owned()
}
