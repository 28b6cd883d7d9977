//! Findings as the page's list reads them: one text and one run of numbers. A thousand objects would hold up typing, and what a finding
//! says when it is opened ([`super::findings_json`]) would be written down for all though few are.

use rowproof_engine::Report;
use rowproof_engine::findings::Finding;

use super::fill::title_of;
use crate::Places;

/// Between two words.
const SEPARATOR: char = '\u{1f}';

/// All findings of a report, in its order.
#[derive(Debug)]
pub struct FindingList {
    /// For each finding eleven words: id, rule, title, severity, certainty, its reason, object, relation, message, id of the finding that
    /// speaks for it, id of the part. What there is not is empty. U+001F stands between any two.
    pub words: String,
    /// For each finding eight numbers: start and end as UTF-16 offsets, line, start and end in bytes, plan, node, share of the plan's
    /// time. What there is not is NaN.
    pub numbers: Vec<f64>,
}

impl FindingList {
    /// The list of a report, whose places these are.
    pub(super) fn of(report: &Report, places: &Places<'_>) -> Self {
        let mut list = Self {
            words: String::new(),
            numbers: Vec::with_capacity(8 * report.findings.len()),
        };
        for finding in &report.findings {
            list.push(finding, places);
        }
        // The last one has nothing behind it.
        list.words.pop();
        list
    }

    fn push(&mut self, finding: &Finding, places: &Places<'_>) {
        let place = places.location(finding.span);
        let words = [
            finding.id.as_str(),
            finding.rule,
            title_of(finding.rule),
            finding.severity.as_str(),
            finding.certainty.as_str(),
            &finding.certainty_reason,
            &finding.object,
            finding.relation.as_deref().unwrap_or_default(),
            &finding.message,
            finding.folded_into.as_deref().unwrap_or_default(),
            &place.part,
        ];
        for word in words {
            // A name may hold any letter.
            let pieces = word.split(SEPARATOR);
            pieces.for_each(|piece| self.words.extend([piece, " "]));
            self.words.pop();
            self.words.push(SEPARATOR);
        }
        let (plan, node) = finding
            .node
            .map_or((f64::NAN, f64::NAN), |at| (at.plan as f64, at.node as f64));
        self.numbers.extend([
            f64::from(place.start),
            f64::from(place.end),
            f64::from(place.line),
            f64::from(place.start_byte),
            f64::from(place.end_byte),
            plan,
            node,
            finding.share.unwrap_or(f64::NAN),
        ]);
    }
}
