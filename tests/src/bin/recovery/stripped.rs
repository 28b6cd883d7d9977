//! One schema without all its constraints of one kind, and what the rules propose then.

use std::collections::BTreeSet;

use rowproof_engine::catalog::{Catalog, Relation};
use rowproof_engine::findings::{Certainty, Finding};
use rowproof_engine::source::{SourceFile, SourceId};
use rowproof_rules::{Check, Findings, RULES, SchemaContext, TableView};
use rowproof_tests::facts::{Fact, FactKind, catalog_of, effect_of, facts_of};
use rowproof_tests::removal::{Removal, removals, without};

/// A fact as far as a proposal has to meet it: its table, its columns, and what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    table: String,
    columns: Vec<String>,
    referenced: String,
}

impl Point {
    fn of(fact: &Fact) -> Self {
        let referenced = match fact.kind {
            FactKind::ForeignKey => fact.detail.split(" (").next().unwrap_or_default(),
            _ => "",
        };
        // A key over `lower(email)` is one of the addresses, and which index order serves a key is the reader's choice.
        let folded = fact.columns.iter().map(|column| {
            let inner = column
                .strip_prefix("lower(")
                .and_then(|rest| rest.strip_suffix(')'));
            inner.unwrap_or(column).to_owned()
        });
        let mut columns: Vec<String> = folded.collect();
        columns.sort();
        Self {
            table: fact.table.clone(),
            columns,
            referenced: referenced.to_owned(),
        }
    }
}

impl std::fmt::Display for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.table, self.columns.join(", "))?;
        match self.referenced.as_str() {
            "" => Ok(()),
            referenced => write!(f, " -> {referenced}"),
        }
    }
}

/// Something a finding proposes.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub rule: &'static str,
    pub certainty: Certainty,
    pub point: Point,
}

/// What became of one schema and one kind.
pub struct Outcome {
    /// What was taken out.
    pub stripped: BTreeSet<Point>,
    /// How many could not be taken out of the text alone.
    pub left: usize,
    /// What is proposed now.
    pub proposals: Vec<Proposal>,
    /// What was there before, taken out or not.
    pub original: BTreeSet<Point>,
    /// What is proposed of the schema as it was.
    pub proposed_before: BTreeSet<Point>,
}

/// Findings of one rule that an analysis writes out are a hundred; so many indexes are taken at a time.
const INDEXES_AT_ONCE: usize = 40;

/// Strips and asks; with the effects of the findings about the whole schema.
pub fn strip(original: &Catalog, text: &str, kind: FactKind, whole: &[Effect]) -> Outcome {
    let chosen: Vec<Removal> = removals(original, text)
        .into_iter()
        .filter(|removal| removal.kind == kind && is_stripped(original, removal))
        .collect();
    let before = points(original, kind);
    let mut outcome = Outcome {
        stripped: BTreeSet::new(),
        left: before.len(),
        proposals: Vec::new(),
        proposed_before: BTreeSet::new(),
        original: before,
    };
    for part in in_parts(&chosen, kind) {
        let changed = without(text, part);
        let catalog = catalog_of(&changed, original.server());
        let after = points(&catalog, kind);
        let tables: BTreeSet<String> = catalog.tables().map(|table| table.name.to_string()).collect();
        let gone = outcome.original.difference(&after);
        let gone: Vec<Point> = gone
            .filter(|point| tables.contains(&point.table))
            .cloned()
            .collect();
        outcome.left -= outcome.original.difference(&after).count();
        outcome.stripped.extend(gone);
        let effects = effects(&catalog, &changed, only_rule(kind));
        for proposal in proposals(&effects, kind, &outcome.original) {
            if !outcome
                .proposals
                .iter()
                .any(|other| other.point == proposal.point)
            {
                outcome.proposals.push(proposal);
            }
        }
    }
    let proposed_before = proposals(whole, kind, &outcome.original).into_iter();
    outcome.proposed_before = proposed_before.map(|proposal| proposal.point).collect();
    outcome
}

/// All at once; indexes in parts that do not divide a table.
fn in_parts(chosen: &[Removal], kind: FactKind) -> Vec<&[Removal]> {
    if kind != FactKind::Index {
        return vec![chosen];
    }
    let mut parts = Vec::new();
    let (mut from, mut to) = (0, 0);
    for table in chosen.chunk_by(|one, next| one.table == next.table) {
        if to - from >= INDEXES_AT_ONCE {
            parts.extend(chosen.get(from..to));
            from = to;
        }
        to += table.len();
    }
    parts.extend(chosen.get(from..to));
    parts
}

