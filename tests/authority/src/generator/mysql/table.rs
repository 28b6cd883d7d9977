//! `CREATE TABLE` with its constraints and options.

use super::{Choices, MySqlWriter, TABLES, Table, alter};

const OPTIONS: [&str; 16] = [
    "",
    "",
    "",
    " engine = InnoDB",
    " engine = MyISAM",
    " default charset = latin1",
    " character set utf8mb4 collate utf8mb4_bin",
    " collate = utf8mb3_general_ci",
    " comment = 'a table''s'",
    " engine=Aria auto_increment=10 comment='x' charset=utf8",
    " row_format = dynamic engine = innodb",
    " engine = memory",
    " default collate latin1_general_ci",
    " with system versioning",
    " partition by hash (a) partitions 3",
    " engine = nosuchengine",
];

impl MySqlWriter {
    pub(super) fn create_table(&mut self, choices: &mut Choices<'_>) -> String {
        let name = choices.one(&TABLES).unwrap_or_default().to_owned();
        let mut table = Table {
            name: name.clone(),
            ..Table::default()
        };
        let columns = 1 + choices.below(4);
        let mut items: Vec<String> = (0..columns).map(|_| self.column(choices, &mut table)).collect();
        for _ in 0..choices.below(4) {
            let item = self.constraint(choices, &mut table);
            items.push(item);
        }
        let options = choices.one(&OPTIONS).unwrap_or_default();
        let head = match choices.below(12) {
            9 => "create table if not exists",
            11 => "create temporary table",
            _ => "create table",
        };
        table.temporary = head.contains("temporary");
        let text = items.join(", ");
        table.unique = alter::is_unique(&text);
        self.linked |= text.contains("references");
        if let Some(held) = self.tables.iter_mut().find(|held| held.name == name) {
            held.temporary |= table.temporary;
            held.unique |= table.unique;
        } else {
            self.tables.push(table);
        }
        format!("{head} {name} ({text}){options}")
    }

    /// A key, a foreign key or a CHECK, as it stands in a table's list and behind `ADD`.
    pub(super) fn constraint(&self, choices: &mut Choices<'_>, table: &mut Table) -> String {
        match choices.below(14) {
            0 => format!("primary key ({})", table.keys(choices)),
            1 => format!("key {} ({})", table.new_key_name(choices), table.keys(choices)),
            2 => format!(
                "unique key {} ({})",
                table.new_key_name(choices),
                table.keys(choices)
            ),
            3 => format!("unique ({})", table.keys(choices)),
            4 => format!("index ({})", table.keys(choices)),
            5 => format!(
                "constraint {} unique ({})",
                table.new_key_name(choices),
                table.keys(choices)
            ),
            6 => format!("fulltext key ({})", table.column_name(choices)),
            7 => {
                let name = choices.one(&["c1", "c2", "C1"]).unwrap_or_default();
                table.checks.push(name.to_owned());
                format!(
                    "constraint {name} check ({} is not null)",
                    table.column_name(choices)
                )
            }
            8 => format!(
                "check ({} is null or {} is not null)",
                table.column_name(choices),
                table.column_name(choices)
            ),
            9 => self.foreign_key(choices, table, "constraint fk1 "),
            10 => self.foreign_key(choices, table, "constraint fk2 "),
            11 => {
                let name = choices.one(&["k1", "fkey"]).unwrap_or_default();
                let text = self.foreign_key(choices, table, "");
                text.replacen("foreign key ", &format!("foreign key {name} "), 1)
            }
            _ => self.foreign_key(choices, table, ""),
        }
    }

    fn foreign_key(&self, choices: &mut Choices<'_>, table: &mut Table, head: &str) -> String {
        if let Some(name) = head.split(' ').nth(1) {
            table.foreign_keys.push(name.to_owned());
        }
        let at = choices.below(self.tables.len() + 1);
        let own = table.column_name(choices);
        let target = self.tables.get(at).unwrap_or(table);
        let columns = match choices.below(6) {
            5 => (
                format!("{own}, {}", table.column_name(choices)),
                format!("{}, {}", target.column_name(choices), target.column_name(choices)),
            ),
            _ => (own, target.column_name(choices)),
        };
        format!(
            "{head}foreign key ({}) references {} ({}){}",
            columns.0,
            target.name,
            columns.1,
            actions(choices)
        )
    }
}

/// What happens to referencing rows.
pub(super) fn actions(choices: &mut Choices<'_>) -> &'static str {
    choices
        .one(&[
            "",
            " on delete cascade",
            " on delete set null",
            " on update cascade on delete restrict",
            " on delete no action on update set null",
            " on delete set default",
        ])
        .unwrap_or_default()
}
