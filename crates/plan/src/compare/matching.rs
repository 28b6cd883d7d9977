//! Which node of one plan is which of the other.
//!
//! A node is known by what it is for (reading, joining, sorting …) and by the relations below it, however they are read, joined and
//! called. Nodes that agree in both are paired in printed order, those that agree in more (name in conditions, sort or group key)
//! first. What is then left over, because a relation came or went below it, is found from its children upwards.

use crate::kind::NodeKind;
use crate::model::{Plan, PlanNode};
use rowproof_source::SortSmall;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// How far above the partner of a child the partner of a node is looked for: keeps the search linear.
const MAX_CLIMB: usize = 8;

/// For each node of the later plan its partner in the earlier one; no node is a partner twice.
pub(super) fn match_nodes(before: &Plan, after: &Plan) -> Vec<Option<usize>> {
    let (old, new) = (Traits::of(before), Traits::of(after));
    let mut pairs = Pairs {
        of_after: vec![None; after.nodes.len()],
        taken: vec![false; before.nodes.len()],
    };
    pairs.pair(&old, &new, |traits| {
        (traits.purpose, traits.relations, traits.detail)
    });
    pairs.pair(&old, &new, |traits| (traits.purpose, traits.relations, 0));
    pairs.climb(before, after, &old, &new);
    pairs.of_after
}

/// What a node is recognised by.
struct Traits {
    purpose: u64,
    /// Of the names of all relations below; does not depend on their order.
    relations: u64,
    /// What else it is about: the name conditions use, the keys.
    detail: u64,
}

impl Traits {
    fn of(plan: &Plan) -> Vec<Self> {
        let mut all: Vec<Self> = plan
            .nodes
            .iter()
            .map(|node| Self {
                purpose: purpose(node),
                relations: own_relation(plan, node),
                detail: detail(node),
            })
            .collect();
        // A child stands behind its parent: from the end on, everything below a node is summed up when it is reached.
        for node in plan.nodes.iter().rev() {
            let below = all.get(node.id).map_or(0, |traits| traits.relations);
            if let Some(parent) = node.parent.and_then(|parent| all.get_mut(parent)) {
                parent.relations = parent.relations.wrapping_add(below);
            }
        }
        all
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The different ways to do one thing count as one.
fn purpose(node: &PlanNode) -> u64 {
    use NodeKind::*;
    let (number, word) = match node.kind {
        SeqScan | SampleScan | IndexScan | IndexOnlyScan | BitmapHeapScan | TidScan | TidRangeScan
        | ForeignScan => (1, ""),
        NestedLoop | HashJoin | MergeJoin => (2, ""),
        Sort | IncrementalSort => (3, ""),
        Group | Aggregate | GroupAggregate | HashAggregate | MixedAggregate => (4, ""),
        Append | MergeAppend => (5, ""),
        SetOp | HashSetOp => (6, ""),
        Gather | GatherMerge => (7, ""),
        Materialize | Memoize => (8, ""),
        Insert | Update | Delete | Merge => (9, node.label.as_str()),
        _ if node.relation.is_some() => (1, ""),
        _ => (10, node.label.as_str()),
    };
    let step = node.partial_mode.map_or(0, |mode| 1 + mode as u8);
    hash((number, word, step))
}

/// A Bitmap Index Scan names no relation: it belongs to the scan above it and adds nothing.
fn own_relation(plan: &Plan, node: &PlanNode) -> u64 {
    let of_heap_scan = node.kind == NodeKind::BitmapIndexScan
        || plan
            .parent_of(node)
            .is_some_and(|parent| parent.kind == NodeKind::BitmapHeapScan);
    let name = node.relation.as_deref().or(node.object.as_deref());
    match name {
        Some(name) if !of_heap_scan => hash(name) | 1,
        _ => 0,
    }
}

fn detail(node: &PlanNode) -> u64 {
    let keys = ["Sort Key", "Group Key", "Function Call"];
    let key = keys.iter().find_map(|name| node.property(name));
    hash((
        node.alias.as_deref(),
        node.subplan_name.as_deref(),
        key.map(|property| property.value.as_str()),
    ))
}

struct Pairs {
    of_after: Vec<Option<usize>>,
    taken: Vec<bool>,
}

type Key = (u64, u64, u64);

impl Pairs {
    /// Pairs what has no partner yet and has the same key, in printed order.
    fn pair(&mut self, old: &[Traits], new: &[Traits], key: fn(&Traits) -> Key) {
        let free = |(id, _): &(usize, &Traits)| !self.taken.get(*id).copied().unwrap_or(true);
        let mut old: Vec<(Key, usize)> = old
            .iter()
            .enumerate()
            .filter(free)
            .map(|(id, traits)| (key(traits), id))
            .collect();
        let alone = |(id, _): &(usize, &Traits)| self.of_after.get(*id).is_some_and(Option::is_none);
        let mut new: Vec<(Key, usize)> = new
            .iter()
            .enumerate()
            .filter(alone)
            .map(|(id, traits)| (key(traits), id))
            .collect();
        old.order();
        new.order();
        let mut old = old.into_iter().peekable();
        for (key, after) in new {
            while old.next_if(|(other, _)| *other < key).is_some() {}
            if let Some((_, before)) = old.next_if(|(other, _)| *other == key) {
                self.join(before, after);
            }
        }
    }

    fn join(&mut self, before: usize, after: usize) {
        if let Some((partner, taken)) = self.of_after.get_mut(after).zip(self.taken.get_mut(before)) {
            (*partner, *taken) = (Some(before), true);
        }
    }

    /// The partner of a node without one stands above that of one of its children, with the same purpose.
    fn climb(&mut self, before: &Plan, after: &Plan, old: &[Traits], new: &[Traits]) {
        for node in after.nodes.iter().rev() {
            if self.of_after.get(node.id).is_none_or(Option::is_some) {
                continue;
            }
            let wanted = new.get(node.id).map(|traits| traits.purpose);
            let partners = node.children.iter();
            let found = partners
                .filter_map(|child| self.of_after.get(*child).copied().flatten())
                .find_map(|partner| {
                    let mut above = before.node(partner).and_then(|node| before.parent_of(node));
                    for _step in 0..MAX_CLIMB {
                        let here = above?;
                        if self.taken.get(here.id).copied().unwrap_or(true) {
                            return None;
                        }
                        if old.get(here.id).map(|traits| traits.purpose) == wanted {
                            return Some(here.id);
                        }
                        above = before.parent_of(here);
                    }
                    None
                });
            if let Some(partner) = found {
                self.join(partner, node.id);
            }
        }
    }
}
