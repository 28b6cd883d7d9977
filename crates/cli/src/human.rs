//! Reports for reading in a terminal.

use std::io::{self, Write};

use rowproof_engine::findings::{Finding, Fix, Verdict};
use rowproof_engine::plan::ActualState;
use rowproof_engine::{AnalyzedPlan, Report};
use rowproof_export::json::comparisons_json;
use rowproof_export::{Baseline, Places};
use rowproof_export::{silence_lines, strength_lines};

/// Findings that the baseline does not know, then what was ignored and what was not checked, then the sum.
pub(crate) fn write_report(
    out: &mut impl Write,
    report: &Report,
    baseline: Option<&Baseline>,
) -> io::Result<()> {
    let places = Places::new(report);
    for part in &report.parts {
        let kind = part.kind.map_or("empty", |kind| kind.name());
        writeln!(
            out,
            "{}: {kind} ({}), {} ({})",
            part.source.name(),
            part.kind_reason,
            part.server,
            part.dialect_reason
        )?;
    }
    writeln!(out)?;
    let knows = |finding: &Finding| baseline.is_some_and(|baseline| baseline.knows(finding));
    let (known, new): (Vec<&Finding>, Vec<&Finding>) =
        report.visible_findings().partition(|finding| knows(finding));
    for finding in &new {
        write_finding(out, report, finding, &places)?;
    }
    write_ignored(out, report, &places)?;
    if !report.not_checked.is_empty() {
        writeln!(out, "not checked:")?;
        for entry in &report.not_checked {
            let place = entry
                .span
                .map(|span| format!("{}: ", places.short(span)))
                .unwrap_or_default();
            writeln!(out, "  {place}{}: {}", entry.subject, entry.reason)?;
        }
        writeln!(out)?;
    }
    if let Some(baseline) = baseline {
        write_stale(out, &baseline.stale(report))?;
    }
    let count = new.len();
    let known = match baseline {
        Some(_) => format!(" new, {} known", known.len()),
        None => String::new(),
    };
    let tables = report.catalog.counts().0;
    writeln!(
        out,
        "{count} finding{}{known}, {} ignored, {tables} table{}, {} rule{} ran, {} not checked",
        plural(count),
        report.suppressed.len(),
        plural(tables),
        report.rules,
        plural(report.rules),
        report.not_checked.len()
    )
}

/// What the baseline knows and is not found any more.
fn write_stale(out: &mut impl Write, stale: &[&str]) -> io::Result<()> {
    if stale.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "no longer found; take them out of the baseline with --write-baseline:"
    )?;
    for id in stale {
        writeln!(out, "  {id}")?;
    }
    writeln!(out)
}

