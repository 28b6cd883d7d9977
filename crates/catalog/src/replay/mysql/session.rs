//! What a session has set, and what its databases hold besides relations.

use rowproof_source::SmallMap;

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
    /// `system_versioning_alter_history = KEEP`
    pub alters_history: bool,
    /// Databases that the text made, with the collation their tables get.
    pub databases: SmallMap<String, Option<String>>,
    /// Relations that a temporary table of the same name hides.
    pub hidden: SmallMap<QualifiedName, RelationId>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            foreign_key_checks: true,
            sql_mode: None,
            explicit_timestamps: None,
            default_engine: None,
            alters_history: false,
            databases: SmallMap::default(),
            hidden: SmallMap::default(),
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
                "system_versioning_alter_history" => {
                    self.alters_history =
                        value.trim_matches('\'').eq_ignore_ascii_case("keep") || value == "1";
                }
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
}
