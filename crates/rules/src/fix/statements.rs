//! Statements for an empty database.

use rowproof_catalog::{
    Catalog, Change, ChangeKey, Column, ColumnType, ConstraintKind, Identity, NewIndex, Relation, RelationId,
    TypeFamily, quote,
};
use rowproof_source::parse_decimal;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ReferentialAction};

use super::held_types::held_types;

/// The statements of the changes, in order, without semicolons. Empty where the dialect has no statement for one of them:
/// half a fix is none.
pub fn statements_of(catalog: &Catalog, changes: &[Change]) -> Vec<String> {
    let (mut all, declared_again) = held_types(catalog, changes);
    for at in 0..changes.len() {
        let statements = statements_at(catalog, changes, at);
        if statements.is_empty() {
            return Vec::new();
        }
        all.extend(statements);
    }
    all.extend(declared_again);
    all
}

/// The statements of the change at that place, when those before it are made already and those behind it follow.
pub(super) fn statements_at(catalog: &Catalog, changes: &[Change], at: usize) -> Vec<String> {
    let Some((change, after)) = changes.get(at..).and_then(<[Change]>::split_first) else {
        return Vec::new();
    };
    let before = changes.get(..at).unwrap_or_default();
    let dialect = catalog.dialect();
    match change {
        Change::CreateIndex(index) => vec![create_index(catalog, index, "")],
        Change::DropIndex { relation, name } => vec![drop_index(catalog, *relation, name, "")],
        Change::CreateLookup {
            name,
            column,
            collation,
            values,
        } => create_lookup(catalog, name, column, collation.as_deref(), values),
        Change::CreateEnum { name, labels } => match dialect {
            Dialect::PostgreSql => {
                vec![format!(
                    "CREATE TYPE {} AS ENUM ({})",
                    catalog.sql_qualified(name),
                    constants(labels)
                )]
            }
            Dialect::MySql | Dialect::Sqlite => Vec::new(),
        },
        _ if dialect == Dialect::Sqlite => Vec::new(),
        _ => alter_table(catalog, before, change, after),
    }
}

/// The changes that are actions of ALTER TABLE.
fn alter_table(catalog: &Catalog, before: &[Change], change: &Change, after: &[Change]) -> Vec<String> {
    let dialect = catalog.dialect();
    let Some(table) = change.relation().and_then(|id| catalog.relation(id)) else {
        return Vec::new();
    };
    let alter = format!("ALTER TABLE {}", catalog.sql_name(table));
    let action = match change {
        Change::AddPrimaryKey { columns, .. } => {
            format!("ADD PRIMARY KEY ({})", column_list(columns, dialect))
        }
        Change::AddIdentityKey { column, .. } => match dialect {
            Dialect::MySql => {
                format!(
                    "ADD COLUMN {} bigint NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST",
                    quote(column, dialect)
                )
            }
            _ => format!(
                "ADD COLUMN {} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                quote(column, dialect)
            ),
        },
        Change::SetNotNull { column, .. } => match (dialect, table.column(column)) {
            (Dialect::MySql, Some(found)) => {
                let changed = Column {
                    not_null: true,
                    ..changed_by(before, table.id, found)
                };
                format!("MODIFY {}", mysql_definition(&changed))
            }
            _ => format!("ALTER COLUMN {} SET NOT NULL", quote(column, dialect)),
        },
        // It is set with the type that it has a meaning in.
        Change::SetDefault { column, .. }
            if dialect == Dialect::PostgreSql
                && after.iter().any(|other| retypes(other, table.id, column)) =>
        {
            format!("ALTER COLUMN {} DROP DEFAULT", quote(column, dialect))
        }
        Change::SetDefault {
            column, expression, ..
        } => {
            format!(
                "ALTER COLUMN {} SET DEFAULT {}",
                quote(column, dialect),
                mysql_default(&expression.text, dialect)
            )
        }
        Change::DropDefault { column, .. } => {
            // MySQL would ask every writer for a value, of a column that may be NULL too.
            let optional = table.column(column).is_some_and(|column| !column.not_null);
            let action = match dialect {
                Dialect::MySql if optional => "SET DEFAULT NULL",
                _ => "DROP DEFAULT",
            };
            format!("ALTER COLUMN {} {action}", quote(column, dialect))
        }
        Change::AddUnique { columns, name, .. } => {
            format!(
                "ADD CONSTRAINT {} UNIQUE ({})",
                quote(name, dialect),
                column_list(columns, dialect)
            )
        }
        Change::AddCheck { name, expression, .. } => {
            format!(
                "ADD CONSTRAINT {} CHECK ({})",
                quote(name, dialect),
                expression.text
            )
        }
        Change::DropConstraint { name, .. } => match drop_constraint(dialect, table, name) {
            Some(action) => action,
            None => return Vec::new(),
        },
        Change::AddForeignKey { name, columns, .. } => format!(
            "ADD CONSTRAINT {} FOREIGN KEY ({}) {}",
            quote(name, dialect),
            column_list(columns, dialect),
            references(catalog, change)
        ),
        Change::SetType {
            column,
            data_type,
            using,
            ..
        } => match (dialect, table.column(column)) {
            (Dialect::MySql, Some(found)) => {
                let held = changed_by(before, table.id, found);
                let changed = changed_by(std::slice::from_ref(change), table.id, &held);
                format!("MODIFY {}", mysql_definition(&changed))
            }
            (_, Some(found)) => {
                let is_dropped = before.iter().any(|other| sets_default(other, table.id, column));
                let default = changed_by(before, table.id, found).default;
                return postgresql_set_type(
                    catalog,
                    &alter,
                    found,
                    (default.as_deref(), is_dropped),
                    data_type,
                    using.as_deref(),
                );
            }
            (_, None) => return Vec::new(),
        },
        Change::SetGenerated {
            column, expression, ..
        } => {
            return set_generated(catalog, &alter, table.column(column), column, expression);
        }
        _ => return Vec::new(),
    };
    vec![format!("{alter} {action}")]
}

