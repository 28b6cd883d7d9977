//! # A name that is a word of the language
//!
//! ## What it detects
//! Tables and columns whose name is a reserved word of the database at hand, such as `user` in PostgreSQL or `order` anywhere. Said once for
//! a schema.
//!
//! ## Why it matters
//! Such a name has to be quoted wherever it stands. Forgotten, the statement is refused at best; at worst it means something else: in
//! PostgreSQL `SELECT user` is the name of who is connected, whatever the table holds.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE "user" (id bigint PRIMARY KEY, "order" integer NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY, sort_order integer NOT NULL);
//! ```
//!
//! ## When to ignore it
//! When all access goes through a tool that quotes every name. Words that are keywords without being reserved (`name`, `type`, `status`, `date`) need
//! no quotes and are not reported; neither are words that another database reserves.
//!
//! ## References
//! - PostgreSQL manual, appendix "SQL Key Words"; `pg_get_keywords()`.
//! - MySQL manual, "Keywords and Reserved Words"; MariaDB documentation, "Reserved Words"; SQLite, "SQLite Keywords".

use rowproof_source::SmallSet;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "reserved-word",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

/// Names that are listed.
const SHOWN: usize = 6;

const WORDS: Words = Words {
    message: "{0} of this schema {1} of {2} and must be quoted wherever {3}: {4}; choose other names",
    why: "Where the quotes are forgotten the statement is refused, or means something else.",
    sure: "The words are those that the server does not take as names.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let mut places: Vec<(String, Span)> = Vec::new();
    let mut renames = Vec::new();
    let mut first = None;
    let mut seen = SmallSet::default();
    for relation in catalog.tables() {
        let name = &relation.name.name;
        let before = places.len();
        if catalog.is_reserved_word(name) {
            places.push((name.clone(), relation.name_span));
            renames.extend(rename(catalog, relation));
        }
        for column in &relation.columns {
            if catalog.is_reserved_word(&column.name) {
                places.push((column.name.clone(), column.span));
            }
        }
        if places.len() > before {
            first = first.or(Some(relation));
        }
    }
    places.retain(|(name, _)| seen.insert(name.clone()));
    let (Some(relation), Some((_, span))) = (first, places.first()) else {
        return;
    };
    let mut gap = context.gap(relation, Some(*span), &WORDS);
    let names: Vec<&str> = places.iter().map(|(name, _)| name.as_str()).take(SHOWN).collect();
    let more = match places.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let one = places.len() == 1;
    gap.said = vec![
        match one {
            true => "one name".to_owned(),
            false => format!("{} names", places.len()),
        },
        if one {
            "is a reserved word"
        } else {
            "are reserved words"
        }
        .to_owned(),
        catalog.server().product.name().to_owned(),
        if one { "it stands" } else { "they stand" }.to_owned(),
        listed(&names) + &more,
    ];
    gap.related = places
        .iter()
        .skip(1)
        .take(SHOWN)
        .map(|(name, span)| Label {
            span: *span,
            text: format!("`{name}`"),
        })
        .collect();
    if !renames.is_empty() {
        let fix = ProposedFix::statements(
            "name the tables in the plural",
            "Queries and code can be changed with them.",
            renames,
        );
        gap.fixes.push(fix.costing(
            "Every query and function that names them changes too; foreign keys follow by themselves.",
        ));
    }
    findings.push(&RULE, &gap);
}

/// Another name for the table: the plural, when that is free and nothing reads the table by name.
fn rename(catalog: &Catalog, relation: &Relation) -> Option<String> {
    let mut new = relation.name.clone();
    new.name = plural(&relation.name.name.to_ascii_lowercase());
    let plain =
        catalog.is_free(&new) && !catalog.is_reserved_word(&new.name) && new.name != relation.name.name;
    let read = catalog.is_read(relation.id) || !relation.triggers.is_empty();
    let alter = format!(
        "ALTER TABLE {} RENAME TO {}",
        catalog.sql_name(relation),
        quote(&new.name, catalog.dialect())
    );
    (plain && !read).then_some(alter)
}
