//! # A function with its owner's rights and the caller's names
//!
//! ## What it detects
//! PostgreSQL: a `SECURITY DEFINER` function without `SET search_path` whose body reads or writes a table of the paste by its bare name.
//!
//! ## Why it matters
//! The function runs with the rights of its owner, and looks `members` up where the caller's session looks first. Temporary tables come before every
//! schema, and by default every role may make one: a caller makes a temporary `members` with the rows they like, and the function decides by those.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE members (account text PRIMARY KEY);
//! CREATE FUNCTION is_member() RETURNS boolean LANGUAGE sql SECURITY DEFINER
//!   AS $$ SELECT EXISTS (SELECT 1 FROM members WHERE account = session_user) $$;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE members (account text PRIMARY KEY);
//! CREATE FUNCTION is_member() RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
//!   AS $$ SELECT EXISTS (SELECT 1 FROM members WHERE account = session_user) $$;
//! ```
//!
//! ## When to ignore it
//! When nobody but the owner may call it (`REVOKE EXECUTE`), or roles may not make temporary tables. Bodies that name their tables with a schema
//! are left alone. A schema gets one finding.
//!
//! ## References
//! - PostgreSQL manual, "CREATE FUNCTION", section "Writing SECURITY DEFINER Functions Safely".

use rowproof_source::SmallSet;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "definer-search-path",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

/// Functions that are pointed at.
const SHOWN: usize = 20;

/// Words before the name of a table.
const BEFORE: WordList = WordList::new("from,into,join,only,update");

const WORDS: Words = Words {
    message: "`{0}` runs with its owner's rights and looks `{1}` up in the caller's search path{2}: a temporary table of that name takes its place; add `SET search_path`",
    why: "Whoever may call the function and make a temporary table decides what it reads.",
    sure: "The body names the table without its schema; who may call the function is not read.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let definers = catalog.open_definers();
    if definers.is_empty() {
        return;
    }
    let tables: SmallSet<&str> = catalog
        .tables()
        .map(|relation| relation.name.name.as_str())
        .collect();
    let mut open = definers.into_iter().filter_map(|(name, body, span)| {
        let read = bare_table(body, &tables)?;
        Some((name, read, span))
    });
    let (Some((name, read, span)), Some(first)) = (open.next(), catalog.tables().next()) else {
        return;
    };
    let others: Vec<_> = open.collect();
    let mut gap = context.gap(first, Some(span), &WORDS);
    gap.said = vec![
        name.to_string(),
        read.to_owned(),
        match others.len() {
            0 => String::new(),
            1 => ", and so does one more function".to_owned(),
            more => format!(", and so do {more} more functions"),
        },
    ];
    for (_, read, span) in others.iter().take(SHOWN) {
        gap.related.push(Label {
            span: *span,
            text: format!("as does this one with `{read}`"),
        });
    }
    let shown = others.iter().map(|(name, _, _)| *name).take(SHOWN);
    let statements = std::iter::once(name).chain(shown).map(|name| {
        format!(
            "ALTER FUNCTION {} SET search_path = {}, pg_temp",
            catalog.sql_qualified(name),
            quote(&name.schema, catalog.dialect())
        )
    });
    gap.fixes.push(ProposedFix::statements(
        "look names up in a path of its own",
        "The tables are in the function's schema.",
        statements.collect(),
    ));
    findings.push(&RULE, &gap);
}

/// The first table of the paste that the body names without a schema.
fn bare_table<'b>(body: &'b str, tables: &SmallSet<&str>) -> Option<&'b str> {
    let mut words = body.split_ascii_whitespace();
    let mut before = "";
    words.find_map(|word| {
        let name = word.trim_end_matches([',', ';', ')']);
        let named = BEFORE.contains_in_any_case(before) && tables.contains(name);
        before = word;
        named.then_some(name)
    })
}
