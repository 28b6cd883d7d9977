//! Findings as the engine hands them over: what a list of them shows in columns (`rowproof_export::json::Lists`), and whole, those
//! that are opened.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use yew::AttrValue;

use super::fields::{field, list, optional, optional_text, text, texts};
use super::lists::{Row, Rows};
use super::reading::place;
use super::report::{
    Applicability, Certainty, Counterexample, Details, Edit, Finding, Fix, LiveStep, NodeReference, Related,
    Severity, Verdict,
};
use super::shared::Shared;

/// Words and numbers of a finding.
const WORDS: usize = 11;
const NUMBERS: usize = 8;

thread_local! {
    /// The last list, and what was read of it.
    static LAST: RefCell<(Rows, Shared<Vec<Shared<Finding>>>)> = RefCell::default();
}

/// Reads them, in their order. Those that stand in the list before, up to the first that is another, stay the same objects: nothing of them
/// is drawn again. So does the list itself when all do.
pub fn findings(value: &JsValue) -> Shared<Vec<Shared<Finding>>> {
    let rows = Rows::of(value, WORDS, NUMBERS);
    LAST.with_borrow_mut(|(last, known)| {
        let same = rows.same_as(last);
        if same < known.len().max(rows.count()) {
            let before = known.iter().take(same).cloned();
            let new = rows.skip(same).map(|mut row| Shared::new(finding(&mut row)));
            *known = Shared::new(before.chain(new).collect());
        }
        *last = rows;
        known.clone()
    })
}

fn finding(row: &mut Row<'_>) -> Finding {
    Finding {
        id: row.word(),
        rule: row.word(),
        title: row.word(),
        severity: severity(row.raw_word()),
        certainty: certainty(row.raw_word()),
        certainty_reason: row.word(),
        object: row.word(),
        relation: row.optional_word(),
        message: row.word(),
        folded_into: row.optional_word(),
        location: row.place(0).unwrap_or_default(),
        node: row
            .number(5)
            .zip(row.number(6))
            .map(|(plan, node)| NodeReference {
                plan: plan as usize,
                node: node as usize,
            }),
        share: row.number(7),
    }
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
