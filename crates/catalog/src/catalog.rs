//! The catalog itself: relations by name, types, and what could not be placed.

use std::rc::Rc;

use rowproof_source::{SmallMap, SortSmall, Span};
use rowproof_syntax::ast::{ObjectName, Script};
use rowproof_syntax::{Dialect, Server};

use crate::bounds::Effort;
use crate::change::Change;
use crate::model::{
    Column, ColumnType, Constraint, Domain, ForeignKey, Index, KnownTypes, QualifiedName, Relation,
    RelationId, RelationKind, Shared, fold, quote,
};
use crate::model::{lookup_key, same_name};
use crate::note::{Note, NoteKind, Refusal};
use crate::objects::Objects;
use crate::places::{Places, Sought};
use crate::questions::{NameIndex, is_tool_table};
use crate::replay::{Class, MySqlSession, Replay, SqliteState, TEMPORARY, Undo};

/// What the database would hold after the script.
///
/// Cheap to clone: relations are shared until changed.
#[derive(Debug, Clone)]
pub struct Catalog {
    server: Server,
    /// By id; dropped relations leave a gap.
    pub(crate) relations: Vec<Option<Rc<Relation>>>,
    by_name: Shared<SmallMap<QualifiedName, RelationId>>,
    /// Relations that a change adds, by name: what the names above are shared by is not copied for each fix that is tried.
    tried: Vec<(QualifiedName, RelationId)>,
    pub(crate) enums: SmallMap<QualifiedName, Rc<Vec<String>>>,
    pub(crate) domains: SmallMap<QualifiedName, Rc<Domain>>,
    pub(crate) functions: SmallMap<QualifiedName, Rc<str>>,
    pub(crate) extensions: Vec<String>,
    /// Schemas that unqualified names are looked up in, first first.
    pub(crate) search_path: Vec<String>,
    /// Whether the script leaves `public` out of it somewhere, as dumps do until their end.
    pub(crate) left_public: bool,
    pub(crate) foreign_keys_enforced: bool,
    pub(crate) sqlite: Shared<SqliteState>,
    pub(crate) notes: Shared<Vec<Note>>,
    /// What a MySQL session and its databases hold besides relations.
    pub(crate) mysql: Shared<MySqlSession>,
    /// Tables by the words of their names, as of the last replay.
    names: Rc<NameIndex>,
    /// Whether it is known that no relation is a tool's own, as of the last replay: names then need not be asked each time that
    /// tables are walked through.
    pub(crate) has_no_tools: bool,
    pub(crate) objects: Shared<Objects>,
    pub(crate) places: Places,
    /// Where constraints of a name are, while statements are applied: nobody asks afterwards, and there are many.
    pub(crate) constraint_places: Places,
    /// How many generations of parents a relation has above it; none for none.
    pub(crate) generations: Shared<SmallMap<RelationId, u32>>,
    types: KnownTypes,
    pub(crate) effort: Effort,
    /// What the statement being applied changed, while it may still be taken back.
    pub(crate) journal: Option<Vec<Undo>>,
}

impl Catalog {
    /// An empty database.
    pub fn new(server: impl Into<Server>) -> Self {
        let server = server.into();
        let default_schema = match server.dialect() {
            Dialect::PostgreSql => "public",
            Dialect::MySql | Dialect::Sqlite => "",
        };
        Self {
            server,
            relations: Vec::new(),
            by_name: Shared::default(),
            tried: Vec::new(),
            enums: SmallMap::default(),
            domains: SmallMap::default(),
            functions: SmallMap::default(),
            extensions: Vec::new(),
            search_path: match server.dialect() {
                // Temporary tables hide others of their name.
                Dialect::Sqlite => vec![TEMPORARY.to_owned(), default_schema.to_owned()],
                _ => vec![default_schema.to_owned()],
            },
            left_public: false,
            foreign_keys_enforced: false,
            sqlite: Shared::default(),
            notes: Shared::default(),
            mysql: Shared::default(),
            names: Rc::default(),
            has_no_tools: false,
            objects: Shared::default(),
            places: Places::default(),
            constraint_places: Places::default(),
            generations: Shared::default(),
            types: KnownTypes::default(),
            effort: Effort::default(),
            journal: None,
        }
    }

