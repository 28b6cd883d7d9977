//! Facts in, findings out: each fact's story is tried, and each fix. They are written down when somebody reads them.

use std::rc::Rc;

use rowproof_catalog::Catalog;
use rowproof_findings::{Certainty, Counterexample, Finding, Fix, Severity, Suppressed, Verdict};
use rowproof_proof::{Script, StoryBuilder, judge};
use rowproof_source::{SmallMap, SortSmall, SourceFile, Span};
use rowproof_syntax::IgnoreComment;

use crate::fix::Trial;
use crate::ignores::Ignores;
use crate::{Explain, Rule};

/// Findings per rule that are tried on rows and whose fixes are written out. A text can hold thousands of the same gap;
/// the others keep their place and say that they were not tried, so that the time of an analysis and the size of a
/// report stay bounded by the text.
pub const MAX_DETAILED: usize = 100;

/// Takes facts and makes findings of them.
pub struct Findings<'c> {
    catalog: &'c Catalog,
    trial: Trial<'c>,
    #[expect(
        clippy::vec_box,
        reason = "they are many and large: a list that grows would hold them twice"
    )]
    list: Vec<Box<Finding>>,
    /// By cause: the facts' places there, and where they are in the list.
    root_causes: SmallMap<String, Vec<(u8, u32)>>,
    /// Findings so far, by rule.
    seen: SmallMap<&'static str, usize>,
    ignores: Ignores,
    suppressed: Vec<Suppressed>,
    /// Sentences that many findings say.
    said: SmallMap<Rc<str>, Rc<str>>,
}

impl<'c> Findings<'c> {
    /// For facts about this catalog, whose text is in these sources.
    pub fn new(catalog: &'c Catalog, sources: &[SourceFile]) -> Self {
        Self {
            catalog,
            trial: Trial::new(catalog, sources),
            list: Vec::new(),
            root_causes: SmallMap::default(),
            seen: SmallMap::default(),
            ignores: Ignores::default(),
            suppressed: Vec::new(),
            said: SmallMap::default(),
        }
    }

    /// Suppresses the facts that comments of the text ignore. They are listed, and what they would have spoken for
    /// speaks for itself.
    pub fn ignoring(mut self, comments: Vec<IgnoreComment>) -> Self {
        self.ignores = Ignores::new(comments, self.catalog);
        self
    }

    /// Whether the rule has as many findings as are written out: no fix of the next one will be seen.
    pub(crate) fn is_full(&self, rule: &Rule) -> bool {
        self.seen.get(rule.code).is_some_and(|seen| *seen >= MAX_DETAILED)
    }

