//! SARIF logs have the structure that the JSON schema of SARIF 2.1.0 asks for: for every object that we write, the keys
//! it may have (the schema allows no others), those it must have, and the kind of each value.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use rowproof_engine::page;
use rowproof_engine::source::LineIndex;
use rowproof_export::{Baseline, RuleHelp, report_sarif};
use rowproof_tests::{analyze_text, files_below, read_fixture, root};
use serde_json::Value;

/// What a value must be.
enum Kind {
    Text,
    /// An absolute or relative reference without letters that a URI does not have.
    Uri,
    Flag,
    /// At least this.
    Number(i64),
    OneOf(&'static [&'static str]),
    Object(&'static str),
    List(&'static str),
    Texts,
    /// Any object: a property bag.
    Bag,
}

use Kind::{Bag, Flag, List, Number, Object, OneOf, Text, Texts, Uri};

const LEVELS: Kind = OneOf(&["none", "note", "warning", "error"]);

/// The keys of an object of the schema that we use; those with `!` are required.
fn keys(object: &str) -> Vec<(&'static str, Kind)> {
    match object {
        "log" => vec![
            ("$schema", Uri),
            ("!version", OneOf(&["2.1.0"])),
            ("!runs", List("run")),
        ],
        "run" => vec![
            ("!tool", Object("tool")),
            ("invocations", List("invocation")),
            ("columnKind", OneOf(&["utf16CodeUnits", "unicodeCodePoints"])),
            ("results", List("result")),
        ],
        "tool" => vec![("!driver", Object("toolComponent"))],
        "toolComponent" => vec![
            ("!name", Text),
            ("version", Text),
            ("semanticVersion", Text),
            ("informationUri", Uri),
            ("rules", List("reportingDescriptor")),
        ],
        "reportingDescriptor" => vec![
            ("!id", Text),
            ("shortDescription", Object("message")),
            ("fullDescription", Object("message")),
            ("help", Object("message")),
            ("helpUri", Uri),
            ("defaultConfiguration", Object("reportingConfiguration")),
            ("properties", Bag),
        ],
        "reportingConfiguration" => vec![("level", LEVELS)],
        "invocation" => vec![
            ("!executionSuccessful", Flag),
            ("toolExecutionNotifications", List("notification")),
        ],
        "notification" => vec![
            ("!message", Object("message")),
            ("level", LEVELS),
            ("locations", List("location")),
        ],
        "message" => vec![("!text", Text), ("markdown", Text)],
        "result" => vec![
            ("ruleId", Text),
            ("ruleIndex", Number(-1)),
            ("level", LEVELS),
            ("!message", Object("message")),
            ("locations", List("location")),
            ("relatedLocations", List("location")),
            ("partialFingerprints", Texts),
            ("fixes", List("fix")),
            ("suppressions", List("suppression")),
            ("baselineState", OneOf(&["new", "unchanged", "updated", "absent"])),
            ("properties", Bag),
        ],
        "location" => vec![
            ("id", Number(-1)),
            ("physicalLocation", Object("physicalLocation")),
            ("logicalLocations", List("logicalLocation")),
            ("message", Object("message")),
        ],
        "physicalLocation" => vec![
            ("artifactLocation", Object("artifactLocation")),
            ("region", Object("region")),
        ],
        "logicalLocation" => vec![("fullyQualifiedName", Text)],
        "artifactLocation" => vec![("uri", Uri)],
        "region" => vec![
            ("startLine", Number(1)),
            ("startColumn", Number(1)),
            ("endLine", Number(1)),
            ("endColumn", Number(1)),
        ],
        "suppression" => vec![
            ("!kind", OneOf(&["inSource", "external"])),
            ("status", OneOf(&["accepted", "underReview", "rejected"])),
            ("justification", Text),
            ("location", Object("location")),
        ],
        "fix" => vec![
            ("description", Object("message")),
            ("!artifactChanges", List("artifactChange")),
        ],
        "artifactChange" => vec![
            ("!artifactLocation", Object("artifactLocation")),
            ("!replacements", List("replacement")),
        ],
        "replacement" => vec![
            ("!deletedRegion", Object("region")),
            ("insertedContent", Object("artifactContent")),
        ],
        "artifactContent" => vec![("text", Text)],
        other => panic!("{other} is not described"),
    }
}

fn assert_valid(value: &Value, object: &str, path: &str) {
    let known = keys(object);
    let map = value.as_object().unwrap_or_else(|| panic!("{path} is no object"));
    for (key, _) in known.iter().filter(|(key, _)| key.starts_with('!')) {
        assert!(map.contains_key(&key[1..]), "{path} has no {key}");
    }
    for (key, value) in map {
        let path = format!("{path}.{key}");
        let kind = known
            .iter()
            .find(|(known, _)| known.trim_start_matches('!') == key);
        match &kind
            .unwrap_or_else(|| panic!("{path}: {object} has no such key"))
            .1
        {
            Text => assert!(value.is_string(), "{path}"),
            Uri => {
                let uri = value.as_str().unwrap();
                let is_uri = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~%:#?=&".contains(&byte);
                assert!(!uri.is_empty() && uri.bytes().all(is_uri), "{path}: {uri}");
            }
            Flag => assert!(value.is_boolean(), "{path}"),
            Number(least) => assert!(value.as_i64().is_some_and(|number| number >= *least), "{path}"),
            OneOf(words) => assert!(words.contains(&value.as_str().unwrap()), "{path}: {value}"),
            Object(object) => assert_valid(value, object, &path),
            List(object) => {
                for (at, item) in value.as_array().unwrap().iter().enumerate() {
                    assert_valid(item, object, &format!("{path}[{at}]"));
                }
            }
            Texts => assert!(
                value.as_object().unwrap().values().all(Value::is_string),
                "{path}"
            ),
            Bag => assert!(value.is_object(), "{path}"),
        }
    }
}

fn help(rule: &str) -> RuleHelp {
    page(rule).map_or(RuleHelp::default(), |page| RuleHelp {
        summary: page.summary,
        markdown: page.markdown,
    })
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

#[test]
fn logs_of_all_fixtures_are_valid() {
    let mut count = 0;
    for path in files_below(&root().join("crates/rules/fixtures")) {
        if path
            .extension()
            .is_none_or(|ending| ending != "sql" && ending != "txt")
        {
            continue;
        }
        let (text, dialect) = read_fixture(&path);
        let report = analyze_text("some folder/é.sql", &text, dialect);
        let log = report_sarif(&report, Some(&Baseline::default()), help);
        assert_valid(&log, "log", "log");
        let run = &log["runs"][0];
        for result in results(&log) {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            let rule = &run["tool"]["driver"]["rules"][index];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(!rule["help"]["markdown"].as_str().unwrap().is_empty());
            let file = rule["helpUri"].as_str().unwrap().split("/main/").nth(1).unwrap();
            assert!(root().join(file).is_file(), "{file} is not there");
            count += 1;
        }
        assert_eq!(results(&log).len(), report.visible_findings().count());
    }
    assert!(count > 100, "{count} results");
}

/// Columns are UTF-16, and a fix's replacements put into the text give what its edits give.
#[test]
fn replacements_are_the_edits_of_the_fix() {
    let text = "create table \"😀é\" (\"naïve 😀\" int, id int primary key, price real not null, total real);\n-- 😀\ncreate table b (x int); -- ü";
    let report = analyze_text("a.sql", text, None);
    let log = report_sarif(&report, None, help);
    let units: Vec<Vec<u16>> = text.lines().map(|line| line.encode_utf16().collect()).collect();
    let offset = |line: &Value, column: &Value| {
        let (line, column) = (
            line.as_u64().unwrap() as usize - 1,
            column.as_u64().unwrap() as usize - 1,
        );
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        before + String::from_utf16(&units[line][..column]).unwrap().len()
    };
    let mut tried = 0;
    for (finding, result) in report.visible_findings().zip(results(&log)) {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            offset(&region["startLine"], &region["startColumn"]),
            finding.span.start as usize
        );
        assert_eq!(
            offset(&region["endLine"], &region["endColumn"]),
            finding.span.end as usize
        );
        let fixes = finding.fixes.iter().filter(|fix| !fix.edits.is_empty());
        for (fix, written) in fixes.zip(result["fixes"].as_array().unwrap()) {
            let replacements = written["artifactChanges"][0]["replacements"].as_array().unwrap();
            assert_eq!(replacements.len(), fix.edits.len());
            for (edit, replacement) in fix.edits.iter().zip(replacements) {
                let region = &replacement["deletedRegion"];
                assert_eq!(
                    offset(&region["startLine"], &region["startColumn"]),
                    edit.span.start as usize
                );
                assert_eq!(
                    offset(&region["endLine"], &region["endColumn"]),
                    edit.span.end as usize
                );
                assert_eq!(replacement["insertedContent"]["text"], edit.replacement.as_str());
                tried += 1;
            }
        }
    }
    assert!(tried > 0 && LineIndex::new(text).position(0).line == 0);
}

#[test]
fn suppressions_and_the_baseline_are_said() {
    let text = "create table a (x int); -- rowproof:ignore no-primary-key staging\ncreate table b (x int);\ncreate table c (x int);";
    let report = analyze_text("a.sql", text, None);
    let baseline = Baseline::new(vec!["no-primary-key:b".to_owned()]);
    let log = report_sarif(&report, Some(&baseline), help);
    assert_valid(&log, "log", "log");
    let states: Vec<(&str, &Value)> = results(&log)
        .iter()
        .map(|result| {
            (
                result["partialFingerprints"]["rowproofFinding/v1"]
                    .as_str()
                    .unwrap(),
                &result["baselineState"],
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("no-primary-key:b", &Value::from("unchanged")),
            ("no-primary-key:c", &Value::from("new")),
            ("no-primary-key:a", &Value::Null),
        ]
    );
    let suppression = &results(&log)[2]["suppressions"][0];
    assert_eq!(suppression["justification"], "staging");
    assert_eq!(
        suppression["location"]["physicalLocation"]["region"]["startColumn"],
        28
    );
}
