//! Constraint coverage as JSON, and in sentences.

use rowproof_engine::Report;
use rowproof_engine::catalog::Relation;
use rowproof_engine::coverage::{Accepted, ColumnCoverage, Coverage, FORMULA, RelationCoverage, Score};
use rowproof_engine::source::SortSmall;
use serde::Serialize;

/// How many of the least covered tables are named.
const LEAST: usize = 3;

/// Which wrong values a schema refuses.
#[derive(Debug, Serialize)]
pub struct CoverageJson {
    /// Of all tables.
    #[serde(flatten)]
    pub score: ScoreJson,
    /// How the score is made.
    pub formula: &'static str,
}

/// How many of the classes of wrong values that are spoken of are refused.
#[derive(Debug, Serialize)]
pub struct ScoreJson {
    /// Classes that constraints refuse, column by column.
    pub refused: usize,
    /// Classes that findings show to get in.
    pub accepted: usize,
    /// Refused of both, rounded down; none where nothing counts.
    pub percent: Option<usize>,
}

/// Which wrong values a table refuses.
#[derive(Debug, Serialize)]
pub struct RelationCoverageJson {
    /// Of the table.
    #[serde(flatten)]
    pub score: ScoreJson,
    /// What gets in that is no one column's.
    pub accepts: Vec<AcceptedJson>,
    /// The columns that something is known of, in the table's order.
    pub columns: Vec<ColumnCoverageJson>,
}

/// Which wrong values a column refuses.
#[derive(Debug, Serialize)]
pub struct ColumnCoverageJson {
    /// As stored.
    pub name: String,
    /// `missing`, `out-of-domain`, `duplicate`, `orphan`, `contradiction`
    pub refuses: Vec<&'static str>,
    /// What gets in.
    pub accepts: Vec<AcceptedJson>,
}

/// A class of wrong values that gets in.
#[derive(Debug, Serialize)]
pub struct AcceptedJson {
    /// As in `refuses`.
    pub class: &'static str,
    /// The id of the finding that shows it; null where rules that would are switched off.
    pub finding: Option<String>,
}

/// The coverage of a whole schema.
pub(super) fn coverage_json(coverage: &Coverage) -> CoverageJson {
    CoverageJson {
        score: score_json(coverage.score()),
        formula: FORMULA,
    }
}

/// The coverage of a table; none for what is no table.
pub(super) fn relation_coverage_json(
    coverage: &Coverage,
    relation: &Relation,
) -> Option<RelationCoverageJson> {
    let held = coverage.of_relation(relation.id)?;
    let known = |column: &&ColumnCoverage| !(column.refused.is_empty() && column.accepted.is_empty());
    Some(RelationCoverageJson {
        score: score_json(held.score()),
        accepts: held.accepted.iter().map(accepted_json).collect(),
        columns: held
            .columns
            .iter()
            .filter(known)
            .map(|column| ColumnCoverageJson {
                name: column.name.clone(),
                refuses: column.refused.iter().map(|wrong| wrong.code()).collect(),
                accepts: column.accepted.iter().map(accepted_json).collect(),
            })
            .collect(),
    })
}

fn accepted_json(accepted: &Accepted) -> AcceptedJson {
    AcceptedJson {
        class: accepted.wrong.code(),
        finding: accepted.finding.clone(),
    }
}

fn score_json(score: Score) -> ScoreJson {
    ScoreJson {
        refused: score.refused,
        accepted: score.accepted,
        percent: score.percent(),
    }
}

/// `76 % covered`; empty where nothing counts.
pub(super) fn coverage_title(coverage: &Coverage) -> String {
    let percent = coverage.score().percent();
    percent.map_or_else(String::new, |percent| format!("{percent} % covered"))
}

/// What a schema refuses, and its least covered tables, in two sentences.
pub(super) fn coverage_words(report: &Report, coverage: &Coverage) -> String {
    let score = coverage.score();
    let mut words = format!(
        "Of {} kinds of wrong values that this schema speaks of, {} are refused.",
        score.all(),
        score.refused
    );
    let mut least: Vec<(usize, &RelationCoverage)> = coverage
        .relations
        .iter()
        .filter(|held| held.score().accepted > 0)
        .filter_map(|held| Some((held.score().percent()?, held)))
        .collect();
    least.order_by_key(|(percent, _)| *percent);
    let named = least.iter().take(LEAST).filter_map(|(_, held)| {
        let relation = report.catalog.relation(held.relation)?;
        Some(format!("`{}` ({})", relation.name, of_all(held.score())))
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        words.push_str(&format!(" Least covered: {}.", named.join(", ")));
    }
    words
}

/// `3 of 9 kinds of wrong values refused`; none where nothing counts.
pub(super) fn relation_coverage_words(coverage: &Coverage, relation: &Relation) -> Option<String> {
    let score = coverage.of_relation(relation.id)?.score();
    (score.all() > 0).then(|| format!("{} kinds of wrong values refused", of_all(score)))
}

/// What gets into a column, as notes.
pub(super) fn accepted_notes(coverage: &Coverage, relation: &Relation, column: &str) -> Vec<String> {
    let held = coverage.of_relation(relation.id);
    let column = held.and_then(|held| held.columns.iter().find(|held| held.name == column));
    let accepted = column.map_or(&[][..], |column| column.accepted.as_slice());
    let notes = accepted
        .iter()
        .map(|accepted| format!("accepts {}", accepted.wrong.name()));
    notes.collect()
}

/// `3 of 9`
pub(super) fn of_all(score: Score) -> String {
    format!("{} of {}", score.refused, score.all())
}
