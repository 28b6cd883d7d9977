//! SQLite's own facts.

use rusqlite::{Connection, Row, params};

use super::{failed, stored_text};
use crate::fact::{Aspect, Facts};
use crate::server::AskError;

/// One relation of `pragma table_list`.
struct Relation {
    schema: String,
    name: String,
    kind: String,
    without_rowid: bool,
    strict: bool,
    sql: String,
}

/// One column of `pragma table_xinfo`.
struct Column {
    name: String,
    data_type: String,
    not_null: bool,
    default: Option<String>,
    /// 1-based place in the primary key; 0 outside of it.
    key: i64,
    hidden: i64,
}

/// One index of `pragma index_list`.
struct Index {
    name: String,
    unique: bool,
    origin: String,
    partial: bool,
}

pub(super) fn facts(connection: &Connection) -> Result<Facts, AskError> {
    // What the connection remembers of views that have lost their tables is no part of the schema.
    connection
        .execute_batch("PRAGMA writable_schema = RESET")
        .map_err(failed)?;
    let mut facts = Facts::default();
    for relation in relations(connection)? {
        let subject = format!("{}.{}", relation.schema, relation.name);
        match relation.kind.as_str() {
            "table" => table_facts(connection, &relation, &subject, &mut facts)?,
            "view" => view_facts(connection, &relation, &subject, &mut facts)?,
            _ => virtual_facts(connection, &relation, subject, &mut facts)?,
        }
    }
    trigger_facts(connection, &mut facts)?;
    Ok(facts)
}

/// Every row of a query, read.
fn rows<T>(
    connection: &Connection,
    query: &str,
    parameters: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, AskError> {
    let mut prepared = connection.prepare(query).map_err(failed)?;
    let found = prepared.query_map(parameters, read).map_err(failed)?;
    found.collect::<rusqlite::Result<Vec<T>>>().map_err(failed)
}

fn schemas(connection: &Connection) -> Result<Vec<String>, AskError> {
    rows(connection, "SELECT name FROM pragma_database_list", [], |row| {
        row.get(0)
    })
}

fn relations(connection: &Connection) -> Result<Vec<Relation>, AskError> {
    let mut found = Vec::new();
    for schema in schemas(connection)? {
        let quoted = schema.replace('"', "\"\"");
        let query = format!(
            "SELECT l.name, l.type, l.wr, l.strict, coalesce(s.sql, '')
             FROM pragma_table_list l JOIN \"{quoted}\".sqlite_schema s ON s.name = l.name AND s.type IN ('table', 'view')
             WHERE l.schema = ?1 AND l.type <> 'shadow' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        );
        found.extend(rows(connection, &query, params![schema], |row| {
            Ok(Relation {
                schema: schema.clone(),
                name: row.get(0)?,
                kind: row.get(1)?,
                without_rowid: row.get(2)?,
                strict: row.get(3)?,
                sql: row.get(4)?,
            })
        })?);
    }
    // SQLite does not see a shadow table where a temporary table hides the virtual one.
    let virtual_tables: Vec<(String, String)> = found
        .iter()
        .filter(|relation| relation.kind == "virtual")
        .map(|relation| (relation.schema.clone(), relation.name.to_ascii_lowercase()))
        .collect();
    found.retain(|relation| {
        let name = relation.name.to_ascii_lowercase();
        !virtual_tables
            .iter()
            .any(|(schema, table)| *schema == relation.schema && name.starts_with(&format!("{table}_")))
    });
    Ok(found)
}

fn columns(connection: &Connection, schema: &str, relation: &str) -> Result<Vec<Column>, AskError> {
    rows(
        connection,
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, ?2) ORDER BY cid",
        params![relation, schema],
        |row| {
            Ok(Column {
                name: row.get(0)?,
                data_type: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                not_null: row.get(2)?,
                default: row.get(3)?,
                key: row.get(4)?,
                hidden: row.get(5)?,
            })
        },
    )
}

fn indexes(connection: &Connection, schema: &str, relation: &str) -> Result<Vec<Index>, AskError> {
    rows(
        connection,
        "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?1, ?2) ORDER BY seq DESC",
        params![relation, schema],
        |row| {
            Ok(Index {
                name: row.get(0)?,
                unique: row.get(1)?,
                origin: row.get(2)?,
                partial: row.get(3)?,
            })
        },
    )
}

