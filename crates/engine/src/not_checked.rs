//! What was not looked at: silence must never read as approval.

use rowproof_catalog::RelationKind;
use rowproof_findings::NotChecked;
use rowproof_rules::{MAX_DETAILED, rule_of_note};
use rowproof_source::{MAX_SOURCE_BYTES, SmallSet, SortSmall, Span};
use rowproof_syntax::InputKind;

use crate::MAX_PARTS;
use crate::analysis::Reading;

/// What was left out before any rule ran.
#[derive(Debug, Default)]
pub(crate) struct Skipped {
    pub(crate) parts_left_out: usize,
    pub(crate) texts_cut: Vec<String>,
    pub(crate) rules_off: Vec<&'static str>,
    pub(crate) rules_of_other_dialects: Vec<&'static str>,
    pub(crate) undetailed: Vec<(&'static str, usize)>,
}

/// Everything not looked at, ordered by place, things without one last, nothing twice.
pub(crate) fn list_not_checked(reading: &Reading, skipped: Skipped) -> Vec<NotChecked> {
    let mut list = Vec::new();
    list.extend(statements_left_out(reading));
    list.extend(catalog_notes(reading, &skipped));
    list.extend(absent_parents(reading));
    list.extend(unresolved_names(reading));
    list.extend(views_and_foreign(reading));
    list.extend(parts_of_later_kinds(reading));
    list.extend(what_was_skipped(reading, skipped));
    list.order_by(|a, b| (a.span.is_none(), a).cmp(&(b.span.is_none(), b)));
    list.dedup_by(|a, b| a.subject == b.subject && a.reason == b.reason && a.span == b.span);
    list
}

fn entry(span: Option<Span>, subject: impl Into<String>, reason: impl Into<String>) -> NotChecked {
    NotChecked {
        span,
        subject: subject.into(),
        reason: reason.into(),
    }
}

fn statements_left_out(reading: &Reading) -> Vec<NotChecked> {
    reading
        .parts
        .iter()
        .flat_map(|part| part.errors.iter().map(move |error| (part, error)))
        .map(|(part, error)| {
            entry(
                Some(error.span),
                format!("a place in `{}`", part.source.name()),
                error.message.clone(),
            )
        })
        .collect()
}

/// What the catalog could not take, save what a rule makes a finding of.
fn catalog_notes(reading: &Reading, skipped: &Skipped) -> Vec<NotChecked> {
    let is_off = |code: &&str| skipped.rules_off.contains(code);
    let notes = reading.catalog.notes().iter();
    notes
        .filter(|note| rule_of_note(note).is_none_or(|code| is_off(&code)))
        .map(|note| entry(Some(note.span), note.subject.clone(), note.reason.clone()))
        .collect()
}

/// Foreign keys to tables that are not in the paste: their types and keys cannot be compared.
fn absent_parents(reading: &Reading) -> Vec<NotChecked> {
    let mut seen = SmallSet::default();
    let mut list = Vec::new();
    for (_, constraint, foreign_key) in reading.catalog.foreign_keys() {
        if foreign_key.relation.is_none() && seen.insert(foreign_key.referenced.to_string()) {
            list.push(entry(
                Some(constraint.span),
                format!("`{}`", foreign_key.referenced),
                "a foreign key points at it, and it is not in the paste; paste it too to check both sides",
            ));
        }
    }
    list
}

fn unresolved_names(reading: &Reading) -> Vec<NotChecked> {
    if !reading.has(InputKind::Schema) {
        let first = reading.queries.first();
        return first
            .map(|query| {
                entry(
                    Some(query.span),
                    "the queries",
                    "there is no schema to read them against; paste one too",
                )
            })
            .into_iter()
            .collect();
    }
    let unresolved = reading.queries.iter().flat_map(|query| &query.unresolved);
    unresolved
        .map(|name| {
            let what = if name.is_relation {
                "a relation"
            } else {
                "a column"
            };
            let reason = format!("a query names {what} that is not in the schema");
            entry(Some(name.span), format!("`{}`", name.name), reason)
        })
        .collect()
}

fn views_and_foreign(reading: &Reading) -> Vec<NotChecked> {
    reading
        .catalog
        .relations()
        .filter_map(|relation| {
            let reason = match relation.kind {
                RelationKind::View | RelationKind::MaterializedView => "a view: its query is not checked",
                RelationKind::ForeignTable => "a foreign table: another server keeps its constraints",
                RelationKind::VirtualTable => "a virtual table: its module keeps the rows",
                RelationKind::Table | RelationKind::Sequence => return None,
            };
            Some(entry(Some(relation.span), format!("`{}`", relation.name), reason))
        })
        .collect()
}

fn parts_of_later_kinds(reading: &Reading) -> Vec<NotChecked> {
    reading
        .parts
        .iter()
        .filter_map(|part| {
            let reason = match part.kind? {
                InputKind::Rows => "no rule looks at rows; what they show stands under “Sample rows”",
                InputKind::Migration => {
                    "the schema it leaves behind is checked; its locks and its order of steps are not reviewed by this version"
                }
                InputKind::Schema | InputKind::Queries | InputKind::Plan => return None,
            };
            Some(entry(None, format!("`{}`", part.source.name()), reason))
        })
        .collect()
}

fn what_was_skipped(reading: &Reading, skipped: Skipped) -> Vec<NotChecked> {
    let mut list = Vec::new();
    for name in skipped.texts_cut {
        let reason = format!(
            "only the first {} MiB were read; check the rest on its own",
            MAX_SOURCE_BYTES >> 20
        );
        list.push(entry(None, format!("the end of `{name}`"), reason));
    }
    if skipped.parts_left_out > 0 {
        let subject = format!("the last {} parts", skipped.parts_left_out);
        list.push(entry(
            None,
            subject,
            format!("only the first {MAX_PARTS} parts are read"),
        ));
    }
    for (rule, count) in skipped.undetailed {
        let subject = format!("the rows and fixes of {count} more findings of `{rule}`");
        let reason = format!(
            "only the first {MAX_DETAILED} of a rule are tried and written out; mend some and check again"
        );
        list.push(entry(None, subject, reason));
    }
    for rule in skipped.rules_off {
        list.push(entry(
            None,
            format!("rule `{rule}`"),
            "switched off in the settings",
        ));
    }
    let rules: Vec<String> = skipped
        .rules_of_other_dialects
        .iter()
        .map(|rule| format!("`{rule}`"))
        .collect();
    if let Some((first, others)) = rules.split_first() {
        let (subject, they) = match others.split_last() {
            None => (format!("rule {first}"), "it does"),
            Some((last, between)) => {
                let before = [std::slice::from_ref(first), between].concat().join(", ");
                (format!("rules {before} and {last}"), "they do")
            }
        };
        let reason = format!("{they} not apply to {}", reading.catalog.dialect().name());
        list.push(entry(None, subject, reason));
    }
    list
}
