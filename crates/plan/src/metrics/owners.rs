//! Whose time contains the time of a CTE or an InitPlan: not necessarily the node it is printed under.

use super::processes::gather_above;
use crate::buffers::Buffers;
use crate::kind::NodeKind;
use crate::model::{ParentRelationship, Plan, PlanNode};
use crate::reference::{parameters_in, plan_names_in, returned_parameters};
use rowproof_source::{SmallMap, SortSmall};

/// The nodes that CTEs and InitPlans run inside of.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// The scans of each CTE, at the id of the CTE's top node; none for other nodes.
    scans: Vec<Option<Vec<usize>>>,
    /// The node each InitPlan runs inside of, at the id of the InitPlan's top node. Empty without InitPlans.
    consumers: Vec<Option<usize>>,
}

impl Owners {
    pub(super) fn find(plan: &Plan) -> Self {
        Self {
            scans: find_scans(plan),
            consumers: find_consumers(plan),
        }
    }

    /// The scans of the CTE with that top node.
    pub(super) fn scans(&self, cte: usize) -> &[usize] {
        self.scans.get(cte).and_then(Option::as_deref).unwrap_or_default()
    }

    /// The node that the InitPlan with that top node runs inside of.
    pub(super) fn consumer(&self, init_plan: usize) -> Option<usize> {
        self.consumers.get(init_plan).copied().flatten()
    }
}

/// Milliseconds in CTEs without a scan: they run behind the root.
pub(super) fn unread_cte_ms(plan: &Plan) -> f64 {
    let scans = find_scans(plan).into_iter().zip(&plan.nodes);
    let unread = scans.filter(|(scans, _)| scans.as_ref().is_some_and(Vec::is_empty));
    unread
        .filter_map(|(_, cte)| inclusive_ms(cte))
        .fold(0.0, |sum, time| sum + time)
}

fn inclusive_ms(node: &PlanNode) -> Option<f64> {
    node.actual.measured()?.time_total_ms().map(|time| time.0)
}

/// A CTE Scan reads the CTE of its name that is printed under the nearest of itself and the nodes above it. The CTE the scan is a
/// part of is no candidate: a recursive one reads itself through a WorkTable Scan.
fn find_scans(plan: &Plan) -> Vec<Option<Vec<usize>>> {
    let mut by_name: SmallMap<(usize, &str), usize> = SmallMap::default();
    let mut scans: Vec<Option<Vec<usize>>> = vec![None; plan.nodes.len()];
    for node in plan
        .nodes
        .iter()
        .filter(|node| node.relationship == ParentRelationship::Cte)
    {
        if let Some((parent, name)) = node.parent.zip(cte_name(node)) {
            by_name.insert((parent, name), node.id);
            if let Some(scans) = scans.get_mut(node.id) {
                *scans = Some(Vec::new());
            }
        }
    }
    for node in plan.nodes.iter().filter(|node| node.kind == NodeKind::CteScan) {
        let cte = node
            .object
            .as_deref()
            .and_then(|name| find_cte(plan, &by_name, node, name));
        if let Some(scans) = cte.and_then(|cte| scans.get_mut(cte)?.as_mut()) {
            scans.push(node.id);
        }
    }
    scans
}

fn cte_name(node: &PlanNode) -> Option<&str> {
    let name = node.subplan_name.as_deref()?.strip_prefix("CTE ")?;
    Some(
        name.strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .unwrap_or(name),
    )
}

fn find_cte(
    plan: &Plan,
    by_name: &SmallMap<(usize, &str), usize>,
    scan: &PlanNode,
    name: &str,
) -> Option<usize> {
    let mut below = None;
    let mut node = Some(scan);
    while let Some(here) = node {
        let found = by_name
            .get(&(here.id, name))
            .copied()
            .filter(|cte| Some(*cte) != below);
        if found.is_some() {
            return found;
        }
        below = Some(here.id);
        node = plan.parent_of(here);
    }
    by_name
        .iter()
        .filter(|((_, cte), id)| *cte == name && **id < scan.id)
        .map(|(_, id)| *id)
        .max()
}

/// Which nodes speak of which InitPlan or parameter.
fn find_readers(plan: &Plan) -> SmallMap<&str, Vec<usize>> {
    let mut readers: SmallMap<&str, Vec<usize>> = SmallMap::default();
    for node in &plan.nodes {
        for property in &node.properties {
            let names = plan_names_in(&property.value, "InitPlan ").chain(parameters_in(&property.value));
            for name in names {
                readers.change(name, |nodes| {
                    if nodes.last() != Some(&node.id) {
                        nodes.push(node.id);
                    }
                });
            }
        }
    }
    readers
}

/// What the search for consumers asks about every node, derived once.
struct Facts<'p> {
    readers: SmallMap<&'p str, Vec<usize>>,
    /// One past the last descendant.
    ends: Vec<usize>,
    /// Milliseconds without the inputs, with the rounding.
    room: Vec<Option<f64>>,
    /// Blocks without the inputs.
    blocks: Vec<Buffers>,
}

