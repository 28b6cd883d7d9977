//! A table while it is being declared or changed.

use rowproof_source::{SmallMap, Span};
use rowproof_syntax::ast::{CharacterSet, References};

use crate::Catalog;
use crate::model::{Index, Relation};

/// A table that does not hold yet.
pub(super) struct Draft {
    /// The table. Its primary key and unique constraints follow from its indexes and are made at the end.
    pub relation: Relation,
    /// Keys that this statement adds, in the order of the text; they come behind those of `relation`.
    pub keys: Vec<NewKey>,
    /// Foreign keys that this statement adds.
    pub foreign_keys: Vec<NewForeignKey>,
    /// Whether it is a temporary table.
    pub is_temporary: bool,
    /// New names of columns by their old ones, lower case.
    pub renamed: SmallMap<String, String>,
    /// What the statement says of the table's character set, all places together.
    pub default_set: CharacterSet,
    /// The same of `CONVERT TO`.
    pub converted_set: CharacterSet,
    /// Columns that the statement adds and declares anew.
    pub stated_again: Vec<String>,
    /// New columns under names that CHANGE has given before: left out where they may be there already.
    pub given_before: Vec<String>,
    /// Columns that the statement sets a default of, besides declaring them.
    pub defaulted: Vec<String>,
    /// Indexes that the statement hides or shows; they have to be there at its end.
    pub shown: Vec<String>,
    /// Columns that the statement declares BINARY.
    pub by_code_point: Vec<String>,
    /// Whether its engine was MEMORY, where an index has the method it was asked to have.
    pub was_memory: bool,
    /// Whether its rows are written anew.
    pub is_copied: bool,
    /// What the server reads and forgets.
    pub ignored: Vec<Ignored>,
}

/// A clause without an effect.
pub(super) struct Ignored {
    pub span: Span,
    pub subject: &'static str,
    pub reason: &'static str,
}

/// A key that is to be added.
pub(super) struct NewKey {
    /// Without a name yet when `named` is false.
    pub index: Index,
    pub named: bool,
    /// MariaDB: nothing happens when there is one of that name.
    pub if_not_exists: bool,
    /// It serves no foreign key: in MariaDB a unique one too long for the engine, which is a hash, or one for full text that
    /// the table has had.
    pub hashed: bool,
    /// Whether the keys have been declared with a method the engine may not have.
    pub method: Option<String>,
}

/// A foreign key that is to be added.
pub(super) struct NewForeignKey {
    /// `CONSTRAINT name`, or the index's name.
    pub name: Option<String>,
    pub columns: Vec<String>,
    pub references: References,
    pub span: Span,
    pub if_not_exists: bool,
}

impl Draft {
    pub(super) fn of(relation: Relation) -> Self {
        Self {
            is_temporary: relation.persistence == rowproof_syntax::ast::Persistence::Temporary,
            was_memory: relation.engine.as_deref() == Some("MEMORY"),
            relation,
            keys: Vec::new(),
            foreign_keys: Vec::new(),
            renamed: SmallMap::default(),
            shown: Vec::new(),
            stated_again: Vec::new(),
            given_before: Vec::new(),
            defaulted: Vec::new(),
            by_code_point: Vec::new(),
            default_set: CharacterSet::default(),
            converted_set: CharacterSet::default(),
            is_copied: false,
            ignored: Vec::new(),
        }
    }

    /// The table as it has been, when the draft changes one.
    pub(super) fn before<'c>(&self, catalog: &'c Catalog) -> Option<&'c Relation> {
        let held = catalog.relation(self.relation.id)?;
        (held.name == self.relation.name && held.persistence == self.relation.persistence).then_some(held)
    }

    /// Remembers a clause that the server forgets.
    pub(super) fn ignore(&mut self, span: Span, subject: &'static str, reason: &'static str) {
        self.ignored.push(Ignored {
            span,
            subject,
            reason,
        });
    }

    /// The place of a column by its name in any case.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let last = |name: &str| name.as_bytes().last().map_or(0, u8::to_ascii_lowercase);
        let wanted = last(name);
        let mut columns = self.relation.columns.iter();
        columns.position(|column| {
            // Asked once for each action, of thousands of columns maybe: most differ in their last letter.
            let held = last(&column.name);
            let differs = held != wanted && (held | wanted).is_ascii();
            !differs && crate::model::same_name(&column.name, name, rowproof_syntax::Dialect::MySql)
        })
    }

    /// A column's stored name; the given one when there is no such column.
    pub(super) fn stored(&self, name: &str) -> String {
        self.position(name)
            .and_then(|at| self.relation.columns.get(at))
            .map_or_else(|| name.to_owned(), |column| column.name.clone())
    }
}
