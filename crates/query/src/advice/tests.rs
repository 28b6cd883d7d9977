//! The traps of index advice, each as a query over a small schema.

use rowproof_catalog::Catalog;
use rowproof_source::SourceId;
use rowproof_syntax::ast::StatementKind;
use rowproof_syntax::parse_script;

use super::*;
use crate::{ResolvedQuery, resolve_query};

const TASKS: &str = "create table projects (id int primary key);
    create table tasks (id int primary key, project_id int not null references projects, status text not null,
        priority text not null, due date, archived boolean not null, deleted_at timestamptz, data jsonb, title text,
        created_at timestamptz not null);";

fn catalog(schema: &str, dialect: Dialect) -> Catalog {
    Catalog::from_script(&parse_script(SourceId(0), schema, dialect))
}

fn query(catalog: &Catalog, text: &str) -> ResolvedQuery {
    let mut script = parse_script(SourceId(1), text, catalog.dialect());
    assert_eq!(script.errors, [], "{text}");
    match script.statements.remove(0).kind {
        StatementKind::Query(query) => resolve_query(catalog, *query),
        StatementKind::Data(data) => resolve_query(catalog, *data.query.unwrap()),
        other => panic!("{other:?}"),
    }
}

/// What is advised for the first relation of the first block: the statement, `exists …` or the reason why none.
fn advice_in(schema: &str, text: &str, dialect: Dialect, counts: Counts) -> (String, Vec<String>) {
    let catalog = catalog(schema, dialect);
    let query = query(&catalog, text);
    let access = Access::of(&query, &catalog, 0, 0).unwrap();
    let relation = query.relation_of(&catalog, 0, 0).unwrap();
    let reading = Reading {
        table: &relation.name.name,
        schema: None,
        known: Some((&catalog, relation)),
        dialect,
        counts,
    };
    match advise(&reading, &access) {
        Advice::Create(proposal) => {
            let name = proposal.name(&reading, &[]);
            let mut statements = vec![proposal.statement(&reading, &name)];
            statements.extend(proposal.drops(&reading));
            (statements.join("; "), proposal.reasons)
        }
        Advice::Exists { index, .. } => (format!("exists {index}"), Vec::new()),
        Advice::Unknown(why) => (why.to_owned(), Vec::new()),
    }
}

fn advised(schema: &str, text: &str) -> String {
    advice_in(schema, text, Dialect::PostgreSql, Counts::default()).0
}

/// What stands in parentheses and behind.
fn keys(text: &str) -> String {
    let statement = advised(TASKS, text);
    match statement.split_once(" ON tasks ") {
        Some((_, rest)) => rest.to_owned(),
        None => statement,
    }
}

#[test]
fn equality_then_order_then_nothing_that_breaks_it() {
    assert_eq!(
        keys(
            "select * from tasks t left join projects p on p.id = t.project_id where t.project_id = $1 and t.status != 'done' order by t.priority desc, t.created_at desc limit 50"
        ),
        "(project_id, priority DESC, created_at DESC) WHERE status <> 'done'"
    );
    assert_eq!(
        keys(
            "select * from tasks where created_at > now() - interval '30 days' and project_id = 3 order by created_at desc limit 50"
        ),
        "(project_id, created_at DESC)"
    );
    // A list of values in front of the order would break it.
    assert_eq!(
        keys(
            "select * from tasks where project_id = 1 and status in ('a', 'b') order by created_at limit 10"
        ),
        "(project_id, created_at)"
    );
    assert_eq!(
        keys("select * from tasks where project_id = 1 and status in ('a', 'b') and due < $1"),
        "(project_id, status, due)"
    );
    // One range only.
    assert_eq!(
        keys("select * from tasks where due < $1 and created_at > $2 and project_id = 1"),
        "(project_id, due)"
    );
}

