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

    fn standing(&mut self) -> Result<Standing, AskError> {
        let mut tables = BTreeMap::new();
        for table in self.base_tables()? {
            let made = self.ask(&format!("show create table {}", quoted(&table)))?;
            let statement = made.into_iter().next().and_then(|row| row.into_iter().nth(1)?);
            tables.insert(table, statement.unwrap_or_default());
        }
        Ok(Standing {
            tables,
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
        let now = self.standing()?;
        let was = std::mem::take(&mut self.standing);
        // A trigger goes with its table, and other databases are not looked at.
        if was.is_spread || !was.triggers.is_empty() || was.triggers != now.triggers {
            return Ok(false);
        }
        let mut changed = Vec::new();
        for (table, statement) in &now.tables {
            if was.tables.get(table) != Some(statement) || !self.is_empty(table)? {
                changed.push(table);
            }
        }
        self.ask("set foreign_key_checks = 0")?;
        for table in &changed {
            self.ask(&format!("drop table {}", quoted(table)))?;
        }
        let missing = was
            .tables
            .iter()
            .filter(|(table, _)| !now.tables.contains_key(*table));
        let dropped = was.tables.iter().filter(|(table, _)| changed.contains(table));
        for (_, statement) in missing.chain(dropped) {
            if self.attempt(statement)?.is_err() {
                return Ok(false);
            }
        }
        self.ask("set foreign_key_checks = 1")?;
        self.standing = was;
        Ok(true)
    }

    fn sqlstates(&self, refused: &Refused) -> &'static [&'static str] {
        sqlstate::of_mysql(&refused.code)
    }
}
