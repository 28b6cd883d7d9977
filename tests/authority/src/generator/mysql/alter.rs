//! `ALTER TABLE` with one to three actions.

use super::column::{TYPES, default};
use super::{Choices, MySqlWriter, TABLES, Table};

/// Instead of a change to the default of a moment: a patch release keeps `now()` whatever it is told (docs/decisions/0006).
const KEEPS_ALL: &str = "force";

impl MySqlWriter {
    pub(super) fn alter_table(&mut self, choices: &mut Choices<'_>) -> String {
        let at = self.table(choices);
        let Some(mut table) = self.tables.get(at).cloned() else {
            return String::new();
        };
        let head = table.name.clone();
        table.temporary = self.tables.iter().any(|held| held.temporary && held.name == head);
        let count = 1 + choices.below(6) / 2;
        let mut actions: Vec<String> = (0..count).map(|_| self.action(choices, &mut table)).collect();
        // With others these do what no manual says (docs/decisions/0006).
        let is_alone = |action: &String| action.starts_with("rename to") || action.ends_with("drop default");
        if let Some(alone) = actions.iter().position(is_alone) {
            actions = vec![actions.swap_remove(alone)];
        }
        // An index that is renamed where the engine changes is ignored by its old name, without effect (docs/decisions/0006).
        let has = |start: &str| actions.iter().any(|action| action.starts_with(start));
        if has("engine") && has("rename index") {
            actions.retain(|action| !action.starts_with("alter index"));
        }
        let text = actions.join(", ");
        table.unique |= is_unique(&text);
        self.linked |= text.contains("references");
        // What a foreign key refers to goes unseen when another key takes its place, and a foreign key to nothing with its key
        // (docs/decisions/0006).
        let text = match self.linked && (table.unique || self.unchecked) {
            true => text.replace("drop primary key", "force"),
            false => text,
        };
        if let Some(held) = self.tables.get_mut(at) {
            *held = table;
        }
        format!("alter table {head} {text}")
    }

    fn action(&self, choices: &mut Choices<'_>, table: &mut Table) -> String {
        match choices.below(34) {
            0..=2 => {
                let text = self.column(choices, table);
                format!("add {text}{}", place(choices, table))
            }
            3 => {
                let text = self.column(choices, table);
                format!("add column if not exists {text}")
            }
            4 | 5 => {
                let name = table.column_name(choices);
                if !choices.rarely(3) {
                    table.columns.retain(|column| column.name != name);
                }
                let if_exists = choices
                    .one(&["", "", "column ", "column if exists "])
                    .unwrap_or_default();
                format!("drop {if_exists}{name}")
            }
            6..=8 => {
                let name = table.column_name(choices);
                table.columns.retain(|column| column.name != name);
                let text = self.column_called(choices, table, name);
                format!("modify {text}{}", place(choices, table))
            }
            9 | 10 => {
                let old = table.column_name(choices);
                table.columns.retain(|column| column.name != old);
                let text = match table.temporary {
                    // CHECKs of a temporary table with a new name do not follow (docs/decisions/0006).
                    true => self.column_called(choices, table, old.clone()),
                    false => self.column(choices, table),
                };
                format!("change {old} {text}{}", place(choices, table))
            }
            11 | 12 => {
                let old = table.column_name(choices);
                let new = choices.one(&["x", "y", "a", "B", "c"]).unwrap_or_default();
                if table.temporary {
                    return format!("rename column {old} to {old}");
                }
                for column in table.columns.iter_mut().filter(|column| column.name == old) {
                    new.clone_into(&mut column.name);
                }
                format!("rename column {old} to {new}")
            }
            13 => {
                let at = choices.below(table.columns.len());
                let column = table.columns.get(at);
                let kind = column.and_then(|column| TYPES.get(column.kind));
                if kind.is_some_and(|kind| kind.is_moment) {
                    return KEEPS_ALL.to_owned();
                }
                let value = kind.map_or("1", |kind| default(choices, kind));
                format!(
                    "alter {} set default {value}",
                    column.map_or("a", |column| &column.name)
                )
            }
            14 => {
                let name = table.column_name(choices);
                let mut alike = self.tables.iter().flat_map(|table| &table.columns);
                let is_moment = alike.any(|column| {
                    column.name.eq_ignore_ascii_case(&name)
                        && TYPES.get(column.kind).is_some_and(|kind| kind.is_moment)
                });
                match is_moment {
                    true => KEEPS_ALL.to_owned(),
                    false => format!("alter column {name} drop default"),
                }
            }
            15..=19 => format!("add {}", self.constraint(choices, table)),
            20 => "drop primary key".to_owned(),
            21 | 22 => format!("drop index {}", table.key_name(choices)),
            23 => format!("drop foreign key {}", table.foreign_key_name(choices)),
            24 => {
                let at = choices.below(table.checks.len() + 1);
                let name = table.checks.get(at).map_or("CONSTRAINT_1", String::as_str);
                format!("drop constraint {name}")
            }
            25 => {
                let name = choices.one(&TABLES).unwrap_or_default();
                name.clone_into(&mut table.name);
                format!("rename to {name}")
            }
            26 => {
                let old = table.key_name(choices);
                let new = table.new_key_name(choices);
                format!("rename index {old} to {new}")
            }
            27 => choices
                .one(&["engine = InnoDB", "engine = MyISAM", "engine Aria"])
                .unwrap_or_default()
                .to_owned(),
            28 => choices
                .one(&[
                    "convert to character set utf8mb4",
                    "convert to character set latin1",
                    "convert to character set utf8mb4 collate utf8mb4_bin",
                    "convert to charset utf8mb3",
                ])
                .unwrap_or_default()
                .to_owned(),
            29 => choices
                .one(&[
                    "default character set latin1",
                    "collate utf8mb4_bin",
                    "default collate = utf8mb3_bin",
                ])
                .unwrap_or_default()
                .to_owned(),
            30 => "comment = 'changed'".to_owned(),
            31 => format!("alter index {} ignored", table.key_name(choices)),
            32 => choices
                .one(&[
                    "add system versioning",
                    "drop system versioning",
                    "auto_increment = 100",
                    "force",
                ])
                .unwrap_or_default()
                .to_owned(),
            _ => format!("drop index if exists {}", table.key_name(choices)),
        }
    }
}

/// Whether the text makes a key that may stand for the primary key.
pub(super) fn is_unique(text: &str) -> bool {
    text.contains("unique") || text.contains("serial")
}

fn place(choices: &mut Choices<'_>, table: &Table) -> String {
    match choices.below(6) {
        4 => " first".to_owned(),
        5 => format!(" after {}", table.column_name(choices)),
        _ => String::new(),
    }
}
