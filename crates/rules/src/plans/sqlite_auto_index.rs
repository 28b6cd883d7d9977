//! # Index made for one query (SQLite)
//!
//! ## What it detects
//! `AUTOMATIC INDEX`: SQLite found no index for a join or a subquery and makes one each time the query runs, to throw it away at the end.
//!
//! ## Why it matters
//! Making it reads the whole table and sorts it, each time. The plan names the very columns it wanted, so the index can be made once.
//!
//! ## Example
//! ```text,finds
//! QUERY PLAN
//! |--SCAN customers
//! `--SEARCH orders USING AUTOMATIC COVERING INDEX (customer_id=?)
//! ```
//!
//! ## Better
//! ```text,clean
//! QUERY PLAN
//! |--SCAN customers
//! `--SEARCH orders USING INDEX orders_customer_id_idx (customer_id=?)
//! ```
//!
//! ## When to ignore it
//! When the table is small and stays so, or the query runs once. What a view or a subquery gives cannot have an index: such names are not
//! reported.
//!
//! ## References
//! - SQLite documentation, "The SQLite Query Optimizer Overview", section "Automatic Query-Time Indexes".

use rowproof_plan::PlanNode;

use super::reading::{Insight, InsightWords, Judged, Look, Place, look_at_nodes, silent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sqlite-auto-index",
    severity: Severity::Warning,
    dialects: &[Dialect::Sqlite],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[],
    }),
};

static WORDS: InsightWords = InsightWords {
    message: "an index of `{relation}` is made each time this query runs and thrown away; make it once, on `{0}`",
    why: "The whole table is read and sorted for it before the first row can be looked up.",
    sure: "The plan says so and names the columns; how large the table is, it does not tell.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No index is made for this query alone.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        if place.node.value("Automatic Index").is_none() || place.node.relation.is_none() {
            return Look::Other;
        }
        judge(context, place).into()
    })
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let columns = wanted(place.node);
    if columns.is_empty() {
        return silent("the columns it wants are not told.");
    }
    let mut insight = Insight::new(place, &WORDS).saying([columns.join(", ")]);
    insight.severity = Some(Severity::Warning);
    let catalog = context
        .catalog
        .filter(|catalog| catalog.dialect() == Dialect::Sqlite);
    let relation = place.node.relation.as_deref().unwrap_or_default();
    let table = catalog.and_then(|catalog| catalog.tables().find(|table| table.name.name == relation));
    let known = table.filter(|table| columns.iter().all(|column| table.column(column).is_some()));
    let Some(table) = known else {
        return Ok(insight.because(
            "The plan may call the table by its alias: with the schema beside it, the statement can be written down.",
        ));
    };
    let quoted: Vec<String> = columns
        .iter()
        .map(|column| quote(column, Dialect::Sqlite))
        .collect();
    let name = quote(
        &format!("{}_{}_idx", table.name.name, columns.join("_")),
        Dialect::Sqlite,
    );
    let statement = format!(
        "CREATE INDEX {name} ON {} ({})",
        quote(&table.name.name, Dialect::Sqlite),
        quoted.join(", ")
    );
    Ok(insight.mended_by(
        ProposedFix::statements(
            "make the index once",
            "The query runs more than once, and the table is not tiny.",
            vec![statement, "ANALYZE".to_owned()],
        )
        .costing("Each insert, and each update of these columns, writes one index entry more."),
    ))
}

/// The columns of `(customer_id=? AND created_at>?)`, equalities first as SQLite writes them.
fn wanted(node: &PlanNode) -> Vec<String> {
    let condition = node.index_condition().unwrap_or_default();
    let inside = condition.trim_start_matches('(').trim_end_matches(')');
    let column = |part: &str| {
        let end = part.find(['=', '>', '<'])?;
        let name = part.get(..end)?.trim().trim_matches('"');
        (!name.is_empty()).then(|| name.to_owned())
    };
    inside.split(" AND ").filter_map(column).collect()
}