fn primary_key(columns: &[Column]) -> Vec<&str> {
    let mut key: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    key.sort_by_key(|column| column.key);
    key.into_iter().map(|column| column.name.as_str()).collect()
}

fn table_facts(
    connection: &Connection,
    relation: &Relation,
    subject: &str,
    facts: &mut Facts,
) -> Result<(), AskError> {
    let columns = columns(connection, &relation.schema, &relation.name)?;
    let indexes = indexes(connection, &relation.schema, &relation.name)?;
    let key = primary_key(&columns);
    // A primary key that has no index of its own is the rowid.
    let is_rowid =
        !key.is_empty() && !relation.without_rowid && !indexes.iter().any(|index| index.origin == "pk");
    let autoincrement = match columns.first() {
        Some(_) if is_rowid => {
            let metadata = connection
                .column_metadata(
                    Some(relation.schema.as_str()),
                    relation.name.as_str(),
                    key.first().copied().unwrap_or_default(),
                )
                .map_err(failed)?;
            metadata.4
        }
        _ => false,
    };
    let mut kind = "table".to_owned();
    for (is, word) in [
        (relation.strict, " strict"),
        (relation.without_rowid, " without rowid"),
        (autoincrement, " autoincrement"),
    ] {
        if is {
            kind += word;
        }
    }
    facts.add(Aspect::Relation, subject, kind);
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    facts.add(Aspect::Columns, subject, names.join(", "));
    if !key.is_empty() {
        facts.add(Aspect::PrimaryKey, subject, key.join(", "));
    }
    let text = stored_text::table(&relation.sql);
    for column in &columns {
        let is_alias = is_rowid && column.key > 0;
        column_facts(connection, relation, column, is_alias, &text, &names, facts)?;
    }
    check_facts(relation, subject, &text, &names, facts)?;
    foreign_key_facts(connection, relation, subject, facts)?;
    for index in &indexes {
        index_facts(connection, relation, index, &key, &names, facts)?;
    }
    Ok(())
}

