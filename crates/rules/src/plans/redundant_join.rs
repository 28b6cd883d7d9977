//! # Join that changes nothing
//!
//! ## What it detects
//! An inner join with a table none of whose columns is used, along a foreign key to it: the schema proves that each row has exactly one partner.
//!
//! ## Why it matters
//! The table is read and looked up only to find what the foreign key promises. PostgreSQL removes such a join by itself when it is a LEFT JOIN on a unique key, but not
//! when it is an inner one.
//!
//! ## Example
//! ```sql,schema
//! create table customers (id bigint primary key, name text not null);
//! create table orders (id bigint primary key, customer_id bigint not null references customers, total numeric(12,2) not null);
//! ```
//! ```text,finds
//! Hash Join  (cost=1794.69..21833.45 rows=305130 width=14) (actual time=34.881..508.730 rows=300000 loops=1)
//!   Output: o.id, o.total
//!   Inner Unique: true
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  Seq Scan on public.orders o  (cost=0.00..19237.72 rows=305130 width=22) (actual time=0.017..184.056 rows=300000 loops=1)
//!         Output: o.id, o.customer_id, o.total
//!   ->  Hash  (cost=1168.75..1168.75 rows=50075 width=8) (actual time=34.624..34.628 rows=50000 loops=1)
//!         Output: c.id
//!         ->  Seq Scan on public.customers c  (cost=0.00..1168.75 rows=50075 width=8) (actual time=0.004..9.378 rows=50000 loops=1)
//!               Output: c.id
//! Execution Time: 522.031 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on public.orders o  (cost=0.00..19237.72 rows=305130 width=14) (actual time=0.017..184.056 rows=300000 loops=1)
//!   Output: o.id, o.total
//! Execution Time: 202.031 ms
//! ```
//!
//! ## When to ignore it
//! When the query is written by a tool that cannot leave the table out. Without the schema, or without `VERBOSE`, nothing is said.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Constraints", "Foreign Keys".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, is_scan, least_share, look_at_nodes, qualifiers_in, read,
    relation_of, silent, split_by, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "redundant-join",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE],
    }),
};

static LEAST_SHARE: Threshold = least_share("redundant-join", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "`{0}` is joined and none of its columns is used; the foreign key `{1}` promises exactly one partner, so leave the table out{2}",
    why: "The table is read and looked up only to find what the foreign key promises.",
    sure: "The columns used are in the plan, the foreign key and its unique key in the schema.",
};

/// The foreign key that makes a join needless.
struct Needless<'c> {
    constraint: &'c Constraint,
    /// Its columns that may be NULL, qualified as the plan does: rows with NULL in them have no partner.
    nullable: Vec<String>,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "There is no inner join.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let inner = place.node.kind.is_join() && place.node.join_type.as_deref() == Some("Inner");
        match inner {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let join = place.node;
    let output = join.output();
    if output.is_empty() {
        return undecidable("which columns are used is told by `EXPLAIN (VERBOSE)` only.");
    }
    if context.catalog.is_none() {
        return undecidable(
            "whether a row has exactly one partner is told by the schema, which is not in the paste.",
        );
    }
    let mut used = Vec::new();
    for column in &output {
        let Some(qualifiers) = qualifiers_in(column) else {
            return undecidable("which columns are used cannot be read.");
        };
        used.extend(qualifiers);
    }
    let sides: Vec<&PlanNode> = place.plan.inputs_of(join).collect();
    let [outer, inner] = sides.as_slice() else {
        return Err(Look::Other);
    };
    for (side, other) in [(outer, inner), (inner, outer)] {
        let unused = |scan: &&PlanNode| {
            scan.binding_name()
                .is_some_and(|name| !used.iter().any(|used| used == name))
        };
        let Some(scan) = single_scan(place.plan, side).filter(unused) else {
            continue;
        };
        let Some(needless) = proven_by(context, &place, scan, other) else {
            continue;
        };
        let metrics = |id: usize| context.metrics.get(id)?.share_of_wall;
        let of_scan: f64 = [scan.id, side.id].iter().filter_map(|id| metrics(*id)).sum();
        let twice = if scan.id == side.id {
            of_scan / 2.0
        } else {
            of_scan
        };
        let share = place.metrics.share_of_wall.map(|own| own + twice);
        weighs(context, share, &LEAST_SHARE)?;
        let kept = match needless.nullable.as_slice() {
            [] => String::new(),
            columns => format!(
                " and ask for {} instead",
                columns
                    .iter()
                    .map(|column| format!("`{column} IS NOT NULL`"))
                    .collect::<Vec<_>>()
                    .join(" and ")
            ),
        };
        let mut insight = Insight::new(place, &WORDS)
            .saying([
                scan.relation.clone().unwrap_or_default(),
                needless.constraint.name.clone(),
                kept,
            ])
            .because(format!(
                "The join hands on {}, and nothing of `{}`.",
                listed(&output),
                scan.binding_name().unwrap_or_default()
            ));
        insight.share = share;
        return Ok(insight);
    }
    silent("each side has a column that is used, or no foreign key proves that each row has one partner.")
}

