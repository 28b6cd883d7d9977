//! # Many indexes written with each row
//!
//! ## What it detects
//! An INSERT or UPDATE of many rows that spends its time in writing, into a table that the schema gives five indexes or more.
//!
//! ## Why it matters
//! Each row is written once into the table and once into each index, in another place each time. An index that another one makes needless costs as much as a
//! useful one.
//!
//! ## Example
//! ```sql,schema
//! create table visits (id bigint primary key, a int, b int, c int);
//! create index visits_a on visits (a);
//! create index visits_b on visits (b);
//! create index visits_c on visits (c);
//! create index visits_a_b on visits (a, b);
//! ```
//! ```text,finds
//! Insert on visits  (cost=0.00..900.00 rows=0 width=0) (actual time=858.947..858.948 rows=0 loops=1)
//!   ->  Function Scan on generate_series i  (cost=0.00..900.00 rows=30000 width=60) (actual time=2.231..101.212 rows=30000 loops=1)
//! Execution Time: 859.399 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Insert on visits  (cost=0.00..900.00 rows=0 width=0) (actual time=158.947..158.948 rows=0 loops=1)
//!   ->  Function Scan on generate_series i  (cost=0.00..900.00 rows=30000 width=60) (actual time=2.231..101.212 rows=30000 loops=1)
//! Execution Time: 159.399 ms
//! ```
//!
//! ## When to ignore it
//! When all of the indexes are used. It is no more than a hint unless the schema shows that one of them is needless.
//!
//! ## References
//! - PostgreSQL manual, "Populating a Database", section "Remove Indexes"; "Indexes", section "Examining Index Usage".

use rowproof_plan::NodeKind;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, least_share, look_at_nodes, ms, reaches, relation_of,
    rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "write-many-indexes",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_INDEXES, &LEAST_ROWS, &LEAST_PER_ROW, &LEAST_SHARE],
    }),
};

static LEAST_INDEXES: Threshold = Threshold {
    rule: "write-many-indexes",
    name: "least-indexes",
    usual: 5.0,
    unit: Unit::Count,
    meaning: "indexes of the table from which they count, that of the primary key included",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "write-many-indexes",
    name: "least-rows",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows written from which it counts",
};

static LEAST_PER_ROW: Threshold = Threshold {
    rule: "write-many-indexes",
    name: "least-per-row",
    usual: 0.01,
    unit: Unit::Milliseconds,
    meaning: "time to write one row from which it is much",
};

static LEAST_SHARE: Threshold = least_share("write-many-indexes", 0.3);

static WORDS: InsightWords = InsightWords {
    message: "each of {0} was written into `{relation}` and into {1} indexes, {2} each; {3}",
    why: "Each index is written in a place of its own for each row.",
    sure: "Rows and time are in the plan and the indexes in the schema; which indexes queries use is told by neither.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No rows are inserted or updated.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::Insert | NodeKind::Update | NodeKind::Merge => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let Some((catalog, relation)) = relation_of(context, place.node) else {
        return undecidable("its indexes are told by the schema, which is not in the paste.");
    };
    let indexes = relation.indexes.len() as f64;
    reaches(context, indexes, &LEAST_INDEXES, "indexes")?;
    let written = place.plan.inputs_of(place.node).next();
    let written = written.and_then(|input| Some(input.actual.measured()?.rows_total().middle()));
    let (Some(written), Some(own)) = (written, place.metrics.self_time_ms) else {
        return undecidable("its rows and time are told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, written, &LEAST_ROWS, "rows were written")?;
    let per_row = own / written;
    if per_row < context.threshold(&LEAST_PER_ROW) {
        return silent(format!("a row took {}.", ms(per_row)));
    }
    weighs(context, place.share(), &LEAST_SHARE)?;
    let redundant = catalog.redundant_indexes(relation);
    let names: Vec<&str> = redundant
        .iter()
        .map(|redundant| redundant.index.name.as_str())
        .collect();
    let gist = match names.as_slice() {
        [] => "see which of them queries really use".to_owned(),
        names => format!("drop {}, which others make needless", listed(names)),
    };
    let all: Vec<&str> = relation.indexes.iter().map(|index| index.name.as_str()).collect();
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(written), count(indexes), ms(per_row), gist])
        .because(format!("The indexes are {}.", listed(&all)))
        .because(format!("{} ÷ {} = {} each.", ms(own), rows(written), ms(per_row)));
    for redundant in &redundant {
        insight = insight.because(format!(
            "`{}` does what `{}` does.",
            redundant.by.name, redundant.index.name
        ));
    }
    insight.severity = Some(match names.is_empty() || place.is_fast() {
        true => Severity::Hint,
        false => Severity::Info,
    });
    if !names.is_empty() {
        let drop = |name: &&str| format!("DROP INDEX CONCURRENTLY {}", quote(name, Dialect::PostgreSql));
        insight = insight.mended_by(ProposedFix::statements(
            "drop what another index does",
            "Each outside of a transaction.",
            names.iter().map(drop).collect(),
        ));
    }
    Ok(insight.mended_by(ProposedFix::statements(
        "see which indexes are never used",
        "The statistics have counted for long enough, on replicas too.",
        vec![format!(
            "SELECT indexrelname, idx_scan, pg_size_pretty(pg_relation_size(indexrelid)) FROM pg_stat_user_indexes WHERE relname = {} ORDER BY idx_scan",
            text_constant(&relation.name.name)
        )],
    )))
}
