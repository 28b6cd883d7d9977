//! What a key may hold, by its kind and its engine.

use rowproof_source::SmallSet;
use rowproof_syntax::Product;

use super::draft::{Draft, NewKey};
use super::key_length::{Engine, is_geometry, measure};
use super::{Applied, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{IndexColumn, IndexOrigin, TypeFamily};
use crate::note::Refusal;

impl Catalog {
    /// Checks the parts of a key and gives it its method and prefixes.
    pub(super) fn check_key(&self, draft: &Draft, key: &mut NewKey) -> Applied {
        let engine = Engine::of(&draft.relation);
        let is_mariadb = self.server().product == Product::MariaDb;
        let index = &mut key.index;
        if key.method.is_some() && is_mariadb && matches!(index.method.as_str(), "fulltext" | "spatial") {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("index `{}`", index.name),
                "FULLTEXT and SPATIAL indexes have no USING",
            ));
        }
        if !matches!(index.method.as_str(), "fulltext" | "spatial") {
            let asked = key.method.as_deref();
            let hashes = engine == Engine::Memory && asked != Some("btree");
            index.method = if hashes { "hash" } else { "btree" }.to_owned();
        }
        let subject = format!("index `{}`", index.name);
        let invalid = |reason: &str| refused(Refusal::InvalidDefinition, subject.clone(), reason);
        let oversized = |reason: &str| refused(Refusal::SizeLimit, subject.clone(), reason);
        let mut words = None;
        let mut seen = SmallSet::default();
        let mut bytes = 0;
        let mut too_long = false;
        if !index.visible && !self.server().hides_indexes() {
            return Err(refused(
                Refusal::NotSupported,
                subject,
                "this version cannot hide an index from the planner",
            ));
        }
        // MariaDB shows no order where it hashes by itself, and keeps none where it was asked to hash.
        let is_new = !draft.was_memory;
        let drops_order = is_new && is_mariadb && key.method.as_deref() == Some("hash");
        for part in &mut index.keys {
            part.descending &= self.server().has_descending_keys() && !drops_order;
            part.nulls_first = !part.descending;
            let Some(name) = part.column.clone() else {
                if !self.server().has_expression_indexes() {
                    return Err(refused(
                        Refusal::NotSupported,
                        subject,
                        "this version has no indexes over expressions",
                    ));
                }
                continue;
            };
            let Some(column) = draft.relation.columns.iter().find(|column| column.name == name) else {
                return Err(refused(
                    Refusal::UndefinedColumn,
                    format!("column `{name}`"),
                    "there is no such column",
                ));
            };
            if !seen.insert(name) {
                return Err(refused(
                    Refusal::DuplicateColumn,
                    format!("column `{}`", column.name),
                    "it is named twice in one index",
                ));
            }
            if column.row_period.is_some() && index.origin == IndexOrigin::PrimaryKey {
                continue;
            }
            let is_virtual = column.generated.is_some() && !column.generated_stored;
            if engine == Engine::Aria && is_virtual {
                return Err(invalid("Aria has no index over a virtual generated column"));
            }
            match index.method.as_str() {
                "fulltext" => {
                    part.descending = false;
                    if engine == Engine::InnoDb && is_virtual {
                        return Err(invalid(
                            "a FULLTEXT index cannot be over a virtual generated column",
                        ));
                    }
                    part.prefix_length = None;
                    if words.get_or_insert(&column.collation) != &&column.collation {
                        return Err(invalid("the columns of a FULLTEXT index have one collation"));
                    }
                    if column.data_type.family != TypeFamily::Text {
                        return Err(invalid("a FULLTEXT index is for text"));
                    }
                    continue;
                }
                "spatial" => {
                    if !is_geometry(column) || !column.not_null {
                        return Err(invalid("a SPATIAL index is for a geometry that refuses NULL"));
                    }
                    continue;
                }
                _ => {}
            }
            if index.origin == IndexOrigin::PrimaryKey && column.generated.is_some() {
                return Err(invalid("a generated column cannot be in a primary key"));
            }
            let measured = measure(column, part.prefix_length, &subject)?;
            part.prefix_length = measured.prefix;
            let most = engine.max_key_bytes();
            let unbounded = measured.bytes.is_none();
            let part_bytes = measured.bytes.unwrap_or(u32::MAX);
            if part_bytes > most {
                if index.origin == IndexOrigin::PrimaryKey || (!is_mariadb && (unbounded || index.unique)) {
                    return Err(oversized(
                        "a key over this column needs a prefix that is short enough",
                    ));
                }
                if !index.unique {
                    return Err(oversized("it is longer than the engine's keys can be"));
                }
                too_long = true;
            } else {
                bytes += part_bytes;
            }
        }
        if bytes > engine.max_key_bytes() || too_long {
            if !index.unique
                || index.origin == IndexOrigin::PrimaryKey
                || self.server().product != Product::MariaDb
                || matches!(engine, Engine::Aria | Engine::Memory)
                || key.method.as_deref() == Some("btree")
            {
                return Err(oversized("it is longer than the engine's keys can be"));
            }
            let counts = |part: &IndexColumn| {
                let column = part.column.as_ref().and_then(|name| draft.relation.column(name));
                column.is_some_and(|column| column.identity.is_some())
            };
            if index.keys.iter().any(counts) {
                return Err(invalid(
                    "it is hashed, and a number that AUTO_INCREMENT gives cannot be",
                ));
            }
            index.keys.iter_mut().for_each(|part| part.descending = false);
            // MariaDB keeps a hash of what is too long to be a unique key.
            "hash".clone_into(&mut index.method);
        }
        Ok(())
    }
}