fn column_facts(
    connection: &Connection,
    relation: &Relation,
    column: &Column,
    is_alias: bool,
    text: &stored_text::TableText,
    names: &[&str],
    facts: &mut Facts,
) -> Result<(), AskError> {
    let subject = format!("{}.{}.{}", relation.schema, relation.name, column.name);
    facts.add(Aspect::Type, &subject, &column.data_type);
    let not_null = column.not_null || is_alias;
    facts.add(
        Aspect::NotNull,
        &subject,
        if not_null { "not null" } else { "nullable" },
    );
    if is_alias {
        facts.add(Aspect::Identity, &subject, "rowid");
    }
    if let Some(default) = &column.default {
        facts.add(Aspect::Default, &subject, stored_text::spelled(default, &[]));
    }
    if let 2 | 3 = column.hidden {
        let stored = if column.hidden == 3 { "stored" } else { "virtual" };
        let expression = text
            .generated
            .iter()
            .find(|(name, _)| *name == column.name)
            .map_or("not found in the stored statement", |(_, text)| text);
        facts.add(
            Aspect::Generated,
            &subject,
            format!("{stored} {}", stored_text::spelled(expression, names)),
        );
    }
    let metadata = connection
        .column_metadata(
            Some(relation.schema.as_str()),
            relation.name.as_str(),
            column.name.as_str(),
        )
        .map_err(failed)?;
    let collation = metadata
        .1
        .and_then(|name| name.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    if !collation.eq_ignore_ascii_case("binary") {
        facts.add(Aspect::Collation, &subject, collation.to_ascii_lowercase());
    }
    Ok(())
}

/// What SQLite halts with: the name, or the text of an unnamed CHECK; our scanner's reading is held against it.
fn check_facts(
    relation: &Relation,
    subject: &str,
    text: &stored_text::TableText,
    names: &[&str],
    facts: &mut Facts,
) -> Result<(), AskError> {
    let halts = if relation.sql.to_ascii_lowercase().contains("check") {
        halting_checks(relation)?
    } else {
        Some(Vec::new())
    };
    let halts = halts.unwrap_or_else(|| {
        let said = text
            .checks
            .iter()
            .map(|(name, expression)| name.clone().unwrap_or_else(|| expression.clone()));
        said.collect()
    });
    for at in 0..halts.len().max(text.checks.len()) {
        let said = halts.get(at).map_or("nothing", String::as_str);
        let value = match text.checks.get(at) {
            Some((Some(name), expression)) if name == said => {
                format!("{name}: {}", stored_text::spelled(expression, names))
            }
            // A text that starts with a quote is taken for a name, and cut to it.
            Some((None, expression))
                if expression == said || stored_text::first_name(expression).as_deref() == Some(said) =>
            {
                format!(": {}", stored_text::spelled(expression, names))
            }
            scanned => format!("SQLite says {said}, the stored statement {scanned:?}"),
        };
        facts.add(Aspect::Check, format!("{subject}#{}", at + 1), value);
    }
    Ok(())
}

/// The last operand of every halt for a CHECK in the program of an INSERT. The table is made again in a database of its
/// own, where no trigger or foreign key stands in the way.
fn halting_checks(relation: &Relation) -> Result<Option<Vec<String>>, AskError> {
    let alone = super::open()?;
    if let Err(error) = alone.execute_batch(&relation.sql) {
        return match is_loop(&error) {
            true => Ok(None),
            false => Err(failed(error)),
        };
    }
    let query = format!(
        "EXPLAIN INSERT INTO \"{}\" DEFAULT VALUES",
        relation.name.replace('"', "\"\"")
    );
    if alone.prepare(&query).is_err_and(|error| is_loop(&error)) {
        return Ok(None);
    }
    let steps = rows(&alone, &query, [], |row| {
        Ok((
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, Option<String>>(5)?,
        ))
    })?;
    let halts = steps.into_iter().filter(|(operation, code, _)| {
        operation == "Halt" && *code == i64::from(rusqlite::ffi::SQLITE_CONSTRAINT_CHECK)
    });
    Ok(Some(halts.map(|(_, _, name)| name.unwrap_or_default()).collect()))
}

/// A generated column that is made from itself is found out late; there is no program to look at then.
fn is_loop(error: &rusqlite::Error) -> bool {
    error.to_string().contains("generated column loop")
}

fn foreign_key_facts(
    connection: &Connection,
    relation: &Relation,
    subject: &str,
    facts: &mut Facts,
) -> Result<(), AskError> {
    struct Part {
        id: i64,
        table: String,
        from: String,
        to: Option<String>,
        actions: String,
    }
    let parts = rows(
        connection,
        "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?1, ?2) ORDER BY id DESC, seq",
        params![relation.name, relation.schema],
        |row| {
            Ok(Part {
                id: row.get(0)?,
                table: row.get(1)?,
                from: row.get(2)?,
                to: row.get(3)?,
                actions: format!(
                    "on update {} on delete {}",
                    row.get::<_, String>(4)?,
                    row.get::<_, String>(5)?
                ),
            })
        },
    )?;
    // SQLite counts from the last one declared.
    let mut number = 0;
    for key in parts.chunk_by(|a, b| a.id == b.id) {
        let Some(first) = key.first() else { continue };
        number += 1;
        let from: Vec<&str> = key.iter().map(|part| part.from.as_str()).collect();
        let mut to: Vec<String> = key.iter().filter_map(|part| part.to.clone()).collect();
        if to.is_empty() {
            // A view whose query no longer holds has no columns to tell.
            let referenced = columns(connection, &relation.schema, &first.table).unwrap_or_default();
            to = primary_key(&referenced).into_iter().map(str::to_owned).collect();
        }
        let target = relation_named(connection, &relation.schema, &first.table)?;
        let columns = columns(connection, &relation.schema, &target).unwrap_or_default();
        for name in &mut to {
            let stored = columns
                .iter()
                .find(|column| column.name.eq_ignore_ascii_case(name));
            if let Some(column) = stored {
                name.clone_from(&column.name);
            }
        }
        facts.add(
            Aspect::ForeignKey,
            format!("{subject}#{number}"),
            format!(
                "({}) references {} ({}) {}",
                from.join(", "),
                target,
                to.join(", "),
                first.actions
            ),
        );
    }
    Ok(())
}

/// A relation's name in the spelling it was made with; as it is when there is none.
fn relation_named(connection: &Connection, schema: &str, name: &str) -> Result<String, AskError> {
    let found = rows(
        connection,
        "SELECT name FROM pragma_table_list WHERE schema = ?1 AND name = ?2 COLLATE nocase",
        params![schema, name],
        |row| row.get(0),
    )?;
    Ok(found.into_iter().next().unwrap_or_else(|| name.to_owned()))
}

fn index_facts(
    connection: &Connection,
    relation: &Relation,
    index: &Index,
    primary_key: &[&str],
    names: &[&str],
    facts: &mut Facts,
) -> Result<(), AskError> {
    let keys = rows(
        connection,
        "SELECT cid, name, \"desc\", coll FROM pragma_index_xinfo(?1, ?2) WHERE key ORDER BY seqno",
        params![index.name, relation.schema],
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, Option<String>>(1)?,
                row.get::<_, bool>(2)?,
                row.get::<_, String>(3)?,
            ))
        },
    )?;
    let quoted = relation.schema.replace('"', "\"\"");
    let sql = rows(
        connection,
        &format!("SELECT sql FROM \"{quoted}\".sqlite_schema WHERE type = 'index' AND name = ?1"),
        params![index.name],
        |row| row.get::<_, Option<String>>(0),
    )?;
    let sql = sql.into_iter().next().flatten().unwrap_or_default();
    let text = stored_text::index(&sql);
    let mut spelled = Vec::new();
    let mut plain: Vec<&str> = Vec::new();
    for (at, (column, name, descending, collation)) in keys.iter().enumerate() {
        let mut key = match (column, name) {
            (-2, _) => text
                .keys
                .get(at)
                .map(|expression| stored_text::spelled(expression, names))
                .unwrap_or_default(),
            (_, name) => name.clone().unwrap_or_else(|| "rowid".to_owned()),
        };
        plain.extend(name.as_deref());
        if !collation.eq_ignore_ascii_case("binary") {
            key += &format!(" collate {}", collation.to_ascii_lowercase());
        }
        if *descending {
            key += " desc";
        }
        spelled.push(key);
    }
    let mut value = format!(
        "{}{} on {} ({})",
        if index.unique { "unique " } else { "" },
        index.origin,
        relation.name,
        spelled.join(", ")
    );
    if index.partial {
        value += &format!(
            " where {}",
            stored_text::spelled(text.predicate.as_deref().unwrap_or("not found"), names)
        );
    }
    facts.add(
        Aspect::Index,
        format!("{}.{}", relation.schema, index.name),
        value,
    );
    let mut distinct = plain.clone();
    distinct.dedup();
    if index.origin == "u" && distinct != primary_key {
        facts.add(
            Aspect::Unique,
            format!("{}.{} ({})", relation.schema, relation.name, plain.join(", ")),
            "unique",
        );
    }
    Ok(())
}