    /// Makes a finding of a fact.
    pub fn push(&mut self, rule: &Rule, fact: &dyn Explain) {
        let (object, span) = (tight(fact.object()), fact.span());
        let ignored = self.ignores.covering(rule.code, span, &object);
        let ignored = ignored.map(|comment| (comment.span, comment.reason.clone()));
        let mut seen = 0;
        self.seen.change(rule.code, |count| {
            *count += usize::from(ignored.is_none());
            seen = *count;
        });
        let within = seen <= MAX_DETAILED;
        let root_cause = fact.root_cause().filter(|_| ignored.is_none());
        // Another fact speaks for it already: its rows and fixes are the ones people see.
        let spoken_for = root_cause.as_ref().is_some_and(|(cause, place)| {
            let told = self.root_causes.get(cause).into_iter().flatten();
            told.into_iter().any(|(other, _)| other < place)
        });
        let detailed = within && !spoken_for && ignored.is_none();
        let (script, today) = if detailed {
            self.try_story(fact)
        } else {
            (None, None)
        };
        let proposed = if detailed { fact.fixes() } else { Vec::new() };
        let mut fixes: Vec<Fix> = Vec::with_capacity(proposed.len());
        let mut evidence: Vec<String> = fact.evidence().into_iter().map(tight).collect();
        let is_accepted = today.as_ref().is_some_and(Verdict::is_accepted);
        for fix in proposed {
            match self.trial.try_fix(fix, script.as_ref().filter(|_| is_accepted)) {
                Ok(fix) => fixes.push(fix),
                Err(why) if evidence.iter().any(|said| said == why) => {}
                Err(why) => evidence.push(why.to_owned()),
            }
        }
        let (certainty, certainty_reason) = if within {
            grade(fact, today.as_ref(), &fixes)
        } else {
            let (certainty, reason) = fact.certainty();
            (
                certainty,
                format!("{reason} Not tried on rows: only the first {MAX_DETAILED} findings of a rule are."),
            )
        };
        let counterexample = script.zip(today).filter(|(_, today)| today.is_accepted());
        if let Some((cause, place)) = root_cause {
            let place = (place, u32::try_from(self.list.len()).unwrap_or(u32::MAX));
            self.root_causes.change(tight(cause), |facts| {
                // Most stand alone.
                if facts.is_empty() {
                    facts.reserve_exact(1);
                }
                facts.push(place);
            });
        }
        let finding = Finding {
            id: [rule.code, ":", &object].concat(),
            rule: rule.code,
            severity: fact.severity().unwrap_or(rule.severity),
            certainty,
            certainty_reason: self.shared(certainty_reason),
            object,
            relation: fact.relation().map(|relation| relation.name.to_string()),
            columns: fact.columns().iter().map(|column| column.name.clone()).collect(),
            message: tight(fact.message()),
            why: self.shared(fact.why()),
            span,
            related: fact.related(),
            evidence,
            counterexample: counterexample.map(|(script, today)| {
                Box::new(Counterexample {
                    intent: tight(fact.intent()),
                    today,
                    rows: self.trial.rows(script),
                })
            }),
            fixes,
            node: fact.node(),
            share: fact.share(),
            folded_into: None,
        };
        match ignored {
            Some((by, reason)) => self.suppressed.push(Suppressed { finding, by, reason }),
            None => self.list.push(Box::new(finding)),
        }
    }

    /// The sentence, kept once.
    fn shared(&mut self, sentence: String) -> Rc<str> {
        if let Some(said) = self.said.get(sentence.as_str()) {
            return Rc::clone(said);
        }
        let said: Rc<str> = sentence.into();
        self.said.insert(Rc::clone(&said), Rc::clone(&said));
        said
    }