#[test]
fn the_place_of_nulls_is_spelled_out_where_it_matters() {
    assert_eq!(
        keys("select * from tasks where project_id = 1 order by due desc nulls last limit 5"),
        "(project_id, due DESC NULLS LAST)"
    );
    assert_eq!(
        keys("select * from tasks where project_id = 1 order by due desc nulls first limit 5"),
        "(project_id, due DESC)"
    );
    let schema = format!("{TASKS} create index x on tasks (project_id, due);");
    let asked = |order: &str| {
        advised(
            &schema,
            &format!("select * from tasks where project_id = 1 order by {order} limit 5"),
        )
    };
    assert_eq!(asked("due"), "exists x");
    assert_eq!(asked("due desc"), "exists x");
    assert!(asked("due desc nulls last").starts_with("CREATE INDEX"));
}

#[test]
fn what_is_a_condition_is_no_key() {
    assert_eq!(
        keys("select * from tasks where project_id = $1 and deleted_at is null and not archived"),
        "(project_id) WHERE deleted_at IS NULL AND NOT archived"
    );
    // Never with a parameter.
    assert_eq!(
        keys("select * from tasks where project_id = $1 and status <> $2"),
        "(project_id)"
    );
    // MySQL has no index over some rows.
    let mysql = "create table t (id int primary key, a int, deleted_at datetime);";
    assert_eq!(
        advice_in(
            mysql,
            "select * from t where deleted_at is null and a = ?",
            Dialect::MySql,
            Counts::default()
        )
        .0,
        "ALTER TABLE t ADD INDEX deleted_at (deleted_at, a), ALGORITHM=INPLACE, LOCK=NONE"
    );
}

#[test]
fn what_exists_is_looked_at_first() {
    assert_eq!(
        advised(TASKS, "select * from tasks where id = $1 and status = 'x'"),
        "exists tasks_pkey"
    );
    let with = |index: &str, condition: &str| {
        advised(
            &format!("{TASKS} {index};"),
            &format!("select * from tasks where {condition}"),
        )
    };
    assert_eq!(
        with(
            "create index x on tasks (status, project_id, due)",
            "project_id = 1 and status = 'a'"
        ),
        "exists x"
    );
    // Its condition has to be asked for.
    let partial = "create index x on tasks (project_id) where status <> 'done'";
    assert_eq!(with(partial, "project_id = 1 and status <> 'done'"), "exists x");
    assert!(with(partial, "project_id = 1").starts_with("CREATE"));
    let present = "create index x on tasks (due) where due is not null";
    assert_eq!(with(present, "due < $1"), "exists x");
    // A shorter one goes when the longer one is there; a unique one never does.
    assert_eq!(
        with(
            "create index x on tasks (project_id)",
            "project_id = 1 and due < $1"
        ),
        "CREATE INDEX CONCURRENTLY tasks_project_id_due_idx ON tasks (project_id, due); DROP INDEX CONCURRENTLY x"
    );
    assert_eq!(
        with(
            "create unique index x on tasks (due)",
            "due < $1 and status = 'a'"
        ),
        "CREATE INDEX CONCURRENTLY tasks_status_due_idx ON tasks (status, due)"
    );
    // The order of those compared for equality follows the index that is extended.
    assert_eq!(
        with(
            "create index x on tasks (status)",
            "project_id = 1 and status = 'a'"
        ),
        "CREATE INDEX CONCURRENTLY tasks_status_project_id_idx ON tasks (status, project_id); DROP INDEX CONCURRENTLY x"
    );
}

#[test]
fn other_methods() {
    assert_eq!(
        keys("select * from tasks where data @> '{\"a\": 1}'"),
        "USING gin (data)"
    );
    assert_eq!(
        keys("select * from tasks where title like '%abc%'"),
        "USING gin (title gin_trgm_ops)"
    );
    assert!(keys("select * from tasks where title like '%ab%'").starts_with("No part"));
    assert_eq!(
        keys("select * from tasks where title like 'ab%'"),
        "(title text_pattern_ops)"
    );
    assert_eq!(
        keys("select * from tasks where lower(title) = 'x'"),
        "(lower(title))"
    );
    // A document is looked into, never sorted by.
    assert_eq!(
        keys("select * from tasks where data @> '{}' and project_id = 1"),
        "(project_id)"
    );
}

#[test]
fn what_no_index_serves() {
    assert!(keys("select * from tasks where project_id = 1 or status = 'a'").contains("`OR`"));
    assert!(keys("select * from tasks where created_at::date = '2024-05-01'").contains("cast"));
    assert!(keys("select * from tasks where status = 'x' collate \"C\"").starts_with("No part"));
}