    /// What the database would hold after the script, starting empty.
    pub fn from_script(script: &Script) -> Self {
        let mut replay = Replay::of(Self::new(script.server));
        for statement in &script.statements {
            replay.apply(statement);
        }
        replay.finish()
    }

    /// The database whose semantics it follows.
    pub fn server(&self) -> Server {
        self.server
    }

    /// The dialect whose semantics it follows.
    pub fn dialect(&self) -> Dialect {
        self.server.dialect()
    }

    /// Every relation, in the order of creation.
    pub fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.iter().flatten().map(Rc::as_ref)
    }

    /// Whether a view reads the relation (PostgreSQL).
    pub fn is_read(&self, id: RelationId) -> bool {
        let mut readers = self.places.of(Sought::Readers(id)).into_iter();
        readers.any(|reader| self.relation(reader).is_some_and(|view| view.reads.contains(&id)))
    }

    /// Whether a foreign key leads to the relation.
    pub fn is_referenced(&self, id: RelationId) -> bool {
        !self.references_to(id).is_empty()
    }

    /// The foreign keys that lead to the relation, its own included, with the relation and the constraint each belongs to; in
    /// the order of the relations.
    pub fn references_to(&self, id: RelationId) -> Vec<(&Relation, &Constraint, &ForeignKey)> {
        let mut places = self.places.of(Sought::Referencing(id));
        if let Some(relation) = self.relation(id) {
            let key = self.key(&relation.name);
            places.extend(self.places.of(Sought::ReferencingName(&key)));
        }
        places.order();
        places.dedup();
        let mut found = Vec::new();
        for other in places.into_iter().filter_map(|other| self.relation(other)) {
            let keys = other.foreign_keys().filter(|(_, key)| key.relation == Some(id));
            found.extend(keys.map(|(constraint, key)| (other, constraint, key)));
        }
        found
    }

    /// Whether it has a view of any kind.
    pub fn has_views(&self) -> bool {
        self.names.has_views()
    }

    /// The tables that rules look at: base tables that live and are not a tool's own.
    pub fn tables(&self) -> impl Iterator<Item = &Relation> {
        self.relations().filter(|relation| {
            relation.is_base_table()
                && relation.persistence != rowproof_syntax::ast::Persistence::Temporary
                && (self.has_no_tools || !is_tool_table(&relation.name.name))
        })
    }

    /// The relation with that id, while it lives.
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations.get(id.0 as usize)?.as_deref()
    }

    /// For changing a relation; the sharing with clones of this catalog ends here.
    pub fn relation_mut(&mut self, id: RelationId) -> Option<&mut Relation> {
        if self.journal.is_some() {
            self.remember_relation(id);
        }
        self.relations.get_mut(id.0 as usize)?.as_mut().map(Rc::make_mut)
    }

    /// The relation a written name means, through the search path.
    pub fn resolve(&self, name: &ObjectName) -> Option<&Relation> {
        self.relation(self.resolve_id(name)?)
    }

    pub(crate) fn resolve_id(&self, name: &ObjectName) -> Option<RelationId> {
        if self.dialect() == Dialect::PostgreSql {
            return match self.class_of(name)? {
                Class::Relation(id) => Some(id),
                _ => None,
            };
        }
        let last = fold(name.last()?, self.dialect());
        if let Some(schema) = self.schema_of(name) {
            return self.id_of(&QualifiedName { schema, name: last });
        }
        self.search_path.iter().find_map(|schema| {
            self.id_of(&QualifiedName {
                schema: schema.clone(),
                name: last.clone(),
            })
        })
    }

    /// The relation of a qualified stored name.
    pub fn by_name(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relation(self.id_of(name)?)
    }

    pub(crate) fn id_of(&self, name: &QualifiedName) -> Option<RelationId> {
        let tried = |name: &QualifiedName| {
            let (_, id) = self.tried.iter().find(|(tried, _)| tried == name)?;
            Some(*id)
        };
        let found = |name| tried(name).or_else(|| self.by_name.get(name).copied());
        match self.dialect() {
            // The key is the name itself, and most look-ups are of this one's.
            Dialect::PostgreSql => found(name),
            Dialect::MySql | Dialect::Sqlite => found(&self.key(name)),
        }
    }

    pub(crate) fn key(&self, name: &QualifiedName) -> QualifiedName {
        QualifiedName {
            schema: lookup_key(&name.schema, self.dialect()),
            name: lookup_key(&name.name, self.dialect()),
        }
    }

    /// The schema a written name is qualified with. MySQL databases and SQLite's `main` are the default schema here:
    /// a dump names its own database before every table.
    pub(crate) fn schema_of(&self, name: &ObjectName) -> Option<String> {
        let count = name.parts.len();
        let schema = count.checked_sub(2).and_then(|at| name.parts.get(at))?;
        match self.dialect() {
            Dialect::PostgreSql | Dialect::MySql => Some(fold(schema, self.dialect())),
            Dialect::Sqlite if schema.value.eq_ignore_ascii_case("main") => Some(String::new()),
            Dialect::Sqlite => Some(schema.value.to_ascii_lowercase()),
        }
    }

    /// The stored name that a new object of that written name gets.
    pub(crate) fn name_for_new(&self, name: &ObjectName) -> QualifiedName {
        let last = name
            .last()
            .map(|part| fold(part, self.dialect()))
            .unwrap_or_default();
        let schema = self
            .schema_of(name)
            .or_else(|| match self.dialect() {
                Dialect::Sqlite => None,
                _ => self.search_path.first().cloned(),
            })
            .unwrap_or_default();
        QualifiedName { schema, name: last }
    }

    /// Adds a relation under its name and gives it its id. A relation of the same name is forgotten by name.
    pub(crate) fn add_relation(&mut self, relation: Relation) -> RelationId {
        let key = self.key(&relation.name);
        let id = self.add_unnamed(relation);
        let before = self.by_name.insert(key.clone(), id);
        self.remember(|| Undo::Name(key, before));
        self.remember(|| Undo::Relation(id, None));
        id
    }

    /// Adds a relation until the changes are taken back.
    pub(crate) fn add_tried(&mut self, relation: Relation) -> RelationId {
        let key = self.key(&relation.name);
        let id = self.add_unnamed(relation);
        self.tried.retain(|(tried, _)| *tried != key);
        self.tried.push((key, id));
        id
    }

    fn add_unnamed(&mut self, mut relation: Relation) -> RelationId {
        let id = RelationId(self.relations.len() as u32);
        relation.id = id;
        self.has_no_tools = self.has_no_tools && !is_tool_table(&relation.name.name);
        relation.shrink();
        if let Some(columns) = relation.columns.alone() {
            self.types.share(columns);
        }
        self.relations.push(Some(Rc::new(relation)));
        id
    }

    /// Notes what is about to change, while the statement may still be taken back.
    pub(crate) fn remember(&mut self, undo: impl FnOnce() -> Undo) {
        if let Some(journal) = &mut self.journal {
            journal.push(undo());
        }
    }

    fn remember_relation(&mut self, id: RelationId) {
        let held = self.relations.get(id.0 as usize).cloned().flatten();
        if let Some(journal) = &mut self.journal {
            let known = journal
                .iter()
                .any(|undo| matches!(undo, Undo::Relation(known, _) if *known == id));
            if !known {
                journal.push(Undo::Relation(id, held));
            }
        }
    }

    pub(crate) fn restore_relation(&mut self, id: RelationId, before: Option<Rc<Relation>>) {
        if let Some(slot) = self.relations.get_mut(id.0 as usize) {
            *slot = before;
        }
    }

    pub(crate) fn restore_name(&mut self, name: QualifiedName, before: Option<RelationId>) {
        match before {
            Some(id) => self.by_name.insert(name, id),
            None => self.by_name.remove(&name),
        };
    }

    /// Puts a relation under another name, nothing else.
    pub(crate) fn put_name(&mut self, from: &QualifiedName, id: RelationId, to: QualifiedName) {
        let (from, to) = (self.key(from), self.key(&to));
        let before = self.by_name.remove(&from);
        self.remember(|| Undo::Name(from, before));
        let before = self.by_name.insert(to.clone(), id);
        self.remember(|| Undo::Name(to, before));
    }

    /// Removes a relation; foreign keys to it keep its name and lose the link.
    pub(crate) fn remove_relation(&mut self, id: RelationId) {
        if self.journal.is_some() {
            self.remember_relation(id);
        }
        let Some(relation) = self.relations.get_mut(id.0 as usize).and_then(Option::take) else {
            return;
        };
        let key = self.key(&relation.name);
        if self.by_name.get(&key) == Some(&id) {
            self.by_name.remove(&key);
            self.remember(|| Undo::Name(key, Some(id)));
        }
    }

    /// Gives a relation another name; who refers to it is left to the caller.
    pub(crate) fn rename_alone(&mut self, id: RelationId, name: QualifiedName) {
        let Some(old) = self.relation(id).map(|relation| relation.name.clone()) else {
            return;
        };
        let (from, to) = (self.key(&old), self.key(&name));
        self.by_name.remove(&from);
        self.by_name.insert(to, id);
        if let Some(relation) = self.relation_mut(id) {
            relation.name = name;
        }
    }

    pub(crate) fn each_foreign_key_mut(&mut self, id: RelationId, mut change: impl FnMut(&mut ForeignKey)) {
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        for constraint in &mut relation.constraints {
            if let crate::model::ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                change(key);
            }
        }
    }

    pub(crate) fn ids(&self) -> Vec<RelationId> {
        self.relations().map(|relation| relation.id).collect()
    }

    pub(crate) fn name_index(&self) -> &NameIndex {
        &self.names
    }

    /// Makes the look-ups that only hold once all statements are applied, and gives back the room that growing lists took.
    pub(crate) fn settle(&mut self) {
        let by_case = self.dialect() == Dialect::PostgreSql;
        for relation in self.relations.iter_mut().flatten() {
            if !by_case && relation.has_capital_columns() {
                Rc::make_mut(relation).spell_columns();
            }
            // One that a copy of the catalog shares keeps its room.
            if let Some(relation) = Rc::get_mut(relation) {
                relation.shrink();
            }
        }
        let has_tools = self
            .relations()
            .any(|relation| is_tool_table(&relation.name.name));
        self.has_no_tools = !has_tools;
        self.constraint_places = Places::default();
        self.places.shrink();
        if let Some(names) = self.by_name.alone() {
            names.shrink();
        }
        if let Some(objects) = self.objects.alone() {
            objects.sequences.shrink();
            // Nobody asks for them until more statements are applied.
            objects.owned = SmallMap::default();
        }
        self.hand_out_labels();
        if self.dialect() != Dialect::Sqlite {
            self.mark_checked_columns();
        }
        let mut names = NameIndex::of(self);
        names.shrink();
        self.names = Rc::new(names);
    }

    /// Gives the columns of enumerated types the labels as they are now. While statements are applied only the types have them, so
    /// that one more label costs no copy of the others.
    fn hand_out_labels(&mut self) {
        let current = |data_type: &ColumnType| {
            let labels = self.enums.get(data_type.declared.as_ref()?)?;
            let held = data_type.enum_labels.as_ref();
            (!held.is_some_and(|held| Rc::ptr_eq(held, labels))).then(|| Rc::clone(labels))
        };
        for relation in self.relations.iter_mut().flatten() {
            let is_stale = |column: &Column| current(&column.data_type).is_some();
            if !self.enums.is_empty() && relation.columns.iter().any(is_stale) {
                for column in &mut Rc::make_mut(relation).columns {
                    if let Some(labels) = current(&column.data_type) {
                        column.data_type.enum_labels = Some(labels);
                    }
                }
            }
        }
    }

    /// Remembers where an index is, for the look-ups below.
    pub(crate) fn remember_index(&mut self, id: RelationId, name: &str) {
        if let Some(schema) = self.relation(id).map(|relation| relation.name.schema.clone()) {
            let name = QualifiedName {
                schema,
                name: name.to_owned(),
            };
            let key = match self.dialect() {
                Dialect::PostgreSql => name,
                Dialect::MySql | Dialect::Sqlite => self.key(&name),
            };
            self.places.add(Sought::Index(&key), id);
        }
    }

    /// The relation that has an index of that name.
    pub(crate) fn index_place(&self, name: &QualifiedName) -> Option<RelationId> {
        let held = |index: &Index| same_name(&index.name, &name.name, self.dialect());
        let places = match self.dialect() {
            Dialect::PostgreSql => self.places.of(Sought::Index(name)),
            Dialect::MySql | Dialect::Sqlite => self.places.of(Sought::Index(&self.key(name))),
        };
        let mut relations = places.into_iter().filter_map(|id| self.relation(id));
        relations
            .find(|relation| relation.name.schema == name.schema && relation.indexes.iter().any(held))
            .map(|relation| relation.id)
    }

    /// The relation that the index of that written name is on.
    pub(crate) fn index_owner(&self, name: &ObjectName) -> Option<RelationId> {
        if self.dialect() == Dialect::PostgreSql {
            return match self.class_of(name)? {
                Class::Index(id) => Some(id),
                _ => None,
            };
        }
        let name_in = |schema: String, name: String| QualifiedName { schema, name };
        let last = fold(name.last()?, self.dialect());
        match self.schema_of(name) {
            Some(schema) => self.index_place(&name_in(schema, last)),
            None => self
                .search_path
                .iter()
                .find_map(|schema| self.index_place(&name_in(schema.clone(), last.clone()))),
        }
    }

    /// Whether a type of that name was declared as an enumerated type, with its labels.
    pub(crate) fn find_type<'m, T>(
        &self,
        types: &'m SmallMap<QualifiedName, T>,
        written: &str,
    ) -> Option<&'m T> {
        if types.is_empty() {
            return None;
        }
        let (schema, name) = match written.rsplit_once('.') {
            Some((schema, name)) => (Some(schema), name),
            None => (None, written),
        };
        let at = |schema: &str| {
            types.get(&QualifiedName {
                schema: schema.to_owned(),
                name: name.to_owned(),
            })
        };
        match schema {
            Some(schema) => at(schema),
            None => self
                .search_path
                .iter()
                .find_map(|schema| at(schema))
                .or_else(|| at("public")),
        }
    }

    /// Every enumerated type declared, by name.
    pub fn enums(&self) -> Vec<(&QualifiedName, &[String])> {
        let mut all: Vec<_> = self
            .enums
            .iter()
            .map(|(name, labels)| (name, labels.as_slice()))
            .collect();
        all.order();
        all
    }

    /// Every domain declared, by name.
    pub fn domains(&self) -> Vec<&Domain> {
        let mut all: Vec<_> = self.domains.values().map(Rc::as_ref).collect();
        all.order_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// The extensions created, in order.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The body of a function of the script, as text; for rules that look for what a trigger assigns.
    pub fn function_body(&self, name: &QualifiedName) -> Option<&str> {
        self.functions.get(name).map(Rc::as_ref)
    }

    /// The bodies of all functions of the script, in no order.
    pub fn function_bodies(&self) -> impl Iterator<Item = &str> {
        self.functions.values().map(Rc::as_ref)
    }

    /// Whether this version of the server keeps CHECKs; older ones of MySQL and MariaDB read and forget them.
    pub fn keeps_checks(&self) -> bool {
        crate::honours::Honours::keeps_checks(&self.server)
    }

    /// Whether a SQLite script turns foreign keys on.
    pub fn foreign_keys_enforced(&self) -> bool {
        self.dialect() != Dialect::Sqlite || self.foreign_keys_enforced
    }

    /// What could not be placed, in the order of the text.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Something named is not in the paste.
    pub(crate) fn note(&mut self, span: Span, subject: impl Into<String>, reason: impl Into<String>) {
        self.notes.push(Note {
            span,
            kind: NoteKind::Missing,
            subject: subject.into(),
            reason: reason.into(),
        });
    }

    /// The database refuses what stands there.
    pub(crate) fn refuse(
        &mut self,
        span: Span,
        refusal: Refusal,
        subject: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.notes.push(Note {
            span,
            kind: NoteKind::Refused(refusal),
            subject: subject.into(),
            reason: reason.into(),
        });
    }

    /// A column by the name as written, in the way the dialect compares column names.
    pub fn find_column<'r>(&self, relation: &'r Relation, name: &str) -> Option<&'r Column> {
        relation
            .columns
            .iter()
            .find(|column| same_name(&column.name, name, self.dialect()))
    }

    /// All foreign keys, with the relation and the constraint they belong to.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Relation, &Constraint, &ForeignKey)> {
        self.tables().flat_map(|relation| {
            relation
                .foreign_keys()
                .map(move |(constraint, key)| (relation, constraint, key))
        })
    }

    /// A relation's name as SQL, qualified when its schema is not the default one, or the script leaves that out of its search path
    /// somewhere as pg_dump does: a fix may stand there.
    pub fn sql_name(&self, relation: &Relation) -> String {
        self.sql_qualified(&relation.name)
    }

    /// A qualified name as SQL.
    pub fn sql_qualified(&self, name: &QualifiedName) -> String {
        let bare = quote(&name.name, self.dialect());
        let is_default = name.schema == "public" && !self.left_public;
        if name.schema.is_empty() || is_default {
            return bare;
        }
        format!("{}.{bare}", quote(&name.schema, self.dialect()))
    }

    /// Undoes [`Catalog::apply_change`]s made to a clone of `original`: everything is as it is there again. Costs what
    /// the changes touched, not what the catalog holds.
    pub fn restore(&mut self, original: &Catalog, changes: &[Change]) {
        for change in changes {
            if let Some(id) = change.relation() {
                let at = id.0 as usize;
                if let (Some(slot), Some(relation)) = (self.relations.get_mut(at), original.relations.get(at))
                {
                    slot.clone_from(relation);
                }
            }
            if let Change::CreateEnum { name, .. } = change {
                self.enums.remove(name);
            }
        }
        self.relations.truncate(original.relations.len());
        self.tried.clear();
    }

    /// Whether a new relation may have the name.
    pub fn is_free(&self, name: &QualifiedName) -> bool {
        self.by_name(name).is_none() && !self.is_index_name_taken(name)
    }

    /// Whether a relation or an index of that name is in the schema. MySQL names its indexes per table.
    pub fn is_index_name_taken(&self, name: &QualifiedName) -> bool {
        self.dialect() != Dialect::MySql && (self.id_of(name).is_some() || self.index_place(name).is_some())
    }

    pub(crate) fn indexes_of(&self, id: RelationId) -> &[Index] {
        self.relation(id)
            .map_or(&[], |relation| relation.indexes.as_slice())
    }

    /// Numbers for the summary: tables, columns, foreign keys, indexes.
    pub fn counts(&self) -> (usize, usize, usize, usize) {
        let tables = || {
            self.relations()
                .filter(|relation| relation.kind == RelationKind::Table)
        };
        (
            tables().count(),
            tables().map(|relation| relation.columns.len()).sum(),
            tables().map(|relation| relation.foreign_keys().count()).sum(),
            tables().map(|relation| relation.indexes.len()).sum(),
        )
    }
}
