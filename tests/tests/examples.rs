//! The examples whose expected findings are written down: what must be found is, what must not be is not.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use std::fs;

use rowproof_engine::findings::{Certainty, Severity};
use rowproof_engine::{Document, Part, Report, Settings, analyze};
use rowproof_tests::{corpus, root};

/// The report over these example files; none when the examples are not there.
fn check(names: &[&str]) -> Option<Report> {
    corpus().unwrap()?;
    let parts = names
        .iter()
        .map(|name| {
            let text = fs::read_to_string(root().join("../shared/examples").join(name)).unwrap();
            Part::new(*name, text)
        })
        .collect();
    Some(analyze(&Document { parts }, &Settings::default()))
}

fn rules_about(report: &Report, object: &str) -> Vec<&'static str> {
    report
        .findings
        .iter()
        .filter(|finding| finding.object == object)
        .map(|finding| finding.rule)
        .collect()
}

fn loud(report: &Report) -> Vec<String> {
    report
        .visible_findings()
        .filter(|finding| finding.severity < Severity::Hint)
        .map(|finding| finding.id.clone())
        .collect()
}

#[test]
fn users_weak() {
    let Some(report) = check(&["users-weak.sql"]) else {
        return;
    };
    assert_eq!(rules_about(&report, "users.email"), ["email-not-unique"]);
    assert_eq!(
        rules_about(&report, "users.status"),
        ["comment-lists-values", "free-text-enum"]
    );
    assert_eq!(rules_about(&report, "users.role"), ["free-text-enum"]);
    let created = rules_about(&report, "users.created_at");
    assert_eq!(created, ["created-at-nullable", "timestamp-no-tz"]);
    assert_eq!(
        rules_about(&report, "users.metadata"),
        ["json-no-shape", "json-not-jsonb"]
    );
    assert!(rules_about(&report, "users.deleted").contains(&"soft-delete-boolean"));
    let whole = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "nullable-everything")
        .count();
    assert_eq!(whole, 1);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.rule == "soft-delete-no-partial-index")
    );
    // One root cause, one voice: the comment's values and the free text are the same gap.
    let status: Vec<_> = report
        .visible_findings()
        .filter(|finding| finding.object == "users.status")
        .collect();
    assert_eq!(status.len(), 1);
    let values = status[0].fixes[0].statements.join("\n");
    assert!(
        ["'active'", "'paused'", "'deleted'"]
            .iter()
            .all(|value| values.contains(value)),
        "{values}"
    );
}

#[test]
fn strong_and_rich_schemas_are_silent() {
    for name in ["users-strong.sql", "orders-constraint-rich.sql"] {
        let Some(report) = check(&[name]) else { return };
        // That nothing in the database keeps `updated_at` is said of the rich one, as information.
        let mut loud = loud(&report);
        loud.retain(|id| id != "updated-at-no-trigger:orders.updated_at");
        assert_eq!(loud, Vec::<String>::new(), "{name}");
        assert!(report.parts[0].errors.is_empty(), "{name}");
    }
    let Some(report) = check(&["orders-constraint-rich.sql"]) else {
        return;
    };
    assert!(report.not_checked.iter().any(|entry| entry.subject == "`users`"));
}

#[test]
fn orders_constraint_light() {
    let Some(report) = check(&["orders-constraint-light.sql"]) else {
        return;
    };
    let rules: Vec<&str> = report.visible_findings().map(|finding| finding.rule).collect();
    for rule in [
        "fk-without-references",
        "free-text-enum",
        "created-at-nullable",
        "timestamp-no-tz",
        "nullable-everything",
        "missing-nonneg-check",
        "numeric-unbounded",
    ] {
        assert!(rules.contains(&rule), "{rule} is missing from {rules:?}");
    }
    assert!(
        !rules.contains(&"email-not-unique"),
        "an order's email is not an identity"
    );
    let reference = report
        .findings
        .iter()
        .find(|finding| finding.rule == "fk-without-references")
        .unwrap();
    assert!(
        reference.message.contains("not in this paste"),
        "{}",
        reference.message
    );
    for finding in report
        .visible_findings()
        .filter(|finding| finding.rule != "timestamp-no-tz")
    {
        assert!(!finding.fixes.is_empty(), "{} has no fix", finding.id);
        assert!(finding.counterexample.is_some(), "{} shows no row", finding.id);
    }
}

