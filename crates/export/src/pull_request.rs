//! Reports as a comment of a pull request: a short table, then the details folded away.

use std::fmt::Write as _;

use rowproof_engine::Report;
use rowproof_engine::findings::{Finding, Severity};
use rowproof_source::SortSmall;

use crate::markdown::{counted, write_finding, write_ignored, write_not_checked};
use crate::{Baseline, Places};

/// Rows of the table at most; the worst come first.
const MAX_ROWS: usize = 20;
/// A comment holds 65,536 characters. Details that would go beyond this many bytes are left out, and that is said; the
/// rest is room for the lists behind them.
const MAX_BYTES: usize = 44 * 1024;
/// Room for each list behind the details, in bytes.
const MAX_LIST_BYTES: usize = 6 * 1024;

/// A report as Markdown for a pull request. With a baseline, what is new, and how much is not.
pub fn pull_request_markdown(report: &Report, baseline: Option<&Baseline>) -> String {
    let places = Places::new(report);
    let known = |finding: &Finding| baseline.is_some_and(|baseline| baseline.knows(finding));
    let mut findings: Vec<&Finding> = report
        .visible_findings()
        .filter(|finding| !known(finding))
        .collect();
    findings.order_by_key(|finding| (finding.severity, finding.certainty, finding.span));
    let mut text = format!("### Rowproof: {}\n\n", headline(&findings, baseline.is_some()));
    write_table(&mut text, &findings, &places);
    write_details(&mut text, report, &findings, &places);
    if let Some(baseline) = baseline {
        write_known(&mut text, report, baseline);
    }
    let ignored = section(|text| write_ignored(text, report, &places));
    let ignores = report.suppressed.len() + report.unused_ignores.len();
    fold(&mut text, &format!("Ignored by comments ({ignores})"), &ignored);
    let not_checked = section(|text| write_not_checked(text, report, &places));
    fold(
        &mut text,
        &format!("Not checked ({})", report.not_checked.len()),
        &not_checked,
    );
    text
}

fn headline(findings: &[&Finding], compared: bool) -> String {
    let what = if compared { "new finding" } else { "finding" };
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let by_severity = Severity::ALL.map(|severity| (count(severity), severity.as_str()));
    let parts: Vec<String> = by_severity
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match *word {
            "info" => format!("{count} info"),
            word => counted(*count, word),
        })
        .collect();
    match parts.as_slice() {
        [] => format!("no {what}s"),
        parts => format!("{} ({})", counted(findings.len(), what), parts.join(", ")),
    }
}

fn write_table(text: &mut String, findings: &[&Finding], places: &Places<'_>) {
    if findings.is_empty() {
        return;
    }
    text.push_str("| | where | what | rule |\n|---|---|---|---|\n");
    for finding in findings.iter().take(MAX_ROWS) {
        let _ = writeln!(
            text,
            "| {}, {} | `{}` | {} | `{}` |",
            finding.severity.as_str(),
            finding.certainty.as_str(),
            cell(&places.short(finding.span)),
            cell(&finding.message),
            finding.rule
        );
    }
    if let Some(more) = findings.len().checked_sub(MAX_ROWS).filter(|more| *more > 0) {
        let _ = writeln!(text, "\n{more} more below.");
    }
    text.push('\n');
}

fn write_details(text: &mut String, report: &Report, findings: &[&Finding], places: &Places<'_>) {
    for (number, finding) in findings.iter().enumerate() {
        let details = section(|text| write_finding(text, report, finding, places));
        if text.len() + details.len() > MAX_BYTES {
            let _ = writeln!(
                text,
                "The details of {} do not fit into a comment; `rowproof check` prints them.\n",
                counted(findings.len() - number, "finding")
            );
            return;
        }
        let summary = format!("<code>{}</code> {}", finding.rule, escaped(&finding.object));
        fold(text, &summary, &details);
    }
}

fn write_known(text: &mut String, report: &Report, baseline: &Baseline) {
    let known = report
        .visible_findings()
        .filter(|finding| baseline.knows(finding))
        .count();
    let stale = baseline.stale(report);
    let _ = writeln!(text, "{} known from the baseline.\n", counted(known, "finding"));
    if !stale.is_empty() {
        let list: String = stale.iter().map(|id| format!("- `{id}`\n")).collect();
        fold(
            text,
            &format!(
                "No longer found, to be taken out of the baseline ({})",
                stale.len()
            ),
            &list,
        );
    }
}

/// What is written.
fn section(write: impl FnOnce(&mut String)) -> String {
    let mut text = String::new();
    write(&mut text);
    text
}

/// A part that is folded away, cut at a line when it is too long; nothing when there is nothing in it.
fn fold(text: &mut String, summary: &str, inside: &str) {
    if inside.trim().is_empty() {
        return;
    }
    let _ = writeln!(text, "<details><summary>{summary}</summary>\n");
    let mut room = MAX_LIST_BYTES.max(MAX_BYTES.saturating_sub(text.len()));
    for line in inside.split_inclusive('\n') {
        if line.len() > room {
            text.push_str("\n… and more; `rowproof check` prints all.\n");
            break;
        }
        room -= line.len();
        text.push_str(line);
    }
    text.push_str("\n</details>\n\n");
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\r', '\n'], " ")
}

/// Text between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
