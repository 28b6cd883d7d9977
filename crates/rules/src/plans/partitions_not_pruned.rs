//! # Every partition read for the rows of a few
//!
//! ## What it detects
//! A plan that reads eight partitions of a table or more, three quarters of which give no row, because the condition says nothing of the
//! partition key, or hides it in a function.
//!
//! ## Why it matters
//! Partitions are left out by comparing the condition with their bounds. `date_trunc('month', day) = …` or `to_char(day, …) = …` cannot be compared, so
//! every partition is read, and the table is slower than if it had none.
//!
//! ## Example
//! ```text,finds
//! Append  (cost=0.00..9186.00 rows=2000 width=8) (actual time=23.000..96.524 rows=25020 loops=1)
//!   ->  Seq Scan on parts_0 parts_1  (cost=0.00..573.83 rows=125 width=8) (actual time=0.017..12.117 rows=25020 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!   ->  Seq Scan on parts_1 parts_2  (cost=0.00..573.83 rows=125 width=8) (actual time=12.117..12.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//!   ->  Seq Scan on parts_2 parts_3  (cost=0.00..573.83 rows=125 width=8) (actual time=12.117..12.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//!   ->  Seq Scan on parts_3 parts_4  (cost=0.00..573.83 rows=125 width=8) (actual time=12.117..12.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//!   ->  Seq Scan on parts_4 parts_5  (cost=0.00..573.83 rows=125 width=8) (actual time=12.117..12.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//!   ->  Seq Scan on parts_5 parts_6  (cost=0.00..573.83 rows=125 width=8) (actual time=12.117..12.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//!   ->  Seq Scan on parts_6 parts_7  (cost=0.00..573.83 rows=125 width=8) (actual time=12.117..12.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//!   ->  Seq Scan on parts_7 parts_8  (cost=0.00..573.83 rows=125 width=8) (actual time=11.117..11.117 rows=0 loops=1)
//!         Filter: (to_char(day, 'YYYY-MM'::text) = '2024-03'::text)
//!         Rows Removed by Filter: 25019
//! Execution Time: 97.016 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on parts_2 parts  (cost=0.00..511.30 rows=4170 width=8) (actual time=0.010..6.944 rows=25020 loops=1)
//!   Filter: ((day >= '2024-03-01'::date) AND (day < '2024-04-01'::date))
//! Execution Time: 7.166 ms
//! ```
//!
//! ## When to ignore it
//! When the question really is about another column. Then an index on that column, made in every partition, is what helps; as soon as another
//! insight says so, this one stays behind it. Partitions that are left out while the query runs (`never executed`, `Subplans Removed`) are not counted.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Table Partitioning", "Partition Pruning".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    Blocked, Insight, InsightWords, Judged, Look, Place, RootCause, are_parts, columns_in, count,
    least_share, look_at_nodes, percent, reaches, read_obstacles, relation_of, scan_below, silent,
    undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "partitions-not-pruned",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PARTITIONS, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_PARTITIONS: Threshold = Threshold {
    rule: "partitions-not-pruned",
    name: "least-partitions",
    usual: 8.0,
    unit: Unit::Count,
    meaning: "partitions read, from which it counts",
};

