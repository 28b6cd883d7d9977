//! The figures of a plan, each with the formula it comes from and this plan's numbers in it.

mod clauses;
mod node;
mod plan;

pub(super) use clauses::Queries;
use rowproof_engine::{AnalyzedPlan, Report};
use serde::Serialize;

use super::model::Location;
use crate::Places;

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What it says: `Own time`.
    pub name: String,
    /// For people, with its unit.
    pub value: String,
    /// How it comes about, with this plan's numbers.
    pub formula: String,
}

/// Everything about one node that its row has no room for.
#[derive(Debug, Serialize)]
pub struct NodeDetails {
    /// Index into the report's `plans`.
    pub plan: usize,
    /// Index into the plan's `nodes`.
    pub node: usize,
    /// Its figures, times first.
    pub figures: Vec<Figure>,
    /// Every printed property, in order.
    pub properties: Vec<super::plan::Property>,
    /// Where the columns of its conditions and keys stand in the queries, in the order of the text.
    pub clauses: Vec<Clause>,
}

/// A place in a query that a node's conditions speak of.
#[derive(Debug, Serialize)]
pub struct Clause {
    /// The word: `status`.
    pub word: String,
    /// Where.
    pub location: Location,
}

/// The details of a node; none when there is no such node.
pub fn node_details(report: &Report, plan: usize, node: usize) -> Option<NodeDetails> {
    let analyzed = report.plans.get(plan)?;
    let source = analyzed.plan.node(node)?;
    let places = Places::new(report);
    let clauses = Queries::of(report, analyzed).clauses_of(source);
    Some(NodeDetails {
        plan,
        node,
        figures: node::figures(analyzed, source),
        properties: super::fill_plan::properties(source),
        clauses: clauses
            .into_iter()
            .map(|(word, span)| Clause {
                word,
                location: places.location(span),
            })
            .collect(),
    })
}

/// The figures of a plan as a whole.
pub(super) fn plan_figures(analyzed: &AnalyzedPlan) -> Vec<Figure> {
    plan::figures(analyzed)
}

fn figure(name: &str, value: impl Into<String>, formula: impl Into<String>) -> Figure {
    Figure {
        name: name.to_owned(),
        value: value.into(),
        formula: formula.into(),
    }
}

/// `− Seq Scan on orders 7.100 ms` for each part, the last ones summed up where there are many.
fn minus_parts(parts: &[(String, f64)], unit: fn(f64) -> String) -> String {
    const MOST_NAMED: usize = 4;
    let mut words = String::new();
    for (name, value) in parts.iter().take(MOST_NAMED) {
        words.push_str(&format!(" − {} of {name}", unit(*value)));
    }
    let rest = parts.get(MOST_NAMED..).unwrap_or_default();
    if !rest.is_empty() {
        let sum: f64 = rest.iter().map(|(_, value)| value).sum();
        words.push_str(&format!(" − {} of {} more steps", unit(sum), rest.len()));
    }
    words
}

#[cfg(test)]
mod tests;
