//! What holds for every text.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use proptest::prelude::*;
use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Document, Part, Settings, analyze};
use rowproof_tests::invariants::check_analysis;

/// Text made of what SQL and plans are made of, so that readers get far into it.
fn fragments() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "create table ",
        "t ",
        "(",
        ")",
        "id ",
        "int ",
        "bigint ",
        "text ",
        "varchar(50) ",
        "primary key",
        "not null ",
        "null ",
        ", ",
        ";",
        "\n",
        "references ",
        "users ",
        "(id)",
        "status ",
        "email ",
        "created_at timestamp ",
        "deleted boolean ",
        "-- active|paused\n",
        "-- rowproof:ignore no-primary-key, free-text-enum é why\n",
        "rowproof:ignore-file nullable-everything ",
        "/* ",
        "*/",
        "check (",
        "in ('a', 'b')",
        "default ",
        "'",
        "\"",
        "`",
        "$$",
        "$a$",
        "alter table ",
        "add constraint c ",
        "foreign key (",
        "unique ",
        "create index on ",
        "where ",
        "is null ",
        "insert into ",
        "values ",
        "select * from ",
        "Seq Scan on orders  (cost=0.00..1.00 rows=1 width=1)",
        "  ->  ",
        "(actual time=0.1..0.2 rows=1 loops=1)",
        "Filter: ",
        "[{\"Plan\": {",
        "}}]",
        "\"Node Type\": \"Sort\"",
        "é",
        "😀",
        "\u{0}",
        "\r\n",
        "float ",
        "price ",
        "quantity ",
        "total ",
        "comment on column t.id is ",
        "create type s as enum ",
        "copy t from stdin;\n",
        "\\.\n",
        "delimiter //\n",
        "/*!40101 ",
        "drop table ",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        check_analysis(&text, None);
    }

    #[test]
    fn any_mixture_of_fragments_is_read(text in fragments(), dialect in 0..4_usize) {
        check_analysis(&text, Dialect::ALL.get(dialect).copied());
    }
}

#[test]
fn hostile_nesting_ends_with_a_message() {
    for text in [
        format!(
            "create table t (a int check ({}1{}))",
            "(".repeat(50_000),
            ")".repeat(50_000)
        ),
        format!("select {}", "1+".repeat(100_000)),
        format!(
            "create table t (a int check (a = 1{}))",
            " or a = 1".repeat(50_000)
        ),
        "(".repeat(200_000),
        "[".repeat(200_000),
        "{\"Plan\":".repeat(50_000),
        "create table t (".repeat(20_000),
        "/*".repeat(100_000),
        format!(
            "  ->  {}",
            "Sort  (cost=0.00..1.00 rows=1 width=1)\n  ->  ".repeat(20_000)
        ),
    ] {
        let report = analyze(
            &Document {
                parts: vec![Part::new("a", text)],
            },
            &Settings::default(),
        );
        assert!(report.parts.len() == 1);
    }
}
