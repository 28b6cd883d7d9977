//! # Where the time of all statements goes
//!
//! ## What it detects
//! The statements that take the largest parts of the time in pasted `pg_stat_statements` output or a slow query log, ranked by total time; runs
//! that differ in constants alone are one statement.
//!
//! ## Why it matters
//! What takes a millisecond a million times costs as much as what takes a quarter of an hour once. The total says what is worth mending first.
//!
//! ## Example
//! ```text,finds
//! query,calls,total_exec_time,rows
//! "SELECT * FROM invoices WHERE customer_id = $1",48000,960000,96000
//! "SELECT name FROM customers WHERE id = $1",900,45,900
//! ```
//!
//! ## Better
//! ```text,clean
//! query,calls,total_exec_time,rows
//! "SELECT a FROM t1 WHERE id = $1",1,10,1
//! "SELECT a FROM t2 WHERE id = $1",1,10,1
//! "SELECT a FROM t3 WHERE id = $1",1,10,1
//! "SELECT a FROM t4 WHERE id = $1",1,10,1
//! "SELECT a FROM t5 WHERE id = $1",1,10,1
//! "SELECT a FROM t6 WHERE id = $1",1,10,1
//! "SELECT a FROM t7 WHERE id = $1",1,10,1
//! "SELECT a FROM t8 WHERE id = $1",1,10,1
//! "SELECT a FROM t9 WHERE id = $1",1,10,1
//! "SELECT a FROM t10 WHERE id = $1",1,10,1
//! "SELECT a FROM t11 WHERE id = $1",1,10,1
//! ```
//!
//! ## When to ignore it
//! When the statement has to do that work, and does it well: something is always the most expensive.
//!
//! ## References
//! - PostgreSQL manual, "Additional Supplied Modules", section "pg_stat_statements".
//! - MySQL manual, "MySQL Server Logs", section "The Slow Query Log".

use super::reading::{Counted, counted_statements};
use crate::plans::{count, ms, percent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "expensive-statement",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Statistics(check),
};

/// What takes less of the time is not worth a word, and below the second one no more than a hint.
const LEAST_SHARE: f64 = 0.1;
const LARGE_SHARE: f64 = 0.2;
/// How much of a statement is shown.
const SHOWN_CHARACTERS: usize = 60;
/// So many at most.
const MOST: usize = 5;

struct Expensive<'c> {
    statement: &'c Counted<'c>,
    rank: usize,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let statements = counted_statements(context);
    for (at, statement) in statements.iter().take(MOST).enumerate() {
        if statement.share >= LEAST_SHARE {
            findings.push(
                &RULE,
                &Expensive {
                    statement,
                    rank: at + 1,
                },
            );
        }
    }
}

impl Expensive<'_> {
    /// The statement without its constants, or its beginning.
    fn shown(&self) -> String {
        let shape = self.statement.query.weight.as_ref();
        let shape = shape.map_or("", |weight| weight.counted.shape.as_str());
        let short: String = shape.chars().take(SHOWN_CHARACTERS).collect();
        match short.len() < shape.len() {
            true => format!("{}…", short.trim_end()).replace('`', ""),
            false => short.replace('`', ""),
        }
    }
}

impl Explain for Expensive<'_> {
    fn object(&self) -> String {
        format!("statement {}", self.statement.number)
    }

    fn relation(&self) -> Option<&Relation> {
        None
    }

    fn span(&self) -> Span {
        self.statement.query.span
    }

    fn message(&self) -> String {
        let calls = match self.statement.calls {
            1 => "1 call".to_owned(),
            calls => format!("{} calls", count(calls as f64)),
        };
        format!(
            "`{}` takes {} of the time of all: {} in {calls}, {} each",
            self.shown(),
            percent(self.statement.share),
            ms(self.statement.total_ms),
            ms(self.statement.mean_ms())
        )
    }

    fn why(&self) -> String {
        "What is saved here is saved of the whole; what other statements do wrong matters less.".to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = "The server counted it; whether the work is needed is not known.";
        (Certainty::Likely, reason.to_owned())
    }

    fn severity(&self) -> Option<Severity> {
        (self.statement.share < LARGE_SHARE).then_some(Severity::Hint)
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = vec![format!(
            "Number {} of {} by total time.",
            self.rank, self.statement.of
        )];
        if let Some(rows) = self.statement.rows {
            let each = rows as f64 / self.statement.calls.max(1) as f64;
            facts.push(format!(
                "{} rows, {} for each call.",
                count(rows as f64),
                rowproof_source::fixed(each, if each < 10.0 { 1 } else { 0 })
            ));
        }
        facts
    }

    fn share(&self) -> Option<f64> {
        Some(self.statement.share)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        Vec::new()
    }
}
