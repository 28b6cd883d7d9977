//! # A policy that asks itself
//!
//! ## What it detects
//! PostgreSQL: a policy for reading whose subquery reads the policy's own table, or a table whose policy reads the first one again.
//!
//! ## Why it matters
//! The subquery goes by the policies too. To know which rows of `members` one may see, the policy has to read `members`, and so on: PostgreSQL refuses
//! every query of the table with "infinite recursion detected in policy" (SQLSTATE 42P17). The statements that make the policy succeed,
//! and the table's owner, whom policies do not apply to, never sees the error.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE members (team_id bigint, account text, PRIMARY KEY (team_id, account));
//! ALTER TABLE members ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY same_team ON members FOR SELECT
//!   USING (team_id IN (SELECT m.team_id FROM members m WHERE m.account = current_user));
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE members (team_id bigint, account text, PRIMARY KEY (team_id, account));
//! CREATE FUNCTION own_teams() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
//!   AS 'SELECT team_id FROM public.members WHERE account = session_user';
//! ALTER TABLE members ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY same_team ON members FOR SELECT USING (team_id IN (SELECT own_teams()));
//! ```
//!
//! ## When to ignore it
//! Never, while row-level security is on. Tables on which it is off end the circle, and so do policies for other roles: neither is reported. Circles
//! through three tables or more are not looked for.
//!
//! ## References
//! - PostgreSQL manual, "CREATE POLICY", notes; "Row Security Policies", on subqueries in policies.

use rowproof_catalog::{Policy, RelationId};

use super::policies::{policy_gap, share_role};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "policy-reads-itself",
    severity: Severity::Error,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

const WORDS: Words = Words {
    message: "the policy `{0}` of `{table}` reads {1}, and that reading goes by the policy again: every query fails with \"infinite recursion\"; read through a SECURITY DEFINER function",
    why: "The policy is created without a word, and its table's owner never meets the error.",
    sure: "The subqueries are in the text, and policies apply to them too.",
    intent: "",
};

/// Policies of a table that are followed. Far above any real schema.
const MOST: usize = 50;

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    for relation in catalog.tables() {
        for policy in read_policies(relation) {
            let Some(read) = comes_back(catalog, relation.id, policy) else {
                continue;
            };
            let mut gap = policy_gap(&TableView::new(catalog, relation, &[]), policy, &WORDS);
            gap.said.push(match read {
                read if read.id == relation.id => "the table itself".to_owned(),
                read => format!("`{}`, whose policy reads `{}`", read.name, relation.name),
            });
            findings.push(&RULE, &gap);
        }
    }
}

/// The policies that are asked when the relation is read.
fn read_policies(relation: &Relation) -> impl Iterator<Item = &Policy> {
    let security = &relation.row_security;
    let policies = security.policies.iter().take(MOST);
    policies.filter(|policy| security.enabled && policy.is_for_reading())
}

/// What the policy reads that leads back to the table. Of two tables that read each other the one made first is told of.
fn comes_back<'c>(catalog: &'c Catalog, start: RelationId, policy: &Policy) -> Option<&'c Relation> {
    let reads = policy.using.iter().flat_map(|using| &using.reads);
    let mut reads = reads.take(MOST).filter_map(|read| catalog.relation(*read));
    reads.find(|read| {
        let back = |other: &Policy| {
            share_role(policy, other) && other.using.iter().any(|using| using.reads.contains(&start))
        };
        read.id == start || (read.id > start && read_policies(read).any(back))
    })
}
