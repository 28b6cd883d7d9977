//! What was found before and is not to be said again.

use rowproof_engine::Report;
use rowproof_engine::findings::Finding;
use rowproof_source::SortSmall;

/// The ids of findings that are known, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    ids: Vec<String>,
}

impl Baseline {
    /// A baseline of these ids, in any order.
    pub fn new(mut ids: Vec<String>) -> Self {
        ids.order();
        ids.dedup();
        Self { ids }
    }

    /// Everything that a report finds. Plan insights are left out, since plans change from run to run; folded findings
    /// are in it, so that mending the one that speaks for them makes none of them new.
    pub fn of(report: &Report) -> Self {
        let findings = report.findings.iter().filter(|finding| finding.node.is_none());
        Self::new(findings.map(|finding| finding.id.clone()).collect())
    }

    /// The ids, sorted.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Whether a finding was known.
    pub fn knows(&self, finding: &Finding) -> bool {
        finding.node.is_none() && self.ids.binary_search(&finding.id).is_ok()
    }

    /// The findings of a report that speak for themselves and were not known.
    pub fn new_findings<'r>(&self, report: &'r Report) -> impl Iterator<Item = &'r Finding> {
        report.visible_findings().filter(|finding| !self.knows(finding))
    }

    /// The ids that a report no longer finds, sorted.
    pub fn stale(&self, report: &Report) -> Vec<&str> {
        let found = Self::of(report);
        let ids = self.ids.iter().filter(|id| found.ids.binary_search(id).is_err());
        ids.map(String::as_str).collect()
    }
}
