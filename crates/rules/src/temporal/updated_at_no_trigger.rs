//! # The time of the last change is only as right as its writers
//!
//! ## What it detects
//! A column that says when a row was last changed (`updated_at`, `modified_on`) on a table where nothing in the database
//! sets it: no trigger, and in MySQL no `ON UPDATE CURRENT_TIMESTAMP`.
//!
//! ## Why it matters
//! A default fills it in once, when the row is made. Every later `UPDATE` that forgets it, a script, a fix by hand, a
//! second service, leaves the old time, and what relies on it, such as an export of what changed since yesterday,
//! misses the row without a word.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE tasks (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   updated_at timestamptz NOT NULL DEFAULT now()
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE tasks (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   updated_at timestamptz NOT NULL DEFAULT now()
//! );
//! CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
//! BEGIN
//!   NEW.updated_at := now();
//!   RETURN NEW;
//! END;
//! $$;
//! CREATE TRIGGER tasks_set_updated_at BEFORE UPDATE ON tasks
//!   FOR EACH ROW EXECUTE FUNCTION set_updated_at();
//! ```
//!
//! ## When to ignore it
//! When one application writes the table and its framework sets the column, as most do. That is why this is only
//! information.
//!
//! ## References
//! - PostgreSQL manual, "Triggers", section "Trigger Functions in PL/pgSQL"; appendix "spi", `moddatetime`.
//! - MySQL 8.4 manual, "Automatic Initialization and Updating for TIMESTAMP and DATETIME".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "updated-at-no-trigger",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

const WORDS: Words = Words {
    message: "nothing in the database keeps `{column}` up to date{0}; an UPDATE that forgets it leaves the old time",
    why: "What relies on it, such as an export of what changed since yesterday, misses such rows without a word.",
    sure: "The paste has no trigger that sets it; an application may.",
    intent: "",
};

/// One finding for the schema: who sets such columns is one decision.
fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let kept = |relation: &Relation| {
        !relation.is_staging() && !has_word(&row_words(&relation.name.name), &Lexicon::LOG)
    };
    let mut left = Vec::new();
    for relation in catalog.tables() {
        for column in &relation.columns {
            // The cheapest question first: most columns are no moments.
            if is_plain_moment(catalog, column)
                && is_named(&column.name, &Lexicon::UPDATED)
                && !is_set_by_trigger(catalog, relation, column)
                && kept(relation)
            {
                left.push((relation, column));
            }
        }
    }
    let Some(((relation, column), others)) = left.split_first() else {
        return;
    };
    let table = &TableView::new(catalog, relation, context.queries);
    let mut gap = table.table_gap(&WORDS);
    gap.columns.push(column);
    gap.certainty = Certainty::Possible;
    gap.said.push(match others.len() {
        0 => String::new(),
        1 => ", nor one more such column".to_owned(),
        more => format!(", nor {more} more such columns"),
    });
    for (other, column) in others {
        gap.related.push(Label {
            span: column.span,
            text: format!("nor `{}`", column_name(other, column)),
        });
    }
    if let Some(statements) = statements(table, column) {
        gap.fixes.push(ProposedFix::statements(
            "let the database set it at every change",
            "More than one program writes the table, or people do.",
            statements,
        ));
    }
    findings.push(&RULE, &gap);
}

fn is_plain_moment(catalog: &Catalog, column: &Column) -> bool {
    let moment = matches!(
        column.data_type.family,
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
    ) || (catalog.dialect() == Dialect::Sqlite
        && column.data_type.family != TypeFamily::Boolean);
    let kept = column.on_update.is_some() || column.row_period.is_some() || column.generated.is_some();
    moment && !kept
}

/// Whether a trigger on updates may set the column: its function names it, or what it does is not in the paste.
fn is_set_by_trigger(catalog: &Catalog, relation: &Relation, column: &Column) -> bool {
    let mut triggers = relation.triggers.iter();
    triggers.any(|trigger| {
        let body = trigger
            .function
            .as_ref()
            .and_then(|function| catalog.function_body(function));
        trigger.events.iter().any(|event| event == "UPDATE")
            && body.is_none_or(|body| {
                body.to_ascii_lowercase()
                    .contains(&column.name.to_ascii_lowercase())
            })
    })
}

/// What makes the database set it. MySQL declares the column anew, which needs all that is said of it: left to the
/// reader where that is more than NOT NULL.
fn statements(table: &TableView<'_>, column: &Column) -> Option<Vec<String>> {
    let (name, target) = (table.quoted(column), table.catalog.sql_name(table.relation));
    let (bare, dialect) = (&table.relation.name.name, table.dialect());
    let trigger = quote(&format!("{bare}_set_{}", column.name), dialect);
    Some(match dialect {
        Dialect::PostgreSql => {
            let function = format!("{}()", quote(&format!("{bare}_set_{}", column.name), dialect));
            vec![
                format!(
                    "CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.{name} := now(); RETURN NEW; END $$"
                ),
                format!(
                    "CREATE TRIGGER {trigger} BEFORE UPDATE ON {target} FOR EACH ROW EXECUTE FUNCTION {function}"
                ),
            ]
        }
        Dialect::MySql => {
            if !column.comments.is_empty() || column.default.is_none() {
                return None;
            }
            let null = if column.not_null { "NOT NULL" } else { "NULL" };
            let precision = column.data_type.arguments.first();
            let now = precision.map_or("CURRENT_TIMESTAMP".to_owned(), |digits| {
                format!("CURRENT_TIMESTAMP({digits})")
            });
            vec![format!(
                "ALTER TABLE {target} MODIFY {name} {} {null} DEFAULT {now} ON UPDATE {now}",
                column.data_type
            )]
        }
        Dialect::Sqlite => {
            let [key] = table.relation.primary_key()?.columns.as_slice() else {
                return None;
            };
            let key = quote(key, dialect);
            vec![format!(
                "CREATE TRIGGER {trigger} AFTER UPDATE ON {target} FOR EACH ROW BEGIN UPDATE {target} SET {name} = CURRENT_TIMESTAMP WHERE {key} = NEW.{key}; END"
            )]
        }
    })
}
