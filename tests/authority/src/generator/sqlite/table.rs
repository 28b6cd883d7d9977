//! Random tables, indexes and changes to them.

use super::expression::{column, default, expression};
use super::{Choices, NAMES, SqliteWriter, TABLES, Table, column_name, name};

const TYPES: [&str; 22] = [
    "INTEGER",
    "TEXT",
    "int",
    "",
    "REAL",
    "BLOB",
    "ANY",
    "VARCHAR(10)",
    "decimal(10, 2)",
    "UNSIGNED BIG INT",
    "\"my type\"",
    "numeric(-1,+2)",
    "integer",
    "'str type'",
    "[br]",
    "DOUBLE PRECISION",
    "datetime",
    "STRING",
    "Int",
    "text collate nocase",
    "generated",
    "varchar ( 5 )",
];
const CONFLICTS: [&str; 7] = [
    "",
    "",
    " ON CONFLICT IGNORE",
    " ON CONFLICT REPLACE",
    " ON CONFLICT ABORT",
    "",
    " ON CONFLICT ROLLBACK",
];
const ACTIONS: [&str; 8] = [
    "",
    " ON DELETE CASCADE",
    " ON UPDATE SET NULL",
    " ON DELETE NO ACTION ON UPDATE RESTRICT",
    " MATCH FULL ON DELETE SET DEFAULT",
    " DEFERRABLE INITIALLY DEFERRED",
    " ON DELETE CASCADE ON DELETE SET NULL DEFERRABLE",
    " MATCH simple",
];

impl SqliteWriter {
    pub(super) fn create_table(&mut self, choices: &mut Choices<'_>) -> String {
        let made = choices.one(&TABLES).unwrap_or("t").to_owned();
        let count = 1 + choices.below(4);
        let columns: Vec<String> = (0..count)
            .map(|_| choices.one(&NAMES).unwrap_or("a").to_owned())
            .collect();
        let mut parts = Vec::new();
        let mut constraints = Vec::new();
        let named = |constraints: &[String]| !constraints.is_empty();
        for column in &columns {
            parts.push(self.column_definition(column, &columns, &mut constraints, choices));
        }
        let runs_on = named(&constraints);
        for at in 0..choices.below(3) {
            let constraint = self.table_constraint(&columns, &mut constraints, choices);
            // A name behind a column would run on to it, and to another one when columns come and go.
            let guard = match runs_on && at == 0 && !constraint.starts_with("CONSTRAINT") {
                true => "CONSTRAINT guard ",
                false => "",
            };
            parts.push(format!("{guard}{constraint}"));
        }
        let words = ["", "", "", "", "TEMP ", "temporary "];
        let temporary = choices.one(&words).unwrap_or("");
        let exists = if choices.rarely(5) { "IF NOT EXISTS " } else { "" };
        let spelled = name(&made, choices);
        let schema = choices.one(&["", "", "", "", "", "main.", "temp."]).unwrap_or("");
        let options = [
            "",
            "",
            "",
            " WITHOUT ROWID",
            " STRICT",
            " strict, without rowid",
            " WITHOUT ROWID, STRICT",
        ];
        let options = choices.one(&options).unwrap_or("");
        let lower = made.to_ascii_lowercase();
        if runs_on {
            self.running_on.push(lower.clone());
        }
        if named(&constraints) {
            self.with_names.push(lower);
        }
        self.tables.push(Table {
            name: made,
            columns,
            constraints,
        });
        let mut separator = ", ";
        if choices.rarely(6) {
            separator = ",\n  -- comment ; with ' quote\n  ";
        }
        format!(
            "CREATE {temporary}TABLE {exists}{schema}{spelled} ({}){options}",
            parts.join(separator)
        )
    }

    pub(super) fn create_table_as(&mut self, choices: &mut Choices<'_>) -> String {
        let from = self.table(choices);
        let made = choices.one(&TABLES).unwrap_or("t").to_owned();
        let query = match self.query(&from, choices) {
            // Rows would decide what may be added to the table.
            values if values.starts_with("VALUES") => format!("SELECT * FROM ({values}) WHERE 0"),
            query => format!("{query} LIMIT 0"),
        };
        let spelled = name(&made, choices);
        self.tables.push(Table {
            name: made,
            columns: from.columns,
            constraints: Vec::new(),
        });
        format!("CREATE TABLE {spelled} AS {query}")
    }

    fn column_definition(
        &self,
        column: &str,
        columns: &[String],
        constraints: &mut Vec<String>,
        choices: &mut Choices<'_>,
    ) -> String {
        let mut text = name(column, choices);
        let data_type = choices.one(&TYPES).unwrap_or("");
        if !data_type.is_empty() {
            text += &format!(" {data_type}");
        }
        for _ in 0..choices.below(3) {
            let constraint = self.column_constraint(columns, constraints, choices);
            // The second NOT NULL would stay when the first is dropped.
            if !(constraint.contains("NOT NULL") && text.contains(" NOT NULL")) {
                text += &constraint;
            }
        }
        text
    }

