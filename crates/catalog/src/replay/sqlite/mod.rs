//! SQLite's way with statements.
//!
//! It differs from the others in most of what a table is: the rowid, primary keys that accept NULL, constraints that share
//! an index, names that stay with the table, foreign keys to nothing. So its statements are applied here, in one place,
//! after its own source (`build.c`, `alter.c`, `trigger.c`), and all or nothing: a statement that SQLite refuses leaves
//! nothing behind.

mod affinity;
mod alter;
mod alter_constraint;
mod building;
mod drop;
mod drop_column;
mod expression;
mod foreign_key;
mod function;
mod index;
mod key;
mod query;
mod reader;
mod rename;
mod table;
mod tokens;
mod transaction;
mod trigger;
mod view;
mod virtual_table;

use std::rc::Rc;

use rowproof_source::{SmallMap, SmallSet, Span};
use rowproof_syntax::ast::{Identifier, ObjectName, Statement, StatementKind};

use self::reader::{Reader, TriggerText, ViewText};
pub(super) use self::transaction::Open;
use crate::model::{QualifiedName, Relation, RelationId};
use crate::{Catalog, Refusal};

/// The schema of temporary objects.
pub(crate) const TEMPORARY: &str = "temp";

/// What only SQLite's replay remembers.
#[derive(Debug, Clone, Default)]
pub(crate) struct SqliteState {
    /// Attached databases, lower case, in order.
    attached: Vec<String>,
    /// `PRAGMA legacy_alter_table`
    legacy_alter_table: bool,
    /// `PRAGMA writable_schema`
    writable_schema: bool,
    /// What the views say.
    views: SmallMap<RelationId, Rc<ViewText>>,
    /// What the triggers say, by their lookup keys.
    trigger_texts: SmallMap<QualifiedName, Rc<TriggerText>>,
    /// Who reads a relation of that lower-case name. A hint.
    readers: SmallMap<String, Rc<Vec<Reader>>>,
    /// Views and triggers of which it is not known that they hold, in the order of suspicion.
    suspects: Vec<Reader>,
    /// Tables with an index over a string, which is a name in double quotes that is no column. A hint.
    string_keys: Vec<RelationId>,
    /// Those in `suspects`.
    suspected: SmallSet<Reader>,
}

/// Why a statement is refused.
#[derive(Debug)]
struct Refused {
    span: Span,
    refusal: Refusal,
    subject: String,
    reason: String,
}

type Outcome<T = ()> = Result<T, Box<Refused>>;

fn refused<T>(
    span: Span,
    refusal: Refusal,
    subject: impl Into<String>,
    reason: impl Into<String>,
) -> Outcome<T> {
    Err(Box::new(Refused {
        span,
        refusal,
        subject: subject.into(),
        reason: reason.into(),
    }))
}

impl Catalog {
    /// Applies a statement; `open` are the transactions and savepoints it stands in.
    pub(super) fn step_sqlite(&mut self, statement: &Statement, open: &mut Vec<Open>) {
        let outcome = match &statement.kind {
            StatementKind::Transaction(kind) => self.sqlite_transaction(kind, statement.span, open),
            _ if self.is_within_bounds(statement) => {
                let outcome = self.apply_sqlite(statement, !open.is_empty());
                self.remember_generation(statement);
                outcome
            }
            _ => Ok(()),
        };
        if let Err(refused) = outcome {
            self.refuse(refused.span, refused.refusal, refused.subject, refused.reason);
        }
    }

    fn apply_sqlite(&mut self, statement: &Statement, in_transaction: bool) -> Outcome {
        let span = statement.span;
        match &statement.kind {
            StatementKind::CreateTable(create) => self.create_sqlite_table(create, span),
            StatementKind::CreateIndex(create) => self.create_sqlite_index(create, span),
            StatementKind::CreateView(create) => self.create_sqlite_view(create, span),
            StatementKind::CreateTrigger(create) => self.create_sqlite_trigger(create, span),
            StatementKind::AlterTable(alter) => self.alter_sqlite_table(alter, span),
            StatementKind::Drop(drop) => self.drop_sqlite_object(drop, span),
            StatementKind::Pragma { name, value } => {
                self.sqlite_pragma(name, value.as_deref(), in_transaction);
                Ok(())
            }
            StatementKind::Attach(name) => self.attach(name.as_ref(), span),
            StatementKind::Detach(name) => self.detach(name, span),
            StatementKind::Query(_) | StatementKind::Data(_) | StatementKind::Other { .. } => Ok(()),
            StatementKind::Transaction(_) => Ok(()),
            _ => refused(
                span,
                Refusal::NotSupported,
                "this statement",
                "SQLite does not have it",
            ),
        }
    }

