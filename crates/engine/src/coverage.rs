//! Constraint coverage: which wrong values the schema refuses today, and which it accepts.
//!
//! What counts is what the schema itself speaks of. A class of wrong values of a column is refused when a constraint refuses it,
//! and accepted when a finding shows rows that get in and that its fix keeps out. A column that nothing is known of counts for
//! neither, nor does a plain type or a column that numbers itself: that `int` refuses letters and `serial` repeats no number is no
//! merit of a schema.

use rowproof_catalog::questions::{CheckFacts, ValueRange};
use rowproof_catalog::{Catalog, Forgotten, Relation, RelationId, RelationKind};
use rowproof_findings::{Certainty, Finding, SqlState};
use rowproof_source::{SmallMap, SortSmall};

use crate::Report;

/// How the score is made, as a sentence.
pub const FORMULA: &str = "Score = refused ÷ (refused + accepted), counted for each column and each of five classes of wrong values: none where there has to be one, one outside its domain, a duplicate, a reference to no row, a contradiction to another column. Refused is what a constraint refuses; accepted is what a finding (proven or likely) shows to get in. What nothing is known of does not count, nor do plain types and columns that number themselves.";

/// A class of wrong values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrongValue {
    /// NULL where there has to be a value.
    Missing,
    /// A value that is not in the list, the range or the pattern.
    OutOfDomain,
    /// A value that another row has.
    Duplicate,
    /// A value that points at no row.
    Orphan,
    /// A value that does not go with another of its row.
    Contradiction,
}

impl WrongValue {
    /// In a few words, as what is refused or accepted.
    pub fn name(self) -> &'static str {
        match self {
            WrongValue::Missing => "NULL",
            WrongValue::OutOfDomain => "values outside its domain",
            WrongValue::Duplicate => "duplicates",
            WrongValue::Orphan => "references to no row",
            WrongValue::Contradiction => "contradictions to another column",
        }
    }

    /// The word for it in JSON.
    pub fn code(self) -> &'static str {
        match self {
            WrongValue::Missing => "missing",
            WrongValue::OutOfDomain => "out-of-domain",
            WrongValue::Duplicate => "duplicate",
            WrongValue::Orphan => "orphan",
            WrongValue::Contradiction => "contradiction",
        }
    }
}

/// What a schema refuses and accepts.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The tables, by their places in the catalog; partitions are their parent's.
    pub relations: Vec<RelationCoverage>,
}

/// What a table refuses and accepts.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationCoverage {
    /// The table.
    pub relation: RelationId,
    /// What it accepts that is no one column's, such as equal rows.
    pub accepted: Vec<Accepted>,
    /// In the table's order.
    pub columns: Vec<ColumnCoverage>,
}

/// What a column refuses and accepts.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnCoverage {
    /// As stored.
    pub name: String,
    /// What constraints refuse, in order.
    pub refused: Vec<WrongValue>,
    /// What findings show to get in, in order; none of it is among the refused.
    pub accepted: Vec<Accepted>,
}

/// A class that gets in.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// The class.
    pub wrong: WrongValue,
    /// The id of the finding that shows it; none where rules that would are switched off.
    pub finding: Option<String>,
}

/// How much of what a schema speaks of it refuses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Classes that are refused.
    pub refused: usize,
    /// Classes that get in.
    pub accepted: usize,
}

impl Score {
    /// Both together.
    pub fn all(self) -> usize {
        self.refused + self.accepted
    }

    /// Rounded down, so that only all is 100; none where nothing counts.
    pub fn percent(self) -> Option<usize> {
        (100 * self.refused).checked_div(self.all())
    }

    fn and(self, other: Self) -> Self {
        Self {
            refused: self.refused + other.refused,
            accepted: self.accepted + other.accepted,
        }
    }
}

impl Coverage {
    /// Of a report's catalog and findings.
    pub fn of(report: &Report) -> Self {
        let mut shown: SmallMap<&str, Vec<&Finding>> = SmallMap::default();
        for finding in report.visible_findings() {
            if let Some(relation) = &finding.relation {
                shown.change(relation, |list| list.push(finding));
            }
        }
        let tables = report
            .catalog
            .relations()
            .filter(|relation| relation.kind == RelationKind::Table && relation.partition_of.is_none());
        let relations = tables.map(|relation| {
            let name = relation.name.to_string();
            let findings = shown.get(name.as_str()).map_or(&[][..], Vec::as_slice);
            coverage_of(&report.catalog, relation, findings)
        });
        let mut relations: Vec<RelationCoverage> = relations.collect();
        relations.order_by_key(|held| held.relation);
        Self { relations }
    }

