//! Findings as the engine hands them over: what a list of them shows in columns (`rowproof_export::json::FindingList`), and whole, those
//! that are opened.

use std::rc::Rc;

use js_sys::Float64Array;
use wasm_bindgen::JsValue;
use yew::AttrValue;

use super::fields::{field, list, optional, optional_text, text, texts};
use super::reading::place;
use super::report::{
    Applicability, Certainty, Counterexample, Details, Edit, Finding, Fix, LiveStep, Location, NodeReference,
    Related, Severity, Verdict,
};
use super::shared::Shared;

/// Numbers of a finding.
const NUMBERS: usize = 8;
/// Between two words.
const SEPARATOR: char = '\u{1f}';

/// Reads them, in their order.
pub fn findings(value: &JsValue) -> Vec<Shared<Finding>> {
    let words = text(value, "words");
    let mut words = words.split(SEPARATOR);
    let numbers = Float64Array::new(&field(value, "numbers")).to_vec();
    let rows = numbers.chunks_exact(NUMBERS);
    rows.map(|row| {
        let mut next = || words.next().unwrap_or_default();
        let word = |word: &str| AttrValue::from(Rc::<str>::from(word));
        let optional = |known: &str| Some(word(known)).filter(|known| !known.is_empty());
        let number = |place: usize| row.get(place).copied().filter(|number| !number.is_nan());
        let whole = |place: usize| number(place).unwrap_or_default() as u32;
        Shared::new(Finding {
            id: word(next()),
            rule: word(next()),
            title: word(next()),
            severity: severity(next()),
            certainty: certainty(next()),
            certainty_reason: word(next()),
            object: word(next()),
            relation: optional(next()),
            message: word(next()),
            folded_into: optional(next()),
            location: Location {
                part: word(next()),
                start: whole(0),
                end: whole(1),
                line: whole(2),
                start_byte: whole(3),
                end_byte: whole(4),
            },
            node: number(5).zip(number(6)).map(|(plan, node)| NodeReference {
                plan: plan as usize,
                node: node as usize,
            }),
            share: number(7),
        })
    })
    .collect()
}

/// Reads what the findings in the field `whole` say when they are opened, each with the finding's id.
pub fn details(value: &JsValue) -> Vec<(AttrValue, Shared<Details>)> {
    list(value, "whole", |finding| {
        (text(finding, "id"), Shared::new(read_details(finding)))
    })
}

fn read_details(value: &JsValue) -> Details {
    Details {
        why: text(value, "why"),
        related: list(value, "related", |related| Related {
            label: text(related, "label"),
            location: place(related),
        }),
        evidence: texts(value, "evidence"),
        counterexample: optional(value, "counterexample").map(|value| counterexample(&value)),
        fixes: list(value, "fixes", fix),
    }
}

fn severity(word: &str) -> Severity {
    let known = Severity::ALL
        .into_iter()
        .find(|severity| severity.as_str() == word);
    known.unwrap_or(Severity::Info)
}

fn certainty(word: &str) -> Certainty {
    match word {
        "proven" => Certainty::Proven,
        "likely" => Certainty::Likely,
        _ => Certainty::Possible,
    }
}

fn counterexample(value: &JsValue) -> Counterexample {
    Counterexample {
        intent: text(value, "intent"),
        setup: texts(value, "setup"),
        offending: texts(value, "offending"),
        today: verdict(&field(value, "today")),
    }
}

fn verdict(value: &JsValue) -> Verdict {
    Verdict {
        verdict: text(value, "verdict"),
        sqlstate: optional_text(value, "sqlstate"),
        reason: text(value, "reason"),
    }
}

fn fix(value: &JsValue) -> Fix {
    Fix {
        title: text(value, "title"),
        when: text(value, "when"),
        applicability: match text(value, "applicability").as_str() {
            "safe" => Applicability::Safe,
            "unsafe" => Applicability::Unsafe,
            _ => Applicability::DisplayOnly,
        },
        edits: list(value, "edits", |edit| Edit {
            location: place(edit),
            replacement: text(edit, "replacement"),
        }),
        statements: texts(value, "statements"),
        live: list(value, "live", |step| LiveStep {
            statement: text(step, "statement"),
            lock: text(step, "lock"),
            note: text(step, "note"),
        }),
        cost: text(value, "cost"),
        after: optional(value, "after").map(|value| verdict(&value)),
    }
}
