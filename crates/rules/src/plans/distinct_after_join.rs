//! # Rows multiplied by a join, then made one again
//!
//! ## What it detects
//! A DISTINCT that throws away nine of ten rows, all of whose columns come from one side of the join below it: the other side only multiplied them.
//!
//! ## Why it matters
//! The join makes a row for each partner, and sorting or hashing takes the copies away again. `EXISTS` asks whether there is a partner, and stops at the first.
//!
//! ## Example
//! ```text,finds
//! HashAggregate  (cost=22633.32..22633.36 rows=4 width=3) (actual time=1072.414..1072.418 rows=4 loops=1)
//!   Output: c.country
//!   Group Key: c.country
//!   ->  Hash Join  (cost=1794.69..21108.77 rows=609818 width=3) (actual time=29.569..814.625 rows=600000 loops=1)
//!         Output: c.country
//!         Hash Cond: (o.customer_id = c.id)
//!         ->  Seq Scan on public.orders o  (cost=0.00..17713.18 rows=609818 width=8) (actual time=0.009..138.692 rows=600000 loops=1)
//!               Output: o.id, o.customer_id
//!         ->  Hash  (cost=1168.75..1168.75 rows=50075 width=11) (actual time=29.317..29.319 rows=50000 loops=1)
//!               Output: c.country, c.id
//!               ->  Seq Scan on public.customers c  (cost=0.00..1168.75 rows=50075 width=11) (actual time=0.006..9.218 rows=50000 loops=1)
//!                     Output: c.country, c.id
//! Execution Time: 1076.717 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! HashAggregate  (cost=2633.32..2633.36 rows=4 width=3) (actual time=272.414..272.418 rows=4 loops=1)
//!   Output: c.country
//!   Group Key: c.country
//!   ->  Hash Right Semi Join  (cost=1794.69..2108.77 rows=50000 width=3) (actual time=29.569..214.625 rows=50000 loops=1)
//!         Output: c.country
//!         Hash Cond: (o.customer_id = c.id)
//!         ->  Seq Scan on public.orders o  (cost=0.00..17713.18 rows=609818 width=8) (actual time=0.009..138.692 rows=600000 loops=1)
//!               Output: o.id, o.customer_id
//!         ->  Hash  (cost=1168.75..1168.75 rows=50075 width=11) (actual time=29.317..29.319 rows=50000 loops=1)
//!               Output: c.country, c.id
//!               ->  Seq Scan on public.customers c  (cost=0.00..1168.75 rows=50075 width=11) (actual time=0.006..9.218 rows=50000 loops=1)
//!                     Output: c.country, c.id
//! Execution Time: 276.717 ms
//! ```
//!
//! ## When to ignore it
//! When columns of both sides are wanted: then the DISTINCT is meant, and it is not reported. A GROUP BY that counts or sums is not either.
//!
//! ## References
//! - PostgreSQL manual, "Functions and Operators", section "Subquery Expressions", `EXISTS`.

use rowproof_plan::{NodeKind, PartialMode, PlanNode};

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, is_scan, least_share, look_at_nodes, qualifiers_in,
    reaches, relation_of, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "distinct-after-join",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PART, &LEAST_ROWS, &LEAST_SHARE],
    }),
};

static LEAST_PART: Threshold = Threshold {
    rule: "distinct-after-join",
    name: "least-part-removed",
    usual: 0.9,
    unit: Unit::Share,
    meaning: "part of the rows that is thrown away as copies, from which it counts",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "distinct-after-join",
    name: "least-rows",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows of the join from which it counts",
};

static LEAST_SHARE: Threshold = least_share("distinct-after-join", 0.2);

