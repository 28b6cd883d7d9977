//! The same plan as text and as JSON gives the same model. The pairs in `pairs/` are what PostgreSQL 15 printed for the same query on
//! the same data, without times, which differ from run to run.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use rowproof_plan::{Plan, PlanNode, Property, derive_metrics, parse_plan};
use rowproof_source::{SourceId, Span};
use std::path::Path;

fn only_plan(text: &str) -> Plan {
    let mut parsed = parse_plan(SourceId(0), text).unwrap();
    assert_eq!(parsed.plans.len(), 1, "{text}");
    parsed.plans.remove(0)
}

/// Without what belongs to the text and not to the plan.
fn without_spans(mut plan: Plan) -> Plan {
    plan.span = Span::default();
    for trigger in &mut plan.triggers {
        trigger.span = Span::default();
        // Text tells the relation only when triggers of several fired.
        trigger.relation = None;
    }
    plan.nodes.iter_mut().for_each(clear_node);
    plan
}

fn clear_node(node: &mut PlanNode) {
    (node.span, node.line_span) = (Span::default(), Span::default());
    // Text leaves out what is zero, JSON cannot tell it from an average that was rounded to zero.
    node.properties
        .retain(|property| !(property.name.starts_with("Rows Removed") && property.value == "0"));
    clear(&mut node.properties);
    for worker in &mut node.workers {
        worker.span = Span::default();
        clear(&mut worker.properties);
    }
}

/// JSON prints some counters at another place than text does.
fn clear(properties: &mut [Property]) {
    for property in properties.iter_mut() {
        property.span = Span::default();
    }
    properties.sort_by(|a, b| a.name.cmp(&b.name));
}

fn assert_same(name: &str, text: &str, json: &str) {
    let (text, json) = (only_plan(text), only_plan(json));
    assert!(
        text.unread_lines.is_empty() && text.unknown_properties.is_empty(),
        "{name}: {text:#?}"
    );
    assert!(
        json.unknown_properties.is_empty(),
        "{name}: {:?}",
        json.unknown_properties
    );
    assert_eq!(derive_metrics(&text), derive_metrics(&json), "{name}");
    let (text, json) = (without_spans(text), without_spans(json));
    for (text, json) in text.nodes.iter().zip(&json.nodes) {
        assert_eq!(text, json, "{name}");
    }
    assert_eq!(text, json, "{name}");
}

#[test]
fn pairs_of_a_real_server() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    let mut pairs: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pairs.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    pairs.sort();
    assert!(pairs.len() > 30);
    for path in pairs {
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_same(
            &path.display().to_string(),
            &read(&path),
            &read(&path.with_extension("json")),
        );
    }
}