    fn sqlite_pragma(&mut self, name: &str, value: Option<&str>, in_transaction: bool) {
        let Some(value) = value else { return };
        let value = value.trim_matches(['\'', '"', ' ']).to_ascii_lowercase();
        let is_on = matches!(value.as_str(), "on" | "true" | "yes")
            || value.parse::<i64>().is_ok_and(|number| number != 0);
        match name {
            // Inside a transaction it does nothing (SQLite documentation, "PRAGMA foreign_keys").
            "foreign_keys" if !in_transaction => self.foreign_keys_enforced = is_on,
            "legacy_alter_table" => self.sqlite.legacy_alter_table = is_on,
            "writable_schema" => self.sqlite.writable_schema = is_on,
            _ => {}
        }
    }

    fn attach(&mut self, name: Option<&Identifier>, span: Span) -> Outcome {
        let Some(name) = name.map(|name| name.value.to_ascii_lowercase()) else {
            return Ok(());
        };
        if self.is_database(&name) {
            return refused(
                span,
                Refusal::DuplicateObject,
                format!("database `{name}`"),
                "a database of this name is attached already",
            );
        }
        self.search_path.push(name.clone());
        self.sqlite.attached.push(name);
        Ok(())
    }

    fn detach(&mut self, name: &Identifier, span: Span) -> Outcome {
        let name = name.value.to_ascii_lowercase();
        if !self.sqlite.attached.contains(&name) {
            return refused(
                span,
                Refusal::UndefinedObject,
                format!("database `{name}`"),
                "no database of this name is attached",
            );
        }
        self.sqlite.attached.retain(|attached| *attached != name);
        self.search_path.retain(|schema| *schema != name);
        for id in self.ids() {
            let is_in = |relation: &Relation| relation.name.schema == name;
            if self.relation(id).is_some_and(is_in) {
                self.remove_relation(id);
            }
        }
        Ok(())
    }

    fn is_database(&self, name: &str) -> bool {
        matches!(name, "main" | "temp") || self.sqlite.attached.iter().any(|attached| attached == name)
    }

    /// The schema a written name is put in or looked for in; none when it is not qualified.
    fn sqlite_schema(&mut self, written: Option<&Identifier>) -> Option<String> {
        let schema = written?;
        let name = schema.value.to_ascii_lowercase();
        if !self.is_database(&name) {
            let span = schema.span;
            self.note(
                span,
                format!("database `{name}`"),
                "it is not attached in the paste",
            );
            // What is attached elsewhere is found from now on.
            self.sqlite.attached.push(name.clone());
            self.search_path.push(name.clone());
        }
        Some(if name == "main" { String::new() } else { name })
    }

    /// Whether a table, a view or an index of that name is in the schema, and which.
    fn sqlite_name_taken(&self, name: &QualifiedName) -> Option<&'static str> {
        if let Some(relation) = self.by_name(name) {
            return Some(match super::is_view(relation.kind) {
                true => "a view",
                false => "a table",
            });
        }
        self.index_place(name).map(|_| "an index")
    }

    /// Names that start with `sqlite_` are SQLite's own.
    fn refuse_reserved(&self, name: &str, span: Span) -> Outcome {
        let is_reserved = name
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
        match is_reserved && !self.sqlite.writable_schema {
            true => refused(
                span,
                Refusal::InvalidDefinition,
                format!("`{name}`"),
                "names that start with `sqlite_` are reserved for SQLite itself",
            ),
            false => Ok(()),
        }
    }

    /// The relation a written name means; a note when it is not in the paste.
    fn sqlite_target(&mut self, name: &ObjectName, span: Span, what: &str) -> Option<RelationId> {
        let schema = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        self.sqlite_schema(schema);
        let found = self.resolve_id(name);
        if found.is_none() {
            let name = self.name_for_new(name);
            self.note(span, format!("{what} `{name}`"), "that table is not in the paste");
        }
        found
    }
}
