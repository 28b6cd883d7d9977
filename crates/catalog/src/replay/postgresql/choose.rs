//! The names PostgreSQL makes (`ChooseRelationName`, `ChooseConstraintName`, `FigureColname` in its sources).

use rowproof_syntax::ast::{DataType, Expression, ExpressionKind};

use crate::Catalog;
use crate::model::{ColumnType, IndexColumn, QualifiedName, truncate};
use crate::replay::naming::make_object_name;
use rowproof_syntax::Dialect;

const NAME_BYTES: usize = 63;

impl Catalog {
    /// `table_columns_label`, with a number when a relation (or, for constraints, a constraint) of the schema has it.
    pub(super) fn choose_relation_name(
        &self,
        schema: &str,
        table: &str,
        columns: &str,
        label: &str,
        constraint: bool,
    ) -> String {
        numbered(table, columns, label, |name| {
            let qualified = QualifiedName {
                schema: schema.to_owned(),
                name: name.to_owned(),
            };
            self.is_name_taken(&qualified) || (constraint && self.is_constraint_name_taken(schema, name))
        })
    }

    /// The same for a CHECK, a foreign key or a NOT NULL: constraints of the schema count, relations do not.
    pub(super) fn choose_constraint_name(
        &self,
        schema: &str,
        table: &str,
        columns: &str,
        label: &str,
        others: &[String],
    ) -> String {
        numbered(table, columns, label, |name| {
            others.iter().any(|other| other == name) || self.is_constraint_name_taken(schema, name)
        })
    }
}

fn numbered(table: &str, columns: &str, label: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = make_object_name(table, columns, label);
    let mut number = 0_u32;
    while taken(&name) {
        number += 1;
        name = make_object_name(table, columns, &format!("{label}{number}"));
    }
    name
}

/// Joined by `_`, cut once it is longer than a name.
pub(super) fn joined(columns: &[String]) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column);
        if joined.len() > NAME_BYTES {
            break;
        }
    }
    joined
}

/// The names of an index's own columns: those of its keys and included columns, an expression's function or `expr`, each once.
pub(super) fn index_column_names(keys: &[IndexColumn], include: &[String]) -> Vec<String> {
    let keys = keys.iter().map(|key| match &key.column {
        Some(column) => column.clone(),
        None => {
            let figured = key.expression.as_deref().and_then(figure_name);
            figured.map_or_else(|| "expr".to_owned(), |(_, name)| name)
        }
    });
    distinct_names(keys.chain(include.iter().cloned()))
}

/// Each name once: a later one gets a number.
pub(super) fn distinct_names(given: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for original in given {
        let mut name = original.clone();
        let mut number = 0_u32;
        while names.contains(&name) {
            number += 1;
            let suffix = number.to_string();
            name.clone_from(&original);
            truncate(&mut name, NAME_BYTES - suffix.len());
            name.push_str(&suffix);
        }
        names.push(name);
    }
    names
}

/// The name a column of a query gets from its expression, and how good it is: 2 from a column or a function, 1 from a cast.
pub(super) fn figure_name(expression: &Expression) -> Option<(u8, String)> {
    match &expression.kind {
        ExpressionKind::Column(name) => Some((2, crate::model::fold(name.last()?, Dialect::PostgreSql))),
        ExpressionKind::Function { name, .. } => Some((2, function_name(name).to_owned())),
        ExpressionKind::Cast(inner, data_type) => match figure_name(inner) {
            Some((2, name)) => Some((2, name)),
            _ => Some((1, internal_type_name(data_type))),
        },
        ExpressionKind::Case { otherwise, .. } => match otherwise.as_deref().and_then(figure_name) {
            Some((2, name)) => Some((2, name)),
            _ => Some((1, "case".to_owned())),
        },
        ExpressionKind::List(_) => {
            let is_array = expression.text.to_ascii_lowercase().starts_with("array");
            Some((2, if is_array { "array" } else { "row" }.to_owned()))
        }
        _ => None,
    }
}

fn function_name(name: &str) -> &str {
    match name {
        "trim" => "btrim",
        other => other,
    }
}

/// `int4` for `integer`: casts name columns after the type's own name.
fn internal_type_name(data_type: &DataType) -> String {
    let spelled = ColumnType::from_ast(data_type, Dialect::PostgreSql);
    let name = match spelled.name.as_str() {
        "smallint" => "int2",
        "integer" => "int4",
        "bigint" => "int8",
        "real" => "float4",
        "double precision" => "float8",
        "character varying" => "varchar",
        "character" => "bpchar",
        "boolean" => "bool",
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        "time without time zone" => "time",
        "time with time zone" => "timetz",
        other => other.rsplit('.').next().unwrap_or(other),
    };
    name.to_owned()
}
