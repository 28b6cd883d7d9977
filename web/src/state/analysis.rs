//! The engine's last answer and how it stands to the document.

use js_sys::Uint32Array;
use yew::AttrValue;

use crate::interop::plan::Field;
use crate::interop::report::{Counts, Details, Finding, NodeReference, Part, Report, Severity};
use crate::interop::shared::Shared;

/// The engine's state and its last answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    pub status: EngineStatus,
    pub report: Option<Shared<Report>>,
    /// What findings say when they are opened, by id: of those that are, or were, in the report about a revision. That may be the one
    /// before this one: it is shown until the engine has said the new one's.
    pub details: Vec<(AttrValue, Shared<Details>)>,
    pub details_revision: u32,
    /// The document's revision the report is about.
    pub revision: u32,
    pub elapsed_ms: f64,
    pub engine_version: Option<AttrValue>,
    /// The databases the engine knows, in the order they are offered; empty until it is ready.
    pub servers: Vec<Product>,
    /// The profiles the engine knows; empty until it is ready.
    pub profiles: Vec<Profile>,
    /// The newest colours.
    pub tokens: Option<Tokens>,
}

/// A database product and the versions to choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// The engine's word.
    pub code: AttrValue,
    pub name: AttrValue,
    pub versions: Vec<AttrValue>,
}

/// Levels of rules that go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The engine's word.
    pub code: AttrValue,
    pub name: AttrValue,
    /// What it is for.
    pub summary: AttrValue,
}

/// Colours of one version of one part's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// The text's revision.
    pub revision: u32,
    /// Triples of start, end, kind.
    pub triples: Shared<Uint32Array>,
}

/// What the engine is doing.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum EngineStatus {
    /// Not heard from yet.
    #[default]
    Starting,
    /// Answers.
    Ready,
    /// Gave up on this text, with the reason; the next change tries again.
    Stopped(AttrValue),
}

impl Analysis {
    /// How a part was read, when it was.
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.report.as_ref()?.parts.iter().find(|part| part.id == id)
    }

    /// Whether the engine has said what a finding of the report says when it is opened.
    pub fn has_details(&self, id: &str) -> bool {
        self.details_revision == self.revision && self.details.iter().any(|(of, _)| of == id)
    }

    /// What a finding says when it is opened; what it said before, or nothing, until the engine has said it.
    pub fn details_of(&self, id: &str) -> Shared<Details> {
        let known = self.details.iter().find(|(of, _)| of == id);
        known.map_or_else(Shared::default, |(_, details)| details.clone())
    }

    /// A finding of the last report.
    pub fn finding(&self, id: &str) -> Option<&Shared<Finding>> {
        self.report
            .as_ref()?
            .findings
            .iter()
            .find(|finding| finding.id == id)
    }
}

impl Report {
    /// Findings that speak for themselves, in the report's order.
    pub fn open_findings(&self) -> impl Iterator<Item = &Shared<Finding>> {
        self.findings
            .iter()
            .filter(|finding| finding.folded_into.is_none())
    }

    /// Findings that another one speaks for.
    pub fn folded_under<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Shared<Finding>> {
        self.findings
            .iter()
            .filter(move |finding| finding.folded_into.as_deref() == Some(id))
    }

    /// The insights of a plan, the most important first.
    pub fn insights(&self, plan: usize) -> impl Iterator<Item = &Shared<Finding>> {
        let ids = self.plans.get(plan).map(|plan| plan.insights.iter());
        ids.into_iter()
            .flatten()
            .filter_map(|id| self.findings.iter().find(|finding| finding.id == *id))
    }

    /// How bad the worst finding about a plan's node is.
    pub fn severity_at(&self, plan: usize, node: usize) -> Option<Severity> {
        let about = NodeReference { plan, node };
        let findings = self.open_findings().filter(|finding| finding.node == Some(about));
        findings
            .map(|finding| finding.severity)
            .min_by_key(|severity| severity.rank())
    }

    /// The findings whose place touches an offset, the narrowest place first.
    pub fn findings_at<'a>(&'a self, part: &'a str, offset: u32) -> Vec<&'a Shared<Finding>> {
        let width = |finding: &Finding| finding.location.end - finding.location.start;
        let mut touching: Vec<&Shared<Finding>> = Vec::new();
        // They are few: put in order one by one, for the library's sort would be 5 KB of the download.
        for finding in self.open_findings() {
            if finding.location.touches(part, offset) {
                let at = touching.partition_point(|known| width(known) <= width(finding));
                touching.insert(at, finding);
            }
        }
        touching
    }

    /// The plan and node whose lines an offset is in: the narrowest.
    pub fn node_at(&self, part: &str, offset: u32) -> Option<(usize, usize)> {
        let of_part = self
            .plans
            .iter()
            .enumerate()
            .filter(|(_, plan)| plan.part == part);
        let nodes = of_part.flat_map(|(index, plan)| (0..plan.count()).map(move |node| (index, plan, node)));
        let offset = f64::from(offset);
        let touching = nodes.filter_map(|(index, plan, node)| {
            let (start, end) = (plan.number(node, Field::Start)?, plan.number(node, Field::End)?);
            (start <= offset && offset <= end).then_some((index, node, (end - start) as u32))
        });
        let narrowest = touching.min_by_key(|(_, _, width)| *width);
        narrowest.map(|(plan, node, _)| (plan, node))
    }

    /// The node that a place in a query became, in the plan on the screen: the first that speaks of it.
    pub fn node_of_clause(&self, plan: usize, part: &str, offset: u32) -> Option<(usize, usize)> {
        let mut clauses = self.plans.get(plan)?.clauses.iter();
        let clause = clauses.find(|(_, location)| location.touches(part, offset));
        clause.map(|(node, _)| (plan, *node))
    }

    /// Places that were not understood, over all parts.
    pub fn error_count(&self) -> usize {
        self.parts.iter().map(|part| part.errors.len()).sum()
    }
}

/// The counts as a sentence: "2 errors, 1 warning".
pub fn counts_in_words(counts: &Counts) -> String {
    let words = Severity::ALL
        .into_iter()
        .filter(|severity| counts.of(*severity) > 0)
        .map(|severity| {
            let count = counts.of(severity);
            plural(count, severity.as_str())
        });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "nothing found".to_owned()
    } else {
        words.join(", ")
    }
}

/// A count and its noun: "1 table", "2 tables".
pub fn plural(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix("x")) {
        (1, _) => format!("1 {noun}"),
        // The severity's own word has no plural.
        _ if noun == "info" => format!("{count} info"),
        (_, Some(_)) => format!("{count} {noun}es"),
        _ if noun.ends_with("ry") => format!("{count} {}ies", noun.trim_end_matches('y')),
        _ => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_in_words() {
        let counts = Counts {
            error: 1,
            warning: 2,
            info: 0,
            hint: 0,
            fixable: 0,
        };
        assert_eq!(counts_in_words(&counts), "1 error, 2 warnings");
        assert_eq!(counts_in_words(&Counts::default()), "nothing found");
    }

    #[test]
    fn nouns_take_their_plural() {
        assert_eq!(plural(1, "index"), "1 index");
        assert_eq!(plural(3, "index"), "3 indexes");
        assert_eq!(plural(2, "query"), "2 queries");
        assert_eq!(plural(0, "table"), "0 tables");
    }
}
