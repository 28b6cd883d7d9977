//! What is said of a name in a text, and what a fix changes, line by line.

use rowproof_editing::Meaning;
use rowproof_engine::Report;
use rowproof_engine::catalog::{Catalog, Column, Relation};
use rowproof_engine::findings::Edit;

use super::understood::kind_name;
use super::understood_facts::{column_notes, constraint_text};

/// Columns of a relation that are told; the rest is counted.
const COLUMNS: usize = 12;
/// Lines that a fix takes away or adds and that are shown, of each.
const LINES: usize = 8;

/// The name of what is meant: `orders`, `orders.id`.
pub(super) fn name_of(report: &Report, meaning: &Meaning) -> String {
    let relation = |id| {
        report
            .catalog
            .relation(id)
            .map_or(String::new(), |found| found.name.to_string())
    };
    match meaning {
        Meaning::Relation(id) => relation(*id),
        Meaning::Column(id, column) => [&relation(*id), ".", column].concat(),
        Meaning::Type(name) => name.to_string(),
    }
}

/// What it is, and what is known of it, a sentence or list a line.
pub(super) fn described(report: &Report, meaning: &Meaning) -> Option<(&'static str, Vec<String>)> {
    let catalog = &report.catalog;
    match meaning {
        Meaning::Relation(id) => {
            let relation = catalog.relation(*id)?;
            Some((kind_name(relation.kind), relation_lines(catalog, relation)))
        }
        Meaning::Column(id, column) => {
            let relation = catalog.relation(*id)?;
            let column = relation.column(column)?;
            Some(("column", column_lines(catalog, relation, column)))
        }
        Meaning::Type(name) => {
            if let Some((_, labels)) = catalog.enums().into_iter().find(|(found, _)| *found == name) {
                return Some(("enum", vec![labels.join(", ")]));
            }
            let domains = catalog.domains();
            let domain = domains.into_iter().find(|domain| domain.name == *name)?;
            let mut lines = vec![format!("`{}`", domain.base)];
            lines.extend(
                domain
                    .checks
                    .iter()
                    .map(|check| format!("CHECK `{}`", check.expression.text)),
            );
            Some(("domain", lines))
        }
    }
}

fn relation_lines(catalog: &Catalog, relation: &Relation) -> Vec<String> {
    let mut lines: Vec<String> = relation
        .comment
        .iter()
        .map(|comment| format!("“{comment}”"))
        .collect();
    for column in relation.columns.iter().take(COLUMNS) {
        let notes = column_notes(relation, column).join(", ");
        lines.push(format!("`{}` {}, {notes}", column.name, *column.data_type));
    }
    let more = relation.columns.len().saturating_sub(COLUMNS);
    if more > 0 {
        lines.push(format!("and {more} more columns"));
    }
    let referring = catalog.references_to(relation.id);
    let names = referring
        .iter()
        .map(|(other, _, key)| format!("`{}.{}`", other.name, key.columns.join(", ")));
    lines.extend(referred(names));
    lines
}

fn column_lines(catalog: &Catalog, relation: &Relation, column: &Column) -> Vec<String> {
    let notes = column_notes(relation, column).join(", ");
    let mut lines = vec![format!("`{}`, {notes}", *column.data_type)];
    for constraint in relation.constraints.iter() {
        let is_alone = constraint.key().is_some_and(|key| key.columns.len() == 1)
            && relation.is_in_primary_key(&column.name);
        let names_it = match (constraint.key(), constraint.foreign_key()) {
            (Some(key), _) => key.columns.contains(&column.name) && !is_alone,
            (None, Some(key)) => key.columns.contains(&column.name) && key.columns.len() > 1,
            (None, None) => false,
        };
        if names_it {
            let kind = match (
                constraint.foreign_key(),
                relation.primary_key() == constraint.key(),
            ) {
                (Some(_), _) => "foreign key",
                (None, true) => "primary key",
                (None, false) => "unique",
            };
            lines.push(format!("{kind} `{}`", constraint_text(constraint)));
        }
    }
    let referring = catalog.references_to(relation.id);
    let names = referring.iter().filter_map(|(other, _, key)| {
        let at = key
            .referenced_columns
            .iter()
            .position(|referenced| *referenced == column.name);
        let implied = || {
            let primary = &relation
                .primary_key()
                .filter(|_| key.referenced_columns.is_empty())?
                .columns;
            primary.iter().position(|keyed| *keyed == column.name)
        };
        let referring = key.columns.get(at.or_else(implied)?)?;
        Some(format!("`{}.{referring}`", other.name))
    });
    lines.extend(referred(names));
    lines
}

