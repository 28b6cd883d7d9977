//! What the page shows of a plan, over every plan of the corpus: figures with formulas, columns, sums, comparisons.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

use std::fs;

use rowproof_engine::plan::compare_plans;
use rowproof_engine::{Document, Part, Report, Settings, analyze};
use rowproof_export::json::plan_columns::use_columns;
use rowproof_export::json::{node_details, report_json};
use rowproof_tests::{corpus, files_below};

/// The report over each text of the corpus that holds a plan, by the file's name.
fn reports() -> Option<Vec<(String, Report)>> {
    let corpus = corpus().unwrap()?;
    let reports = files_below(&corpus.join("plans")).into_iter().filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let parts = vec![Part::new(name.as_str(), text)];
        let report = analyze(&Document { parts }, &Settings::default());
        (!report.plans.is_empty()).then_some((name, report))
    });
    let reports: Vec<_> = reports.collect();
    assert!(reports.len() > 50, "only {} texts hold a plan", reports.len());
    Some(reports)
}

#[test]
fn every_figure_of_every_node_has_a_value_and_a_formula() {
    let Some(reports) = reports() else { return };
    for (name, report) in &reports {
        for (number, analyzed) in report.plans.iter().enumerate() {
            for node in &analyzed.plan.nodes {
                let details = node_details(report, number, node.id).unwrap();
                assert_eq!(details.properties.len(), node.properties.len());
                for figure in &details.figures {
                    for text in [&figure.name, &figure.value, &figure.formula] {
                        let is_sound =
                            !text.is_empty() && !text.contains("NaN") && !text.contains("18,446,744");
                        assert!(is_sound, "{name}, node {}: {figure:?}", node.id);
                    }
                }
            }
        }
    }
}

#[test]
fn columns_hold_every_node_and_sums_hold_all_of_the_time() {
    let Some(reports) = reports() else { return };
    for (name, report) in &reports {
        for mut plan in report_json(report).plans {
            let nodes = plan.nodes.len();
            let whole: f64 = plan.nodes.iter().filter_map(|node| node.self_ms).sum();
            let kinds = plan.totals.iter().find(|group| group.by == "kind").unwrap();
            if kinds.more == 0 {
                let summed: f64 = kinds.rows.iter().filter_map(|row| row.self_ms).sum();
                assert!((whole - summed).abs() <= 1e-6 * whole.abs().max(1.0), "{name}");
                let counted: usize = kinds.rows.iter().map(|row| row.nodes).sum();
                assert_eq!(counted, nodes, "{name}");
            }
            use_columns(&mut plan);
            let columns = plan.columns.unwrap();
            assert_eq!(columns.numbers.len(), nodes * columns.fields.len(), "{name}");
            let words = columns.words.split('\u{1f}').count();
            let labels = columns.fields.iter().position(|field| *field == "label").unwrap();
            let rows = columns.numbers.chunks(columns.fields.len());
            assert!(
                rows.map(|row| row[labels]).all(|place| (place as usize) < words),
                "{name}"
            );
        }
    }
}

/// A plan against itself is the same in every node, against any other each node is told once.
#[test]
fn comparing_tells_every_node_once() {
    let Some(reports) = reports() else { return };
    let plans: Vec<_> = reports.iter().flat_map(|(_, report)| &report.plans).collect();
    for (at, plan) in plans.iter().enumerate() {
        let same = compare_plans(plan.measured(), plan.measured());
        assert_eq!(same.nodes.len(), plan.plan.nodes.len());
        let differs = |node: &&_| {
            let node: &rowproof_engine::plan::ComparedNode = node;
            node.before != node.after || !node.changes.is_empty()
        };
        assert_eq!(same.nodes.iter().find(differs), None);
        let Some(other) = plans.get(at + 1) else { continue };
        let compared = compare_plans(plan.measured(), other.measured());
        let count = |side: fn(&rowproof_engine::plan::ComparedNode) -> Option<usize>, nodes: usize| {
            let mut ids: Vec<usize> = compared.nodes.iter().filter_map(side).collect();
            ids.sort_unstable();
            assert_eq!(ids, (0..nodes).collect::<Vec<_>>());
        };
        count(|node| node.before, plan.plan.nodes.len());
        count(|node| node.after, other.plan.nodes.len());
        assert!(!compared.summary.is_empty());
    }
}
