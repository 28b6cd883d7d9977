//! The worker's report, from JavaScript objects to the page's own view.

use wasm_bindgen::JsValue;

use super::fields::{count, field, list, text, texts, whole};
use super::findings::findings;
use super::lists::Rows;
use super::plan::{comparison, plan};
use super::report::{Counts, Location, Part, Report, Summary, Suppressed, SyntaxError};
use super::shared::Shared;
use crate::state::opened::Redaction;

/// Reads a whole report; none when it is no object.
pub fn report(value: &JsValue) -> Option<Report> {
    value.is_object().then(|| Report {
        parts: list(value, "parts", part),
        findings: findings(&field(value, "findings")),
        counts: counts(&field(value, "counts")),
        suppressed: list(value, "suppressed", |item| Suppressed {
            rule: text(item, "rule"),
            message: text(item, "message"),
            location: place(item),
            reason: text(item, "reason"),
        }),
        unused_ignores: list(value, "unused_ignores", error),
        not_checked: Rows::of(&field(value, "not_checked"), 3, 5),
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
        fixable: count(value, "fixable"),
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