    /// Of a table; none for what is no table, and for partitions.
    pub fn of_relation(&self, id: RelationId) -> Option<&RelationCoverage> {
        let at = self.relations.binary_search_by_key(&id, |held| held.relation);
        self.relations.get(at.ok()?)
    }

    /// Of all tables.
    pub fn score(&self) -> Score {
        let scores = self.relations.iter().map(RelationCoverage::score);
        scores.fold(Score::default(), Score::and)
    }
}

impl RelationCoverage {
    /// Of the table.
    pub fn score(&self) -> Score {
        let own = Score {
            refused: 0,
            accepted: self.accepted.len(),
        };
        let columns = self.columns.iter().map(|column| Score {
            refused: column.refused.len(),
            accepted: column.accepted.len(),
        });
        columns.fold(own, Score::and)
    }
}

fn coverage_of(catalog: &Catalog, relation: &Relation, findings: &[&Finding]) -> RelationCoverage {
    let facts = catalog.relation_facts(relation);
    let mut columns: Vec<ColumnCoverage> = facts
        .iter()
        .map(|(column, facts)| ColumnCoverage {
            name: column.name.clone(),
            refused: match column.identity {
                Some(_) => Vec::new(),
                None => refused(relation, &column.name, column.not_null, facts),
            },
            accepted: Vec::new(),
        })
        .collect();
    if !relation.forgotten.is_empty() {
        let_in_forgotten(catalog, relation, findings, &mut columns);
    }
    let mut whole = Vec::new();
    for finding in findings {
        let Some(wrong) = shown_by(finding) else { continue };
        let accepted = Accepted {
            wrong,
            finding: Some(finding.id.clone()),
        };
        let named = columns
            .iter_mut()
            .filter(|column| finding.columns.contains(&column.name));
        let mut is_named = false;
        for column in named {
            is_named = true;
            column.refused.retain(|refused| *refused != wrong);
            if column.accepted.iter().all(|other| other.wrong != wrong) {
                column.accepted.push(accepted.clone());
            }
        }
        if !is_named {
            whole.push(accepted);
        }
    }
    RelationCoverage {
        relation: relation.id,
        accepted: whole,
        columns,
    }
}

/// What CHECKs say that this version of the server reads and forgets gets in.
fn let_in_forgotten(
    catalog: &Catalog,
    relation: &Relation,
    findings: &[&Finding],
    columns: &mut [ColumnCoverage],
) {
    let is_forgotten = |span| {
        relation.forgotten.iter().any(|clause| match clause {
            Forgotten::Check { span: of_check, .. } => *of_check == span,
            Forgotten::Reference { .. } => false,
        })
    };
    let finding = findings.iter().find(|finding| is_forgotten(finding.span));
    let written = catalog.written_facts(relation);
    for (column, (held, facts)) in columns.iter_mut().zip(&written) {
        if held.identity.is_some() {
            continue;
        }
        for wrong in refused(relation, &held.name, held.not_null, facts) {
            if !column.refused.contains(&wrong) {
                column.accepted.push(Accepted {
                    wrong,
                    finding: finding.map(|finding| finding.id.clone()),
                });
            }
        }
    }
}

/// What constraints refuse of a column.
fn refused(relation: &Relation, column: &str, not_null: bool, facts: &CheckFacts) -> Vec<WrongValue> {
    let names = |columns: &[String]| columns.iter().any(|name| name == column);
    let in_unique_index = || {
        let mut indexes = relation.indexes.iter().filter(|index| index.unique);
        indexes.any(|index| index.keys.iter().any(|key| names(&key.columns())))
    };
    let is_limited = facts.allowed.is_some()
        || !facts.patterns.is_empty()
        || facts.range != ValueRange::default()
        || facts.other;
    [
        (WrongValue::Missing, not_null),
        (WrongValue::OutOfDomain, is_limited),
        (WrongValue::Duplicate, in_unique_index()),
        (
            WrongValue::Orphan,
            relation.foreign_keys().any(|(_, key)| names(&key.columns)),
        ),
        (WrongValue::Contradiction, !facts.comparisons.is_empty()),
    ]
    .into_iter()
    .filter_map(|(wrong, is_refused)| is_refused.then_some(wrong))
    .collect()
}

