//! Indexes, views, triggers, sequences, databases, and what is dropped or renamed.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    CharacterSet, CreateIndex, CreateTrigger, CreateView, DropObject, DropStatement, Identifier, ObjectName,
    Persistence, SelectColumnKind, SelectSource, SequenceStatement,
};
use rowproof_syntax::{Dialect, Product};

use super::draft::Draft;
use super::table::{check_name, new_key};
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{
    ConstraintKind, IndexOrigin, QualifiedName, Relation, RelationId, RelationKind, Trigger, lookup_key,
    same_name,
};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn mysql_create_index(&mut self, create: &CreateIndex, span: Span) -> Applied {
        let Some(id) = self.mysql_table(&create.relation, span, "an index on")? else {
            return Ok(());
        };
        let name = create
            .name
            .as_ref()
            .and_then(|name| name.last())
            .map(|name| name.value.clone());
        let origin = if create.unique {
            IndexOrigin::Unique
        } else {
            IndexOrigin::Declared
        };
        if create.predicate.is_some() || !create.include.is_empty() {
            return Err(refused(
                Refusal::NotSupported,
                "CREATE INDEX",
                "MySQL and MariaDB have no indexes over some of the rows, nor with columns beside the key",
            ));
        }
        let mut options = create.options.clone();
        options.if_not_exists = create.if_not_exists;
        let mut key = new_key(&create.keys, origin, &options, name.clone(), span);
        key.index.method.clone_from(&create.method);
        self.mysql_change(id, |catalog, draft| {
            if create.unique && draft.relation.system_versioned && !catalog.mysql.alters_history {
                return Err(super::alter_options::keeps_history(&draft.relation));
            }
            if create.or_replace
                && let Some(name) = &name
            {
                draft
                    .relation
                    .indexes
                    .retain(|index| !same_name(&index.name, name, Dialect::MySql));
            }
            draft.keys.push(key);
            Ok(())
        })
    }

    /// The table a statement changes; none, with a note, when it is not in the paste.
    pub(super) fn mysql_table(
        &mut self,
        name: &ObjectName,
        span: Span,
        what: &str,
    ) -> Applied<Option<RelationId>> {
        let Some(relation) = self.resolve(name) else {
            let name = self.name_for_new(name);
            self.note(
                span,
                format!("{what} `{name}`"),
                "that table is not in the paste; paste its CREATE statement too",
            );
            return Ok(None);
        };
        if relation.kind != RelationKind::Table {
            return Err(refused(
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                "it is no table",
            ));
        }
        Ok(Some(relation.id))
    }

    /// Changes a table as a copy, which takes its place when it holds.
    pub(super) fn mysql_change(
        &mut self,
        id: RelationId,
        change: impl FnOnce(&mut Self, &mut Draft) -> Applied,
    ) -> Applied {
        let Some(before) = self.relation(id).cloned() else {
            return Ok(());
        };
        let mut draft = Draft::of(before.clone());
        change(self, &mut draft)?;
        if !before.columns.is_empty() && draft.relation.columns.iter().all(|column| column.invisible) {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("`{}`", before.name),
                "a table keeps at least one column that is visible",
            ));
        }
        let missing = self.mysql_settle(&mut draft)?;
        let renamed = draft.renamed.clone();
        let new_name = |name: &str| {
            renamed
                .get(&lookup_key(name, Dialect::MySql))
                .cloned()
                .unwrap_or_else(|| name.to_owned())
        };
        let is_temporary = draft.is_temporary;
        if !is_temporary {
            self.check_references_to(&before, &draft.relation, new_name)?;
        }
        if !renamed.is_empty() && !is_temporary {
            self.follow_renamed_columns(&before, new_name);
            // Its own foreign keys to itself, which are about to be replaced.
            for constraint in &mut draft.relation.constraints {
                if let ConstraintKind::ForeignKey(key) = &mut constraint.kind
                    && key.referenced == before.name
                {
                    key.referenced_columns
                        .iter_mut()
                        .for_each(|column| *column = new_name(column));
                }
            }
        }
        let ignored = std::mem::take(&mut draft.ignored);
        let added = draft.relation.foreign_keys().count() > 0;
        if let Some(relation) = self.relation_mut(id) {
            *relation = draft.relation;
        }
        if added {
            self.remember_foreign_keys(id);
        }
        self.note_missing_parents(missing);
        self.note_ignored(ignored);
        Ok(())
    }

    /// Foreign keys of other tables follow renamed columns.
    fn follow_renamed_columns(&mut self, before: &Relation, new_name: impl Fn(&str) -> String) {
        let key = self.key(&before.name);
        for id in self.places.of(Sought::ReferencingName(&key)) {
            self.each_foreign_key_mut(id, |foreign_key| {
                if same_name(&foreign_key.referenced.name, &before.name.name, Dialect::MySql)
                    && foreign_key.referenced.schema == before.name.schema
                {
                    for column in &mut foreign_key.referenced_columns {
                        *column = new_name(column);
                    }
                }
            });
        }
    }

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

    pub(super) fn mysql_create_trigger(&mut self, create: &CreateTrigger, span: Span) -> Applied {
        let Some(id) = self.mysql_table(&create.relation, span, "a trigger on")? else {
            return Ok(());
        };
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        if relation.persistence == Persistence::Temporary {
            return Err(refused(
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                "a temporary table has no triggers",
            ));
        }
        let schema = relation.name.schema.clone();
        let place = QualifiedName {
            schema,
            name: create.name.value.clone(),
        };
        let held = |trigger: &Trigger| trigger.name == create.name.value;
        let holder = self.mysql_trigger_holder(&place);
        if let Some(holder) = holder {
            if create.if_not_exists {
                return Ok(());
            }
            if !create.or_replace || holder != id {
                return Err(refused(
                    Refusal::DuplicateObject,
                    format!("trigger `{}`", create.name.value),
                    "the database has a trigger of this name already",
                ));
            }
            if let Some(relation) = self.relation_mut(holder) {
                relation.triggers.retain(|trigger| !held(trigger));
            }
        }
        let trigger = Trigger {
            name: create.name.value.clone(),
            schema: place.schema.clone(),
            timing: create.timing,
            events: create.events.clone(),
            function: None,
            constraint: false,
            for_each_row: true,
            span,
        };
        self.places.add(Sought::Trigger(&place), id);
        if let Some(relation) = self.relation_mut(id) {
            relation.triggers.push(trigger);
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

    /// The relation with the trigger of that name.
    fn mysql_trigger_holder(&self, name: &QualifiedName) -> Option<RelationId> {
        let held = |trigger: &Trigger| trigger.schema == name.schema && trigger.name == name.name;
        let places = self.places.of(Sought::Trigger(name)).into_iter();
        let mut relations = places.filter_map(|id| self.relation(id));
        relations
            .find(|relation| relation.triggers.iter().any(held))
            .map(|relation| relation.id)
    }

    fn mysql_drop_trigger(&mut self, drop: &DropStatement, span: Span) {
        for name in &drop.names {
            let qualified = self.name_for_new(name);
            let id = self.mysql_trigger_holder(&qualified);
            let relation = id.and_then(|id| self.relation_mut(id));
            let before = relation.as_ref().map_or(0, |relation| relation.triggers.len());
            let after = relation.map_or(0, |relation| {
                relation.triggers.retain(|trigger| trigger.name != qualified.name);
                relation.triggers.len()
            });
            if before == after && !drop.if_exists {
                self.note(
                    span,
                    format!("trigger `{qualified}`"),
                    "the dropped trigger is not in the paste",
                );
            }
        }
    }

    fn mysql_drop_database(&mut self, drop: &DropStatement, span: Span) -> Applied {
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
