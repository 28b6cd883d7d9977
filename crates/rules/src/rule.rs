//! What a rule is.

use rowproof_catalog::Catalog;
use rowproof_findings::Severity;
use rowproof_plan::{NodeMetrics, Plan, PlanMetrics};
use rowproof_query::ResolvedQuery;
use rowproof_syntax::Dialect;

use crate::{Findings, Outcome, RULES, TableView, Threshold};

/// A rule: what it is called, how bad what it finds is, and how it looks.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Names the problem; also its page's address and its file's name (with `_`).
    pub code: &'static str,
    /// How bad, unless a fact says otherwise.
    pub severity: Severity,
    /// The dialects whose servers have the problem.
    pub dialects: &'static [Dialect],
    /// How it looks.
    pub check: Check,
}

/// The rule of that code.
pub fn find_rule(code: &str) -> Option<&'static Rule> {
    let at = RULES.binary_search_by(|rule| rule.code.cmp(code)).ok()?;
    RULES.get(at).copied()
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// One table of the schema at a time.
    Table(fn(&TableView<'_>, &mut Findings<'_>)),
    /// The schema, with the queries when there are any.
    Schema(fn(&SchemaContext<'_>, &mut Findings<'_>)),
    /// The queries, resolved against the schema, where there are both.
    Queries(fn(&SchemaContext<'_>, &mut Findings<'_>)),
    /// What servers counted about the queries, with the schema as far as it is there.
    Statistics(fn(&SchemaContext<'_>, &mut Findings<'_>)),
    /// One plan at a time, with the schema and the queries when there are any.
    Plan(PlanCheck),
}

/// How a rule looks at a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlanCheck {
    /// Finds what there is, and says why it is silent where it finds nothing.
    pub look: fn(&PlanContext<'_>, &mut Findings<'_>) -> Outcome,
    /// The numbers it decides by, which settings can change.
    pub thresholds: &'static [&'static Threshold],
}

/// What a schema rule may look at.
pub struct SchemaContext<'c> {
    /// The schema.
    pub catalog: &'c Catalog,
    /// The queries, resolved against it; empty without any.
    pub queries: &'c [ResolvedQuery],
}

/// What a plan rule may look at.
pub struct PlanContext<'c> {
    /// The plan.
    pub plan: &'c Plan,
    /// One per node, in the same order.
    pub metrics: &'c [NodeMetrics],
    /// Of the plan as a whole.
    pub whole: &'c PlanMetrics,
    /// The plan's place among the document's plans, from 0.
    pub number: usize,
    /// The schema, when the document has one.
    pub catalog: Option<&'c Catalog>,
    /// The document's queries, resolved against the schema; empty without any.
    pub queries: &'c [ResolvedQuery],
    /// Thresholds that settings change: `rule.name`, and the number in the threshold's unit.
    pub thresholds: &'c [(String, f64)],
}

impl PlanContext<'_> {
    /// What the threshold is in this analysis; of several settings the last counts.
    pub(crate) fn threshold(&self, threshold: &Threshold) -> f64 {
        let mut said = self.thresholds.iter().rev();
        let said = said.find(|(name, _)| threshold.is_called(name));
        said.map_or(threshold.usual, |(_, value)| *value)
    }
}
