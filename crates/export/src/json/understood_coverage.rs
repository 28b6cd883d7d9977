//! What would be let in? Every table with its score and, for each class of wrong values, how many columns refuse it.

use rowproof_engine::Report;
use rowproof_engine::coverage::{Accepted, Coverage, FORMULA, RelationCoverage, Score, WrongValue};

use super::coverage::{coverage_words, of_all};
use super::understood_looks::{Answer, SurveyLine, Surveyed};

const CLASSES: [WrongValue; 5] = [
    WrongValue::Missing,
    WrongValue::OutOfDomain,
    WrongValue::Duplicate,
    WrongValue::Orphan,
    WrongValue::Contradiction,
];

/// Behind every score.
const NOTHING_COUNTS: usize = 101;

/// A row for each table.
pub(super) fn coverage_survey<'r>(report: &Report, tables: &[Surveyed<'r>]) -> Answer<'r> {
    let coverage = Coverage::of(report);
    let rows = tables.iter().filter_map(|table| {
        let held = coverage.of_relation(table.relation.id)?;
        let score = held.score();
        let mut cells = vec![score_lines(score)];
        cells.extend(CLASSES.map(|wrong| vec![class_line(held, wrong)]));
        let rank = score.percent().unwrap_or(NOTHING_COUNTS);
        Some(table.row(rank, None, cells))
    });
    Answer {
        question: "What would be let in?",
        summary: coverage_words(report, &coverage),
        note: FORMULA,
        columns: &[
            "Score",
            "NULL",
            "Outside domain",
            "Duplicates",
            "References to no row",
            "Contradictions",
        ],
        drafts: rows.collect(),
    }
}

fn score_lines(score: Score) -> Vec<SurveyLine> {
    let Some(percent) = score.percent() else {
        return vec![SurveyLine::quiet("nothing counts".to_owned())];
    };
    let text = format!("{percent} %");
    vec![
        match score.accepted {
            0 => SurveyLine::plain(text),
            _ => SurveyLine::wrong(text, None),
        },
        SurveyLine::quiet(of_all(score)),
    ]
}

/// How many columns refuse the class of those it counts for, and a finding that shows it to get in. Equal rows, which are no one
/// column's, count like a column.
fn class_line(held: &RelationCoverage, wrong: WrongValue) -> SurveyLine {
    let columns = held.columns.iter();
    let refused = columns.filter(|column| column.refused.contains(&wrong)).count();
    let of_columns = held.columns.iter().flat_map(|column| &column.accepted);
    let accepted: Vec<&Accepted> = of_columns
        .chain(&held.accepted)
        .filter(|accepted| accepted.wrong == wrong)
        .collect();
    let all = refused + accepted.len();
    let text = format!("{refused} of {all}");
    match (all, accepted.is_empty()) {
        (0, _) => SurveyLine::quiet("–".to_owned()),
        (_, true) => SurveyLine::plain(text),
        (_, false) => SurveyLine::wrong(text, accepted.iter().find_map(|held| held.finding.clone())),
    }
}
