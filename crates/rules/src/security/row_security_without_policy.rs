//! # Row-level security that lets nobody in
//!
//! ## What it detects
//! PostgreSQL: a table with row-level security and no policy, in a schema whose other tables have policies; and a table all of whose
//! policies are restrictive.
//!
//! ## Why it matters
//! A row is seen when at least one *permissive* policy lets it pass; restrictive ones only take away. Without any, a query finds an empty table
//! and an insert is refused, for everyone but the owner and roles with `BYPASSRLS`. It looks like missing data, not like a missing policy.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL, tenant_id bigint NOT NULL);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_tenant ON notes AS RESTRICTIVE USING (tenant_id = 7);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL, tenant_id bigint NOT NULL);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_tenant ON notes AS RESTRICTIVE USING (tenant_id = 7);
//! CREATE POLICY own_notes ON notes USING (owner = current_user);
//! ```
//!
//! ## When to ignore it
//! When nobody but the owner, or a service that passes policies by, is to touch the table: then it is the right way to close it. A paste without any
//! policies, partitions, tables that a function of the paste names, logs, and tables whose comment speaks of a server or a service are left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Row Security Policies"; "CREATE POLICY", on permissive and restrictive policies.

use rowproof_source::SmallSet;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "row-security-without-policy",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

/// Words of tables that only the server's own side touches.
const CLOSED: WordList =
    WordList::new("admin,cron,internal,job,migration,private,queue,secret,setting,webhook");

const WORDS: Words = Words {
    message: "`{table}` has row-level security and no {0}policy: everyone but its owner finds it empty and cannot write; add one, or say in a comment that it is closed",
    why: "It looks like missing data, not like a missing policy.",
    sure: "{1}",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let with_policies = catalog
        .tables()
        .filter(|relation| !relation.row_security.policies.is_empty());
    let schemas: SmallSet<&str> = with_policies
        .map(|relation| relation.name.schema.as_str())
        .collect();
    if schemas.is_empty() {
        return;
    }
    let mut named: SmallSet<&str> = SmallSet::default();
    for body in catalog.function_bodies() {
        named.extend(body.split(|character: char| !character.is_alphanumeric() && character != '_'));
    }
    for relation in catalog.tables() {
        let security = &relation.row_security;
        let restrictive = security.policies.iter().all(|policy| policy.restrictive);
        if !security.enabled || !restrictive {
            continue;
        }
        let table = TableView::new(catalog, relation, &[]);
        let mut gap = table.table_gap(&WORDS);
        match security.policies.first() {
            Some(policy) => {
                gap.place = Some(policy.span);
                gap.severity = Some(Severity::Warning);
                gap.said = vec![
                    "permissive ".to_owned(),
                    "Restrictive policies let no row pass by themselves.".to_owned(),
                ];
            }
            None => {
                let name = &relation.name;
                let elsewhere = !schemas.contains(name.schema.as_str()) || named.contains(name.name.as_str());
                if elsewhere || is_closed_on_purpose(&table) {
                    continue;
                }
                gap.certainty = Certainty::Possible;
                let said = "Other tables of the schema have policies; that nobody is meant to pass here may be on purpose.";
                gap.said = vec![String::new(), said.to_owned()];
            }
        }
        findings.push(&RULE, &gap);
    }
}

/// Whether something says that only the server's own side touches it.
fn is_closed_on_purpose(table: &TableView<'_>) -> bool {
    let relation = table.relation;
    let says = |comment: &String| {
        let comment = comment.to_ascii_lowercase();
        let words = [
            "server",
            "service",
            "backend",
            "internal",
            "private",
            "deny",
            "nobody",
            "no access",
        ];
        words.iter().any(|word| comment.contains(word))
    };
    !relation.is_base_table()
        || table.says(CLOSED)
        || table.is_log()
        || relation.comment.as_ref().is_some_and(says)
}
