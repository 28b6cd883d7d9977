//! While somebody types, what stands before the change is not read again: the report is the same, byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeMap;

use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Document, Level, Part, Session, Settings, analyze};
use rowproof_tests::invariants::written;
use rowproof_tests::{files_below, read_fixture, root};

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// What people type, and what turns the text around it inside out.
const TYPED: &[&str] = &[
    "a",
    " ",
    ";",
    "\n",
    "'",
    "\"",
    "`",
    "$$",
    "/*",
    "*/",
    "--",
    "(",
    ")",
    ",",
    "é",
    "\\",
    "not null ",
    "unique ",
    "create table added (id int primary key);\n",
    "alter table added add column note text;\n",
    "drop table added;\n",
    "begin;\n",
    "rollback;\n",
    "commit;\n",
    "savepoint s;\n",
    "delimiter //\n",
    "set search_path = other;\n",
    "select * from added where id = 1;\n",
    "-- rowproof:ignore no-primary-key because\n",
];

/// The fixtures of a dialect, several in one text: some statements stand before every place.
fn texts() -> Vec<(Settings, String)> {
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in files_below(&root().join("crates/rules/fixtures")) {
        if path.extension().is_none_or(|ending| ending != "sql") {
            continue;
        }
        let (text, dialect) = read_fixture(&path);
        let Some(dialect) = dialect else { continue };
        texts.entry(dialect.code()).or_default().push(text);
    }
    let mut all = Vec::new();
    for (dialect, texts) in texts {
        let said = Settings {
            product: Dialect::from_code(dialect).map(Into::into),
            ..Settings::default()
        };
        // Every other one is to be recognised, which may change while one types.
        for (number, texts) in texts.chunks(24).enumerate() {
            let settings = if number % 2 == 0 {
                said.clone()
            } else {
                Settings::default()
            };
            all.push((settings, texts.join("\n")));
        }
    }
    all
}

/// A place of the text: mostly near the last one.
fn place(text: &str, last: usize, numbers: &mut Numbers) -> usize {
    let mut at = match numbers.below(6) {
        0 => numbers.below(text.len() + 1),
        1 => text.len(),
        _ => (last + numbers.below(9)).min(text.len()),
    };
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[test]
fn a_report_is_the_same_whatever_was_typed_before() {
    let texts = texts();
    assert!(texts.len() > 10, "the fixtures are not where they were");
    let (mut passed_over, mut resumed) = (0, 0);
    for (number, (mut settings, text)) in texts.into_iter().enumerate() {
        let mut numbers = Numbers(number as u64);
        let mut session = Session::default();
        let (mut text, mut at) = (text, 0);
        for step in 0..24 {
            at = place(&text, at, &mut numbers);
            match numbers.below(4) {
                0 => {
                    let end = place(&text, at, &mut numbers).max(at);
                    text.replace_range(at..end, "");
                }
                _ => {
                    let typed = TYPED[numbers.below(TYPED.len())];
                    text.insert_str(at, typed);
                    at += typed.len();
                }
            }
            let mut parts = vec![Part::new("a", text.as_str())];
            // Now and then a migration behind it, another schema, or one before it; and other settings.
            match numbers.below(12) {
                0..3 => parts.push(Part::new("b", "alter table added add column more int;")),
                3 => parts.push(Part::new("c", "create table beside (id int, beside_id int);")),
                4 => parts.insert(0, Part::new("d", "create table before (id int primary key);")),
                5 => settings.levels.push(("no-primary-key".to_owned(), Level::Off)),
                _ => {}
            }
            let document = Document { parts };
            let (typed, fresh) = (
                session.analyze(&document, &settings),
                analyze(&document, &settings),
            );
            assert_eq!(
                written(&typed),
                written(&fresh),
                "text {number}, step {step}: {text}"
            );
            passed_over += session.passed_over();
            resumed += usize::from(session.passed_over() > 0);
        }
    }
    assert!(resumed > 100, "{resumed} checks went on from the one before");
    assert!(
        passed_over > 1_000,
        "{passed_over} statements were not read again"
    );
}

/// A quote that is not closed has the whole text read in another way: a string that holds lines which look like statements ends at the
/// first of them.
#[test]
fn a_quote_further_down_changes_what_stands_above() {
    let mut text = "insert into notes values ('first\ncreate table inside (id int);\n');\n".to_owned();
    for table in 0..40 {
        text.push_str(&format!("create table t{table} (id int);\n"));
    }
    let (mut session, settings) = (Session::default(), Settings::default());
    let mut relations = Vec::new();
    for letter in "create table last (note text default 'open');\n".chars() {
        text.push(letter);
        let document = Document {
            parts: vec![Part::new("schema", text.as_str())],
        };
        let (typed, fresh) = (
            session.analyze(&document, &settings),
            analyze(&document, &settings),
        );
        assert_eq!(written(&typed), written(&fresh), "{text}");
        relations.push(fresh.catalog.counts().0);
    }
    relations.dedup();
    assert_eq!(
        relations,
        [40, 41, 42, 41],
        "the table in the string comes and goes"
    );
}
