//! What several rules ask about policies.

use rowproof_catalog::{Condition, Policy};
use rowproof_syntax::ast::PolicyCommand;

use crate::gap::Gap;
use crate::prelude::*;

/// Roles of Supabase that whoever has the address of the server may take, beside `PUBLIC`.
const OPEN: [&str; 3] = ["anon", "authenticated", "public"];

/// Whether everybody is meant, or everybody who comes through the interface.
pub(super) fn is_for_everybody(policy: &Policy) -> bool {
    policy.roles.is_empty() || policy.roles.iter().any(|role| OPEN.contains(&role.as_str()))
}

/// Whether both policies may apply to one session.
pub(super) fn share_role(a: &Policy, b: &Policy) -> bool {
    a.roles.is_empty() || b.roles.is_empty() || a.roles.iter().any(|role| b.roles.contains(role))
}

/// Whether every row passes: `true`, `1 = 1`.
pub(super) fn passes_all(condition: &Condition) -> bool {
    let literal = |expression: &Expression| match &expression.kind {
        ExpressionKind::Literal(literal) if *literal != Literal::Null => Some(literal.clone()),
        _ => None,
    };
    match &condition.expression.kind {
        ExpressionKind::Binary(left, BinaryOperator::Equal, right) => {
            literal(left).is_some() && literal(left) == literal(right)
        }
        kind => *kind == ExpressionKind::Literal(Literal::Boolean(true)),
    }
}

/// Whether the policy is asked when the command runs.
pub(super) fn is_for(policy: &Policy, command: PolicyCommand) -> bool {
    policy.command == PolicyCommand::All || policy.command == command
}

/// Whether its conditions ask who calls in the way of Supabase, or its roles are Supabase's.
pub(super) fn is_of_interface(policy: &Policy) -> bool {
    let asks = |condition: &Condition| condition.expression.text.contains("auth.");
    let named = |role: &String| role == "anon" || role == "authenticated";
    policy.roles.iter().any(named) || policy.conditions().any(asks)
}

/// A gap about a policy of the table.
pub(super) fn policy_gap<'c>(table: &TableView<'c>, policy: &Policy, words: &'static Words) -> Gap<'c> {
    let mut gap = table.table_gap(words);
    gap.object = Some(format!("{}.{}", table.relation.name, policy.name));
    gap.place = Some(policy.span);
    gap.said.push(policy.name.clone());
    gap
}

/// `ALTER POLICY`, up to its conditions.
pub(super) fn alter_policy(catalog: &Catalog, relation: &Relation, policy: &Policy) -> String {
    let name = quote(&policy.name, catalog.dialect());
    format!("ALTER POLICY {name} ON {}", catalog.sql_name(relation))
}

/// Turns row-level security on.
pub(super) fn enable(table: &TableView<'_>) -> String {
    format!(
        "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
        table.catalog.sql_name(table.relation)
    )
}
