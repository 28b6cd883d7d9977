//! # String column compared with a number
//!
//! ## What it detects
//! A comparison of a `CHAR` or `VARCHAR` column with a number without quotes, in MySQL and MariaDB.
//!
//! ## Why it matters
//! The server makes a number of every value in the column, so no index on it is used, and more is found than was meant: `'5'`, `'05'`, `'5 apples'`
//! and `'5.0'` all equal 5.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE parcels (id bigint NOT NULL PRIMARY KEY, tracking varchar(40) NOT NULL, KEY tracking (tracking)) ENGINE=InnoDB;
//! SELECT id FROM parcels WHERE tracking = 4711;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE parcels (id bigint NOT NULL PRIMARY KEY, tracking varchar(40) NOT NULL, KEY tracking (tracking)) ENGINE=InnoDB;
//! SELECT id FROM parcels WHERE tracking = '4711';
//! ```
//!
//! ## When to ignore it
//! When the numeric value is meant: then make the column a number.
//!
//! ## References
//! - MySQL manual, "Functions and Operators", section "Type Conversion in Expression Evaluation".

use rowproof_query::{ConjunctKind, Wrap};

use super::reading::{each_reading, has_condition};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "implicit-conversion",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Queries(check),
};

const WORDS: Words = Words {
    message: "`{column}` is a string and is compared with a number, so every value is converted first; quote the number",
    why: "No index on the column is used, and other spellings of the same number are found too: '05', '5.0', '5 apples'.",
    sure: "The column's type is in the schema and the number in the query.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    each_reading(context, &has_condition, &mut |reading| {
        for conjunct in &reading.access.conjuncts {
            let converts = conjunct.kind == ConjunctKind::Wrapped(Wrap::Conversion);
            let column = conjunct
                .plain_column()
                .filter(|_| converts)
                .and_then(|name| reading.relation.column(name));
            let Some(column) = column else { continue };
            let object = format!("{}.{}", reading.relation.name, column.name);
            let mut gap = context.query_gap(reading.relation, conjunct.span, object, &WORDS);
            gap.columns = vec![column];
            gap.related.push(Label {
                span: column.span,
                text: "a string".to_owned(),
            });
            findings.push(&RULE, &gap);
        }
    });
}
