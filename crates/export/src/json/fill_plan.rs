//! From a plan and its metrics to the JSON shape.

use rowproof_engine::plan::{
    ActualState, EstimateDirection, NodeMetrics, NodeTotal, ParentRelationship, PlanNode, Rounded,
    derive_totals,
};
use rowproof_engine::{AnalyzedPlan, Outcome, Report, page};

use rowproof_source::SortSmall;

use super::figures::{Queries, plan_figures};
use super::plan;
use super::plan_columns::MAX_TOTALS;
use crate::Places;

pub(super) fn plan_json(
    report: &Report,
    number: usize,
    analyzed: &AnalyzedPlan,
    places: &Places<'_>,
) -> plan::Plan {
    let source = &analyzed.plan;
    plan::Plan {
        part: report
            .parts
            .get(analyzed.part)
            .map(|part| part.id.clone())
            .unwrap_or_default(),
        location: places.location(source.span),
        repairs: analyzed
            .repairs
            .iter()
            .map(|repair| plan::Repair {
                what: repair.what.clone(),
                location: places.location(repair.span),
            })
            .collect(),
        analyzed: source.analyzed,
        planning_ms: source.planning_time_ms,
        execution_ms: source.execution_time_ms,
        unattributed_ms: analyzed.metrics.unattributed_ms,
        figures: plan_figures(analyzed),
        totals: totals_json(analyzed),
        insights: insights_json(report, number),
        outcomes: outcomes_json(analyzed),
        clauses: clauses_json(report, analyzed, places),
        strengths: strengths_json(analyzed),
        nothing_to_mend: report.has_nothing_to_mend(number),
        columns: None,
        nodes: source
            .nodes
            .iter()
            .zip(&analyzed.nodes)
            .map(|(node, metrics)| node_json(node, metrics, places))
            .collect(),
        triggers: source
            .triggers
            .iter()
            .map(|trigger| plan::Trigger {
                name: trigger
                    .name
                    .clone()
                    .or_else(|| trigger.constraint.clone())
                    .unwrap_or_default(),
                time_ms: trigger.time_ms,
                calls: trigger.calls as u64,
            })
            .collect(),
    }
}

fn insights_json(report: &Report, number: usize) -> Vec<String> {
    let insights = report.insights(number).into_iter();
    insights.map(|finding| finding.id.clone()).collect()
}

fn strengths_json(analyzed: &AnalyzedPlan) -> Vec<plan::Strength> {
    let strengths = analyzed.strengths.iter();
    strengths
        .map(|strength| plan::Strength {
            node: strength.node,
            sentence: strength.sentence.clone(),
        })
        .collect()
}

fn outcomes_json(analyzed: &AnalyzedPlan) -> Vec<plan::Outcome> {
    let outcomes = analyzed.outcomes.iter();
    let mut outcomes: Vec<plan::Outcome> = outcomes
        .map(|(rule, outcome)| {
            let (word, reason) = match outcome {
                Outcome::Fired(_) => ("fired", String::new()),
                Outcome::Silent(reason) => ("silent", reason.clone()),
                Outcome::Undecidable(reason) => ("undecidable", reason.clone()),
            };
            plan::Outcome {
                rule,
                title: page(rule).map_or(rule, |page| page.title),
                outcome: word,
                reason,
            }
        })
        .collect();
    outcomes.order_by_key(|outcome| outcome.outcome);
    outcomes
}

/// The largest plan, in nodes, and the longest queries, in bytes, whose clauses are told with the report: the product is what it costs.
const MAX_CLAUSE_NODES: usize = 200;
const MAX_CLAUSE_BYTES: usize = 20_000;

fn clauses_json(report: &Report, analyzed: &AnalyzedPlan, places: &Places<'_>) -> Vec<plan::NodeClause> {
    let nodes = &analyzed.plan.nodes;
    if nodes.len() > MAX_CLAUSE_NODES {
        return Vec::new();
    }
    let queries = Queries::of(report, analyzed);
    if queries.len() > MAX_CLAUSE_BYTES {
        return Vec::new();
    }
    let of_node = |node: &PlanNode| {
        let clauses = queries.clauses_of(node).into_iter();
        let clauses = clauses.map(|(_, span)| plan::NodeClause {
            node: node.id,
            location: places.location(span),
        });
        clauses.collect::<Vec<_>>()
    };
    nodes.iter().flat_map(of_node).collect()
}

