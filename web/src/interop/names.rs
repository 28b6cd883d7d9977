//! Every name of the catalog, as the worker tells it: the shape is that of `rowproof_export::json::names_json`.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

use super::fields::{field, items, texts};
use super::report::Location;

/// More names than anybody looks through; the rest is found in the text.
const MOST_NAMES: usize = 50_000;

/// The relations, each before its columns.
#[derive(Debug, Default)]
pub struct Names {
    pub all: Vec<Named>,
}

/// A relation, or a column of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    pub relation: AttrValue,
    /// The column, and which one it is.
    pub column: Option<(AttrValue, usize)>,
    /// The kind of the relation, or the type of the column.
    pub about: AttrValue,
    pub location: Option<Location>,
    /// The place of the relation among all.
    pub place: usize,
}

impl Named {
    /// `orders`, or `orders.total`.
    pub fn words(&self) -> String {
        let mut words = self.relation.to_string();
        if let Some((column, _)) = &self.column {
            words.push('.');
            words.push_str(column);
        }
        words
    }
}

/// Reads them.
#[inline(never)]
pub fn names(value: &JsValue) -> Names {
    let parts = texts(value, "parts");
    let mut all = Vec::new();
    for (place, relation) in items(field(value, "relations")).iter().enumerate() {
        let name = word(relation, 0);
        all.push(Named {
            relation: name.clone(),
            column: None,
            about: word(relation, 1),
            location: location(relation, &parts),
            place,
        });
        for (row, column) in items(item(relation, 6)).iter().enumerate() {
            all.push(Named {
                relation: name.clone(),
                column: Some((word(column, 0), row)),
                about: word(column, 1),
                location: location(column, &parts),
                place,
            });
        }
        if all.len() > MOST_NAMES {
            break;
        }
    }
    Names { all }
}

/// From part, start, end and line behind the name and what it is.
fn location(value: &JsValue, parts: &[AttrValue]) -> Option<Location> {
    let number = |place: u32| item(value, place).as_f64().unwrap_or_default();
    Some(Location {
        part: parts.get(usize::try_from(number(2) as i32).ok()?)?.clone(),
        start: number(3) as u32,
        end: number(4) as u32,
        line: number(5) as u32,
        start_byte: 0,
        end_byte: 0,
    })
}

fn item(list: &JsValue, place: u32) -> JsValue {
    let list = list.dyn_ref::<Array>();
    list.map(|list| list.get(place)).unwrap_or_default()
}

fn word(list: &JsValue, place: u32) -> AttrValue {
    let word = item(list, place).as_string();
    word.map(AttrValue::from).unwrap_or_default()
}
