//! Reports as SARIF 2.1.0, for code scanning and editors.
//!
//! One run, one result per finding that speaks for itself. What comments of the text ignore is a result with a
//! suppression, what the baseline knows a result that is `unchanged`. Columns count UTF-16 units, as everywhere at the edge.

use rowproof_engine::findings::{Finding, Fix, Severity, Suppressed};
use rowproof_engine::source::Span;
use rowproof_engine::{PartError, RULES, Report, Rule, VERSION, page};
use serde_json::{Map, Value, json};

use crate::json::model::Location;
use crate::{Baseline, Places};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The words of a rule's page, which the engine's module does not carry.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuleHelp {
    /// What it detects, one paragraph.
    pub summary: &'static str,
    /// The whole page as Markdown.
    pub markdown: &'static str,
}

/// A report as a SARIF log. `help` gives a rule's page by its code.
pub fn report_sarif(report: &Report, baseline: Option<&Baseline>, help: impl Fn(&str) -> RuleHelp) -> Value {
    let places = Places::new(report);
    let log = Log { report, places };
    let found = report.visible_findings().map(|finding| {
        let mut result = log.result(finding);
        if let Some(baseline) = baseline {
            let state = if baseline.knows(finding) {
                "unchanged"
            } else {
                "new"
            };
            result.insert("baselineState".to_owned(), state.into());
        }
        Value::Object(result)
    });
    let suppressed = report
        .suppressed
        .iter()
        .map(|suppressed| log.suppressed(suppressed));
    let results: Vec<Value> = found.chain(suppressed).collect();
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| rule_json(rule, help(rule.code)))
        .collect();
    let read = report.parts.iter().flat_map(|part| &part.errors);
    let notes = read
        .chain(&report.unused_ignores)
        .map(|error| log.notification(error));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Rowproof",
                "version": VERSION,
                "semanticVersion": VERSION,
                "informationUri": REPOSITORY,
                "rules": rules,
            } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notes.collect::<Vec<_>>(),
            }],
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn rule_json(rule: &Rule, help: RuleHelp) -> Value {
    let page = page(rule.code);
    let group = page.map_or("", |page| page.group);
    let file = rule.code.replace('-', "_");
    json!({
        "id": rule.code,
        "shortDescription": { "text": page.map_or(rule.code, |page| page.title) },
        "fullDescription": { "text": help.summary },
        "help": { "text": help.markdown, "markdown": help.markdown },
        "helpUri": format!("{REPOSITORY}/blob/main/crates/rules/src/{group}/{file}.rs"),
        "defaultConfiguration": { "level": level_of(rule.severity) },
        "properties": { "tags": ["sql", group] },
    })
}

/// SARIF's word: it has one for everything milder than a warning.
fn level_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

struct Log<'r> {
    report: &'r Report,
    places: Places<'r>,
}

impl Log<'_> {
    fn result(&self, finding: &Finding) -> Map<String, Value> {
        let index = RULES.binary_search_by(|rule| rule.code.cmp(finding.rule));
        let related = finding.related.iter().enumerate().map(|(number, label)| {
            let mut location = self.location(label.span);
            location.insert("id".to_owned(), number.into());
            location.insert("message".to_owned(), json!({ "text": label.text }));
            Value::Object(location)
        });
        let mut location = self.location(finding.span);
        location.insert(
            "logicalLocations".to_owned(),
            json!([{ "fullyQualifiedName": finding.object }]),
        );
        let fixes = finding.fixes.iter().filter(|fix| !fix.edits.is_empty());
        let result = json!({
            "ruleId": finding.rule,
            "ruleIndex": index.map_or(-1, |index| index as i64),
            "level": level_of(finding.severity),
            "message": { "text": format!("{}. {}", finding.message, finding.why) },
            "locations": [location],
            "relatedLocations": related.collect::<Vec<_>>(),
            "partialFingerprints": { "rowproofFinding/v1": finding.id },
            "fixes": fixes.map(|fix| self.fix(fix)).collect::<Vec<_>>(),
            "properties": {
                "severity": finding.severity.as_str(),
                "certainty": finding.certainty.as_str(),
                "certaintyReason": &*finding.certainty_reason,
            },
        });
        match result {
            Value::Object(result) => result,
            _ => Map::new(),
        }
    }

    fn suppressed(&self, suppressed: &Suppressed) -> Value {
        let mut result = self.result(&suppressed.finding);
        let suppression = json!({
            "kind": "inSource",
            "status": "accepted",
            "justification": suppressed.reason,
            "location": self.location(suppressed.by),
        });
        result.insert("suppressions".to_owned(), json!([suppression]));
        Value::Object(result)
    }

    fn fix(&self, fix: &Fix) -> Value {
        // One change for each file: edits are ordered by place.
        let mut changes: Vec<(Value, Vec<Value>)> = Vec::new();
        for edit in &fix.edits {
            let artifact = self.artifact(edit.span);
            let replacement = json!({
                "deletedRegion": region(&self.places.location(edit.span)),
                "insertedContent": { "text": edit.replacement },
            });
            match changes.last_mut().filter(|(of, _)| *of == artifact) {
                Some((_, replacements)) => replacements.push(replacement),
                None => changes.push((artifact, vec![replacement])),
            }
        }
        let changes = changes.into_iter().map(
            |(artifact, replacements)| json!({ "artifactLocation": artifact, "replacements": replacements }),
        );
        json!({
            "description": { "text": format!("{} ({})", fix.title, fix.applicability.as_str()) },
            "artifactChanges": changes.collect::<Vec<_>>(),
        })
    }

    fn notification(&self, error: &PartError) -> Value {
        json!({
            "level": "note",
            "message": { "text": error.message },
            "locations": [self.location(error.span)],
        })
    }

    fn location(&self, span: Span) -> Map<String, Value> {
        let physical = json!({
            "artifactLocation": self.artifact(span),
            "region": region(&self.places.location(span)),
        });
        Map::from_iter([("physicalLocation".to_owned(), physical)])
    }

    fn artifact(&self, span: Span) -> Value {
        let name = self.report.part_of(span).map_or("", |part| part.source.name());
        json!({ "uri": uri_of(name) })
    }
}

fn region(place: &Location) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A path as a URI reference: relative as it is, absolute with its scheme, other letters percent-encoded.
fn uri_of(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::new();
    let drive = path.get(1..3) == Some(":/");
    if path.starts_with('/') || drive {
        uri.push_str(if drive { "file:///" } else { "file://" });
    }
    for byte in path.strip_prefix("./").unwrap_or(&path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(byte as char)
            }
            b':' if drive => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri_of;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri_of("db/schema.sql"), "db/schema.sql");
        assert_eq!(uri_of("./db\\my schema é.sql"), "db/my%20schema%20%C3%A9.sql");
        assert_eq!(uri_of("/srv/a:b.sql"), "file:///srv/a%3Ab.sql");
        assert_eq!(uri_of("C:\\db\\a.sql"), "file:///C:/db/a.sql");
        assert_eq!(uri_of("standard input"), "standard%20input");
    }
}
