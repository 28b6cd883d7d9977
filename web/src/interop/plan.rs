//! The page's own view of execution plans: the shape is that of `rowproof_export::json`, nodes in columns.

use js_sys::Float64Array;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

use super::fields::{count, field, flag, list, number, text, texts, whole};
use super::reading::place;
use super::report::Location;

/// One plan.
#[derive(Debug, Default)]
pub struct Plan {
    pub part: AttrValue,
    pub repairs: Vec<Repair>,
    pub analyzed: bool,
    /// Of the plan as a whole.
    pub figures: Vec<Figure>,
    pub totals: Vec<TotalGroup>,
    /// Ids of its findings, the most important first.
    pub insights: Vec<AttrValue>,
    /// What the rules that found nothing say, and those that could not tell.
    pub outcomes: Vec<Outcome>,
    /// Places in the queries that the conditions of a node speak of.
    pub clauses: Vec<(usize, Location)>,
    columns: Columns,
}

/// All nodes: ten thousand objects would take too long to read.
#[derive(Debug, Default)]
struct Columns {
    /// For each of [`FIELDS`] its place among the numbers of a node.
    places: Vec<usize>,
    /// Numbers of one node.
    width: usize,
    numbers: Vec<f64>,
    words: Vec<AttrValue>,
}

/// A number of each node; not a number where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Parent,
    Depth,
    Start,
    End,
    Line,
    StartByte,
    EndByte,
    PlanRows,
    RowsPerLoop,
    RowsLeast,
    RowsMost,
    Loops,
    NeverExecuted,
    EstimateFactor,
    Underestimated,
    TotalMs,
    SelfMs,
    Share,
    TotalCost,
    SelfCost,
    RowsRemoved,
    OwnBlocks,
    Label,
    Target,
    Relationship,
    Warning,
}

/// Their names, in the order of [`Field`].
const FIELDS: [&str; 26] = [
    "parent",
    "depth",
    "start",
    "end",
    "line",
    "start_byte",
    "end_byte",
    "plan_rows",
    "rows_per_loop",
    "rows_least",
    "rows_most",
    "loops",
    "never_executed",
    "estimate_factor",
    "underestimated",
    "total_ms",
    "self_ms",
    "share",
    "total_cost",
    "self_cost",
    "rows_removed",
    "own_blocks",
    "label",
    "target",
    "relationship",
    "warning",
];

/// Stands between words.
const SEPARATOR: char = '\u{1f}';

/// A repair made while reading.
#[derive(Debug)]
pub struct Repair {
    pub what: AttrValue,
    pub location: Location,
}

/// A figure and how it comes about.
#[derive(Debug)]
pub struct Figure {
    pub name: AttrValue,
    pub value: AttrValue,
    pub formula: AttrValue,
}

/// Sums over nodes that have something in common.
#[derive(Debug)]
pub struct TotalGroup {
    /// `relation`, `index`, `kind`
    pub by: AttrValue,
    pub rows: Vec<TotalRow>,
    /// Sums that were left out.
    pub more: usize,
}

/// One sum.
#[derive(Debug)]
pub struct TotalRow {
    pub name: AttrValue,
    pub nodes: usize,
    pub self_ms: Option<f64>,
    pub share: Option<f64>,
    pub blocks: Option<f64>,
}

/// What a rule says of a plan in which it found nothing.
#[derive(Debug)]
pub struct Outcome {
    pub rule: AttrValue,
    pub title: AttrValue,
    /// `fired`, `silent`, `undecidable`
    pub outcome: AttrValue,
    pub reason: AttrValue,
}

/// A printed property.
#[derive(Debug)]
pub struct Property {
    pub name: AttrValue,
    pub value: AttrValue,
}

/// Everything about one node that its row has no room for.
#[derive(Debug)]
pub struct NodeDetails {
    pub plan: usize,
    pub node: usize,
    pub figures: Vec<Figure>,
    pub properties: Vec<Property>,
    /// Where the columns of its conditions stand in the queries.
    pub clauses: Vec<Location>,
}