/// The scan of a whole table on this side of the join, without a condition of its own besides that of the join.
fn single_scan<'p>(plan: &'p rowproof_plan::Plan, side: &'p PlanNode) -> Option<&'p PlanNode> {
    let mut at = side;
    while matches!(
        at.kind,
        NodeKind::Hash | NodeKind::Materialize | NodeKind::Memoize | NodeKind::Sort | NodeKind::Gather
    ) {
        at = plan.inputs_of(at).next()?;
    }
    (is_scan(at.kind) && at.filter().is_none()).then_some(at)
}

/// The foreign key from the other side to the whole of the scan's table, along which they are joined and nothing else.
fn proven_by<'c>(
    context: &PlanContext<'c>,
    place: &Place<'_>,
    scan: &PlanNode,
    other: &PlanNode,
) -> Option<Needless<'c>> {
    let join = place.node;
    if join.join_filter().is_some() {
        return None;
    }
    let condition = join
        .hash_condition()
        .or(join.merge_condition())
        .or(scan.index_condition())?;
    // Without a lookup by the join, a condition of the scan's own leaves rows out.
    if join.kind != NodeKind::NestedLoop && scan.index_condition().is_some() {
        return None;
    }
    let own = scan.binding_name()?;
    let mut pairs: Vec<(String, String, String)> = Vec::new();
    for part in split_by(condition, "AND") {
        let ExpressionKind::Binary(left, BinaryOperator::Equal, right) = read(part)?.kind else {
            return None;
        };
        let (left, right) = (column_of(&left)?, column_of(&right)?);
        let (of_scan, of_other) = if left.0 == own {
            (left, right)
        } else {
            (right, left)
        };
        if of_scan.0 != own || of_other.0 == own {
            return None;
        }
        pairs.push((of_scan.1, of_other.0, of_other.1));
    }
    let (_, qualifier, _) = pairs.first()?;
    let referencing = named_below(place.plan, other, qualifier)?;
    let (_, table) = relation_of(context, scan)?;
    let (_, child) = relation_of(context, referencing)?;
    let along = |(_, key): &(&Constraint, &ForeignKey)| {
        key.relation == Some(table.id)
            && key.columns.len() == pairs.len()
            && key
                .columns
                .iter()
                .zip(&key.referenced_columns)
                .all(|(column, referenced)| {
                    pairs.iter().any(|(of_table, from, of_child)| {
                        of_table == referenced && from == qualifier && of_child == column
                    })
                })
    };
    let (constraint, key) = child.foreign_keys().find(along)?;
    let holds = constraint.enforced && !constraint.not_valid;
    let nullable = key
        .columns
        .iter()
        .filter(|name| {
            !child
                .column(name)
                .is_some_and(|column| column.not_null || column.not_null_by_check)
        })
        .map(|name| format!("{qualifier}.{}", quote(name, Dialect::PostgreSql)))
        .collect();
    holds.then_some(Needless { constraint, nullable })
}

/// A plain column with its qualifier.
fn column_of(expression: &Expression) -> Option<(String, String)> {
    let ExpressionKind::Column(name) = &expression.kind else {
        return None;
    };
    let qualifier = name
        .parts
        .len()
        .checked_sub(2)
        .and_then(|at| name.parts.get(at))?;
    Some((
        qualifier.value.clone(),
        rowproof_catalog::fold(name.last()?, Dialect::PostgreSql),
    ))
}

fn named_below<'p>(plan: &'p rowproof_plan::Plan, node: &'p PlanNode, name: &str) -> Option<&'p PlanNode> {
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        if is_scan(node.kind) && node.binding_name() == Some(name) {
            return Some(node);
        }
        nodes.extend(plan.inputs_of(node));
    }
    None
}
