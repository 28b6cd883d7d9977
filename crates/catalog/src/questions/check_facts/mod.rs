//! What the CHECKs of a relation, the types and the domains say about its columns.
//!
//! A CHECK refuses a row only when it is false: NULL passes. So `c IS NULL OR c > 0` says the same as `c > 0`, and so do
//! the forms that servers write back: `= ANY (ARRAY[…])` for `IN`, two comparisons for `BETWEEN`, casts everywhere.
//! Conditions are read once, from the outside in; AND narrows what is known, OR widens it.

mod combination;
mod comparison;
mod lattice;
mod null_rule;
mod pattern;
mod predicate;
mod reader;
mod term;
mod unread;

use rowproof_source::SmallMap;
use std::rc::Rc;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression};

use crate::Catalog;
use crate::evaluate::{Number, Value};
use crate::model::{Column, ColumnType, Relation};

pub use null_rule::{NullRule, not_null_columns};
use reader::Reader;
pub(super) use term::{DOMAIN_VALUE, Scope, Seen, Term, View};

/// Facts about one column. Of every value but NULL, unless said otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckFacts {
    /// The values it may hold, when they are listed; an empty list when it may hold NULL alone.
    pub allowed: Option<AllowedValues>,
    /// Values it may not hold, in the order written, each once.
    pub excluded: Vec<String>,
    /// The constants it lies between.
    pub range: ValueRange,
    /// How many characters it has.
    pub length: LengthRange,
    /// How many bytes it has.
    pub byte_length: LengthRange,
    /// What it must match, and must not.
    pub patterns: Vec<Pattern>,
    /// It is written in one case: `c = lower(c)`.
    pub letter_case: Option<LetterCase>,
    /// How it compares with other columns of its row.
    pub comparisons: Vec<ColumnComparison>,
    /// Groups of columns that one condition names together, this one among them, in the order named.
    pub related: Vec<Rc<[String]>>,
    /// NULL is refused by a CHECK; `NOT NULL` itself is with the column.
    pub rejects_null: bool,
    /// It is JSON of some kind.
    pub json: Option<JsonShape>,
    /// What SQLite's `typeof` may say of it; empty when no CHECK asks.
    pub storage_classes: Vec<String>,
    /// Some CHECK limits it in a way that is not read further, or not read to the full.
    pub other: bool,
}

/// A closed list of values, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedValues {
    /// As text, in the order written, without repetition.
    pub values: Vec<String>,
    /// What lists them: "the type `user_status`", "the constraint `orders_status_check`", "the domain `status`".
    pub source: String,
    /// Any combination of them is a value: MySQL's `SET`.
    pub combined: bool,
    /// They are compared with `lower(c)`, `trim(c)` or the like: other spellings of them pass as well.
    pub folded: bool,
}

/// Constants that a value lies between.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ValueRange {
    /// The lower end.
    pub low: Option<Bound>,
    /// The upper end.
    pub high: Option<Bound>,
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// A number or the text of a moment; [`Value::Unknown`] for what changes, such as `now()`.
    pub value: Value,
    /// Whether the value itself is inside.
    pub inclusive: bool,
}

/// How long a text may be, both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LengthRange {
    /// At least.
    pub least: Option<u64>,
    /// At most.
    pub most: Option<u64>,
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The language it is written in.
    pub kind: PatternKind,
    /// The pattern, when it is a constant.
    pub text: Option<String>,
    /// It must not match.
    pub negated: bool,
    /// Case does not matter: `ILIKE`, `~*`, `lower(c) LIKE …`.
    pub case_insensitive: bool,
}

/// The language of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternKind {
    /// `LIKE`
    Like,
    /// `SIMILAR TO`
    SimilarTo,
    /// A regular expression.
    RegularExpression,
    /// SQLite's `GLOB`
    Glob,
}

/// The case of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterCase {
    /// `c = lower(c)`
    Lower,
    /// `c = upper(c)`
    Upper,
}

/// A comparison with another column of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnComparison {
    /// How this column compares with the other: `end_at` is `Greater` than `start_at`. One of the six comparisons,
    /// `Distinct` or `NotDistinct`.
    pub operator: BinaryOperator,
    /// The other column, as stored.
    pub column: String,
}

/// What is asked of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonShape {
    /// It is JSON: `json_valid(c)`.
    Valid,
    /// It is JSON of a kind: `jsonb_typeof(c) = 'object'`, a JSON schema.
    Shaped,
}

impl CheckFacts {
    /// Whether anything limits which values the column takes, beyond its plain type: a list, a range, a pattern, another
    /// column, or what is not read. That it is not empty, not too long or valid JSON says nothing about which.
    pub fn is_constrained(&self) -> bool {
        self.allowed.is_some()
            || !self.patterns.is_empty()
            || self.range != ValueRange::default()
            || !self.comparisons.is_empty()
            || self.other
    }

    /// Whether every number below this one is refused.
    pub fn refuses_below(&self, number: Number) -> bool {
        let inside = |value: &Number| value.compare(number).is_some_and(|order| order.is_ge());
        self.listed_numbers()
            .is_some_and(|numbers| numbers.iter().all(inside))
            || matches!(&self.range.low, Some(Bound { value: Value::Number(low), .. }) if inside(low))
    }