#[test]
fn orders_denormalized() {
    let Some(report) = check(&["orders-denormalized.sql"]) else {
        return;
    };
    let about = |object: &str| rules_about(&report, object);
    assert_eq!(about("orders.total"), ["derived-total"]);
    assert_eq!(about("orders.customer_id"), ["fk-without-references"]);
    assert_eq!(about("orders.product_id"), ["fk-without-references"]);
    assert_eq!(about("orders.status"), ["free-text-enum"]);
    // The price at the time of the order: that it may be negative is all there is to say of it.
    assert_eq!(about("orders.product_price"), ["missing-nonneg-check"]);
    // Copies, with two orders that say different things of one customer.
    for (column, copied) in [
        ("customer_email", "ada@example.com"),
        ("customer_name", "Ada Byron"),
    ] {
        let id = format!("copied-parent-column:orders.{column}");
        let finding = report.findings.iter().find(|finding| finding.id == id).unwrap();
        assert_eq!(about(&finding.object), ["copied-parent-column"]);
        assert_eq!(
            (finding.severity, finding.certainty),
            (Severity::Warning, Certainty::Likely)
        );
        let rows = &finding.counterexample.as_ref().unwrap().offending;
        let customer = "'00000000-0000-4000-8000-000000000042'";
        assert!(
            rows.len() == 2 && rows.iter().all(|row| row.contains(customer)),
            "{rows:?}"
        );
        assert!(!rows[0].contains(copied) && rows[1].contains(copied), "{rows:?}");
    }
    // Right on an order when it is meant as it was then.
    let product = "copied-parent-column:orders.product_name";
    let product = report
        .findings
        .iter()
        .find(|finding| finding.id == product)
        .unwrap();
    assert_eq!(
        (product.severity, product.certainty),
        (Severity::Info, Certainty::Possible)
    );
    assert!(product.certainty_reason.contains("right as a snapshot"));
}

#[test]
fn junction_done_right() {
    let Some(report) = check(&["task-assignees.sql"]) else {
        return;
    };
    let rules: Vec<&str> = report
        .visible_findings()
        .filter(|finding| finding.severity < Severity::Hint)
        .map(|finding| finding.rule)
        .collect();
    // assigned_by has no index: a fact, and the only one.
    assert!(rules.iter().all(|rule| *rule == "fk-no-index"), "{rules:?}");
}

#[test]
fn project_management() {
    let Some(report) = check(&["project-management.sql"]) else {
        return;
    };
    for object in [
        "projects.org_id",
        "projects.created_by",
        "tasks.project_id",
        "tasks.parent_id",
        "tasks.assignee_id",
        "task_comments.task_id",
        "task_activity.task_id",
    ] {
        assert!(rules_about(&report, object).contains(&"fk-no-index"), "{object}");
    }
    assert!(rules_about(&report, "task_activity.action").contains(&"free-text-enum"));
}

/// The first statement of the first fix of a rule's findings.
fn statements_of(report: &Report, rule: &str) -> Vec<String> {
    let findings = report.findings.iter().filter(|finding| finding.rule == rule);
    findings
        .filter_map(|finding| finding.fixes.first()?.statements.first().cloned())
        .collect()
}

#[test]
fn a_plan_with_its_query() {
    let Some(report) = check(&["orders-before-index.plan.txt", "orders-by-user.query.sql"]) else {
        return;
    };
    assert_eq!(
        statements_of(&report, "seq-scan-discards"),
        ["CREATE INDEX CONCURRENTLY orders_user_id_created_at_idx ON orders (user_id, created_at DESC)"]
    );
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule == "seq-scan-discards")
        .unwrap();
    let evidence = finding.evidence.join(" ");
    assert!(evidence.contains("`user_id` comes first"), "{evidence}");
    assert!(
        evidence.contains("How many rows were kept is not printed"),
        "{evidence}"
    );
}

/// Where the index that the slow query over tasks wants ends.
const SLOW_TASKS: &str = "ON tasks (project_id, priority DESC, created_at DESC) WHERE status <> 'done'";

