//! # One table for each year
//!
//! ## What it detects
//! Two tables or more with the same columns whose names differ only in a year or a month: `sales_2023`, `sales_2024`.
//! Partitions of one table are one table and are not reported.
//!
//! ## Why it matters
//! The year is a value, and here it is in the names of tables. Every query over more than one of them has to name them all, a new
//! year needs new tables and new code, a change of the columns has to be made to each, and nothing keeps a row of 2023 out of the
//! table of 2024 or the same number from being in both.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE sales_2023 (id bigint PRIMARY KEY, sold_on date NOT NULL, amount numeric(10,2) NOT NULL CHECK (amount >= 0));
//! CREATE TABLE sales_2024 (id bigint PRIMARY KEY, sold_on date NOT NULL, amount numeric(10,2) NOT NULL CHECK (amount >= 0));
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE sales (
//!   id bigint NOT NULL,
//!   sold_on date NOT NULL,
//!   amount numeric(10,2) NOT NULL CHECK (amount >= 0),
//!   PRIMARY KEY (id, sold_on)
//! ) PARTITION BY RANGE (sold_on);
//! CREATE TABLE sales_2023 PARTITION OF sales FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
//! CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
//! ```
//!
//! ## When to ignore it
//! When the old tables are archives that nothing reads together with the new one.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Table Partitioning".
//! - B. Karwin, "SQL Antipatterns", chapter "Metadata Tribbles".

use rowproof_catalog::QualifiedName;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "yearly-tables",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// More of them are not followed.
const MOST: usize = 60;

const WORDS: Words = Words {
    message: "{0} have the same columns, with the time in their names; keep it in a column of one table, partitioned if it is large",
    why: "Queries over more than one have to name them all, each new one needs new code, and nothing keeps a row in the table it belongs to.",
    sure: "The names differ only in the time, and the columns do not differ.",
    intent: "",
};

/// A time at the end of a name.
struct Dated<'n> {
    stem: &'n str,
    year: u32,
    /// With what stands between year and month.
    month: Option<(u32, &'static str)>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some(dated) = dated(&table.relation.name.name) else {
        return;
    };
    let named = |dated: &Dated<'_>| same_table(table, dated);
    if table.staging || named(&dated.before()).is_some() {
        return;
    }
    let mut tables = vec![table.relation];
    let mut next = dated.after();
    while let Some(found) = named(&next).filter(|_| tables.len() < MOST) {
        tables.push(found);
        next = next.after();
    }
    if tables.len() < 2 {
        return;
    }
    let names: Vec<String> = tables.iter().map(|table| table.name.to_string()).collect();
    let mut gap = table.table_gap(&WORDS);
    gap.said.push(match names.as_slice() {
        [first, .., last] if names.len() > 3 => format!("`{first}` to `{last}`, {} tables,", names.len()),
        _ => listed(&names),
    });
    gap.related = tables
        .iter()
        .skip(1)
        .map(|table| Label {
            span: table.name_span,
            text: "the same for another time".to_owned(),
        })
        .collect();
    gap.fixes.extend(as_one(table, dated.stem, &tables));
    findings.push(&RULE, &gap);
}

/// `sales_2023`, `sales_202304`, `sales_2023_04`
fn dated(name: &str) -> Option<Dated<'_>> {
    let year = |text: &str| text.parse().ok().filter(|year| (1950..2100).contains(year));
    let month = |text: &str| text.parse().ok().filter(|month| (1..=12).contains(month));
    let bare = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = name.strip_prefix(bare)?;
    let (stem, year, month) = match digits.len() {
        4 => (bare, year(digits)?, None),
        6 => {
            let (first, last) = digits.split_at_checked(4)?;
            (bare, year(first)?, Some((month(last)?, "")))
        }
        2 => {
            let before = bare.strip_suffix('_')?;
            let stem = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
            (
                stem,
                year(before.strip_prefix(stem)?)?,
                Some((month(digits)?, "_")),
            )
        }
        _ => return None,
    };
    (!stem.trim_end_matches('_').is_empty()).then_some(Dated { stem, year, month })
}

impl<'n> Dated<'n> {
    fn after(&self) -> Dated<'n> {
        let (year, month) = match self.month {
            Some((12, between)) => (self.year + 1, Some((1, between))),
            Some((month, between)) => (self.year, Some((month + 1, between))),
            None => (self.year + 1, None),
        };
        Dated { year, month, ..*self }
    }

    fn before(&self) -> Dated<'n> {
        let (year, month) = match self.month {
            Some((1, between)) => (self.year - 1, Some((12, between))),
            Some((month, between)) => (self.year, Some((month - 1, between))),
            None => (self.year - 1, None),
        };
        Dated { year, month, ..*self }
    }

    fn name(&self) -> String {
        match self.month {
            Some((month, between)) => format!("{}{}{between}{month:02}", self.stem, self.year),
            None => format!("{}{}", self.stem, self.year),
        }
    }
}

/// The table of that time, when it has the same columns.
fn same_table<'c>(table: &TableView<'c>, dated: &Dated<'_>) -> Option<&'c Relation> {
    let name = QualifiedName {
        schema: table.relation.name.schema.clone(),
        name: dated.name(),
    };
    let found = table
        .catalog
        .by_name(&name)
        .filter(|found| found.is_base_table())?;
    let (own, other) = (&table.relation.columns, &found.columns);
    let mut pairs = own.iter().zip(other);
    let same = pairs.all(|(one, other)| one.name == other.name && one.data_type == other.data_type);
    (same && own.len() == other.len()).then_some(found)
}

/// A view over all of them.
fn as_one(table: &TableView<'_>, stem: &str, tables: &[&Relation]) -> Option<ProposedFix> {
    let catalog = table.catalog;
    let name = QualifiedName {
        schema: table.relation.name.schema.clone(),
        name: stem.trim_end_matches('_').to_owned(),
    };
    if catalog.by_name(&name).is_some() {
        return None;
    }
    let parts: Vec<String> = tables
        .iter()
        .map(|table| format!("SELECT * FROM {}", catalog.sql_name(table)))
        .collect();
    let statement = format!(
        "CREATE VIEW {} AS {}",
        catalog.sql_qualified(&name),
        parts.join(" UNION ALL ")
    );
    Some(ProposedFix::statements(
        "read them as one through a view",
        "As a first step: readers stop naming the tables, which can then become one.",
        vec![statement],
    ))
}
