//! # Types that are only a wish
//!
//! ## What it detects
//! SQLite: tables that are not `STRICT`, whose columns take values of any type. Said once for a schema.
//!
//! ## Why it matters
//! A declared type is an affinity: `INTEGER` turns `'12'` into a number and keeps `'twelve'` as it is, `VARCHAR(10)` takes a
//! novel. A sum over such a column is silently short, and an application that reads numbers fails on the row that is none.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL) STRICT;
//! ```
//!
//! ## When to ignore it
//! When a column holds values of several types on purpose (`STRICT` has the type `ANY` for it), when the schema is also read by a
//! SQLite before 3.37, or when types such as `DATE` are kept as a note: `STRICT` knows only `INT`, `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`.
//!
//! ## References
//! - SQLite, "STRICT Tables"; "Datatypes In SQLite", section "Type Affinity".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sqlite-loose-typing",
    severity: Severity::Info,
    dialects: &[Dialect::Sqlite],
    check: Check::Schema(check),
};

/// The types that a STRICT table may have.
const STRICT_TYPES: WordList = WordList::new("any,blob,int,integer,real,text");

const WORDS: Words = Words {
    message: "{0} of this schema take values of any type, whatever they declare, from `{table}` on; declare the tables STRICT",
    why: "A number column keeps the text that somebody writes into it, and sums leave it out without a word.",
    sure: "Only STRICT tables hold values to the declared types.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let (mut loose, mut other_types) = (0_usize, 0_usize);
    let mut first = None;
    for relation in context.catalog.tables() {
        let declared = |column: &Column| {
            let words = column.data_type.words.as_deref().unwrap_or_default();
            let numbers_itself = relation.is_in_primary_key(&column.name);
            (!words.is_empty() && !numbers_itself).then(|| words.to_ascii_lowercase())
        };
        let mut types = relation.columns.iter().filter_map(declared).peekable();
        if relation.strict || types.peek().is_none() {
            continue;
        }
        loose += 1;
        other_types += usize::from(types.any(|words| !STRICT_TYPES.contains(words.as_str())));
        first = first.or(Some(relation));
    }
    let Some(relation) = first else {
        return;
    };
    let mut gap = context.gap(relation, None, &WORDS);
    gap.said = vec![match loose {
        1 => "the columns of one table".to_owned(),
        several => format!("the columns of {several} tables"),
    }];
    if other_types > 0 {
        gap.evidence.push(format!(
            "{other_types} of them declare types that STRICT does not know (`DATE`, `VARCHAR(10)`): those become `TEXT`, `INTEGER` or `REAL`."
        ));
    }
    gap.fixes.push(ProposedFix::statements(
        "declare the tables STRICT",
        "The database is read by SQLite 3.37 or later; `PRAGMA integrity_check` and `typeof` find the rows that do not fit.",
        Vec::new(),
    ));
    findings.push(&RULE, &gap);
}
