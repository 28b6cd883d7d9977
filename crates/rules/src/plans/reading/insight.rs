//! A fact about a plan in words, and how a rule looks through the nodes of a plan. What differs between rules is data.

use rowproof_findings::{Certainty, Label, NodeReference, Severity};
use rowproof_source::Span;

use super::{Place, ms, percent, places};
use crate::{Explain, Findings, Outcome, PlanContext, ProposedFix, Rule, template};

/// What a rule says of what it finds. `{node}` stands for the node as people call it (`Seq Scan on orders`), `{relation}` for
/// what it reads, `{time}` for its own milliseconds, `{share}` for its share of the execution, `{0}`, `{1}` … for what the fact
/// adds.
pub(crate) struct InsightWords {
    /// What is wrong and what to do, one sentence: lower case, no final full stop.
    pub message: &'static str,
    /// Why it matters, whole sentences.
    pub why: &'static str,
    /// What the certainty rests on, whole sentences.
    pub sure: &'static str,
}

/// A fact about a node of a plan, or about the plan as a whole (its root).
pub(crate) struct Insight<'p> {
    pub place: Place<'p>,
    /// Whether it is about the plan as a whole, and the root only where it is shown.
    pub of_plan: bool,
    pub words: &'static InsightWords,
    /// For `{0}`, `{1}` …
    pub said: Vec<String>,
    pub certainty: Certainty,
    /// How bad, when that does not follow from the share of time.
    pub severity: Option<Severity>,
    /// The part of the execution's time that it is about, 0 to 1; the node's own unless said otherwise.
    pub share: Option<f64>,
    /// Besides the sentence on the node's time, which every insight has.
    pub evidence: Vec<String>,
    pub related: Vec<Label>,
    pub fixes: Vec<ProposedFix>,
    pub root_cause: Option<(String, u8)>,
}

impl<'p> Insight<'p> {
    /// About a node: likely, as bad as its share of time, without fixes.
    pub(crate) fn new(place: Place<'p>, words: &'static InsightWords) -> Self {
        Self {
            share: place.share(),
            place,
            of_plan: false,
            words,
            said: Vec::new(),
            certainty: Certainty::Likely,
            severity: None,
            evidence: Vec::new(),
            related: Vec::new(),
            fixes: Vec::new(),
            root_cause: None,
        }
    }

    /// About the plan as a whole. None for a plan without nodes, which there is not.
    pub(crate) fn of_plan(context: &PlanContext<'p>, words: &'static InsightWords) -> Option<Self> {
        let mut insight = Self::new(places(context).next()?, words);
        (insight.of_plan, insight.share) = (true, None);
        Some(insight)
    }

    /// With words for `{0}`, `{1}` …
    pub(crate) fn saying(mut self, said: impl IntoIterator<Item = String>) -> Self {
        self.said.extend(said);
        self
    }

    /// With a fact it rests on, a whole sentence.
    pub(crate) fn because(mut self, fact: impl Into<String>) -> Self {
        self.evidence.push(fact.into());
        self
    }

    /// With a way to mend it; the recommended one first.
    pub(crate) fn mended_by(mut self, fix: ProposedFix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// With a cause that other rules can see too ([`Place::cause`]): the lowest place speaks, the others are folded into it.
    pub(crate) fn caused_by(mut self, cause: String, place: u8) -> Self {
        self.root_cause = Some((cause, place));
        self
    }

    /// The text with what stands in braces filled in.
    fn fill(&self, text: &str) -> String {
        template::fill(text, &self.said, &|key| self.named(key))
    }

    fn named(&self, key: &str) -> Option<String> {
        let node = self.place.node;
        Some(match key {
            "node" => self.place.label(),
            "relation" => {
                let read = node.relation.as_deref().or(node.object.as_deref());
                read.unwrap_or("the table").to_owned()
            }
            "time" => self.place.metrics.self_time_ms.map(ms).unwrap_or_default(),
            "share" => self.share.map(percent).unwrap_or_default(),
            _ => return None,
        })
    }
}

impl Explain for Insight<'_> {
    fn object(&self) -> String {
        match self.of_plan {
            true => format!("plan {}", self.place.number + 1),
            false => self.place.object(),
        }
    }

