//! # Two indexes read for one condition (MySQL, MariaDB)
//!
//! ## What it detects
//! A table of which several indexes are read and only the rows that all of them name are kept (`Using intersect(…)`,
//! `Intersect rows sorted by row ID`).
//!
//! ## Why it matters
//! Each index is read for all its matches. One index on the columns together holds the rows wanted side by side.
//!
//! ## Example
//! ```text,finds
//! -> Filter: ((parts.maker_id = 3) and (parts.colour_id = 5))  (cost=4200 rows=2050) (actual time=0.2..29 rows=2051 loops=1)
//!     -> Intersect rows sorted by row ID  (cost=4200 rows=2050) (actual time=0.2..28 rows=2051 loops=1)
//!         -> Index range scan on parts using maker_idx over (maker_id = 3)  (cost=0.03..900 rows=26667) (actual time=0.05..9 rows=26667 loops=1)
//!         -> Index range scan on parts using colour_idx over (colour_id = 5)  (cost=0.03..950 rows=30769) (actual time=0.05..11 rows=30769 loops=1)
//! ```
//!
//! ## Better
//! ```text,clean
//! -> Index lookup on parts using both_idx (maker_id = 3, colour_id = 5)  (cost=720 rows=2051) (actual time=0.05..3.6 rows=2051 loops=1)
//! ```
//!
//! ## When to ignore it
//! When the columns are asked for in many combinations: indexes on single columns serve all of them, if slower. A `union` for conditions with
//! `OR` is the right way to read them and is not reported; neither is an intersection with the primary key, which every index of InnoDB
//! holds already.
//!
//! ## References
//! - MySQL manual, "Optimization", section "Index Merge Optimization".

use rowproof_plan::{NodeKind, PlanNode, Property};

use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, advise_ordered, count, known_relation,
    look_at_nodes, reaches, silent, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "index-merge",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_FACTOR, &LEAST_SHARE],
    }),
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "index-merge",
    name: "least-factor",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "entries read of all the indexes for each row left, from which it counts where they are told",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "index-merge",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "{0} of `{1}` are read, and only what all of them name is kept; {2}",
    why: "Each of the indexes is read for all its matches, and most of them are thrown away.",
    sure: "{3}",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No indexes are intersected.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::BitmapHeapScan | NodeKind::BitmapAnd => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let (plan, node) = (place.plan, place.node);
    let inputs: Vec<&PlanNode> = plan.inputs_of(node).collect();
    let words = node.index.as_deref().filter(|words| words.contains('('));
    let words = words.or(node.value("extra")).unwrap_or_default();
    let indexes: Vec<&str> = match words.split_once("intersect(") {
        Some((_, list)) => list.split(')').next().unwrap_or_default().split(',').collect(),
        None => inputs.iter().filter_map(|input| input.index.as_deref()).collect(),
    };
    if indexes.len() < 2 {
        return silent("it reads what any of several indexes names, as an `OR` wants.");
    }
    if indexes.contains(&"PRIMARY") {
        return silent("one of its indexes is the primary key, which the other holds already.");
    }
    let scan = inputs.first().copied().unwrap_or(node);
    // Only the trees tell what was read of each index.
    let total = |id: usize| Some(context.metrics.get(id)?.rows_total?.middle());
    let read: Option<f64> = inputs.iter().map(|input| total(input.id)).sum();
    let read = read.filter(|_| !inputs.is_empty());
    if let Some((read, left)) = read.zip(place.kept()) {
        let each = read / left.max(1.0);
        reaches(
            context,
            each,
            &LEAST_FACTOR,
            "times the rows left are read of its indexes",
        )?;
    }
    let share = match place.wall_ms {
        Some(_) => Some(weighs(context, place.share_with_inputs(context), &LEAST_SHARE)?),
        None => None,
    };
    let advice = advise(context, scan, &indexes);
    let next = match &advice {
        Some(IndexAdvice::Exists(index)) => {
            format!("the schema has `{index}` on their columns together; find out why it was not used")
        }
        _ => "one index on their columns together leads there directly".to_owned(),
    };
    let sure = match share {
        Some(_) => "The time was measured; how much faster one index is, is not.",
        None => "No time is told: `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) measures it.",
    };
    let names: Vec<String> = indexes.iter().map(|index| (*index).to_owned()).collect();
    let relation = scan.relation.clone().unwrap_or_default();
    let mut insight = Insight::new(place, &WORDS).saying([listed(&names), relation, next, sure.to_owned()]);
    insight.share = share;
    if share.is_none() {
        (insight.certainty, insight.severity) = (Certainty::Possible, Some(Severity::Info));
    }
    if let Some((read, left)) = read.zip(insight.place.kept()) {
        insight = insight.because(format!(
            "{} entries read, {} rows left.",
            count(read),
            count(left)
        ));
    }
    Ok(match advice {
        Some(IndexAdvice::Create(new)) => {
            insight.mended_by_statement("add one index on the columns together", &new)
        }
        _ => insight,
    })
}

/// The index on the columns of all of them, for each of which one value is asked: only such are intersected.
fn advise(context: &PlanContext<'_>, scan: &PlanNode, indexes: &[&str]) -> Option<IndexAdvice> {
    let (_, relation) = known_relation(context.catalog, scan, Dialect::MySql)?;
    let mut parts: Vec<String> = Vec::new();
    for name in indexes {
        let index = relation.indexes.iter().find(|index| index.name == *name)?;
        for key in &index.keys {
            let part = format!("{} = 0", quote(key.column.as_deref()?, Dialect::MySql));
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    let mut asked = scan.clone();
    asked.properties = vec![Property {
        name: "Index Cond".to_owned(),
        value: parts.join(" AND "),
        span: scan.span,
    }];
    Some(advise_ordered(context, &asked, None, None))
}
