//! What DROP takes away.

use rowproof_source::Span;
use rowproof_syntax::Product;
use rowproof_syntax::ast::{DropObject, DropStatement, ObjectName, Persistence};

use super::{Applied, refused};
use crate::Catalog;
use crate::model::RelationKind;
use crate::note::Refusal;

impl Catalog {
    pub(super) fn mysql_drop(&mut self, drop: &DropStatement, span: Span) -> Applied {
        match drop.object {
            DropObject::Table => self.mysql_drop_relations(drop, span, RelationKind::Table),
            DropObject::View => self.mysql_drop_relations(drop, span, RelationKind::View),
            DropObject::Sequence => self.mysql_drop_relations(drop, span, RelationKind::Sequence),
            DropObject::Index => self.mysql_drop_index(drop, span),
            DropObject::Trigger => {
                self.mysql_drop_trigger(drop, span);
                Ok(())
            }
            DropObject::Schema => self.mysql_drop_database(drop, span),
            DropObject::Function => {
                for name in &drop.names {
                    let name = self.name_for_new(name);
                    self.functions.remove(&name);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// MySQL drops all or none; MariaDB one after the other, and says at the end which it could not.
    fn mysql_drop_relations(&mut self, drop: &DropStatement, span: Span, kind: RelationKind) -> Applied {
        if self.server().product != Product::MariaDb || drop.names.len() < 2 {
            return self.mysql_drop_together(drop, span, kind);
        }
        let mut result = Ok(());
        for name in &drop.names {
            let one = DropStatement {
                names: vec![name.clone()],
                ..drop.clone()
            };
            let dropped = self.mysql_drop_together(&one, span, kind);
            result = result.and(dropped);
        }
        result
    }

    fn mysql_drop_together(&mut self, drop: &DropStatement, span: Span, kind: RelationKind) -> Applied {
        let mut found = Vec::new();
        for name in &drop.names {
            let qualified = self.name_for_new(name);
            let relation = match kind {
                RelationKind::Table => self.by_name(&qualified),
                _ => self.mysql_lasting(&qualified),
            };
            match relation {
                Some(relation) if relation.kind == kind => found.push(relation.id),
                _ if drop.if_exists => {}
                Some(_) => {
                    return Err(refused(
                        Refusal::WrongObjectKind,
                        format!("`{qualified}`"),
                        "it is another kind of object",
                    ));
                }
                None => self.note(
                    span,
                    format!("`{qualified}`"),
                    "the dropped relation is not in the paste",
                ),
            }
        }
        for id in &found {
            let Some(relation) = self
                .relation(*id)
                .filter(|relation| relation.persistence != Persistence::Temporary)
            else {
                continue;
            };
            let needed = self
                .foreign_keys_to(&relation.name)
                .into_iter()
                .any(|(referencing, _)| referencing != *id && !found.contains(&referencing));
            if needed && self.mysql.foreign_key_checks && kind == RelationKind::Table {
                return Err(refused(
                    Refusal::DependentObjects,
                    format!("`{}`", relation.name),
                    "a foreign key of another table refers to it",
                ));
            }
        }
        for id in found {
            self.mysql_remove(id);
        }
        Ok(())
    }

    fn mysql_drop_index(&mut self, drop: &DropStatement, span: Span) -> Applied {
        let (Some(table), Some(name)) = (&drop.relation, drop.names.first().and_then(ObjectName::last))
        else {
            return Ok(());
        };
        let Some(id) = self.mysql_table(table, span, "an index of")? else {
            return Ok(());
        };
        let if_exists = drop.if_exists;
        self.mysql_change(id, |_, draft| {
            super::take_away::drop_index(draft, &name.value, if_exists)
        })
    }
}