/// `DROP CONSTRAINT name`, as the server says it for that kind. None where the constraint has no name of its own there.
fn drop_constraint(dialect: Dialect, table: &Relation, name: &str) -> Option<String> {
    let constraint = table.constraints.iter().find(|held| held.name == name)?;
    let words = match (dialect, &constraint.kind) {
        (Dialect::MySql, ConstraintKind::ForeignKey(_)) => "DROP FOREIGN KEY",
        (Dialect::MySql, ConstraintKind::Unique(_)) => "DROP INDEX",
        // MariaDB: a column's own CHECK goes when the column is declared anew.
        (Dialect::MySql, ConstraintKind::Check(check)) if check.of_column => return None,
        _ => "DROP CONSTRAINT",
    };
    Some(format!("{words} {}", quote(name, dialect)))
}

/// Whether the change gives the column another type.
fn retypes(change: &Change, table: RelationId, name: &str) -> bool {
    matches!(change, Change::SetType { relation, column, .. } if *relation == table && column == name)
}

/// Whether the change gives the column another default.
fn sets_default(change: &Change, table: RelationId, name: &str) -> bool {
    matches!(change, Change::SetDefault { relation, column, .. } if *relation == table && column == name)
}

/// A default of the old type is in the way of some conversions (text to enum): it is dropped, unless that is done already, and the
/// one that is to be is set again.
fn postgresql_set_type(
    catalog: &Catalog,
    alter: &str,
    column: &Column,
    (default, is_dropped): (Option<&Expression>, bool),
    data_type: &ColumnType,
    using: Option<&str>,
) -> Vec<String> {
    let name = quote(&column.name, Dialect::PostgreSql);
    let using = using.map(|using| format!(" USING {using}")).unwrap_or_default();
    let mut statements = Vec::new();
    let is_integer = |data_type: &ColumnType| matches!(data_type.family, TypeFamily::Integer(_));
    // Numbers stay numbers, and so does what a sequence gives.
    let stays = is_integer(&column.data_type) && is_integer(data_type) && !is_dropped;
    if column.default.is_some() && !stays && !is_dropped {
        statements.push(format!("{alter} ALTER COLUMN {name} DROP DEFAULT"));
    }
    statements.push(format!("{alter} ALTER COLUMN {name} TYPE {data_type}{using}"));
    if let Some(default) = default.filter(|_| !stays) {
        statements.push(format!(
            "{alter} ALTER COLUMN {name} SET DEFAULT {}",
            default.text
        ));
    }
    statements.extend(widened_sequence(catalog, column, data_type));
    statements
}

