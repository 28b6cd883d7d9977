//! # Index walked for its order, hoping for matches
//!
//! ## What it detects
//! Below a `Limit`, a scan that goes through an index without any condition on it, only because the index has the wanted order, and
//! throws away a thousand rows and more before it has found enough.
//!
//! ## Why it matters
//! The planner supposes that matching rows are spread evenly along the order, so that the first few come soon. When they lie at the far
//! end, or there are fewer than asked for, the whole table is read by way of the index, which is slower than reading it plainly.
//!
//! ## Example
//! ```text,finds
//! Limit  (cost=0.42..29505.42 rows=15 width=14) (actual time=8.937..157.160 rows=15 loops=1)
//!   ->  Index Scan using orders_created_at_idx on orders  (cost=0.42..29505.42 rows=15 width=14) (actual time=8.933..157.124 rows=15 loops=1)
//!         Filter: (customer_id = 4242)
//!         Rows Removed by Filter: 599985
//! Execution Time: 157.229 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Limit  (cost=0.42..21.10 rows=15 width=14) (actual time=0.030..0.051 rows=15 loops=1)
//!   ->  Index Scan using orders_customer_id_created_at_idx on orders  (cost=0.42..21.10 rows=15 width=14) (actual time=0.029..0.049 rows=15 loops=1)
//!         Index Cond: (customer_id = 4242)
//! Execution Time: 0.070 ms
//! ```
//!
//! ## When to ignore it
//! When this value is a rare one and others are found at once; the index advised serves both. Until it is there, `ORDER BY created_at + 0`
//! (or `+ interval '0'`) keeps the planner from walking the index.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Indexes and ORDER BY".

use rowproof_plan::NodeKind;

use super::reading::{
    Conjunct, DiscardGates, IndexAdvice, Insight, InsightWords, Judged, Look, Ordered, Place, discards,
    discards_cause, index_for, least_part_removed, least_removed, least_share, limit_over, look_at_nodes,
    order_of_index, read_condition, relation_of, silent,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "wrong-index-for-order",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = least_removed("wrong-index-for-order", 1_000.0);
static LEAST_PART: Threshold = least_part_removed("wrong-index-for-order", 0.9);
static LEAST_SHARE: Threshold = least_share("wrong-index-for-order", 0.1);

static GATES: DiscardGates = DiscardGates {
    least_removed: &LEAST_REMOVED,
    least_part: &LEAST_PART,
    least_share: &LEAST_SHARE,
};

static WORDS: InsightWords = InsightWords {
    message: "the index `{0}` is walked from its end for the order of the rows, and {1} are thrown away before enough are found; {2}",
    why: "The planner expects matching rows early in the order. Where they come late, most of the table is read by way of the index.",
    sure: "The rows were counted. For another value of the condition the same plan can be fast.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No index is walked without a condition below a Limit.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let node = place.node;
        let walks = matches!(node.kind, NodeKind::IndexScan | NodeKind::IndexOnlyScan)
            && node.index_condition().is_none();
        match walks && limit_over(place.plan, node).is_some() {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let found = discards(context, &place, &GATES)?;
    let node = place.node;
    let parts = read_condition(node, found.filter).unwrap_or_default();
    let finds = |part: &Conjunct| matches!(part, Conjunct::Equality(_) | Conjunct::OneOf(_));
    if !parts.iter().any(finds) {
        return silent(
            "its filter compares no plain column for equality, so no index has both the filter and the order.",
        );
    }
    let index = node.index.as_deref().unwrap_or("of its order");
    let known = relation_of(context, node)
        .and_then(|(_, relation)| relation.indexes.iter().find(|known| known.name == index));
    let columns = known.and_then(order_of_index);
    let order = columns.map(|columns| Ordered {
        scan: node,
        columns,
        limit: limit_over(place.plan, node),
        joined: false,
    });
    let advice = index_for(context, &place, &[], order.as_ref());
    let gist = match (&advice, &order) {
        (IndexAdvice::Create(new), Some(_)) if new.narrows => {
            "an index with the filter's columns in front of the order finds them at once".to_owned()
        }
        (IndexAdvice::Create(new), None) if new.narrows => {
            "an index on the filter's columns finds them at once".to_owned()
        }
        (IndexAdvice::Exists(index), _) => format!("the schema has `{index}`; find out why it was not used"),
        _ => {
            return silent("no plain index has both the filter and the order.");
        }
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([index.to_owned(), super::reading::rows(found.removed), gist])
        .because(found.sentence());
    if let IndexAdvice::Create(new) = &advice {
        insight = insight.mended_by_index("add an index for the filter and the order", new);
        if order.is_none() && !new.gives_order {
            insight = insight.because(format!("Behind these, the columns of `{index}` would give the order too; with the schema in the paste they are named."));
        }
    }
    Ok(insight.caused_by(discards_cause(&place), 2))
}