    fn column_constraint(
        &self,
        columns: &[String],
        constraints: &mut Vec<String>,
        choices: &mut Choices<'_>,
    ) -> String {
        let mut text = " ".to_owned();
        if choices.rarely(5) {
            text += &constraint_name(constraints, choices);
        }
        let conflict = choices.one(&CONFLICTS).unwrap_or("");
        text += &match choices.below(14) {
            0 => format!("NOT NULL{conflict}"),
            1 => format!("PRIMARY KEY{conflict}"),
            2 => format!("DEFAULT {}", default(choices)),
            3 => format!("UNIQUE{conflict}"),
            4 | 5 => format!("CHECK ({})", expression(columns, choices)),
            6 => self.references(choices),
            7 => format!(
                "COLLATE {}",
                choices
                    .one(&["nocase", "RTRIM", "binary", "\"NOCASE\""])
                    .unwrap_or("nocase")
            ),
            8 => format!("GENERATED ALWAYS AS ({}) STORED", expression(columns, choices)),
            9 => format!("AS ({})", expression(columns, choices)),
            10 => "PRIMARY KEY AUTOINCREMENT".to_owned(),
            11 => format!("PRIMARY KEY DESC{conflict}"),
            12 => "NULL".to_owned(),
            _ => format!("GENERATED ALWAYS AS ({}) VIRTUAL", expression(columns, choices)),
        };
        text
    }

    fn references(&self, choices: &mut Choices<'_>) -> String {
        let target = self.tables.get(choices.below(self.tables.len())).cloned();
        let target = target.unwrap_or_else(|| Table {
            name: "t".to_owned(),
            columns: vec!["a".to_owned()],
            constraints: Vec::new(),
        });
        let columns = match choices.below(3) {
            0 => String::new(),
            1 => format!(" ({})", self.key(&target.columns, choices)),
            _ => format!(
                "({}, {})",
                self.key(&target.columns, choices),
                self.key(&target.columns, choices)
            ),
        };
        let actions = choices.one(&ACTIONS).unwrap_or("");
        format!("REFERENCES {}{columns}{actions}", name(&target.name, choices))
    }

    fn key(&self, columns: &[String], choices: &mut Choices<'_>) -> String {
        column(columns, choices)
    }

    fn table_constraint(
        &self,
        columns: &[String],
        constraints: &mut Vec<String>,
        choices: &mut Choices<'_>,
    ) -> String {
        let mut text = String::new();
        if choices.rarely(4) {
            text += &constraint_name(constraints, choices);
        }
        let conflict = choices.one(&CONFLICTS).unwrap_or("");
        text += &match choices.below(6) {
            kind @ (0 | 1) => {
                let keys = self.keys(columns, choices);
                // ALTER forgets the collation of a column, so that two keys become one with two conflicts.
                let conflict = if keys.contains(" COLLATE ") { "" } else { conflict };
                let kind = if kind == 0 { "PRIMARY KEY" } else { "UNIQUE" };
                format!("{kind} ({keys}){conflict}")
            }
            2 => format!("CHECK ({})", expression(columns, choices)),
            3 => format!(
                "FOREIGN KEY ({}) {}",
                self.key(columns, choices),
                self.references(choices)
            ),
            4 => format!(
                "FOREIGN KEY ({}, {}) {}",
                self.key(columns, choices),
                self.key(columns, choices),
                self.references(choices)
            ),
            _ => format!("PRIMARY KEY ({} AUTOINCREMENT)", self.key(columns, choices)),
        };
        text
    }

    fn keys(&self, columns: &[String], choices: &mut Choices<'_>) -> String {
        let mut keys = Vec::new();
        for _ in 0..=choices.below(2) {
            let mut key = column(columns, choices);
            key += choices
                .one(&["", "", " COLLATE nocase", " COLLATE binary"])
                .unwrap_or("");
            key += choices.one(&["", "", "", " DESC", " asc"]).unwrap_or("");
            keys.push(key);
        }
        keys.join(", ")
    }

    pub(super) fn create_index(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let made = choices
            .one(&["i", "j", "I", "i i", "t", "sqlite_i", "idx"])
            .unwrap_or("i")
            .to_owned();
        let unique = if choices.rarely(3) { "UNIQUE " } else { "" };
        let exists = if choices.rarely(5) { "IF NOT EXISTS " } else { "" };
        let schema = choices.one(&["", "", "", "", "", "main.", "temp."]).unwrap_or("");
        let mut keys = Vec::new();
        for _ in 0..=choices.below(2) {
            let mut key = match choices.below(3) {
                0 | 1 => column(&table.columns, choices),
                _ => expression(&table.columns, choices),
            };
            key += choices
                .one(&["", "", "", " COLLATE nocase", " COLLATE RTRIM"])
                .unwrap_or("");
            key += choices
                .one(&["", "", " DESC", " ASC", " DESC NULLS LAST"])
                .unwrap_or("");
            keys.push(key);
        }
        let predicate = match choices.rarely(3) {
            true => format!(" WHERE {}", expression(&table.columns, choices)),
            false => String::new(),
        };
        let spelled = name(&made, choices);
        self.indexes.push(made);
        format!(
            "CREATE {unique}INDEX {exists}{schema}{spelled} ON {} ({}){predicate}",
            name(&table.name, choices),
            keys.join(", ")
        )
    }

