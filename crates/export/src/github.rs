//! Reports as annotations of GitHub: workflow commands that a step prints.

use std::fmt::Write as _;

use rowproof_engine::Report;
use rowproof_engine::findings::{Finding, Severity};
use rowproof_source::SortSmall;

use crate::{Baseline, Places};

/// How many annotations of one level GitHub takes from a step; it drops the rest without a word.
const MAX_OF_LEVEL: usize = 10;

/// The findings that are not in the baseline as workflow commands, worst and surest first, and a line that says what
/// was left out.
pub fn report_github(report: &Report, baseline: Option<&Baseline>) -> String {
    let places = Places::new(report);
    let known = |finding: &&Finding| !baseline.is_some_and(|baseline| baseline.knows(finding));
    let mut findings: Vec<&Finding> = report.visible_findings().filter(known).collect();
    findings.order_by_key(|finding| (finding.severity, finding.certainty, finding.span));
    let mut text = String::new();
    let mut left_out = 0;
    let mut of_level = [0_usize; 3];
    for finding in findings {
        let (place, level) = match finding.severity {
            Severity::Error => (0, "error"),
            Severity::Warning => (1, "warning"),
            Severity::Info | Severity::Hint => (2, "notice"),
        };
        let Some(count) = of_level.get_mut(place).filter(|count| **count < MAX_OF_LEVEL) else {
            left_out += 1;
            continue;
        };
        *count += 1;
        write_annotation(&mut text, report, finding, &places, level);
    }
    for unused in &report.unused_ignores {
        let _ = writeln!(
            text,
            "{}: {}",
            places.short(unused.span),
            one_line(&unused.message)
        );
    }
    if left_out > 0 {
        let _ = writeln!(
            text,
            "{left_out} more findings have no annotation: GitHub shows {MAX_OF_LEVEL} of a level for a step. `rowproof check` prints all"
        );
    }
    text
}

fn write_annotation(text: &mut String, report: &Report, finding: &Finding, places: &Places<'_>, level: &str) {
    let place = places.location(finding.span);
    let file = report.part_of(finding.span).map_or("", |part| part.source.name());
    let _ = write!(text, "::{level} file={},line={}", property(file), place.line);
    if place.line == place.end_line {
        // Columns are only taken for places within one line.
        let _ = write!(text, ",col={},endColumn={}", place.column, place.end_column);
    } else {
        let _ = write!(text, ",endLine={}", place.end_line);
    }
    let mut message = format!("{}\n{}", finding.message, finding.why);
    if let Some(fix) = finding.fixes.first() {
        let _ = write!(message, "\nfix: {}", fix.title);
    }
    let title = format!("{} ({})", finding.rule, finding.certainty.as_str());
    let _ = writeln!(text, ",title={}::{}", property(&title), data(&message));
}

/// The text behind a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text on a line of the log, which must not start a command.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("100 %\r\n::error::x, y"), "100 %25%0D%0A::error::x, y");
        assert_eq!(property("a,b: 5 %\n"), "a%2Cb%3A 5 %25%0A");
    }
}
