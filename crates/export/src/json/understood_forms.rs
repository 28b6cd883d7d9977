//! Is each fact stored once? The normal form of every table, and what stands in the way of the next.

use rowproof_engine::catalog::{Catalog, Relation};
use rowproof_engine::{FormViolation, NormalForm, RelationForm, TableView, relation_form};
use rowproof_source::SortSmall;

use super::normal_form::short;
use super::understood_looks::{Answer, SurveyLine, Surveyed, counted, quoted};

/// The rules that tell of columns that follow from others.
const DEPENDENCY_RULES: [&str; 3] = [
    "copied-parent-column",
    "partial-key-dependency",
    "transitive-lookup",
];

/// A row for each table: its keys, its form, and the worst that keeps it from the next.
pub(super) fn forms_survey<'r>(catalog: &'r Catalog, tables: &[Surveyed<'r>]) -> Answer<'r> {
    let (mut below, mut without_key) = (0, 0);
    let rows = tables.iter().map(|table| {
        let form = relation_form(&TableView::new(catalog, table.relation, &[]));
        let rank = form.as_ref().map_or(NOT_KNOWN, |form| rank(form.form));
        below += usize::from(rank < WHOLE);
        without_key += usize::from(form.as_ref().is_some_and(|form| form.keys.is_empty()));
        let cells = match &form {
            Some(form) => vec![
                key_lines(table.relation, form),
                vec![form_line(form)],
                violation_lines(table, form),
            ],
            None => vec![
                vec![SurveyLine::quiet("not reckoned".to_owned())],
                vec![SurveyLine::quiet("not known".to_owned())],
                vec![SurveyLine::quiet(
                    "more columns are in its keys and dependencies than are reckoned with".to_owned(),
                )],
            ],
        };
        table.row(rank, None, cells)
    });
    let drafts = rows.collect();
    let all = counted(tables.len(), "table");
    let mut summary = match below {
        0 => format!("No known dependency breaks a normal form of {all}."),
        _ => {
            let are = if below == 1 { "is" } else { "are" };
            format!(
                "{below} of {all} {are} below Boyce-Codd normal form: a fact can be stored in several rows, and contradict itself."
            )
        }
    };
    if without_key > 0 {
        let have = if without_key == 1 { "has" } else { "have" };
        summary.push_str(&format!(" {} {have} no key.", counted(without_key, "table")));
    }
    Answer {
        question: "Is each fact stored once?",
        summary,
        note: "A form is the highest that no known dependency breaks. Dependencies are known from keys, from what the database computes, from foreign keys to tables with the same columns, and from comments (likely) or names alone (possible); what nothing tells of is not seen.",
        columns: &["Keys", "Form", "What breaks the next form"],
        drafts,
    }
}

const WHOLE: usize = 3;
const NOT_KNOWN: usize = 4;

/// The lower the form, the earlier.
fn rank(form: NormalForm) -> usize {
    match form {
        NormalForm::First => 0,
        NormalForm::Second => 1,
        NormalForm::Third => 2,
        NormalForm::BoyceCodd => WHOLE,
    }
}

fn form_line(form: &RelationForm) -> SurveyLine {
    let text = short(form.form).to_owned();
    match form.form {
        NormalForm::BoyceCodd => SurveyLine::plain(text),
        _ => SurveyLine::wrong(text, None),
    }
}

/// The candidate keys, the primary one first, then what would be one but for its NULLs.
fn key_lines(relation: &Relation, form: &RelationForm) -> Vec<SurveyLine> {
    let primary = relation.primary_key().map(|key| sorted(&key.columns));
    let is_primary = |key: &[String]| primary.as_ref().is_some_and(|primary| sorted(key) == *primary);
    let mut lines = Vec::new();
    for wanted in [true, false] {
        for key in form.keys.iter().filter(|key| is_primary(key) == wanted) {
            let mark = if wanted { " (primary)" } else { "" };
            lines.push(SurveyLine::plain(format!("{}{mark}", quoted(key))));
        }
    }
    if lines.is_empty() {
        lines.push(SurveyLine::wrong("no key".to_owned(), None));
    }
    for key in &form.nullable_keys {
        lines.push(SurveyLine::quiet(format!("{}, but for NULL", quoted(key))));
    }
    lines
}

fn sorted(columns: &[String]) -> Vec<&String> {
    let mut columns: Vec<&String> = columns.iter().collect();
    columns.order();
    columns
}

fn violation_lines(table: &Surveyed<'_>, form: &RelationForm) -> Vec<SurveyLine> {
    let Some(worst) = form.violations.first() else {
        return vec![SurveyLine::quiet("no known dependency breaks it".to_owned())];
    };
    let text = format!(
        "{} → `{}` ({})",
        quoted(&worst.determinant),
        worst.dependent,
        worst.certainty.as_str()
    );
    let mut lines = vec![
        SurveyLine::wrong(text, finding_of(table, worst)),
        SurveyLine::quiet(worst.anomaly.clone()),
    ];
    let more = form.violations.len() - 1;
    if more > 0 {
        lines.push(SurveyLine::quiet(format!("and {more} more")));
    }
    lines
}

/// The finding that tells of the same, if there is one.
fn finding_of(table: &Surveyed<'_>, violation: &FormViolation) -> Option<String> {
    let found = table.findings.iter().find(|finding| {
        DEPENDENCY_RULES.contains(&finding.rule) && finding.columns.contains(&violation.dependent)
    });
    found.map(|finding| finding.id.clone())
}