/// The class of wrong values that a finding shows to get in: its rows are accepted today, and its first fix refuses them.
fn shown_by(finding: &Finding) -> Option<WrongValue> {
    let counterexample = finding.counterexample.as_ref()?;
    if finding.certainty == Certainty::Possible || !counterexample.today.is_accepted() {
        return None;
    }
    let mut verdicts = finding.fixes.iter().filter_map(|fix| fix.after.as_ref());
    Some(match verdicts.find_map(|verdict| verdict.sqlstate())? {
        SqlState::NotNullViolation => WrongValue::Missing,
        SqlState::UniqueViolation => WrongValue::Duplicate,
        SqlState::ForeignKeyViolation if is_listed(finding) => WrongValue::OutOfDomain,
        SqlState::ForeignKeyViolation => WrongValue::Orphan,
        SqlState::CheckViolation | SqlState::GeneratedAlways if finding.columns.len() > 1 => {
            WrongValue::Contradiction
        }
        _ => WrongValue::OutOfDomain,
    })
}

/// Whether some fix of it lists the values: the table of values that another fix makes refuses what is not in the list.
fn is_listed(finding: &Finding) -> bool {
    let states = finding
        .fixes
        .iter()
        .filter_map(|fix| fix.after.as_ref()?.sqlstate());
    states.into_iter().any(|state| {
        matches!(
            state,
            SqlState::CheckViolation | SqlState::InvalidTextRepresentation
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Part, Settings, analyze};

    fn coverage(text: &str) -> (Coverage, Report) {
        let document = Document {
            parts: vec![Part::new("schema", text)],
        };
        let report = analyze(&document, &Settings::default());
        (Coverage::of(&report), report)
    }

    fn said(text: &str, table: &str) -> Vec<String> {
        let (coverage, report) = coverage(text);
        let relation = report.catalog.relations().find(|held| held.name.name == table);
        let held = coverage.of_relation(relation.unwrap().id).unwrap();
        let mut said: Vec<String> = held.columns.iter().map(words).collect();
        said.extend(
            held.accepted
                .iter()
                .map(|held| format!("accepts {}", held.wrong.code())),
        );
        said.retain(|line| !line.ends_with(": "));
        said
    }

    fn words(column: &ColumnCoverage) -> String {
        let refused = column.refused.iter().map(|wrong| wrong.code().to_owned());
        let accepted = column
            .accepted
            .iter()
            .map(|held| format!("not {}", held.wrong.code()));
        let all: Vec<String> = refused.chain(accepted).collect();
        format!("{}: {}", column.name, all.join(" "))
    }

    #[test]
    fn constraints_refuse_and_findings_accept() {
        let text = "CREATE TABLE users (id bigint PRIMARY KEY, email text, status text NOT NULL -- one of 'active', 'gone'
            );
            CREATE TABLE orders (
              id bigint PRIMARY KEY,
              user_id bigint NOT NULL,
              total numeric(12,2) NOT NULL CHECK (total >= 0),
              starts_on date NOT NULL,
              ends_on date NOT NULL CHECK (ends_on >= starts_on)
            );";
        assert_eq!(
            said(text, "users"),
            [
                "id: missing duplicate",
                "email: not duplicate",
                "status: missing not out-of-domain"
            ]
        );
        assert_eq!(
            said(text, "orders"),
            [
                "id: missing duplicate",
                "user_id: missing not orphan",
                "total: missing out-of-domain",
                "starts_on: missing contradiction",
                "ends_on: missing contradiction",
            ]
        );
        let (coverage, _) = coverage(text);
        assert_eq!(
            coverage.score(),
            Score {
                refused: 12,
                accepted: 3
            }
        );
        assert_eq!(coverage.score().percent(), Some(80));
    }

    #[test]
    fn a_forgotten_check_refuses_nothing() {
        let text = "-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
            -- Server version 5.7.44
            CREATE TABLE `t` (`a` int NOT NULL CHECK (`a` > 0), `b` int NOT NULL) ENGINE=InnoDB;";
        assert_eq!(said(text, "t"), ["a: missing not out-of-domain", "b: missing"]);
    }

    #[test]
    fn equal_rows_are_no_one_columns() {
        let text = "CREATE TABLE users (id bigint PRIMARY KEY);
            CREATE TABLE groups (id bigint PRIMARY KEY);
            CREATE TABLE memberships (
              user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
              group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE
            );";
        assert_eq!(
            said(text, "memberships"),
            [
                "user_id: missing orphan",
                "group_id: missing orphan",
                "accepts duplicate"
            ]
        );
    }

    #[test]
    fn where_nothing_counts_there_is_no_score() {
        let (coverage, _) = coverage("CREATE VIEW v AS SELECT 1 AS a;");
        assert_eq!(coverage.score().percent(), None);
        assert!(coverage.relations.is_empty());
    }
}
