//! Indexes, types, sequences, schemas, comments, views and transactions.

use super::super::Choices;
use super::{COLUMNS, CONSTRAINTS, Family, NAMES, SCHEMAS, Writer, behavior, maybe, one_of};

impl Writer {
    pub(super) fn create_index(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let name = match choices.rarely(2) {
            true => one_of(&NAMES, choices),
            false => String::new(),
        };
        let unique = maybe("unique ", 4, choices);
        let exists = match name.is_empty() {
            true => String::new(),
            false => maybe("if not exists ", 6, choices),
        };
        let only = maybe("only ", 8, choices);
        let mut keys = Vec::new();
        for _ in 0..=choices.below(2) {
            let column = self.column_of(&table, choices);
            let order = ["", " desc", " nulls first", " desc nulls last"];
            let key = match (column.family, choices.below(6)) {
                (Family::Text, 4) => format!("lower({})", column.name),
                (Family::Text, 5) => format!("({} || 'x') collate \"C\"", column.name),
                (Family::Number, 4) => format!("({} + 1)", column.name),
                (Family::Number, 5) => format!("abs({})", column.name),
                _ => column.name,
            };
            keys.push(format!("{key}{}", one_of(&order, choices)));
        }
        let include = match choices.rarely(6) {
            true => format!(" include ({})", self.column_of(&table, choices).name),
            false => String::new(),
        };
        let predicate = match choices.rarely(5) {
            true => format!(" where {} is not null", self.column_of(&table, choices).name),
            false => String::new(),
        };
        self.indexes.push(name.clone());
        let keys = keys.join(", ");
        format!(
            "create {unique}index {exists}{name} on {only}{} ({keys}){include}{predicate}",
            table.name
        )
    }

    pub(super) fn policy(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let name = one_of(&CONSTRAINTS, choices);
        // Without subqueries: what those name is not followed (decision 0006).
        let column = self.column_of(&table, choices).name;
        let condition = match choices.below(4) {
            0 => "true".to_owned(),
            _ => format!("{column} is not null"),
        };
        let table = table.name;
        match choices.below(12) {
            0 => format!("alter table {table} enable row level security, force row level security"),
            1 => format!("alter table only {table} disable row level security"),
            2 => format!(
                "alter policy {name} on {table} rename to {}",
                one_of(&CONSTRAINTS, choices)
            ),
            3 => format!("alter policy {name} on {table} to current_user using ({condition})"),
            4 => format!("alter policy {name} on {table} with check ({condition})"),
            5 => format!("drop policy {}{name} on {table}", maybe("if exists ", 2, choices)),
            _ => {
                let kind = maybe(" as restrictive", 4, choices);
                let command = one_of(
                    &[
                        "",
                        " for all",
                        " for select",
                        " for insert",
                        " for update",
                        " for delete",
                    ],
                    choices,
                );
                let using = maybe(&format!(" using ({condition})"), 2, choices);
                let check = maybe(" with check (true)", 4, choices);
                format!("create policy {name} on {table}{kind}{command}{using}{check}")
            }
        }
    }

