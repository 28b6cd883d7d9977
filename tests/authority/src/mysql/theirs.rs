//! The server's own catalogs as facts.

use std::collections::BTreeMap;

use super::connection::Rows;
use super::wording::{IndexWords, foreign_key, generated, key};
use super::{MariaDb, literal, prefix};
use crate::fact::{Aspect, Facts};
use crate::server::AskError;

/// What all databases of the text hold.
pub(super) fn facts(server: &mut MariaDb) -> Result<Facts, AskError> {
    let mut facts = Facts::default();
    for database in server.databases()? {
        let mut reading = Reading {
            prefix: prefix(&database),
            database: literal(&database),
            server,
            facts: &mut facts,
        };
        if reading.relations()? {
            reading.columns()?;
            reading.indexes()?;
            reading.foreign_keys()?;
            reading.checks()?;
            reading.triggers()?;
        }
    }
    Ok(facts)
}

/// One database being read.
struct Reading<'a> {
    server: &'a mut MariaDb,
    facts: &'a mut Facts,
    /// As SQL.
    database: String,
    prefix: String,
}

impl Reading<'_> {
    fn ask(&mut self, statement: &str) -> Result<Vec<Row>, AskError> {
        let statement = statement.replace("?", &self.database);
        Ok(rows(self.server.ask(&statement)?))
    }

    fn add(&mut self, aspect: Aspect, subject: &str, value: impl Into<String>) {
        self.facts.add(aspect, format!("{}{subject}", self.prefix), value);
    }

    /// Whether there are any.
    fn relations(&mut self) -> Result<bool, AskError> {
        let rows = self.ask(
            "select table_name, table_type, engine, table_collation, table_comment, create_options \
             from information_schema.tables where table_schema = ?",
        )?;
        for row in &rows {
            let name = row.text(0);
            let value = match row.text(1) {
                "BASE TABLE" => format!("table {} {}", row.text(2), row.text(3)),
                "SYSTEM VERSIONED" => format!("system versioned table {} {}", row.text(2), row.text(3)),
                "SEQUENCE" => "sequence".to_owned(),
                "VIEW" => "view".to_owned(),
                other => other.to_owned(),
            };
            self.add(Aspect::Relation, name, value);
            if row.text(1) != "VIEW" && !row.text(4).is_empty() {
                self.add(Aspect::Comment, name, row.text(4));
            }
            if row.text(5).split(' ').any(|option| option == "partitioned") {
                self.add(Aspect::Parent, name, "partitioned");
            }
        }
        Ok(!rows.is_empty())
    }

    fn columns(&mut self) -> Result<(), AskError> {
        // Views and sequences have columns that no text declares.
        let rows = self.ask(
            "select c.table_name, c.column_name, c.column_type, c.is_nullable, c.column_default, c.extra, \
             c.generation_expression, c.collation_name, c.column_comment \
             from information_schema.columns c join information_schema.tables t \
             on t.table_schema = ? and t.table_name = c.table_name \
             where c.table_schema = ? and t.table_type not in ('VIEW', 'SEQUENCE') \
             order by c.table_name, c.ordinal_position",
        )?;
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in &rows {
            let table = row.text(0);
            let subject = format!("{table}.{}", row.text(1));
            let extra = Extra::of(row.text(5));
            let shown = match extra.invisible {
                true => format!("{} invisible", row.text(1)),
                false => row.text(1).to_owned(),
            };
            names.entry(table.to_owned()).or_default().push(shown);
            self.add(Aspect::Type, &subject, row.text(2));
            self.add(Aspect::NotNull, &subject, row.text(3));
            if let Some(default) = default_words(row.get(4), &extra) {
                self.add(Aspect::Default, &subject, default);
            }
            if let Some(expression) = row.get(6) {
                self.add(Aspect::Generated, &subject, generated(expression, extra.stored));
            }
            if extra.auto_increment {
                self.add(Aspect::Identity, &subject, "auto_increment");
            }
            if let Some(collation) = row.get(7) {
                self.add(Aspect::Collation, &subject, collation);
            }
            if !row.text(8).is_empty() {
                self.add(Aspect::Comment, &subject, row.text(8));
            }
        }
        for (table, columns) in names {
            self.add(Aspect::Columns, &table, columns.join(", "));
        }
        Ok(())
    }

    fn indexes(&mut self) -> Result<(), AskError> {
        let rows = self.ask(
            "select table_name, index_name, non_unique, index_type, column_name, sub_part, collation, ignored, \
             index_comment from information_schema.statistics where table_schema = ? \
             order by table_name, index_name, seq_in_index",
        )?;
        let mut indexes: BTreeMap<(String, String), (IndexWords, bool)> = BTreeMap::new();
        for row in &rows {
            let place = (row.text(0).to_owned(), row.text(1).to_owned());
            let (index, plain) = indexes
                .entry(place)
                .or_insert_with(|| (IndexWords::default(), true));
            index.unique = row.text(2) == "0";
            index.method = row.text(3).to_ascii_lowercase();
            index.ignored = row.text(7) == "YES";
            row.text(8).clone_into(&mut index.comment);
            // The prefix that a spatial index shows is not one of the text.
            let part = row.get(5).filter(|_| index.method != "spatial");
            *plain &= part.is_none();
            index.keys.push(key(row.text(4), part, row.text(6) == "D"));
        }
        for ((table, name), (index, plain)) in indexes {
            let subject = format!("{table}.{name}");
            self.add(Aspect::Index, &subject, index.text());
            if name == "PRIMARY" {
                self.add(Aspect::PrimaryKey, &table, index.keys.join(", "));
            } else if index.unique && plain {
                self.add(Aspect::Unique, &subject, index.keys.join(", "));
            }
        }
        Ok(())
    }

    fn foreign_keys(&mut self) -> Result<(), AskError> {
        let rows = self.ask(
            "select r.table_name, r.constraint_name, k.column_name, k.referenced_table_schema, \
             k.referenced_table_name, k.referenced_column_name, r.delete_rule, r.update_rule \
             from information_schema.referential_constraints r join information_schema.key_column_usage k \
             on k.constraint_name = r.constraint_name and k.table_name = r.table_name and k.table_schema = ? \
             where r.constraint_schema = ? and k.referenced_table_name is not null \
             order by r.table_name, r.constraint_name, k.ordinal_position",
        )?;
        let mut keys: BTreeMap<String, (Vec<String>, Vec<String>, Row)> = BTreeMap::new();
        for row in rows {
            let subject = format!("{}.{}", row.text(0), row.text(1));
            let (column, referenced) = (row.text(2).to_owned(), row.text(5).to_owned());
            let held = keys
                .entry(subject)
                .or_insert_with(|| (Vec::new(), Vec::new(), row));
            held.0.push(column);
            held.1.push(referenced);
        }
        for (subject, (columns, referenced_columns, row)) in keys {
            let referenced = format!("{}{}", prefix(row.text(3)), row.text(4));
            let value = foreign_key(
                &columns,
                &referenced,
                &referenced_columns,
                row.text(6),
                row.text(7),
            );
            self.add(Aspect::ForeignKey, &subject, value);
        }
        Ok(())
    }

    fn checks(&mut self) -> Result<(), AskError> {
        let rows = self.ask(
            "select table_name, constraint_name, level, check_clause from information_schema.check_constraints \
             where constraint_schema = ?",
        )?;
        for row in &rows {
            let subject = format!(
                "{}.{} {}",
                row.text(0),
                row.text(2).to_ascii_lowercase(),
                row.text(1)
            );
            self.add(Aspect::Check, &subject, row.text(3));
        }
        Ok(())
    }

    fn triggers(&mut self) -> Result<(), AskError> {
        let rows = self.ask(
            "select event_object_table, trigger_name, action_timing, event_manipulation \
             from information_schema.triggers where trigger_schema = ?",
        )?;
        for row in &rows {
            let subject = format!("{}.{}", row.text(0), row.text(1));
            self.add(
                Aspect::Trigger,
                &subject,
                format!("{} {}", row.text(2), row.text(3)),
            );
        }
        Ok(())
    }
}

