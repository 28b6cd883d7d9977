//! What is said of CHECKs against what the evaluator says of every row of a small world.

use proptest::prelude::*;
use rowproof_catalog::evaluate::{Lookup, Number, Value, evaluate};
use rowproof_catalog::questions::{CheckFacts, CheckVerdict};
use rowproof_catalog::{Catalog, Column};
use rowproof_source::SourceId;
use rowproof_syntax::ast::Expression;
use rowproof_syntax::{Dialect, parse_script};

const NAMES: [&str; 3] = ["c", "n", "m"];

struct Row<'a> {
    values: [&'a Value; 3],
    dialect: Dialect,
}

impl Lookup for Row<'_> {
    fn value(&self, column: &str) -> Option<Value> {
        let at = NAMES.iter().position(|name| *name == column)?;
        self.values.get(at).map(|value| (*value).clone())
    }

    fn folds_case(&self, _column: &str) -> bool {
        false
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// Every value of each column: the constants of the conditions, values around them, and NULL.
fn world() -> [Vec<Value>; 3] {
    let texts = ["", "a", "b", "B", "ab"].map(Value::text);
    let numbers: Vec<Value> = (-1..=3).map(Value::integer).collect();
    let with_null = |values: &[Value]| {
        std::iter::once(Value::Null)
            .chain(values.iter().cloned())
            .collect()
    };
    [with_null(&texts), with_null(&numbers), with_null(&numbers)]
}

fn text_leaf() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec!["''", "'a'", "'b'", "'B'", "'ab'"]);
    let texts = prop::collection::vec(prop::sample::select(vec!["'a'", "'b'", "'ab'", "null"]), 1..4);
    let operator = prop::sample::select(vec!["=", "<>", "is distinct from", "is not distinct from"]);
    let seen = prop::sample::select(vec![
        "c",
        "c",
        "c",
        "lower(c)",
        "coalesce(c, 'a')",
        "(c)::text",
        "nullif(c, 'b')",
    ]);
    prop_oneof![
        (seen.clone(), operator, text).prop_map(|(seen, operator, text)| format!("{seen} {operator} {text}")),
        (seen, any::<bool>(), texts).prop_map(|(seen, not, texts)| {
            format!(
                "{seen} {}in ({})",
                if not { "not " } else { "" },
                texts.join(", ")
            )
        }),
        prop::sample::select(vec![
            "c is null",
            "c is not null",
            "length(c) > 0",
            "length(c) <= 1",
            "length(c) between 1 and 2",
            "char_length(c) = 2",
            "c = lower(c)",
            "c like 'a%'",
            "nullif(c, '') is not null",
        ])
        .prop_map(str::to_owned),
    ]
}

fn number_leaf() -> impl Strategy<Value = String> {
    let column = prop::sample::select(vec!["n", "n", "m", "coalesce(n, 0)", "(n)::numeric"]);
    let operator = prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">=", "is distinct from"]);
    let side = prop::sample::select(vec!["-1", "0", "1", "2", "3", "0.5", "'2'", "m", "null"]);
    let number = prop::sample::select(vec!["-1", "0", "1", "3"]);
    let numbers = prop::collection::vec(prop::sample::select(vec!["0", "1", "2.0", "3", "null"]), 1..4);
    prop_oneof![
        (column.clone(), operator, side)
            .prop_map(|(column, operator, side)| format!("{column} {operator} {side}")),
        (column.clone(), any::<bool>(), number.clone(), number).prop_map(|(column, not, low, high)| {
            format!(
                "{column} {}between {low} and {high}",
                if not { "not " } else { "" }
            )
        }),
        (column, any::<bool>(), numbers).prop_map(|(column, not, numbers)| {
            format!(
                "{column} {}in ({})",
                if not { "not " } else { "" },
                numbers.join(", ")
            )
        }),
        prop::sample::select(vec![
            "n is null",
            "n is not null",
            "m is not null",
            "num_nonnulls(n, m) = 1",
            "n + m > 2"
        ])
        .prop_map(str::to_owned),
    ]
}

/// Joins leaves by AND, OR, NOT, IS TRUE and CASE.
fn condition(leaf: BoxedStrategy<String>) -> BoxedStrategy<String> {
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            2 => inner.clone().prop_map(|part| format!("(not ({part}))")),
            1 => (inner.clone(), prop::sample::select(vec!["true", "false", "not true", "not false"]))
                .prop_map(|(part, word)| format!("(({part}) is {word})")),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("(case when {a} then {b} else {c} end)")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("(({a}) = ({b}))")),
        ]
    })
    .boxed()
}

fn mixed() -> BoxedStrategy<String> {
    condition(prop_oneof![text_leaf(), number_leaf()].boxed())
}

/// Conditions on one column that are lists and nothing else.
fn lists() -> BoxedStrategy<String> {
    let leaf = text_leaf().prop_filter("more than a list", |leaf| {
        !["lower", "length", "like", "nullif"]
            .iter()
            .any(|word| leaf.contains(word))
    });
    condition(leaf.boxed())
}

struct Case {
    catalog: Catalog,
}

