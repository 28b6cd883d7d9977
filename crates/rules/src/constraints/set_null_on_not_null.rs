//! # Foreign key that would write NULL where NULL is refused
//!
//! ## What it detects
//! A foreign key with `ON DELETE SET NULL` or `ON UPDATE SET NULL` whose referencing column is NOT NULL, and one with `SET DEFAULT` whose
//! column is NOT NULL and has no default.
//!
//! ## Why it matters
//! PostgreSQL and SQLite take the declaration without a word. The first deletion of a referenced row fails, with a message about a column
//! of another table that the statement never named. MySQL refuses such a declaration at once.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   author_id bigint NOT NULL REFERENCES users (id) ON DELETE SET NULL
//! );
//! CREATE INDEX posts_author_id_idx ON posts (author_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   author_id bigint REFERENCES users (id) ON DELETE SET NULL
//! );
//! CREATE INDEX posts_author_id_idx ON posts (author_id);
//! ```
//!
//! ## When to ignore it
//! Never by intent: an action that always fails is RESTRICT with a misleading message. PostgreSQL's `ON DELETE SET NULL (column)` names the
//! columns that are emptied; only those are looked at.
//!
//! ## References
//! - PostgreSQL manual, "Constraints", section "Foreign Keys".
//! - SQLite documentation, "Foreign Key Support", section "ON DELETE and ON UPDATE Actions".

use rowproof_catalog::{Constraint, ForeignKey};

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "set-null-on-not-null",
    severity: Severity::Error,
    dialects: &[Dialect::PostgreSql, Dialect::Sqlite],
    check: Check::Schema(check),
};

/// An action that the column it writes to refuses.
struct RefusedAction<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    constraint: &'c Constraint,
    key: &'c ForeignKey,
    /// `DELETE` or `UPDATE`
    event: &'static str,
    action: ReferentialAction,
    /// The columns that refuse it; at least one.
    columns: Vec<&'c Column>,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    for (relation, constraint, key) in catalog.foreign_keys() {
        let deleted = match key.on_delete_columns.as_slice() {
            [] => key.columns.as_slice(),
            named => named,
        };
        let events = [
            ("DELETE", key.on_delete, deleted),
            ("UPDATE", key.on_update, key.columns.as_slice()),
        ];
        let found = events.into_iter().find_map(|(event, action, columns)| {
            let columns = columns.iter().filter_map(|name| relation.column(name));
            let columns: Vec<&Column> = columns.filter(|column| refuses(column, action)).collect();
            (!columns.is_empty()).then_some((event, action?, columns))
        });
        if let Some((event, action, columns)) = found {
            let fact = RefusedAction {
                catalog,
                relation,
                constraint,
                key,
                event,
                action,
                columns,
            };
            findings.push(&RULE, &fact);
        }
    }
}

fn refuses(column: &Column, action: Option<ReferentialAction>) -> bool {
    let valueless = column.default.is_none() && column.identity.is_none() && column.generated.is_none();
    column.not_null
        && match action {
            Some(ReferentialAction::SetNull) => true,
            Some(ReferentialAction::SetDefault) => valueless,
            _ => false,
        }
}

impl RefusedAction<'_> {
    fn clause(&self) -> String {
        format!("ON {} {}", self.event, action_words(self.action))
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// Whether the declaration of each column alone refuses NULL.
    fn may_be_optional(&self) -> bool {
        self.columns.iter().all(|column| {
            !column.not_null_by_check
                && column.identity.is_none()
                && !self.relation.is_in_primary_key(&column.name)
        })
    }

    fn alter(&self, actions: String) -> Vec<String> {
        match self.catalog.dialect() {
            Dialect::Sqlite => Vec::new(),
            _ => vec![format!(
                "ALTER TABLE {} {actions}",
                self.catalog.sql_name(self.relation)
            )],
        }
    }

    fn optional(&self) -> ProposedFix {
        let dialect = self.catalog.dialect();
        let drops: Vec<String> = self
            .names()
            .into_iter()
            .map(|name| format!("ALTER COLUMN {} DROP NOT NULL", quote(name, dialect)))
            .collect();
        ProposedFix::statements(
            format!("let {} be NULL", listed(&self.names())),
            format!(
                "A row of `{}` is worth keeping without the row of `{}`.",
                self.relation.name, self.key.referenced
            ),
            self.alter(drops.join(", ")),
        )
    }

    fn with_action(&self, action: ReferentialAction, title: &'static str, when: String) -> ProposedFix {
        let changed = match self.event {
            "DELETE" => (Some(action), self.key.on_update),
            _ => (self.key.on_delete, Some(action)),
        };
        let statements = redeclared(self.catalog, self.relation, self.constraint, self.key, changed);
        ProposedFix::statements(title, when, statements)
    }
}

impl Explain for RefusedAction<'_> {
    fn object(&self) -> String {
        format!("{}.{}", self.relation.name, self.constraint.name)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn span(&self) -> Span {
        self.constraint.span
    }

    fn message(&self) -> String {
        let verb = if self.columns.len() == 1 {
            "refuses"
        } else {
            "refuse"
        };
        format!(
            "`{}` of the foreign key to `{}` writes NULL into {}, which {verb} it, so the {} fails; let it be NULL or choose another action",
            self.clause(),
            self.key.referenced,
            listed(&self.names()),
            self.event.to_ascii_lowercase()
        )
    }

    fn why(&self) -> String {
        format!(
            "The declaration is accepted; the first {} of a row of `{}` that is in use is refused, with a message about `{}`.",
            self.event.to_ascii_lowercase(),
            self.key.referenced,
            self.relation.name
        )
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = "The action and the NOT NULL are both declared; the server carries the one out and checks the other.";
        (Certainty::Likely, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        let label = |column: &&Column| Label {
            span: column.span,
            text: "refuses NULL".to_owned(),
        };
        self.columns.iter().map(label).collect()
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let (child, parent) = (&self.relation.name, &self.key.referenced);
        let mut fixes = Vec::new();
        if self.may_be_optional() {
            fixes.push(self.optional());
        }
        fixes.push(self.with_action(
            ReferentialAction::Restrict,
            "say RESTRICT",
            format!(
                "A row of `{parent}` that `{child}` points at must stay: what happens today, said openly."
            ),
        ));
        fixes.push(self.with_action(
            ReferentialAction::Cascade,
            "say CASCADE",
            format!("A row of `{child}` means nothing without its row of `{parent}`, and follows it."),
        ));
        fixes
    }
}
