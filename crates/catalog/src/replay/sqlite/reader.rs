//! Views and triggers: what they read, whether it is still there, and names that follow a rename.
//!
//! SQLite looks at none of it when a view or a trigger is made, and at all of it when a table or a column is renamed or
//! a column dropped: a schema that does not hold then refuses the change.

use std::rc::Rc;

use rowproof_source::{SmallSet, SortSmall, Span};
use rowproof_syntax::ast::{Identifier, ObjectName, Select, SelectColumnKind, SelectSource, TriggerStep};

use super::TEMPORARY;
use super::query::{Mention, Scope, Walk, inner_queries};
use crate::Catalog;
use crate::model::{Column, ColumnType, QualifiedName, Relation, RelationId, RelationKind, TypeFamily};

/// What a view says.
#[derive(Debug, Clone)]
pub(super) struct ViewText {
    /// The names behind its own.
    pub columns: Vec<Identifier>,
    pub select: Select,
}

/// What a trigger says.
#[derive(Debug, Clone)]
pub(super) struct TriggerText {
    pub relation: RelationId,
    pub steps: Vec<TriggerStep>,
}

/// A name that takes the place of another.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewName<'n> {
    pub name: &'n str,
    /// Whether it is written in quotes; one that takes the place of a name in quotes always is.
    pub quoted: bool,
}

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Reader {
    View(RelationId),
    /// By its lookup key.
    Trigger(QualifiedName),
}

impl Catalog {
    pub(super) fn remember_view(&mut self, id: RelationId, text: ViewText) {
        let mut names = Vec::new();
        relation_names(&text.select, &mut names);
        self.sqlite.views.insert(id, Rc::new(text));
        self.remember_reader(&Reader::View(id), names);
    }

    pub(super) fn remember_trigger(&mut self, key: QualifiedName, text: TriggerText) {
        let mut names: Vec<String> = Vec::new();
        names.extend(
            self.relation(text.relation)
                .map(|relation| relation.name.name.to_ascii_lowercase()),
        );
        for step in &text.steps {
            relation_names(&step.select, &mut names);
            names.extend(step.target.as_ref().and_then(lower));
        }
        self.sqlite.trigger_texts.insert(key.clone(), Rc::new(text));
        self.remember_reader(&Reader::Trigger(key), names);
    }

    fn remember_reader(&mut self, reader: &Reader, mut names: Vec<String>) {
        names.order();
        names.dedup();
        for name in names {
            let readers = &mut self.sqlite.readers;
            readers.change(name, |readers| Rc::make_mut(readers).push(reader.clone()));
        }
        self.suspect(reader);
    }

    fn suspect(&mut self, reader: &Reader) {
        if self.sqlite.suspected.insert(reader.clone()) {
            self.sqlite.suspects.push(reader.clone());
        }
    }

    /// Those who read a relation of that name, now or once.
    pub(super) fn readers_of(&self, name: &str) -> Rc<Vec<Reader>> {
        let readers = self.sqlite.readers.get(&name.to_ascii_lowercase());
        readers.cloned().unwrap_or_default()
    }

    /// A relation came, went or changed: whoever reads it may no longer hold, nor who reads that.
    pub(super) fn suspect_readers_of(&mut self, name: &str) {
        let mut seen = SmallSet::default();
        let mut names = vec![name.to_ascii_lowercase()];
        while let Some(name) = names.pop() {
            for reader in self.readers_of(&name).iter() {
                if !seen.insert(reader.clone()) {
                    continue;
                }
                self.suspect(reader);
                if let Reader::View(id) = reader {
                    names.extend(self.relation(*id).map(|view| view.name.name.to_ascii_lowercase()));
                }
            }
        }
    }

    /// The first view or trigger of that schema, or a temporary one, that does not hold, and why. Those that hold are not
    /// looked at again until something they read changes.
    pub(super) fn broken_reader(&mut self, schema: &str) -> Option<(String, String)> {
        let mut elsewhere = Vec::new();
        let mut broken = None;
        while let Some(reader) = self.sqlite.suspects.pop() {
            let home = self.reader_schema(&reader);
            if home
                .as_deref()
                .is_some_and(|home| home != schema && home != TEMPORARY)
            {
                elsewhere.push(reader);
                continue;
            }
            if let Some(trouble) = self.look_into(&reader).and_then(|walk| walk.trouble) {
                broken = Some((self.reader_name(&reader), trouble));
                elsewhere.push(reader);
                break;
            }
            self.sqlite.suspected.remove(&reader);
        }
        self.sqlite.suspects.extend(elsewhere.into_iter().rev());
        broken
    }

    fn reader_schema(&self, reader: &Reader) -> Option<String> {
        match reader {
            Reader::View(id) => self.relation(*id).map(|view| view.name.schema.clone()),
            Reader::Trigger(key) => Some(key.schema.clone()),
        }
    }

