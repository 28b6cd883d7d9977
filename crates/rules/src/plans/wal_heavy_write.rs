//! # Write that makes much WAL
//!
//! ## What it detects
//! A statement that changes many rows and writes a kilobyte or more of write-ahead log for each, or most of whose log is full copies of pages.
//!
//! ## Why it matters
//! The log is written, archived and sent to every replica. The first change of a page after a checkpoint copies the whole page into it; each index of the
//! table adds its own entries.
//!
//! ## Example
//! ```text,finds
//! Update on orders  (cost=757.51..13449.79 rows=0 width=0) (actual time=1773.189..1773.191 rows=0 loops=1)
//!   WAL: records=364014 fpi=9718 bytes=104302887
//!   ->  Seq Scan on orders  (cost=0.00..13449.79 rows=61559 width=22) (actual time=11.034..57.402 rows=60000 loops=1)
//! Execution Time: 1773.305 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Update on orders  (cost=757.51..13449.79 rows=0 width=0) (actual time=573.189..573.191 rows=0 loops=1)
//!   WAL: records=124014 fpi=18 bytes=9302887
//!   ->  Seq Scan on orders  (cost=0.00..13449.79 rows=61559 width=22) (actual time=11.034..57.402 rows=60000 loops=1)
//! Execution Time: 573.305 ms
//! ```
//!
//! ## When to ignore it
//! When it ran right after a checkpoint by chance: run it again. A load that is done once may be as it is.
//!
//! ## References
//! - PostgreSQL manual, "Reliability and the Write-Ahead Log", section "WAL Configuration".

use rowproof_plan::PlanNode;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, look_at_nodes, percent, reaches, relation_sql, rows,
    silent, undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "wal-heavy-write",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_KB, &LEAST_IMAGES, &LEAST_PER_ROW],
    }),
};

static LEAST_KB: Threshold = Threshold {
    rule: "wal-heavy-write",
    name: "least-written",
    usual: 10_240.0,
    unit: Unit::Kilobytes,
    meaning: "WAL of the statement from which it matters",
};

static LEAST_IMAGES: Threshold = Threshold {
    rule: "wal-heavy-write",
    name: "least-page-images",
    usual: 0.5,
    unit: Unit::Share,
    meaning: "part of the WAL that is full copies of pages, from which they count",
};

static LEAST_PER_ROW: Threshold = Threshold {
    rule: "wal-heavy-write",
    name: "least-per-row",
    usual: 1_024.0,
    unit: Unit::Bytes,
    meaning: "WAL for each row from which it counts",
};

static WORDS: InsightWords = InsightWords {
    message: "changing {0} of `{relation}` wrote {1} kB of WAL, {2} bytes for each; {3}",
    why: "WAL is written, archived and sent to every replica; the first change of a page after a checkpoint copies the page whole.",
    sure: "Records, page images and bytes were counted; page images are at most 8 kB each.",
};

/// A page, in bytes.
const PAGE: f64 = 8_192.0;

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No rows are changed.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind.is_modify() {
            true => judge(context, place).into(),
            false => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let Some(bytes) = wal(place.node, "bytes") else {
        return undecidable("what it writes is told by `EXPLAIN (ANALYZE, WAL)` only.");
    };
    reaches(context, bytes / 1024.0, &LEAST_KB, "kB of WAL were written")?;
    let changed = place.plan.inputs_of(place.node).next();
    let changed = changed.and_then(|input| Some(input.actual.measured()?.rows_total().middle()));
    let changed = changed.unwrap_or(0.0).max(1.0);
    let images = wal(place.node, "fpi").unwrap_or(0.0);
    let part = (images * PAGE / bytes).min(1.0);
    let per_row = bytes / changed;
    let of_images = part >= context.threshold(&LEAST_IMAGES);
    if !of_images && per_row < context.threshold(&LEAST_PER_ROW) {
        return silent(format!(
            "it wrote {} bytes of WAL for each row, {} of it copies of pages at most.",
            count(per_row),
            percent(part)
        ));
    }
    let gist = match of_images {
        true => "most of it copies of pages after a checkpoint: let checkpoints come less often",
        false => "drop indexes that are not needed, and change columns without an index where you can",
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([
            rows(changed),
            count(bytes / 1024.0),
            count(per_row),
            gist.to_owned(),
        ])
        .because(format!(
            "{} records, {} page images × 8 kB = {} of the WAL at most.",
            count(wal(place.node, "records").unwrap_or(0.0)),
            count(images),
            percent(part)
        ));
    insight.severity = Some(match place.is_fast() {
        true => Severity::Hint,
        false => Severity::Info,
    });
    if of_images {
        insight = insight.mended_by(
            ProposedFix::statements(
                "let checkpoints come less often, and compress copied pages",
                "The server writes so much all the time, and checkpoints come by size (`checkpoints are occurring too frequently` in its log).",
                vec![
                    "ALTER SYSTEM SET max_wal_size = '8GB'".to_owned(),
                    "ALTER SYSTEM SET wal_compression = on".to_owned(),
                    "SELECT pg_reload_conf()".to_owned(),
                ],
            )
            .costing("Recovery after a crash takes longer, and the log takes more room."),
        );
    }
    let table = relation_sql(place.node).unwrap_or_default();
    Ok(insight.mended_by(
        ProposedFix::statements(
            "leave room in the pages for updates",
            "Rows are updated in columns without an index: a new version on the same page writes no index.",
            vec![format!("ALTER TABLE {table} SET (fillfactor = 85)")],
        )
        .costing(
            "The table grows by a sixth; pages written before keep as they are until the table is rewritten.",
        ),
    ))
}

/// A number of the node's WAL line.
fn wal(node: &PlanNode, name: &str) -> Option<f64> {
    let line = node.value("WAL")?;
    let told = line
        .split_ascii_whitespace()
        .filter_map(|word| word.split_once('='));
    let number = told
        .into_iter()
        .find(|(key, _)| *key == name)
        .map(|(_, number)| number);
    number.map_or(Some(0.0), rowproof_source::parse_decimal)
}
