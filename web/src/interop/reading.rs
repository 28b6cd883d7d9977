//! The worker's report, from JavaScript objects to the page's own view.

use wasm_bindgen::JsValue;

use super::fields::{count, field, list, number, optional, optional_text, text, texts, whole};
use super::plan::{comparison, plan};
use super::report::{
    Applicability, Certainty, Counterexample, Counts, Edit, Finding, Fix, LiveStep, Location, NodeReference,
    NotChecked, Part, Related, Report, Severity, Summary, Suppressed, SyntaxError, Verdict,
};
use super::shared::Shared;
use crate::state::opened::Redaction;

/// Reads a whole report; none when it is no object.
pub fn report(value: &JsValue) -> Option<Report> {
    value.is_object().then(|| Report {
        parts: list(value, "parts", part),
        findings: list(value, "findings", |item| Shared::new(finding(item))),
        counts: counts(&field(value, "counts")),
        suppressed: list(value, "suppressed", |item| Suppressed {
            rule: text(item, "rule"),
            message: text(item, "message"),
            location: place(item),
            reason: text(item, "reason"),
        }),
        unused_ignores: list(value, "unused_ignores", error),
        not_checked: list(value, "not_checked", not_checked),
        plans: list(value, "plans", |item| Shared::new(plan(item))),
        comparisons: list(value, "comparisons", |item| Shared::new(comparison(item))),
        summary: summary(&field(value, "summary")),
    })
}

/// Reads texts with their names and values replaced.
pub fn redaction(value: &JsValue) -> Redaction {
    Redaction {
        texts: texts(value, "texts"),
        replaced: list(value, "replaced", |pair| (text(pair, "from"), text(pair, "to"))),
    }
}

fn counts(value: &JsValue) -> Counts {
    Counts {
        error: count(value, "error"),
        warning: count(value, "warning"),
        info: count(value, "info"),
        hint: count(value, "hint"),
    }
}

fn summary(value: &JsValue) -> Summary {
    Summary {
        relations: count(value, "relations"),
        columns: count(value, "columns"),
        foreign_keys: count(value, "foreign_keys"),
        indexes: count(value, "indexes"),
        queries: count(value, "queries"),
        plan_nodes: count(value, "plan_nodes"),
        rules: count(value, "rules"),
    }
}

fn part(value: &JsValue) -> Part {
    Part {
        id: text(value, "id"),
        kind: text(value, "kind"),
        kind_name: text(value, "kind_name"),
        kind_reason: text(value, "kind_reason"),
        dialect: text(value, "dialect"),
        product: text(value, "product"),
        product_name: text(value, "product_name"),
        dialect_reason: text(value, "dialect_reason"),
        server_version: text(value, "server_version"),
        version_reason: text(value, "version_reason"),
        errors: list(value, "errors", error),
    }
}

fn error(value: &JsValue) -> SyntaxError {
    SyntaxError {
        message: text(value, "message"),
        location: place(value),
    }
}

/// The place in the field `location`.
pub fn place(value: &JsValue) -> Location {
    location(&field(value, "location"))
}

/// A place.
pub fn location(value: &JsValue) -> Location {
    Location {
        part: text(value, "part"),
        start: whole(value, "start"),
        end: whole(value, "end"),
        line: whole(value, "line"),
        start_byte: whole(value, "start_byte"),
        end_byte: whole(value, "end_byte"),
    }
}

fn finding(value: &JsValue) -> Finding {
    Finding {
        id: text(value, "id"),
        rule: text(value, "rule"),
        title: text(value, "title"),
        severity: severity(&text(value, "severity")),
        certainty: certainty(&text(value, "certainty")),
        certainty_reason: text(value, "certainty_reason"),
        object: text(value, "object"),
        relation: optional_text(value, "relation"),
        message: text(value, "message"),
        why: text(value, "why"),
        location: place(value),
        related: list(value, "related", |related| Related {
            label: text(related, "label"),
            location: place(related),
        }),
        evidence: texts(value, "evidence"),
        counterexample: optional(value, "counterexample").map(|value| counterexample(&value)),
        fixes: list(value, "fixes", fix),
        node: optional(value, "node").map(|node| NodeReference {
            plan: count(&node, "plan"),
            node: count(&node, "node"),
        }),
        share: number(value, "share"),
        folded_into: optional_text(value, "folded_into"),
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

fn not_checked(value: &JsValue) -> NotChecked {
    NotChecked {
        subject: text(value, "subject"),
        reason: text(value, "reason"),
        location: optional(value, "location").map(|value| location(&value)),
    }
}
