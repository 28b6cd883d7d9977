//! DDL cannot be undone here: what a trial has changed is made again, table by table.

use std::collections::BTreeMap;

use super::{MariaDb, failure, first, quoted};
use crate::proofs::bench::Bench;
use crate::proofs::sqlstate;
use crate::server::{AskError, Refused};

/// What the schema was when it was loaded.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Statements that make the tables, by name.
    tables: BTreeMap<String, String>,
    /// What has been run since.
    pub(super) said: String,
    /// Every trigger, as the server tells it.
    triggers: Vec<Vec<Option<String>>>,
    /// Whether there are other databases.
    is_spread: bool,
}

impl MariaDb {
    fn base_tables(&mut self) -> Result<Vec<String>, AskError> {
        let rows = self.ask("show full tables where table_type = 'BASE TABLE'")?;
        Ok(rows
            .into_iter()
            .filter_map(|row| row.into_iter().next()?)
            .collect())
    }

    /// The statement that makes the table.
    fn definition(&mut self, table: &str) -> Result<String, AskError> {
        let made = self.ask(&format!("show create table {}", quoted(table)))?;
        let statement = made.into_iter().next().and_then(|row| row.into_iter().nth(1)?);
        Ok(statement.unwrap_or_default())
    }

    fn standing(&mut self) -> Result<Standing, AskError> {
        let mut tables = BTreeMap::new();
        for table in self.base_tables()? {
            let statement = self.definition(&table)?;
            tables.insert(table, statement);
        }
        Ok(Standing {
            tables,
            said: String::new(),
            triggers: self.ask("show triggers")?,
            is_spread: self.databases()?.len() > 1,
        })
    }

    fn is_empty(&mut self, table: &str) -> Result<bool, AskError> {
        let rows = self.ask(&format!("select 1 from {} limit 1", quoted(table)))?;
        Ok(rows.is_empty())
    }
}

impl Bench for MariaDb {
    fn stand(&mut self) -> Result<(), AskError> {
        self.connection
            .reset()
            .map_err(|error| failure(&error.to_string()))?;
        self.ask("set names utf8mb4")?;
        if first(&self.ask("select database()")?).is_empty() {
            self.ask(&format!("use {}", super::DATABASE))?;
        }
        self.standing = self.standing()?;
        Ok(())
    }

    fn put_back(&mut self) -> Result<bool, AskError> {
        let mut was = std::mem::take(&mut self.standing);
        let said = std::mem::take(&mut was.said);
        // A trigger goes with its table, and other databases are not looked at.
        if was.is_spread || !was.triggers.is_empty() || !self.ask("show triggers")?.is_empty() {
            return Ok(false);
        }
        let now = self.base_tables()?;
        let mut changed: Vec<&String> = was.tables.keys().filter(|table| !now.contains(table)).collect();
        self.ask("set foreign_key_checks = 0")?;
        for table in &now {
            let same = match was.tables.get_key_value(table) {
                None => false,
                // What nothing has named is as it was.
                Some(_) if !said.contains(table.as_str()) => true,
                Some((table, statement)) => {
                    let same = self.definition(table)? == *statement && self.is_empty(table)?;
                    changed.extend((!same).then_some(table));
                    same
                }
            };
            if !same {
                self.ask(&format!("drop table {}", quoted(table)))?;
            }
        }
        for table in changed {
            let statement = was.tables.get(table).map_or("", String::as_str);
            if self.attempt(statement)?.is_err() {
                return Ok(false);
            }
        }
        self.ask("set foreign_key_checks = 1")?;
        self.standing = was;
        Ok(true)
    }

    fn is_missing_table(&self, refused: &Refused) -> bool {
        refused.code == "1146"
    }

    fn sqlstates(&self, refused: &Refused) -> &'static [&'static str] {
        sqlstate::of_mysql(&refused.code)
    }
}
