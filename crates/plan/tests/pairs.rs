//! The same plan as text, JSON, YAML and XML gives the same model. What is in `pairs/` is what PostgreSQL 15 and 18 printed for the same
//! query on the same data, without times, which differ from run to run.
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

fn plans(text: &str) -> Vec<Plan> {
    let parsed = parse_plan(SourceId(0), text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    // A literal may hold a line break.
    let joined = |repair: &rowproof_plan::Repair| repair.what.contains("joined");
    assert!(parsed.repairs.iter().all(joined), "{:?}\n{text}", parsed.repairs);
    parsed.plans
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

fn assert_same(name: &str, text: &str, document: &str) {
    let (text, document) = (plans(text), plans(document));
    assert_eq!(text.len(), document.len(), "{name}");
    for (text, document) in text.into_iter().zip(document) {
        assert_same_plan(name, text, document);
    }
}

fn assert_same_plan(name: &str, text: Plan, document: Plan) {
    assert!(
        text.unread_lines.is_empty() && text.unknown_properties.is_empty(),
        "{name}: {text:#?}"
    );
    assert!(
        document.unknown_properties.is_empty(),
        "{name}: {:?}",
        document.unknown_properties
    );
    assert_eq!(derive_metrics(&text), derive_metrics(&document), "{name}");
    let (text, document) = (without_spans(text), without_spans(document));
    for (text, document) in text.nodes.iter().zip(&document.nodes) {
        assert_eq!(text, document, "{name}");
    }
    assert_eq!(text, document, "{name}");
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
    let mut compared = [0; 3];
    for path in pairs {
        let text = std::fs::read_to_string(&path).unwrap();
        for (extension, count) in ["json", "yaml", "xml"].into_iter().zip(&mut compared) {
            let other = path.with_extension(extension);
            if let Ok(document) = std::fs::read_to_string(&other) {
                assert_same(&other.display().to_string(), &text, &document);
                *count += 1;
            }
        }
    }
    assert!(
        compared[0] > 50 && compared[1] > 20 && compared[2] > 20,
        "{compared:?}"
    );
}
