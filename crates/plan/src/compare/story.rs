//! What two plans have to say to each other, in one sentence.

use super::{ComparedNode, Measured, NodeChange};
use crate::buffers::Buffers;
use crate::kind::NodeKind;
use crate::model::{Plan, PlanNode};
use crate::words::{count, milliseconds, node_name, times};

/// Less than this apart, two measurements of one plan are the same.
const SAME_WITHIN: f64 = 1.1;
/// A difference in blocks read that can explain one in time.
const NOTABLE_READS: i64 = 100;

pub(super) fn summarise(before: Measured<'_>, after: Measured<'_>, nodes: &[ComparedNode]) -> String {
    let (verdict, is_faster) = verdict(before, after);
    let causes = structural(before.plan, after.plan, nodes, is_faster);
    let reason = match causes.as_slice() {
        [] => same_plan(before.plan, after.plan),
        [only] => only.clone(),
        [first, others @ ..] => {
            let plural = if others.len() == 1 {
                "difference"
            } else {
                "differences"
            };
            format!("{first}, and {} other {plural}", others.len())
        }
    };
    format!("{verdict}: {reason}")
}

/// How much faster or slower, and whether it is faster, where that can be told.
fn verdict(before: Measured<'_>, after: Measured<'_>) -> (String, Option<bool>) {
    if let Some((old, new)) = before.metrics.wall_ms.zip(after.metrics.wall_ms)
        && old > 0.0
        && new > 0.0
    {
        let figures = format!("({} before, {} after)", milliseconds(old), milliseconds(new));
        return match factor(old, new) {
            Some((by, true)) => (format!("{} times faster {figures}", times(by)), Some(true)),
            Some((by, false)) => (format!("{} times slower {figures}", times(by)), Some(false)),
            None => (format!("as fast as before {figures}"), None),
        };
    }
    let cost = |plan: &Plan| Some(plan.root()?.estimate?.total_cost).filter(|cost| *cost > 0.0);
    match cost(before.plan).zip(cost(after.plan)) {
        Some((old, new)) => {
            let figures = format!("({} before, {} after)", count(old), count(new));
            match factor(old, new) {
                Some((by, true)) => (
                    format!("estimated cost {} times lower {figures}", times(by)),
                    Some(true),
                ),
                Some((by, false)) => (
                    format!("estimated cost {} times higher {figures}", times(by)),
                    Some(false),
                ),
                None => (format!("estimated to cost the same {figures}"), None),
            }
        }
        None => (
            "how much faster cannot be told, since one of the plans has neither times nor costs".to_owned(),
            None,
        ),
    }
}

/// How many times smaller (true) or larger (false) the new number is; none when they are about the same.
fn factor(old: f64, new: f64) -> Option<(f64, bool)> {
    let by = old.max(new) / old.min(new);
    (by >= SAME_WITHIN).then_some((by, new < old))
}

/// The differences of shape in words. Those that explain the direction of the whole by their own time stand first, then those of
/// scans, then the rest.
fn structural(before: &Plan, after: &Plan, nodes: &[ComparedNode], is_faster: Option<bool>) -> Vec<String> {
    let mut explaining = Vec::new();
    let mut scans = Vec::new();
    let mut others = Vec::new();
    for node in nodes {
        let old = node.before.and_then(|id| before.node(id));
        let new = node.after.and_then(|id| after.node(id));
        let Some(words) = change_in_words(before, after, old, new, node) else {
            continue;
        };
        let helps = node
            .self_time_difference_ms
            .zip(is_faster)
            .is_some_and(|(difference, faster)| difference != 0.0 && (difference < 0.0) == faster);
        let is_scan = new.or(old).is_some_and(|node| node.relation.is_some());
        match (helps, is_scan) {
            (true, _) => explaining.push(words),
            (false, true) => scans.push(words),
            (false, false) => others.push(words),
        }
    }
    explaining.extend(scans);
    explaining.extend(others);
    explaining
}

fn change_in_words(
    before: &Plan,
    after: &Plan,
    old: Option<&PlanNode>,
    new: Option<&PlanNode>,
    node: &ComparedNode,
) -> Option<String> {
    match (old, new) {
        (Some(old), Some(new)) if node.changes.iter().any(NodeChange::is_structural) => {
            Some(match new.relation.as_deref() {
                Some(relation) => reading(before, after, relation, old, new),
                None if new.kind.is_join() => {
                    format!("rows are joined by a {} instead of a {}", new.label, old.label)
                }
                None => format!("there is a {} instead of a {}", new.label, old.label),
            })
        }
        (None, Some(new)) if !is_told_by_parent(after, new) => Some(format!("a `{}` is new", node_name(new))),
        (Some(old), None) if !is_told_by_parent(before, old) => {
            Some(format!("the `{}` is gone", node_name(old)))
        }
        _ => None,
    }
}

/// The index scans below a Bitmap Heap Scan are told with it, the Hash with its join.
fn is_told_by_parent(plan: &Plan, node: &PlanNode) -> bool {
    let below_bitmap = matches!(
        node.kind,
        NodeKind::BitmapIndexScan | NodeKind::BitmapAnd | NodeKind::BitmapOr
    );
    let below_join = matches!(
        node.kind,
        NodeKind::Hash | NodeKind::Materialize | NodeKind::Memoize
    ) && plan.parent_of(node).is_some_and(|parent| parent.kind.is_join());
    below_bitmap || below_join
}

fn reading(before: &Plan, after: &Plan, relation: &str, old: &PlanNode, new: &PlanNode) -> String {
    let (was, is) = (way_of(before, old), way_of(after, new));
    match was == is {
        false => format!("`{relation}` is now read {is} instead of {was}"),
        true => format!(
            "`{relation}` is now read by a {} instead of a {}",
            new.label, old.label
        ),
    }
}

/// `whole`, or `by` the indexes.
fn way_of(plan: &Plan, node: &PlanNode) -> String {
    let mut indexes: Vec<&str> = node.index.as_deref().into_iter().collect();
    if node.kind == NodeKind::BitmapHeapScan {
        let below = plan.nodes.get(node.id + 1..).unwrap_or_default();
        let below = below.iter().take_while(|other| other.depth > node.depth);
        indexes.extend(below.filter_map(|other| other.index.as_deref()));
        indexes.dedup();
    }
    match indexes.as_slice() {
        [] if matches!(node.kind, NodeKind::SeqScan | NodeKind::ForeignScan) => "whole".to_owned(),
        [] => format!("by a {}", node.label),
        names => format!("by `{}`", names.join("` and `")),
    }
}

/// The same plan ran twice: blocks that were found in the cache the second time are the usual reason for another time.
fn same_plan(before: &Plan, after: &Plan) -> String {
    let read = |plan: &Plan| -> Option<i64> {
        let root: Buffers = plan.root()?.buffers()?;
        Some(root.shared.read)
    };
    match read(before).zip(read(after)) {
        Some((old, new)) if (old - new).abs() >= NOTABLE_READS => format!(
            "the plan is the same; {} blocks came from outside the cache before, {} after",
            count(old as f64),
            count(new as f64)
        ),
        _ => "the plan is the same".to_owned(),
    }
}
