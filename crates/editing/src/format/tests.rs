use super::*;

fn formatted_in(text: &str, dialect: Dialect) -> String {
    let mut result = text.to_owned();
    for statement in format_statement(text, 0..text.len() as u32, dialect).iter().rev() {
        result.replace_range(statement.start as usize..statement.end as usize, &statement.text);
    }
    result
}

fn formatted(text: &str) -> String {
    formatted_in(text, Dialect::PostgreSql)
}

#[test]
fn a_tables_body_has_an_item_per_line() {
    assert_eq!(
        formatted(
            "create table  t(id int   primary key,name varchar( 20 ) not null , check(id>0))with (fillfactor = 70);"
        ),
        "create table t (\n  id int primary key,\n  name varchar(20) not null,\n  check(id>0)\n) with (fillfactor = 70);"
    );
}

#[test]
fn comments_stay_with_what_they_stand_beside() {
    assert_eq!(
        formatted("create table t ( -- people\na int, -- one\n\n   -- above b\nb int -- two\n);"),
        "create table t ( -- people\n  a int, -- one\n\n  -- above b\n  b int -- two\n);"
    );
    // A comma behind a comment would have to change places with it.
    let leading = "create table t (a int -- one\n, b int);";
    assert_eq!(formatted(leading), leading);
}

#[test]
fn a_query_that_fits_is_one_line_and_one_that_does_not_has_a_line_per_clause() {
    assert_eq!(
        formatted("select a,b\nfrom t\nwhere c = 1"),
        "select a, b from t where c = 1"
    );
    assert_eq!(
        formatted(
            "select o.id, o.state, sum(i.amount) as total from orders o left join item i on i.order_id = o.id and i.amount > 0 where o.state in ('new', 'paid') and o.placed between '2024-01-01' and '2025-01-01' group by o.id, o.state order by total desc"
        ),
        "select o.id, o.state, sum(i.amount) as total\nfrom orders o\nleft join item i on i.order_id = o.id and i.amount > 0\nwhere o.state in ('new', 'paid')\n  and o.placed between '2024-01-01' and '2025-01-01'\ngroup by o.id, o.state\norder by total desc"
    );
}

#[test]
fn long_lists_and_queries_in_queries_go_in_a_step() {
    assert_eq!(
        formatted(
            "insert into a (b) select c from (select first_long_name, second_long_name, third_long_name, fourth_long_name, case when x then 1 end as y from somewhere) q"
        ),
        "insert into a (b)\nselect c\nfrom (\n  select\n    first_long_name,\n    second_long_name,\n    third_long_name,\n    fourth_long_name,\n    case when x then 1 end as y\n  from somewhere\n) q"
    );
}

#[test]
fn what_is_not_understood_well_enough_is_left_alone() {
    for text in [
        "create function f() returns int language sql as $$ select   1 $$;",
        "create trigger t before insert on a begin select   1; end;",
        "create table t (a int",
        "grant   select on a to b;",
        "\\connect   x",
    ] {
        assert_eq!(formatted(text), text);
    }
    // What MySQL reads by its version, and a line for psql within a statement, are no tokens.
    for text in [
        "CREATE TABLE t (a   int)\n/*!50100 PARTITION BY HASH (a)\nPARTITIONS 4 */;",
        "CREATE TABLE t (name varchar(50) /*!50606 CHARACTER SET utf8mb4 */,   b int);",
        "INSERT /*!50000 IGNORE */   INTO t (a) VALUES (1);",
    ] {
        assert_eq!(formatted_in(text, Dialect::MySql), text);
    }
    let with_client_line = "select   a,\n\\echo x\n   b from t;";
    assert_eq!(formatted(with_client_line), with_client_line);
    // Strings on two lines are one string.
    let strings = "select 'a'\n'b';";
    assert_eq!(formatted(strings), "select 'a'\n'b';");
}

#[test]
fn values_of_mysql_in_an_update_stay_beside_their_column() {
    let text = "insert into a_table (first_column, second_column, third_column) values (1, 2, 3) on duplicate key update first_column = values(first_column), second_column = values(second_column)";
    assert!(!formatted_in(text, Dialect::MySql).contains("=\nvalues"));
    assert!(formatted_in(text, Dialect::MySql).contains("first_column = values(first_column)"));
}

#[test]
fn what_is_nested_deeply_is_left_alone_in_no_time() {
    let nested = |depth: usize, open: &str| format!("select {}1{};", open.repeat(depth), ")".repeat(depth));
    let deep = nested(30_000, "f(1,  ");
    assert_eq!(formatted(&deep), deep);
    assert_ne!(formatted(&nested(40, "f(1,  ")), nested(40, "f(1,  "));
}
