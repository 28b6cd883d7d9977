//! What an analysis found.

use rowproof_catalog::Catalog;
use rowproof_findings::{Finding, NotChecked, Suppressed};
use rowproof_plan::{NodeMetrics, Plan, PlanMetrics, Repair};
use rowproof_source::{SourceFile, Span};
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
    /// Ordered by place, then rule code; ids are unique.
    pub findings: Vec<Finding>,
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
    /// What was repaired while reading its part; only with the part's first plan.
    pub repairs: Vec<Repair>,
}

impl Report {
    /// The part a span is in.
    pub fn part_of(&self, span: Span) -> Option<&ReadPart> {
        self.parts.get(usize::from(span.source.0))
    }

    /// Findings that speak for themselves: not folded into another.
    pub fn visible_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.folded_into.is_none())
    }
}
