//! Reports as Markdown: for a pull request, a snapshot, a terminal that shows text.

use std::fmt::Write as _;

use rowproof_engine::findings::{Finding, Fix, Verdict};
use rowproof_engine::plan::ActualState;
use rowproof_engine::{AnalyzedPlan, Report, page};
use rowproof_source::fixed;

use crate::Places;
use crate::json::comparisons_json;
use crate::plan_words::{silence_lines, strength_lines};

/// A whole report.
pub fn report_markdown(report: &Report) -> String {
    let places = Places::new(report);
    let mut text = String::new();
    let visible: Vec<&Finding> = report.visible_findings().collect();
    let _ = writeln!(text, "{}\n", headline(report, visible.len()));
    for finding in &visible {
        write_finding(&mut text, report, finding, &places);
    }
    write_ignored(&mut text, report, &places);
    write_not_checked(&mut text, report, &places);
    text
}

/// The plans of a report: the tree of each, then what the rules say.
pub fn explain_markdown(report: &Report) -> String {
    let mut text = String::new();
    for (number, plan) in report.plans.iter().enumerate() {
        write_plan(&mut text, plan);
        let strengths = strength_lines(report, number);
        if let Some((headline, told)) = strengths.split_first() {
            let told = told.join("\n");
            let _infallible = writeln!(text, "{headline}\n\n{told}\n");
        }
    }
    for compared in comparisons_json(report) {
        let (after, before) = (compared.after + 1, compared.before + 1);
        let _infallible = writeln!(
            text,
            "Plan {after} against plan {before}: {}.\n",
            compared.summary
        );
    }
    text.push_str(&report_markdown(report));
    text
}

/// Why rules are silent about each plan, to stand behind [`explain_markdown`].
pub fn silence_markdown(report: &Report) -> String {
    let mut text = String::new();
    for (number, analyzed) in report.plans.iter().enumerate() {
        let lines = silence_lines(analyzed).join("\n");
        let _infallible = writeln!(text, "\n### Silent about plan {}\n\n{lines}", number + 1);
    }
    text
}

fn headline(report: &Report, findings: usize) -> String {
    let (tables, columns, _, _) = report.catalog.counts();
    let mut read = Vec::new();
    if tables > 0 {
        read.push(format!(
            "{} with {}",
            counted(tables, "table"),
            counted(columns, "column")
        ));
    }
    if report.queries > 0 {
        read.push(counted_as(report.queries, "query", "queries"));
    }
    if !report.plans.is_empty() {
        let nodes = report.plans.iter().map(|plan| plan.plan.nodes.len()).sum();
        read.push(format!(
            "{} with {}",
            counted(report.plans.len(), "plan"),
            counted(nodes, "node")
        ));
    }
    let read = if read.is_empty() {
        "nothing that rules look at".to_owned()
    } else {
        read.join(", ")
    };
    format!(
        "**{}** in {read}; {} not checked.",
        counted(findings, "finding"),
        report.not_checked.len()
    )
}

/// `1 table`, `12 tables`
pub(crate) fn counted(count: usize, word: &str) -> String {
    counted_as(count, word, &format!("{word}s"))
}

/// The same of any two words.
pub(crate) fn counted_as(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(crate) fn write_finding(text: &mut String, report: &Report, finding: &Finding, places: &Places<'_>) {
    let title = page(finding.rule).map_or(finding.rule, |page| page.title);
    let _ = writeln!(
        text,
        "### {}: {title} (`{}`)\n",
        finding.severity.as_str(),
        finding.rule
    );
    let _ = writeln!(text, "`{}` {}\n", places.short(finding.span), finding.message);
    let _ = writeln!(text, "- why: {}", finding.why);
    let _ = writeln!(
        text,
        "- {}: {}",
        finding.certainty.as_str(),
        finding.certainty_reason
    );
    for fact in &finding.evidence {
        let _ = writeln!(text, "- {fact}");
    }
    for related in &finding.related {
        let _ = writeln!(text, "- {}: `{}`", related.text, places.short(related.span));
    }
    for folded in report
        .findings
        .iter()
        .filter(|other| other.folded_into.as_deref() == Some(&finding.id))
    {
        let _ = writeln!(text, "- also `{}`: {}", folded.rule, folded.message);
    }
    if let Some(counterexample) = &finding.counterexample {
        let _ = writeln!(
            text,
            "\nThe schema surely means: {}. Today it accepts:\n",
            counterexample.intent
        );
        write_sql(text, counterexample.setup.iter().chain(&counterexample.offending));
    }
    for (number, fix) in finding.fixes.iter().enumerate() {
        write_fix(text, number + 1, fix);
    }
    text.push('\n');
}

fn write_fix(text: &mut String, number: usize, fix: &Fix) {
    let _ = writeln!(
        text,
        "\nFix {number} ({}): {}. {}",
        fix.applicability.as_str(),
        fix.title,
        fix.when
    );
    if !fix.cost.is_empty() {
        let _ = writeln!(text, "Cost: {}", fix.cost);
    }
    match &fix.after {
        Some(Verdict::Refused { sqlstate, by }) => {
            let _ = writeln!(
                text,
                "The rows above are then refused by {by} ({}).",
                sqlstate.code()
            );
        }
        Some(Verdict::Undecided(reason)) => {
            let _ = writeln!(
                text,
                "Whether the rows above are then refused is not decided: {reason}."
            );
        }
        Some(Verdict::Accepted) => {
            let _ = writeln!(text, "The rows above are still accepted.");
        }
        None => {}
    }
    if !fix.statements.is_empty() {
        text.push('\n');
        write_sql(text, fix.statements.iter());
    }
}

fn write_sql<'a>(text: &mut String, statements: impl Iterator<Item = &'a String>) {
    text.push_str("```sql\n");
    for statement in statements {
        let _ = writeln!(text, "{statement};");
    }
    text.push_str("```\n");
}

