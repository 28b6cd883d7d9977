//! Findings as CSV, for a spreadsheet.

use rowproof_engine::Report;

use crate::Places;

const HEAD: &str = "severity,certainty,rule,object,file,line,column,message,why,fix\r\n";

/// The findings that speak for themselves, one to a line, as RFC 4180 writes it. A cell that a spreadsheet would take for
/// a formula gets a quote in front.
pub fn findings_csv(report: &Report) -> String {
    let places = Places::new(report);
    let mut text = HEAD.to_owned();
    for finding in report.visible_findings() {
        let location = places.location(finding.span);
        let file = report.part_of(finding.span).map_or("", |part| part.source.name());
        let fix = finding.fixes.first().map_or("", |fix| &fix.title);
        let cells = [
            finding.severity.as_str(),
            finding.certainty.as_str(),
            finding.rule,
            &finding.object,
            file,
            &location.line.to_string(),
            &location.column.to_string(),
            &finding.message,
            &finding.why,
            fix,
        ];
        for (place, cell) in cells.into_iter().enumerate() {
            text.push_str(if place > 0 { "," } else { "" });
            write_cell(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

fn write_cell(text: &mut String, cell: &str) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !cell.contains([',', '"', '\n', '\r']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(if is_formula { "'" } else { "" });
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use rowproof_engine::{Document, Part, Settings, analyze};

    use super::*;

    #[test]
    fn a_line_for_each_finding() {
        let text = "create table \"a,\"\"b\" (c int, d int);";
        let document = Document {
            parts: vec![Part::new("schema.sql", text)],
        };
        let report = analyze(&document, &Settings::default());
        let csv = findings_csv(&report);
        assert_eq!(csv.lines().count(), report.visible_findings().count() + 1);
        assert!(csv.starts_with(HEAD));
        assert!(csv.contains("no-primary-key,"), "{csv}");
        assert!(csv.contains("schema.sql,1,"), "{csv}");
    }

    #[test]
    fn formulas_are_disarmed() {
        let mut text = String::new();
        write_cell(&mut text, "=1+1");
        assert_eq!(text, "\"'=1+1\"");
    }
}
