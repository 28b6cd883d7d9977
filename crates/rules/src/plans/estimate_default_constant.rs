//! # Estimate that is a built-in guess
//!
//! ## What it detects
//! A wrong row estimate that is no estimate at all: exactly the part of the rows, or the number of rows, that PostgreSQL
//! supposes where it has no statistics.
//!
//! ## Why it matters
//! Of an expression such as `upper(status)` the planner knows nothing: an equality then keeps one row in 200, a comparison by `<` a
//! third, a function returns 1,000 rows. Statistics of the expression, or a declaration of the function, replace the guess by a fact.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on orders  (cost=0.00..4471.00 rows=1000 width=24) (actual time=0.134..71.416 rows=50000 loops=1)
//!   Filter: (upper(status) = 'NEW'::text)
//!   Rows Removed by Filter: 150000
//! Planning Time: 0.069 ms
//! Execution Time: 75.284 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on orders  (cost=0.00..4471.00 rows=49870 width=24) (actual time=0.134..71.416 rows=50000 loops=1)
//!   Filter: (upper(status) = 'NEW'::text)
//!   Rows Removed by Filter: 150000
//! Planning Time: 0.069 ms
//! Execution Time: 75.284 ms
//! ```
//!
//! ## When to ignore it
//! When the plan stays the same with the right number: below no join and no sort, little hangs on it. A real estimate can be the
//! same number by chance.
//!
//! ## References
//! - PostgreSQL manual, "SQL Commands", `CREATE STATISTICS`, and `CREATE FUNCTION` with its clause `ROWS`.

use rowproof_plan::{NodeKind, Plan, PlanNode};
use rowproof_source::fixed;

use super::estimate_off::{
    Cause, EstimateOff, conditions, expressions_fix, find_errors, statistics_of_expressions,
};
use super::reading::{
    Insight, InsightWords, Place, RootCause, count, guessed_part, percent, read_comparisons, rows,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "estimate-default-constant",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&TOLERANCE, &LEAST_ROWS],
    }),
};

/// The planner's count of a table's rows is some days old as a rule.
static TOLERANCE: Threshold = Threshold {
    rule: "estimate-default-constant",
    name: "tolerance",
    usual: 0.05,
    unit: Unit::Share,
    meaning: "part of the number by which an estimate may differ from the built-in guess and still be taken for it",
};

/// Of a few rows every number is a part.
static LEAST_ROWS: Threshold = Threshold {
    rule: "estimate-default-constant",
    name: "least-rows",
    usual: 2_000.0,
    unit: Unit::Rows,
    meaning: "rows read from which their guessed part can be told from an estimate",
};

/// Rows PostgreSQL supposes of a function that does not say: its own, and those that come with the server.
const ROWS_OF_FUNCTIONS: [f64; 2] = [1_000.0, 100.0];

/// Groups PostgreSQL supposes by a value it knows nothing of.
const UNKNOWN_GROUPS: f64 = 200.0;

/// Functions of the server that return rows: nobody alters those.
const BUILT_IN: WordList = WordList::new(
    "generate_series,generate_subscripts,json_array_elements,json_array_elements_text,json_each,json_each_text,json_object_keys,json_populate_recordset,json_to_recordset,jsonb_array_elements,jsonb_array_elements_text,jsonb_each,jsonb_each_text,jsonb_object_keys,jsonb_path_query,jsonb_populate_recordset,jsonb_to_recordset,regexp_matches,regexp_split_to_table,string_to_table,unnest",
);

static WORDS: InsightWords = InsightWords {
    message: "the planner had no statistics for `{node}` and supposed {0} where {1} came; {2}",
    why: "A built-in guess is the same for every query and every table, and the joins above are chosen by it.",
    sure: "The number is the built-in guess to the digit; a real estimate can be the same by chance.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let mut fired = 0;
    for error in find_errors(context) {
        if let Some(insight) = judge(context, &error) {
            findings.push(&RULE, &insight);
            fired += 1;
        }
    }
    if fired > 0 {
        return Outcome::Fired(fired);
    }
    match context
        .metrics
        .iter()
        .any(|metrics| metrics.row_estimate.is_some())
    {
        true => Outcome::silent(
            "No estimate that is far off equals a number PostgreSQL supposes without statistics.",
        ),
        false => Outcome::Undecidable("Expected and real rows are not both told.".to_owned()),
    }
}

