//! # Text padded with blanks
//!
//! ## What it detects
//! PostgreSQL: a `char(n)` column for text of any length: a name, a title, a state, or one whose default is shorter than the column.
//!
//! ## Why it matters
//! The server fills each value up with blanks, and leaves them out again when values are compared, measured or joined with
//! other text, but not when they are matched by a pattern: `name LIKE 'Ada'` finds nothing. It saves no room, and is slower
//! than `varchar`, not faster, as it is elsewhere.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   last_name char(40) NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   last_name varchar(40) NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When every value has the full length: codes of countries and currencies, hashes. Those are not reported.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Character Types".
//! - PostgreSQL wiki, "Don't Do This", "Don't use char(n)".

use rowproof_catalog::questions::strip_casts;

use super::tied::{report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "char-n",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Words of text whose length differs from row to row.
const VARYING: WordList = WordList::new(
    "address,author,category,city,comment,description,email,firstname,fullname,label,lastname,login,message,name,\
     note,remark,role,state,status,street,subject,surname,title,url,username",
);

/// A length up to which it may be a code.
const CODES: u64 = 3;

const WORDS: Words = Words {
    message: "`{column}` is `{type}`, which fills every value up with blanks; use `varchar({0})`",
    why: "The blanks count in patterns and are forgotten in comparisons, and no room is saved.",
    sure: "{1}",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        let Some(length) = held.data_type.max_characters() else {
            continue;
        };
        let padded = held.data_type.name == "character" && held.data_type.domain.is_none();
        if !padded || !column.is_written() || length <= CODES {
            continue;
        }
        let shorter = default_length(column).filter(|held| *held < length);
        let reason = match shorter {
            Some(held) => format!("Its default has {held} characters of {length}."),
            None if column.says(VARYING) => "What the name speaks of is of any length.".to_owned(),
            None => continue,
        };
        let mut gap = table.gap(column, &WORDS);
        gap.said = vec![length.to_string(), reason];
        let varying = ColumnType {
            arguments: vec![length.to_string()],
            ..ColumnType::known("character varying", TypeFamily::Text)
        };
        let changes = (!findings.is_full(&RULE))
            .then(|| retyped(table, held, &varying, None, &plain_default))
            .flatten();
        gap.fixes.extend(changes.map(|changes| {
            let when =
                "Readers do not count on the blanks, which are left out when the values are converted.";
            ProposedFix::guess(format!("store it as `varchar({length})`"), when, changes)
                .costing("Rewrites the table while it is locked.")
        }));
        report(findings, &RULE, gap);
    }
}

fn text_default(default: &Expression) -> Option<&String> {
    match &strip_casts(default).kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(text),
        _ => None,
    }
}

fn default_length(column: &ColumnView<'_>) -> Option<u64> {
    let text = text_default(column.column.default.as_deref()?)?;
    let length = u64::try_from(text.trim_end().chars().count()).ok()?;
    (length > 0).then_some(length)
}

/// The text without the cast to the padded type.
fn plain_default(default: &Expression) -> Option<String> {
    text_default(default).map(|text| text_constant(text))
}
