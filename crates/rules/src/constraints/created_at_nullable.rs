//! # Creation time may be missing
//!
//! ## What it detects
//! A column that says when a row was made (`created_at`, `inserted_at` and the like) and accepts NULL.
//!
//! ## Why it matters
//! Every row was made at some moment, so a missing one is never information: it is a row that an import, a script or a
//! new code path wrote without it. Such rows fall out of every report by day, sort first or last depending on the
//! server, and nobody can say later when they came.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   created_at timestamptz DEFAULT now()
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   created_at timestamptz NOT NULL DEFAULT now()
//! );
//! ```
//!
//! ## When to ignore it
//! In staging tables that take rows as they come. A default alone does not help: it applies when the column is left
//! out, not when NULL is written.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", sections "Not-Null Constraints" and "Default Values".

use super::comment_states_rule::required_cause;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "created-at-nullable",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Columns that mean the moment a row was made, and accept NULL.
struct CreatedAtNullable<'c> {
    relation: &'c Relation,
    column: &'c Column,
    dialect: Dialect,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for view in &table.columns {
        let column = view.column;
        let is_time = matches!(
            column.data_type.family,
            TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        );
        let optional = !column.not_null && column.generated.is_none();
        if !table.staging && is_time && optional && view.is_named(&Lexicon::CREATED) {
            let fact = CreatedAtNullable {
                relation: table.relation,
                column,
                dialect: table.dialect(),
            };
            findings.push(&RULE, &fact);
        }
    }
}

impl CreatedAtNullable<'_> {
    /// The current time as a default of this column's type.
    fn now(&self) -> Expression {
        let written = match (self.column.data_type.family, self.dialect) {
            (TypeFamily::Date, _) => "CURRENT_DATE",
            (_, Dialect::PostgreSql) => "now()",
            _ => "CURRENT_TIMESTAMP",
        };
        let name = written.trim_end_matches("()").to_ascii_lowercase();
        Expression {
            kind: ExpressionKind::Function {
                name,
                arguments: Vec::new(),
            },
            text: written.to_owned(),
            span: Span::default(),
        }
    }
}

impl Explain for CreatedAtNullable<'_> {
    fn root_cause(&self) -> Option<(String, u8)> {
        Some((required_cause(self.relation, self.column), 1))
    }

    fn object(&self) -> String {
        column_name(self.relation, self.column)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.column]
    }

    fn span(&self) -> Span {
        self.column.span
    }

    fn message(&self) -> String {
        format!(
            "`{}` accepts NULL, so a row need not say when it was made; declare it NOT NULL",
            self.object()
        )
    }

    fn why(&self) -> String {
        let with_default = if self.column.default.is_some() {
            " Its default fills the gap only when the column is left out, not when NULL is written."
        } else {
            ""
        };
        format!("Rows without it drop out of every report by day and cannot be dated later.{with_default}")
    }

    fn certainty(&self) -> (Certainty, String) {
        (
            Certainty::Likely,
            format!(
                "`{}` is a usual name for the moment a row was made.",
                self.column.name
            ),
        )
    }

    fn intent(&self) -> String {
        format!("every row of `{}` says when it was made", self.relation.name)
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        story.offend(self.relation.id, &[(&self.column.name, Value::Null)])
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let (relation, column) = (self.relation.id, self.column.name.clone());
        let mut changes = vec![Change::SetNotNull {
            relation,
            column: column.clone(),
        }];
        if self.column.default.is_some() {
            return vec![ProposedFix::safe(
                "declare it NOT NULL",
                "The default already fills it in.",
                changes,
            )];
        }
        changes.insert(
            0,
            Change::SetDefault {
                relation,
                column,
                expression: self.now(),
            },
        );
        vec![
            ProposedFix::safe(
                "declare it NOT NULL with the current time as default",
                "Writers may leave it out and the database fills it in.",
                changes.clone(),
            ),
            ProposedFix::safe(
                "declare it NOT NULL",
                "Writers always set it themselves, for example with the time of the event.",
                changes.split_off(1),
            ),
        ]
    }
}