    pub(super) fn reader_name(&self, reader: &Reader) -> String {
        match reader {
            Reader::View(id) => {
                let name = self.relation(*id).map(|view| view.name.to_string());
                format!("view `{}`", name.unwrap_or_default())
            }
            Reader::Trigger(key) => format!("trigger `{}`", key.name),
        }
    }

    /// None when there is no such view or trigger any more.
    fn look_into(&self, reader: &Reader) -> Option<Walk<'_>> {
        match reader {
            Reader::View(id) => self.look_into_view(self.relation(*id)?),
            Reader::Trigger(key) => self.look_into_trigger(key),
        }
    }

    fn look_into_view(&self, view: &Relation) -> Option<Walk<'_>> {
        let text = self.sqlite.views.get(&view.id)?;
        let mut walk = Walk::new(self, &view.name.schema).inside(view.id);
        walk.visit(&text.select, None);
        Some(walk)
    }

    fn look_into_trigger(&self, key: &QualifiedName) -> Option<Walk<'_>> {
        self.sqlite_trigger_owner(key)?;
        let text = self.sqlite.trigger_texts.get(key)?;
        let relation = self.relation(text.relation)?;
        let mut walk = Walk::new(self, &key.schema);
        for step in &text.steps {
            let mut around = vec![
                walk.source_named("new", relation),
                walk.source_named("old", relation),
            ];
            if let Some(target) = step.target.as_ref().and_then(|target| walk.target(target)) {
                walk.written_columns(target, &step.columns);
                let name = target.name.name.clone();
                around.push(walk.source_named(&name, target));
                around.push(walk.source_named("excluded", target));
            }
            let scope = Scope::around(around);
            walk.visit(&step.select, Some(&scope));
        }
        Some(walk)
    }

    /// A view or trigger that names the column in that way.
    pub(super) fn reader_naming(
        &self,
        relation: &Relation,
        column: &str,
        way: impl Fn(&Mention) -> bool,
    ) -> Option<Reader> {
        let readers = self.readers_of(&relation.name.name);
        let names_it = |reader: &&Reader| {
            let walk = self.look_into(reader);
            let is_it = |mention: &Mention| {
                mention.relation == relation.id && mention.column == column && way(mention)
            };
            walk.is_some_and(|walk| walk.mentions.iter().any(is_it))
        };
        readers.iter().find(names_it).cloned()
    }

    /// Puts a column's new name into the views and triggers that name it.
    pub(super) fn rename_column_for_readers(&mut self, relation: &Relation, from: &str, to: NewName<'_>) {
        for reader in self.readers_of(&relation.name.name).iter() {
            let Some(walk) = self.look_into(reader) else {
                continue;
            };
            let is_it = |mention: &&Mention| mention.relation == relation.id && mention.column == from;
            let places: SmallSet<Span> = walk
                .mentions
                .iter()
                .filter(is_it)
                .map(|mention| mention.span)
                .collect();
            if !places.is_empty() {
                self.rename_names(reader, &mut |name| {
                    if places.contains(&name.span) {
                        put(name.parts.last_mut(), from, to);
                    }
                });
            }
        }
    }

    /// Puts a table's new name into the views and triggers that read it.
    pub(super) fn rename_table_for_readers(&mut self, id: RelationId, from: &str, to: &str) {
        let readers = self.readers_of(from);
        let schema = self.relation(id).map(|relation| relation.name.schema.clone());
        let schema = schema.unwrap_or_default();
        // SQLite puts a table's new name in quotes.
        let new = NewName {
            name: to,
            quoted: true,
        };
        for reader in readers.iter() {
            let Some(walk) = self.look_into(reader) else {
                continue;
            };
            let is_it = |mention: &&Mention| mention.relation == id && !mention.by_alias;
            let places: SmallSet<Span> = walk
                .mentions
                .iter()
                .filter(is_it)
                .map(|mention| mention.span)
                .collect();
            self.rename_names(reader, &mut |name| {
                if places.contains(&name.span) {
                    let table = name.parts.len().checked_sub(2);
                    put(table.and_then(|at| name.parts.get_mut(at)), from, new);
                }
            });
            let home = self.reader_schema(reader);
            if home.as_deref() == Some(&*schema) || home.as_deref() == Some(TEMPORARY) {
                self.rename_relations(reader, from, new);
            }
        }
        let moved: Vec<Reader> = readers.iter().cloned().collect();
        self.sqlite.readers.change(to.to_ascii_lowercase(), |held| {
            let held = Rc::make_mut(held);
            for reader in moved {
                if !held.contains(&reader) {
                    held.push(reader);
                }
            }
        });
    }

    fn rename_names(&mut self, reader: &Reader, change: &mut impl FnMut(&mut ObjectName)) {
        self.change_text(reader, &mut |select| each_name_mut(select, change), &mut |_| {});
        // The columns of an INSERT are names of one part.
        let change_columns = &mut |step: &mut TriggerStep| {
            for column in &mut step.columns {
                let mut name = ObjectName {
                    span: column.span,
                    parts: vec![column.clone()],
                };
                change(&mut name);
                if let Some(changed) = name.parts.pop() {
                    *column = changed;
                }
            }
        };
        self.change_text(reader, &mut |_| {}, change_columns);
    }

    fn rename_relations(&mut self, reader: &Reader, from: &str, to: NewName<'_>) {
        self.change_text(
            reader,
            &mut |select| each_relation_mut(select, &mut |name| put(name.parts.last_mut(), from, to)),
            &mut |step| {
                if let Some(target) = &mut step.target {
                    put(target.parts.last_mut(), from, to);
                }
            },
        );
    }

    fn change_text(
        &mut self,
        reader: &Reader,
        change: &mut impl FnMut(&mut Select),
        change_step: &mut impl FnMut(&mut TriggerStep),
    ) {
        match reader {
            Reader::View(id) => {
                if let Some(text) = self.sqlite.views.get_mut(id) {
                    change(&mut Rc::make_mut(text).select);
                }
            }
            Reader::Trigger(key) => {
                let Some(text) = self.sqlite.trigger_texts.get_mut(key) else {
                    return;
                };
                for step in &mut Rc::make_mut(text).steps {
                    change_step(step);
                    change(&mut step.select);
                }
            }
        }
    }

    /// Gives every view the columns that its query gives back at the end of the script.
    pub(in crate::replay) fn settle_sqlite_views(&mut self) {
        for id in self.ids() {
            let Some(view) = self
                .relation(id)
                .filter(|relation| relation.kind == RelationKind::View)
            else {
                continue;
            };
            let walk = self.look_into_view(view);
            let holds = walk.is_some_and(|walk| walk.trouble.is_none());
            let given = Walk::new(self, &view.name.schema)
                .relation_columns(view)
                .filter(|_| holds);
            let span = view.name_span;
            let name = view.name.to_string();
            match given {
                Some(given) => {
                    let columns = given.into_iter().map(|given| {
                        Column::plain(given.name, ColumnType::known("", TypeFamily::Other), span)
                    });
                    let columns: Vec<Column> = columns.collect();
                    if let Some(view) = self.relation_mut(id) {
                        view.columns = columns.into();
                    }
                }
                None => self.note(
                    span,
                    format!("columns of view `{name}`"),
                    "its query reads what the paste does not show",
                ),
            }
        }
    }
}

