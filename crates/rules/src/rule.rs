//! What a rule is.

use rowproof_catalog::Catalog;
use rowproof_findings::Severity;
use rowproof_plan::{NodeMetrics, Plan};
use rowproof_query::ResolvedQuery;
use rowproof_syntax::Dialect;

use crate::{Findings, RULES, TableView};

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
    /// One plan at a time, with the schema when there is one.
    Plan(fn(&PlanContext<'_>, &mut Findings<'_>)),
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
    /// The plan's place among the document's plans, from 0.
    pub number: usize,
    /// The schema, when the document has one.
    pub catalog: Option<&'c Catalog>,
}
