//! The worker's report, from JavaScript objects to the page's own view.

use wasm_bindgen::JsValue;

use super::fields::{count, field, flag, list, number, optional, optional_text, text, texts, whole};
use super::plan::{Plan, PlanNode, Property, Repair, Trigger};
use super::report::{
    Applicability, Certainty, Counterexample, Counts, Edit, Finding, Fix, LiveStep, Location, NodeReference,
    NotChecked, Part, Related, Report, Severity, Summary, Suppressed, SyntaxError, Verdict,
};
use super::shared::Shared;

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
        summary: summary(&field(value, "summary")),
    })
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

fn plan(value: &JsValue) -> Plan {
    Plan {
        part: text(value, "part"),
        repairs: list(value, "repairs", |repair| Repair {
            what: text(repair, "what"),
            location: place(repair),
        }),
        analyzed: flag(value, "analyzed"),
        planning_ms: number(value, "planning_ms"),
        execution_ms: number(value, "execution_ms"),
        unattributed_ms: number(value, "unattributed_ms"),
        nodes: list(value, "nodes", node),
        triggers: list(value, "triggers", |trigger| Trigger {
            name: text(trigger, "name"),
            time_ms: number(trigger, "time_ms"),
            calls: number(trigger, "calls").unwrap_or_default(),
        }),
    }
}

fn node(value: &JsValue) -> PlanNode {
    let rows_total = optional(value, "rows_total");
    PlanNode {
        id: count(value, "id"),
        depth: count(value, "depth"),
        label: text(value, "label"),
        target: text(value, "target"),
        location: place(value),
        relationship: optional_text(value, "relationship"),
        plan_rows: number(value, "plan_rows"),
        rows_per_loop: number(value, "rows_per_loop"),
        rows_total: rows_total.and_then(|range| Some((number(&range, "0")?, number(&range, "1")?))),
        loops: number(value, "loops"),
        never_executed: flag(value, "never_executed"),
        estimate_factor: number(value, "estimate_factor"),
        underestimated: flag(value, "underestimated"),
        total_ms: number(value, "total_ms"),
        self_ms: number(value, "self_ms"),
        self_error_ms: number(value, "self_error_ms"),
        share: number(value, "share"),
        total_cost: number(value, "total_cost"),
        self_cost: number(value, "self_cost"),
        properties: list(value, "properties", |property| Property {
            name: text(property, "name"),
            value: text(property, "value"),
        }),
        warning: optional_text(value, "warning"),
    }
}
