//! Random DDL for MySQL and MariaDB.
//!
//! Names come from short lists and are taken from what the sequence has made so far, so that most statements are
//! accepted and some are not; what a refused statement would have made is remembered too, which makes later ones name
//! things that are not there.

mod alter;
mod column;
mod table;

use super::{Choices, Writer};

/// Writes statements and remembers, roughly, what they made.
#[derive(Debug, Default)]
pub struct MySqlWriter {
    tables: Vec<Table>,
    views: Vec<String>,
    triggers: Vec<String>,
    /// Whether a foreign key has been written.
    linked: bool,
    /// Whether foreign keys may have been written without their parents being looked at.
    unchecked: bool,
}

/// A table as remembered.
#[derive(Debug, Default, Clone)]
struct Table {
    name: String,
    temporary: bool,
    /// Whether it may have a unique key.
    unique: bool,
    columns: Vec<Column>,
    keys: Vec<String>,
    foreign_keys: Vec<String>,
    checks: Vec<String>,
}

/// A column as remembered.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// Place in [`column::TYPES`].
    kind: usize,
}

const TABLES: [&str; 6] = ["t", "u", "v", "Mixed", "`order`", "a1"];
const VIEWS: [&str; 2] = ["w1", "w2"];
const TRIGGERS: [&str; 3] = ["r1", "r2", "R1"];

impl Writer for MySqlWriter {
    fn statement(&mut self, choices: &mut Choices<'_>) -> String {
        if self.tables.is_empty() {
            return self.create_table(choices);
        }
        match choices.below(26) {
            0..=6 => self.create_table(choices),
            7..=15 => self.alter_table(choices),
            16 | 17 => self.create_index(choices),
            18 => self.drop_index(choices),
            19 => self.drop_table(choices),
            20 => self.rename_table(choices),
            21 => self.create_like(choices),
            22 => self.create_view(choices),
            23 => self.drop_view(choices),
            24 => self.trigger(choices),
            _ => self.setting(choices),
        }
    }
}

impl MySqlWriter {
    /// One of the tables made.
    fn table(&self, choices: &mut Choices<'_>) -> usize {
        choices.below(self.tables.len())
    }

    fn create_index(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let Some(table) = self.tables.get_mut(at) else {
            return String::new();
        };
        let kind = choices
            .one(&["", "unique ", "", "fulltext ", "", "unique "])
            .unwrap_or_default();
        let keys = table.keys(choices);
        table.unique |= kind == "unique ";
        let name = table.new_key_name(choices);
        let replacing = match choices.below(12) {
            10 if kind != "fulltext " => "or replace ",
            _ => "",
        };
        let tail = choices
            .one(&["", "", "", " using btree", " comment 'why'", " ignored"])
            .unwrap_or_default();
        format!(
            "create {replacing}{kind}index {name} on {} ({keys}){tail}",
            table.name
        )
    }

    fn drop_index(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let Some(table) = self.tables.get(at) else {
            return String::new();
        };
        let name = table.key_name(choices);
        let if_exists = if choices.rarely(5) { "if exists " } else { "" };
        format!("drop index {if_exists}{name} on {}", table.name)
    }

    fn drop_table(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let Some(table) = self.tables.get(at) else {
            return String::new();
        };
        let mut names = table.name.clone();
        if choices.rarely(4)
            && let Some(other) = self.tables.get(choices.below(self.tables.len()))
            && other.name != names
        {
            names = format!("{names}, {}", other.name);
        }
        if !choices.rarely(3) {
            self.tables.remove(at);
        }
        let if_exists = if choices.rarely(2) { "if exists " } else { "" };
        format!("drop table {if_exists}{names}")
    }

    fn rename_table(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let name = choices.one(&TABLES).unwrap_or_default().to_owned();
        let Some(table) = self.tables.get_mut(at) else {
            return String::new();
        };
        let old = std::mem::replace(&mut table.name, name.clone());
        if table.temporary {
            // RENAME TABLE loses it after an ALTER that failed (docs/decisions/0006).
            return format!("alter table {old} rename to {name}");
        }
        match choices.rarely(4) {
            true => {
                table.name.clone_from(&old);
                format!("rename table {old} to swap, swap to {old}")
            }
            false => format!("rename table {old} to {name}"),
        }
    }