fn write_ignored(out: &mut impl Write, report: &Report, places: &Places<'_>) -> io::Result<()> {
    if !report.suppressed.is_empty() {
        writeln!(out, "ignored by comments:")?;
        for suppressed in &report.suppressed {
            let finding = &suppressed.finding;
            writeln!(
                out,
                "  {}: {}[{}] {}",
                places.short(finding.span),
                finding.severity.as_str(),
                finding.rule,
                finding.message
            )?;
            writeln!(
                out,
                "    ignored at {}: {}",
                places.short(suppressed.by),
                suppressed.reason
            )?;
        }
        writeln!(out)?;
    }
    if !report.unused_ignores.is_empty() {
        writeln!(out, "ignores without effect:")?;
        for unused in &report.unused_ignores {
            writeln!(out, "  {}: {}", places.short(unused.span), unused.message)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn write_finding(
    out: &mut impl Write,
    report: &Report,
    finding: &Finding,
    places: &Places<'_>,
) -> io::Result<()> {
    writeln!(
        out,
        "{}: {}[{}] {}",
        places.short(finding.span),
        finding.severity.as_str(),
        finding.rule,
        finding.message
    )?;
    writeln!(out, "  why: {}", finding.why)?;
    writeln!(
        out,
        "  {}: {}",
        finding.certainty.as_str(),
        finding.certainty_reason
    )?;
    for fact in &finding.evidence {
        writeln!(out, "  - {fact}")?;
    }
    for related in &finding.related {
        writeln!(out, "  {}: {}", related.text, places.short(related.span))?;
    }
    for folded in report
        .findings
        .iter()
        .filter(|other| other.folded_into.as_deref() == Some(&finding.id))
    {
        writeln!(out, "  also {}: {}", folded.rule, folded.message)?;
    }
    if let Some(counterexample) = &finding.counterexample {
        writeln!(out, "  accepted today, though {}:", counterexample.intent)?;
        for statement in counterexample.setup.iter().chain(&counterexample.offending) {
            writeln!(out, "    {statement};")?;
        }
    }
    for (number, fix) in finding.fixes.iter().enumerate() {
        write_fix(out, number + 1, fix)?;
    }
    writeln!(out)
}

fn write_fix(out: &mut impl Write, number: usize, fix: &Fix) -> io::Result<()> {
    let after = match &fix.after {
        Some(Verdict::Refused { sqlstate, by }) => format!("; then refused by {by} ({})", sqlstate.code()),
        _ => String::new(),
    };
    writeln!(
        out,
        "  fix {number} ({}): {}{after}",
        fix.applicability.as_str(),
        fix.title
    )?;
    writeln!(out, "    {}", fix.when)?;
    for statement in &fix.statements {
        writeln!(out, "    {statement};")?;
    }
    for edit in fix.edits.iter().filter(|_| fix.statements.is_empty()) {
        writeln!(out, "    in the text, put:{}", edit.replacement)?;
    }
    Ok(())
}

/// Each plan as a tree, then the report.
pub(crate) fn write_plans(out: &mut impl Write, report: &Report, why_silent: bool) -> io::Result<()> {
    for (number, analyzed) in report.plans.iter().enumerate() {
        write_plan(out, analyzed)?;
        let mut lines = strength_lines(report, number);
        if why_silent {
            lines.push("Rules that say nothing:".to_owned());
            lines.extend(silence_lines(analyzed));
        }
        for line in &lines {
            writeln!(out, "{line}")?;
        }
        if !lines.is_empty() {
            writeln!(out)?;
        }
    }
    write_comparisons(out, report)?;
    write_report(out, report, None)
}

/// Differences of one comparison that are listed.
const MOST_DIFFERENCES: usize = 12;

/// What is different between plans of one query.
fn write_comparisons(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for compared in comparisons_json(report) {
        writeln!(
            out,
            "plan {} against plan {}: {}",
            compared.after + 1,
            compared.before + 1,
            compared.summary
        )?;
        let different = compared.nodes.iter().filter(|node| node.state != "same");
        for node in different.take(MOST_DIFFERENCES) {
            let time = node.difference_ms.map(|ms| format!("{ms:>+12.3} ms"));
            let time = time.unwrap_or_else(|| " ".repeat(15));
            let changes = node.changes.join("; ");
            writeln!(out, "{time}  {:<7}  {}  {changes}", node.state, node.name)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_plan(out: &mut impl Write, analyzed: &AnalyzedPlan) -> io::Result<()> {
    for repair in &analyzed.repairs {
        writeln!(out, "repaired: {}", repair.what)?;
    }
    for (node, metrics) in analyzed.plan.nodes.iter().zip(&analyzed.nodes) {
        let own = metrics
            .self_time_ms
            .map(|time| format!("{time:>12.3} ms"))
            .unwrap_or_else(|| " ".repeat(15));
        let share = metrics
            .share_of_wall
            .map(|share| format!("{:>4.0} %", share * 100.0))
            .unwrap_or_else(|| " ".repeat(6));
        let rows = match &node.actual {
            ActualState::Measured(actual) => format!("rows {} × {}", actual.rows_per_loop.0, actual.loops),
            ActualState::NeverExecuted => "never executed".to_owned(),
            ActualState::NotRun => String::new(),
        };
        let target = [node.relation.as_deref(), node.index.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" by ");
        writeln!(
            out,
            "{own} {share}  {}{} {target}  {rows}",
            "  ".repeat(node.depth),
            node.label
        )?;
    }
    let times = [
        ("planning", analyzed.plan.planning_time_ms),
        ("execution", analyzed.plan.execution_time_ms),
    ];
    for (name, time) in times {
        if let Some(time) = time {
            writeln!(out, "{name}: {time:.3} ms")?;
        }
    }
    writeln!(out)
}