/// What comments of the text suppress, and those that have no effect.
pub(crate) fn write_ignored(text: &mut String, report: &Report, places: &Places<'_>) {
    if !report.suppressed.is_empty() {
        text.push_str("### Ignored by comments\n\n");
        for suppressed in &report.suppressed {
            let finding = &suppressed.finding;
            let _ = writeln!(
                text,
                "- `{}` {} (`{}`); ignored at `{}`: {}",
                places.short(finding.span),
                finding.message,
                finding.rule,
                places.short(suppressed.by),
                suppressed.reason
            );
        }
        text.push('\n');
    }
    if !report.unused_ignores.is_empty() {
        text.push_str("### Ignores without effect\n\n");
        for unused in &report.unused_ignores {
            let _ = writeln!(text, "- `{}` {}", places.short(unused.span), unused.message);
        }
        text.push('\n');
    }
}

pub(crate) fn write_not_checked(text: &mut String, report: &Report, places: &Places<'_>) {
    if report.not_checked.is_empty() {
        return;
    }
    text.push_str("### Not checked\n\n");
    for entry in &report.not_checked {
        let place = entry
            .span
            .map(|span| format!("`{}` ", places.short(span)))
            .unwrap_or_default();
        let _ = writeln!(text, "- {place}{}: {}", entry.subject, entry.reason);
    }
}

fn write_plan(text: &mut String, analyzed: &AnalyzedPlan) {
    let plan = &analyzed.plan;
    let times = [
        ("planning", plan.planning_time_ms),
        ("execution", plan.execution_time_ms),
    ];
    let times: Vec<String> = times
        .iter()
        .filter_map(|(name, time)| time.map(|time| format!("{name} {} ms", fixed(time, 3))))
        .collect();
    let _ = writeln!(
        text,
        "**Plan** {}\n",
        if times.is_empty() {
            "without times".to_owned()
        } else {
            times.join(", ")
        }
    );
    for repair in &analyzed.repairs {
        let _ = writeln!(text, "- repaired: {}", repair.what);
    }
    text.push_str(
        "\n| node | self ms | share | rows estimated | rows | loops |\n|---|--:|--:|--:|--:|--:|\n",
    );
    for (node, metrics) in plan.nodes.iter().zip(&analyzed.nodes) {
        let target = [node.relation.as_deref(), node.index.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" by ");
        let indent = "· ".repeat(node.depth);
        let actual = match &node.actual {
            ActualState::Measured(actual) => {
                (format!("{}", actual.rows_per_loop.0), actual.loops.to_string())
            }
            ActualState::NeverExecuted => ("never executed".to_owned(), "0".to_owned()),
            ActualState::NotRun => (String::new(), String::new()),
        };
        let estimated = node
            .estimate
            .map(|estimate| format!("{}", estimate.plan_rows.0))
            .unwrap_or_default();
        let own = metrics
            .self_time_ms
            .map(|time| fixed(time, 3))
            .unwrap_or_default();
        let share = metrics
            .share_of_wall
            .map(|share| format!("{} %", fixed(share * 100.0, 0)))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "| {indent}{} {target} | {own} | {share} | {estimated} | {} | {} |",
            node.label, actual.0, actual.1
        );
    }
    text.push('\n');
}