/// The sequence of a `serial` keeps its own limit when the column's type changes; that of an identity follows it.
pub(super) fn widened_sequence(catalog: &Catalog, column: &Column, data_type: &ColumnType) -> Option<String> {
    let is_identity = matches!(column.identity, Some(Identity::Always | Identity::ByDefault));
    let sequence = column.sequence.as_deref().filter(|_| !is_identity)?;
    (data_type.family == TypeFamily::Integer(8))
        .then(|| format!("ALTER SEQUENCE {} AS bigint", catalog.sql_qualified(sequence)))
}

/// PostgreSQL cannot turn a plain column into a generated one: it is dropped and added again.
fn set_generated(
    catalog: &Catalog,
    alter: &str,
    column: Option<&Column>,
    name: &str,
    expression: &Expression,
) -> Vec<String> {
    let Some(column) = column else { return Vec::new() };
    let quoted = quote(name, catalog.dialect());
    let mysql = catalog.dialect() == Dialect::MySql;
    // MariaDB takes no NOT NULL on a generated column; its parts refuse NULL anyway when they are NOT NULL.
    let not_null = if column.not_null && !mysql {
        " NOT NULL"
    } else {
        ""
    };
    vec![
        format!("{alter} DROP COLUMN {quoted}"),
        format!(
            "{alter} ADD COLUMN {quoted} {} GENERATED ALWAYS AS ({}) STORED{not_null}",
            column.data_type, expression.text
        ),
    ]
}

/// `REFERENCES users (id) ON DELETE RESTRICT`
pub(super) fn references(catalog: &Catalog, change: &Change) -> String {
    let Change::AddForeignKey {
        referenced,
        referenced_columns,
        on_delete,
        ..
    } = change
    else {
        return String::new();
    };
    let columns = column_list(referenced_columns, catalog.dialect());
    format!(
        "REFERENCES {} ({columns}){}",
        catalog.sql_qualified(referenced),
        on_delete_clause(*on_delete)
    )
}

fn on_delete_clause(action: Option<ReferentialAction>) -> String {
    action.map_or_else(String::new, |action| {
        format!(" ON DELETE {}", crate::vocabulary::action_words(action))
    })
}

