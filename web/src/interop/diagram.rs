//! The diagram as the worker tells it: the shape is that of `rowproof_export::json::diagram_json`. Numbers are read at once; texts only
//! of what is in sight, for there are thousands.

use js_sys::{Int32Array, JsString};
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

use super::fields::{field, items, list, text, texts, whole};
use super::report::{Location, Severity};

/// A laid out diagram.
#[derive(Debug)]
pub struct Diagram {
    /// In numbers.
    pub summary: AttrValue,
    pub measures: Measures,
    /// Left, top, right and bottom of everything.
    pub area: [i32; 4],
    pub groups: Vec<GroupItem>,
    pub boxes: Vec<Boxed>,
    pub lines: Vec<Line>,
    pub marks: Vec<Mark>,
    parts: Vec<AttrValue>,
    nodes: Vec<JsValue>,
    within: Vec<JsValue>,
    labels: Vec<JsValue>,
}

/// The measures of a box.
#[derive(Debug, Clone, Copy)]
pub struct Measures {
    pub head: i32,
    pub row: i32,
    pub keys: i32,
    pub side: i32,
    pub null_mark: i32,
}

/// Relations that can be drawn as one box.
#[derive(Debug)]
pub struct GroupItem {
    pub title: AttrValue,
    pub count: u32,
    pub is_open: bool,
}

/// A box.
#[derive(Debug)]
pub struct Boxed {
    pub name: AttrValue,
    /// `table`, `view`, `not in the paste`, `group`
    pub kind: AttrValue,
    /// How many columns or relations it stands for.
    pub count: u32,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    /// Its place in the groups.
    pub group: Option<usize>,
    /// Its name in the text.
    pub location: Option<Location>,
    /// From where to where its statement goes.
    pub statement: (u32, u32),
}

/// A row of a box.
#[derive(Debug)]
pub struct Row {
    pub name: AttrValue,
    pub type_name: AttrValue,
    /// `PK`, `FK`, `UQ`, `PK FK`; may be empty.
    pub keys: AttrValue,
    pub not_null: bool,
    pub location: Option<Location>,
}

/// A foreign key, or several between two places.
#[derive(Debug)]
pub struct Line {
    pub from: usize,
    pub to: usize,
    pub from_row: Option<usize>,
    pub to_row: Option<usize>,
    pub from_end: End,
    pub to_end: End,
    pub count: u32,
    pub location: Option<Location>,
    /// Its corners from the referencing box on.
    pub points: Vec<(i32, i32)>,
}

/// One end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub many: bool,
    pub optional: bool,
}

/// A line in words.
#[derive(Debug)]
pub struct Label {
    pub constraint: AttrValue,
    pub columns: AttrValue,
    pub referenced: AttrValue,
    pub on_delete: AttrValue,
    /// How many referencing rows belong to one referenced row.
    pub how_many: AttrValue,
    /// How many referenced rows belong to one referencing row.
    pub to_how_many: AttrValue,
}

/// A finding on something that is drawn.
#[derive(Debug)]
pub struct Mark {
    pub node: usize,
    pub row: Option<usize>,
    pub severity: Severity,
    pub finding: AttrValue,
}

/// Numbers per box, and per line before its corners.
const OF_BOX: usize = 11;
const OF_LINE: usize = 11;

/// Reads it. Not inlined into what hears the worker, which is there before the part that this belongs to.
#[inline(never)]
pub fn diagram(value: &JsValue) -> Diagram {
    let parts = texts(value, "parts");
    let nodes = items(field(value, "nodes"));
    let findings = texts(value, "findings");
    let marks = numbers(value, "marks");
    let size = |name: &str| whole(value, name) as i32;
    let area = list(value, "area", |number| number.as_f64().unwrap_or_default() as i32);
    let boxes = numbers(value, "boxes");
    let boxes = boxes
        .chunks(OF_BOX)
        .zip(&nodes)
        .map(|(numbers, node)| boxed(numbers, node, &parts));
    Diagram {
        summary: text(value, "summary"),
        measures: Measures {
            head: size("head"),
            row: size("row"),
            keys: size("keys"),
            side: size("side"),
            null_mark: size("null_mark"),
        },
        area: area.try_into().unwrap_or_default(),
        groups: list(value, "groups", |group| GroupItem {
            title: word(group, 0),
            count: number(group, 1),
            is_open: number(group, 2) == 1,
        }),
        boxes: boxes.collect(),
        lines: lines(&numbers(value, "lines"), &parts),
        marks: marks
            .chunks(3)
            .zip(findings)
            .map(|(numbers, finding)| mark(numbers, finding))
            .collect(),
        nodes,
        within: items(field(value, "within")),
        labels: items(field(value, "labels")),
        parts,
    }
}

fn boxed(numbers: &[i32], node: &JsValue, parts: &[AttrValue]) -> Boxed {
    let at = |place: usize| numbers.get(place).copied().unwrap_or_default();
    Boxed {
        kind: word(node, 0),
        name: word(node, 1),
        count: number(node, 3),
        x: at(0),
        y: at(1),
        width: at(2),
        height: at(3),
        group: row(at(4)),
        location: location([at(5), at(8), at(9), at(10)], parts),
        statement: (at(6) as u32, at(7) as u32),
    }
}

