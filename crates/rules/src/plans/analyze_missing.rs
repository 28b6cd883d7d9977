//! # Plan without measurements
//!
//! ## What it detects
//! A plan that tells what the planner expected and not what happened: the query was not run, or the times were left out.
//!
//! ## Why it matters
//! Costs are the planner's guess, in units of its own. Where the guess is wrong the plan looks fine, and that is just when
//! it is slow. Only real row counts and times show which node is to blame, so the other insights stay silent without them.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on orders  (cost=0.00..184722.00 rows=2400 width=124)
//!   Filter: (user_id = 4287)
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on orders  (cost=0.00..35.50 rows=10 width=124) (actual time=0.010..0.310 rows=12 loops=1)
//!   Filter: (user_id = 4287)
//!   Rows Removed by Filter: 1988
//!   Buffers: shared hit=16
//! Planning Time: 0.102 ms
//! Execution Time: 0.340 ms
//! ```
//!
//! ## When to ignore it
//! When the query must not be run there, or takes too long to wait for. `ANALYZE` runs the query: one that changes rows is
//! to be run in a transaction that is rolled back.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN", "EXPLAIN ANALYZE".

use rowproof_plan::Plan;

use super::reading::ms;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "analyze-missing",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[],
    }),
};

/// The options that make a plan tell everything the insights ask for.
const OPTIONS: &str = "ANALYZE, BUFFERS, VERBOSE, SETTINGS";

/// A plan with less than the whole story.
struct AnalyzeMissing<'p> {
    plan: &'p Plan,
    number: usize,
    missing: Missing,
}

/// What the plan does not tell.
#[derive(Clone, Copy)]
enum Missing {
    /// The query was not run.
    Everything,
    /// It was run, in so many milliseconds, and the nodes carry no values: they were cut away.
    NodeValues(f64),
    /// It was run with `TIMING OFF`.
    Times,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let plan = context.plan;
    let missing = match (plan.analyzed, plan.execution_time_ms) {
        (false, None) => Some(Missing::Everything),
        (false, Some(time)) => Some(Missing::NodeValues(time)),
        (true, _) => (!plan.timing && plan.nodes.iter().any(|node| node.actual.measured().is_some()))
            .then_some(Missing::Times),
    };
    let Some(missing) = missing else {
        return Outcome::silent("The plan tells real rows and times.");
    };
    let number = context.number;
    findings.push(
        &RULE,
        &AnalyzeMissing {
            plan,
            number,
            missing,
        },
    );
    Outcome::Fired(1)
}

impl AnalyzeMissing<'_> {
    fn changes_rows(&self) -> bool {
        self.plan.nodes.iter().any(|node| node.kind.is_modify())
    }

    /// Whether it is a generic plan, with parameters in the place of values.
    fn has_parameters(&self) -> bool {
        let conditions = self.plan.nodes.iter().flat_map(|node| &node.properties);
        conditions
            .filter(|property| property.name.ends_with("Cond") || property.name.ends_with("Filter"))
            .any(|property| property.value.contains("$1"))
    }

    fn statements(&self) -> Vec<String> {
        let query = self
            .plan
            .query_text
            .as_deref()
            .map(|query| query.trim().trim_end_matches(';'));
        let explain = format!("EXPLAIN ({OPTIONS}) {}", query.unwrap_or("<the query>"));
        match self.changes_rows() {
            true => vec!["BEGIN".to_owned(), explain, "ROLLBACK".to_owned()],
            false => vec![explain],
        }
    }
}

impl Explain for AnalyzeMissing<'_> {
    fn object(&self) -> String {
        format!("plan {}", self.number + 1)
    }

    fn relation(&self) -> Option<&Relation> {
        None
    }

    fn span(&self) -> Span {
        self.plan.root().map_or(self.plan.span, |root| root.line_span)
    }

    fn message(&self) -> String {
        let run = "run `EXPLAIN (ANALYZE, BUFFERS)`";
        match self.missing {
            Missing::Everything => format!("times and real row counts are not in this plan, so only guesses can be read from it; {run}"),
            Missing::NodeValues(_) => "the query was run, but its nodes carry no times and row counts, so how long each took cannot be told; paste the whole output of `EXPLAIN (ANALYZE, BUFFERS)`".to_owned(),
            Missing::Times => format!("the plan has row counts and no times, so its slow node cannot be told; {run} without `TIMING OFF`"),
        }
    }

    fn why(&self) -> String {
        "The insights compare what was expected with what happened, and need both.".to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        (Certainty::Likely, "No node of the plan has them.".to_owned())
    }

    fn severity(&self) -> Option<Severity> {
        matches!(self.missing, Missing::NodeValues(_)).then_some(Severity::Hint)
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if let Missing::NodeValues(time) = self.missing {
            facts.push(format!("The plan ends in `Execution Time`: {}.", ms(time)));
        }
        if self.has_parameters() {
            facts.push(
                "It has parameters (`$1`): put values in their place, the ones the slow call had.".to_owned(),
            );
        }
        if self.changes_rows() {
            facts.push("`ANALYZE` runs the query and changes the rows: roll it back.".to_owned());
        }
        facts
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let title = "measure the query";
        let when = "The query may be run where the data is; it runs to its end.";
        vec![ProposedFix::statements(title, when, self.statements())]
    }

    fn node(&self) -> Option<NodeReference> {
        Some(NodeReference {
            plan: self.number,
            node: 0,
        })
    }
}
