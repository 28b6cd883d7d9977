//! What an analysis found.

use rowproof_catalog::Catalog;
use rowproof_findings::{Finding, NotChecked, Severity, Suppressed};
use rowproof_plan::{Measured, NodeMetrics, Plan, PlanComparison, PlanMetrics, PlanProduct, Repair};
use rowproof_rules::{Outcome, Strength};
use rowproof_source::{SortSmall, SourceFile, Span};
use rowproof_syntax::{Dialect, InputKind, Server};

/// The result of [`crate::analyze`].
#[derive(Debug)]
pub struct Report {
    /// One per part of the document, in its order.
    pub parts: Vec<ReadPart>,
    /// What the schema parts (and a migration after them) leave in the database.
    pub catalog: Catalog,
    /// Every plan, in the order of the parts.
    pub plans: Vec<AnalyzedPlan>,
    /// Each plan against the last one before it of the same query, in the order of the later ones.
    pub comparisons: Vec<Comparison>,
    /// Ordered by place, then rule code; ids are unique.
    pub findings: Vec<Box<Finding>>,
    /// What comments of the text ignore, ordered by place, then rule code. Not among the findings.
    pub suppressed: Vec<Suppressed>,
    /// Comments that ignore nothing, or not all they name: why, and what to do. In the order of the parts.
    pub unused_ignores: Vec<PartError>,
    /// Ordered by place; things without a place last.
    pub not_checked: Vec<NotChecked>,
    /// How many queries were read.
    pub queries: usize,
    /// How many rules ran.
    pub rules: usize,
}

/// One part as it was read.
#[derive(Debug)]
pub struct ReadPart {
    /// As given.
    pub id: String,
    /// The text, under the number that spans carry.
    pub source: SourceFile,
    /// What it was taken for; none when the text is blank.
    pub kind: Option<InputKind>,
    /// Why.
    pub kind_reason: String,
    /// The database it was read for.
    pub server: Server,
    /// Why that product.
    pub dialect_reason: String,
    /// Why that version.
    pub version_reason: String,
    /// Places that were not understood, in order.
    pub errors: Vec<PartError>,
}

impl ReadPart {
    /// The dialect it was read in.
    pub fn dialect(&self) -> Dialect {
        self.server.dialect()
    }
}

/// A place that was not understood or has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartError {
    /// Where.
    pub span: Span,
    /// What is wrong, then the next step.
    pub message: String,
}

/// A plan with what was derived from it.
#[derive(Debug)]
pub struct AnalyzedPlan {
    /// Index of its part in [`Report::parts`].
    pub part: usize,
    /// The plan.
    pub plan: Plan,
    /// One per node, in the same order.
    pub nodes: Vec<NodeMetrics>,
    /// Of the plan as a whole.
    pub metrics: PlanMetrics,
    /// What came of each rule on plans that ran, in the order of their codes.
    pub outcomes: Vec<(&'static str, Outcome)>,
    /// What the plan does well, in the order of its nodes; empty without measurements.
    pub strengths: Vec<Strength>,
    /// What was repaired while reading its part; only with the part's first plan.
    pub repairs: Vec<Repair>,
}

impl AnalyzedPlan {
    /// The plan with its metrics, to be compared.
    pub fn measured(&self) -> Measured<'_> {
        Measured {
            plan: &self.plan,
            nodes: &self.nodes,
            metrics: &self.metrics,
        }
    }
}

/// Two plans of one query.
#[derive(Debug)]
pub struct Comparison {
    /// Index of the earlier one in [`Report::plans`].
    pub before: usize,
    /// Index of the later one.
    pub after: usize,
    /// What is different.
    pub comparison: PlanComparison,
}

impl Report {
    /// The part a span is in.
    pub fn part_of(&self, span: Span) -> Option<&ReadPart> {
        self.parts.get(usize::from(span.source.0))
    }

    /// The insights of a plan, by its place among the plans: the worst first, then what takes the largest share of the time.
    /// Folded ones are left out.
    pub fn insights(&self, plan: usize) -> Vec<&Finding> {
        let of_plan = |finding: &&Finding| finding.node.is_some_and(|node| node.plan == plan);
        let mut insights: Vec<&Finding> = self.visible_findings().filter(of_plan).collect();
        insights.order_by(|a, b| {
            let share = |finding: &Finding| finding.share.unwrap_or(0.0);
            let by_share = share(b).total_cmp(&share(a));
            let by_severity = a.severity.cmp(&b.severity);
            let by_place = (a.certainty, a.span, a.rule).cmp(&(b.certainty, b.span, b.rule));
            by_severity.then(by_share).then(by_place)
        });
        insights
    }

    /// Whether a measured plan has nothing worth mending: no insight above a hint. Never of a plan of MySQL, MariaDB or SQLite: the few
    /// rules that read those would leave too much unsaid.
    pub fn has_nothing_to_mend(&self, plan: usize) -> bool {
        let measured = self.plans.get(plan).is_some_and(|analyzed| {
            analyzed.plan.analyzed && analyzed.plan.product == PlanProduct::PostgreSql
        });
        let insights = self.insights(plan);
        measured && insights.iter().all(|finding| finding.severity == Severity::Hint)
    }

    /// Findings that speak for themselves: not folded into another.
    pub fn visible_findings(&self) -> impl Iterator<Item = &Finding> {
        let all = self.findings.iter().map(Box::as_ref);
        all.filter(|finding| finding.folded_into.is_none())
    }
}