fn lines(numbers: &[i32], parts: &[AttrValue]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = numbers;
    while let Some((head, tail)) = rest.split_at_checked(OF_LINE) {
        let at = |place: usize| head.get(place).copied().unwrap_or_default();
        let corners = (at(10).max(0) as usize * 2).min(tail.len());
        let (points, after) = tail.split_at(corners);
        let points = points
            .chunks(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        let end = |signs: i32| End {
            many: signs & 1 == 1,
            optional: signs & 2 == 2,
        };
        lines.push(Line {
            from: at(0) as usize,
            to: at(1) as usize,
            from_row: row(at(2)),
            to_row: row(at(3)),
            from_end: end(at(4)),
            to_end: end(at(4) / 4),
            count: at(5) as u32,
            location: location([at(6), at(7), at(8), at(9)], parts),
            points: points.collect(),
        });
        rest = after;
    }
    lines
}

fn mark(numbers: &[i32], finding: AttrValue) -> Mark {
    let at = |place: usize| numbers.get(place).copied().unwrap_or_default();
    let severity = Severity::ALL.get(at(2) as usize).copied();
    Mark {
        node: at(0) as usize,
        row: row(at(1)),
        severity: severity.unwrap_or(Severity::Info),
        finding,
    }
}

impl Diagram {
    /// The rows of a box, and how many are not drawn.
    pub fn rows(&self, node: usize) -> (Vec<Row>, u32) {
        let Some(node) = self.nodes.get(node) else {
            return (Vec::new(), 0);
        };
        let rows = items(item(node, 5));
        let rows = rows.iter().map(|row| {
            let place = [number(row, 4), number(row, 5), number(row, 6), number(row, 7)];
            Row {
                name: word(row, 0),
                type_name: word(row, 1),
                keys: word(row, 2),
                not_null: number(row, 3) == 1,
                location: location(place.map(|number| number as i32), &self.parts),
            }
        });
        (rows.collect(), number(node, 4))
    }

    /// A line in words.
    pub fn label(&self, line: usize) -> Label {
        let label = self.labels.get(line).cloned().unwrap_or_default();
        Label {
            constraint: word(&label, 0),
            columns: word(&label, 1),
            referenced: word(&label, 2),
            on_delete: word(&label, 3),
            how_many: word(&label, 4),
            to_how_many: word(&label, 5),
        }
    }

    /// Whether picture and tables show the same: no relation is within a group, and all are few enough for that.
    pub fn is_small(&self) -> bool {
        self.groups.is_empty() && self.boxes.len() < 100
    }

    /// The place of a box.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.boxes.iter().position(|boxed| boxed.name == name)
    }

    /// The boxes and then the relations of closed groups in which a word stands, whatever its case: the relation's name, and for the
    /// latter the title of the group.
    pub fn search(&self, word_sought: &str) -> Vec<(AttrValue, Option<AttrValue>)> {
        let sought = String::from(JsString::from(word_sought.trim()).to_lower_case());
        let has = |words: JsValue| words.unchecked_into::<JsString>().includes(&sought, 0);
        let nodes = self
            .nodes
            .iter()
            .zip(&self.boxes)
            .filter(|(node, _)| has(item(node, 2)));
        let mut found: Vec<_> = nodes.map(|(_, boxed)| (boxed.name.clone(), None)).collect();
        for within in self.within.iter().filter(|within| has(item(within, 1))) {
            let group = self.boxes.get(number(within, 2) as usize);
            found.push((word(within, 0), group.map(|group| group.name.clone())));
        }
        found
    }

    /// The findings on a box, worst first.
    pub fn marks_of(&self, node: usize) -> impl Iterator<Item = &Mark> {
        let marks = move |severity: Severity| {
            self.marks
                .iter()
                .filter(move |mark| mark.node == node && mark.severity == severity)
        };
        Severity::ALL.into_iter().flat_map(marks)
    }
}

fn numbers(value: &JsValue, name: &str) -> Vec<i32> {
    let numbers = field(value, name).dyn_into::<Int32Array>();
    numbers.map(|numbers| numbers.to_vec()).unwrap_or_default()
}

fn row(number: i32) -> Option<usize> {
    usize::try_from(number).ok()
}

/// From part, start, end and line; none of what is not in the paste.
fn location([part, start, end, line]: [i32; 4], parts: &[AttrValue]) -> Option<Location> {
    Some(Location {
        part: parts.get(row(part)?)?.clone(),
        start: start as u32,
        end: end as u32,
        line: line as u32,
        start_byte: 0,
        end_byte: 0,
    })
}

fn item(list: &JsValue, place: u32) -> JsValue {
    list.dyn_ref::<js_sys::Array>()
        .map(|list| list.get(place))
        .unwrap_or_default()
}

fn word(list: &JsValue, place: u32) -> AttrValue {
    item(list, place)
        .as_string()
        .map(AttrValue::from)
        .unwrap_or_default()
}

fn number(list: &JsValue, place: u32) -> u32 {
    item(list, place).as_f64().unwrap_or_default() as u32
}
