//! What a diagram is.

use rowproof_source::Span;

use crate::layout::Point;

/// A diagram, laid out. Coordinates are whole units of the size of a CSS pixel, y grows downwards; boxes that were moved by
/// hand may stand left of or above 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diagram {
    /// The boxes, in the order of the relations' creation; groups first.
    pub nodes: Vec<Node>,
    /// The lines between them, in the order of the constraints.
    pub edges: Vec<Edge>,
    /// The groups of the relations by title; empty where the relations are few enough to be drawn one by one.
    pub groups: Vec<Group>,
    /// The relations of closed groups, in the order of their creation.
    pub within: Vec<Within>,
    /// How many relations the catalog holds that belong into a diagram, drawn or within a closed group.
    pub relations: usize,
    /// How many foreign keys they have.
    pub foreign_keys: usize,
    /// How many partitions are not drawn: they are parts of their table.
    pub partitions: usize,
    /// The smallest corner of everything drawn.
    pub from: Point,
    /// The largest corner of everything drawn.
    pub to: Point,
    /// How many steps the layout took, for bounds on its time.
    pub steps: usize,
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it stands for.
    pub kind: NodeKind,
    /// The relation's name with its schema unless that is the default one; a group's title. Unique among the nodes of one
    /// kind.
    pub name: String,
    /// What a search looks through: its name and those of all its columns, lower case; of a group its title.
    pub words: String,
    /// The columns drawn, in order; of a group the relations that most others refer to.
    pub rows: Vec<Row>,
    /// How many columns are not drawn, or relations of a group.
    pub more: usize,
    /// How many columns the relation has, or relations the group.
    pub count: usize,
    /// The place of its group in [`Diagram::groups`]; none where there are no groups.
    pub group: Option<usize>,
    /// The upper left corner.
    pub at: Point,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// Its statement; none of what is not in the paste, and of groups.
    pub span: Option<Span>,
    /// Its name in that statement.
    pub name_span: Option<Span>,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A table of any kind.
    Table,
    /// A view, materialized or not.
    View,
    /// A relation that foreign keys refer to and that is not in the paste.
    Missing,
    /// Several relations.
    Group,
}

impl NodeKind {
    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            NodeKind::Table => "table",
            NodeKind::View => "view",
            NodeKind::Missing => "not in the paste",
            NodeKind::Group => "group",
        }
    }
}

/// A line of a box: a column, or a relation of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The column's name, or the relation's.
    pub name: String,
    /// Its type as the database spells it; of a relation how many columns it has.
    pub type_name: String,
    /// Whether it belongs to the primary key.
    pub primary: bool,
    /// Whether it belongs to a foreign key.
    pub foreign: bool,
    /// Whether it alone tells rows apart, by a rule other than the primary key.
    pub unique: bool,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// Its definition; none where it is not in the paste.
    pub span: Option<Span>,
}

/// A foreign key, or several that lead from one row to one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The referencing box.
    pub from: usize,
    /// The referenced box.
    pub to: usize,
    /// The row it leaves at: the first referencing column. None: the head of the box.
    pub from_row: Option<usize>,
    /// The row it leads to: the first referenced column. None: the head of the box.
    pub to_row: Option<usize>,
    /// How many referencing rows belong to one referenced row.
    pub from_end: End,
    /// How many referenced rows belong to one referencing row.
    pub to_end: End,
    /// Whether the referencing columns are a part of the primary key.
    pub identifying: bool,
    /// The constraint's name; empty where several are drawn as one.
    pub name: String,
    /// The referencing columns, in order.
    pub columns: Vec<String>,
    /// The referenced columns in that order; empty while they are not known.
    pub referenced_columns: Vec<String>,
    /// `ON DELETE`, lower case; empty when not said.
    pub on_delete: &'static str,
    /// The constraint's text.
    pub span: Span,
    /// How many foreign keys it stands for.
    pub count: usize,
    /// Its corners from the referencing to the referenced box; every part is level or upright.
    pub points: Vec<Point>,
}

/// One end of an edge, as a crow's foot says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Many rows rather than at most one.
    pub many: bool,
    /// Perhaps none.
    pub optional: bool,
}

impl End {
    /// In words: `exactly one`, `zero or one`, `zero or more`, `one or more`.
    pub fn words(self) -> &'static str {
        match (self.many, self.optional) {
            (false, false) => "exactly one",
            (false, true) => "zero or one",
            (true, true) => "zero or more",
            (true, false) => "one or more",
        }
    }
}

/// Relations that are drawn as one box until it is opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The schema, the common prefix, or the relation they stand around. Unique.
    pub title: String,
    /// How many relations belong to it.
    pub count: usize,
    /// Whether its relations are drawn.
    pub open: bool,
}

/// A relation of a closed group.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// Its name, as [`Node::name`] would be.
    pub name: String,
    /// What a search looks through, as in [`Node::words`].
    pub words: String,
    /// The place of its group's box.
    pub node: usize,
}
