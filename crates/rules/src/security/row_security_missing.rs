//! # A table that row-level security leaves out
//!
//! ## What it detects
//! PostgreSQL: a table whose rows each belong to a tenant (`tenant_id`, `organization_id`, `workspace_id`) without row-level security, in a schema whose other tables
//! of tenants have it. And, where policies speak of Supabase's roles or of `auth.uid()`, any table of `public` without it.
//!
//! ## Why it matters
//! Row-level security is enabled table by table, and a new table starts without. A schema that relies on it asks nowhere else whose the rows are: of the
//! table that was forgotten every tenant reads all rows. Supabase hands tables of `public` out through its interface, to everybody who has the
//! public key of the page.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE projects (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
//! ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own ON projects USING (tenant_id = (SELECT current_setting('app.tenant')::bigint));
//! CREATE TABLE invoices (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE projects (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
//! ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own ON projects USING (tenant_id = (SELECT current_setting('app.tenant')::bigint));
//! CREATE TABLE invoices (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
//! ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own ON invoices USING (tenant_id = (SELECT current_setting('app.tenant')::bigint));
//! ```
//!
//! ## When to ignore it
//! When privileges keep the table from those who log in (`REVOKE`), or another script enables it. Schemas without row-level security, partitions, and
//! tables of imports are left alone. Tables that policies themselves read, as those of memberships, are said as possible only.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Row Security Policies".
//! - Supabase documentation, "Row Level Security".

use rowproof_catalog::{Policy, expression_text};
use rowproof_source::SmallSet;

use super::policies::{enable, is_of_interface, passes_all};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "row-security-missing",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

const TENANTS: Words = Words {
    message: "`{table}` has no row-level security, and other tables with `{0}` have it: every tenant sees all of its rows; enable it, with a policy",
    why: "A schema that relies on row-level security asks nowhere else whose the rows are.",
    sure: "No statement of the paste enables it; who has the privilege to read the table is not known.",
    intent: "",
};

const INTERFACE: Words = Words {
    message: "`{table}` has no row-level security, and the policies here are those of a public interface: everybody with its key reads and writes all rows; enable it",
    why: "Tables of `public` are handed out to the roles `anon` and `authenticated` unless row-level security or REVOKE keeps them.",
    sure: "Policies of the paste speak of Supabase's roles or of `auth`; privileges are not read.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let tables = || catalog.tables().filter(|relation| relation.is_base_table());
    let guarded: Vec<&Relation> = tables()
        .filter(|relation| relation.row_security.enabled)
        .collect();
    if guarded.is_empty() {
        return;
    }
    let of_interface = guarded.iter().any(|relation| {
        let policies = &relation.row_security.policies;
        relation.name.schema == "public" && policies.iter().any(is_of_interface)
    });
    let mut columns: SmallSet<(&str, &str)> = SmallSet::default();
    let mut read = SmallSet::default();
    for relation in &guarded {
        let schema = relation.name.schema.as_str();
        columns.extend(
            relation
                .columns
                .iter()
                .map(|column| (schema, column.name.as_str())),
        );
        let conditions = relation.row_security.policies.iter().flat_map(Policy::conditions);
        read.extend(conditions.flat_map(|condition| condition.reads.iter().copied()));
    }
    for relation in tables() {
        let table = TableView::new(catalog, relation, &[]);
        if relation.row_security.enabled || !relation.row_security.policies.is_empty() || table.staging {
            continue;
        }
        let schema = relation.name.schema.as_str();
        let tenant = table
            .tenant()
            .filter(|tenant| columns.contains(&(schema, tenant.name.as_str())));
        let mut gap = match tenant {
            Some(tenant) => {
                let mut gap = table.table_gap(&TENANTS);
                gap.said.push(tenant.name.clone());
                gap
            }
            None if of_interface && schema == "public" => table.table_gap(&INTERFACE),
            None => continue,
        };
        if read.contains(&relation.id) {
            gap.certainty = Certainty::Possible;
            gap.evidence
                .push("Policies of other tables read it, as policies read memberships.".to_owned());
        }
        if !findings.is_full(&RULE) {
            gap.fixes.push(fix(&table, &guarded));
        }
        findings.push(&RULE, &gap);
    }
}

/// Enables it, with the policy of another table where the same column decides; without one the table is closed at first.
fn fix(table: &TableView<'_>, guarded: &[&Relation]) -> ProposedFix {
    let relation = table.relation;
    let fits = |policy: &&Policy| {
        let alone = policy.using.as_ref().is_some_and(|using| {
            let has = |column: &String| relation.column(column).is_some();
            !using.columns.is_empty() && using.columns.iter().all(has) && using.reads.is_empty()
        });
        !policy.restrictive && policy.is_for_reading() && alone && !policy.using.iter().any(passes_all)
    };
    let mut statements = vec![enable(table)];
    let mut policies = guarded.iter().flat_map(|other| &other.row_security.policies);
    let like = policies.find(fits);
    if let Some((policy, using)) = like.and_then(|policy| Some((policy, policy.using.as_ref()?))) {
        let dialect = table.dialect();
        let roles: Vec<String> = policy.roles.iter().map(|role| quote(role, dialect)).collect();
        statements.push(format!(
            "CREATE POLICY {} ON {} FOR {}{}{} USING ({})",
            quote(&policy.name, dialect),
            table.catalog.sql_name(relation),
            policy.command.word(),
            if roles.is_empty() { "" } else { " TO " },
            roles.join(", "),
            expression_text(&using.expression, dialect)
        ));
    }
    let cost = match statements.len() {
        1 => "Until it has a policy, nobody but its owner sees a row.",
        _ => "The policy is that of another table; what it lets pass has to be right for this one.",
    };
    ProposedFix::statements(
        "enable row-level security",
        "Whoever logs in may read the table.",
        statements,
    )
    .costing(cost)
}