/// What `EXTRA` says.
#[derive(Debug, Default)]
pub(super) struct Extra {
    pub auto_increment: bool,
    pub stored: bool,
    pub invisible: bool,
    /// What stands behind `on update`.
    pub on_update: Option<String>,
    pub unversioned: bool,
}

impl Extra {
    pub(super) fn of(text: &str) -> Self {
        let mut extra = Self::default();
        for word in text.split(", ") {
            match word {
                "auto_increment" => extra.auto_increment = true,
                "STORED GENERATED" => extra.stored = true,
                "INVISIBLE" => extra.invisible = true,
                "WITHOUT SYSTEM VERSIONING" => extra.unversioned = true,
                _ => {
                    extra.on_update = word
                        .strip_prefix("on update ")
                        .map(str::to_owned)
                        .or(extra.on_update)
                }
            }
        }
        extra
    }
}

/// A default with what changes the value on its own.
pub(super) fn default_words(default: Option<&str>, extra: &Extra) -> Option<String> {
    let mut words = default.map(str::to_owned);
    if let Some(on_update) = &extra.on_update {
        words = Some(format!("{} on update {on_update}", words.unwrap_or_default()));
    }
    if extra.unversioned {
        words = Some(format!("{} without system versioning", words.unwrap_or_default()));
    }
    words
}

/// A row of a catalog.
pub(super) struct Row(Vec<Option<String>>);

impl Row {
    /// A value; none for NULL.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        self.0.get(at).and_then(|value| value.as_deref())
    }

    /// A value; empty for NULL.
    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).unwrap_or_default()
    }
}

pub(super) fn rows(rows: Rows) -> Vec<Row> {
    rows.into_iter().map(Row).collect()
}