fn totals_json(analyzed: &AnalyzedPlan) -> Vec<plan::TotalGroup> {
    let totals = derive_totals(&analyzed.plan, &analyzed.nodes);
    let wall = analyzed.metrics.wall_ms.filter(|wall| *wall > 0.0);
    let group = |by: &'static str, totals: &[NodeTotal]| plan::TotalGroup {
        by,
        rows: totals
            .iter()
            .take(MAX_TOTALS)
            .map(|total| plan::TotalRow {
                name: total.name.clone(),
                nodes: total.nodes,
                self_ms: total.self_time_ms,
                share: total.self_time_ms.zip(wall).map(|(own, wall)| own / wall),
                blocks: total.blocks,
            })
            .collect(),
        more: totals.len().saturating_sub(MAX_TOTALS),
    };
    vec![
        group("relation", &totals.relations),
        group("index", &totals.indexes),
        group("kind", &totals.kinds),
    ]
}

fn node_json(node: &PlanNode, metrics: &NodeMetrics, places: &Places<'_>) -> plan::PlanNode {
    let actual = node.actual.measured();
    let estimate = metrics.row_estimate.as_ref();
    let own = metrics.exclusive_buffers;
    plan::PlanNode {
        id: node.id,
        parent: node.parent,
        depth: node.depth,
        label: node.label.clone(),
        target: target(node),
        relation: node.relation.clone(),
        index: node.index.clone(),
        location: places.location(node.span),
        relationship: relationship(node),
        plan_rows: node.estimate.map(|estimate| estimate.plan_rows.0),
        rows_per_loop: actual.map(|actual| actual.rows_per_loop.0),
        rows_total: metrics.rows_total.map(|rows| (rows.low, rows.high)),
        loops: actual.map(|actual| actual.loops as f64),
        never_executed: node.actual == ActualState::NeverExecuted,
        estimate_factor: estimate.map(|estimate| estimate.factor),
        underestimated: estimate.is_some_and(|estimate| estimate.direction == EstimateDirection::TooLow),
        total_ms: metrics.total_time_ms.map(|time| time.0),
        self_ms: metrics.self_time_ms,
        self_error_ms: metrics.self_time_ms.map(|_| metrics.self_time_error_ms),
        share: metrics.share_of_wall,
        elapsed_ms: metrics.elapsed_ms,
        rows_removed: rows_removed(node),
        own_blocks: own.map(|own| own.accessed().0),
        total_blocks: own.map(|_| node.buffers().unwrap_or_default().accessed().0),
        own_blocks_read: own.map(|own| (own.shared.read + own.local.read) as f64),
        own_temporary_blocks: own.map(|own| own.temp.read.max(own.temp.written) as f64),
        total_cost: node.estimate.map(|estimate| estimate.total_cost),
        self_cost: metrics.self_cost,
        properties: properties(node),
        warning: warning(metrics),
    }
}

/// Every printed property, in order.
pub(super) fn properties(node: &PlanNode) -> Vec<plan::Property> {
    let properties = node.properties.iter();
    properties
        .map(|property| plan::Property {
            name: property.name.clone(),
            value: property.value.clone(),
        })
        .collect()
}

fn rows_removed(node: &PlanNode) -> Option<f64> {
    let removed = [
        node.rows_removed_by_filter_total(),
        node.rows_removed_by_join_filter_total(),
        node.rows_removed_by_index_recheck_total(),
    ];
    let told = removed.into_iter().flatten().map(Rounded::middle);
    told.reduce(|sum, rows| sum + rows)
        .filter(|rows| rows.is_finite())
}

/// `orders o using orders_pkey`
fn target(node: &PlanNode) -> String {
    let name = node.relation.as_deref().or(node.object.as_deref());
    let mut parts: Vec<String> = Vec::new();
    if let Some(name) = name {
        parts.push(match &node.schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name.to_owned(),
        });
    }
    if let Some(alias) = node.alias.as_deref().filter(|alias| Some(*alias) != name) {
        parts.push(alias.to_owned());
    }
    if let Some(index) = &node.index {
        parts.push(if name.is_some() {
            format!("using {index}")
        } else {
            index.clone()
        });
    }
    parts.join(" ")
}

fn relationship(node: &PlanNode) -> Option<String> {
    match node.relationship {
        ParentRelationship::InitPlan | ParentRelationship::SubPlan | ParentRelationship::Cte => {
            Some(node.subplan_name.clone().unwrap_or_else(|| "SubPlan".to_owned()))
        }
        ParentRelationship::Outer
        | ParentRelationship::Inner
        | ParentRelationship::Member
        | ParentRelationship::Subquery => None,
    }
}

fn warning(metrics: &NodeMetrics) -> Option<String> {
    if metrics.inconsistent {
        return Some(
            "the times of this node and its parts contradict each other by more than their rounding"
                .to_owned(),
        );
    }
    metrics
        .includes_unmeasured_input
        .then(|| "an input has no times (its line is cut), so its time is counted here".to_owned())
}
