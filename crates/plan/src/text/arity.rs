//! The tree from its indentation, and, where that is lost, from the number of inputs each kind of node has.

use crate::kind::{Arity, NodeKind};
use crate::model::PlanNode;

/// A node line with what tells its place.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) node: PlanNode,
    /// Column of its arrow.
    pub(crate) column: usize,
    /// Column of the `CTE`, `InitPlan` or `SubPlan` line above it.
    pub(crate) label_column: Option<usize>,
}

/// The parent of each node, by columns: the nearest node above that stands further left.
pub(crate) fn parents_by_indent(drafts: &[Draft]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut parents = Vec::with_capacity(drafts.len());
    for (id, draft) in drafts.iter().enumerate() {
        let limit = draft.label_column.unwrap_or(draft.column);
        while open.len() > 1 && open.last().is_some_and(|(column, _)| *column >= limit) {
            open.pop();
        }
        parents.push(open.last().map(|(_, parent)| *parent));
        open.push((draft.column, id));
    }
    parents
}

/// Whether the indentation cannot be right: all lines begin at one column, and yet some node lacks its inputs.
pub(crate) fn is_indent_lost(drafts: &[Draft], parents: &[Option<usize>]) -> bool {
    let mut columns = drafts.iter().skip(1).map(|draft| draft.column);
    let first = columns.next();
    if drafts.len() < 3 || !columns.all(|column| Some(column) == first) {
        return false;
    }
    // Real arrows stand further right than the root.
    let root = drafts.first().map_or(0, |root| root.column);
    if first.is_some_and(|first| first <= root) {
        return true;
    }
    let mut inputs = vec![0_usize; drafts.len()];
    for (draft, parent) in drafts.iter().zip(parents) {
        if let Some(count) = parent
            .and_then(|parent| inputs.get_mut(parent))
            .filter(|_| draft.label_column.is_none())
        {
            *count += 1;
        }
    }
    drafts
        .iter()
        .zip(inputs)
        .any(|(draft, inputs)| match draft.node.kind.arity() {
            Arity::Exactly(wanted) => inputs < wanted || (wanted > 0 && inputs > wanted),
            Arity::AtMostOne => inputs > 1,
            Arity::OneOrTwo => !(1..=2).contains(&inputs),
            Arity::Many => inputs == 0,
        })
}

/// A node that still takes inputs.
#[derive(Debug)]
struct Open {
    id: usize,
    kind: NodeKind,
    taken: usize,
    wanted: usize,
    many: bool,
    /// Cost of the node, and what its inputs have used of it.
    cost: Option<f64>,
    used: f64,
    /// It is the top of a CTE, InitPlan or SubPlan.
    labelled: bool,
}

/// The parent of each node, by arity, in the order printed.
pub(crate) fn parents_by_arity(drafts: &[Draft]) -> Vec<Option<usize>> {
    let mut stack: Vec<Open> = Vec::new();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(drafts.len());
    for (id, draft) in drafts.iter().enumerate() {
        let parent = match &draft.node.subplan_name {
            Some(name) => owner(drafts, id, name, &mut stack),
            None => take_input(&mut stack, draft),
        };
        parents.push(if id == 0 { None } else { parent.or(Some(0)) });
        stack.push(open(id, draft));
    }
    parents
}

fn open(id: usize, draft: &Draft) -> Open {
    let cost = draft.node.estimate.map(|estimate| estimate.total_cost);
    let (wanted, many) = match draft.node.kind.arity() {
        Arity::Exactly(count) => (count, false),
        Arity::OneOrTwo => (2, false),
        Arity::Many => (1, true),
        Arity::AtMostOne => (usize::from(takes_optional_input(draft.node.kind, cost)), false),
    };
    Open {
        id,
        kind: draft.node.kind,
        taken: 0,
        wanted,
        many,
        cost,
        used: 0.0,
        labelled: draft.node.subplan_name.is_some(),
    }
}

/// A Result that costs next to nothing stands alone; foreign and custom scans mostly do.
fn takes_optional_input(kind: NodeKind, cost: Option<f64>) -> bool {
    const COST_OF_ONE_ROW: f64 = 0.05;
    match kind {
        NodeKind::Result => cost.is_some_and(|cost| cost > COST_OF_ONE_ROW),
        NodeKind::Other => cost.is_some(),
        _ => false,
    }
}

/// The node that takes the next line as its input.
fn take_input(stack: &mut Vec<Open>, draft: &Draft) -> Option<usize> {
    let cost = draft.node.estimate.map_or(0.0, |estimate| estimate.total_cost);
    while let Some(top) = stack.last() {
        let open_ended = top.many && !overflows(stack, cost);
        let full = top.taken >= top.wanted && !open_ended;
        if !full {
            break;
        }
        stack.pop();
    }
    let top = stack.last_mut()?;
    top.taken += 1;
    top.used += cost;
    let set = matches!(top.kind, NodeKind::SetOp | NodeKind::HashSetOp);
    if set && draft.node.kind == NodeKind::Append {
        top.wanted = top.taken;
    }
    Some(top.id)
}

/// Whether the inputs of the append on top would cost more than it does itself, while a node above still lacks one.
fn overflows(stack: &[Open], next: f64) -> bool {
    let Some((top, above)) = stack.split_last() else {
        return false;
    };
    let lacking = above.iter().any(|open| open.taken < open.wanted);
    let slack = 0.02;
    let dear = top
        .cost
        .is_some_and(|cost| top.used + next > cost * 1.001 + slack);
    lacking && dear
}

/// How many nodes back the owner of a SubPlan is looked for: keeps the search linear.
const OWNER_DISTANCE: usize = 1_000;

/// The node a CTE, InitPlan or SubPlan is printed under. The first two follow their owner's own lines; a SubPlan stands behind its
/// owner's inputs, and some property of the owner speaks of it.
fn owner(drafts: &[Draft], id: usize, name: &str, stack: &mut Vec<Open>) -> Option<usize> {
    if name.starts_with("SubPlan") {
        let short = name.split(" (").next().unwrap_or(name);
        let speaks = |draft: &Draft| {
            draft
                .node
                .properties
                .iter()
                .any(|property| crate::reference::mentions(&property.value, short))
        };
        let first = id.saturating_sub(OWNER_DISTANCE);
        let near = drafts.iter().take(id).skip(first);
        let speaker = near.rev().position(speaks).map(|back| id - 1 - back);
        return speaker.or(id.checked_sub(1));
    }
    while stack
        .last()
        .is_some_and(|open| open.taken >= open.wanted && !open.many)
    {
        let ended = stack.pop();
        if ended.is_some_and(|open| open.labelled) {
            return stack.last().map(|open| open.id);
        }
        if stack.iter().all(|open| !open.labelled) {
            break;
        }
    }
    id.checked_sub(1)
}
