//! # A percentage, a rating or a coordinate beyond its scale is accepted
//!
//! ## What it detects
//! A number whose name gives its scale (`percent`, `latitude`, `longitude`, `month`, `hour`, `port`) and that nothing
//! holds to it.
//!
//! ## Why it matters
//! A value beyond the scale is always a mistake: latitude and longitude swapped, a percentage given as a fraction, month
//! 13 from an import. Once stored it looks like any other number, and an average or a map shows it.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE stores (
//!   id bigint PRIMARY KEY,
//!   latitude double precision NOT NULL,
//!   longitude double precision NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE stores (
//!   id bigint PRIMARY KEY,
//!   latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
//!   longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180)
//! );
//! ```
//!
//! ## When to ignore it
//! When the number is on another scale than its name suggests. A percentage may rightly exceed 100 where it tells of
//! growth; such names (`growth_percent`, `change_pct`) are left alone, and percentages are only called possible.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use super::comment_states_rule::range_cause;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "missing-range-check",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// A scale: the last words of names on it, its ends, a number beyond it.
struct Scale {
    names: &'static [&'static str],
    low: i64,
    high: i64,
    beyond: i64,
    certainty: Certainty,
}

#[rustfmt::skip]
const SCALES: [Scale; 6] = [
    Scale { names: &["latitude", "lat"], low: -90, high: 90, beyond: 139, certainty: Certainty::Likely },
    Scale { names: &["longitude", "lng", "lon"], low: -180, high: 180, beyond: 220, certainty: Certainty::Likely },
    Scale { names: &["percent", "percentage", "pct"], low: 0, high: 100, beyond: 140, certainty: Certainty::Possible },
    Scale { names: &["month"], low: 1, high: 12, beyond: 13, certainty: Certainty::Possible },
    Scale { names: &["hour"], low: 0, high: 23, beyond: 24, certainty: Certainty::Possible },
    Scale { names: &["port"], low: 0, high: 65535, beyond: 70000, certainty: Certainty::Possible },
];

/// Words that say the number goes beyond the scale, or counts what the scale is made of.
const OTHER: WordList =
    WordList::new("change,count,delta,diff,growth,increase,margin,markup,max,min,number,of,per,total");

const WORDS: Words = Words {
    message: "`{column}` accepts {0}, which its scale does not reach; add a CHECK that it is between {1} and {2}",
    why: "A number beyond its scale is a mistake that nothing shows later: swapped coordinates, a fraction for a percentage.",
    sure: "The name says the scale{3}.",
    intent: "every `{column}` is between {1} and {2}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for column in &table.columns {
        let Some(scale) = SCALES.iter().find(|scale| scale.names.contains(&column.last())) else {
            continue;
        };
        let data_type = &column.column.data_type;
        let facts = table.facts(column);
        let limited = facts.is_constrained() || facts.range.low.is_some() || facts.range.high.is_some();
        let holds = data_type.is_number() && !is_too_small(data_type, scale.beyond);
        if !holds || !column.is_written() || limited || column.says(OTHER) || table.refers(column.column) {
            continue;
        }
        let name = table.quoted(column.column);
        let mut gap = table.gap(column, &WORDS);
        gap.certainty = scale.certainty;
        let unless = match scale.certainty {
            Certainty::Possible => ", and some mean another by it",
            _ => "",
        };
        gap.said = vec![
            scale.beyond.to_string(),
            scale.low.to_string(),
            scale.high.to_string(),
            unless.to_owned(),
        ];
        gap.rows = Rows::One(vec![(&column.column.name, Value::integer(scale.beyond))]);
        gap.root_cause = Some((range_cause(table.relation, column.column), 2));
        gap.fixes.extend(table.checked(
            &[column.column],
            &format!("{name} BETWEEN {} AND {}", scale.low, scale.high),
            "hold it to its scale",
            "The number is on the scale that its name says.",
        ));
        findings.push(&RULE, &gap);
    }
}

/// Whether the type itself cannot hold the number.
fn is_too_small(data_type: &ColumnType, number: i64) -> bool {
    let digits = match (data_type.family, data_type.precision_and_scale()) {
        (TypeFamily::Integer(1), _) => 2,
        (TypeFamily::Numeric, Some((precision, scale))) => precision.saturating_sub(scale),
        _ => return false,
    };
    10_i64.checked_pow(digits).is_some_and(|limit| number >= limit)
}
