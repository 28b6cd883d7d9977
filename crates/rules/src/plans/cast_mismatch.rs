//! # Column converted to the type of a value
//!
//! ## What it detects
//! A scan that throws away nearly all rows by a condition in which the column carries a conversion, `(id)::numeric = 4711.0`,
//! because the value it is compared with is of another type.
//!
//! ## Why it matters
//! An index on the column holds values of the column's type. When the column is converted for the comparison, the index is of no
//! use, and every row is converted. As a rule a driver sent the value as a decimal number, or a literal was written with a point.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on orders  (cost=0.00..20855.32 rows=3142 width=8) (actual time=0.028..82.662 rows=15 loops=1)
//!   Filter: ((ref)::numeric = 77.0)
//!   Rows Removed by Filter: 599985
//! Execution Time: 82.720 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using orders_ref_idx on orders  (cost=0.42..62.10 rows=15 width=8) (actual time=0.021..0.040 rows=15 loops=1)
//!   Index Cond: (ref = 77)
//! Execution Time: 0.061 ms
//! ```
//!
//! ## When to ignore it
//! When the conversion is meant: values with a fraction are really compared. Then an index on the converted column serves.
//! `(name)::text` of a `varchar` is no conversion and is not reported.
//!
//! ## References
//! - PostgreSQL manual, "Type Conversion", section "Operators".

use super::reading::{
    Blocked, Computed, DiscardGates, Insight, InsightWords, Judged, Obstacles, Place, least_part_removed,
    least_removed, least_share, look_at_discards, relation_of, relation_sql, silent,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "cast-mismatch",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = least_removed("cast-mismatch", 10_000.0);
static LEAST_PART: Threshold = least_part_removed("cast-mismatch", 0.9);
static LEAST_SHARE: Threshold = least_share("cast-mismatch", 0.1);

static GATES: DiscardGates = DiscardGates {
    least_removed: &LEAST_REMOVED,
    least_part: &LEAST_PART,
    least_share: &LEAST_SHARE,
};

static WORDS: InsightWords = InsightWords {
    message: "`{0}` is converted to `{1}` in every row because the value compared with it is of that type, so no index on it is used; give the value the type of the column",
    why: "An index on the column holds values of its own type; converted values have to be made row by row.",
    sure: "The conversion and the rows are in the plan; that it was not meant is likely.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_discards(context, findings, &RULE, &GATES, &mut |place, obstacles| {
        judge(context, place, obstacles)
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>, obstacles: Obstacles) -> Judged<'p> {
    let converted = obstacles.blocked.into_iter().find_map(|part| match part {
        // A date of a point in time is a question for a range, which function-on-column asks.
        Blocked::Converted(computed) if computed.name != "date" => Some(computed),
        _ => None,
    });
    let Some(converted) = converted else {
        return silent("no column of its filter is converted to another type.");
    };
    Ok(tell(context, place, &converted))
}

fn tell<'p>(context: &PlanContext<'_>, place: Place<'p>, converted: &Computed) -> Insight<'p> {
    let Computed {
        column,
        expression,
        name,
        operator,
        value,
    } = converted;
    let insight = Insight::new(place, &WORDS).saying([column.clone(), name.clone()]);
    let table = relation_sql(place.node).unwrap_or_default();
    let own_type = relation_of(context, place.node)
        .and_then(|(_, relation)| relation.column(column))
        .map(|column| column.data_type.name.clone());
    let column = quote(column, Dialect::PostgreSql);
    let own_type_or = own_type.as_deref().unwrap_or("integer");
    let fix = ProposedFix::statements(
        "give the value the type of the column",
        "In the query or where the driver binds the parameter; the column's index is then used.",
        vec![format!(
            "EXPLAIN SELECT * FROM {table} WHERE {column} {operator} CAST({value} AS {own_type_or})"
        )],
    )
    .costing("A value with a fraction is rounded; as it stands, it equals no whole number.");
    let known = match &own_type {
        Some(own) => format!("The schema declares `{column}` as `{own}`."),
        None => format!("The plan does not tell the type of `{column}`; the statement supposes `integer`."),
    };
    insight
        .because(known)
        .mended_by(fix)
        .mended_by(super::reading::index_fix(
            "add an index on the converted column",
            format!("CREATE INDEX CONCURRENTLY ON {table} (({expression}))"),
        ))
}