fn judge<'p>(context: &PlanContext<'_>, error: &EstimateOff<'p>) -> Option<Insight<'p>> {
    let (place, (expected, came)) = (error.place, error.numbers());
    let insight = |advice: &str| {
        let said = [rows(expected), count(came), advice.to_owned()];
        Insight {
            severity: Some(if place.is_fast() {
                Severity::Hint
            } else {
                Severity::Info
            }),
            ..Insight::new(place, &WORDS)
        }
        .saying(said)
        .caused_by(place.cause(RootCause::Estimate), 1)
    };
    match &error.cause {
        Cause::Function if ROWS_OF_FUNCTIONS.contains(&expected) => {
            let function = place.node.object.as_deref()?;
            let own = !BUILT_IN.contains(function) && place.node.schema.as_deref() != Some("pg_catalog");
            let fix = own.then(|| rows_of_function(place.node, function, came));
            let advice = match own {
                true => "declare how many rows the function returns",
                false => "put its rows into a temporary table and `ANALYZE` that",
            };
            let fact = format!(
                "{} is what a function returns that does not declare its `ROWS`.",
                rows(expected)
            );
            let mut insight = insight(advice).because(fact);
            insight.fixes.extend(fix);
            Some(insight)
        }
        Cause::GroupExpression { relation, expression } if expected == UNKNOWN_GROUPS => {
            let fix = expressions_fix(relation, expression, std::slice::from_ref(expression))?;
            let fact = "200 groups are supposed of a value without statistics.";
            Some(
                insight("keep statistics of the grouped expression")
                    .because(fact)
                    .mended_by(fix),
            )
        }
        Cause::Condition { relation, .. } => {
            let guess = Guess::of_expressions(context, &place)?;
            let fix = statistics_of_expressions(place.node, relation);
            let advice = match fix.is_some() {
                true => "keep statistics of the expression",
                false => "compare the plain column, or keep statistics of the expression",
            };
            let mut insight = insight(advice).because(guess.sentence());
            insight.fixes.extend(fix);
            Some(insight)
        }
        _ => None,
    }
}

fn rows_of_function(node: &PlanNode, function: &str, came: f64) -> ProposedFix {
    let dialect = Dialect::PostgreSql;
    let schema = node.schema.as_deref().filter(|schema| *schema != "public");
    let schema = schema
        .map(|schema| format!("{}.", quote(schema, dialect)))
        .unwrap_or_default();
    let statement = format!(
        "ALTER FUNCTION {schema}{} ROWS {}",
        quote(function, dialect),
        fixed(came.max(1.0), 0)
    );
    let when = "It returns about as many rows whatever it is called with. Where several functions have this name, add the types of its arguments.";
    ProposedFix::statements(
        "declare how many rows the function returns",
        when,
        vec![statement],
    )
}

/// A part of the rows that was supposed.
pub(super) struct Guess {
    /// Rows read in one execution.
    read: f64,
    /// The part supposed, 0 to 1.
    part: f64,
    /// Rows expected of them.
    expected: f64,
}

impl Guess {
    /// The guess on the expressions a scan is restricted by, when its estimate is just that.
    fn of_expressions(context: &PlanContext<'_>, place: &Place<'_>) -> Option<Self> {
        let mut part = 1.0;
        let mut any = false;
        // A condition searched by an index is repeated as the recheck of its bitmap: one of them.
        for condition in conditions(place.node) {
            part *= guessed_part(place.node, condition)?.0;
            any = true;
        }
        Self::find(context, place, part).filter(|_| any)
    }

    /// The guess on one plain column of a table that was never analysed.
    pub(super) fn of_column(context: &PlanContext<'_>, place: &Place<'_>) -> Option<Self> {
        let comparisons = read_comparisons(place.node, place.node.filter()?)?;
        let [comparison] = comparisons.as_slice() else {
            return None;
        };
        let part = if comparison.equality { 0.005 } else { 1.0 / 3.0 };
        Self::find(context, place, part)
    }

    fn find(context: &PlanContext<'_>, place: &Place<'_>, part: f64) -> Option<Self> {
        let (read, expected) = read_and_expected(place)?;
        let supposed = (read * part).max(1.0);
        let close = (expected - supposed).abs() <= (supposed * context.threshold(&TOLERANCE)).max(0.5);
        (read >= context.threshold(&LEAST_ROWS) && close && supposed > 1.0).then_some(Self {
            read,
            part,
            expected,
        })
    }

    pub(super) fn sentence(&self) -> String {
        format!(
            "{} read × {} = {}, and {} were expected: that part is supposed where no statistics exist.",
            rows(self.read),
            percent(self.part),
            count(self.read * self.part),
            count(self.expected)
        )
    }
}

/// Rows a scan read and was expected to keep in one execution, over all processes that shared it.
fn read_and_expected(place: &Place<'_>) -> Option<(f64, f64)> {
    let node = place.node;
    if node.kind == NodeKind::BitmapHeapScan || place.metrics.cut_short {
        return None;
    }
    let kept = place.metrics.rows_total?.middle();
    let removed = node
        .rows_removed_by_filter_total()
        .map_or(0.0, |removed| removed.middle());
    let loops = node.actual.measured()?.loops as f64;
    let expected = node.estimate?.plan_rows.0;
    match gather_above(place.plan, node).filter(|_| node.parallel_aware) {
        Some(gather) => {
            let started = gather.actual.measured()?.loops as f64;
            Some(((kept + removed) / started, expected * processes_planned(gather)?))
        }
        None => Some(((kept + removed) / loops, expected)),
    }
}

fn gather_above<'p>(plan: &'p Plan, node: &PlanNode) -> Option<&'p PlanNode> {
    let mut above = plan.parent_of(node);
    while let Some(gather) = above.filter(|node| !node.kind.is_gather()) {
        above = plan.parent_of(gather);
    }
    above
}

/// By how much the planner divides the rows of a scan that processes share: the workers, and the part of its time that the leader has left.
fn processes_planned(gather: &PlanNode) -> Option<f64> {
    let workers = gather.workers_planned()? as f64;
    Some(workers + (1.0 - 0.3 * workers).max(0.0))
}