static LEAST_PART: Threshold = Threshold {
    rule: "partitions-not-pruned",
    name: "least-part-empty",
    usual: 0.75,
    unit: Unit::Share,
    meaning: "part of the partitions read that gives no row, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("partitions-not-pruned", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "{0} partitions of `{1}` are read and {2} of them give no row; {3}",
    why: "A partition is left out when the condition, compared with its bounds, cannot be true in it; otherwise it is read.",
    sure: "The partitions and their rows are in the plan; the partition key is known only with the schema.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No partitions are put together.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let append = matches!(place.node.kind, NodeKind::Append | NodeKind::MergeAppend);
        match append && are_parts(place.plan, place.node) {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let scans: Vec<&PlanNode> = place
        .plan
        .inputs_of(place.node)
        .filter_map(|input| scan_below(place.plan, input))
        .collect();
    if place.node.property("Subplans Removed").is_some() {
        return silent("some partitions were left out before it began.");
    }
    let measured: Vec<&PlanNode> = scans
        .iter()
        .copied()
        .filter(|scan| scan.actual.measured().is_some())
        .collect();
    let Some(first) = measured.first() else {
        return undecidable("which partitions give rows is told by `EXPLAIN (ANALYZE)` only.");
    };
    let read = measured.len() as f64;
    reaches(context, read, &LEAST_PARTITIONS, "partitions were read")?;
    let gives_none = |scan: &&&PlanNode| {
        scan.actual
            .measured()
            .is_some_and(|actual| actual.rows_total().high < 1.0)
    };
    let empty: Vec<&&PlanNode> = measured.iter().filter(gives_none).collect();
    let none = empty.len() as f64;
    reaches(context, none / read, &LEAST_PART, "of the partitions gave no row")?;
    let share = empty
        .iter()
        .filter_map(|scan| context.metrics.get(scan.id)?.share_of_wall)
        .sum();
    let share = place.metrics.share_of_wall.map(|_: f64| share);
    weighs(context, share, &LEAST_SHARE)?;
    let Some(condition) = first
        .filter()
        .or(first.index_condition())
        .or(first.recheck_condition())
    else {
        return silent("it has no condition, so every partition is asked for.");
    };
    let known = key_of(context, first);
    let (hidden, gist) = advice(first, condition, known.as_deref());
    let stem = first.alias.as_deref().and_then(|alias| alias.rsplit_once('_'));
    let table = stem.map_or("the table", |(stem, _)| stem);
    let mut insight = Insight::new(place, &WORDS)
        .saying([count(read), table.to_owned(), count(none), gist])
        .because(format!("The condition of each is `{condition}`."))
        .because(format!(
            "The partitions without a row take {} of the time.",
            percent(share.unwrap_or(0.0))
        ));
    insight.share = share;
    if let Some(key) = known {
        insight = insight.because(format!("The schema partitions `{table}` by {}.", listed(&key)));
    }
    let off = |(name, value): &(String, String)| name == "enable_partition_pruning" && value.contains("off");
    if context.plan.settings.iter().any(off) {
        insight = insight.mended_by(ProposedFix::statements(
            "let partitions be left out",
            "`enable_partition_pruning` is off in this session.",
            vec!["RESET enable_partition_pruning".to_owned()],
        ));
    }
    // A function around the key is what to mend; otherwise an index may be, and speaks first.
    let rank = if hidden { 0 } else { 6 };
    Ok(insight.caused_by(place.cause(RootCause::Discards), rank))
}

/// The partition key of the table that the partition belongs to, as the schema has it.
fn key_of(context: &PlanContext<'_>, scan: &PlanNode) -> Option<Vec<String>> {
    let (catalog, partition) = relation_of(context, scan)?;
    let parent = catalog.by_name(partition.partition_of.as_ref()?)?;
    parent.partition_columns.clone()
}

/// Whether the key is hidden in the condition, and what to do.
fn advice(scan: &PlanNode, condition: &str, key: Option<&[String]>) -> (bool, String) {
    let wrapped = read_obstacles(scan, condition)
        .into_iter()
        .flat_map(|obstacles| obstacles.blocked)
        .find_map(|part| match part {
            Blocked::Computed(computed) | Blocked::Converted(computed) => Some(computed),
            _ => None,
        });
    let named = columns_in(scan, condition).unwrap_or_default();
    match (key, wrapped) {
        (Some([column, ..]), Some(wrapped)) if wrapped.column == *column => (
            true,
            format!(
                "compare the partition key `{column}` itself, as a range, instead of `{}`",
                wrapped.expression
            ),
        ),
        (Some([column, ..]), _) if !named.contains(column) => (
            false,
            format!("the condition says nothing of the partition key `{column}`; add what is known of it"),
        ),
        (Some([column, ..]), _) => (
            false,
            format!("compare the partition key `{column}` with a constant of its own type"),
        ),
        (_, Some(wrapped)) => (
            true,
            format!(
                "if `{}` is the partition key, compare it itself, as a range, instead of `{}`",
                wrapped.column, wrapped.expression
            ),
        ),
        _ => (
            false,
            "compare the partition key itself with a constant, or add what is known of it to the condition"
                .to_owned(),
        ),
    }
}
