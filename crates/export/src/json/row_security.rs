//! Row-level security as JSON, and as lines to read.

use rowproof_engine::catalog::{Policy, Relation, RowSecurity};
use serde::Serialize;

use super::model::Location;
use super::understood::Line;
use crate::Places;

/// Row-level security of a table.
#[derive(Debug, Serialize)]
pub struct RowSecurityJson {
    /// Whether its policies are applied.
    pub enabled: bool,
    /// Whether they are applied to its owner too.
    pub forced: bool,
    /// In the order they came.
    pub policies: Vec<PolicyJson>,
}

/// A policy.
#[derive(Debug, Serialize)]
pub struct PolicyJson {
    /// Its name.
    pub name: String,
    /// Whether a row has to pass it beside the others, rather than one of them.
    pub restrictive: bool,
    /// `ALL`, `SELECT`, `INSERT`, `UPDATE`, `DELETE`
    pub command: &'static str,
    /// Whom it is for; empty for everybody.
    pub roles: Vec<String>,
    /// As written.
    pub using: Option<String>,
    /// As written.
    pub with_check: Option<String>,
    /// Its statement.
    pub location: Location,
}

/// Row-level security of the relation; none where it has none.
pub(super) fn row_security_json(relation: &Relation, places: &Places<'_>) -> Option<RowSecurityJson> {
    let security = &relation.row_security;
    (*security != RowSecurity::default()).then(|| RowSecurityJson {
        enabled: security.enabled,
        forced: security.forced,
        policies: security
            .policies
            .iter()
            .map(|policy| PolicyJson {
                name: policy.name.clone(),
                restrictive: policy.restrictive,
                command: policy.command.word(),
                roles: policy.roles.clone(),
                using: policy.using.as_ref().map(|using| using.expression.text.clone()),
                with_check: policy.check.as_ref().map(|check| check.expression.text.clone()),
                location: places.location(policy.span),
            })
            .collect(),
    })
}

/// What is said of the table as a whole; none without row-level security and policies.
pub(super) fn row_security_remark(relation: &Relation) -> Option<&'static str> {
    let security = &relation.row_security;
    match (security.enabled, security.forced) {
        (true, true) => Some("row-level security, for its owner too"),
        (true, false) => Some("row-level security, which its owner passes by"),
        (false, _) if security.policies.is_empty() => None,
        (false, _) => Some("row-level security is off: its policies are not applied"),
    }
}

/// The policies.
pub(super) fn policy_lines(relation: &Relation, places: &Places<'_>) -> Vec<Line> {
    let policies = relation.row_security.policies.iter();
    policies
        .map(|policy| Line {
            name: policy.name.clone(),
            kind: if policy.restrictive {
                "restrictive policy"
            } else {
                "policy"
            },
            text: policy_text(policy),
            notes: Vec::new(),
            location: Some(places.location(policy.span)),
        })
        .collect()
}

fn policy_text(policy: &Policy) -> String {
    let mut text = format!("for {}", policy.command.word().to_ascii_lowercase());
    if !policy.roles.is_empty() {
        text.push_str(" to ");
        text.push_str(&policy.roles.join(", "));
    }
    for (word, condition) in [(" using ", &policy.using), (" with check ", &policy.check)] {
        if let Some(condition) = condition {
            text.push_str(word);
            text.push('(');
            text.push_str(&condition.expression.text);
            text.push(')');
        }
    }
    text
}
