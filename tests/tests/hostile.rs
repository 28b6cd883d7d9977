//! Texts that nobody writes and everybody pastes: they end, in bounded time, with what was understood and where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use std::fs;

use rowproof_engine::Report;
use rowproof_engine::catalog::Relation;
use rowproof_engine::syntax::Dialect;
use rowproof_tests::invariants::check_analysis;
use rowproof_tests::{analyze_text, files_below, root};

fn read(text: &str) -> Report {
    analyze_text("a", text, Some(Dialect::PostgreSql))
}

/// The columns of every relation, by relation.
fn columns(report: &Report) -> Vec<(String, Vec<String>)> {
    let named = |relation: &Relation| {
        let columns = relation.columns.iter().map(|column| column.name.clone());
        (relation.name.name.clone(), columns.collect())
    };
    report.catalog.relations().map(named).collect()
}

fn errors(report: &Report) -> Vec<String> {
    let parts = report.parts.iter().flat_map(|part| &part.errors);
    parts.map(|error| error.message.clone()).collect()
}

/// The table behind the trouble is still there.
fn last_table_is_kept(text: &str) -> Report {
    let report = read(text);
    let found = columns(&report);
    assert!(
        found
            .iter()
            .any(|(name, columns)| name == "kept" && columns == &["a"]),
        "{found:?}"
    );
    report
}

#[test]
fn a_statement_of_ten_megabytes_is_bounded() {
    let values = "(1, 'some text of a row'),\n".repeat(10_000_000 / 26);
    let report = last_table_is_kept(&format!(
        "create table t (a int, b text);\ninsert into t values {values}(2, '');\ncreate table kept (a int);"
    ));
    assert_eq!(errors(&report), [""; 0]);
    let columns: String = (0..500_000).map(|at| format!("column_{at} int,\n")).collect();
    let report = last_table_is_kept(&format!(
        "create table wide ({columns} z int);\ncreate table kept (a int);"
    ));
    assert!(!errors(&report).is_empty());
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in [
        ("(", ")"),
        ("case when ", " end"),
        ("not ", ""),
        ("array[", "]"),
        ("f(", ")"),
    ] {
        let text = format!(
            "create table bomb (x int check ({}1{}));\ncreate table kept (a int);",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        let report = last_table_is_kept(&text);
        assert!(!errors(&report).is_empty(), "{open}");
    }
}

#[test]
fn what_never_ends_is_said_with_its_place() {
    for unclosed in ["'", "\"", "$$", "$body$", "/*", "E'"] {
        let text = format!("create table kept (a int);\nselect {unclosed} never closed\nselect 1;");
        let report = last_table_is_kept(&text);
        let part = report.parts.first().unwrap();
        let error = part
            .errors
            .iter()
            .find(|error| error.message.contains("is never closed"))
            .unwrap_or_else(|| panic!("{unclosed}: {:?}", errors(&report)));
        assert_eq!(&text[error.span.range()][..unclosed.len()], unclosed);
    }
}

#[test]
fn strange_bytes_keep_their_neighbours() {
    for strange in [
        "\0",
        "\u{feff}",
        "\u{200b}",
        "\u{85}",
        "\u{2028}",
        "\u{1b}[31m",
        "\u{fffd}",
    ] {
        last_table_is_kept(&format!("select 1; {strange}\ncreate table kept (a int);"));
        check_analysis(
            &format!("create table t{strange} (a{strange} int{strange}, b int);"),
            None,
        );
    }
}

#[test]
fn line_ends_do_not_matter() {
    let lines =
        "create table kept (\n  a int -- first\n);\n-- status: on|off\ncomment on column kept.a is 'x';\n";
    let unix = read(lines);
    let windows = read(&lines.replace('\n', "\r\n"));
    let marked = read(&format!("\u{feff}{lines}"));
    for other in [&windows, &marked] {
        assert_eq!(columns(&unix), columns(other));
        assert_eq!(errors(&unix), errors(other));
        let comments = |report: &Report| {
            let column = report
                .catalog
                .relations()
                .next()
                .unwrap()
                .columns
                .first()
                .unwrap();
            let texts = column.comments.iter().map(|comment| comment.text.clone());
            texts.collect::<Vec<_>>()
        };
        assert_eq!(comments(&unix), comments(other));
    }
}

#[test]
fn places_are_right_behind_any_character() {
    // Two bytes, three, four with a surrogate pair, right to left, and a letter with a combining mark.
    for before in ["é", "漢", "🦀", "שלום", "e\u{301}", "\u{202e}abc"] {
        let text =
            format!("/* {before} */ create table \"{before}\" (\"{before}\" int primary key, price float);");
        let report = read(&text);
        let relation = report.catalog.relations().next().unwrap();
        assert_eq!(relation.name.name, before);
        let column = relation.columns.get(1).unwrap();
        assert_eq!(&text[column.name_span.range()], "price");
        let finding = report
            .visible_findings()
            .find(|finding| finding.rule == "money-as-float")
            .unwrap();
        assert!(text[finding.span.range()].contains("price"));
    }
}

/// What one statement does to everything below it is bounded in depth and in all.
#[test]
fn chains_are_followed_without_overflow() {
    let links = 4_000;
    let chain = |link: fn(usize) -> String| (1..links).map(link).collect::<String>();
    let heirs = chain(|at| format!("create table t{at} () inherits (t{});\n", at - 1));
    let joined = chain(|at| {
        format!(
            "create table t{at} (a int);\nalter table t{} inherit t{at};\n",
            at - 1
        )
    });
    let views = chain(|at| format!("create view t{at} as select a from t{};\n", at - 1));
    let keys = chain(|at| format!("create table t{at} (a int primary key references t{});\n", at - 1));
    let domains = chain(|at| format!("create domain d{at} as d{};\n", at - 1));
    for (name, text) in [
        (
            "heirs",
            format!(
                "create table t0 (a int);\n{heirs}alter table t0 alter a set not null, add b int;\ndrop table t0 cascade;"
            ),
        ),
        (
            "joined",
            format!(
                "create table t0 (a int);\n{joined}alter table t3999 add b int;\ndrop table t3999 cascade;"
            ),
        ),
        (
            "views",
            format!("create table t0 (a int);\n{views}alter table t0 rename a to b;\ndrop table t0 cascade;"),
        ),
        (
            "keys",
            format!(
                "create table t0 (a int primary key);\n{keys}alter table t0 rename a to b;\ndrop table t0 cascade;"
            ),
        ),
        (
            "domains",
            format!(
                "create domain d0 as int check (value > 0);\n{domains}create table t (a d3999);\nalter domain d0 set not null;\ndrop domain d0 cascade;"
            ),
        ),
    ] {
        for dialect in Dialect::ALL {
            println!("{name} in {dialect:?}");
            let text = format!("{text}\ncreate table kept (a int);");
            let report = analyze_text("a", &text, Some(dialect));
            assert!(columns(&report).iter().any(|(name, _)| name == "kept"), "{name}");
        }
    }
}

/// Inputs that fuzzing found, each named for what it broke.
#[test]
fn found_inputs_hold() {
    let found = files_below(&root().join("tests/found"));
    assert!(!found.is_empty());
    for path in found {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        println!("{}", path.display());
        check_analysis(&text, None);
        for dialect in Dialect::ALL {
            check_analysis(&text, Some(dialect));
        }
    }
}
