//! The words both sides use for what has parts.

/// An index.
#[derive(Debug, Default)]
pub(super) struct IndexWords {
    pub unique: bool,
    /// Lower case: `btree`, `hash`, `fulltext`, `spatial`
    pub method: String,
    /// Each as [`key`] says it.
    pub keys: Vec<String>,
    /// MariaDB `IGNORED`, MySQL `INVISIBLE`
    pub ignored: bool,
    pub comment: String,
}

impl IndexWords {
    pub(super) fn text(&self) -> String {
        let mut text = match self.unique {
            true => "unique ".to_owned(),
            false => String::new(),
        };
        text += &format!("{} ({})", self.method, self.keys.join(", "));
        if self.ignored {
            text += " ignored";
        }
        if !self.comment.is_empty() {
            text += &format!(" comment {}", self.comment);
        }
        text
    }
}

/// A key of an index: `a`, `a(10)`, `a desc`.
pub(super) fn key(column: &str, prefix: Option<&str>, descending: bool) -> String {
    let prefix = prefix.map(|length| format!("({length})")).unwrap_or_default();
    let order = if descending { " desc" } else { "" };
    format!("{column}{prefix}{order}")
}

/// A foreign key.
pub(super) fn foreign_key(
    columns: &[String],
    referenced: &str,
    referenced_columns: &[String],
    on_delete: &str,
    on_update: &str,
) -> String {
    format!(
        "({}) references {referenced} ({}) on delete {} on update {}",
        columns.join(", "),
        referenced_columns.join(", "),
        on_delete.to_ascii_lowercase(),
        on_update.to_ascii_lowercase()
    )
}

/// A generation expression.
pub(super) fn generated(expression: &str, stored: bool) -> String {
    let kind = if stored { "stored" } else { "virtual" };
    format!("{kind} as ({expression})")
}
