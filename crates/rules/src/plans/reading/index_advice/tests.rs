//! What is advised for small plans.

use rowproof_plan::parse_plan;
use rowproof_source::SourceId;
use rowproof_syntax::parse_script;

use super::*;
use crate::plans::reading::find_order_above;

/// What is advised for the last node of a plan: the statement, `exists …` or `unknown`.
fn advice(plan: &str, schema: &str) -> String {
    let plan = parse_plan(SourceId(0), plan).unwrap().plans.remove(0);
    let catalog = Catalog::from_script(&parse_script(SourceId(1), schema, Dialect::PostgreSql));
    let scan = plan.nodes.last().unwrap();
    let order = find_order_above(&plan, scan);
    let metrics = rowproof_plan::derive_metrics(&plan);
    let context = PlanContext {
        plan: &plan,
        metrics: &metrics,
        whole: &rowproof_plan::derive_plan_metrics(&plan),
        number: 0,
        catalog: (!schema.is_empty()).then_some(&catalog),
        queries: &[],
        thresholds: &[],
    };
    match advise_ordered(&context, scan, order.as_ref(), None) {
        IndexAdvice::Create(new) => new.statement,
        IndexAdvice::Exists(index) => format!("exists {index}"),
        IndexAdvice::Unknown(_) => "unknown".to_owned(),
    }
}

fn for_filter(filter: &str, schema: &str) -> String {
    advice(
        &format!("Seq Scan on t  (cost=0.00..1.00 rows=1 width=8)\n  Filter: {filter}\n"),
        schema,
    )
}

fn ordered(key: &str, filter: &str, schema: &str) -> String {
    let scan = format!(
        "        ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=8)\n              Filter: {filter}\n"
    );
    let sort = format!("  ->  Sort  (cost=2.00..3.00 rows=9 width=8)\n        Sort Key: {key}\n{scan}");
    advice(
        &format!("Limit  (cost=2.00..2.50 rows=1 width=8)\n{sort}"),
        schema,
    )
}

#[test]
fn equality_comes_before_one_range() {
    let index = |keys: &str, name: &str| format!("CREATE INDEX CONCURRENTLY t_{name}_idx ON t ({keys})");
    assert_eq!(for_filter("((b > 5) AND (a = 1))", ""), index("a, b", "a_b"));
    assert_eq!(
        for_filter("((7 = a) AND (b > 5) AND (c < 3))", ""),
        index("a, b", "a_b")
    );
    assert_eq!(for_filter("((a)::text = 'x'::text)", ""), index("a", "a"));
    assert_eq!(for_filter("(a = ANY ('{1,2}'::integer[]))", ""), index("a", "a"));
    assert_eq!(
        for_filter("(\"Order\" = 1)", ""),
        "CREATE INDEX CONCURRENTLY \"t_Order_idx\" ON t (\"Order\")"
    );
}

#[test]
fn constants_that_are_no_keys_become_the_condition() {
    assert_eq!(
        for_filter(
            "((deleted_at IS NULL) AND (status <> 'done'::text) AND (a = 1))",
            ""
        ),
        "CREATE INDEX CONCURRENTLY t_a_idx ON t (a) WHERE deleted_at IS NULL AND status <> 'done'"
    );
    assert_eq!(
        for_filter("(NOT seen)", ""),
        "CREATE INDEX CONCURRENTLY t_seen_idx ON t (seen) WHERE NOT seen"
    );
}

#[test]
fn what_no_index_serves_gives_no_statement() {
    for filter in [
        "(lower(a || b) = 'x'::text)",
        "(now() > (a + b))",
        "((a)::date = '2024-05-01'::date)",
        "(a <> $1)",
        "(a = b)",
        "((a = 1",
        "(a ~~ '%x'::text)",
    ] {
        assert_eq!(for_filter(filter, ""), "unknown", "{filter}");
    }
}

#[test]
fn an_expression_of_one_column_may_be_a_key() {
    assert_eq!(
        for_filter("(lower((a)::text) = 'x'::text)", ""),
        "CREATE INDEX CONCURRENTLY t_a_idx ON t (lower(a))"
    );
    let schema = "create table t (a text, b int, c int); create index x on t (lower(a));";
    assert_eq!(for_filter("(lower(a) = 'x'::text)", schema), "exists x");
}

#[test]
fn the_order_follows_the_equality() {
    assert_eq!(
        ordered("c DESC NULLS LAST, d", "((a = 1) AND (b > 2))", ""),
        "CREATE INDEX CONCURRENTLY t_a_c_d_idx ON t (a, c DESC NULLS LAST, d)"
    );
    assert_eq!(
        ordered("lower(c)", "(a = 1)", ""),
        "CREATE INDEX CONCURRENTLY t_a_idx ON t (a)"
    );
}

#[test]
fn an_index_of_the_schema_that_serves_is_named() {
    let schema = |index: &str| format!("create table t (a int, b int, c int); {index};");
    let both = "((a = 1) AND (b > 2))";
    assert_eq!(
        for_filter(both, &schema("create index x on t (a, b, c)")),
        "exists x"
    );
    assert_eq!(
        for_filter(both, &schema("create index x on t (a, b) where c = 1")),
        "CREATE INDEX CONCURRENTLY t_a_b_idx ON t (a, b)"
    );
    assert_eq!(
        for_filter(both, &schema("create index x on t (b, a)")),
        "CREATE INDEX CONCURRENTLY t_a_b_idx ON t (a, b)"
    );
    assert_eq!(
        ordered("b DESC", "(a = 1)", &schema("create index x on t (a, b)")),
        "exists x"
    );
    assert_eq!(
        ordered("b DESC, c", "(a = 1)", &schema("create index x on t (a, b, c)")),
        "CREATE INDEX CONCURRENTLY t_a_b_c_idx ON t (a, b DESC, c)"
    );
}
