//! Statements that make, relate and drop tables.

use super::super::Choices;
use super::{COLUMNS, CONSTRAINTS, Column, Family, Table, Writer, behavior, maybe, one_of};

impl Writer {
    pub(super) fn create_table(&mut self, choices: &mut Choices<'_>) -> String {
        let name = self.new_name(choices);
        let kind = match choices.below(12) {
            10 => "temp ",
            11 => "unlogged ",
            _ => "",
        };
        let exists = maybe("if not exists ", 8, choices);
        let mut columns = Vec::new();
        let mut items = Vec::new();
        for at in 0..=choices.below(4) {
            let column = match choices.rarely(12) {
                true => one_of(&COLUMNS, choices),
                false => COLUMNS.get(at).copied().unwrap_or("a").to_owned(),
            };
            let (text, family) = self.definition(&column, choices);
            items.push(text);
            columns.push(Column { name: column, family });
        }
        let table = Table {
            name: name.clone(),
            columns,
            partitioned: false,
        };
        for _ in 0..choices.below(3) {
            items.push(self.table_constraint(&table, choices));
        }
        let strategy = ["range", "list", "hash"];
        let partition = match choices.rarely(6) && kind.is_empty() {
            true => {
                let column = self.column_of(&table, choices).name;
                format!(" partition by {} ({column})", one_of(&strategy, choices))
            }
            false => String::new(),
        };
        format!(
            "create {kind}table {exists}{name} ({}){partition}",
            items.join(", ")
        )
    }

    pub(super) fn create_like(&mut self, choices: &mut Choices<'_>) -> String {
        let mut source = self.table(choices);
        if let Some(name) = self.types.last().filter(|_| choices.rarely(6)) {
            source.name.clone_from(name);
        }
        let name = self.new_name(choices);
        let mut options = String::new();
        for _ in 0..choices.below(4) {
            let what = [
                "all",
                "defaults",
                "constraints",
                "indexes",
                "identity",
                "generated",
                "comments",
            ];
            let verb = if choices.rarely(4) {
                "excluding"
            } else {
                "including"
            };
            options += &format!(" {verb} {}", one_of(&what, choices));
        }
        let more = maybe(", z int", 3, choices);
        format!("create table {name} (like {}{options}{more})", source.name)
    }

    pub(super) fn create_heir(&mut self, choices: &mut Choices<'_>) -> String {
        let parent = self.table(choices);
        let name = self.new_name(choices);
        let mut items = Vec::new();
        for _ in 0..choices.below(3) {
            let column = one_of(&COLUMNS, choices);
            items.push(self.definition(&column, choices).0);
        }
        let second = match choices.rarely(4) {
            true => format!(", {}", self.table(choices).name),
            false => String::new(),
        };
        format!(
            "create table {name} ({}) inherits ({}{second})",
            items.join(", "),
            parent.name
        )
    }

    pub(super) fn create_partition(&mut self, choices: &mut Choices<'_>) -> String {
        let partitioned: Vec<Table> = self
            .tables
            .iter()
            .filter(|table| table.partitioned)
            .cloned()
            .collect();
        let at = choices.below(partitioned.len());
        let Some(parent) = partitioned.get(at) else {
            return self.create_table(choices);
        };
        let name = self.new_name(choices);
        let items = match choices.rarely(4) {
            true => {
                let column = self.column_of(parent, choices);
                let check = self.check(&column, choices);
                format!(" ({check})")
            }
            false => String::new(),
        };
        format!("create table {name} partition of {}{items} default", parent.name)
    }

    pub(super) fn add_constraint(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let only = maybe("only ", 12, choices);
        let mut constraint = self.table_constraint(&table, choices);
        let may_wait = constraint.contains("check (") || constraint.contains("references");
        if may_wait && choices.rarely(5) {
            constraint += " not valid";
        }
        format!("alter table {only}{} add {constraint}", table.name)
    }

