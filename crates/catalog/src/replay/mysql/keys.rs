//! Keys of a table, old and new, made to hold together.

use rowproof_source::SmallSet;
use rowproof_syntax::Product;

use super::draft::{Draft, NewKey};
use super::key_length::{Engine, measure};
use super::key_names::{name_key, same, tentative_name, without_superfluous};
use super::row_key::{
    check_auto_increment, check_invisible, rebuild_constraints, row_key, row_key_ignored, settle_primary_key,
};
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{Index, IndexColumn};
use crate::note::Refusal;

impl Catalog {
    /// Puts the draft's new keys behind its old ones and makes all of them hold: those that another one makes
    /// superfluous are left out, the unnamed get names, columns of the primary key refuse NULL.
    pub(super) fn mysql_settle_keys(&self, draft: &mut Draft) -> Applied {
        let mut keys: Vec<NewKey> = std::mem::take(&mut draft.relation.indexes)
            .into_iter()
            .map(|mut index| {
                // The prefix that a point has by itself is put on again.
                for part in &mut index.keys {
                    let column = part.column.as_ref().and_then(|name| draft.relation.column(name));
                    if column.is_some_and(|column| column.data_type.name == "point") {
                        part.prefix_length = None;
                    }
                }
                NewKey {
                    named: true,
                    if_not_exists: false,
                    method: Some(index.method.clone()).filter(|_| draft.was_memory),
                    // The length of its parts is none that a foreign key's index has.
                    hashed: index.method == "fulltext",
                    index,
                }
            })
            .collect();
        // What the statement takes away is there as far as IF NOT EXISTS asks.
        let before = draft.before(self).map_or_else(Vec::new, |held| {
            held.indexes.iter().map(|index| index.name.clone()).collect()
        });
        for mut key in std::mem::take(&mut draft.keys) {
            if key.if_not_exists && before.iter().any(|held| same(held, &tentative_name(&key))) {
                continue;
            }
            resolve_columns(draft, &mut key.index)?;
            keys.push(key);
        }
        for key in &mut keys {
            self.cut(draft, key);
        }
        let keys = without_superfluous(keys);
        let mut names = SmallSet::default();
        for mut key in keys {
            name_key(&mut key, &mut names)?;
            self.check_key(draft, &mut key)?;
            draft.relation.indexes.push(key.index);
        }
        settle_primary_key(self, draft)?;
        check_auto_increment(&draft.relation)?;
        check_invisible(&draft.relation)?;
        let is_mariadb = self.server().product == Product::MariaDb;
        if is_mariadb && row_key(&draft.relation).is_some_and(|index| !index.visible) {
            return Err(row_key_ignored());
        }
        rebuild_constraints(&mut draft.relation);
        Ok(())
    }

    /// A plain index over more than the engine's keys can hold is cut to what fits, with a note.
    fn cut(&self, draft: &Draft, key: &mut NewKey) {
        let cuts = self.server().product == Product::MariaDb || !self.mysql.is_strict();
        if !cuts || matches!(key.index.method.as_str(), "fulltext" | "spatial") {
            return;
        }
        let most = Engine::of(&draft.relation).max_key_bytes();
        if key.index.unique {
            let bytes = |part: &IndexColumn| {
                let column = draft.relation.column(part.column.as_ref()?)?;
                measure(column, part.prefix_length, "").ok()?.bytes
            };
            let all: Option<u32> = key.index.keys.iter().map(bytes).sum();
            key.hashed = all.is_none_or(|bytes| bytes > most);
            return;
        }
        for part in &mut key.index.keys {
            let column = part.column.as_ref().and_then(|name| draft.relation.column(name));
            let measured = column.and_then(|column| measure(column, part.prefix_length, "").ok());
            if let Some(measured) = measured.filter(|held| held.bytes.unwrap_or(u32::MAX) > most) {
                part.prefix_length = Some(most / measured.unit.max(1));
            }
        }
    }
}

/// Gives the parts of a key the stored names of their columns.
fn resolve_columns(draft: &Draft, index: &mut Index) -> Applied {
    for part in &mut index.keys {
        let Some(column) = &part.column else { continue };
        if draft.position(column).is_none() {
            return Err(refused(
                Refusal::UndefinedColumn,
                format!("column `{column}`"),
                "a key names it, and the table has no such column",
            ));
        }
        part.column = Some(draft.stored(column));
    }
    Ok(())
}
