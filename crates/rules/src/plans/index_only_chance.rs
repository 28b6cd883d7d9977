//! # Index that nearly has every column
//!
//! ## What it detects
//! An Index Scan that goes to the table for each of many rows, only for one to three narrow columns that the index lacks. It takes the schema and
//! `EXPLAIN (VERBOSE)` to tell.
//!
//! ## Why it matters
//! Nearly all the time of such a scan is spent in fetching rows, each from a page of its own at worst. With the missing columns in the index (`INCLUDE`) an Index
//! Only Scan leaves the table alone.
//!
//! ## Example
//! ```sql,schema
//! create table orders (id bigint primary key, ref integer not null, total numeric(12,2) not null, created_at timestamptz not null, note text not null);
//! create index orders_ref_idx on orders (ref);
//! ```
//! ```text,finds
//! Aggregate  (cost=47183.04..47183.05 rows=1 width=32) (actual time=56.609..56.610 rows=1 loops=1)
//!   Output: sum(total)
//!   ->  Index Scan using orders_ref_idx on public.orders  (cost=0.42..47028.21 rows=61934 width=6) (actual time=0.040..45.143 rows=58515 loops=1)
//!         Output: id, ref, total, created_at, note
//!         Index Cond: ((orders.ref >= 100) AND (orders.ref <= 4000))
//!         Buffers: shared hit=60917
//! Execution Time: 56.723 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=1183.04..1183.05 rows=1 width=32) (actual time=16.609..16.610 rows=1 loops=1)
//!   Output: sum(total)
//!   ->  Index Only Scan using orders_ref_idx on public.orders  (cost=0.42..1028.21 rows=61934 width=6) (actual time=0.040..9.143 rows=58515 loops=1)
//!         Output: ref, total
//!         Index Cond: ((orders.ref >= 100) AND (orders.ref <= 4000))
//!         Heap Fetches: 0
//!         Buffers: shared hit=160
//! Execution Time: 16.723 ms
//! ```
//!
//! ## When to ignore it
//! When the columns are updated often: each update then writes the index too. It is a hint, since the index that is there does its work.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Index-Only Scans and Covering Indexes".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    INDEX_COST, Insight, InsightWords, Judged, Look, Place, columns_in, count, least_share, look_at_nodes,
    order_of_index, reaches, relation_of, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "index-only-chance",
    severity: Severity::Hint,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_ROWS, &LEAST_PER_ROW, &LEAST_SHARE],
    }),
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "index-only-chance",
    name: "least-rows",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows fetched from the table from which sparing them counts",
};

static LEAST_PER_ROW: Threshold = Threshold {
    rule: "index-only-chance",
    name: "least-pages-per-row",
    usual: 0.5,
    unit: Unit::Pages,
    meaning: "pages looked at for each row, from which the rows lie scattered",
};

static LEAST_SHARE: Threshold = least_share("index-only-chance", 0.3);

static WORDS: InsightWords = InsightWords {
    message: "`{relation}` is visited for each of {0} only for {1}; with {2} in `{3}` an Index Only Scan leaves the table alone",
    why: "Nearly all the time of such a scan is spent in fetching rows from the table.",
    sure: "Rows, pages and columns are in the plan, the index in the schema; how often the columns are updated is in neither.",
};

