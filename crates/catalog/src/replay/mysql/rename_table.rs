//! New names of tables.

use rowproof_source::Span;
use rowproof_syntax::ast::{ObjectName, Persistence};

use super::table::check_name;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{QualifiedName, RelationId};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    /// `RENAME TABLE a TO b, c TO a`: one after the other, all or none.
    pub(super) fn mysql_rename_tables(
        &mut self,
        renames: &[(ObjectName, ObjectName)],
        span: Span,
    ) -> Applied {
        let mut done = Vec::new();
        for (from, to) in renames {
            let renamed = self.mysql_rename(from, to, span);
            match renamed {
                Ok(Some((id, old))) => done.push((id, old)),
                Ok(None) => {}
                Err(refused) => {
                    for (id, old) in done.into_iter().rev() {
                        self.mysql_rename_to(id, old);
                    }
                    return Err(refused);
                }
            }
        }
        Ok(())
    }

    fn mysql_rename(
        &mut self,
        from: &ObjectName,
        to: &ObjectName,
        span: Span,
    ) -> Applied<Option<(RelationId, QualifiedName)>> {
        let Some((id, old)) = self
            .resolve(from)
            .map(|relation| (relation.id, relation.name.clone()))
        else {
            let name = self.name_for_new(from);
            self.note(
                span,
                format!("`{name}`"),
                "the renamed relation is not in the paste",
            );
            return Ok(None);
        };
        let name = self.name_for_new(to);
        self.check_new_name(id, &name)?;
        self.mysql_rename_to(id, name);
        Ok(Some((id, old)))
    }

    pub(super) fn check_new_name(&self, id: RelationId, name: &QualifiedName) -> Applied {
        check_name(&name.name)?;
        let persistence = self.relation(id).map(|relation| relation.persistence);
        match self.mysql_in_the_way(name, persistence.unwrap_or_default()) {
            None => Ok(()),
            Some(_) => Err(refused(
                Refusal::DuplicateRelation,
                format!("`{name}`"),
                "a relation of this name exists already",
            )),
        }
    }

    /// Foreign keys that the server has named follow their table's new name.
    pub(super) fn mysql_rename_to(&mut self, id: RelationId, name: QualifiedName) {
        let Some(old) = self.relation(id).map(|relation| relation.name.clone()) else {
            return;
        };
        let (from, to) = (self.key(&old), self.key(&name));
        let held = self.by_name(&name).map(|relation| relation.id);
        let is_temporary = self
            .relation(id)
            .is_some_and(|relation| relation.persistence == Persistence::Temporary);
        self.rename_alone(id, name.clone());
        self.mysql_hide(held, id);
        if from != to {
            self.mysql_show(from.clone(), id);
        }
        if is_temporary {
            return;
        }
        for referencing in self.places.of(Sought::ReferencingName(&from)) {
            self.each_foreign_key_mut(referencing, |key| {
                if key.referenced == old {
                    key.referenced = name.clone();
                }
            });
        }
        self.places
            .follow(Sought::ReferencingName(&from), Sought::ReferencingName(&to));
        let start = format!("{}_ibfk_", old.name);
        if let Some(relation) = self.relation_mut(id) {
            for constraint in relation.constraints.iter_mut() {
                if constraint.foreign_key().is_some()
                    && let Some(rest) = constraint.name.strip_prefix(start.as_str())
                {
                    constraint.name = format!("{}_ibfk_{rest}", name.name);
                }
            }
        }
        self.remember_foreign_keys(id);
    }
}
