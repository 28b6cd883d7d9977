//! # Pattern that a plain index cannot seek
//!
//! ## What it detects
//! A scan that throws away nearly all rows by `LIKE '%…'`, `ILIKE`, an unbound regular expression, or by `LIKE 'x%'` without an index
//! that knows patterns.
//!
//! ## Why it matters
//! A B-tree is sorted by the beginning of its values. A pattern that does not say how values begin, or that means several letters
//! at once, gives it no place to start, so every row is read and matched. A trigram index holds the pieces of three letters instead.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on orders  (cost=0.00..19284.10 rows=63 width=8) (actual time=196.768..302.639 rows=6 loops=1)
//!   Filter: (note ~~ '%abcdef%'::text)
//!   Rows Removed by Filter: 599994
//! Execution Time: 302.698 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Bitmap Heap Scan on orders  (cost=28.10..290.20 rows=63 width=8) (actual time=0.210..0.310 rows=6 loops=1)
//!   Recheck Cond: (note ~~ '%abcdef%'::text)
//!   Heap Blocks: exact=6
//!   ->  Bitmap Index Scan on orders_note_idx  (cost=0.00..28.08 rows=63 width=0) (actual time=0.190..0.190 rows=6 loops=1)
//!         Index Cond: (note ~~ '%abcdef%'::text)
//! Execution Time: 0.350 ms
//! ```
//!
//! ## When to ignore it
//! When the table is written far more often than it is searched: a trigram index is large and slow to write. A pattern without three
//! letters in a row is not reported, since no trigram index serves it.
//!
//! ## References
//! - PostgreSQL manual, "Additional Supplied Modules", `pg_trgm`, section "Index Support".
//! - PostgreSQL manual, "Indexes", section "Operator Classes and Operator Families".

use super::reading::{
    Blocked, DiscardGates, Insight, InsightWords, Judged, Obstacles, PatternKind, Place, index_fix,
    least_part_removed, least_removed, least_share, look_at_discards, relation_sql, silent,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "like-leading-wildcard",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = least_removed("like-leading-wildcard", 10_000.0);
static LEAST_PART: Threshold = least_part_removed("like-leading-wildcard", 0.9);
static LEAST_SHARE: Threshold = least_share("like-leading-wildcard", 0.1);

static GATES: DiscardGates = DiscardGates {
    least_removed: &LEAST_REMOVED,
    least_part: &LEAST_PART,
    least_share: &LEAST_SHARE,
};

static WORDS: InsightWords = InsightWords {
    message: "every row of `{relation}` is matched with the pattern `{0}` of `{1}`, which a plain index cannot seek; {2}",
    why: "A B-tree is sorted by how values begin, and the pattern does not tell it where to start.",
    sure: "The rows were counted; how much faster the search gets is not measured.",
};

/// So many letters in a row make a trigram.
const TRIGRAM: usize = 3;

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_discards(context, findings, &RULE, &GATES, &mut |place, obstacles| {
        judge(place, obstacles)
    })
}

fn judge<'p>(place: Place<'p>, obstacles: Obstacles) -> Judged<'p> {
    let pattern = obstacles.blocked.into_iter().find_map(|part| match part {
        Blocked::Pattern {
            column,
            pattern,
            kind,
        } => Some((column, pattern, kind)),
        _ => None,
    });
    let Some((column, pattern, kind)) = pattern else {
        return silent("its filter has no constant pattern.");
    };
    if kind != PatternKind::Prefix && longest_run(&pattern) < TRIGRAM {
        return silent(format!(
            "its pattern `{pattern}` has no three letters in a row, so no trigram index serves it."
        ));
    }
    let table = relation_sql(place.node).unwrap_or_default();
    let column_sql = quote(&column, Dialect::PostgreSql);
    let trigrams = || {
        ProposedFix::statements(
            "add a trigram index",
            "Patterns of three letters and more are searched for often enough to be worth a large index.",
            vec![
                "CREATE EXTENSION IF NOT EXISTS pg_trgm".to_owned(),
                format!("CREATE INDEX CONCURRENTLY ON {table} USING gin ({column_sql} gin_trgm_ops)"),
            ],
        )
        .costing("A trigram index is about as large as the text itself and slows writes of the column.")
    };
    let prefix = || {
        index_fix(
            "add an index that knows the beginning of a text",
            format!("CREATE INDEX CONCURRENTLY ON {table} ({column_sql} text_pattern_ops)"),
        )
    };
    let (advice, fix) = match kind {
        PatternKind::Prefix => ("an index with `text_pattern_ops` can", prefix()),
        _ => ("a trigram index can", trigrams()),
    };
    let insight = Insight::new(place, &WORDS)
        .saying([pattern, column, advice.to_owned()])
        .mended_by(fix);
    Ok(insight)
}

/// Letters and digits in a row, the most of them.
fn longest_run(pattern: &str) -> usize {
    let runs = pattern.split(|letter: char| !letter.is_alphanumeric());
    runs.map(|run| run.chars().count()).max().unwrap_or(0)
}
