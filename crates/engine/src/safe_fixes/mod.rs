//! All safe fixes of a report, made in the text together.
//!
//! Each fix was tried alone; together they can touch the same place or stand in each other's way. So the changed text is analysed as any
//! other: it has to be understood as well as before, what was fixed has to be gone, and no new error may be there. Fixes that touch
//! each other are made one after the other, each as the text of the one before asks for it. What spoils the text is left out and
//! named.

mod joined;
mod lines;

pub use crate::safe_fix::{Unsafe, safe_fix};
pub use lines::{Hunk, Line, Lines, Replaced};

use rowproof_catalog::NoteKind;
use rowproof_findings::{Edit, Finding, Severity};
use rowproof_source::SortSmall;

use crate::{Document, Report, Settings, analyze};
use joined::{Joined, edited};

/// How much text is analysed to find out what goes together, in bytes: a second or two of a browser.
const MOST_ANALYSED: usize = 6_000_000;
/// Analyses of one document, at most and at least.
const MOST_TRIES: usize = 40;
const FEWEST_TRIES: usize = 4;

/// What becomes of a document.
#[derive(Debug)]
pub struct SafeFixes<'r> {
    /// What is fixed, the worst first.
    pub made: Vec<&'r Finding>,
    /// What could be and is not wanted, in the order of the report.
    pub unwanted: Vec<&'r Finding>,
    /// What is not fixed, in the order of the report, and why.
    pub left_out: Vec<(&'r Finding, LeftOut)>,
    /// The document after the fixes.
    pub document: Document,
    /// What is said of it; none when nothing is fixed.
    pub report: Option<Report>,
    /// One per part of the document: which of its lines are lines of the text before.
    pub lines: Vec<Lines>,
}

/// Why a finding is not fixed with the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// Its fix alone is the reader's decision.
    Unsafe(Unsafe),
    /// It is still found after its fix, with the other fixes made.
    StillFound,
    /// With the other fixes made it brings an error that was not there: what it says.
    NewError(String),
    /// With the other fixes made the text is no longer understood, or the database refuses it: what is wrong.
    NotUnderstood(String),
    /// It was not tried: there are too many in a text this large.
    TooMany,
}

impl LeftOut {
    /// Why, as a sentence without its full stop.
    pub fn words(&self) -> String {
        match self {
            Self::Unsafe(why) => why.words().to_owned(),
            Self::StillFound => "it is still found after its fix: look at it by itself".to_owned(),
            Self::NewError(message) => {
                ["together with the other fixes it brings a new error: ", message].concat()
            }
            Self::NotUnderstood(message) => {
                ["together with the other fixes the text would be wrong: ", message].concat()
            }
            Self::TooMany => "too many fixes to try at once: apply these, then ask again".to_owned(),
        }
    }
}

impl<'r> SafeFixes<'r> {
    /// The findings that are left out, under the reasons why, in words; the reason of most findings first.
    pub fn reasons(&self) -> Vec<(String, Vec<&'r Finding>)> {
        let mut reasons: Vec<(String, Vec<&Finding>)> = Vec::new();
        for (finding, why) in &self.left_out {
            let why = why.words();
            match reasons.iter_mut().find(|(held, _)| *held == why) {
                Some((_, findings)) => findings.push(finding),
                None => reasons.push((why, vec![finding])),
            }
        }
        reasons.order_by_key(|(_, findings)| usize::MAX - findings.len());
        reasons
    }

    /// What is found after the fixes and was not before, given the report before.
    pub fn arose(&self, before: &Report) -> Vec<&Finding> {
        let after = self.report.iter().flat_map(Report::visible_findings);
        after
            .filter(|finding| !before.findings.iter().any(|old| old.id == finding.id))
            .collect()
    }
}

/// Makes the safe fixes of a document's report, but for findings with these ids. The same for the same document, byte for byte.
pub fn fix_safely<'r>(
    document: &Document,
    settings: &Settings,
    report: &'r Report,
    unwanted: &[String],
) -> SafeFixes<'r> {
    let mut fixes = SafeFixes {
        made: Vec::new(),
        unwanted: Vec::new(),
        left_out: Vec::new(),
        document: document.clone(),
        report: None,
        lines: document
            .parts
            .iter()
            .map(|part| Lines::unchanged(&part.text))
            .collect(),
    };
    let mut wanted: Vec<&'r Finding> = Vec::new();
    for finding in report.visible_findings() {
        match safe_fix(finding) {
            Err(why) => fixes.left_out.push((finding, LeftOut::Unsafe(why))),
            Ok(_) if unwanted.contains(&finding.id) => fixes.unwanted.push(finding),
            Ok(_) => wanted.push(finding),
        }
    }
    wanted.order_by_key(|finding| (finding.severity, finding.certainty));
    let size: usize = document.parts.iter().map(|part| part.text.len()).sum();
    let tries = (MOST_ANALYSED / size.max(1)).clamp(FEWEST_TRIES, MOST_TRIES);
    let mut trial = Trial {
        settings,
        before: report,
        tries,
        fixes,
    };
    while !wanted.is_empty() {
        wanted = trial.make(wanted);
    }
    let mut fixes = trial.fixes;
    fixes
        .left_out
        .order_by_key(|(finding, _)| (finding.span, finding.rule));
    fixes
}

/// A fix in the text as it is now.
#[derive(Clone)]
struct Candidate<'r> {
    finding: &'r Finding,
    edits: Vec<Edit>,
}

struct Trial<'s, 'r> {
    settings: &'s Settings,
    before: &'r Report,
    /// How often the document may still be analysed.
    tries: usize,
    fixes: SafeFixes<'r>,
}

