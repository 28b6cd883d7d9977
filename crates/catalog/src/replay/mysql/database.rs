//! Databases.

use rowproof_source::Span;
use rowproof_syntax::ast::{CharacterSet, DropStatement, Identifier, ObjectName};

use super::{Applied, refused};
use crate::Catalog;
use crate::model::RelationId;
use crate::note::Refusal;

impl Catalog {
    pub(super) fn mysql_create_database(
        &mut self,
        name: Option<&Identifier>,
        if_not_exists: bool,
        character_set: &CharacterSet,
    ) -> Applied {
        let Some(name) = name else { return Ok(()) };
        if self.mysql.databases.contains_key(&name.value) {
            return match if_not_exists {
                true => Ok(()),
                false => Err(refused(
                    Refusal::DuplicateObject,
                    format!("database `{}`", name.value),
                    "it exists already",
                )),
            };
        }
        let collation = self.mysql_table_collation(character_set, "")?;
        self.mysql.databases.insert(name.value.clone(), collation);
        Ok(())
    }

    /// Tables of a database that the text does not make are read as if it were there.
    pub(super) fn mysql_use(&mut self, path: &[Identifier], span: Span) {
        let Some(database) = path.first() else { return };
        if !self.mysql.databases.contains_key(&database.value) {
            self.note(
                span,
                format!("database `{}`", database.value),
                "its CREATE DATABASE is not in the paste; it is taken to be there",
            );
        }
        self.search_path = vec![database.value.clone()];
    }

    pub(super) fn note_missing_database(&mut self, name: &ObjectName) {
        let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        if let Some(database) = qualifier
            && !self.mysql.databases.contains_key(&database.value)
            && self.search_path.first() != Some(&database.value)
        {
            self.note(
                database.span,
                format!("database `{}`", database.value),
                "its CREATE DATABASE is not in the paste; it is taken to be there",
            );
        }
    }

    pub(super) fn mysql_drop_database(&mut self, drop: &DropStatement, span: Span) -> Applied {
        for name in drop.names.iter().filter_map(ObjectName::last) {
            let made = self.mysql.databases.remove(&name.value).is_some();
            let ids: Vec<RelationId> = self
                .relations()
                .filter(|relation| relation.name.schema == name.value)
                .map(|relation| relation.id)
                .collect();
            if !made && !drop.if_exists {
                self.note(
                    span,
                    format!("database `{}`", name.value),
                    "the dropped database is not in the paste",
                );
            }
            for id in ids {
                self.remove_relation(id);
            }
            if self.search_path.first() == Some(&name.value) {
                self.search_path = vec![String::new()];
            }
        }
        Ok(())
    }
}