impl Case {
    fn new(check: &str) -> Self {
        let script = format!("create table t (c text, n int, m int, check ({check}))");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &script, Dialect::PostgreSql));
        Self { catalog }
    }

    fn condition(&self) -> Option<&Expression> {
        let relation = self.catalog.relations().next()?;
        Some(&relation.checks().next()?.1.expression)
    }

    /// Every row of the world, with whether it passes; what cannot be followed may.
    fn rows(&self, mut visit: impl FnMut([&Value; 3], bool)) {
        let world = world();
        let Some(condition) = self.condition() else { return };
        for c in &world[0] {
            for n in &world[1] {
                for m in &world[2] {
                    let row = Row {
                        values: [c, n, m],
                        dialect: Dialect::PostgreSql,
                    };
                    let passes = evaluate(condition, &row) != Ok(Value::Boolean(false));
                    visit([c, n, m], passes);
                }
            }
        }
    }

    fn facts(&self) -> Vec<(&Column, CheckFacts)> {
        let relation = self.catalog.relations().next();
        relation.map_or(Vec::new(), |relation| self.catalog.relation_facts(relation))
    }
}

/// Whether the facts leave room for the value.
fn admits(facts: &CheckFacts, value: &Value) -> bool {
    let text = match value {
        Value::Null => return !facts.rejects_null,
        Value::Number(number) => number.to_sql(),
        Value::Text(text) => text.clone(),
        _ => return true,
    };
    let folded = text.to_lowercase();
    let listed = facts.allowed.as_ref().is_none_or(|allowed| {
        allowed.values.contains(&text) || (allowed.folded && allowed.values.contains(&folded))
    });
    let inside = match value {
        Value::Number(number) => {
            let number: Number = *number;
            let low = facts.range.low.as_ref().is_none_or(|bound| match &bound.value {
                Value::Number(low) => number
                    .compare(*low)
                    .is_some_and(|order| order.is_gt() || bound.inclusive && order.is_eq()),
                _ => true,
            });
            let high = facts.range.high.as_ref().is_none_or(|bound| match &bound.value {
                Value::Number(high) => number
                    .compare(*high)
                    .is_some_and(|order| order.is_lt() || bound.inclusive && order.is_eq()),
                _ => true,
            });
            low && high
        }
        _ => true,
    };
    let length = text.chars().count() as u64;
    let long_enough = facts.length.least.is_none_or(|least| length >= least);
    let short_enough = facts.length.most.is_none_or(|most| length <= most);
    let is_text = matches!(value, Value::Text(_));
    let cased = facts.letter_case.is_none() || text == folded;
    listed && !facts.excluded.contains(&text) && inside && (!is_text || long_enough && short_enough && cased)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A value that some row passes with is never said to be refused.
    #[test]
    fn facts_are_true(check in mixed()) {
        let case = Case::new(&check);
        for (at, (column, facts)) in case.facts().into_iter().enumerate() {
            case.rows(|values, passes| {
                assert!(
                    !passes || admits(&facts, values[at]),
                    "{check}: {} may be {:?}, but {facts:?}", column.name, values[at]
                );
            });
        }
    }

    /// Of lists all is said, or that it is not.
    #[test]
    fn lists_are_whole_or_say_that_they_are_not(check in lists()) {
        let case = Case::new(&check);
        let facts = case.facts().swap_remove(0).1;
        case.rows(|values, passes| {
            let admitted = *values[0] != Value::Null && admits(&facts, values[0]);
            assert!(passes || facts.other || !admitted, "{check}: {:?} is refused, but {facts:?}", values[0]);
        });
    }

    /// What a CHECK comes to is so for every row.
    #[test]
    fn verdicts_are_true(check in mixed()) {
        let case = Case::new(&check);
        let relation = case.catalog.relations().next().expect("the table");
        let Some((_, condition)) = relation.checks().next() else { return Ok(()) };
        let verdict = case.catalog.check_verdict(relation, condition);
        case.rows(|values, passes| match &verdict {
            Some(CheckVerdict::RefusesNothing) => assert!(passes, "{check}: {values:?}"),
            Some(CheckVerdict::RefusesEverything) => assert!(!passes, "{check}: {values:?}"),
            Some(CheckVerdict::LeavesOnlyNull(columns)) => {
                for (value, name) in values.iter().zip(NAMES) {
                    let must = columns.iter().any(|column| column == name);
                    assert!(!passes || !must || **value == Value::Null, "{check}: {values:?}");
                }
            }
            None => {}
        });
    }

    /// What is refused by NULLs alone is refused with every value.
    #[test]
    fn null_rules_are_true(check in mixed()) {
        let case = Case::new(&check);
        let relation = case.catalog.relations().next().expect("the table");
        let Some((_, condition)) = relation.checks().next() else { return Ok(()) };
        let Some(rule) = case.catalog.null_rule(relation, condition) else { return Ok(()) };
        case.rows(|values, passes| {
            let filled = rule.columns.iter().enumerate().map(|(bit, column)| {
                let at = NAMES.iter().position(|name| name == column).expect("a column");
                u8::from(*values[at] != Value::Null) << bit
            });
            let combination: u8 = filled.sum();
            assert!(!passes || !rule.refused.contains(&combination), "{check}: {values:?} and {rule:?}");
        });
    }
}