static WORDS: InsightWords = InsightWords {
    message: "the join makes {0} of `{1}` and DISTINCT leaves {2}, for no column of the other side is wanted; ask with `EXISTS` instead",
    why: "A row is made for each partner only to be thrown away as a copy; EXISTS stops at the first partner.",
    sure: "Rows and columns are in the plan; how much faster EXISTS is, is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing makes rows distinct.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let partial = place.node.partial_mode == Some(PartialMode::Partial);
        match place.node.kind {
            NodeKind::Unique | NodeKind::HashAggregate | NodeKind::Group if !partial => {
                judge(context, place).into()
            }
            _ => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let plan = place.plan;
    let Some(join) = join_below(place) else {
        return silent("there is no join right below it.");
    };
    if !matches!(join.join_type.as_deref(), Some("Inner" | "Left" | "Right")) {
        return silent("the join below it asks for the first partner only.");
    }
    let Some(keys) = distinct_keys(&place) else {
        return undecidable("whether it is a DISTINCT is told by `EXPLAIN (VERBOSE)` only.");
    };
    let rows_of = |node: &PlanNode| Some(node.actual.measured()?.rows_total().middle());
    let (Some(made), Some(left)) = (rows_of(join), rows_of(place.node)) else {
        return undecidable("how many rows it took away is told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, made, &LEAST_ROWS, "rows were joined")?;
    reaches(
        context,
        1.0 - left / made,
        &LEAST_PART,
        "of the rows were thrown away as copies",
    )?;
    let mut qualifiers: Vec<String> = Vec::new();
    for key in &keys {
        let Some(named) = qualifiers_in(key) else {
            return undecidable("which side its columns come from is not told.");
        };
        named.into_iter().for_each(|name| {
            if !qualifiers.contains(&name) {
                qualifiers.push(name);
            }
        });
    }
    let sides: Vec<&PlanNode> = plan.inputs_of(join).collect();
    let holds = |side: &&PlanNode| {
        let inside = scans_below(plan, side);
        let named = |name: &String| {
            inside
                .iter()
                .any(|scan| scan.binding_name() == Some(name.as_str()))
        };
        !qualifiers.is_empty() && qualifiers.iter().all(named)
    };
    let (Some(kept), Some(other)) = (
        sides.iter().find(|side| holds(side)),
        sides.iter().find(|side| !holds(side)),
    ) else {
        return silent("columns of both sides of the join are wanted.");
    };
    let share = place.share_with_inputs(context);
    weighs(context, share, &LEAST_SHARE)?;
    let scan = scans_below(plan, kept)
        .into_iter()
        .find(|scan| scan.binding_name() == qualifiers.first().map(String::as_str));
    let partner = scans_below(plan, other).first().and_then(|scan| {
        let relation = scan.relation.as_deref()?;
        Some(match scan.alias.as_deref() {
            Some(alias) if alias != relation => format!("{relation} {alias}"),
            _ => relation.to_owned(),
        })
    });
    let table = scan.and_then(|scan| scan.relation.clone()).unwrap_or_default();
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(made), table.clone(), count(left)])
        .because(format!(
            "{} joined − {} left = {} thrown away.",
            rows(made),
            count(left),
            count(made - left)
        ));
    let condition = join
        .hash_condition()
        .or(join.merge_condition())
        .or(join.join_filter());
    if let (Some(partner), Some(condition)) = (partner, condition) {
        insight = insight.because(format!(
            "Instead of the join: `WHERE EXISTS (SELECT 1 FROM {partner} WHERE {condition})`."
        ));
    }
    if let Some(fact) = scan.and_then(|scan| unique_without(context, scan, &keys)) {
        insight = insight.because(fact);
    }
    insight.share = share;
    Ok(insight)
}

/// The join whose rows come here, past nodes that only order or collect them.
fn join_below(place: Place<'_>) -> Option<&PlanNode> {
    let mut at = place.plan.inputs_of(place.node).next()?;
    loop {
        match at.kind {
            kind if kind.is_join() => return Some(at),
            NodeKind::Sort | NodeKind::IncrementalSort | NodeKind::Gather | NodeKind::GatherMerge => {}
            _ => return None,
        }
        at = place.plan.inputs_of(at).next()?;
    }
}

fn scans_below<'p>(plan: &'p rowproof_plan::Plan, node: &'p PlanNode) -> Vec<&'p PlanNode> {
    let mut found = Vec::new();
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        match is_scan(node.kind) {
            true => found.push(node),
            false => nodes.extend(plan.inputs_of(node)),
        }
    }
    found
}

/// What is made distinct. None where the node may compute something besides.
fn distinct_keys(place: &Place<'_>) -> Option<Vec<String>> {
    let node = place.node;
    let output = node.output();
    if node.kind == NodeKind::Unique {
        let sort = place.plan.inputs_of(node).next()?;
        let mut keys = match output.is_empty() {
            true => sort.sort_key(),
            false => output,
        };
        for key in &mut keys {
            let bare = key
                .split(" DESC")
                .next()
                .and_then(|key| key.split(" NULLS ").next());
            *key = bare.unwrap_or_default().to_owned();
        }
        return (!keys.is_empty()).then_some(keys);
    }
    let keys = node.group_key();
    let bare = |text: &String| super::reading::unwrapped(text).to_owned();
    let grouped: Vec<String> = keys.iter().map(bare).collect();
    let only_keys = !output.is_empty() && output.iter().map(bare).all(|column| grouped.contains(&column));
    (only_keys && !keys.is_empty()).then_some(keys)
}

/// What the schema says of the columns: whether they tell the rows of their table apart, so that without the join none is a copy.
fn unique_without(context: &PlanContext<'_>, scan: &PlanNode, keys: &[String]) -> Option<String> {
    let (catalog, relation) = relation_of(context, scan)?;
    let columns: Vec<String> = keys
        .iter()
        .filter_map(|key| key.rsplit('.').next())
        .map(|column| column.trim_matches('"').to_owned())
        .collect();
    let unique = catalog.unique_within(relation, &columns)?;
    unique.passed_by_nulls_in.is_empty().then(|| {
        format!(
            "`{}` tells the rows of `{}` apart by these columns, so without the join no DISTINCT is needed.",
            unique.index.name, relation.name.name
        )
    })
}
