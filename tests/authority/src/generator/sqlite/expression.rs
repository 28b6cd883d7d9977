//! Random expressions over a table's columns.

use super::{Choices, column_name};

const LITERALS: [&str; 14] = [
    "1",
    "0",
    "'x'",
    "NULL",
    "-1",
    "1.5e3",
    "'it''s'",
    "x'00ff'",
    "\"str\"",
    "TRUE",
    "false",
    "0x10",
    "CURRENT_DATE",
    "1_000",
];

/// A condition or a value.
pub(super) fn expression(columns: &[String], choices: &mut Choices<'_>) -> String {
    let column = column(columns, choices);
    let literal = choices.one(&LITERALS).unwrap_or("1");
    match choices.below(22) {
        0 => format!("{column} > {literal}"),
        1 => column,
        2 => format!("{column} IS NOT NULL"),
        3 => format!("length({column}) <= 5"),
        4 => format!("{column} IN ('p', 'q', {literal})"),
        5 => format!("{column} BETWEEN 1 AND {literal}"),
        6 => format!("{column} || 'x'"),
        7 => format!("({column} + 1) * 2"),
        8 => format!("{column} LIKE 'a%' ESCAPE '\\'"),
        9 => format!("{column} GLOB '[a-z]*'"),
        10 => format!("CASE WHEN {column} THEN {literal} ELSE 2 END"),
        11 => format!("CAST({column} AS TEXT)"),
        12 => format!("coalesce({column}, {literal})"),
        13 => format!("NOT ({column} ISNULL OR {column} = {literal})"),
        14 => format!("{column} COLLATE nocase = 'x'"),
        15 => format!("(({column}))"),
        16 => format!("lower({column}) -- why\n <> 'x'"),
        17 => format!("{column} IS NOT DISTINCT FROM {literal} /* c */ AND 1"),
        18 => format!("json_extract({column}, '$.a') ->> 'b' NOTNULL"),
        19 => format!("{column} = ?1"),
        20 => format!("{column} = (SELECT 1)"),
        _ => format!("random() > {column}"),
    }
}

pub(super) fn column(columns: &[String], choices: &mut Choices<'_>) -> String {
    if choices.rarely(30) {
        return "nowhere".to_owned();
    }
    let at = choices.below(columns.len());
    let plain = columns.get(at).map_or("a", String::as_str);
    column_name(plain, choices)
}

/// What may stand behind DEFAULT.
pub(super) fn default(choices: &mut Choices<'_>) -> String {
    let defaults = [
        "0",
        "'x'",
        "NULL",
        "-1",
        "+2.5",
        "CURRENT_TIMESTAMP",
        "(1 + 2)",
        "('a' || \"b\")",
        "TRUE",
        "word",
        "\"quoted\"",
        "x'00'",
        "(datetime('now'))",
        "-9223372036854775808",
        "(NULL)",
        "(-1)",
        "[z]",
        "( 'p' )",
        "(a)",
        "?",
    ];
    choices.one(&defaults).unwrap_or("0").to_owned()
}
