//! Where everything stands: the layout's places, boxes that were moved by hand, and the lines to them.

use rowproof_source::SmallMap;

use crate::layout::{Link, Point, Size, arrange, free_route};
use crate::metrics::row_middle;
use crate::model::{Diagram, Edge, NodeKind};
use crate::view::Move;

/// Between the lines of foreign keys that lead to one row and have to be told apart.
const LANE: i32 = 5;

impl Diagram {
    /// Places boxes and lines.
    pub(crate) fn lay_out(&mut self, moves: &[Move]) {
        let sizes = self.nodes.iter().map(|node| Size {
            width: node.width,
            height: node.height,
        });
        let sizes: Vec<Size> = sizes.collect();
        let links = self.links();
        let leads = self.leading();
        let leading = links.iter().zip(&leads).filter(|(_, leads)| **leads);
        let leading: Vec<Link> = leading.map(|(link, _)| *link).collect();
        let arrangement = arrange(&sizes, &leading);
        self.steps = arrangement.steps;
        let mut routes = arrangement.routes.into_iter();
        let mut is_moved = vec![false; self.nodes.len()];
        let nodes = self.nodes.iter_mut().zip(arrangement.places).zip(&mut is_moved);
        for ((node, place), is_moved) in nodes {
            let moved = moves.iter().find(|moved| moved.name == node.name);
            *is_moved = moved.is_some();
            node.at = moved.map_or(place, |moved| moved.at);
        }
        let corner = |number: usize| self.nodes.get(number).map(|node| node.at).unwrap_or_default();
        let size = |number: usize| sizes.get(number).copied().unwrap_or_default();
        let moved = |number: usize| is_moved.get(number).copied().unwrap_or_default();
        for ((edge, leads), link) in self.edges.iter_mut().zip(leads).zip(&links) {
            let ends = [link.from, link.to].map(|end| (corner(end), size(end)));
            let route = if leads {
                routes.next().unwrap_or_default()
            } else {
                Vec::new()
            };
            let is_free = !leads || moved(link.from) || moved(link.to);
            edge.points = match (is_free, link.from == link.to) {
                (false, _) => route,
                (true, false) => free_route(ends[0], ends[1], link.from_y, link.to_y),
                // A loop goes with its box.
                (true, true) => {
                    let right = route.first().map_or(0, |point| point.x);
                    let depth = route
                        .iter()
                        .map(|point| point.x - right)
                        .max()
                        .unwrap_or_default();
                    free_loop(ends[0], link, depth)
                }
            };
        }
        let corners = self.nodes.iter().map(|node| {
            let end = Point {
                x: node.at.x + node.width,
                y: node.at.y + node.height,
            };
            [node.at, end]
        });
        let points: Vec<Point> = corners
            .flatten()
            .chain(self.edges.iter().flat_map(|edge| edge.points.iter().copied()))
            .collect();
        let of = |pick: fn(&Point) -> i32| points.iter().map(pick);
        self.from = Point {
            x: of(|point| point.x).min().unwrap_or_default(),
            y: of(|point| point.y).min().unwrap_or_default(),
        };
        self.to = Point {
            x: of(|point| point.x).max().unwrap_or_default(),
            y: of(|point| point.y).max().unwrap_or_default(),
        };
    }

    /// Which edges the layout follows: of those between groups the one that stands for most foreign keys of each. Groups refer to each
    /// other all round, and ranks that followed every edge would make one long row.
    fn leading(&self) -> Vec<bool> {
        let is_group = |number: usize| {
            self.nodes
                .get(number)
                .is_some_and(|node| node.kind == NodeKind::Group)
        };
        let between = |edge: &Edge| is_group(edge.from) && is_group(edge.to);
        let mut strongest: SmallMap<usize, (usize, usize)> = SmallMap::default();
        for (number, edge) in self.edges.iter().enumerate().filter(|(_, edge)| between(edge)) {
            strongest.change(edge.from, |best| {
                if edge.count > best.0 {
                    *best = (edge.count, number);
                }
            });
        }
        let leads = |(number, edge): (usize, &Edge)| {
            !between(edge) || strongest.get(&edge.from).is_some_and(|(_, best)| *best == number)
        };
        self.edges.iter().enumerate().map(leads).collect()
    }

    /// Links for the layout. At one referenced row a line for each way to end there, and for each further foreign key between the
    /// same relations; lines that say the same are one.
    fn links(&self) -> Vec<Link> {
        type Row = (usize, Option<usize>);
        let mut lanes: SmallMap<Row, Vec<(bool, usize)>> = SmallMap::default();
        let mut parallels: SmallMap<(usize, usize), usize> = SmallMap::default();
        let mut links = Vec::new();
        for edge in &self.edges {
            let mut nth = 0;
            parallels.change((edge.from, edge.to), |count| {
                nth = *count;
                *count += 1;
            });
            let mut lane = 0;
            lanes.change((edge.to, edge.to_row), |lanes| {
                let own = (edge.to_end.optional, nth);
                lane = lanes.iter().position(|known| *known == own).unwrap_or_else(|| {
                    lanes.push(own);
                    lanes.len() - 1
                });
            });
            let offset = match lane % 3 {
                0 => 0,
                1 => LANE,
                _ => -LANE,
            };
            links.push(Link {
                from: edge.from,
                to: edge.to,
                from_y: row_middle(edge.from_row),
                to_y: row_middle(edge.to_row) + offset,
            });
        }
        links
    }
}

fn free_loop((at, size): (Point, Size), link: &Link, depth: i32) -> Vec<Point> {
    let (right, out) = (at.x + size.width, at.x + size.width + depth);
    let corner = |x: i32, y: i32| Point { x, y: at.y + y };
    vec![
        corner(right, link.from_y),
        corner(out, link.from_y),
        corner(out, link.to_y),
        corner(right, link.to_y),
    ]
}