    pub(super) fn drop_constraint(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let column = self.column_of(&table, choices).name;
        let bare = |text: &str| {
            text.rsplit('.')
                .next()
                .unwrap_or(text)
                .trim_matches('"')
                .to_owned()
        };
        let (stem, column) = (bare(&table.name), bare(&column));
        let name = match choices.below(6) {
            0 => format!("\"{stem}_pkey\""),
            1 => format!("\"{stem}_{column}_key\""),
            2 => format!("\"{stem}_{column}_check\""),
            3 => format!("\"{stem}_{column}_fkey\""),
            4 => format!("\"{stem}_{column}_not_null\""),
            _ => one_of(&CONSTRAINTS, choices),
        };
        let verb = match choices.below(6) {
            4 => return format!("alter table {} validate constraint {name}", table.name),
            5 => "drop constraint if exists",
            _ => "drop constraint",
        };
        format!("alter table {} {verb} {name}{}", table.name, behavior(choices))
    }

    /// A constraint of a table, with or without a name.
    pub(super) fn table_constraint(&self, table: &Table, choices: &mut Choices<'_>) -> String {
        let name = match choices.rarely(3) {
            true => format!("constraint {} ", one_of(&CONSTRAINTS, choices)),
            false => String::new(),
        };
        let first = self.column_of(table, choices);
        let columns = match choices.rarely(3) {
            true => format!("{}, {}", first.name, self.column_of(table, choices).name),
            false => first.name.clone(),
        };
        let timing = maybe(" deferrable initially deferred", 6, choices);
        let body = match choices.below(8) {
            0 => format!("primary key ({columns}){timing}"),
            1 => {
                let distinct = if choices.rarely(6) {
                    " nulls not distinct"
                } else {
                    ""
                };
                let include = match choices.rarely(6) {
                    true => format!(" include ({})", self.column_of(table, choices).name),
                    false => String::new(),
                };
                format!("unique{distinct} ({columns}){include}{timing}")
            }
            2 | 3 => return format!("{name}{}", self.check(&first, choices)),
            4..=6 => {
                let target = self.table(choices);
                let referenced = match choices.rarely(2) {
                    true => format!(" ({})", self.column_of(&target, choices).name),
                    false => String::new(),
                };
                let columns = if referenced.is_empty() {
                    columns
                } else {
                    first.name
                };
                let actions = self.actions(choices);
                format!(
                    "foreign key ({columns}) references {}{referenced}{actions}{timing}",
                    target.name
                )
            }
            _ => format!("exclude using btree ({} with =){timing}", first.name),
        };
        format!("{name}{body}")
    }

    pub(super) fn actions(&self, choices: &mut Choices<'_>) -> String {
        let actions = ["cascade", "set null", "restrict", "no action", "set default"];
        let mut text = maybe(" match full", 10, choices);
        if choices.rarely(3) {
            text += &format!(" on delete {}", one_of(&actions, choices));
        }
        if choices.rarely(4) {
            text += &format!(" on update {}", one_of(&actions, choices));
        }
        text
    }

    pub(super) fn check(&self, column: &Column, choices: &mut Choices<'_>) -> String {
        let name = &column.name;
        let condition = match (column.family, choices.below(3)) {
            (_, 2) => format!("{name} is not null"),
            (Family::Number, 1) => format!("{name} > 0 and {name} < 10"),
            (Family::Number, _) => format!("{name} > 0"),
            (Family::Text, 1) => format!("length({name}) < 10"),
            (Family::Text, _) => format!("{name} <> ''"),
            (Family::Other, _) => format!("{name} is not null"),
        };
        let inherit = maybe(" no inherit", 8, choices);
        format!("check ({condition}){inherit}")
    }

    pub(super) fn drop_table(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let exists = maybe("if exists ", 4, choices);
        let second = match choices.rarely(5) {
            true => format!(", {}", self.table(choices).name),
            false => String::new(),
        };
        format!("drop table {exists}{}{second}{}", table.name, behavior(choices))
    }

    /// Heirs and partitions that come and go.
    pub(super) fn kinship(&mut self, choices: &mut Choices<'_>) -> String {
        let (one, other) = (self.table(choices), self.table(choices));
        match choices.below(4) {
            0 => format!("alter table {} inherit {}", one.name, other.name),
            1 => format!("alter table {} no inherit {}", one.name, other.name),
            2 => format!("alter table {} attach partition {} default", one.name, other.name),
            _ => format!("alter table {} detach partition {}", one.name, other.name),
        }
    }
}
