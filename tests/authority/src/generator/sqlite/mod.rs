//! Random SQLite: statements that mostly make sense, some that SQLite refuses, in every quoting it takes.
//!
//! What was made is remembered by name only; a statement that SQLite refused may be remembered too, and later ones that
//! build on it are refused in turn, which is what is wanted.

mod expression;
mod table;
mod view;

use super::{Choices, Writer};

/// A writer that has made nothing yet.
pub fn writer() -> Box<dyn Writer> {
    Box::new(SqliteWriter::default())
}

/// What was made so far.
#[derive(Debug, Default)]
struct SqliteWriter {
    tables: Vec<Table>,
    views: Vec<String>,
    indexes: Vec<String>,
    triggers: Vec<String>,
    savepoints: Vec<String>,
    /// Lower-case names of tables with a column whose constraint is named, whether SQLite took them or not: it lets such
    /// a name run on to what follows.
    running_on: Vec<String>,
    /// Lower-case names of tables with a named constraint.
    with_names: Vec<String>,
}

/// A table and the names of its columns.
#[derive(Debug, Clone)]
struct Table {
    name: String,
    columns: Vec<String>,
    constraints: Vec<String>,
}

/// Names for anything: plain, in odd case, with blanks and quotes, keywords, names of the rowid.
const NAMES: [&str; 26] = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "A",
    "Total",
    "x y",
    "order",
    "rowid",
    "oid",
    "it's",
    "q\"q",
    "key",
    "end",
    "é",
    "_x",
    "t1",
    "desc",
    "generated",
    "always",
    "b.c",
    "[z",
    "sqlite_x",
    "if",
    "temp",
];
const TABLES: [&str; 10] = ["t", "u", "T", "w w", "v", "order", "k", "select", "m", "sqlite_y"];

impl Writer for SqliteWriter {
    fn statement(&mut self, choices: &mut Choices<'_>) -> String {
        if self.tables.is_empty() {
            return self.create_table(choices);
        }
        match choices.below(24) {
            0..=4 => self.create_table(choices),
            5..=7 => self.create_index(choices),
            8 | 9 => self.create_view(choices),
            10 | 11 => self.create_trigger(choices),
            12 | 13 => self.add_column(choices),
            14 => self.drop_column(choices),
            15 => self.rename_column(choices),
            16 => self.rename_table(choices),
            17 => self.alter_constraint(choices),
            18 | 19 => self.drop_object(choices),
            20 => self.transaction(choices),
            21 => self.virtual_table(choices),
            22 => self.create_table_as(choices),
            _ => self.pragma(choices),
        }
    }
}

impl SqliteWriter {
    fn table(&self, choices: &mut Choices<'_>) -> Table {
        let at = choices.below(self.tables.len());
        let none = || Table {
            name: "t".to_owned(),
            columns: vec!["a".to_owned()],
            constraints: Vec::new(),
        };
        self.tables.get(at).cloned().unwrap_or_else(none)
    }

    /// Whether a table of that name has been written whose constraints' names may run on.
    fn runs_on(&self, table: &Table) -> bool {
        self.running_on.contains(&table.name.to_ascii_lowercase())
    }

    /// A table's name with its schema at times.
    fn spelled(&self, table: &Table, choices: &mut Choices<'_>) -> String {
        let name = name(&table.name, choices);
        match choices.below(12) {
            10 => format!("main.{name}"),
            11 => format!("temp.{name}"),
            _ => name,
        }
    }

    fn drop_object(&mut self, choices: &mut Choices<'_>) -> String {
        let exists = if choices.rarely(3) { "IF EXISTS " } else { "" };
        let (word, mut list) = match choices.below(5) {
            0 | 1 => (
                "TABLE",
                self.tables.iter().map(|table| table.name.clone()).collect(),
            ),
            2 => ("INDEX", self.indexes.clone()),
            3 => ("VIEW", self.views.clone()),
            _ => ("TRIGGER", self.triggers.clone()),
        };
        if list.is_empty() {
            list.push("nothing".to_owned());
        }
        let at = choices.below(list.len());
        let dropped = list.get(at).cloned().unwrap_or_default();
        format!("DROP {word} {exists}{}", name(&dropped, choices))
    }

    fn transaction(&mut self, choices: &mut Choices<'_>) -> String {
        let savepoint = self.savepoints.last().cloned().unwrap_or_else(|| "s".to_owned());
        match choices.below(8) {
            0 => "BEGIN".to_owned(),
            1 => "ROLLBACK".to_owned(),
            2 => "COMMIT".to_owned(),
            3 | 4 => {
                let made = choices.one(&["s", "S", "\"p q\""]).unwrap_or("s").to_owned();
                self.savepoints.push(made.clone());
                format!("SAVEPOINT {made}")
            }
            5 | 6 => format!("ROLLBACK TO {savepoint}"),
            _ => format!("RELEASE SAVEPOINT {savepoint}"),
        }
    }

    fn pragma(&mut self, choices: &mut Choices<'_>) -> String {
        let pragmas = [
            "PRAGMA foreign_keys = OFF",
            "PRAGMA legacy_alter_table = ON",
            "PRAGMA legacy_alter_table(0)",
            "PRAGMA foreign_keys = ON",
        ];
        choices.one(&pragmas).unwrap_or("PRAGMA foreign_keys").to_owned()
    }

    fn virtual_table(&mut self, choices: &mut Choices<'_>) -> String {
        let made = choices.one(&TABLES).unwrap_or("t");
        let spelled = name(made, choices);
        let exists = if choices.rarely(4) { "IF NOT EXISTS " } else { "" };
        let (module, columns): (&str, &[&str]) = match choices.below(3) {
            0 => ("fts5(a, b, tokenize = 'porter')", &["a", "b"]),
            1 => ("rtree(id, x0, x1)", &["id", "x0", "x1"]),
            _ => ("fts4(a, b)", &["a", "b"]),
        };
        self.tables.push(Table {
            name: made.to_owned(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            constraints: Vec::new(),
        });
        format!("CREATE VIRTUAL TABLE {exists}{spelled} USING {module}")
    }
}

/// A name in one of the quotings that SQLite takes.
fn name(plain: &str, choices: &mut Choices<'_>) -> String {
    let is_word = plain
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
    match choices.below(10) {
        7 if !plain.contains(']') => format!("[{plain}]"),
        8 => format!("`{}`", plain.replace('`', "``")),
        9 => format!("'{}'", plain.replace('\'', "''")),
        6 => format!("\"{}\"", plain.replace('"', "\"\"")),
        // Keywords are left bare at times, to be refused.
        _ if is_word => plain.to_owned(),
        _ => format!("\"{}\"", plain.replace('"', "\"\"")),
    }
}

/// As [`name`], where a string would not be taken for a name.
fn column_name(plain: &str, choices: &mut Choices<'_>) -> String {
    let spelled = name(plain, choices);
    match spelled.starts_with('\'') {
        true => format!("\"{}\"", plain.replace('"', "\"\"")),
        false => spelled,
    }
}