    pub(super) fn drop_index(&mut self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.indexes.len());
        let name = match self.indexes.get(at).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None => {
                let table = self.table(choices);
                let column = self.column_of(&table, choices).name;
                format!(
                    "\"{}_{}_idx\"",
                    table.name.trim_matches('"'),
                    column.trim_matches('"')
                )
            }
        };
        let exists = maybe("if exists ", 4, choices);
        format!("drop index {exists}{name}{}", behavior(choices))
    }

    pub(super) fn rename(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        match choices.below(6) {
            0 | 1 => {
                let (from, to) = (self.column_of(&table, choices).name, one_of(&COLUMNS, choices));
                format!("alter table {} rename column {from} to {to}", table.name)
            }
            2 => {
                let to = one_of(&NAMES, choices);
                format!("alter table {} rename to {to}", table.name)
            }
            3 => format!(
                "alter table {} rename constraint {} to {}",
                table.name,
                one_of(&CONSTRAINTS, choices),
                one_of(&CONSTRAINTS, choices)
            ),
            4 => format!(
                "alter index {} rename to {}",
                one_of(&NAMES, choices),
                one_of(&NAMES, choices)
            ),
            _ => {
                let schema = one_of(&["public", "s", "\"S 2\""], choices);
                format!("alter table {} set schema {schema}", table.name)
            }
        }
    }

    pub(super) fn create_type(&mut self, choices: &mut Choices<'_>) -> String {
        let name = self.new_name(choices);
        self.types.push(name.clone());
        match choices.below(5) {
            0 | 1 => format!("create type {name} as enum ('x', 'y')"),
            2 => format!("create domain {name} as int check (value > 0)"),
            3 => format!("create domain {name} as text not null default 'x'"),
            _ => format!("create type {name} as (a int, b text)"),
        }
    }

    pub(super) fn alter_type(&mut self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.types.len());
        let Some(name) = self.types.get(at).cloned() else {
            return self.create_type(choices);
        };
        match choices.below(8) {
            0 => format!("alter type {name} add value if not exists 'z' before 'y'"),
            1 => format!("alter type {name} rename value 'x' to 'w'"),
            2 => {
                let to = one_of(&NAMES, choices);
                self.types.push(to.clone());
                format!("alter type {name} rename to {to}")
            }
            3 => format!("alter domain {name} set not null"),
            4 => format!(
                "alter domain {name} add constraint {} check (value is not null)",
                one_of(&CONSTRAINTS, choices)
            ),
            5 => format!(
                "alter domain {name} drop constraint if exists {}",
                one_of(&CONSTRAINTS, choices)
            ),
            6 => format!("drop type {name}{}", behavior(choices)),
            _ => format!("drop domain if exists {name}{}", behavior(choices)),
        }
    }

    pub(super) fn sequence(&mut self, choices: &mut Choices<'_>) -> String {
        let at = choices.below(self.sequences.len());
        let held = self.sequences.get(at).cloned();
        let Some(name) = held.filter(|_| !choices.rarely(3)) else {
            let name = self.new_name(choices);
            let exists = maybe("if not exists ", 6, choices);
            if !name.contains('"') {
                self.sequences.push(name.clone());
            }
            return format!("create sequence {exists}{name}");
        };
        match choices.below(5) {
            0 => {
                let table = self.table(choices);
                let column = self.column_of(&table, choices).name;
                format!("alter sequence {name} owned by {}.{column}", table.name)
            }
            1 => format!("alter sequence {name} owned by none"),
            2 => format!("alter sequence {name} rename to {}", one_of(&NAMES, choices)),
            _ => format!("drop sequence {name}{}", behavior(choices)),
        }
    }

    pub(super) fn comment(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let text = one_of(&["'one'", "'two'", "null"], choices);
        match choices.below(4) {
            0 => format!("comment on table {} is {text}", table.name),
            1 => format!(
                "comment on column {}.{} is {text}",
                table.name,
                self.column_of(&table, choices).name
            ),
            2 => format!(
                "comment on constraint {} on {} is {text}",
                one_of(&CONSTRAINTS, choices),
                table.name
            ),
            _ => format!("comment on index {} is {text}", one_of(&NAMES, choices)),
        }
    }

    pub(super) fn schema(&mut self, choices: &mut Choices<'_>) -> String {
        let name = one_of(&SCHEMAS, choices);
        match choices.below(9) {
            0 | 1 => format!("create schema if not exists {name}"),
            2 => format!("create schema {name}"),
            3 => format!("set search_path to {name}, public"),
            4 => "set search_path to public".to_owned(),
            5 => format!("set local search_path to {name}, public"),
            6 => format!("alter schema {name} rename to {}", one_of(&SCHEMAS, choices)),
            _ => format!("drop schema {name}{}", behavior(choices)),
        }
    }

    pub(super) fn transaction(&mut self, choices: &mut Choices<'_>) -> String {
        if !self.in_transaction {
            self.in_transaction = true;
            return "begin".to_owned();
        }
        let (words, stays) = match choices.below(6) {
            0 => ("savepoint p", true),
            1 => ("rollback to p", true),
            2 => ("release p", true),
            3 => ("commit", false),
            _ => ("rollback", false),
        };
        self.in_transaction = stays;
        words.to_owned()
    }

    /// A view of one table, or its end.
    pub(super) fn view(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        match choices.below(4) {
            0 => format!("drop view w_1{}", behavior(choices)),
            1 => format!(
                "create materialized view w_2 as select {} from {}",
                self.column_of(&table, choices).name,
                table.name
            ),
            2 if self.version >= 14 => format!(
                "create or replace view w_1 as select {} from {}",
                self.column_of(&table, choices).name,
                table.name
            ),
            _ => format!("create view w_1 as select * from {}", table.name),
        }
    }
}