/// Of the indexes, those a foreign key rests on.
fn is_stripped(catalog: &Catalog, removal: &Removal) -> bool {
    let rests = |(relation, columns): (&Relation, &[String])| {
        let leading = removal.columns.get(..columns.len()).unwrap_or_default();
        relation.name.to_string() == removal.table && columns.iter().all(|column| leading.contains(column))
    };
    let mut keys = catalog
        .foreign_keys()
        .map(|(relation, _, key)| (relation, key.columns.as_slice()));
    removal.kind != FactKind::Index || keys.any(rests)
}

/// The facts of that kind; of indexes, the foreign keys that have one.
fn points(catalog: &Catalog, kind: FactKind) -> BTreeSet<Point> {
    if kind != FactKind::Index {
        let facts = facts_of(catalog);
        return facts
            .iter()
            .filter(|fact| fact.kind == kind)
            .map(Point::of)
            .collect();
    }
    let covered = catalog
        .foreign_keys()
        .filter(|(relation, _, key)| catalog.index_covering(relation, &key.columns).is_some());
    covered
        .map(|(relation, _, key)| {
            let mut columns = key.columns.clone();
            columns.sort();
            Point {
                table: relation.name.to_string(),
                columns,
                referenced: String::new(),
            }
        })
        .collect()
}

/// What one finding would add to the catalog, by its fixes.
pub struct Effect {
    rule: &'static str,
    certainty: Certainty,
    alternatives: Vec<Vec<Fact>>,
}

/// What the findings would add, of one rule or of all.
pub fn effects(catalog: &Catalog, text: &str, only: Option<&str>) -> Vec<Effect> {
    let findings = findings_of(catalog, text, only).into_iter();
    findings
        .filter(|finding| finding.folded_into.is_none())
        .map(|finding| Effect {
            rule: finding.rule,
            certainty: finding.certainty,
            alternatives: finding
                .fixes
                .iter()
                .map(|fix| effect_of(catalog, text, fix).0)
                .collect(),
        })
        .collect()
}

/// The one rule whose proposals count: an index is proposed with every foreign key, but here it is about those that are there.
fn only_rule(kind: FactKind) -> Option<&'static str> {
    (kind == FactKind::Index).then_some("fk-no-index")
}

/// What is proposed of that kind, each once: of a finding's alternatives the one that was there, or the one it recommends.
fn proposals(effects: &[Effect], kind: FactKind, original: &BTreeSet<Point>) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    for effect in effects {
        if only_rule(kind).is_some_and(|only| only != effect.rule) {
            continue;
        }
        let points_of = |facts: &Vec<Fact>| -> Vec<Point> {
            let facts = facts.iter().filter(|fact| fact.kind == kind);
            facts.map(Point::of).collect()
        };
        let alternatives: Vec<Vec<Point>> = effect.alternatives.iter().map(points_of).collect();
        let were_there =
            |points: &&Vec<Point>| !points.is_empty() && points.iter().all(|point| original.contains(point));
        let chosen = alternatives.iter().find(were_there).or(alternatives.first());
        for point in chosen.into_iter().flatten() {
            if !proposals.iter().any(|proposal| proposal.point == *point) {
                proposals.push(Proposal {
                    rule: effect.rule,
                    certainty: effect.certainty,
                    point: point.clone(),
                });
            }
        }
    }
    proposals
}

/// The findings of every rule about every table, table by table: an analysis writes out only the first hundred of a rule.
fn findings_of(catalog: &Catalog, text: &str, only: Option<&str>) -> Vec<Finding> {
    let sources = [SourceFile::new(SourceId(0), "text", text)];
    let rules = RULES.iter().filter(|rule| {
        rule.dialects.contains(&catalog.dialect()) && only.is_none_or(|only| only == rule.code)
    });
    let mut all = Vec::new();
    for relation in catalog.tables() {
        let table = TableView::new(catalog, relation, &[]);
        let mut findings = Findings::new(catalog, &sources);
        for rule in rules.clone() {
            if let Check::Table(check) = rule.check {
                check(&table, &mut findings);
            }
        }
        all.extend(
            findings
                .finish(|_, severity| severity)
                .into_iter()
                .map(|finding| *finding),
        );
    }
    let context = SchemaContext {
        catalog,
        queries: &[],
    };
    for rule in rules {
        if let Check::Schema(check) = rule.check {
            let mut findings = Findings::new(catalog, &sources);
            check(&context, &mut findings);
            all.extend(
                findings
                    .finish(|_, severity| severity)
                    .into_iter()
                    .map(|finding| *finding),
            );
        }
    }
    all
}
