//! What people say to the rules: comments that ignore, profiles and levels.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use rowproof_engine::findings::Severity;
use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Document, Level, PROFILES, Part, Profile, Report, Settings, analyze};
use rowproof_export::report_markdown;
use rowproof_tests::analyze_text;

fn check(text: &str) -> Report {
    analyze_text("schema.sql", text, Some(Dialect::PostgreSql))
}

fn check_with(text: &str, settings: &Settings) -> Report {
    let document = Document {
        parts: vec![Part::new("schema.sql", text)],
    };
    analyze(&document, settings)
}

/// `rule object` of every finding that speaks for itself.
fn said(report: &Report) -> Vec<String> {
    let findings = report.visible_findings();
    findings
        .map(|finding| format!("{} {}", finding.rule, finding.object))
        .collect()
}

/// `rule object: reason` of every suppressed one.
fn ignored(report: &Report) -> Vec<String> {
    let suppressed = report.suppressed.iter();
    suppressed
        .map(|ignored| {
            format!(
                "{} {}: {}",
                ignored.finding.rule, ignored.finding.object, ignored.reason
            )
        })
        .collect()
}

fn remarks(report: &Report) -> Vec<&str> {
    let unused = report.unused_ignores.iter();
    unused.map(|remark| remark.message.as_str()).collect()
}

#[test]
fn a_column_is_ignored_on_its_line_or_the_one_above() {
    let report = check(
        "create table item (
           id bigint primary key,
           price real not null, -- rowproof:ignore money-as-float copied from the till as it is
           /* rowproof:ignore money-as-float: the same */
           total real
             not null,
           fee real not null -- euros
         );",
    );
    let said = said(&report);
    let money: Vec<&String> = said
        .iter()
        .filter(|said| said.starts_with("money-as-float"))
        .collect();
    assert_eq!(money, ["money-as-float item.fee"]);
    assert_eq!(
        ignored(&report),
        [
            "money-as-float item.price: copied from the till as it is",
            "money-as-float item.total: the same",
        ]
    );
    assert_eq!(remarks(&report), [""; 0]);
}

#[test]
fn a_table_is_ignored_above_it_wherever_its_facts_stand() {
    let report = check(
        "create table customer (id bigint primary key);
         -- Written by another program.
         -- rowproof:ignore no-primary-key, fk-no-index the importer replaces it every night
         create table invoice (number bigint not null, customer_id bigint not null);
         alter table invoice add constraint invoice_customer_fk foreign key (customer_id) references customer;",
    );
    let said = said(&report);
    assert!(
        !said
            .iter()
            .any(|said| said.contains("no-primary-key") || said.contains("fk-no-index"))
    );
    assert_eq!(
        ignored(&report),
        [
            "no-primary-key invoice: the importer replaces it every night",
            "fk-no-index invoice.customer_id: the importer replaces it every night",
        ]
    );
}

#[test]
fn a_column_is_ignored_where_its_facts_stand_in_another_statement() {
    let text = "create table customer (id bigint primary key);
         create table invoice (
           id bigint primary key,
           customer_id bigint not null -- rowproof:ignore fk-no-index customers are never deleted
         );
         alter table invoice add foreign key (customer_id) references customer;";
    assert_eq!(
        ignored(&check(text)),
        ["fk-no-index invoice.customer_id: customers are never deleted"]
    );
    let text = text.replace(" -- rowproof:ignore fk-no-index customers are never deleted", "")
        + " -- rowproof:ignore fk-no-index behind the statement that adds it";
    assert_eq!(
        ignored(&check(&text)),
        ["fk-no-index invoice.customer_id: behind the statement that adds it"]
    );
}

#[test]
fn a_file_is_ignored_as_a_whole_and_no_other() {
    let table = "create table a (x int);\n";
    let document = Document {
        parts: vec![
            Part::new(
                "one.sql",
                format!("{table}/* rowproof:ignore-file no-primary-key staging */"),
            ),
            Part::new("two.sql", table.replace(" a ", " b ")),
        ],
    };
    let report = analyze(&document, &Settings::default());
    assert_eq!(said(&report), ["no-primary-key b"]);
    assert_eq!(ignored(&report), ["no-primary-key a: staging"]);
}

#[test]
fn mysql_comments_ignore_too() {
    let text = "create table a ( # rowproof:ignore no-primary-key a buffer\n  x int\n) engine=InnoDB;";
    let report = analyze_text("schema.sql", text, Some(Dialect::MySql));
    assert_eq!(ignored(&report), ["no-primary-key a: a buffer"]);
}