/// Readers of one InitPlan that are looked at: keeps the search linear. PostgreSQL rarely prints more than two.
const MAX_READERS: usize = 64;

fn find_consumers(plan: &Plan) -> Vec<Option<usize>> {
    let is_init_plan = |node: &&PlanNode| node.relationship == ParentRelationship::InitPlan;
    if !plan.nodes.iter().any(|node| is_init_plan(&node)) {
        return Vec::new();
    }
    let facts = Facts {
        readers: find_readers(plan),
        ends: subtree_ends(plan),
        room: plan.nodes.iter().map(|node| room_of(plan, node)).collect(),
        blocks: plan.nodes.iter().map(|node| own_blocks(plan, node)).collect(),
    };
    let consumer = |node| {
        is_init_plan(&node)
            .then(|| facts.consumer_of(plan, node))
            .flatten()
    };
    plan.nodes.iter().map(consumer).collect()
}

impl Facts<'_> {
    fn consumer_of(&self, plan: &Plan, top: &PlanNode) -> Option<usize> {
        let printed_under = top.parent?;
        let name = top.subplan_name.as_deref()?;
        let short = name.split(" (").next().unwrap_or(name);
        let keys = std::iter::once(short).chain(returned_parameters(name));
        let mut readers: Vec<usize> = keys
            .flat_map(|key| self.readers_of(key, printed_under, top.id))
            .collect();
        readers.order();
        let readers = readers
            .into_iter()
            .map(|id| self.leader_of(plan, id, printed_under));
        let reader = self.choose(readers, inclusive_ms(top).unwrap_or(0.0));
        Some(reader.map_or(printed_under, |reader| {
            self.evaluator(plan, reader, top, printed_under)
        }))
    }

    /// Readers below the node the InitPlan is printed under, without the InitPlan itself.
    fn readers_of(&self, key: &str, printed_under: usize, top: usize) -> impl Iterator<Item = usize> {
        let nodes = self.readers.get(key).map_or(&[][..], Vec::as_slice);
        let start = nodes.partition_point(|id| *id < printed_under);
        let (end, own_end) = (self.end(printed_under), self.end(top));
        let below = nodes.iter().copied().skip(start).take_while(move |id| *id < end);
        below
            .filter(move |id| *id < top || *id >= own_end)
            .take(MAX_READERS)
    }

    fn end(&self, id: usize) -> usize {
        self.ends.get(id).copied().unwrap_or(0)
    }

    /// A value read below a Gather and computed outside of it is computed by the leader before the workers start, in the Gather's time.
    fn leader_of(&self, plan: &Plan, reader: usize, printed_under: usize) -> usize {
        let gather = plan.node(reader).and_then(|node| gather_above(plan, node));
        let outside = |gather: &&PlanNode| printed_under <= gather.id || printed_under >= self.end(gather.id);
        gather.filter(outside).map_or(reader, |gather| gather.id)
    }

    /// The first reader whose own time has room for the InitPlan; the one with most room when none has.
    fn choose(&self, readers: impl Iterator<Item = usize>, time: f64) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for id in readers {
            let Some(room) = self.room.get(id).copied().flatten() else {
                continue;
            };
            if room >= time {
                return Some(id);
            }
            if best.is_none_or(|(_, most)| room > most) {
                best = Some((id, room));
            }
        }
        best.map(|(id, _)| id)
    }

    /// The node whose counters hold the InitPlan's blocks: mostly the reader, but an Append above it when the value decided which of
    /// its members to run at all.
    fn evaluator(&self, plan: &Plan, reader: usize, top: &PlanNode, printed_under: usize) -> usize {
        let Some(blocks) = top.buffers() else {
            return reader;
        };
        let mut here = plan.node(reader);
        while let Some(node) = here {
            let own = self.blocks.get(node.id).copied().unwrap_or_default();
            if !own.minus(&blocks).is_negative() {
                return node.id;
            }
            let climbs = node.id != printed_under && node.relationship.is_input();
            here = plan.parent_of(node).filter(|_| climbs);
        }
        reader
    }
}

fn own_blocks(plan: &Plan, node: &PlanNode) -> Buffers {
    let inputs = plan.inputs_of(node).filter_map(PlanNode::buffers);
    inputs.fold(node.buffers().unwrap_or_default(), |own, input| own.minus(&input))
}

/// One past the last descendant of each node.
fn subtree_ends(plan: &Plan) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..=plan.nodes.len()).collect();
    for node in plan.nodes.iter().rev() {
        let end = ends.get(node.id).copied().unwrap_or(0);
        if let Some(parent) = node.parent.and_then(|parent| ends.get_mut(parent)) {
            *parent = end.max(*parent);
        }
    }
    ends
}

/// The node's time without that of its inputs, over processes, and its rounding.
fn room_of(plan: &Plan, node: &PlanNode) -> Option<f64> {
    let actual = node.actual.measured()?;
    let total = actual.time_total_ms()?.0 + actual.time_total_error_ms();
    let inputs: f64 = plan.inputs_of(node).filter_map(inclusive_ms).sum();
    Some(if node.kind.is_gather() {
        total
    } else {
        total - inputs
    })
}
