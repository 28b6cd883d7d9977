use super::*;
use proptest::prelude::*;
use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script};

const SCHEMA: &str = "create type order_state as enum ('new', 'paid');
create table shop (id bigint primary key, name text not null);
create table orders (id bigint primary key, state order_state not null, shop_id bigint, \"Total\" int);
create view open_orders as select id from orders;
";

fn catalog(dialect: Dialect) -> Catalog {
    Catalog::from_script(&parse_script(SourceId(0), SCHEMA, dialect))
}

/// What is suggested at `|`, the first few.
fn suggested(marked: &str) -> String {
    suggested_in(marked, Dialect::PostgreSql)
}

fn suggested_in(marked: &str, dialect: Dialect) -> String {
    let offset = marked.find('|').unwrap() as u32;
    let completion = complete(&catalog(dialect), &marked.replace('|', ""), offset);
    let texts: Vec<&str> = completion
        .suggestions
        .iter()
        .map(|suggestion| suggestion.text.as_str())
        .collect();
    texts.get(..texts.len().min(5)).unwrap().join(" ")
}

#[test]
fn columns_of_the_relations_that_the_statement_names_come_first() {
    assert_eq!(suggested("select na| from shop"), "name natural");
    assert_eq!(suggested("select id|"), "id identity shop_id");
    assert_eq!(suggested("select cast(id as bo|"), "bool boolean");
    assert_eq!(
        suggested("select o.| from orders o"),
        "id state shop_id \"Total\""
    );
    assert_eq!(
        suggested("select o.sh| from orders as o join shop on true"),
        "shop_id"
    );
    assert_eq!(suggested("select public.orders.st| from orders"), "state");
    assert_eq!(
        suggested("select * from shop where n|; select 1 from orders"),
        "name natural no not null"
    );
    assert_eq!(suggested("select \"To|\" from orders"), "\"Total\"");
    assert_eq!(
        suggested("alter table orders add foreign key (shop_id) references shop (|)"),
        "id name"
    );
    assert_eq!(suggested("update shop set na|"), "name natural");
    assert_eq!(
        suggested("insert into shop (|"),
        "id name shop orders open_orders"
    );
}

#[test]
fn relations_are_suggested_where_one_must_stand() {
    assert_eq!(suggested("select 1 from o|"), "orders open_orders only");
    assert_eq!(suggested("select 1 from ord|"), "orders open_orders");
    assert_eq!(
        suggested("SELECT 1 FROM orders JOIN |"),
        "shop orders open_orders EXISTS IF"
    );
    assert_eq!(suggested("create table x (a int references sh|"), "shop");
    assert_eq!(suggested("create index on or|"), "orders open_orders");
    assert_eq!(suggested("create table or|"), "");
    assert_eq!(suggested("select 1 from orders or|"), "or order");
    assert_eq!(suggested("select id as na| from shop"), "");
}

#[test]
fn a_tables_body_expects_a_constraint_or_a_type() {
    assert_eq!(suggested("create table x (a or|"), "order_state");
    assert_eq!(suggested("create table x (a int, un|"), "unique");
    assert_eq!(suggested("CREATE TABLE x (a INT, UN|"), "UNIQUE");
    assert_eq!(
        suggested("alter table orders add column y time|"),
        "time timestamp timestamptz timetz"
    );
    assert_eq!(suggested("select 'new'::ord|"), "order_state");
}

#[test]
fn nothing_is_suggested_in_strings_comments_and_numbers() {
    for text in [
        "select 'na| from shop",
        "select 1 -- na|",
        "select /* na| */ 1",
        "select 1|",
        "select $1| from shop",
    ] {
        assert_eq!(suggested(text), "", "{text}");
    }
}

#[test]
fn keywords_are_those_of_the_dialect_in_the_case_of_the_writer() {
    assert_eq!(suggested("sel|"), "select");
    assert_eq!(suggested("SEL|"), "SELECT");
    assert_eq!(suggested("select 1 where a il|"), "ilike");
    assert_eq!(suggested_in("select 1 where a il|", Dialect::Sqlite), "");
    assert_eq!(
        suggested_in("create table x (id int auto_|", Dialect::MySql),
        "auto_increment"
    );
    assert_eq!(suggested("create table x (id int auto_|"), "");
}

proptest! {
    #[test]
    fn any_text_and_any_place_give_bounded_answers(text in "[a-z(),.;'\" \n|é]{0,60}", offset in 0_u32..80) {
        let completion = complete(&catalog(Dialect::PostgreSql), &text, offset.min(text.len() as u32));
        prop_assert!(completion.suggestions.len() <= MAX_SUGGESTIONS);
        prop_assert!(completion.from as usize <= text.len());
    }
}