/// The comment that lists values speaks before the guess from the column's name; without it the guess speaks, with rows
/// and fixes of its own.
#[test]
fn the_next_fact_speaks_for_an_ignored_one() {
    let table = |column: &str| {
        format!(
            "create table orders (\n  id bigint primary key,\n  status text not null, -- {column}\n  note text\n);"
        )
    };
    let both = check(&table("new, paid, sent"));
    assert_eq!(said(&both), ["comment-lists-values orders.status"]);
    assert!(
        both.findings
            .iter()
            .any(|finding| finding.rule == "free-text-enum" && finding.folded_into.is_some())
    );
    let report = check(&table(
        "new, paid, sent rowproof:ignore comment-lists-values only examples",
    ));
    assert_eq!(said(&report), ["free-text-enum orders.status"]);
    assert_eq!(
        ignored(&report),
        ["comment-lists-values orders.status: only examples"]
    );
    let speaker = report.visible_findings().next().unwrap();
    assert!(speaker.counterexample.is_some() && !speaker.fixes.is_empty());
    let report = check(&table(
        "rowproof:ignore free-text-enum, comment-lists-values both",
    ));
    assert_eq!(said(&report), [""; 0]);
    assert_eq!(
        remarks(&report),
        ["this ignore of `comment-lists-values` suppresses nothing here; remove it"]
    );
}

#[test]
fn ignores_without_effect_say_what_to_do() {
    let report = check(
        "-- rowproof:ignore
         -- rowproof:ignore no-primry-key a slip
         -- rowproof:ignore no-primary-key
         create table a (x int);
         -- rowproof:ignore no-primary-key above nothing

         create table b (
           x int primary key, -- rowproof:ignore money-as-float it is no money
           y int -- rowproof:ignore mysql-things this rule is not for PostgreSQL
         );
         create table c (x int); -- rowproof:ignore no-primary-key fine",
    );
    assert_eq!(said(&report), ["no-primary-key a"]);
    assert_eq!(ignored(&report), ["no-primary-key c: fine"]);
    assert_eq!(
        remarks(&report),
        [
            "this ignore names no rule; write `rowproof:ignore`, the rule's code, then the reason",
            "there is no rule `no-primry-key` to ignore; `no-primary-key` is the nearest",
            "this ignore gives no reason and so has no effect; say why behind the rule's code",
            "this ignore is about nothing; put it behind a column or right above a column or statement",
            "this ignore of `money-as-float` suppresses nothing here; remove it",
            "there is no rule `mysql-things` to ignore; take a code from the list of rules",
        ]
    );
    let text = report_markdown(&report);
    assert!(
        text.contains("### Ignored by comments\n\n- `schema.sql:11:23` "),
        "{text}"
    );
    assert!(
        text.contains("### Ignores without effect\n\n- `schema.sql:1:4` this ignore names no rule"),
        "{text}"
    );
}

/// A rule that did not run could have found something: its ignores are not called needless.
#[test]
fn ignores_of_rules_that_did_not_run_are_left_alone() {
    let text = "create table a (x int); -- rowproof:ignore no-primary-key why";
    let settings = Settings {
        levels: vec![("no-primary-key".to_owned(), Level::Off)],
        ..Settings::default()
    };
    let report = check_with(text, &settings);
    assert_eq!((remarks(&report), ignored(&report)), (vec![], vec![]));
}

#[test]
fn levels_shift_and_do_not_flatten() {
    // A name that may mean something else is a warning, though the rule's usual finding is an error.
    let text = "create table t (id int primary key, balance real, price real);";
    let at = |level: Option<Severity>| {
        let levels = level.map(|level| ("money-as-float".to_owned(), Level::At(level)));
        let settings = Settings {
            levels: levels.into_iter().collect(),
            ..Settings::default()
        };
        let report = check_with(text, &settings);
        let findings = report
            .findings
            .iter()
            .filter(|finding| finding.rule == "money-as-float");
        findings.map(|finding| finding.severity).collect::<Vec<_>>()
    };
    let own = at(None);
    assert_eq!(own, at(Some(Severity::Error)));
    let shifted = |to| {
        own.iter()
            .map(|severity| severity.shifted(Severity::Error, to))
            .collect::<Vec<_>>()
    };
    for to in Severity::ALL {
        assert_eq!(at(Some(to)), shifted(to));
    }
}

#[test]
fn profiles_give_levels_and_a_word_of_ones_own_beats_them() {
    let text = "create table t (x int);";
    let with = |profile: &str, levels: Vec<(String, Level)>| {
        let settings = Settings {
            profile: Profile::from_code(profile),
            levels,
            ..Settings::default()
        };
        check_with(text, &settings)
            .findings
            .first()
            .map(|finding| finding.severity)
    };
    assert_eq!(with("", vec![]), Some(Severity::Warning));
    assert_eq!(with("teaching", vec![]), Some(Severity::Error));
    assert_eq!(with("sqlite-embedded", vec![]), Some(Severity::Info));
    assert_eq!(with("strict", vec![]), Some(Severity::Error));
    let own = |level| vec![("no-primary-key".to_owned(), level)];
    assert_eq!(
        with("strict", own(Level::At(Severity::Hint))),
        Some(Severity::Hint)
    );
    assert_eq!(with("strict", own(Level::Off)), None);
    assert_eq!(PROFILES.len(), 5);
}