    fn create_like(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let name = choices.one(&TABLES).unwrap_or_default().to_owned();
        let Some(table) = self.tables.get(at) else {
            return String::new();
        };
        let copy = Table {
            name: name.clone(),
            temporary: self.tables.iter().any(|held| held.temporary && held.name == name),
            foreign_keys: Vec::new(),
            ..table.clone()
        };
        let text = match choices.rarely(3) {
            true => format!("create table {name} (like {})", table.name),
            false => format!("create table {name} like {}", table.name),
        };
        self.tables.push(copy);
        text
    }

    fn create_view(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let Some(table) = self.tables.get(at) else {
            return String::new();
        };
        let name = choices.one(&VIEWS).unwrap_or_default();
        let replacing = if choices.rarely(3) { "or replace " } else { "" };
        let column = table.column_name(choices);
        let text = format!(
            "create {replacing}view {name} as select {column} from {}",
            table.name
        );
        self.views.push(name.to_owned());
        text
    }

    fn drop_view(&mut self, choices: &mut Choices<'_>) -> String {
        let name = choices.one(&VIEWS).unwrap_or_default();
        let if_exists = if choices.rarely(2) { "if exists " } else { "" };
        format!("drop view {if_exists}{name}")
    }

    fn trigger(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let name = choices.one(&TRIGGERS).unwrap_or_default();
        if choices.rarely(4) {
            let if_exists = if choices.rarely(2) { "if exists " } else { "" };
            return format!("drop trigger {if_exists}{name}");
        }
        let Some(table) = self.tables.get(at) else {
            return String::new();
        };
        let timing = choices.one(&["before", "after"]).unwrap_or_default();
        let event = choices.one(&["insert", "update", "delete"]).unwrap_or_default();
        let replacing = if choices.rarely(4) { "or replace " } else { "" };
        self.triggers.push(name.to_owned());
        format!(
            "create {replacing}trigger {name} {timing} {event} on {} for each row set @seen = 1",
            table.name
        )
    }

    fn setting(&mut self, choices: &mut Choices<'_>) -> String {
        let setting = choices
            .one(&[
                "set foreign_key_checks = 0",
                "set foreign_key_checks = 1",
                "set sql_mode = ''",
                "set sql_mode = 'STRICT_TRANS_TABLES'",
                "set default_storage_engine = MyISAM",
                "set default_storage_engine = InnoDB",
                "set explicit_defaults_for_timestamp = 0",
                "set names latin1",
            ])
            .unwrap_or_default();
        self.unchecked |= setting == "set foreign_key_checks = 0";
        setting.to_owned()
    }
}

impl Table {
    /// The name of one of its columns, in another case now and then.
    fn column_name(&self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.columns.len());
        let name = self.columns.get(at).map_or("a", |column| column.name.as_str());
        match choices.rarely(9) {
            true => name.to_uppercase(),
            false => name.to_owned(),
        }
    }

    /// The name of one of its keys, or one that is none.
    fn key_name(&self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.keys.len() + 1);
        self.keys.get(at).map_or("a", String::as_str).to_owned()
    }

    fn new_key_name(&mut self, choices: &mut Choices<'_>) -> String {
        let name = choices
            .one(&["k1", "k2", "k3", "a", "K1", "b_2"])
            .unwrap_or_default();
        self.keys.push(name.to_owned());
        name.to_owned()
    }

    /// One to three parts of a key.
    fn keys(&self, choices: &mut Choices<'_>) -> String {
        let count = 1 + choices.below(5) / 2;
        let parts: Vec<String> = (0..count).map(|_| self.key(choices)).collect();
        parts.join(", ")
    }

    fn key(&self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.columns.len());
        let Some(column) = self.columns.get(at) else {
            return "a".to_owned();
        };
        let usual = column::TYPES
            .get(column.kind)
            .is_some_and(|kind| kind.needs_prefix);
        let prefix = match (usual, choices.below(8)) {
            (true, 0..=5) => "(5)",
            (true, 6) => "(900)",
            _ => "",
        };
        let order = if choices.rarely(7) { " desc" } else { "" };
        format!("{}{prefix}{order}", column.name)
    }

    fn foreign_key_name(&self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.foreign_keys.len() + 1);
        let usual = format!("{}_ibfk_1", self.name.trim_matches('`'));
        self.foreign_keys.get(at).cloned().unwrap_or(usual)
    }
}
