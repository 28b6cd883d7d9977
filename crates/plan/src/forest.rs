//! Nodes that find their places one by one, in any order; in the end a plan in pre-order.

use crate::error::PlanError;
use crate::kind::NodeKind;
use crate::model::{Plan, PlanNode, Property};
use crate::tree::{link, new_node};
use rowproof_source::Span;

/// Nodes by id, each with the nodes below it.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    nodes: Vec<PlanNode>,
    children: Vec<Vec<usize>>,
}

/// The most inputs that are joined two by two; servers join some sixty tables, and deeper trees are no trees of theirs.
const MAX_CHAIN: usize = 100;

impl Forest {
    /// Adds a node with these children.
    pub(crate) fn add(&mut self, node: PlanNode, children: Vec<usize>) -> usize {
        self.nodes.push(node);
        self.children.push(children);
        self.nodes.len() - 1
    }

    pub(crate) fn attach(&mut self, parent: usize, child: usize) {
        if let Some(children) = self.children.get_mut(parent) {
            children.push(child);
        }
    }

    pub(crate) fn node(&self, id: usize) -> Option<&PlanNode> {
        self.nodes.get(id)
    }

    pub(crate) fn node_mut(&mut self, id: usize) -> Option<&mut PlanNode> {
        self.nodes.get_mut(id)
    }

    pub(crate) fn children(&self, id: usize) -> &[usize] {
        self.children.get(id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The span of a node with all below it, as far as they are a few.
    pub(crate) fn span(&self, id: usize) -> Span {
        self.nodes.get(id).map_or_else(Span::default, |node| node.span)
    }

    /// Joins inputs two by two, the first with the second, both with the third: the order in which they are read. `join` makes each
    /// join from the node on its inner side. One input stays as it is; none gives none.
    pub(crate) fn chain(&mut self, inputs: &[usize], join: impl Fn(&PlanNode) -> PlanNode) -> Option<usize> {
        let (first, rest) = inputs.split_first()?;
        let mut top = *first;
        if inputs.len() > MAX_CHAIN {
            let node = self.nodes.get(top).map(&join)?;
            return Some(self.add(node, inputs.to_vec()));
        }
        for inner in rest {
            let Some(mut node) = self.nodes.get(*inner).map(&join) else {
                continue;
            };
            node.span = self.span(top).to(node.span);
            top = self.add(node, vec![top, *inner]);
        }
        Some(top)
    }

    /// Puts the tree below `root` into the plan.
    pub(crate) fn finish(mut self, plan: &mut Plan, root: usize) -> Result<(), PlanError> {
        let mut ordered = Vec::with_capacity(self.nodes.len());
        let mut parents = Vec::with_capacity(self.nodes.len());
        let mut stack = vec![(root, None)];
        while let Some((id, parent)) = stack.pop() {
            // Each node is taken once, whatever refers to it.
            let Some(node) = self.nodes.get_mut(id).filter(|node| node.id == 0) else {
                continue;
            };
            let place = ordered.len();
            node.id = usize::MAX;
            ordered.push(std::mem::replace(node, taken(node.span)));
            parents.push(parent);
            let children = self.children.get_mut(id).map(std::mem::take).unwrap_or_default();
            stack.extend(children.into_iter().rev().map(|child| (child, Some(place))));
        }
        link(plan, ordered, &parents)
    }
}

fn taken(span: Span) -> PlanNode {
    PlanNode {
        id: usize::MAX,
        ..new_node(span)
    }
}

/// A node of a kind, with its words.
pub(crate) fn labelled(kind: NodeKind, label: &str, span: Span) -> PlanNode {
    PlanNode {
        kind,
        label: label.to_owned(),
        ..new_node(span)
    }
}

/// A join of rows one by one, which some servers do not print: it stands where its inner side does. Its type is not told.
pub(crate) fn nested_loop(inner: &PlanNode) -> PlanNode {
    PlanNode {
        line_span: inner.line_span,
        ..labelled(NodeKind::NestedLoop, "Nested loop", inner.span)
    }
}

impl PlanNode {
    /// Adds a property.
    pub(crate) fn tell(&mut self, name: &str, value: &str, span: Span) {
        self.properties.push(Property {
            name: name.to_owned(),
            value: value.to_owned(),
            span,
        });
    }
}
