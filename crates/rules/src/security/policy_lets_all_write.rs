//! # A policy that lets everybody write
//!
//! ## What it detects
//! PostgreSQL: a permissive policy for everybody (`PUBLIC`, or Supabase's `anon` and `authenticated`) that every row passes when rows are changed or deleted
//! (`USING (true)`), or that holds the rows it shows to a condition and the rows it lets write to none (`WITH CHECK (true)`).
//!
//! ## Why it matters
//! Permissive policies are alternatives: a row has to pass one of them. One that is always true makes every other one of its command pointless. And
//! without a condition on what is written, whoever may change a row of their own may make it somebody else's, or write new rows in another's name.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_notes ON notes FOR UPDATE USING (owner = current_user) WITH CHECK (true);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_notes ON notes FOR UPDATE USING (owner = current_user) WITH CHECK (owner = current_user);
//! ```
//!
//! ## When to ignore it
//! When rows are handed over on purpose, or privileges (`GRANT`) say who writes. Policies for named roles such as `admin` or `service_role`, reading
//! by everybody, forms that everybody may fill in (`FOR INSERT WITH CHECK (true)` where no other policy names a column), and tables with a
//! restrictive policy for the command are left alone. Without `WITH CHECK` the condition of `USING` is asked of the new row too, which is right.
//!
//! ## References
//! - PostgreSQL manual, "CREATE POLICY", on several policies and on `WITH CHECK`.

use rowproof_catalog::{Condition, Policy, expression_text};
use rowproof_syntax::ast::PolicyCommand;

use super::policies::{alter_policy, is_for, is_for_everybody, passes_all, policy_gap};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "policy-lets-all-write",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const ALL: Words = Words {
    message: "the policy `{0}` of `{table}` lets everybody {1} every row: its condition is always true; say whose rows they are",
    why: "A row has to pass one permissive policy, so this one makes all others of the command pointless.",
    sure: "The condition is in the text, and no restrictive policy narrows it; who has the privilege to write is not.",
    intent: "",
};

const NEW: Words = Words {
    message: "the policy `{0}` of `{table}` {1}: its WITH CHECK is always true; hold the written row to the condition too",
    why: "Nothing compares the row that is written with the one who writes it.",
    sure: "`{2}` is compared when rows are read and not when they are written; handing rows over may be meant.",
    intent: "",
};

/// Policies of a table that are looked at. Far above any real schema.
const MOST: usize = 50;

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let security = &table.relation.row_security;
    if !security.enabled {
        return;
    }
    for policy in security.policies.iter().take(MOST) {
        let narrows = |other: &Policy| other.restrictive && is_for(other, policy.command);
        if policy.restrictive || !is_for_everybody(policy) || security.policies.iter().take(MOST).any(narrows)
        {
            continue;
        }
        let always = |condition: &Option<Condition>| condition.as_ref().is_some_and(passes_all);
        let what = match policy.command {
            PolicyCommand::All => "change and delete",
            PolicyCommand::Update => "change",
            PolicyCommand::Delete => "delete",
            PolicyCommand::Select => continue,
            PolicyCommand::Insert => "",
        };
        if always(&policy.using) {
            let mut gap = policy_gap(table, policy, &ALL);
            gap.said.push(what.to_owned());
            findings.push(&RULE, &gap);
        } else if always(&policy.check)
            && let Some(condition) = narrower(&security.policies, policy)
        {
            let mut gap = policy_gap(table, policy, &NEW);
            let inserts = policy.command == PolicyCommand::Insert;
            gap.said.push(match inserts {
                true => "lets everybody write rows in another's name".to_owned(),
                false => "lets a row be given away".to_owned(),
            });
            gap.said.push(condition.columns.join("`, `"));
            if inserts {
                gap.certainty = Certainty::Possible;
            }
            let text = expression_text(&condition.expression, table.dialect());
            gap.fixes.push(ProposedFix::statements(
                "hold what is written to the same condition",
                "Rows stay with whoever they belong to.",
                vec![format!(
                    "{} WITH CHECK ({text})",
                    alter_policy(table.catalog, table.relation, policy)
                )],
            ));
            findings.push(&RULE, &gap);
        }
    }
}

/// What rows are held to when they are read: by the policy itself, or for new rows by another one of the table that everybody
/// goes by. None when no column says whose a row is.
fn narrower<'p>(policies: &'p [Policy], policy: &'p Policy) -> Option<&'p Condition> {
    let tells = |condition: &&Condition| !passes_all(condition) && asks_who(condition);
    if let Some(using) = &policy.using {
        return Some(using).filter(tells);
    }
    let others = policies
        .iter()
        .take(MOST)
        .filter(|other| !other.restrictive && is_for_everybody(other));
    others.filter_map(|other| other.using.as_ref()).find(tells)
}

/// Whether a column is compared with whoever calls.
fn asks_who(condition: &Condition) -> bool {
    let text = condition.expression.text.to_ascii_lowercase();
    let calls = [
        "auth.",
        "current_setting",
        "current_user",
        "session_user",
        "current_role",
    ];
    !condition.columns.is_empty() && calls.iter().any(|call| text.contains(call))
}
