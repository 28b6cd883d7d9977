//! Which findings are wanted, and which are the worst.

use yew::AttrValue;

use super::AppState;
use super::layout::{FocusTarget, Pane};
use crate::interop::report::{Certainty, Finding, Report, Severity};
use crate::interop::shared::Shared;

/// What a finding has to be to be shown; a field without a value admits all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FindingFilter {
    pub severity: Option<Severity>,
    pub certainty: Option<Certainty>,
    /// The table it is about.
    pub relation: Option<AttrValue>,
    /// The rule's code.
    pub rule: Option<AttrValue>,
}

impl FindingFilter {
    /// Whether all findings are wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a finding is wanted.
    pub fn admits(&self, finding: &Finding) -> bool {
        self.severity.is_none_or(|wanted| wanted == finding.severity)
            && self.certainty.is_none_or(|wanted| wanted == finding.certainty)
            && self.rule.as_ref().is_none_or(|wanted| *wanted == finding.rule)
            && (self.relation.is_none() || self.relation == finding.relation)
    }
}

/// A problem that stands for all of its rule.
pub struct Worst<'r> {
    pub finding: &'r Shared<Finding>,
    /// How many more findings the rule has.
    pub alike: usize,
}

impl Report {
    /// The findings that are wanted, in the report's order.
    pub fn wanted_findings(&self, filter: &FindingFilter) -> impl Iterator<Item = &Shared<Finding>> {
        self.open_findings().filter(|finding| filter.admits(finding))
    }

    /// The worst problems, each of another rule: the most severe, the surest of these, the most frequent of these.
    pub fn worst(&self, count: usize) -> Vec<Worst<'_>> {
        let badness = |worst: &Worst<'_>| {
            let finding = worst.finding;
            (
                finding.severity.rank(),
                finding.certainty as u8,
                usize::MAX - worst.alike,
            )
        };
        let mut worst: Vec<Worst<'_>> = Vec::new();
        for finding in self.open_findings() {
            if let Some(known) = worst.iter_mut().find(|known| known.finding.rule == finding.rule) {
                known.alike += 1;
                let surer = (finding.severity.rank(), finding.certainty as u8);
                if surer < (known.finding.severity.rank(), known.finding.certainty as u8) {
                    known.finding = finding;
                }
            } else {
                worst.push(Worst { finding, alike: 0 });
            }
        }
        let mut chosen: Vec<Worst<'_>> = Vec::new();
        for problem in worst {
            let at = chosen.partition_point(|known| badness(known) <= badness(&problem));
            chosen.insert(at, problem);
            chosen.truncate(count);
        }
        chosen
    }
}

impl AppState {
    /// Shows only the findings that are wanted; the open one is closed when it is not among them.
    pub(super) fn findings_filtered(&self, filter: FindingFilter) -> Option<Self> {
        let report = self.analysis.report.as_ref()?;
        let mut next = self.clone();
        let open = self
            .selection
            .finding
            .as_deref()
            .and_then(|id| self.analysis.finding(id));
        if open.is_some_and(|finding| !filter.admits(finding)) {
            next.selection.open(None);
        }
        next.selection.more = Default::default();
        let shown = report.wanted_findings(&filter).count();
        next.announcement = format!("{shown} of {} findings", report.open_findings().count()).into();
        next.selection.filter = Shared::new(filter);
        Some(next)
    }

    /// Shows the findings of a rule alone, in front.
    pub(super) fn findings_of_rule(&self, rule: AttrValue) -> Option<Self> {
        let of_rule = FindingFilter {
            rule: Some(rule),
            ..FindingFilter::default()
        };
        let mut next = self.findings_filtered(of_rule)?;
        next.layout = next.layout.with(Pane::Findings);
        next.wish_focus(FocusTarget::Findings);
        Some(next)
    }

    /// Opens a finding and brings it into view, whatever the filter.
    pub(super) fn finding_shown(&self, id: &str) -> Option<Self> {
        let finding = self.analysis.finding(id)?.clone();
        let mut next = self.clone();
        if !next.selection.filter.admits(&finding) {
            next.selection.filter = Shared::default();
        }
        next.show_finding(&finding);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::super::layout::Theme;
    use super::super::tests::{finding, place};
    use super::*;

    fn report() -> Shared<Report> {
        let kinds = [
            ("a:t.x", Severity::Info, Certainty::Proven),
            ("b:t.y", Severity::Warning, Certainty::Possible),
            ("b:u.y", Severity::Warning, Certainty::Proven),
            ("c:u", Severity::Error, Certainty::Likely),
            ("d:u", Severity::Hint, Certainty::Likely),
        ];
        let findings = kinds.into_iter().map(|(id, severity, certainty)| {
            let (rule, object) = id.split_once(':').unwrap_or_default();
            Shared::new(Finding {
                rule: rule.into(),
                severity,
                certainty,
                relation: object.split('.').next().map(AttrValue::from),
                ..(*finding(id, place(0, 1))).clone()
            })
        });
        Shared::new(Report {
            findings: Shared::new(findings.collect()),
            ..Report::default()
        })
    }

    fn ids<'f>(findings: impl Iterator<Item = &'f Shared<Finding>>) -> String {
        let ids: Vec<&str> = findings.map(|finding| finding.id.as_str()).collect();
        ids.join(" ")
    }

    #[test]
    fn a_filter_admits_what_has_all_its_values() {
        let report = report();
        let wanted = |filter: FindingFilter| ids(report.wanted_findings(&filter));
        assert_eq!(wanted(FindingFilter::default()), "a:t.x b:t.y b:u.y c:u d:u");
        let of_rule = FindingFilter {
            rule: Some("b".into()),
            ..FindingFilter::default()
        };
        assert_eq!(wanted(of_rule.clone()), "b:t.y b:u.y");
        let of_table = FindingFilter {
            relation: Some("u".into()),
            certainty: Some(Certainty::Proven),
            ..of_rule
        };
        assert_eq!(wanted(of_table), "b:u.y");
    }

    #[test]
    fn the_worst_is_one_of_each_rule_the_most_severe_first_and_the_surest_of_it() {
        let report = report();
        let worst = report.worst(3);
        assert_eq!(ids(worst.iter().map(|worst| worst.finding)), "c:u b:u.y a:t.x");
        let alike: Vec<usize> = worst.iter().map(|worst| worst.alike).collect();
        assert_eq!(alike, [0, 1, 0]);
    }

    #[test]
    fn filtering_closes_what_is_hidden_and_showing_a_hidden_finding_ends_the_filter() {
        let mut state = AppState::new(Document::new("x"), Vec::new(), Theme::Auto);
        state.analysis.report = Some(report());
        state.selection.open(Some("a:t.x".into()));
        let only_errors = FindingFilter {
            severity: Some(Severity::Error),
            ..FindingFilter::default()
        };
        let filtered = state.findings_filtered(only_errors.clone()).unwrap();
        assert_eq!(filtered.selection.finding, None);
        assert_eq!(filtered.announcement, "1 of 5 findings");
        let shown = filtered.finding_shown("c:u").unwrap();
        assert_eq!(*shown.selection.filter, only_errors);
        let shown = filtered.finding_shown("b:t.y").unwrap();
        assert!(shown.selection.filter.is_empty());
        assert_eq!(shown.selection.finding.as_deref(), Some("b:t.y"));
    }
}
