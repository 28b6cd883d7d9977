//! How the server spells the expressions of one of our tables.
//!
//! A table with the same columns, and nothing but our defaults, generation expressions and CHECKs, is made beside the
//! real one; what the server then says of it are our expressions in its words.

use std::collections::BTreeMap;

use rowproof_catalog::{Column, Relation};
use rowproof_syntax::ast::ExpressionKind;

use super::theirs::{Extra, default_words, rows};
use super::wording::generated;
use super::{DATABASE, MariaDb, literal, quoted};
use crate::server::AskError;

/// A name that no text uses.
const NAME: &str = "rowproof scratch";

/// Before the name of a generated column: a column for the default that it has been given, which has no effect.
const DEFAULT_OF: &str = "rowproof default of ";

/// Expressions in the server's words.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    /// By column.
    pub defaults: BTreeMap<String, String>,
    /// By column.
    pub generated: BTreeMap<String, String>,
    /// By the place of the CHECK among the relation's.
    pub checks: BTreeMap<usize, String>,
    /// Why the server does not take the table, when it does not.
    pub refused: Option<String>,
}

/// Asks the server about one table.
pub(super) fn spell(server: &mut MariaDb, relation: &Relation) -> Result<Spelled, AskError> {
    let database = match relation.name.schema.as_str() {
        "" => DATABASE,
        other => other,
    };
    let mut spelled = Spelled::default();
    let place = format!("{}.{}", quoted(database), quoted(NAME));
    if let Err(refused) = server.attempt(&definition(relation, &place))? {
        spelled.refused = Some(refused.message);
        return Ok(spelled);
    }
    let (database, name) = (literal(database), literal(NAME));
    let columns = server.ask(&format!(
        "select column_name, column_default, extra, generation_expression from information_schema.columns \
         where table_schema = {database} and table_name = {name}"
    ))?;
    for row in rows(columns) {
        let extra = Extra::of(row.text(2));
        if let Some(default) = default_words(row.get(1), &extra) {
            let name = row.text(0);
            let of = name.strip_prefix(DEFAULT_OF).unwrap_or(name);
            spelled.defaults.insert(of.to_owned(), default);
        }
        if let Some(expression) = row.get(3) {
            spelled
                .generated
                .insert(row.text(0).to_owned(), generated(expression, extra.stored));
        }
    }
    let checks = server.ask(&format!(
        "select constraint_name, check_clause from information_schema.check_constraints \
         where constraint_schema = {database} and table_name = {name} and level = 'Table'"
    ))?;
    for row in rows(checks) {
        if let Some(at) = row.text(0).strip_prefix("check ").and_then(|at| at.parse().ok()) {
            spelled.checks.insert(at, row.text(1).to_owned());
        }
    }
    server.ask(&format!("drop table {place}"))?;
    Ok(spelled)
}

fn definition(relation: &Relation, place: &str) -> String {
    let columns = relation
        .columns
        .iter()
        .map(|column| column_definition(relation, column));
    let checks = relation
        .checks()
        .enumerate()
        .map(|(at, (_, check))| format!("constraint `check {at}` check ({})", check.expression.text));
    let items: Vec<String> = columns.chain(checks).collect();
    let mut options = format!(" engine = {}", relation.engine.as_deref().unwrap_or("InnoDB"));
    if relation.system_versioned || relation.columns.iter().any(|column| column.unversioned) {
        options += " with system versioning";
    }
    format!("create table {place} ({}){options}", items.join(", "))
}

fn column_definition(relation: &Relation, column: &Column) -> String {
    let mut text = format!("{} {}", quoted(&column.name), column.data_type);
    if let Some(collation) = column.collation.as_ref().or(relation.collation.as_ref())
        && column.data_type.has_collation()
    {
        text += &format!(" collate {collation}");
    }
    if let Some(expression) = &column.generated {
        let kind = if column.generated_stored {
            "stored"
        } else {
            "virtual"
        };
        text += &format!(" generated always as ({}) {kind}", expression.text);
        if let Some(default) = &column.default {
            let name = quoted(&format!("{DEFAULT_OF}{}", column.name));
            text += &format!(", {name} {} default {}", column.data_type, default.text);
        }
        return text;
    }
    text += if column.not_null && !column.not_null_by_check {
        " not null"
    } else {
        " null"
    };
    if let Some(default) = &column.default {
        // Parentheses around a default are left out of its text.
        text += &match default.kind {
            ExpressionKind::Binary(..) => format!(" default ({})", default.text),
            _ => format!(" default {}", default.text),
        };
    }
    if let Some(on_update) = &column.on_update {
        text += &format!(" on update {}", on_update.text);
    }
    if column.unversioned {
        text += " without system versioning";
    }
    text
}
