//! # Words of a scale in alphabetical order
//!
//! ## What it detects
//! A text column that holds the steps of a scale (`low`, `medium`, `high`, `urgent`; `small`, `medium`, `large`), as its CHECK lists them, and that a query sorts by or an
//! index orders rows by.
//!
//! ## Why it matters
//! Text is in alphabetical order: `high`, `low`, `medium`, `urgent`. A list by priority starts with the wrong rows, with a LIMIT it holds the wrong
//! rows, and an index in that order is of no use to a query that wants the right one.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE tickets (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   priority text NOT NULL CHECK (priority IN ('low', 'medium', 'high', 'urgent'))
//! );
//! SELECT id, title FROM tickets ORDER BY priority DESC LIMIT 10;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TYPE priority AS ENUM ('low', 'medium', 'high', 'urgent');
//! CREATE TABLE tickets (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   priority priority NOT NULL
//! );
//! SELECT id, title FROM tickets ORDER BY priority DESC LIMIT 10;
//! ```
//!
//! ## When to ignore it
//! When rows only have to stand together by the word, and nobody reads the order.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Enumerated Types": values sort in the order in which the type lists them.

use rowproof_query::ResolvedQuery;
use rowproof_source::SortSmall;
use rowproof_syntax::ast::ObjectName;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ranked-text-order",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{column}` sorts as text, {0}, not by what the words mean, {1}; sort by their rank",
    why: "A list in this order starts with the wrong rows, and with a LIMIT it holds the wrong ones.",
    sure: "The CHECK lists the words; that the order is meant by their rank is what the words say.",
    intent: "",
};

/// Scales from the lowest step to the highest, with words of the same step apart by `/`.
const SCALES: [&str; 5] = [
    "none trivial/lowest/minimal low/minor medium/normal/moderate high/major urgent/critical/highest/blocker emergency",
    "xxs xs small/s medium/m large/l xl xxl",
    "debug info/information notice warning/warn error critical alert fatal/emergency",
    "bronze silver gold platinum diamond",
    "beginner/junior intermediate/mid advanced/senior expert/lead",
];

/// Fewer steps may be anything.
const LEAST_STEPS: usize = 3;

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let texts = table.columns.iter();
    for view in texts.filter(|view| view.column.data_type.family == TypeFamily::Text) {
        let allowed = table.facts(view).allowed.as_ref();
        let Some(ranked) = allowed
            .filter(|allowed| !allowed.combined)
            .and_then(|allowed| by_rank(&allowed.values))
        else {
            continue;
        };
        let Some((place, evidence)) = sorted_by(table, view.column) else {
            continue;
        };
        let mut alphabetical = ranked.clone();
        alphabetical.order();
        let mut gap = table.gap(view, &WORDS);
        gap.place = Some(place);
        gap.said = vec![listed_values(&alphabetical), listed_values(&ranked)];
        gap.evidence = vec![evidence];
        gap.fixes = vec![by_position(table.dialect(), view.column, &ranked)];
        findings.push(&RULE, &gap);
    }
}

/// The values from the lowest step to the highest, when all are steps of one scale and the alphabet has them in another order, from
/// either end.
fn by_rank(values: &[String]) -> Option<Vec<String>> {
    if values.len() < LEAST_STEPS {
        return None;
    }
    SCALES.iter().find_map(|scale| {
        let rank = |value: &String| {
            let value = value.to_ascii_lowercase();
            scale
                .split(' ')
                .position(|step| step.split('/').any(|word| word == value))
        };
        let mut ranked: Vec<(usize, String)> = Vec::new();
        for value in values {
            ranked.push((rank(value)?, value.clone()));
        }
        ranked.order();
        let distinct = ranked.iter().zip(ranked.iter().skip(1)).all(|(a, b)| a.0 < b.0);
        let ranked: Vec<String> = ranked.into_iter().map(|(_, value)| value).collect();
        let pairs = || ranked.iter().zip(ranked.iter().skip(1));
        let upwards = pairs().all(|(a, b)| a < b);
        let downwards = pairs().all(|(a, b)| a > b);
        (distinct && !upwards && !downwards).then_some(ranked)
    })
}

/// Where rows are put in the column's order, and by what: a query's ORDER BY, else an index that has it behind its first key.
fn sorted_by(table: &TableView<'_>, column: &Column) -> Option<(Span, String)> {
    let relation = table.relation;
    let means = |query: &ResolvedQuery, block: usize, name: &ObjectName| {
        let place = query.find(table.catalog, block, name)?;
        let of = query.relation_of(table.catalog, place.block, place.source)?;
        (of.id == relation.id && place.column == column.name).then_some(())
    };
    for query in table.queries {
        for (number, block) in query.blocks.iter().enumerate() {
            let key = block.text.order.iter().find(|key| match &key.expression.kind {
                ExpressionKind::Column(name) => means(query, number, name).is_some(),
                _ => false,
            });
            if let Some(key) = key {
                return Some((key.span, "The query sorts by the column itself.".to_owned()));
            }
        }
    }
    // Where it is followed by another key, or comes first, it may be there for equality alone.
    let index = relation.indexes.iter().find(|index| {
        let at = index.leading_columns().position(|name| name == column.name);
        let ordered = index.keys.iter().any(|key| key.descending);
        index.origin == IndexOrigin::Declared && !index.unique && ordered && at.is_some_and(|at| at > 0)
    })?;
    Some((
        index.span,
        format!(
            "`{}` is in the order of the words, and of the keys behind them within each: that serves `ORDER BY {}`, which is alphabetical.",
            index.name, column.name
        ),
    ))
}

fn by_position(dialect: Dialect, column: &Column, ranked: &[String]) -> ProposedFix {
    let name = quote(&column.name, dialect);
    let values: Vec<String> = ranked.iter().map(|value| text_constant(value)).collect();
    let order = match dialect {
        Dialect::PostgreSql => format!("array_position(ARRAY[{}], {name})", values.join(", ")),
        Dialect::MySql => format!("FIELD({name}, {})", values.join(", ")),
        Dialect::Sqlite => {
            let arms: Vec<String> = values
                .iter()
                .enumerate()
                .map(|(at, value)| format!("WHEN {value} THEN {}", at + 1))
                .collect();
            format!("CASE {name} {} END", arms.join(" "))
        }
    };
    ProposedFix::statements(
        "sort by the place in the list",
        "The column stays text. A `smallint` rank, or an enumerated type in PostgreSQL and MySQL, sorts by itself and an index serves it.",
        vec![format!("/* ORDER BY */ {order} DESC")],
    )
}
