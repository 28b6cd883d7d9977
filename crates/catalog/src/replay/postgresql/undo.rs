//! Taking back a statement that stopped halfway.

use std::rc::Rc;

use super::Outcome;
use crate::Catalog;
use crate::model::{QualifiedName, Relation, RelationId};
use crate::objects::Owner;

/// One thing as it was before.
#[derive(Debug, Clone)]
pub(crate) enum Undo {
    Relation(RelationId, Option<Rc<Relation>>),
    Name(QualifiedName, Option<RelationId>),
    Sequence(QualifiedName, Option<Owner>),
}

impl Catalog {
    /// Runs `work`; when it stops, relations, names and sequences are as before.
    pub(super) fn undoable(&mut self, work: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        self.journal = Some(Vec::new());
        let outcome = work(self);
        let journal = self.journal.take().unwrap_or_default();
        if outcome.is_err() {
            for undo in journal.into_iter().rev() {
                self.take_back(undo);
            }
        }
        outcome
    }

    fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Relation(id, before) => self.restore_relation(id, before),
            Undo::Name(name, before) => self.restore_name(name, before),
            Undo::Sequence(name, before) => match before {
                Some(owner) => {
                    self.objects.sequences.insert(name, owner);
                }
                None => {
                    self.objects.sequences.remove(&name);
                }
            },
        }
    }

    /// Adds, changes or (with none) removes a sequence.
    pub(super) fn set_sequence(&mut self, name: QualifiedName, owner: Option<Owner>) {
        if let Some(Some((id, _))) = &owner {
            self.objects.owned.change(*id, |owned| {
                // Most tables number one column.
                if owned.is_empty() {
                    owned.reserve_exact(1);
                }
                owned.push(name.clone());
            });
        }
        let before = match owner {
            Some(owner) => self.objects.sequences.insert(name.clone(), owner),
            None => self.objects.sequences.remove(&name),
        };
        self.remember(|| Undo::Sequence(name, before));
    }
}
