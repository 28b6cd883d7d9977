//! The index as statements: to make it, and to try it first.

use rowproof_catalog::quote;
use rowproof_syntax::Dialect;

use super::{Proposal, Reading};

/// The longest name PostgreSQL keeps, in bytes.
const NAME_BYTES: usize = 63;

impl Proposal {
    /// The columns of its keys, in order.
    pub fn columns(&self) -> Vec<String> {
        self.keys.iter().map(|key| key.column.clone()).collect()
    }

    /// What stands between the parentheses.
    pub fn key_list(&self) -> String {
        let keys: Vec<&str> = self.keys.iter().map(|key| key.sql.as_str()).collect();
        keys.join(", ")
    }

    /// The keys and the condition, as people name an index: `(a, b DESC) WHERE c`.
    pub fn shown(&self) -> String {
        let mut shown = format!("({})", self.key_list());
        if let Some(method) = self.method {
            shown = format!("USING {method} {shown}");
        }
        if !self.predicate.is_empty() {
            shown.push_str(" WHERE ");
            shown.push_str(&self.predicate.join(" AND "));
        }
        shown
    }

    /// A name that nothing has; empty when it is left to the server.
    pub fn name(&self, reading: &Reading<'_>, taken: &[String]) -> String {
        let columns = self.columns();
        let first = match reading.known {
            Some((catalog, relation)) => catalog.choose_name(relation.id, &columns, "idx"),
            None => format!("{}_{}_idx", reading.table, columns.join("_")),
        };
        if reading.known.is_none() && first.len() > NAME_BYTES {
            return String::new();
        }
        let mut name = first.clone();
        let mut number = 2_u32;
        while taken.contains(&name) {
            let ending = format!("_{number}");
            let room = NAME_BYTES - ending.len();
            let mut stem = first.as_str();
            while stem.len() > room {
                let shorter = stem.char_indices().next_back().map_or(0, |(at, _)| at);
                stem = stem.get(..shorter).unwrap_or_default();
            }
            name = format!("{stem}{ending}");
            number += 1;
        }
        name
    }

    /// The statement that has to run before: the extension whose operator class a key names. Empty for most.
    pub fn extension(&self) -> Vec<String> {
        let wanted = self.keys.iter().any(|key| key.sql.ends_with(" gin_trgm_ops"));
        let statement = "CREATE EXTENSION IF NOT EXISTS pg_trgm";
        wanted.then(|| statement.to_owned()).into_iter().collect()
    }

    /// The statement that makes it beside running queries.
    pub fn statement(&self, reading: &Reading<'_>, name: &str) -> String {
        let dialect = reading.dialect;
        let table = self.table(reading);
        let quoted = match name.is_empty() {
            true => String::new(),
            false => format!("{} ", quote(name, dialect)),
        };
        match dialect {
            Dialect::MySql => format!(
                "ALTER TABLE {table} ADD INDEX {quoted}({}), ALGORITHM=INPLACE, LOCK=NONE",
                self.key_list()
            ),
            Dialect::Sqlite => format!("CREATE INDEX {quoted}ON {table} {}", self.rest()),
            Dialect::PostgreSql => {
                // A partitioned table's index cannot be made beside writers at once.
                let partitioned = reading.known.is_some_and(|(_, relation)| relation.partitioned);
                let how = if partitioned { "" } else { "CONCURRENTLY " };
                format!("CREATE INDEX {how}{quoted}ON {table} {}", self.rest())
            }
        }
    }

    fn table(&self, reading: &Reading<'_>) -> String {
        if let Some((catalog, relation)) = reading.known {
            return catalog.sql_name(relation);
        }
        let table = quote(reading.table, reading.dialect);
        match reading.schema.filter(|schema| *schema != "public") {
            Some(schema) => format!("{}.{table}", quote(schema, reading.dialect)),
            None => table,
        }
    }

    /// Method, keys, columns carried along and condition.
    fn rest(&self) -> String {
        let mut rest = String::new();
        if let Some(method) = self.method {
            rest.push_str("USING ");
            rest.push_str(method);
            rest.push(' ');
        }
        rest.push('(');
        rest.push_str(&self.key_list());
        rest.push(')');
        if !self.include.is_empty() {
            let include: Vec<String> = self
                .include
                .iter()
                .map(|column| quote(column, Dialect::PostgreSql))
                .collect();
            rest.push_str(" INCLUDE (");
            rest.push_str(&include.join(", "));
            rest.push(')');
        }
        if !self.predicate.is_empty() {
            rest.push_str(" WHERE ");
            rest.push_str(&self.predicate.join(" AND "));
        }
        rest
    }

    /// Statements that let the planner see the index without making it for good, and what they cost; the query's own EXPLAIN
    /// stands where the comment is.
    pub fn trial(&self, reading: &Reading<'_>) -> Vec<String> {
        let plain = format!("CREATE INDEX ON {} {}", self.table(reading), self.rest());
        match reading.dialect {
            Dialect::PostgreSql if self.method.is_none() => vec![
                "CREATE EXTENSION IF NOT EXISTS hypopg".to_owned(),
                format!(
                    "SELECT * FROM hypopg_create_index('{}')",
                    plain.replace('\'', "''")
                ),
                "/* EXPLAIN and the query, in this session */ SELECT hypopg_reset()".to_owned(),
            ],
            Dialect::PostgreSql => {
                let mut trial = vec!["BEGIN".to_owned()];
                trial.extend(self.extension());
                trial.push(plain);
                trial.push("/* EXPLAIN (ANALYZE, BUFFERS) and the query */ ROLLBACK".to_owned());
                trial
            }
            Dialect::MySql | Dialect::Sqlite => Vec::new(),
        }
    }

    /// Statements that remove what the new index makes needless.
    pub fn drops(&self, reading: &Reading<'_>) -> Vec<String> {
        let dialect = reading.dialect;
        let drop = |index: &String| {
            let name = quote(index, dialect);
            match dialect {
                Dialect::PostgreSql => format!("DROP INDEX CONCURRENTLY {name}"),
                Dialect::MySql => format!("ALTER TABLE {} DROP INDEX {name}", self.table(reading)),
                Dialect::Sqlite => format!("DROP INDEX {name}"),
            }
        };
        self.replaces.iter().map(drop).collect()
    }
}

impl Reading<'_> {
    /// What one index more costs, in sentences.
    pub fn write_cost(&self) -> String {
        let indexes = self.known.map_or(0, |(_, relation)| relation.indexes.len());
        super::reasons::write_cost(self.dialect, indexes)
    }
}
