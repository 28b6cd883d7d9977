//! What the rules about one column that tells rows apart share.

use super::super::constraints::comment_states_rule::unique_cause;
use crate::prelude::*;

/// Columns beside a key that say the same thing comes again on purpose.
const AGAIN: WordList =
    WordList::new("attempt,effective_from,lang,language,language_code,locale,revision,valid_from,version");

/// Words of tables that repeat what other tables hold.
const COPIES: WordList =
    WordList::new("archive,attempt,backup,detail,line,request,revision,translation,version");

/// Whether the column is free to repeat where nothing suggests that it may: plain text or a number of the table's own,
/// in no key, in a table whose rows do not come again.
pub(super) fn is_loose(table: &TableView<'_>, column: &ColumnView<'_>) -> bool {
    let held = column.column;
    let whole = held.data_type.is_text()
        || matches!(
            held.data_type.family,
            TypeFamily::Uuid | TypeFamily::Integer(_) | TypeFamily::Binary
        );
    let again = table.columns.iter().any(|other| other.is_named(AGAIN));
    let copied = || {
        let mut parents = table.relation.foreign_keys();
        parents.any(|(_, key)| {
            let parent = key.relation.and_then(|id| table.catalog.relation(id));
            parent.is_some_and(|parent| parent.id != table.relation.id && parent.column(&held.name).is_some())
        })
    };
    // `username_clean`, unique, is what `username` is compared by.
    let folded = || {
        let longer = |other: &&ColumnView<'_>| {
            other.words.len() > column.words.len() && other.words.starts_with(&column.words)
        };
        table
            .columns
            .iter()
            .filter(longer)
            .any(|other| table.is_in_key(other.column))
    };
    whole
        && column.is_written()
        && !table.staging
        && !table.is_log()
        && !table.says(COPIES)
        && !again
        && !table.refers(held)
        && !table.is_in_key(held)
        && !copied()
        && !folded()
}

/// The gap and its fix: unique, within the tenant where there is one.
pub(super) fn push<'c>(
    table: &TableView<'c>,
    column: &ColumnView<'c>,
    (rule, words): (&Rule, &'static Words),
    certainty: Certainty,
    findings: &mut Findings<'_>,
) {
    let held = column.column;
    let mut gap = table.gap(column, words);
    gap.certainty = certainty;
    gap.rows = Rows::Twice(vec![&held.name]);
    gap.root_cause = Some((unique_cause(table.relation, held), 1));
    let tenant = table.tenant();
    let within: Vec<&Column> = tenant.into_iter().chain([held]).collect();
    let title = match tenant {
        Some(tenant) => format!("declare it UNIQUE within each `{}`", tenant.name),
        None => "declare it UNIQUE".to_owned(),
    };
    gap.fixes
        .extend(table.told_apart(&within, &title, "No two rows share it."));
    findings.push(rule, &gap);
}
