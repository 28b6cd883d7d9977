//! Findings, and what was not checked, as the page reads them after each letter: one text and one run of numbers each. A thousand objects
//! would hold up typing, and what a finding says when it is opened ([`super::findings_json`]) would be written down for all though few are.

use rowproof_engine::Report;
use rowproof_engine::findings::{Finding, NotChecked};

use super::fill::title_of;
use super::model::Location;
use crate::Places;

/// Between two words.
const SEPARATOR: char = '\u{1f}';

/// Rows of words and numbers, each with as many of both as the others.
#[derive(Debug, Default)]
pub struct List {
    /// The words of all rows. What there is not is empty. U+001F stands between any two.
    pub words: String,
    /// Their numbers. What there is not is NaN.
    pub numbers: Vec<f64>,
}

/// The lists of a report.
#[derive(Debug)]
pub struct Lists {
    /// Eleven words: id, rule, title, severity, certainty, its reason, object, relation, message, id of the finding that speaks for it, id of
    /// the part. Eight numbers: those of the place, plan, node, share of the plan's time. A place has five: start and end as
    /// UTF-16 offsets, line, start and end in bytes.
    pub findings: List,
    /// Three words: subject, reason, id of the part; and the numbers of the place.
    pub not_checked: List,
}

impl Lists {
    /// Those of a report, whose places these are.
    pub(super) fn of(report: &Report, places: &Places<'_>) -> Self {
        let mut lists = Self {
            findings: List::default(),
            not_checked: List::default(),
        };
        for finding in &report.findings {
            lists.findings.push_finding(finding, places);
        }
        for entry in &report.not_checked {
            lists.not_checked.push_not_checked(entry, places);
        }
        // The last word has nothing behind it.
        lists.findings.words.pop();
        lists.not_checked.words.pop();
        lists
    }
}

impl List {
    fn push_finding(&mut self, finding: &Finding, places: &Places<'_>) {
        let place = places.location(finding.span);
        for word in [
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
        ] {
            self.push_word(word);
        }
        let (plan, node) = finding
            .node
            .map_or((f64::NAN, f64::NAN), |at| (at.plan as f64, at.node as f64));
        self.push_place(Some(&place));
        self.numbers
            .extend([plan, node, finding.share.unwrap_or(f64::NAN)]);
    }

    fn push_not_checked(&mut self, entry: &NotChecked, places: &Places<'_>) {
        let place = entry.span.map(|span| places.location(span));
        self.push_word(&entry.subject);
        self.push_word(&entry.reason);
        self.push_word(place.as_ref().map_or("", |place| &place.part));
        self.push_place(place.as_ref());
    }

    fn push_word(&mut self, word: &str) {
        // A name may hold any letter.
        match word.contains(SEPARATOR) {
            true => self.words.push_str(&word.replace(SEPARATOR, " ")),
            false => self.words.push_str(word),
        }
        self.words.push(SEPARATOR);
    }

    fn push_place(&mut self, place: Option<&Location>) {
        let numbers = |place: &Location| {
            [
                place.start,
                place.end,
                place.line,
                place.start_byte,
                place.end_byte,
            ]
        };
        self.numbers
            .extend(place.map_or([f64::NAN; 5], |place| numbers(place).map(f64::from)));
    }
}
