//! Views, and sequences, which MariaDB keeps among its tables.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateView, Persistence, SelectColumnKind, SelectSource, SequenceStatement};

use super::{Applied, refused};
use crate::Catalog;
use crate::model::{Relation, RelationKind};
use crate::note::Refusal;

impl Catalog {
    pub(super) fn mysql_create_view(&mut self, create: &CreateView, span: Span) -> Applied {
        let name = self.name_for_new(&create.name);
        if let Some(existing) = self.mysql_lasting(&name) {
            if create.if_not_exists {
                return Ok(());
            }
            if !create.or_replace || existing.kind != RelationKind::View {
                return Err(refused(
                    Refusal::DuplicateRelation,
                    format!("`{}`", existing.name),
                    "a relation of this name exists already; the database refuses this statement",
                ));
            }
        }
        self.note_missing_database(&create.name);
        for read in create.query.iter().flat_map(|query| &query.relations) {
            let found = self.resolve(&read.name);
            if found.is_some_and(|relation| relation.persistence == Persistence::Temporary) {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    "the view",
                    "it reads a temporary table, which goes with the session",
                ));
            }
            if found.is_none() {
                let name = self.name_for_new(&read.name);
                let reason = "the view reads it, and it is not in the paste";
                self.note(read.name.span, format!("`{name}`"), reason);
            }
        }
        self.check_view(create)?;
        if let Some(replaced) = self.mysql_lasting(&name).map(|view| view.id) {
            self.mysql_remove(replaced);
        }
        let held = self.id_of(&name);
        let key = self.key(&name);
        self.restore_name(key, None);
        self.create_view(create, span);
        if let Some(id) = self.id_of(&name) {
            self.mysql_hide(held, id);
        }
        Ok(())
    }

    /// Whether the columns that a view of tables gives back are there.
    fn check_view(&self, create: &CreateView) -> Applied {
        let Some(select) = &create.select else {
            return Ok(());
        };
        let mut tables = Vec::new();
        for read in &select.from {
            let SelectSource::Relation(name) = &read.source else {
                return Ok(());
            };
            let is_known = |relation: &&Relation| {
                relation.kind == RelationKind::Table && !relation.columns_unknown && select.common.is_empty()
            };
            let Some(table) = self.resolve(name).filter(is_known) else {
                return Ok(());
            };
            tables.push(table);
        }
        for column in &select.columns {
            let SelectColumnKind::Column(name) = &column.kind else {
                continue;
            };
            let Some(name) = name.last() else { continue };
            if !tables
                .iter()
                .any(|table| self.find_column(table, &name.value).is_some())
            {
                return Err(refused(
                    Refusal::UndefinedColumn,
                    format!("column `{}`", name.value),
                    "no table that the view reads has such a column",
                ));
            }
        }
        Ok(())
    }

    /// MariaDB keeps sequences among its tables.
    pub(super) fn mysql_sequence(&mut self, sequence: &SequenceStatement, span: Span) -> Applied {
        if !sequence.create {
            return Ok(());
        }
        let name = self.name_for_new(&sequence.name);
        if let Some(existing) = self.by_name(&name) {
            if sequence.if_not_exists {
                return Ok(());
            }
            if !(sequence.or_replace && existing.kind == RelationKind::Sequence) {
                return Err(refused(
                    Refusal::DuplicateRelation,
                    format!("`{name}`"),
                    "a relation of this name exists already; the database refuses this statement",
                ));
            }
            let id = existing.id;
            self.remove_relation(id);
        }
        self.add_relation(Relation::empty(
            name,
            RelationKind::Sequence,
            span,
            sequence.name.span,
        ));
        Ok(())
    }
}
