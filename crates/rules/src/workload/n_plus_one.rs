//! # One query for each row of another
//!
//! ## What it detects
//! In `pg_stat_statements` output: a short query that looks rows up by one value, run hundreds of times and about as often as another statement, run
//! seldom, gave back rows.
//!
//! ## Why it matters
//! A program that reads a list and then asks for each of its rows pays the way to the server and back every time. One query with a join, or with the
//! keys of the whole list, takes one way for all.
//!
//! ## Example
//! ```text,finds
//! query,calls,total_exec_time,rows
//! "SELECT id, customer_id FROM orders WHERE status = $1",320,1800,48000
//! "SELECT name FROM customers WHERE id = $1",48000,1400,48000
//! ```
//!
//! ## Better
//! ```text,clean
//! query,calls,total_exec_time,rows
//! "SELECT id, customer_id FROM orders WHERE status = $1",320,1800,48000
//! "SELECT id, name FROM customers WHERE id = ANY ($1)",320,700,47000
//! ```
//!
//! ## When to ignore it
//! When the numbers agree by chance: two parts of a program that both run once for each visit, say.
//!
//! ## References
//! - PostgreSQL manual, "Additional Supplied Modules", section "pg_stat_statements".

use rowproof_query::{Access, ConjunctKind};

use super::reading::{Counted, counted_statements};
use crate::plans::{count, ms};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "n-plus-one",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Statistics(check),
};

/// Fewer calls are nothing to speak of.
const LEAST_CALLS: u64 = 300;
/// A look-up by a key takes no longer than this on average, in milliseconds.
const MOST_MEAN_MS: f64 = 2.0;
/// The other statement runs so many times less often at least.
const LEAST_TIMES: u64 = 10;
/// How far calls and rows may be apart, as parts of the rows.
const LEAST_FIT: f64 = 0.9;
const MOST_FIT: f64 = 1.05;

struct NPlusOne<'c> {
    child: &'c Counted<'c>,
    parent: &'c Counted<'c>,
    table: String,
    column: String,
    dialect: Dialect,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let statements = counted_statements(context);
    for child in &statements {
        if child.calls < LEAST_CALLS || child.mean_ms() > MOST_MEAN_MS {
            continue;
        }
        let Some((table, column)) = looked_up(context.catalog, child) else {
            continue;
        };
        let fits = |parent: &&Counted<'_>| {
            let rows = parent.rows.unwrap_or(0) as f64;
            let part = child.calls as f64 / rows.max(1.0);
            parent.number != child.number
                && parent.is_query()
                && parent.calls.saturating_mul(LEAST_TIMES) <= child.calls
                && (LEAST_FIT..=MOST_FIT).contains(&part)
        };
        if let Some(parent) = statements.iter().find(fits) {
            let fact = NPlusOne {
                child,
                parent,
                table,
                column: quote(&column, context.catalog.dialect()),
                dialect: context.catalog.dialect(),
            };
            findings.push(&RULE, &fact);
        }
    }
}

/// The table and the one column by which a query without joins looks rows up.
fn looked_up(catalog: &Catalog, statement: &Counted<'_>) -> Option<(String, String)> {
    let [block] = statement.query.blocks.as_slice() else {
        return None;
    };
    let [source] = block.sources.as_slice() else {
        return None;
    };
    let access = Access::of(statement.query, catalog, 0, 0)?;
    let mut equal = access
        .conjuncts
        .iter()
        .filter(|conjunct| conjunct.kind == ConjunctKind::Equal);
    let column = equal.next()?.plain_column()?.to_owned();
    (equal.next().is_none() && !block.is_grouped()).then(|| (source.table.clone(), column))
}

impl Explain for NPlusOne<'_> {
    fn object(&self) -> String {
        format!("statement {}", self.child.number)
    }

    fn relation(&self) -> Option<&Relation> {
        None
    }

    fn span(&self) -> Span {
        self.child.query.span
    }

    fn message(&self) -> String {
        format!(
            "`{}` is looked up by `{}` {} times, about once for each row of another statement; read them together",
            self.table,
            self.column,
            count(self.child.calls as f64)
        )
    }

    fn why(&self) -> String {
        "Each run is short, and each pays the way to the server and back, which the server's own times do not even hold."
            .to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = "The numbers fit; what the program does is not known.";
        (Certainty::Possible, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        vec![Label {
            span: self.parent.query.span,
            text: "the statement whose rows are that many".to_owned(),
        }]
    }

    fn evidence(&self) -> Vec<String> {
        vec![
            format!(
                "The other statement gave back {} rows in {} calls.",
                count(self.parent.rows.unwrap_or(0) as f64),
                count(self.parent.calls as f64)
            ),
            format!("One look-up takes {} on average.", ms(self.child.mean_ms())),
        ]
    }

    fn share(&self) -> Option<f64> {
        Some(self.child.share)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let join =
            "Join the table in the statement that gives the list, or ask for all keys of the list at once.";
        vec![ProposedFix::statements(
            "ask for all of them at once",
            join,
            vec![match self.dialect {
                Dialect::PostgreSql => format!("/* WHERE */ {} = ANY ($1)", self.column),
                Dialect::MySql | Dialect::Sqlite => format!("/* WHERE */ {} IN (?, ?, ?)", self.column),
            }],
        )]
    }
}