/// `referenced by a, b and 3 more`
fn referred(names: impl Iterator<Item = String>) -> Option<String> {
    let mut names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(COLUMNS);
    names.truncate(COLUMNS);
    let mut line = format!("referenced by {}", names.join(", "));
    if more > 0 {
        line.push_str(&format!(" and {more} more"));
    }
    (!names.is_empty()).then_some(line)
}

/// What becomes of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Changed {
    Gone(String),
    New(String),
    /// More lines are not shown.
    More,
}

/// The lines that edits change, which are ordered and do not overlap.
pub(super) fn changed_lines(report: &Report, edits: &[Edit]) -> Vec<Changed> {
    let mut changed = Vec::new();
    let mut rest = edits;
    while let Some((first, _)) = rest.split_first() {
        let text = report.part_of(first.span).map_or("", |part| part.source.text());
        let line_end = |from: u32| {
            let behind = text.get(from as usize..).unwrap_or_default();
            from + behind.find('\n').unwrap_or(behind.len()) as u32
        };
        let mut end = line_end(first.span.end);
        let together = rest
            .iter()
            .take_while(|edit| {
                let is_near = edit.span.source == first.span.source && edit.span.start <= end;
                end = if is_near {
                    line_end(edit.span.end).max(end)
                } else {
                    end
                };
                is_near
            })
            .count();
        let before = text.get(..first.span.start as usize).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let (block, more) = rest.split_at(together);
        rest = more;
        let mut new = String::new();
        let mut at = start;
        for edit in block {
            new.push_str(text.get(at..edit.span.start as usize).unwrap_or_default());
            new.push_str(&edit.replacement);
            at = edit.span.end as usize;
        }
        new.push_str(text.get(at..end as usize).unwrap_or_default());
        add_difference(
            &mut changed,
            text.get(start..end as usize).unwrap_or_default(),
            &new,
        );
    }
    changed
}

/// Lines of two texts, without those that are the same at both ends.
fn add_difference(changed: &mut Vec<Changed>, before: &str, after: &str) {
    let before: Vec<&str> = before.split('\n').collect();
    let after: Vec<&str> = after.split('\n').collect();
    let same = before
        .iter()
        .zip(&after)
        .take_while(|(old, new)| old == new)
        .count();
    let rest = before.len().min(after.len()) - same;
    let both_ends = before.iter().rev().zip(after.iter().rev());
    let same_end = both_ends.take(rest).take_while(|(old, new)| old == new).count();
    let gone = before.get(same..before.len() - same_end).unwrap_or_default();
    let new = after.get(same..after.len() - same_end).unwrap_or_default();
    let mut add = |lines: &[&str], line_of: fn(String) -> Changed| {
        changed.extend(lines.iter().take(LINES).map(|line| line_of((*line).to_owned())));
        if lines.len() > LINES {
            changed.push(Changed::More);
        }
    };
    add(gone, Changed::Gone);
    add(new, Changed::New);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_differ_are_shown() {
        let mut changed = Vec::new();
        add_difference(&mut changed, "a\nb\nc", "a\nB\nc");
        assert_eq!(
            changed,
            [Changed::Gone("b".to_owned()), Changed::New("B".to_owned())]
        );
        changed.clear();
        add_difference(&mut changed, "a", "a\na");
        assert_eq!(changed, [Changed::New("a".to_owned())]);
        changed.clear();
        add_difference(&mut changed, "", &"x\n".repeat(20));
        assert_eq!(changed.len(), LINES + 1);
    }
}
