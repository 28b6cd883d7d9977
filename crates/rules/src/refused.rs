//! What the server does with a statement because of a name or a size, as a finding.

use rowproof_catalog::{Note, NoteKind, Refusal};

use crate::prelude::*;

/// A note of the catalog that a rule makes a finding of.
struct Told<'c> {
    note: &'c Note,
    words: &'static Said,
    server: &'static str,
}

/// What a rule says of such a note.
pub(crate) struct Said {
    /// What to do, behind the subject and the reason.
    pub advice: &'static str,
    /// Why it matters, whole sentences.
    pub why: &'static str,
    /// How bad it is, when that differs from the rule's own.
    pub severity: Option<Severity>,
}

/// The rule that makes a finding of the note, which is then not listed as not checked.
pub fn rule_of_note(note: &Note) -> Option<&'static str> {
    match note.kind {
        NoteKind::Cut | NoteKind::Refused(Refusal::NameTooLong) => Some("identifier-too-long"),
        NoteKind::Refused(
            Refusal::DuplicateRelation | Refusal::DuplicateColumn | Refusal::DuplicateObject,
        ) => Some("duplicate-name"),
        NoteKind::Refused(Refusal::SizeLimit) => Some("mysql-size-limits"),
        _ => None,
    }
}

/// Makes a finding of every note that is the rule's.
pub(crate) fn report(
    context: &SchemaContext<'_>,
    findings: &mut Findings<'_>,
    rule: &Rule,
    said: impl Fn(NoteKind) -> &'static Said,
) {
    for note in context.catalog.notes() {
        if rule_of_note(note) == Some(rule.code) {
            let told = Told {
                note,
                words: said(note.kind),
                server: context.catalog.server().product.name(),
            };
            findings.push(rule, &told);
        }
    }
}

impl Told<'_> {
    /// The reason without what is said of every refusal.
    fn reason(&self) -> &str {
        let reason = self.note.reason.as_str();
        reason
            .split_once("; the database refuses")
            .map_or(reason, |(reason, _)| reason)
    }
}

impl Explain for Told<'_> {
    fn object(&self) -> String {
        self.note.subject.replace('`', "")
    }

    fn relation(&self) -> Option<&Relation> {
        None
    }

    fn span(&self) -> Span {
        self.note.span
    }

    fn message(&self) -> String {
        format!("{}: {}; {}", self.note.subject, self.reason(), self.words.advice)
    }

    fn why(&self) -> String {
        self.words.why.to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        (
            Certainty::Likely,
            format!("It is in the text, read as {} reads it.", self.server),
        )
    }

    fn severity(&self) -> Option<Severity> {
        self.words.severity
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        Vec::new()
    }
}
