//! What all safe fixes make of the document, as the worker tells it: the shape is that of `rowproof_export::json::safe_fixes_json`.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

use super::fields::{field, items, texts};
use super::report::{Edit, Location};

/// What would change.
#[derive(Debug, Default)]
pub struct SafeFixes {
    /// The ids of the findings that were said not to be wanted.
    pub asked: Vec<AttrValue>,
    /// The ids of the findings that are fixed.
    pub made: Vec<AttrValue>,
    /// The ids of those that could be.
    pub unwanted: Vec<AttrValue>,
    /// Why findings are not fixed, each reason with their ids.
    pub left: Vec<(AttrValue, Vec<AttrValue>)>,
    /// How many findings there are then, by severity, worst first.
    pub after: Vec<u32>,
    /// The severities and messages of findings that were not there.
    pub arose: Vec<(AttrValue, AttrValue)>,
    /// Whole lines of the text, ordered and not overlapping.
    pub edits: Vec<Edit>,
    pub hunks: Vec<Hunk>,
}

/// What differs at one place of a part.
#[derive(Debug)]
pub struct Hunk {
    pub part: AttrValue,
    /// Its first line before and after, from 1.
    pub starts: (u32, u32),
    pub lines: Vec<Line>,
}

/// A line of a difference.
#[derive(Debug)]
pub struct Line {
    pub change: Change,
    pub text: AttrValue,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Same,
    Removed,
    Added,
}

/// Reads them.
#[inline(never)]
pub fn safe_fixes(value: &JsValue) -> SafeFixes {
    let list = |name: &str| items(field(value, name));
    let edits = list("edits");
    let edits = edits.iter().map(|edit| Edit {
        location: Location {
            part: word(edit, 0),
            start: whole(edit, 1),
            end: whole(edit, 2),
            start_byte: whole(edit, 3),
            end_byte: whole(edit, 4),
            line: 0,
        },
        replacement: word(edit, 5),
    });
    let left = list("left");
    let left = left.iter().map(|reason| {
        let ids = items(item(reason, 1));
        let ids = ids.iter().map(|id| id.as_string().unwrap_or_default().into());
        (word(reason, 0), ids.collect())
    });
    let arose = list("arose");
    SafeFixes {
        asked: texts(value, "asked"),
        made: texts(value, "made"),
        unwanted: texts(value, "unwanted"),
        left: left.collect(),
        after: list("after").iter().map(as_whole).collect(),
        arose: arose.iter().map(|new| (word(new, 0), word(new, 1))).collect(),
        edits: edits.collect(),
        hunks: list("hunks").iter().map(hunk).collect(),
    }
}

fn hunk(value: &JsValue) -> Hunk {
    let lines = items(item(value, 3));
    let lines = lines.iter().map(|line| Line {
        change: match word(line, 0).as_str() {
            "+" => Change::Added,
            "-" => Change::Removed,
            _ => Change::Same,
        },
        text: word(line, 1),
    });
    Hunk {
        part: word(value, 0),
        starts: (whole(value, 1), whole(value, 2)),
        lines: lines.collect(),
    }
}

fn item(list: &JsValue, place: u32) -> JsValue {
    let list = list.dyn_ref::<Array>();
    list.map(|list| list.get(place)).unwrap_or_default()
}

fn word(list: &JsValue, place: u32) -> AttrValue {
    let word = item(list, place).as_string();
    word.map(AttrValue::from).unwrap_or_default()
}

fn whole(list: &JsValue, place: u32) -> u32 {
    as_whole(&item(list, place))
}

fn as_whole(value: &JsValue) -> u32 {
    value.as_f64().unwrap_or_default() as u32
}