fn view_facts(
    connection: &Connection,
    relation: &Relation,
    subject: &str,
    facts: &mut Facts,
) -> Result<(), AskError> {
    facts.add(Aspect::Relation, subject, "view");
    // A view whose query no longer holds has no columns to tell.
    let columns = columns(connection, &relation.schema, &relation.name).unwrap_or_default();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    facts.add(
        Aspect::Columns,
        subject,
        stored_text::quotes_alike(&names.join(", ")),
    );
    Ok(())
}

fn virtual_facts(
    connection: &Connection,
    relation: &Relation,
    subject: String,
    facts: &mut Facts,
) -> Result<(), AskError> {
    let columns = columns(connection, &relation.schema, &relation.name)?;
    let shown = columns.iter().filter(|column| column.hidden == 0);
    let names: Vec<&str> = shown.map(|column| column.name.as_str()).collect();
    facts.add(
        Aspect::Columns,
        &subject,
        stored_text::quotes_alike(&names.join(", ")),
    );
    facts.add(Aspect::Relation, subject, "virtual table");
    Ok(())
}

fn trigger_facts(connection: &Connection, facts: &mut Facts) -> Result<(), AskError> {
    for schema in schemas(connection)? {
        let quoted = schema.replace('"', "\"\"");
        let triggers = rows(
            connection,
            &format!("SELECT name, tbl_name, sql FROM \"{quoted}\".sqlite_schema WHERE type = 'trigger'"),
            [],
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                ))
            },
        )?;
        for (name, relation, sql) in triggers {
            let text = stored_text::trigger(&sql);
            // Spelled as the trigger's statement spells it, not as the table's.
            let relation = relation.to_ascii_lowercase();
            facts.add(
                Aspect::Trigger,
                format!("{schema}.{name}"),
                format!("{} {} on {relation}", text.timing, text.event),
            );
        }
    }
    Ok(())
}
