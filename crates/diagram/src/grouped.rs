//! Relations that are too many to be drawn one by one: closed groups as one box each, and what leads between them as one line.

use rowproof_source::{SmallMap, SortSmall, lower_case};

use crate::entities::Entities;
use crate::groups;
use crate::layout::Point;
use crate::model::{Diagram, Edge, End, Group, Node, NodeKind, Row, Within};
use crate::view::View;

/// Relations named in a group's box.
const MOST_NAMED: usize = 6;

impl Diagram {
    /// Draws closed groups as one box each, and foreign keys between them as one line.
    pub(crate) fn put_in_groups(&mut self, entities: Entities, view: &View) {
        let titles = groups::titles(&entities);
        let mut sizes: SmallMap<String, usize> = SmallMap::default();
        for title in &titles {
            sizes.change(title.clone(), |size| *size += 1);
        }
        self.groups = sizes
            .iter()
            .map(|(title, count)| Group {
                title: title.clone(),
                count: *count,
                open: view.open.contains(title),
            })
            .collect();
        self.groups.order_by(|a, b| a.title.cmp(&b.title));
        let group_of = |title: &String| self.groups.iter().position(|group| group.title == *title);
        let own: Vec<Option<usize>> = titles.iter().map(group_of).collect();
        let mut referred = vec![0_usize; entities.nodes.len()];
        for edge in &entities.edges {
            if let Some(count) = referred.get_mut(edge.to) {
                *count += 1;
            }
        }
        let mut place_of_group = vec![None; self.groups.len()];
        for (number, group) in self.groups.iter().enumerate().filter(|(_, group)| !group.open) {
            if let Some(place) = place_of_group.get_mut(number) {
                *place = Some(self.nodes.len());
            }
            let mut held: Vec<usize> = (0..own.len())
                .filter(|at| own.get(*at).copied().flatten() == Some(number))
                .collect();
            held.order_by_key(|at| std::cmp::Reverse(referred.get(*at).copied()));
            let rows = held
                .iter()
                .take(MOST_NAMED)
                .filter_map(|at| entities.nodes.get(*at))
                .map(named);
            self.nodes.push(Node {
                kind: NodeKind::Group,
                name: group.title.clone(),
                words: lower_case(&group.title),
                rows: rows.collect(),
                more: group.count.saturating_sub(MOST_NAMED),
                count: group.count,
                group: Some(number),
                at: Point::default(),
                width: 0,
                height: 0,
                span: None,
                name_span: None,
            });
        }
        let mut places = Vec::new();
        for (node, group) in entities.nodes.into_iter().zip(&own) {
            let closed = group.and_then(|group| place_of_group.get(group).copied().flatten());
            places.push(match closed {
                Some(place) => {
                    let Node { name, words, .. } = node;
                    self.within.push(Within {
                        name,
                        words,
                        node: place,
                    });
                    place
                }
                None => {
                    self.nodes.push(Node {
                        group: *group,
                        ..node
                    });
                    self.nodes.len() - 1
                }
            });
        }
        self.edges = joined(entities.edges, &places, &self.nodes);
    }
}

/// A relation as a line of its group's box.
fn named(node: &Node) -> Row {
    Row {
        name: node.name.clone(),
        type_name: match node.count {
            1 => "1 column".to_owned(),
            count => format!("{count} columns"),
        },
        primary: false,
        foreign: false,
        unique: false,
        not_null: true,
        span: node.span,
    }
}

/// Edges between the boxes that are drawn: those within a closed group are left out, those between the same two places are one.
fn joined(edges: Vec<Edge>, places: &[usize], nodes: &[Node]) -> Vec<Edge> {
    let is_group = |number: usize| nodes.get(number).is_some_and(|node| node.kind == NodeKind::Group);
    let mut known: SmallMap<[Option<usize>; 4], usize> = SmallMap::default();
    let mut joined: Vec<Edge> = Vec::new();
    for edge in edges {
        let (Some(from), Some(to)) = (places.get(edge.from).copied(), places.get(edge.to).copied()) else {
            continue;
        };
        let (of_group, to_group) = (is_group(from), is_group(to));
        if from == to && of_group {
            continue;
        }
        let from_row = edge.from_row.filter(|_| !of_group);
        let to_row = edge.to_row.filter(|_| !to_group);
        let is_single = !of_group && !to_group;
        let key = [Some(from), Some(to), from_row, to_row];
        match known.get(&key).and_then(|at| joined.get_mut(*at)) {
            Some(held) if !is_single => {
                held.count += 1;
                held.name = String::new();
                held.from_end = End {
                    many: true,
                    optional: true,
                };
                held.to_end.optional |= edge.to_end.optional;
            }
            _ => {
                known.insert(key, joined.len());
                joined.push(Edge {
                    from,
                    to,
                    from_row,
                    to_row,
                    ..edge
                });
            }
        }
    }
    joined
}
