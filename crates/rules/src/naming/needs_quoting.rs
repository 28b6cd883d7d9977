//! # Names that want quotes
//!
//! ## What it detects
//! PostgreSQL: tables and columns whose names have upper-case letters, blanks or signs, so that they are found only between quotes. Said once for
//! a schema.
//!
//! ## Why it matters
//! PostgreSQL turns unquoted names into lower case. `SELECT createdAt FROM Orders` looks for `createdat` of `orders` and finds neither; every query
//! written by hand needs `"createdAt"` and `"Orders"`, and every tool that does not quote fails.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE "Orders" (id bigint PRIMARY KEY, "placedOn" date NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
//! ```
//!
//! ## When to ignore it
//! When an object mapper made the schema and nobody writes queries by hand: renaming is then not worth what it costs. MySQL and SQLite find names of
//! columns in any case, so nothing is said of them there.
//!
//! ## References
//! - PostgreSQL manual, "Lexical Structure", section "Identifiers and Key Words".

use rowproof_source::SmallSet;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "needs-quoting",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

/// Names that are listed, and the most that are renamed in a fix.
const SHOWN: usize = 6;
const RENAMED: usize = 40;

const WORDS: Words = Words {
    message: "{0} of this schema {1} only between quotes, such as {2}; write names in lower case with `_` between words",
    why: "A query written by hand looks for the name in lower case and does not find it.",
    sure: "The server turns names without quotes into lower case.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let (mut names, mut first): (Vec<&str>, Option<(&Relation, Span)>) = (Vec::new(), None);
    let mut renames = Vec::new();
    let mut seen = SmallSet::default();
    for relation in catalog.tables() {
        let own =
            is_special(&relation.name.name).then_some((relation.name.name.as_str(), relation.name_span));
        let special = relation.columns.iter().filter(|column| is_special(&column.name));
        let places = own
            .into_iter()
            .chain(special.map(|column| (column.name.as_str(), column.span)));
        let mut any = false;
        for (name, span) in places {
            any = true;
            first = first.or(Some((relation, span)));
            if seen.insert(name) {
                names.push(name);
            }
        }
        if any && renames.len() <= RENAMED {
            renames.extend(rename(catalog, relation));
        }
    }
    let Some((relation, span)) = first else { return };
    let mut gap = context.gap(relation, Some(span), &WORDS);
    let few: Vec<&str> = names.iter().take(SHOWN).copied().collect();
    gap.said = match names.len() {
        1 => vec!["one name".to_owned(), "is found".to_owned(), listed(&few)],
        more => vec![format!("{more} names"), "are found".to_owned(), listed(&few)],
    };
    if !renames.is_empty() && renames.len() <= RENAMED {
        let fix = ProposedFix::statements(
            "rename them",
            "Queries are written by hand, and code can be changed with them.",
            renames,
        );
        gap.fixes.push(fix.costing(
            "Every query and function that names them changes too; keys, indexes and views follow by themselves.",
        ));
    }
    findings.push(&RULE, &gap);
}

/// Whether it needs quotes for its letters; reserved words are another matter.
fn is_special(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'$');
    !name.is_ascii() && name.chars().any(char::is_uppercase)
        || name.bytes().any(|byte| byte.is_ascii() && !plain(byte))
        || name.starts_with(|letter: char| letter.is_ascii_digit() || letter == '$')
}

/// Statements that give the table and its columns names in lower case; none when two would be alike.
fn rename(catalog: &Catalog, relation: &Relation) -> Vec<String> {
    let table = format!("ALTER TABLE {}", catalog.sql_name(relation));
    let lower = |name: &str| words(name).join("_");
    let mut taken: SmallSet<String> = SmallSet::default();
    let mut statements = Vec::new();
    for column in &relation.columns {
        let new = match is_special(&column.name) {
            true => lower(&column.name),
            false => column.name.clone(),
        };
        if new.is_empty() || !taken.insert(new.clone()) {
            return Vec::new();
        }
        if new != column.name {
            let (old, new) = (
                quote(&column.name, Dialect::PostgreSql),
                quote(&new, Dialect::PostgreSql),
            );
            statements.push(format!("{table} RENAME COLUMN {old} TO {new}"));
        }
    }
    let mut name = relation.name.clone();
    name.name = lower(&relation.name.name);
    let free = !name.name.is_empty() && catalog.is_free(&name);
    if is_special(&relation.name.name) && free {
        statements.push(format!(
            "{table} RENAME TO {}",
            quote(&name.name, Dialect::PostgreSql)
        ));
    }
    statements
}
