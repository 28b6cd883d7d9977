//! What a session has set, and what its databases hold besides relations.

use std::collections::HashMap;

use rowproof_syntax::Server;
use rowproof_syntax::ast::Setting;

use crate::honours::Honours;
use crate::model::{QualifiedName, RelationId};

/// A MySQL session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// `foreign_key_checks`
    pub foreign_key_checks: bool,
    /// `sql_mode` as set by the text, upper case; none while it is the server's default.
    sql_mode: Option<String>,
    /// `explicit_defaults_for_timestamp` as set by the text.
    explicit_timestamps: Option<bool>,
    /// `default_storage_engine` as set by the text.
    pub default_engine: Option<String>,
    /// Databases that the text made, with the collation their tables get.
    pub databases: HashMap<String, Option<String>>,
    /// Which relations may have foreign keys to a relation of that name. A hint: they may be gone.
    referencing: HashMap<QualifiedName, Vec<RelationId>>,
    /// Where a foreign key of that name (lower case, within its database) was last put. A hint too.
    pub foreign_key_places: HashMap<QualifiedName, RelationId>,
    /// Where a trigger of that name was last put. A hint too.
    pub trigger_places: HashMap<QualifiedName, RelationId>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            foreign_key_checks: true,
            sql_mode: None,
            explicit_timestamps: None,
            default_engine: None,
            databases: HashMap::new(),
            referencing: HashMap::new(),
            foreign_key_places: HashMap::new(),
            trigger_places: HashMap::new(),
        }
    }
}

impl Session {
    /// Applies `SET`. A value from a variable gives back what a dump has saved at its start: the server's default.
    pub(super) fn set(&mut self, settings: &[Setting]) {
        for setting in settings {
            let value = setting.value.trim();
            let restored = value.starts_with('@') || value.eq_ignore_ascii_case("default");
            let off = matches!(value.to_ascii_lowercase().as_str(), "0" | "off" | "false");
            match setting.name.as_str() {
                "foreign_key_checks" => self.foreign_key_checks = restored || !off,
                "sql_mode" => self.sql_mode = (!restored).then(|| value.to_ascii_uppercase()),
                "explicit_defaults_for_timestamp" => self.explicit_timestamps = (!restored).then_some(!off),
                "default_storage_engine" | "storage_engine" => {
                    self.default_engine = (!restored).then(|| value.to_owned());
                }
                _ => {}
            }
        }
    }

    /// Whether values that do not fit are errors. Both products are strict unless told otherwise (MySQL since 5.7,
    /// MariaDB since 10.2.4).
    pub(super) fn is_strict(&self) -> bool {
        self.sql_mode
            .as_ref()
            .is_none_or(|mode| mode.contains("STRICT") || mode.contains("TRADITIONAL"))
    }

    /// Whether an engine that does not exist is an error rather than replaced.
    pub(super) fn keeps_engine(&self) -> bool {
        self.sql_mode
            .as_ref()
            .is_none_or(|mode| mode.contains("NO_ENGINE_SUBSTITUTION") || mode.contains("TRADITIONAL"))
    }

    /// Whether TIMESTAMP columns get no default of their own.
    pub(super) fn has_explicit_timestamps(&self, server: Server) -> bool {
        self.explicit_timestamps
            .unwrap_or_else(|| server.has_explicit_timestamps())
    }

    /// Remembers that a relation has a foreign key to another.
    pub(super) fn add_reference(&mut self, referenced: QualifiedName, referencing: RelationId) {
        let held = self.referencing.entry(referenced).or_default();
        if !held.contains(&referencing) {
            held.push(referencing);
        }
    }

    /// The relations that may have foreign keys to that one.
    pub(super) fn referencing(&self, referenced: &QualifiedName) -> Vec<RelationId> {
        self.referencing.get(referenced).cloned().unwrap_or_default()
    }

    /// Follows a rename of the referenced relation.
    pub(super) fn move_references(&mut self, from: &QualifiedName, to: QualifiedName) {
        for referencing in self.referencing.remove(from).unwrap_or_default() {
            self.add_reference(to.clone(), referencing);
        }
    }
}
