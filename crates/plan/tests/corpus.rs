//! Every plan of the corpus and of the examples is read; one line per file tells what was understood, so that a change shows in review.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use rowproof_plan::{derive_metrics, derive_plan_metrics, parse_plan};
use rowproof_source::SourceId;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Files that hold no plan, with the reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "the corpus is missing");
    println!("skipped: no corpus beside the repository");
    None
}

fn files(directory: &Path, wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| wanted(path.file_name().unwrap().to_str().unwrap()))
        .map(|path| {
            (
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

fn line(name: &str, text: &str) -> String {
    let parsed = match parse_plan(SourceId(0), text) {
        Ok(parsed) => parsed,
        Err(error) => return format!("{name}: error: {error}\n"),
    };
    let nodes: Vec<String> = parsed
        .plans
        .iter()
        .map(|plan| plan.nodes.len().to_string())
        .collect();
    let unknown: usize = parsed
        .plans
        .iter()
        .map(|plan| plan.unknown_properties.len())
        .sum();
    let unread: usize = parsed.plans.iter().map(|plan| plan.unread_lines.len()).sum();
    let strange = parsed
        .plans
        .iter()
        .flat_map(derive_metrics)
        .filter(|metrics| metrics.inconsistent)
        .count();
    let rebuilt = if parsed.plans.iter().any(|plan| plan.reconstructed) {
        " rebuilt"
    } else {
        ""
    };
    let mut line = format!(
        "{name}: {} nodes {}, repairs {}",
        parsed.plans.first().map_or("", |plan| plan.product.name()),
        nodes.join("+"),
        parsed.repairs.len()
    );
    write!(
        line,
        ", unknown {unknown}, unread {unread}, inconsistent {strange}{rebuilt}"
    )
    .unwrap();
    line.push('\n');
    line
}

#[test]
fn every_postgres_plan_is_read() {
    let Some(shared) = shared() else { return };
    let mut report = String::new();
    for (name, text) in files(&shared.join("corpus/plans/postgres"), |name| {
        name != "STATEMENTS.tsv"
    }) {
        let exception = EXCEPTIONS.iter().find(|(file, _)| *file == name);
        assert_eq!(
            parse_plan(SourceId(0), &text).is_err(),
            exception.is_some(),
            "{name}"
        );
        report.push_str(&line(&name, &text));
    }
    insta::assert_snapshot!("postgres", report);
}

#[test]
fn every_example_is_read() {
    let Some(shared) = shared() else { return };
    let mut report = String::new();
    for (name, text) in files(&shared.join("examples"), |name| name.ends_with(".plan.txt")) {
        report.push_str(&line(&name, &text));
        for repair in parse_plan(SourceId(0), &text).unwrap().repairs {
            writeln!(
                report,
                "  {}..{} {}",
                repair.span.start, repair.span.end, repair.what
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("examples", report);
}

#[test]
fn every_plan_of_other_servers_is_read() {
    let Some(shared) = shared() else { return };
    let mut report = String::new();
    for dialect in ["mysql", "sqlite"] {
        for (name, text) in files(&shared.join("corpus/plans").join(dialect), |name| {
            name != "STATEMENTS.tsv"
        }) {
            report.push_str(&line(&name, &text));
        }
    }
    insta::assert_snapshot!("others", report);
}

#[test]
fn self_times_add_up_to_the_root() {
    let Some(shared) = shared() else { return };
    for (name, text) in files(&shared.join("corpus/plans/postgres"), |name| {
        name.starts_with("flame-") || name.starts_with("pev2-")
    }) {
        for plan in parse_plan(SourceId(0), &text).unwrap().plans {
            let metrics = derive_metrics(&plan);
            let Some(root) = plan
                .root()
                .and_then(|root| root.actual.measured())
                .and_then(|actual| actual.time_total_ms())
            else {
                continue;
            };
            let sum: f64 = metrics.iter().filter_map(|metrics| metrics.self_time_ms).sum();
            let error: f64 = metrics.iter().map(|metrics| metrics.self_time_error_ms).sum();
            let outside = derive_plan_metrics(&plan).unread_cte_ms;
            let difference = (sum - root.0 - outside).abs();
            assert!(
                difference <= error + 0.01,
                "{name}: self times {sum}, root {}, outside {outside}, error {error}",
                root.0
            );
        }
    }
}