    /// Whether every number above this one is refused.
    pub fn refuses_above(&self, number: Number) -> bool {
        let inside = |value: &Number| value.compare(number).is_some_and(|order| order.is_le());
        self.listed_numbers()
            .is_some_and(|numbers| numbers.iter().all(inside))
            || matches!(&self.range.high, Some(Bound { value: Value::Number(high), .. }) if inside(high))
    }

    fn listed_numbers(&self) -> Option<Vec<Number>> {
        let allowed = self.allowed.as_ref().filter(|allowed| allowed.is_exact())?;
        allowed.values.iter().map(|value| Number::parse(value)).collect()
    }

    /// How the column compares with another of its row, by the first CHECK that says so.
    pub fn comparison_with(&self, column: &str) -> Option<BinaryOperator> {
        self.comparisons
            .iter()
            .find(|comparison| comparison.column == column)
            .map(|comparison| comparison.operator)
    }

    /// Whether some condition names the column together with another.
    pub fn is_related_to(&self, column: &str) -> bool {
        self.related
            .iter()
            .any(|group| group.iter().any(|name| name == column))
    }
}

impl Catalog {
    /// What the CHECKs, the type and the domain say about one column. Reads the CHECKs that name it; for every column of
    /// a relation, [`Catalog::relation_facts`] reads each CHECK once.
    pub fn check_facts(&self, relation: &Relation, column: &Column) -> CheckFacts {
        let mut facts = self.type_facts(column);
        let scope = Scope::of_relation(self, relation);
        for (constraint, check) in relation.enforced_checks() {
            if !check.columns.contains(&column.name) {
                continue;
            }
            let source = format!("the constraint `{}`", constraint.name);
            let mut read = Reader::new(&scope, &source).read_check(&check.expression);
            if let Some(found) = read.remove(&column.name) {
                facts.narrow(found);
            }
        }
        facts
    }

    /// What the server keeps every column of the relation to, in their order.
    pub fn relation_facts<'r>(&self, relation: &'r Relation) -> Vec<(&'r Column, CheckFacts)> {
        self.facts_of_columns(relation, false)
    }

    /// What the text says about every column of the relation, in their order: also in CHECKs that this version of the
    /// server reads and forgets.
    pub fn written_facts<'r>(&self, relation: &'r Relation) -> Vec<(&'r Column, CheckFacts)> {
        self.facts_of_columns(relation, true)
    }

    fn facts_of_columns<'r>(&self, relation: &'r Relation, forgotten: bool) -> Vec<(&'r Column, CheckFacts)> {
        let scope = Scope::of_relation(self, relation).with_look_up();
        let mut found: SmallMap<String, CheckFacts> = SmallMap::default();
        let mut read = |expression: &Expression, source: String| {
            for (column, facts) in Reader::new(&scope, &source).read_check(expression) {
                found.change(column, |found| found.narrow(facts));
            }
        };
        for (constraint, check) in relation.enforced_checks() {
            read(&check.expression, format!("the constraint `{}`", constraint.name));
        }
        if forgotten {
            for expression in relation.forgotten_checks() {
                read(expression, "a CHECK that the server forgets".to_owned());
            }
        }
        let facts_of = |column: &'r Column| {
            let mut facts = self.type_facts(column);
            if let Some(found) = found.remove(&column.name) {
                facts.narrow(found);
            }
            (column, facts)
        };
        relation.columns.iter().map(facts_of).collect()
    }

    /// What the type says, and the domain over it.
    fn type_facts(&self, column: &Column) -> CheckFacts {
        let data_type = &column.data_type;
        let mut facts = CheckFacts {
            allowed: labels(data_type),
            ..CheckFacts::default()
        };
        if self.dialect() == Dialect::MySql && data_type.is_number() && data_type.name.ends_with("unsigned") {
            facts.range.low = Some(Bound {
                value: Value::integer(0),
                inclusive: true,
            });
        }
        // A domain may stand on another.
        let mut over = data_type.domain.as_deref();
        while let Some(domain) = over {
            let scope = Scope::of_domain(self, &domain.base);
            let source = format!("the domain `{}`", domain.name);
            for check in &domain.checks {
                let mut read = Reader::new(&scope, &source).read_check(&check.expression);
                if let Some(found) = read.remove(DOMAIN_VALUE) {
                    facts.narrow(found);
                }
            }
            over = domain.base.domain.as_deref();
        }
        if let Some(generated) = &column.generated
            && let Some(values) = term::results(generated, self.dialect())
        {
            facts.narrow(CheckFacts {
                allowed: Some(AllowedValues::new(values, "its expression")),
                ..CheckFacts::default()
            });
        }
        facts
    }
}

/// The labels of an enumerated type, of MySQL's `ENUM` and of its `SET`.
fn labels(data_type: &ColumnType) -> Option<AllowedValues> {
    let is_set = data_type.name == "set" && !data_type.arguments.is_empty();
    let values = match &data_type.enum_labels {
        Some(labels) => labels.to_vec(),
        None if is_set => data_type.arguments.clone(),
        None => return None,
    };
    let source = match (is_set, data_type.arguments.is_empty()) {
        (true, _) => "its `SET`".to_owned(),
        (false, true) => format!("the type `{}`", data_type.name),
        (false, false) => "its `ENUM`".to_owned(),
    };
    Some(AllowedValues {
        values,
        source,
        combined: is_set,
        folded: false,
    })
}

#[cfg(test)]
mod tests;