#[test]
fn a_cut_plan_with_its_query() {
    let plan = "tasks-slow-truncated.plan.txt";
    let query = "tasks-slow.query.sql";
    for names in [&[plan, query][..], &[plan, query, "project-management.sql"]] {
        let Some(report) = check(names) else { return };
        for rule in ["seq-scan-discards", "sort-spill"] {
            let statements = statements_of(&report, rule);
            let [statement] = statements.as_slice() else {
                panic!("{rule}: {statements:?}")
            };
            assert!(statement.ends_with(SLOW_TASKS), "{rule}: {statement}");
        }
        let sort = report
            .findings
            .iter()
            .find(|finding| finding.rule == "sort-spill")
            .unwrap();
        assert!(sort.message.contains("4,096 kB"), "{}", sort.message);
        let evidence = sort.evidence.join(" ");
        assert!(
            evidence.contains("`<>` is true of nearly every value"),
            "{evidence}"
        );
    }
}

#[test]
fn queries_with_their_schema() {
    let schema = ["project-management.sql", "task-assignees.sql"];
    let Some(report) = check(&[schema[0], schema[1], "tasks-slow.query.sql"]) else {
        return;
    };
    let statements = statements_of(&report, "query-no-index");
    let [statement] = statements.as_slice() else {
        panic!("{statements:?}")
    };
    assert!(statement.ends_with(SLOW_TASKS), "{statement}");
    assert!(rules_about(&report, "tasks.priority").contains(&"ranked-text-order"));
    // The subquery is correlated by the very column: no NULL comes out of it.
    let Some(report) = check(&[schema[0], schema[1], "dashboard.query.sql"]) else {
        return;
    };
    let nullable = report
        .findings
        .iter()
        .find(|finding| finding.rule == "not-in-nullable");
    assert!(nullable.is_none(), "{nullable:?}");
    let Some(report) = check(&["orders-constraint-light.sql", "orders-by-user.query.sql"]) else {
        return;
    };
    let statements = statements_of(&report, "query-no-index");
    assert!(
        statements.len() == 1 && statements[0].ends_with("ON orders (user_id, created_at DESC)"),
        "{statements:?}"
    );
}

#[test]
fn indexes_beside_their_schema() {
    let Some(report) = check(&["project-management.sql", "tasks-indexes.sql"]) else {
        return;
    };
    assert!(!rules_about(&report, "projects.org_id").contains(&"fk-no-index"));
    assert!(rules_about(&report, "tasks.priority").contains(&"ranked-text-order"));
    let statements = report
        .findings
        .iter()
        .flat_map(|finding| &finding.fixes)
        .flat_map(|fix| &fix.statements);
    for statement in statements {
        let drops = statement.contains("DROP INDEX") && statement.contains("idx_tasks_overdue");
        assert!(!drops, "the partial index is of use: {statement}");
    }
}

#[test]
fn plans_are_read() {
    let Some(report) = check(&["orders-before-index.plan.txt"]) else {
        return;
    };
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule == "seq-scan-discards")
        .unwrap();
    assert!(
        finding.message.contains("4,197,600") || finding.evidence.join(" ").contains("4,197,600"),
        "{finding:?}"
    );
    let Some(report) = check(&["orders-after-index.plan.txt"]) else {
        return;
    };
    assert_eq!(report.plans.len(), 1);
    let Some(report) = check(&["tasks-slow-truncated.plan.txt"]) else {
        return;
    };
    assert!(!report.plans[0].repairs.is_empty());
    assert!(report.findings.iter().any(|finding| finding.rule == "sort-spill"));
}

#[test]
fn the_index_makes_orders_803_times_faster() {
    let names = ["orders-before-index.plan.txt", "orders-after-index.plan.txt"];
    let Some(report) = check(&names) else {
        return;
    };
    let summaries: Vec<&str> = report
        .comparisons
        .iter()
        .map(|compared| compared.comparison.summary.as_str())
        .collect();
    assert_eq!(
        summaries,
        [
            "803 times faster (1,484.0 ms before, 1.847 ms after): `orders` is now read by `idx_orders_user_created` instead of whole"
        ]
    );
    let compared = report.comparisons.first().unwrap();
    assert_eq!((compared.before, compared.after), (0, 1));
}