/// The most columns worth including.
const MOST_COLUMNS: usize = 3;

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No rows are fetched from a table by an index.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::IndexScan => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    let (Some(kept), Some(pages)) = (place.kept(), place.pages()) else {
        return undecidable("its rows and pages are told by `EXPLAIN (ANALYZE, BUFFERS)` only.");
    };
    reaches(context, kept, &LEAST_ROWS, "rows were fetched")?;
    if pages / kept < context.threshold(&LEAST_PER_ROW) {
        return silent("its rows lie side by side in the table, so fetching them is cheap.");
    }
    weighs(context, place.share(), &LEAST_SHARE)?;
    if node.output().is_empty() {
        return undecidable("which columns are needed is told by `EXPLAIN (VERBOSE)` only.");
    }
    let Some((_, relation)) = relation_of(context, node) else {
        return undecidable("which columns its index has is told by the schema, which is not in the paste.");
    };
    let index = relation
        .indexes
        .iter()
        .find(|index| Some(&index.name) == node.index.as_ref());
    let Some((index, keys)) = index.and_then(|index| Some((index, order_of_index(index)?))) else {
        return undecidable("its index is not in the schema, or is one of expressions.");
    };
    if index.method != "btree" || index.predicate.is_some() {
        return silent("its index is no plain B-tree.");
    }
    let Some(needed) = needed_columns(&place, relation) else {
        return silent("something besides plain columns of the table is needed.");
    };
    let missing: Vec<String> = needed
        .into_iter()
        .filter(|column| !index.mentions(column))
        .collect();
    if missing.is_empty() || missing.len() > MOST_COLUMNS {
        return silent(format!(
            "{} columns are needed that its index lacks.",
            count(missing.len() as f64)
        ));
    }
    if let Some(wide) = missing
        .iter()
        .find(|name| !relation.column(name).is_some_and(is_narrow))
    {
        return silent(format!("`{wide}` may be too wide for an index."));
    }
    let dialect = Dialect::PostgreSql;
    let keys: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    let included = index
        .include
        .iter()
        .chain(&missing)
        .map(|column| quote(column, dialect));
    let included: Vec<String> = included.collect();
    let table = super::reading::relation_sql(node).unwrap_or_default();
    let mut statements = vec![format!(
        "CREATE INDEX CONCURRENTLY ON {table} ({}) INCLUDE ({})",
        keys.join(", "),
        included.join(", ")
    )];
    if !index.unique && index.origin == IndexOrigin::Declared {
        statements.push(format!("DROP INDEX CONCURRENTLY {}", quote(&index.name, dialect)));
    }
    let which = listed(&missing);
    let mut insight = Insight::new(place, &WORDS)
        .saying([
            rows(kept),
            which.clone(),
            if missing.len() == 1 { "it" } else { "them" }.to_owned(),
            index.name.clone(),
        ])
        .because(format!(
            "{} pages for {}; the index has {}.",
            count(pages),
            rows(kept),
            listed(&index.leading_columns().collect::<Vec<_>>())
        ))
        .mended_by(
            ProposedFix::statements(
                "include the columns in the index",
                "They are seldom updated, and the table is vacuumed regularly.",
                statements,
            )
            .costing(INDEX_COST),
        );
    insight.severity = Some(Severity::Hint);
    Ok(insight)
}

/// The columns of the relation that the scan itself or the node above it uses; none when something else is used. A scan may hand on
/// every column because that costs it nothing, so what is used is told by the node above.
fn needed_columns(place: &Place<'_>, relation: &Relation) -> Option<Vec<String>> {
    let node = place.node;
    let handed_on = node.output();
    let all = handed_on.len() == relation.columns.len() && handed_on.len() > 1;
    let user = place.plan.parent_of(node).filter(|_| all).unwrap_or(node);
    let mut needed = Vec::new();
    for from in [user, node] {
        let texts = from.properties.iter().filter(|property| {
            let name = property.name.as_str();
            let output = name == "Output" && from.id == user.id;
            output || name.ends_with("Cond") || name.ends_with("Filter") || name.ends_with("Key")
        });
        for property in texts {
            let items = match property.name.as_str() {
                "Output" => from.output(),
                "Group Key" => from.group_key(),
                name if name.ends_with("Key") => from.sort_key(),
                _ => vec![property.value.clone()],
            };
            for item in items {
                let item = bare_key(&item).to_owned();
                needed.extend(own_columns(node, &item)?);
            }
        }
    }
    needed
        .iter()
        .all(|column| relation.column(column).is_some())
        .then(|| {
            let mut once: Vec<String> = Vec::new();
            for column in needed {
                if !once.contains(&column) {
                    once.push(column);
                }
            }
            once
        })
}

fn own_columns(node: &PlanNode, text: &str) -> Option<Vec<String>> {
    columns_in(node, text)
}

/// A sort key without its direction.
fn bare_key(key: &str) -> &str {
    let key = key
        .strip_suffix(" NULLS FIRST")
        .or_else(|| key.strip_suffix(" NULLS LAST"))
        .unwrap_or(key);
    key.strip_suffix(" DESC").unwrap_or(key)
}

fn is_narrow(column: &Column) -> bool {
    let data_type = &column.data_type;
    let bounded = data_type.max_characters().is_some_and(|most| most <= 32);
    let wide = matches!(
        data_type.name.as_str(),
        "json" | "jsonb" | "bytea" | "xml" | "tsvector"
    );
    data_type.array_dimensions == 0 && !wide && (!data_type.is_text() || bounded)
}
