//! Temporary tables, which hide the relation of the same name while they are there.

use rowproof_syntax::ast::Persistence;

use crate::Catalog;
use crate::model::{QualifiedName, Relation, RelationId};

impl Catalog {
    /// The relation of a name that stays, a temporary table of the same name left aside.
    pub(super) fn mysql_lasting(&self, name: &QualifiedName) -> Option<&Relation> {
        let relation = self.by_name(name)?;
        match relation.persistence {
            Persistence::Temporary => self.relation(*self.mysql.hidden.get(&self.key(name))?),
            _ => Some(relation),
        }
    }

    /// The relation that stands in the way of a new one.
    pub(super) fn mysql_in_the_way(
        &self,
        name: &QualifiedName,
        persistence: Persistence,
    ) -> Option<&Relation> {
        match persistence {
            Persistence::Temporary => self.by_name(name).filter(|held| held.persistence == persistence),
            _ => self.mysql_lasting(name),
        }
    }

    /// Adds a relation; of two with one name the temporary one is seen.
    pub(super) fn mysql_add(&mut self, relation: Relation) -> RelationId {
        let held = self.id_of(&relation.name);
        let id = self.add_relation(relation);
        self.mysql_hide(held, id);
        id
    }

    /// Settles which of two relations is seen: the one that has had the name, and the one that has it now.
    pub(super) fn mysql_hide(&mut self, held: Option<RelationId>, id: RelationId) {
        let Some(held) = held.filter(|held| *held != id) else {
            return;
        };
        let Some(key) = self.relation(id).map(|relation| self.key(&relation.name)) else {
            return;
        };
        let stays = self
            .relation(held)
            .is_some_and(|held| held.persistence == Persistence::Temporary);
        let (seen, hidden) = if stays { (held, id) } else { (id, held) };
        self.mysql.hidden.insert(key.clone(), hidden);
        self.restore_name(key, Some(seen));
    }

    /// Removes a relation; the one that it has hidden is seen again.
    pub(super) fn mysql_remove(&mut self, id: RelationId) {
        let Some(key) = self.relation(id).map(|relation| self.key(&relation.name)) else {
            return;
        };
        self.remove_relation(id);
        self.mysql_show(key, id);
    }

    /// A relation has given up the name.
    pub(super) fn mysql_show(&mut self, key: QualifiedName, id: RelationId) {
        if let Some(hidden) = self.mysql.hidden.remove(&key)
            && hidden != id
        {
            self.restore_name(key, Some(hidden));
        }
    }
}