/// Two plans of one query.
#[derive(Debug)]
pub struct Comparison {
    /// The earlier plan's place in the report.
    pub before: usize,
    pub after: usize,
    pub summary: AttrValue,
    pub nodes: Vec<ComparedNode>,
    /// Nodes that were left out.
    pub more: usize,
}

/// A node of both plans, or of one.
#[derive(Debug)]
pub struct ComparedNode {
    pub before: Option<usize>,
    pub after: Option<usize>,
    pub name: AttrValue,
    /// `changed`, `new`, `gone`, `same`
    pub state: AttrValue,
    pub changes: Vec<AttrValue>,
    pub self_before_ms: Option<f64>,
    pub self_after_ms: Option<f64>,
    pub difference_ms: Option<f64>,
}

/// One node, taken out of the columns to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanNode {
    pub id: usize,
    pub depth: usize,
    pub label: AttrValue,
    pub target: AttrValue,
    /// `InitPlan 1`, `CTE x`; empty for ordinary nodes.
    pub relationship: AttrValue,
    pub plan_rows: Option<f64>,
    pub rows_per_loop: Option<f64>,
    /// Over all loops: least and most, given the printed rounding.
    pub rows_total: Option<(f64, f64)>,
    pub loops: Option<f64>,
    pub never_executed: bool,
    pub estimate_factor: Option<f64>,
    pub underestimated: bool,
    pub total_ms: Option<f64>,
    pub self_ms: Option<f64>,
    /// Share of the execution, 0 to 1.
    pub share: Option<f64>,
    pub total_cost: Option<f64>,
    pub rows_removed: Option<f64>,
    pub own_blocks: Option<f64>,
    /// Something inconsistent about the times; empty when there is nothing.
    pub warning: AttrValue,
}

impl PlanNode {
    /// `Seq Scan on orders o`
    pub fn name(&self) -> String {
        if self.target.is_empty() {
            self.label.to_string()
        } else {
            format!("{} {}", self.label, self.target)
        }
    }
}

impl Plan {
    /// A plan of nothing but numbers, one row per node.
    #[cfg(test)]
    pub fn of_numbers(fields: &[Field], rows: &[&[f64]]) -> Self {
        let mut places = vec![usize::MAX; FIELDS.len()];
        for (at, field) in fields.iter().enumerate() {
            places[*field as usize] = at;
        }
        Self {
            columns: Columns {
                places,
                width: fields.len(),
                numbers: rows.concat(),
                words: Vec::new(),
            },
            ..Self::default()
        }
    }

    /// How many nodes it has.
    pub fn count(&self) -> usize {
        self.columns.numbers.len() / self.columns.width.max(1)
    }

    /// A number of a node, where it is known.
    pub fn number(&self, node: usize, field: Field) -> Option<f64> {
        let columns = &self.columns;
        let place = *columns.places.get(field as usize)?;
        if place >= columns.width {
            return None;
        }
        let number = columns.numbers.get(node * columns.width + place)?;
        Some(*number).filter(|number| !number.is_nan())
    }

    fn word(&self, node: usize, field: Field) -> AttrValue {
        let place = self.number(node, field);
        let word = place.and_then(|place| self.columns.words.get(place as usize));
        word.cloned().unwrap_or_default()
    }

    /// 0 for the root.
    pub fn depth(&self, node: usize) -> usize {
        self.number(node, Field::Depth).unwrap_or_default() as usize
    }

