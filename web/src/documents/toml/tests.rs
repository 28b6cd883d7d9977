use std::rc::Rc;

use super::reading::Taken;
use super::*;
use crate::interop::choices::{Choices, ListChoice, RuleChoice, ThresholdChoice};
use crate::state::analysis::{Product, Profile};
use crate::state::document::Document;
use crate::state::layout::Theme;

fn choices() -> Choices {
    let rule = |code: &'static str| RuleChoice {
        code: code.into(),
        title: code.into(),
        group: "constraints".into(),
        level: "warning".into(),
        in_profiles: Vec::new(),
    };
    let threshold = |name: &'static str, ends_at_one| ThresholdChoice {
        name: name.into(),
        usual: "0.2".into(),
        ends_at_one,
        unit: "".into(),
        meaning: "".into(),
    };
    let list = |name: &'static str, holds_names| ListChoice {
        name: name.into(),
        words: Vec::new(),
        shape: "one word in lower case".into(),
        holds_names,
    };
    Choices {
        rules: vec![rule("fk-no-index"), rule("no-primary-key")],
        thresholds: vec![
            threshold("seq-scan-discards.most-kept", true),
            threshold("sort.rows", false),
        ],
        lists: vec![list("created", true), list("money", false)],
    }
}

fn taken(text: &str) -> Taken {
    let servers = [Product {
        code: "mysql".into(),
        name: "MySQL".into(),
        versions: vec!["8.4.8".into()],
    }];
    let profiles = [Profile {
        code: "strict".into(),
        name: "Strict".into(),
        summary: "".into(),
    }];
    read(text, &choices(), &profiles, &servers)
}

const WHOLE: &str = r#"dialect = "mysql"
version = "8.4.8"
profile = "strict"

[levels]
fk-no-index = "off"
no-primary-key = "error"

[thresholds]
"seq-scan-discards.most-kept" = 0.1
"sort.rows" = 10000

[lexicon]
created = ["angelegt_am"]
money = ["betrag", "preis"]
"#;

#[test]
fn what_is_written_is_read_and_written_again() {
    let taken = taken(WHOLE);
    assert_eq!(taken.remarks, Vec::<String>::new());
    let mut state = AppState::new(Document::new("create table t (a int);"), Vec::new(), Theme::Auto);
    state.document.options = Rc::new(taken.settings.options);
    state.document.profile = taken.settings.profile;
    state.document.parts[0].server = taken.settings.server;
    assert_eq!(write(&state), WHOLE);
}

#[test]
fn other_ways_to_write_the_same_are_read() {
    let text = "# ours\n[levels] # all\n'fk-no-index' = 'off' # \"it's\" off\n\n[lexicon]\nmoney = [\n  \"preis\", # price\n  \"betrag\",\n]\n[thresholds]\nsort.rows = 1_000\n";
    let taken = taken(text);
    assert_eq!(taken.remarks, Vec::<String>::new());
    let options = taken.settings.options;
    assert_eq!(options.level("fk-no-index").map(AttrValue::as_str), Some("off"));
    assert_eq!(options.words.len(), 2);
    assert_eq!(
        options.threshold("sort.rows").map(AttrValue::as_str),
        Some("1000")
    );
}

#[test]
fn what_is_not_known_is_said_with_its_line() {
    for (text, remark) in [
        (
            "\n[levels]\nfk-idx = \"off\"",
            "Line 3: there is no rule “fk-idx”",
        ),
        (
            "[levels]\nfk-no-index = \"loud\"",
            "Line 2: the level of “fk-no-index” has to be one of off, hint, info, warning, error",
        ),
        (
            "[levels]\nfk-no-index = 1",
            "Line 2: the level of “fk-no-index” has to be one of off, hint, info, warning, error",
        ),
        (
            "[thresholds]\n\"seq-scan-discards.most-kept\" = 2",
            "Line 2: “seq-scan-discards.most-kept” has to be a number from 0 to 1",
        ),
        (
            "[thresholds]\n\"sort.rows\" = -2",
            "Line 2: “sort.rows” has to be a number from 0 on",
        ),
        ("[thresholds]\nnone = 2", "Line 2: there is no threshold “none”"),
        (
            "[lexicon]\nmoney = [\"net price\"]",
            "Line 2: “money” does not take “net price”: expected one word in lower case",
        ),
        (
            "[lexicon]\nmoney = \"preis\"",
            "Line 2: “money” has to be a list of texts",
        ),
        (
            "[other]\na = 1",
            "Line 1: there is no table “other”; what follows it is passed over",
        ),
        (
            "fail-on = \"error\"",
            "Line 1: “fail-on” counts on the command line alone",
        ),
        (
            "ignore = [\"old/**\"]",
            "Line 1: “ignore” counts on the command line alone",
        ),
        ("dialect = \"oracle\"", "Line 1: there is no database “oracle”"),
        ("profile = \"x\"", "Line 1: there is no profile “x”"),
        ("wishes = \"x\"", "Line 1: there is no setting “wishes”"),
        ("version = \"8\"", "a version counts here only beside a dialect"),
        ("[levels", "Line 1: the table’s name is not closed by ]"),
        ("nonsense", "Line 1: expected a name, an equals sign and a value"),
        (
            "profile = strict",
            "Line 1: the value of “profile” is no text in quotes, number or list of texts",
        ),
    ] {
        assert_eq!(taken(text).remarks, [remark], "{text}");
    }
}

#[test]
fn what_is_cut_or_odd_stops_nothing() {
    for text in [
        "a = [",
        "a = [\"",
        "\"",
        "= 1",
        "[]",
        "a = \"\\",
        "'a' 'b'",
        "a = [1, 2]",
        "é = \"ü#\" # ß",
    ] {
        let _read = taken(text);
    }
}