    /// The suppressed findings in order of place, then rule code; and every comment with the rules of which it
    /// suppressed something, in the order of the document. Nothing is left of both.
    pub fn take_suppressed(&mut self) -> (Vec<Suppressed>, Vec<(IgnoreComment, Vec<&'static str>)>) {
        let mut suppressed = std::mem::take(&mut self.suppressed);
        suppressed.order_by(|a, b| order_of(&a.finding).cmp(&order_of(&b.finding)));
        (suppressed, std::mem::take(&mut self.ignores).into_used())
    }

    /// The findings in order of place, then rule code; facts with the same root cause folded into the one that speaks, each as bad as
    /// `weigh` says of its rule and of how bad that says it is.
    pub fn finish(mut self, weigh: impl Fn(&'static str, Severity) -> Severity) -> Vec<Box<Finding>> {
        // Before one is as bad as another.
        for finding in &mut self.list {
            finding.severity = weigh(finding.rule, finding.severity);
        }
        // Before anything names another by its id.
        make_ids_unique(&mut self.list);
        for (_, mut facts) in std::mem::take(&mut self.root_causes) {
            facts.order();
            let Some(((_, speaker), folded)) = facts.split_first() else {
                continue;
            };
            let Some(id) = self.list.get(*speaker as usize).map(|finding| finding.id.clone()) else {
                continue;
            };
            let mut worst: Option<(Severity, f64)> = None;
            for (_, at) in folded {
                if let Some(finding) = self.list.get_mut(*at as usize) {
                    let share = finding.share.unwrap_or(0.0);
                    worst = Some(worst.map_or((finding.severity, share), |(severity, most)| {
                        (severity.min(finding.severity), most.max(share))
                    }));
                    finding.folded_into = Some(id.clone());
                }
            }
            // In a plan the cause is as bad as what comes of it.
            if let (Some((severity, share)), Some(finding)) = (worst, self.list.get_mut(*speaker as usize))
                && finding.node.is_some()
            {
                finding.severity = severity.min(finding.severity);
                let most = finding.share.unwrap_or(0.0).max(share);
                finding.share = finding.share.map(|_| most).or((most > 0.0).then_some(most));
            }
        }
        say_an_index_once(&mut self.list);
        self.list.order_by(|a, b| order_of(a).cmp(&order_of(b)));
        self.list
    }

    /// The rules with more findings than are written out, with the number of those that are not.
    pub fn undetailed(&self) -> Vec<(&'static str, usize)> {
        let more = self
            .seen
            .iter()
            .map(|(rule, count)| (*rule, count.saturating_sub(MAX_DETAILED)));
        let mut more: Vec<_> = more.filter(|(_, count)| *count > 0).collect();
        more.order();
        more
    }

    fn try_story(&self, fact: &dyn Explain) -> (Option<Script>, Option<Verdict>) {
        let mut story = StoryBuilder::new(self.catalog);
        if fact.story(&mut story).is_none() {
            return (None, None);
        }
        let script = story.finish();
        let verdict = judge(self.catalog, &script);
        (Some(script), Some(verdict))
    }
}

/// What a query calls for and what its plan shows to be missing is one index: the plan, which knows what the query costs, speaks, and
/// is as bad as what it speaks for. Causes do not tell, as each side knows its own; what is to be done does.
fn say_an_index_once(list: &mut [Box<Finding>]) {
    let mut told: Vec<(Vec<String>, usize)> = Vec::new();
    for (at, finding) in list.iter().enumerate() {
        let speaks = finding.node.is_some() && finding.folded_into.is_none();
        if let Some(fix) = finding.fixes.first().filter(|_| speaks)
            && fix.statements.iter().any(|statement| adds_an_index(statement))
        {
            told.push((fix.statements.clone(), at));
        }
    }
    if told.is_empty() {
        return;
    }
    let mut folded: Vec<(String, usize)> = Vec::new();
    for finding in list.iter() {
        // Nothing that was shown with rows is about an index.
        let may_be =
            finding.node.is_none() && finding.folded_into.is_none() && finding.counterexample.is_none();
        if may_be && let Some(fix) = finding.fixes.first() {
            let speaker = told.iter().find(|(statements, _)| *statements == fix.statements);
            folded.extend(speaker.map(|(_, speaker)| (finding.id.clone(), *speaker)));
        }
    }
    for (id, speaker) in folded {
        let Some(speaks_for_it) = list.get(speaker).map(|speaker| speaker.id.clone()) else {
            continue;
        };
        // What it spoke for itself goes along: who is folded names who speaks.
        let goes =
            |finding: &&mut Box<Finding>| finding.id == id || finding.folded_into.as_ref() == Some(&id);
        let mut worst = Severity::Hint;
        for finding in list.iter_mut().filter(goes) {
            worst = worst.min(finding.severity);
            finding.folded_into = Some(speaks_for_it.clone());
        }
        if let Some(speaker) = list.get_mut(speaker) {
            speaker.severity = speaker.severity.min(worst);
        }
    }
}

/// Whether a statement adds an index, in PostgreSQL's and SQLite's words or in MySQL's.
fn adds_an_index(statement: &str) -> bool {
    statement.starts_with("CREATE INDEX") || statement.contains(" ADD INDEX ")
}

/// Proven when the rows are accepted today and refused after the recommended fix, and more than a name says they are wrong.
fn grade(fact: &dyn Explain, today: Option<&Verdict>, fixes: &[Fix]) -> (Certainty, String) {
    let (certainty, reason) = fact.certainty();
    let refused = fixes
        .first()
        .and_then(|fix| fix.after.as_ref())
        .is_some_and(|after| after.sqlstate().is_some());
    match today {
        Some(Verdict::Accepted) if refused && certainty <= Certainty::Likely && fact.is_meant() => (
            Certainty::Proven,
            "The rows below are accepted by this schema and refused after the fix.".to_owned(),
        ),
        Some(Verdict::Accepted) if refused && certainty <= Certainty::Likely => (
            certainty,
            format!(
                "{reason} The rows below are accepted by this schema and refused after the fix; that they are wrong is what names say."
            ),
        ),
        Some(Verdict::Undecided(why)) => (certainty, format!("{reason} Not proven: {why}.")),
        _ => (certainty, reason),
    }
}

/// The sentence without the room in which it was written: it is kept with the finding.
fn tight(mut sentence: String) -> String {
    sentence.shrink_to_fit();
    sentence
}

fn order_of(finding: &Finding) -> (Span, &str, &str) {
    (finding.span, finding.rule, &finding.id)
}

/// Two findings of one rule about the same object (a table created twice) are told apart by a number.
fn make_ids_unique(list: &mut [Box<Finding>]) {
    let mut seen: SmallMap<&str, u32> = SmallMap::default();
    let mut again = Vec::new();
    for (at, finding) in list.iter().enumerate() {
        seen.change(&finding.id, |count| {
            *count += 1;
            if *count > 1 {
                again.push((at, *count));
            }
        });
    }
    for (at, count) in again {
        if let Some(finding) = list.get_mut(at) {
            finding.id = format!("{}:{count}", finding.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use rowproof_catalog::Relation;
    use rowproof_syntax::Server;

    use super::*;
    use crate::{Check, ProposedFix};

    /// A fact with nothing to it but its cause and its place there.
    struct Fact(&'static str, u8);

    impl Explain for Fact {
        fn object(&self) -> String {
            "orders".to_owned()
        }

        fn relation(&self) -> Option<&Relation> {
            None
        }

        fn span(&self) -> Span {
            Span::default()
        }

        fn message(&self) -> String {
            self.0.to_owned()
        }

        fn why(&self) -> String {
            String::new()
        }

        fn certainty(&self) -> (Certainty, String) {
            (Certainty::Likely, String::new())
        }

        fn fixes(&self) -> Vec<ProposedFix> {
            Vec::new()
        }

        fn root_cause(&self) -> Option<(String, u8)> {
            Some((self.0.to_owned(), self.1))
        }
    }

    const fn rule(code: &'static str) -> Rule {
        Rule {
            code,
            severity: Severity::Info,
            dialects: &[],
            check: Check::Schema(|_, _| {}),
        }
    }

    /// Two findings of one rule about one object are told apart by a number, and by those who are folded into them too.
    #[test]
    fn the_folded_name_who_speaks_among_findings_of_one_name() {
        const SPEAKS: Rule = rule("speaks");
        const FOLDED: Rule = rule("folded");
        let catalog = Catalog::new(Server::default());
        let mut findings = Findings::new(&catalog, &[]);
        for (rule, place) in [(&SPEAKS, 0), (&FOLDED, 1)] {
            findings.push(rule, &Fact("first", place));
            findings.push(rule, &Fact("second", place));
        }
        let list = findings.finish(|_, severity| severity);
        let said: Vec<_> = list
            .iter()
            .map(|finding| {
                (
                    finding.id.as_str(),
                    finding.message.as_str(),
                    finding.folded_into.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("folded:orders", "first", Some("speaks:orders")),
                ("folded:orders:2", "second", Some("speaks:orders:2")),
                ("speaks:orders", "first", None),
                ("speaks:orders:2", "second", None),
            ]
        );
    }
}