fn lower(name: &ObjectName) -> Option<String> {
    name.last().map(|last| last.value.to_ascii_lowercase())
}

pub(super) fn put(part: Option<&mut Identifier>, from: &str, to: NewName<'_>) {
    if let Some(part) = part.filter(|part| part.value.eq_ignore_ascii_case(from)) {
        to.name.clone_into(&mut part.value);
        part.quoted |= to.quoted;
    }
}

/// The lower-case names of the relations that a query reads, at any depth.
fn relation_names(select: &Select, names: &mut Vec<String>) {
    for item in &select.from {
        if let SelectSource::Relation(name) = &item.source {
            names.extend(lower(name));
        }
    }
    for inner in inner_queries(select) {
        relation_names(inner, names);
    }
}

fn each_inner_mut(select: &mut Select, change: &mut impl FnMut(&mut Select)) {
    for item in &mut select.from {
        if let SelectSource::Select(inner) = &mut item.source {
            change(inner);
        }
    }
    let tables = select.common.iter_mut().map(|table| &mut table.select);
    for inner in tables.chain(&mut select.nested).chain(&mut select.others) {
        change(inner);
    }
}

fn each_name_mut(select: &mut Select, change: &mut impl FnMut(&mut ObjectName)) {
    for named in &mut select.names {
        let before = named.name.clone();
        change(&mut named.name);
        // A new name in quotes stands in double ones, whatever the old one stood in.
        if before != named.name {
            named.may_be_string = matches!(named.name.parts.as_slice(), [only] if only.quoted);
        }
    }
    for column in &mut select.columns {
        if let SelectColumnKind::Column(name) = &mut column.kind {
            change(name);
        }
    }
    each_inner_mut(select, &mut |inner| each_name_mut(inner, change));
}

fn each_relation_mut(select: &mut Select, change: &mut impl FnMut(&mut ObjectName)) {
    for item in &mut select.from {
        if let SelectSource::Relation(name) = &mut item.source {
            change(name);
        }
    }
    each_inner_mut(select, &mut |inner| each_relation_mut(inner, change));
}
