//! What of a catalog is drawn: every relation, or groups of which some are open; all columns, keys, or names alone.

use rowproof_catalog::Catalog;
use rowproof_source::{SmallMap, SortSmall, lower_case};

use crate::entities::Entities;
use crate::groups;
use crate::layout::{Link, Point, Size, arrange, free_route};
use crate::metrics::{measure, row_middle};
use crate::model::{Diagram, Edge, End, Group, Node, NodeKind, Row, Within};

/// From how many relations on groups are drawn first: more boxes than this cannot be taken in at once.
pub const GROUPED_FROM: usize = 150;
/// Columns drawn of one relation: those of keys first.
const MOST_ROWS: usize = 40;
/// Relations named in a group's box.
const MOST_NAMED: usize = 6;
/// Between the lines of foreign keys that lead to one row and have to be told apart.
const LANE: i32 = 5;

/// How much of a relation is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Every column, up to some forty.
    #[default]
    Columns,
    /// The columns of primary keys, unique rules and foreign keys.
    Keys,
    /// Names of relations alone.
    Names,
}

/// A box that was moved by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The relation's name, or a group's title, as in [`Node::name`].
    pub name: String,
    /// Its upper left corner.
    pub at: Point,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// How much of each relation.
    pub detail: Detail,
    /// Whether groups are drawn at all, where there are [`GROUPED_FROM`] relations or more.
    pub ungrouped: bool,
    /// The titles of the groups that are open.
    pub open: Vec<String>,
    /// Boxes that stand elsewhere. Names that are not drawn are passed over.
    pub moves: Vec<Move>,
}

impl Diagram {
    /// The diagram of a catalog: all columns, and groups where there are many relations.
    pub fn of(catalog: &Catalog) -> Self {
        Self::view(catalog, &View::default())
    }

    /// The diagram of a catalog as it is wanted.
    pub fn view(catalog: &Catalog, view: &View) -> Self {
        let entities = Entities::of(catalog);
        let mut diagram = Self {
            relations: entities
                .nodes
                .iter()
                .filter(|node| node.kind != NodeKind::Missing)
                .count(),
            foreign_keys: entities.edges.len(),
            partitions: entities.partitions,
            ..Self::default()
        };
        let relations = entities.nodes.len();
        if relations >= GROUPED_FROM && !view.ungrouped {
            diagram.put_in_groups(entities, view);
        } else {
            (diagram.nodes, diagram.edges) = (entities.nodes, entities.edges);
        }
        for number in 0..diagram.nodes.len() {
            diagram.choose_rows(number, view.detail);
        }
        diagram.nodes.iter_mut().for_each(measure);
        diagram.lay_out(&view.moves);
        diagram
    }

    /// Draws closed groups as one box each, and foreign keys between them as one line.
    fn put_in_groups(&mut self, entities: Entities, view: &View) {
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

    /// Leaves out the columns that are not wanted, and says where edges leave then.
    fn choose_rows(&mut self, number: usize, detail: Detail) {
        let Some(node) = self
            .nodes
            .get_mut(number)
            .filter(|node| node.kind != NodeKind::Group)
        else {
            return;
        };
        let is_key = |row: &Row| row.primary || row.foreign || row.unique || row.span.is_none();
        let surplus = node.rows.len().saturating_sub(MOST_ROWS);
        // Where there are too many, the last ones that are no keys go first.
        let mut dropped = 0;
        let mut keeps: Vec<bool> = Vec::new();
        for row in node.rows.iter().rev() {
            let kept = match detail {
                Detail::Names => false,
                Detail::Keys => is_key(row),
                Detail::Columns => is_key(row) || dropped >= surplus,
            };
            dropped += usize::from(!kept);
            keeps.push(kept);
        }
        keeps.reverse();
        let mut place = 0;
        let places: Vec<Option<usize>> = keeps
            .iter()
            .map(|kept| {
                place += usize::from(*kept);
                kept.then(|| place - 1)
            })
            .collect();
        let mut kept = keeps.iter();
        node.rows.retain(|_| kept.next().copied().unwrap_or_default());
        node.more = match detail {
            Detail::Names => 0,
            _ => node.count - node.rows.len(),
        };
        let moved = |row: Option<usize>| row.and_then(|row| places.get(row).copied().flatten());
        for edge in &mut self.edges {
            if edge.from == number {
                edge.from_row = moved(edge.from_row);
            }
            if edge.to == number {
                edge.to_row = moved(edge.to_row);
            }
        }
    }

    fn lay_out(&mut self, moves: &[Move]) {
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
        let mut lanes: SmallMap<(usize, Option<usize>), Vec<(bool, usize)>> = SmallMap::default();
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