    pub(super) fn add_column(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        if self.runs_on(&table) {
            return self.create_index(choices);
        }
        let added = choices.one(&NAMES).unwrap_or("z").to_owned();
        let mut columns = table.columns.clone();
        columns.push(added.clone());
        let mut constraints = table.constraints.clone();
        let definition = self.column_definition(&added, &columns, &mut constraints, choices);
        // A name in it would run on to the table's constraints.
        if constraints.len() > table.constraints.len() {
            return self.create_index(choices);
        }
        let word = if choices.rarely(3) { "" } else { "COLUMN " };
        let spelled = self.spelled(&table, choices);
        for held in self.tables.iter_mut().filter(|held| held.name == table.name) {
            held.columns.clone_from(&columns);
            held.constraints.clone_from(&constraints);
        }
        format!("ALTER TABLE {spelled} ADD {word}{definition}")
    }

    pub(super) fn drop_column(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let word = if choices.rarely(3) { "" } else { "COLUMN " };
        let dropped = column(&table.columns, choices);
        format!(
            "ALTER TABLE {} DROP {word}{dropped}",
            self.spelled(&table, choices)
        )
    }

    pub(super) fn rename_column(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let at = choices.below(table.columns.len());
        let from = table.columns.get(at).cloned().unwrap_or_default();
        let to = choices.one(&NAMES).unwrap_or("z").to_owned();
        let word = if choices.rarely(3) { "" } else { "COLUMN " };
        for held in self.tables.iter_mut().filter(|held| held.name == table.name) {
            if let Some(column) = held.columns.get_mut(at) {
                column.clone_from(&to);
            }
        }
        format!(
            "ALTER TABLE {} RENAME {word}{} TO {}",
            self.spelled(&table, choices),
            column_name(&from, choices),
            name(&to, choices)
        )
    }

    pub(super) fn rename_table(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let to = choices.one(&TABLES).unwrap_or("z").to_owned();
        for held in self.tables.iter_mut().filter(|held| held.name == table.name) {
            held.name.clone_from(&to);
        }
        // The old name stays in the lists: SQLite may refuse this.
        let (old, new) = (table.name.to_ascii_lowercase(), to.to_ascii_lowercase());
        for list in [&mut self.running_on, &mut self.with_names] {
            if list.contains(&old) {
                list.push(new.clone());
            }
        }
        format!(
            "ALTER TABLE {} RENAME TO {}",
            self.spelled(&table, choices),
            name(&to, choices)
        )
    }

    pub(super) fn alter_constraint(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        if self.runs_on(&table) {
            return self.create_index(choices);
        }
        let has_names = self.with_names.contains(&table.name.to_ascii_lowercase());
        let condition = match expression(&table.columns, choices) {
            // It is computed for no row when it names no column, and may fail in that.
            text if text.contains("json_extract") => "1".to_owned(),
            text => text,
        };
        let spelled = self.spelled(&table, choices);
        let mut constraints = table.constraints.clone();
        match choices.below(5) {
            // Behind a name that the last column left over, a nameless one would take that name.
            0 if !has_names => format!("ALTER TABLE {spelled} ADD CHECK ({condition})"),
            0 | 1 => {
                let named = constraint_name(&mut constraints, choices);
                format!("ALTER TABLE {spelled} ADD {named}CHECK ({condition})")
            }
            2 => {
                let at = choices.below(constraints.len());
                let dropped = constraints.get(at).map_or("nothing", String::as_str);
                format!("ALTER TABLE {spelled} DROP CONSTRAINT {}", name(dropped, choices))
            }
            3 => format!(
                "ALTER TABLE {spelled} ALTER COLUMN {} SET NOT NULL",
                column(&table.columns, choices)
            ),
            _ => format!(
                "ALTER TABLE {spelled} ALTER {} DROP NOT NULL",
                column(&table.columns, choices)
            ),
        }
    }
}

fn constraint_name(constraints: &mut Vec<String>, choices: &mut Choices<'_>) -> String {
    let made = choices
        .one(&["c1", "C2", "my check", "c3"])
        .unwrap_or("c1")
        .to_owned();
    let text = format!("CONSTRAINT {} ", name(&made, choices));
    constraints.push(made);
    text
}