#[test]
fn both_numbers_when_order_and_range_compete() {
    let text = "select * from tasks where due < $1 order by created_at limit 10";
    let counts = |kept: f64| Counts {
        rows: Some(1_000_000.0),
        kept: Some(kept),
        ..Counts::default()
    };
    let (statement, reasons) = advice_in(TASKS, text, Dialect::PostgreSql, counts(500_000.0));
    assert!(statement.ends_with("(created_at)"), "{statement}");
    assert!(
        reasons.iter().any(|reason| reason
            .contains("In order, 20 entries are read until 10 rows are found; by the range, 500,000")),
        "{reasons:?}"
    );
    let (statement, _) = advice_in(TASKS, text, Dialect::PostgreSql, counts(50.0));
    assert!(statement.ends_with("(due)"), "{statement}");
}

#[test]
fn pages_are_a_range() {
    let counts = Counts {
        rows: Some(4_200_000.0),
        kept: Some(2_400.0),
        kept_is_guess: true,
        pages: Some(121_000.0),
        pages_are_guess: true,
        width: Some(124.0),
    };
    let (_, reasons) = advice_in(
        TASKS,
        "select id, status from tasks where project_id = 4 and created_at > $1",
        Dialect::PostgreSql,
        counts,
    );
    let pages = reasons.iter().find(|reason| reason.starts_with("Pages")).unwrap();
    assert!(
        pages.contains("121,000 now") && pages.contains("52 to 2,415"),
        "{pages}"
    );
}

#[test]
fn narrow_columns_are_carried_along_when_many_rows_are_read() {
    let counts = Counts {
        kept: Some(5_000.0),
        ..Counts::default()
    };
    let of = |list: &str| {
        let text = format!("select {list} from tasks where project_id = 4");
        advice_in(TASKS, &text, Dialect::PostgreSql, counts).0
    };
    assert!(
        of("due, id").ends_with("(project_id) INCLUDE (due, id)"),
        "{}",
        of("due, id")
    );
    assert!(of("*").ends_with("(project_id)"));
    assert!(of("title").ends_with("(project_id)"));
}

#[test]
fn names_are_short_and_free() {
    let long = "a_column_with_a_name_that_goes_on_and_on_and_on";
    let schema = format!("create table t (id int primary key, {long}_1 int, {long}_2 int);");
    let statement = advised(
        &schema,
        &format!("select * from t where {long}_1 = 1 and {long}_2 = 2"),
    );
    let name = statement.split(' ').nth(3).unwrap();
    assert!(name.len() <= 63, "{name}");
    let schema = format!(
        "{TASKS} create table u (tasks_due_idx int); create index tasks_due_idx on u (tasks_due_idx);"
    );
    assert!(advised(&schema, "select * from tasks where due = $1").contains(" tasks_due_idx1 "));
}

#[test]
fn joins_and_subqueries() {
    let schema = "create table categories (id int primary key, parent_id int); create table products (id int primary key, category_id int, name text);";
    let catalog = catalog(schema, Dialect::PostgreSql);
    let text = "with recursive tree as (select id, parent_id from categories where id = $1 union all select c.id, c.parent_id from categories c join tree on c.parent_id = tree.id)
        select p.* from products p where p.category_id in (select id from tree) order by p.name";
    let query = query(&catalog, text);
    let advised: Vec<String> = (0..query.blocks.len())
        .filter_map(|block| {
            let access = Access::of(&query, &catalog, block, 0)?;
            let relation = query.relation_of(&catalog, block, 0)?;
            let reading = Reading {
                table: &relation.name.name,
                schema: None,
                known: Some((&catalog, relation)),
                dialect: Dialect::PostgreSql,
                counts: Counts::default(),
            };
            Some(match advise(&reading, &access) {
                Advice::Create(proposal) => format!("{} {}", reading.table, proposal.shown()),
                Advice::Exists { index, .. } => index,
                Advice::Unknown(_) => "unknown".to_owned(),
            })
        })
        .collect();
    assert_eq!(
        advised,
        [
            "categories_pkey",
            "categories (parent_id)",
            "products (category_id)"
        ]
    );
}