impl<'r> Trial<'_, 'r> {
    /// Makes the fixes that do not touch each other in the text as it is now, and says which are to be made after them.
    fn make(&mut self, wanted: Vec<&'r Finding>) -> Vec<&'r Finding> {
        let mut candidates = Vec::new();
        for finding in wanted {
            match self.fix_now(finding) {
                // It went away with another.
                None => self.fixes.made.push(finding),
                Some(Err(why)) => self.leave_out(finding, LeftOut::Unsafe(why)),
                Some(Ok(edits)) => candidates.push(Candidate { finding, edits }),
            }
        }
        let mut joined = Joined::default();
        let fit: Vec<bool> = candidates.iter().map(|one| joined.add(&one.edits)).collect();
        let (mut together, mut later) = (Vec::new(), Vec::new());
        for (candidate, fits) in candidates.into_iter().zip(fit) {
            match fits {
                true => together.push(candidate),
                false => later.push(candidate.finding),
            }
        }
        let base = self.fixes.document.clone();
        let mut accepted = Vec::new();
        self.admit(&base, &mut accepted, together);
        self.follow(&base, &accepted);
        self.fixes.made.extend(accepted.iter().map(|one| one.finding));
        later
    }

    /// The edits of a finding's fix in the text as it is now; none when it is not found any more.
    fn fix_now(&self, finding: &Finding) -> Option<Result<Vec<Edit>, Unsafe>> {
        let now = self.fixes.report.as_ref().unwrap_or(self.before);
        let held = now.visible_findings().find(|held| held.id == finding.id)?;
        Some(safe_fix(held).map(|fix| fix.edits.clone()))
    }

    /// Adds those to the accepted fixes that spoil nothing: all at once when that goes well, else by halves.
    fn admit(
        &mut self,
        base: &Document,
        accepted: &mut Vec<Candidate<'r>>,
        mut candidates: Vec<Candidate<'r>>,
    ) {
        if candidates.is_empty() {
            return;
        }
        if self.tries == 0 {
            for candidate in candidates {
                self.leave_out(candidate.finding, LeftOut::TooMany);
            }
            return;
        }
        self.tries -= 1;
        let count = accepted.len();
        accepted.extend(candidates.iter().cloned());
        let document = with_fixes(base, accepted);
        let report = analyze(&document, self.settings);
        let spoiled = self.spoiled(&report);
        let still = |one: &Candidate<'_>| has(&report, one.finding);
        if spoiled.is_none() && !accepted.iter().any(still) {
            self.fixes.document = document;
            self.fixes.report = Some(report);
            return;
        }
        accepted.truncate(count);
        if let [only] = candidates.as_slice() {
            self.leave_out(only.finding, spoiled.unwrap_or(LeftOut::StillFound));
            return;
        }
        let second = candidates.split_off(candidates.len() / 2);
        self.admit(base, accepted, candidates);
        self.admit(base, accepted, second);
    }

    /// What is wrong with a report that was not before.
    fn spoiled(&self, after: &Report) -> Option<LeftOut> {
        let parts = self.before.parts.iter().zip(&after.parts);
        for (old, new) in parts {
            if new.errors.len() > old.errors.len() {
                let was_there = |message: &str| old.errors.iter().any(|error| error.message == message);
                let mut errors = new.errors.iter().map(|error| error.message.as_str());
                let message = errors.find(|message| !was_there(message));
                return Some(LeftOut::NotUnderstood(message.unwrap_or_default().to_owned()));
            }
        }
        let refused = |report: &Report| -> Vec<String> {
            let notes = report.catalog.notes().iter();
            let refused = notes.filter(|note| matches!(note.kind, NoteKind::Refused(_)));
            refused.map(|note| note.reason.clone()).collect()
        };
        let (old, new) = (refused(self.before), refused(after));
        if new.len() > old.len() {
            let reason = new.into_iter().find(|reason| !old.contains(reason));
            return Some(LeftOut::NotUnderstood(reason.unwrap_or_default()));
        }
        let came_back = |finding: &Finding| self.fixes.made.iter().any(|made| made.id == finding.id);
        let is_new = |finding: &Finding| !self.before.findings.iter().any(|old| old.id == finding.id);
        let worse = after
            .visible_findings()
            .find(|finding| came_back(finding) || (finding.severity == Severity::Error && is_new(finding)));
        worse.map(|finding| LeftOut::NewError(finding.message.clone()))
    }

    /// Keeps account of the lines.
    fn follow(&mut self, base: &Document, accepted: &[Candidate<'r>]) {
        let joined = joined(accepted);
        for (number, (old, new)) in base.parts.iter().zip(&self.fixes.document.parts).enumerate() {
            let edits = joined.of_source(number);
            if let Some(lines) = self.fixes.lines.get_mut(number).filter(|_| !edits.is_empty()) {
                *lines = Lines::after(&old.text, &edits, &new.text).behind(lines);
            }
        }
    }

    fn leave_out(&mut self, finding: &'r Finding, why: LeftOut) {
        self.fixes.left_out.push((finding, why));
    }
}

fn has(report: &Report, finding: &Finding) -> bool {
    report.visible_findings().any(|held| held.id == finding.id)
}

fn joined<'f>(candidates: &'f [Candidate<'_>]) -> Joined<'f> {
    let mut joined = Joined::default();
    for candidate in candidates {
        joined.add(&candidate.edits);
    }
    joined
}

fn with_fixes(base: &Document, candidates: &[Candidate<'_>]) -> Document {
    let joined = joined(candidates);
    let mut document = base.clone();
    for (number, part) in document.parts.iter_mut().enumerate() {
        let edits = joined.of_source(number);
        if !edits.is_empty() {
            part.text = edited(&part.text, &edits).into();
        }
    }
    document
}

#[cfg(test)]
mod tests;
