//! Plans of MySQL, MariaDB and SQLite in the same model. The files in `dialects/` that begin with `mariadb-` and `sqlite-` are what those
//! servers printed; those of MySQL are made by hand after its forms. What was understood is a snapshot beside each.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use rowproof_plan::{ActualState, Plan, PlanNode, derive_metrics, derive_plan_metrics, parse_plan};
use rowproof_source::SourceId;
use std::fmt::Write;

fn draw(text: &str) -> String {
    let parsed = parse_plan(SourceId(0), text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut drawn = String::new();
    for plan in &parsed.plans {
        writeln!(drawn, "{} {:?}", plan.product.name(), plan.query_text).unwrap();
        draw_plan(plan, text, &mut drawn);
    }
    for repair in &parsed.repairs {
        writeln!(drawn, "repair at {:?}: {}", repair.span.range(), repair.what).unwrap();
    }
    drawn
}

fn draw_plan(plan: &Plan, text: &str, drawn: &mut String) {
    let metrics = derive_metrics(plan);
    for (node, metrics) in plan.nodes.iter().zip(&metrics) {
        let indent = "  ".repeat(node.depth + 1);
        let line = text[node.line_span.range()]
            .trim()
            .lines()
            .next()
            .unwrap_or("")
            .to_owned();
        writeln!(
            drawn,
            "{indent}{:?} `{}`{} <- {line}",
            node.kind,
            node.label,
            names(node)
        )
        .unwrap();
        if let Some(estimate) = node.estimate {
            let cost = if estimate.costs_told {
                format!("cost {} ", estimate.total_cost)
            } else {
                String::new()
            };
            writeln!(drawn, "{indent}  expects {cost}rows {:.4}", estimate.plan_rows.0).unwrap();
        }
        if node.actual != ActualState::NotRun {
            let self_time = metrics.self_time_ms.map(|time| format!(" self {time:.4} ms"));
            let strange = if metrics.inconsistent { " inconsistent" } else { "" };
            writeln!(
                drawn,
                "{indent}  {}{}{strange}",
                measured(node),
                self_time.unwrap_or_default()
            )
            .unwrap();
        }
        for property in &node.properties {
            writeln!(drawn, "{indent}  {}: {}", property.name, property.value).unwrap();
        }
    }
    for (_, line) in &plan.unread_lines {
        writeln!(drawn, "unread: {line}").unwrap();
    }
    let sum: f64 = metrics.iter().filter_map(|metrics| metrics.self_time_ms).sum();
    if let Some(wall) = derive_plan_metrics(plan).wall_ms {
        writeln!(drawn, "  self times {sum:.4} of {wall:.4} ms").unwrap();
    }
}

fn measured(node: &PlanNode) -> String {
    let Some(actual) = node.actual.measured() else {
        return "never executed".to_owned();
    };
    let total = actual.rows_total();
    let time = actual
        .time_total_ms()
        .map_or_else(String::new, |time| format!(" in {:.4} ms", time.0));
    format!(
        "rows {:.2}..{:.2} loops {}{time}",
        total.low, total.high, actual.loops
    )
}

fn names(node: &PlanNode) -> String {
    let named = [
        ("", &node.relation),
        ("as ", &node.alias),
        ("object ", &node.object),
        ("index ", &node.index),
        ("join ", &node.join_type),
        ("named ", &node.subplan_name),
    ];
    let mut names = String::new();
    for (word, name) in named {
        if let Some(name) = name {
            write!(names, " {word}{name}").unwrap();
        }
    }
    write!(names, " ({:?})", node.relationship).unwrap();
    names
}

#[test]
fn plans_of_other_servers() {
    insta::glob!("dialects/*", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(draw(&text));
    });
}