    /// The node it is printed under.
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.number(node, Field::Parent).map(|parent| parent as usize)
    }

    /// Whether a node has children: in pre-order they follow it at once, one level deeper.
    pub fn has_children(&self, node: usize) -> bool {
        node + 1 < self.count() && self.depth(node + 1) > self.depth(node)
    }

    /// A node's own lines.
    pub fn location(&self, node: usize) -> Location {
        let number = |field| self.number(node, field).unwrap_or_default() as u32;
        Location {
            part: self.part.clone(),
            start: number(Field::Start),
            end: number(Field::End),
            line: number(Field::Line),
            start_byte: number(Field::StartByte),
            end_byte: number(Field::EndByte),
        }
    }

    /// A node, to be drawn.
    pub fn node(&self, id: usize) -> Option<PlanNode> {
        if id >= self.count() {
            return None;
        }
        let number = |field| self.number(id, field);
        Some(PlanNode {
            id,
            depth: self.depth(id),
            label: self.word(id, Field::Label),
            target: self.word(id, Field::Target),
            relationship: self.word(id, Field::Relationship),
            plan_rows: number(Field::PlanRows),
            rows_per_loop: number(Field::RowsPerLoop),
            rows_total: number(Field::RowsLeast).zip(number(Field::RowsMost)),
            loops: number(Field::Loops),
            never_executed: number(Field::NeverExecuted) == Some(1.0),
            estimate_factor: number(Field::EstimateFactor),
            underestimated: number(Field::Underestimated) == Some(1.0),
            total_ms: number(Field::TotalMs),
            self_ms: number(Field::SelfMs),
            share: number(Field::Share),
            total_cost: number(Field::TotalCost),
            rows_removed: number(Field::RowsRemoved),
            own_blocks: number(Field::OwnBlocks),
            warning: self.word(id, Field::Warning),
        })
    }
}

/// Reads a plan.
pub fn plan(value: &JsValue) -> Plan {
    Plan {
        part: text(value, "part"),
        repairs: list(value, "repairs", |repair| Repair {
            what: text(repair, "what"),
            location: place(repair),
        }),
        analyzed: flag(value, "analyzed"),
        figures: list(value, "figures", figure),
        totals: list(value, "totals", |group| TotalGroup {
            by: text(group, "by"),
            rows: list(group, "rows", |row| TotalRow {
                name: text(row, "name"),
                nodes: count(row, "nodes"),
                self_ms: number(row, "self_ms"),
                share: number(row, "share"),
                blocks: number(row, "blocks"),
            }),
            more: count(group, "more"),
        }),
        insights: texts(value, "insights"),
        outcomes: list(value, "outcomes", |outcome| Outcome {
            rule: text(outcome, "rule"),
            title: text(outcome, "title"),
            outcome: text(outcome, "outcome"),
            reason: text(outcome, "reason"),
        }),
        clauses: list(value, "clauses", |clause| (count(clause, "node"), place(clause))),
        columns: columns(&field(value, "columns")),
    }
}

fn columns(value: &JsValue) -> Columns {
    let fields = texts(value, "fields");
    let place = |name: &&str| {
        let place = fields.iter().position(|field| field == *name);
        place.unwrap_or(usize::MAX)
    };
    let numbers = field(value, "numbers").dyn_into::<Float64Array>();
    let words = text(value, "words");
    Columns {
        places: FIELDS.iter().map(place).collect(),
        width: fields.len(),
        numbers: numbers.map_or(Vec::new(), |numbers| numbers.to_vec()),
        words: words
            .split(SEPARATOR)
            .map(|word| word.to_owned().into())
            .collect(),
    }
}

fn figure(value: &JsValue) -> Figure {
    Figure {
        name: text(value, "name"),
        value: text(value, "value"),
        formula: text(value, "formula"),
    }
}

/// Reads the details of a node.
pub fn node_details(value: &JsValue) -> NodeDetails {
    NodeDetails {
        plan: count(value, "plan"),
        node: count(value, "node"),
        figures: list(value, "figures", figure),
        properties: list(value, "properties", |property| Property {
            name: text(property, "name"),
            value: text(property, "value"),
        }),
        clauses: list(value, "clauses", place),
    }
}

/// Reads a comparison.
pub fn comparison(value: &JsValue) -> Comparison {
    let index = |node: &JsValue, name: &str| number(node, name).map(|_| whole(node, name) as usize);
    Comparison {
        before: count(value, "before"),
        after: count(value, "after"),
        summary: text(value, "summary"),
        nodes: super::fields::items(field(value, "nodes"))
            .iter()
            .map(|node| ComparedNode {
                before: index(node, "before"),
                after: index(node, "after"),
                name: text(node, "name"),
                state: text(node, "state"),
                changes: texts(node, "changes"),
                self_before_ms: number(node, "self_before_ms"),
                self_after_ms: number(node, "self_after_ms"),
                difference_ms: number(node, "difference_ms"),
            })
            .collect(),
        more: count(value, "more"),
    }
}