pub(super) fn column_list(columns: &[String], dialect: Dialect) -> String {
    columns
        .iter()
        .map(|column| quote(column, dialect))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn constants(values: &[String]) -> String {
    values
        .iter()
        .map(|value| crate::vocabulary::text_constant(value))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `CREATE [UNIQUE] INDEX [CONCURRENTLY] …`; `how` is what stands behind `INDEX`, with its space.
pub(super) fn create_index(catalog: &Catalog, index: &NewIndex, how: &str) -> String {
    let dialect = catalog.dialect();
    let table = catalog
        .relation(index.relation)
        .map(|table| catalog.sql_name(table))
        .unwrap_or_default();
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| match (key, dialect) {
            (ChangeKey::Column(column), _) => quote(column, dialect),
            (ChangeKey::Expression(expression), Dialect::MySql) => format!("({})", expression.text),
            (ChangeKey::Expression(expression), _) => expression.text.clone(),
        })
        .collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    let predicate = index
        .predicate
        .as_ref()
        .map(|predicate| format!(" WHERE {}", predicate.text))
        .unwrap_or_default();
    let name = quote(&index.name, dialect);
    let using = index
        .method
        .map_or_else(String::new, |method| format!(" USING {method}"));
    format!(
        "CREATE {unique}INDEX {how}{name} ON {table}{using} ({}){predicate}",
        keys.join(", ")
    )
}

pub(super) fn drop_index(catalog: &Catalog, relation: RelationId, name: &str, how: &str) -> String {
    let dialect = catalog.dialect();
    let Some(table) = catalog.relation(relation) else {
        return String::new();
    };
    match dialect {
        Dialect::MySql => format!(
            "DROP INDEX {} ON {}",
            quote(name, dialect),
            catalog.sql_name(table)
        ),
        _ => {
            let qualified = rowproof_catalog::QualifiedName {
                schema: table.name.schema.clone(),
                name: name.to_owned(),
            };
            format!("DROP INDEX {how}{}", catalog.sql_qualified(&qualified))
        }
    }
}

fn create_lookup(
    catalog: &Catalog,
    name: &rowproof_catalog::QualifiedName,
    column: &str,
    collation: Option<&str>,
    values: &[String],
) -> Vec<String> {
    let dialect = catalog.dialect();
    let table = catalog.sql_qualified(name);
    let column = quote(column, dialect);
    // MySQL keys need a length; the longest value in use and room for more.
    let text = if dialect == Dialect::MySql {
        "varchar(64)"
    } else {
        "text"
    };
    // A foreign key compares columns of one collation.
    let collation = collation
        .filter(|_| dialect == Dialect::MySql)
        .map_or_else(String::new, |name| format!(" COLLATE {name}"));
    // SQLite lets NULL into a primary key.
    let required = if dialect == Dialect::Sqlite {
        " NOT NULL"
    } else {
        ""
    };
    let rows: Vec<String> = values
        .iter()
        .map(|value| format!("({})", crate::vocabulary::text_constant(value)))
        .collect();
    vec![
        format!("CREATE TABLE {table} ({column} {text}{collation}{required} PRIMARY KEY)"),
        format!("INSERT INTO {table} ({column}) VALUES {}", rows.join(", ")),
    ]
}

/// The column as the changes leave it, as far as MySQL's MODIFY states it.
fn changed_by(changes: &[Change], table: RelationId, column: &Column) -> Column {
    let mut changed = column.clone();
    for change in changes.iter().filter(|change| change.relation() == Some(table)) {
        match change {
            Change::SetDefault {
                column, expression, ..
            } if *column == changed.name => changed.default = Some(Box::new(expression.clone())),
            Change::SetNotNull { column, .. } if *column == changed.name => changed.not_null = true,
            Change::SetType {
                column, data_type, ..
            } if *column == changed.name => {
                if !data_type.has_collation() {
                    changed.collation = None;
                }
                changed.data_type = data_type.clone().into();
            }
            Change::DropDefault { column, .. } if *column == changed.name => changed.default = None,
            Change::AddPrimaryKey { columns, .. } if columns.contains(&changed.name) => {
                changed.not_null = true
            }
            _ => {}
        }
    }
    changed
}

/// MySQL's MODIFY states the whole column anew: what it leaves out is gone.
fn mysql_definition(column: &Column) -> String {
    let mut text = format!("{} {}", quote(&column.name, Dialect::MySql), column.data_type);
    if let Some(collation) = &column.collation {
        text.push_str(" COLLATE ");
        text.push_str(collation);
    }
    match &column.generated {
        // MariaDB takes no NOT NULL on a generated column.
        Some(expression) => {
            let kept = if column.generated_stored {
                "STORED"
            } else {
                "VIRTUAL"
            };
            text.push_str(&format!(" GENERATED ALWAYS AS ({}) {kept}", expression.text));
        }
        None => text.push_str(if column.not_null { " NOT NULL" } else { " NULL" }),
    }
    if let Some(default) = &column.default {
        text.push_str(" DEFAULT ");
        text.push_str(&mysql_default(&default.text, Dialect::MySql));
    }
    if column.invisible {
        text.push_str(" INVISIBLE");
    }
    if column.identity == Some(Identity::ByDefault) {
        text.push_str(" AUTO_INCREMENT");
    }
    if let Some(on_update) = &column.on_update {
        text.push_str(" ON UPDATE ");
        text.push_str(&on_update.text);
    }
    let declared = |comment: &&rowproof_catalog::ColumnComment| {
        comment.source == rowproof_catalog::CommentSource::Declared
    };
    if let Some(comment) = column.comments.iter().find(declared) {
        text.push_str(" COMMENT ");
        text.push_str(&crate::vocabulary::text_constant(&comment.text));
    }
    text
}

/// MySQL wants parentheses around a default that is an expression, save for the current time.
fn mysql_default(text: &str, dialect: Dialect) -> String {
    let plain = text.starts_with('\'')
        || text.eq_ignore_ascii_case("current_timestamp")
        || parse_decimal(text).is_some();
    if dialect == Dialect::MySql && !plain {
        format!("({text})")
    } else {
        text.to_owned()
    }
}
