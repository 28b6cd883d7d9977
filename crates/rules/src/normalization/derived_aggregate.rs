//! # A count that nothing keeps
//!
//! ## What it detects
//! A column such as `comments_count` or `num_comments` in a table that a table `comments` refers to, when no trigger of the paste keeps it.
//!
//! ## Why it matters
//! The number can be counted at any time, so the column is a copy of what the other rows say. It is right as long as every insert, delete and move changes
//! it too. A script, an import, `ON DELETE CASCADE` or two sessions at once leave it behind, and nothing notices.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE posts (id bigint PRIMARY KEY, comments_count integer NOT NULL DEFAULT 0 CHECK (comments_count >= 0));
//! CREATE TABLE comments (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts (id) ON DELETE CASCADE);
//! CREATE INDEX comments_post_id_idx ON comments (post_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE posts (id bigint PRIMARY KEY);
//! CREATE TABLE comments (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts (id) ON DELETE CASCADE);
//! CREATE INDEX comments_post_id_idx ON comments (post_id);
//! CREATE VIEW posts_with_counts AS
//!   SELECT p.id, (SELECT count(*) FROM comments c WHERE c.post_id = p.id) AS comments_count FROM posts p;
//! ```
//!
//! ## When to ignore it
//! When counting takes too long and one place in the application changes both, as the counters of many frameworks do; when not all rows are counted. A
//! trigger on the other table whose function names the column, or is not in the paste, is taken to keep it.
//!
//! ## References
//! - C. J. Date, "Database Design and Relational Theory", on derived data and redundancy.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "derived-aggregate",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "nothing in the database keeps `{column}` at the number of rows of `{0}`; keep it by a trigger, or count when it is asked for",
    why: "An insert, a delete or a cascade that forgets it leaves a number that nothing compares with the rows.",
    sure: "`{0}` refers to `{table}`, and the paste has no trigger that keeps the number; an application may.",
    intent: "`{column}` is the number of rows of `{0}` that refer to the row",
};

/// Words that say that a column counts, in front of what it counts or behind it.
const FRONT: WordList = WordList::new("num,number,total");
const BACK: WordList = WordList::new("cnt,count,counter");

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let counting = table.columns.iter().filter(|column| is_number(column));
    let counting: Vec<_> = counting
        .filter_map(|column| Some((column, counted(&column.words)?)))
        .collect();
    if counting.is_empty() {
        return;
    }
    let references = table.catalog.references_to(table.relation.id).into_iter();
    let children: Vec<_> = references
        .filter(|(child, _, key)| key.columns.len() == 1 && child.id != table.relation.id)
        .map(|(child, _, key)| (table.catalog.row_words(child), child, key))
        .collect();
    for (column, counted) in counting {
        let mut counts = children.iter().filter(|(row, _, _)| is_same(row, counted));
        // Of two references from one table it is not known which is counted.
        let (Some((_, child, key)), None) = (counts.next(), counts.next()) else {
            continue;
        };
        if is_kept(table.catalog, child, column.column) {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.said.push(child.name.to_string());
        gap.certainty = Certainty::Possible;
        gap.meant = false;
        gap.rows = Rows::One(vec![(&column.column.name, Value::integer(3))]);
        gap.related.push(Label {
            span: child.name_span,
            text: "what is counted".to_owned(),
        });
        gap.fixes.extend(fixes(table, column.column, child, key));
        findings.push(&RULE, &gap);
    }
}

/// The words of what the column counts.
fn counted<'w>(words: &'w NameWords<'_>) -> Option<&'w [Word<'w>]> {
    let (first, behind) = words.split_first()?;
    let (last, before) = words.split_last()?;
    let counted = match (FRONT.contains(first), BACK.contains(last)) {
        (false, true) => before,
        (true, false) => behind,
        _ => return None,
    };
    (!counted.is_empty()).then_some(counted)
}

/// Whether they are the words of one row, the last in the singular or the plural.
fn is_same(row: &[Word<'_>], counted: &[Word<'_>]) -> bool {
    let (Some((row_last, row_stem)), Some((last, stem))) = (row.split_last(), counted.split_last()) else {
        return false;
    };
    row_stem == stem && (row_last == last || *row_last == singular(last))
}

fn is_number(column: &ColumnView<'_>) -> bool {
    matches!(column.column.data_type.family, TypeFamily::Integer(_)) && column.is_written()
}

/// Whether a trigger of the counted table names the column, or does what the paste does not tell.
fn is_kept(catalog: &Catalog, child: &Relation, column: &Column) -> bool {
    child.triggers.iter().any(|trigger| {
        let function = trigger.function.as_ref();
        let body = function.and_then(|name| catalog.function_body(name));
        body.is_none_or(|body| body.contains(&column.name))
    })
}

/// A trigger where functions are plain text, and the query that finds what has drifted.
fn fixes(table: &TableView<'_>, column: &Column, child: &Relation, key: &ForeignKey) -> Vec<ProposedFix> {
    let (Some(own), Some(referenced)) = (key.columns.first(), key.referenced_columns.first()) else {
        return Vec::new();
    };
    let dialect = table.dialect();
    let [own, referenced] = [own, referenced].map(|name| quote(name, dialect));
    let (parent, name) = (table.catalog.sql_name(table.relation), table.quoted(column));
    let child_name = table.catalog.sql_name(child);
    let mut fixes = Vec::new();
    if dialect == Dialect::PostgreSql {
        let trigger = quote(&format!("{}_{}", table.relation.name.name, column.name), dialect);
        let count = |row: &str, sign: char| {
            format!("UPDATE {parent} SET {name} = {name} {sign} 1 WHERE {referenced} = {row}.{own};")
        };
        fixes.push(
            ProposedFix::statements(
                "let the database count",
                "The number is read far more often than rows come and go.",
                vec![
                    format!(
                        "CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN {} END IF; IF TG_OP <> 'DELETE' THEN {} END IF; RETURN NULL; END $$",
                        count("OLD", '-'),
                        count("NEW", '+')
                    ),
                    format!(
                        "CREATE TRIGGER {trigger} AFTER INSERT OR DELETE OR UPDATE OF {own} ON {child_name} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
                    ),
                ],
            )
            .costing("Writers of one row wait for each other."),
        );
    }
    fixes.push(ProposedFix::statements(
        "look for numbers that have drifted",
        "The application keeps it, and that is to be checked.",
        vec![format!(
            "SELECT {referenced}, {name} FROM {parent} p WHERE {name} <> (SELECT count(*) FROM {child_name} c WHERE c.{own} = p.{referenced})"
        )],
    ));
    fixes
}
