//! What of a catalog is drawn: every relation, or groups of which some are open; all columns, keys, or names alone.

use rowproof_catalog::Catalog;

use crate::entities::Entities;
use crate::layout::Point;
use crate::metrics::measure;
use crate::model::{Diagram, NodeKind, Row};

/// From how many relations on groups are drawn first: more boxes than this cannot be taken in at once.
pub const GROUPED_FROM: usize = 150;
/// Columns drawn of one relation: those of keys first.
const MOST_ROWS: usize = 40;

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
}
