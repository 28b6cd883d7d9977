//! Random views and triggers.

use super::expression::{column, expression};
use super::{Choices, SqliteWriter, Table, column_name, name};

impl SqliteWriter {
    pub(super) fn create_view(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let made = choices.one(&["v", "v2", "V w", "t"]).unwrap_or("v").to_owned();
        let temporary = choices.one(&["", "", "", "TEMP "]).unwrap_or("");
        let exists = if choices.rarely(5) { "IF NOT EXISTS " } else { "" };
        let query = self.query(&table, choices);
        let columns = choices.one(&["", "", "", " (p)", "(p, \"q r\")"]).unwrap_or("");
        let spelled = name(&made, choices);
        self.views.push(made);
        format!("CREATE {temporary}VIEW {exists}{spelled}{columns} AS {query}")
    }

    /// A query of one or two relations; relations of a join are read by alias.
    pub(super) fn query(&self, table: &Table, choices: &mut Choices<'_>) -> String {
        let other = self.table(choices);
        let from = name_in_from(&table.name, choices);
        let joined = name_in_from(&other.name, choices);
        let one = column(&table.columns, choices);
        let two = column(&table.columns, choices);
        let third = column(&other.columns, choices);
        match choices.below(12) {
            0 => format!("SELECT * FROM {from}"),
            1 => format!("SELECT {one}, {two} FROM {from}"),
            2 => format!(
                "SELECT x1.{one}, x2.{third} AS other FROM {from} x1 JOIN {joined} AS x2 ON x1.{two} = x2.{third}"
            ),
            3 => format!("SELECT x1.*, count(*) FROM {from} AS x1, {joined} x2 GROUP BY x1.{one}"),
            4 => format!(
                "SELECT {} AS e, {one} FROM {from} WHERE {two} NOTNULL",
                expression(&table.columns, choices)
            ),
            5 => format!("SELECT {one} FROM {from} UNION ALL SELECT {third} FROM {joined} ORDER BY 1"),
            6 => format!("SELECT * FROM (SELECT {one} AS z, {two} FROM {from}) WHERE z > 1"),
            7 => format!("WITH c (p) AS (SELECT {one} FROM {from}) SELECT p, p + 1 AS n, 'x' FROM c"),
            8 => format!("SELECT * FROM {from} NATURAL JOIN {joined}"),
            9 => format!("SELECT {one} COLLATE nocase, ({two}), CAST({one} AS TEXT), {one} FROM {from}"),
            10 => "VALUES (1, 'a'), (2, 'b')".to_owned(),
            _ => {
                format!("SELECT max({one}) OVER (ORDER BY {two}), (SELECT {third} FROM {joined}) FROM {from}")
            }
        }
    }

    pub(super) fn create_trigger(&mut self, choices: &mut Choices<'_>) -> String {
        let table = self.table(choices);
        let other = self.table(choices);
        let made = choices.one(&["g", "G", "g h", "g2"]).unwrap_or("g").to_owned();
        let temporary = choices.one(&["", "", "", "TEMP "]).unwrap_or("");
        let exists = if choices.rarely(5) { "IF NOT EXISTS " } else { "" };
        let on_view = choices.rarely(4) && !self.views.is_empty();
        let (timing, target) = match on_view {
            true => ("INSTEAD OF ", self.views.last().cloned().unwrap_or_default()),
            false => (
                choices.one(&["", "BEFORE ", "AFTER ", "AFTER "]).unwrap_or(""),
                table.name.clone(),
            ),
        };
        let one = column(&table.columns, choices);
        let third = column(&other.columns, choices);
        let event = match choices.below(4) {
            0 => "INSERT".to_owned(),
            1 => "DELETE".to_owned(),
            2 => "UPDATE".to_owned(),
            _ => format!("UPDATE OF {one}"),
        };
        let row = if event == "DELETE" { "OLD" } else { "new" };
        let condition = match choices.rarely(3) {
            true => format!(" WHEN {row}.{one} > 1"),
            false => String::new(),
        };
        let each = if choices.rarely(3) { " FOR EACH ROW" } else { "" };
        let written = name_in_from(&other.name, choices);
        let body = match choices.below(6) {
            0 => "SELECT 1".to_owned(),
            1 => format!("INSERT INTO {written} ({third}) VALUES ({row}.{one})"),
            2 => format!("UPDATE {written} SET {third} = {row}.{one} WHERE {third} = CASE WHEN 1 THEN 2 END"),
            3 => format!("DELETE FROM {written} WHERE {third} IN (SELECT {third} FROM {written})"),
            4 => "SELECT RAISE(ABORT, 'no; never') WHERE 1".to_owned(),
            _ => format!("INSERT INTO {written} DEFAULT VALUES; SELECT {third} FROM {written}"),
        };
        let spelled = name(&made, choices);
        self.triggers.push(made);
        format!(
            "CREATE {temporary}TRIGGER {exists}{spelled} {timing}{event} ON {}{each}{condition} BEGIN {body}; END",
            name(&target, choices)
        )
    }
}

fn name_in_from(plain: &str, choices: &mut Choices<'_>) -> String {
    column_name(plain, choices)
}