    fn relation(&self) -> Option<&rowproof_catalog::Relation> {
        None
    }

    fn span(&self) -> Span {
        match self.of_plan {
            true => self.place.node.line_span,
            false => self.place.node.span,
        }
    }

    fn message(&self) -> String {
        self.fill(self.words.message)
    }

    fn why(&self) -> String {
        self.fill(self.words.why)
    }

    fn certainty(&self) -> (Certainty, String) {
        (self.certainty, self.fill(self.words.sure))
    }

    fn severity(&self) -> Option<Severity> {
        Some(
            self.severity
                .unwrap_or_else(|| self.place.severity_of(self.share)),
        )
    }

    fn related(&self) -> Vec<Label> {
        self.related.clone()
    }

    fn evidence(&self) -> Vec<String> {
        let time = self.place.time_sentence().filter(|_| !self.of_plan);
        self.evidence.iter().cloned().chain(time).collect()
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        self.fixes.clone()
    }

    fn node(&self) -> Option<NodeReference> {
        Some(self.place.reference())
    }

    fn share(&self) -> Option<f64> {
        self.share
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        self.root_cause.clone()
    }
}

/// What a rule sees in one node.
pub(crate) enum Look<'p> {
    /// It is no node of the kind the rule is about.
    Other,
    /// It is, and there is nothing to say: why, as a sentence with the node's numbers.
    Silent(String),
    /// It is, and the plan does not tell what is needed: what is missing, as a sentence.
    Undecidable(String),
    /// There is.
    Fires(Box<dyn Explain + 'p>),
}

impl<'p> From<Insight<'p>> for Look<'p> {
    fn from(insight: Insight<'p>) -> Self {
        Self::Fires(Box::new(insight))
    }
}

/// Looks at every node and hands on what is found. `absent` says that no node is of the rule's kind, as a sentence. Of the nodes
/// with nothing to say, the one with the largest share says why.
pub(crate) fn look_at_nodes<'p>(
    context: &PlanContext<'p>,
    findings: &mut Findings<'_>,
    rule: &Rule,
    absent: &str,
    look: &mut dyn FnMut(Place<'p>) -> Look<'p>,
) -> Outcome {
    let mut fired = 0;
    let mut silent: Option<(f64, String)> = None;
    let mut undecidable: Option<(f64, String)> = None;
    for place in places(context) {
        let weight = place.share().or_else(|| place.cost_share()).unwrap_or(0.0);
        let keep = |kept: &mut Option<(f64, String)>, why: String| {
            if kept.as_ref().is_none_or(|(most, _)| weight > *most) {
                *kept = Some((weight, format!("{}: {why}", place.label())));
            }
        };
        match look(place) {
            Look::Other => {}
            Look::Silent(why) => keep(&mut silent, why),
            Look::Undecidable(why) => keep(&mut undecidable, why),
            Look::Fires(fact) => {
                fired += 1;
                findings.push(rule, &*fact);
            }
        }
    }
    match (fired, undecidable, silent) {
        (0, Some((_, why)), _) => Outcome::Undecidable(why),
        (0, None, Some((_, why))) => Outcome::Silent(why),
        (0, None, None) => Outcome::silent(absent),
        (fired, _, _) => Outcome::Fired(fired),
    }
}

/// Hands on what a rule says of the plan as a whole.
pub(crate) fn look_at_plan(findings: &mut Findings<'_>, rule: &Rule, look: Look<'_>) -> Outcome {
    match look {
        Look::Other => Outcome::silent("Nothing in this plan is of the kind the rule looks at."),
        Look::Silent(why) => Outcome::Silent(why),
        Look::Undecidable(why) => Outcome::Undecidable(why),
        Look::Fires(fact) => {
            findings.push(rule, &*fact);
            Outcome::Fired(1)
        }
    }
}
