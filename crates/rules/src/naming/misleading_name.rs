//! # A name that promises something else
//!
//! ## What it detects
//! A column whose name says what kind of value it holds while its type holds another: `is_verified` with a time, `shipped_at` with a truth value,
//! `item_count` with a date, `owner_id` with an approximate number.
//!
//! ## Why it matters
//! Code is written against names. `WHERE is_verified` fails on a time, `shipped_at < now()` on a truth value, and a reader who looks at the name alone
//! asks the wrong question; an identifier in a `double` is rounded beyond sixteen digits and then found no more.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   is_verified timestamptz
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   verified_at timestamptz
//! );
//! ```
//!
//! ## When to ignore it
//! When the name means something else in the trade. Names that go on after the first word (`has_paid_since`, `is_open_until`) are left alone, and so are
//! texts and whole numbers, which may hold anything.
//!
//! ## References
//! - S. McConnell, "Code Complete", chapter "The Power of Variable Names", on names of truth values.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "misleading-name",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words that say what a name that begins like a question holds.
const GOES_ON: WordList = WordList::new(
    "amount,at,by,count,date,days,id,ids,in,note,on,reason,score,since,time,timestamp,until,value,when",
);

const WORDS: Words = Words {
    message: "`{column}` reads like {0} and holds {1}; give it a name that says so",
    why: "Code is written against names, and what is written against this one fails or asks something else.",
    sure: "The name says one kind of value and the type another; which of the two is meant is not known.",
    intent: "",
};

/// Kinds of values.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Moment,
    Truth,
    Approximate,
    Document,
    Identifier,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for view in &table.columns {
        let Some(kind) = kind_of(view) else { continue };
        let Some(promised) = promise(view, kind) else {
            continue;
        };
        let mut gap = table.gap(view, &WORDS);
        gap.said = vec![promised.to_owned(), held(kind).to_owned()];
        findings.push(&RULE, &gap);
    }
}

fn held(kind: Kind) -> &'static str {
    match kind {
        Kind::Moment => "a moment",
        Kind::Truth => "yes or no",
        Kind::Approximate => "an approximate number",
        Kind::Document => "a document",
        Kind::Identifier => "an identifier",
    }
}

/// What the type holds, where it can hold nothing else.
fn kind_of(view: &ColumnView<'_>) -> Option<Kind> {
    let data_type = &view.column.data_type;
    if data_type.array_dimensions > 0 {
        return None;
    }
    Some(match data_type.family {
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => Kind::Moment,
        TypeFamily::Boolean => Kind::Truth,
        TypeFamily::Float(_) => Kind::Approximate,
        TypeFamily::Json | TypeFamily::Jsonb => Kind::Document,
        TypeFamily::Uuid => Kind::Identifier,
        _ => return None,
    })
}

/// What the name promises, when that is another kind.
fn promise(view: &ColumnView<'_>, kind: Kind) -> Option<&'static str> {
    let [first, .., last] = view.words.as_slice() else {
        return None;
    };
    let asks = matches!(first.as_ref(), "is" | "has") && !GOES_ON.contains(last);
    if asks && kind != Kind::Truth {
        return Some("a question that is answered by yes or no");
    }
    match last.as_ref() {
        "at" if kind == Kind::Truth && !matches!(first.as_ref(), "is" | "has") => Some("a moment"),
        "count" if matches!(kind, Kind::Moment | Kind::Identifier | Kind::Document) => {
            Some("a number of things")
        }
        "id" if matches!(kind, Kind::Moment | Kind::Approximate) => Some("an identifier"),
        _ => None,
    }
}
