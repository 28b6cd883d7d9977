//! Which program printed the plan, and in which of its formats.

use crate::slice::Trim as _;
use rowproof_source::parse_decimal;

use std::fmt;

/// A format that is recognised and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanFormat {
    /// PostgreSQL, indented text.
    PostgresText,
    /// PostgreSQL, `FORMAT JSON`.
    PostgresJson,
    /// PostgreSQL, `FORMAT YAML`.
    PostgresYaml,
    /// PostgreSQL, `FORMAT XML`.
    PostgresXml,
    /// MySQL, `FORMAT=TREE` or `EXPLAIN ANALYZE`.
    MysqlTree,
    /// MySQL or MariaDB, the table of one row per table.
    MysqlTable,
    /// MySQL, `FORMAT=JSON`.
    MysqlJson,
    /// MariaDB, `FORMAT=JSON` or `ANALYZE FORMAT=JSON`.
    MariadbJson,
    /// SQLite, `EXPLAIN QUERY PLAN`.
    SqliteQueryPlan,
}

impl fmt::Display for PlanFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PostgresText => "a PostgreSQL plan as text",
            Self::PostgresJson => "a PostgreSQL plan as JSON",
            Self::PostgresYaml => "a PostgreSQL plan as YAML",
            Self::PostgresXml => "a PostgreSQL plan as XML",
            Self::MysqlTree => "a MySQL plan as a tree",
            Self::MysqlTable => "a MySQL or MariaDB plan as a table",
            Self::MysqlJson => "a MySQL plan as JSON",
            Self::MariadbJson => "a MariaDB plan as JSON",
            Self::SqliteQueryPlan => "an SQLite query plan",
        })
    }
}

/// Tells the format of a text that may carry the frames of psql and others; nothing when no mark of any format is there.
/// The order of the questions matters: the marks of JSON, XML and YAML come before the looser ones of text.
pub fn detect_format(text: &str) -> Option<PlanFormat> {
    let lines: Vec<&str> = text.lines().map(content).filter(|l| !l.is_empty()).collect();
    detect_in(&lines)
}

/// The same for lines that are already freed from their frames.
pub(crate) fn detect_in(lines: &[&str]) -> Option<PlanFormat> {
    detect_json(lines)
        .or_else(|| detect_markup(lines))
        .or_else(|| detect_table(lines))
        .or_else(|| detect_sqlite(lines))
        .or_else(|| detect_text(lines))
}

/// A line without the marks that frames put around it.
fn content(line: &str) -> &str {
    let line = line.trimmed();
    let bar = |c: char| matches!(c, '|' | '│' | '║');
    let boxed = line.starts_with(bar) && line.trim_end_matches('+').trim_ascii_end().ends_with(bar);
    let line = if boxed { line.trim_matches(bar) } else { line };
    line.trim_end_matches('+').trimmed()
}

fn detect_json(lines: &[&str]) -> Option<PlanFormat> {
    let first = lines.iter().position(|line| {
        line.starts_with(['[', '{']) || line.starts_with("\"[") || line.starts_with("\"{")
    })?;
    let mut mariadb = false;
    let mut mysql = false;
    for line in lines.iter().skip(first) {
        let line = line.replace("\"\"", "\"").replace("\\\"", "\"");
        if line.contains("\"Plan\"") || line.contains("\"Node Type\"") || line.contains("\"QUERY PLAN\"") {
            return Some(PlanFormat::PostgresJson);
        }
        mysql |= ["\"query_block\"", "\"query_plan\"", "\"operation\""]
            .iter()
            .any(|mark| line.contains(mark));
        mariadb |= line.contains("\"r_total_time_ms\"")
            || line.contains("\"r_loops\"")
            || line.contains("\"query_optimization\"");
        mariadb |= line.contains("\"nested_loop\"") && line.contains("\"r_");
    }
    match (mariadb, mysql) {
        (true, _) => Some(PlanFormat::MariadbJson),
        (false, true) => Some(PlanFormat::MysqlJson),
        (false, false) => None,
    }
}

fn detect_markup(lines: &[&str]) -> Option<PlanFormat> {
    for line in lines.iter().take(MARKUP_LINES) {
        if line.starts_with("<explain") {
            return Some(PlanFormat::PostgresXml);
        }
        if *line == "- Plan:" || *line == "Plan:" {
            return Some(PlanFormat::PostgresYaml);
        }
    }
    None
}

/// Headers and a query may stand before the first mark of XML or YAML; more than this many lines of them do not.
const MARKUP_LINES: usize = 200;

fn detect_table(lines: &[&str]) -> Option<PlanFormat> {
    let is_table = |line: &&str| {
        let header = line.contains("possible_keys") || line.contains("POSSIBLE_KEYS");
        let mut words = line.split(['|', '\t', ' ', ',']);
        let vertical = line.starts_with("select_type:");
        vertical || (header && words.any(|word| word.eq_ignore_ascii_case("select_type")))
    };
    lines.iter().any(is_table).then_some(PlanFormat::MysqlTable)
}

fn detect_sqlite(lines: &[&str]) -> Option<PlanFormat> {
    let marked = lines.iter().any(|line| {
        line.starts_with("|--")
            || line.starts_with("`--")
            || line.starts_with("--SCAN")
            || line.starts_with("--SEARCH")
    });
    let starts = |word: &str| {
        lines.iter().any(|line| {
            let line = line
                .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '|' | ',' | ' ' | '`' | '-'));
            line.starts_with(word)
        })
    };
    let verbs = [
        "SCAN ",
        "SEARCH ",
        "USE TEMP B-TREE ",
        "SCALAR SUBQUERY ",
        "CO-ROUTINE ",
        "COMPOUND QUERY",
    ];
    let postgres = lines
        .iter()
        .any(|line| line.contains("(cost=") || line.contains("(actual ") || line.starts_with("->"));
    let sqlite = !postgres && verbs.iter().any(|verb| starts(verb));
    let query = lines.iter().any(|line| line.ends_with(';'));
    (sqlite && (marked || !query)).then_some(PlanFormat::SqliteQueryPlan)
}

fn detect_text(lines: &[&str]) -> Option<PlanFormat> {
    let arrow = |line: &&&str| line.trim_start_matches(['"', ' ']).starts_with("->");
    let nodes: Vec<&&str> = lines
        .iter()
        .filter(|line| arrow(line) || line.contains("(cost=") || line.contains("(actual "))
        .collect();
    if nodes.is_empty() {
        return lines
            .iter()
            .any(|line| crate::kind::is_known_head(line))
            .then_some(PlanFormat::PostgresText);
    }
    let mysql = nodes.iter().filter(|line| has_single_cost(line)).count();
    let range = nodes.iter().filter(|line| has_cost_range(line)).count();
    let heads = nodes.iter().filter(|line| is_mysql_head(line)).count();
    let known = nodes
        .iter()
        .filter(|line| crate::kind::is_known_head(head_of(line)))
        .count();
    if mysql > range || (range == 0 && heads > known) {
        return Some(PlanFormat::MysqlTree);
    }
    Some(PlanFormat::PostgresText)
}

/// MySQL prints `cost=12.3 rows=4`, since 8.3 `cost=0..12.3 rows=4`; never a width.
fn has_single_cost(line: &str) -> bool {
    cost(line).is_some_and(|cost| parse_decimal(cost).is_some())
}

/// PostgreSQL prints `cost=0.00..12.30 rows=4 width=8`.
fn has_cost_range(line: &str) -> bool {
    cost(line).is_some_and(|cost| cost.contains("..")) && line.contains(" width=")
}

fn cost(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("(cost=")?;
    rest.split([' ', ')']).next()
}

/// The first words of MySQL's steps, where they are not also PostgreSQL's.
fn is_mysql_head(line: &str) -> bool {
    let head = head_of(line);
    crate::mysql::is_known_step(head) && !crate::kind::is_known_head(head)
}

/// The words of a step, without its arrow and figures.
fn head_of(line: &str) -> &str {
    let head = line
        .trim_start_matches(['"', ' '])
        .trim_start_matches("->")
        .trimmed_start();
    let figures = [" (cost=", " (actual ", " (never executed", " (rows="];
    let end = figures.iter().filter_map(|figures| head.find(figures)).min();
    head.get(..end.unwrap_or(head.len())).unwrap_or(head).trimmed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_each_format_by_its_marks() {
        let cases = [
            (
                "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)",
                PlanFormat::PostgresText,
            ),
            ("Result", PlanFormat::PostgresText),
            (" [ +\n  { \"Plan\": { +", PlanFormat::PostgresJson),
            (
                "[{\"Plan\": {\"Node Type\": \"Result\"}}]",
                PlanFormat::PostgresJson,
            ),
            ("- Plan:\n    Node Type: \"Result\"", PlanFormat::PostgresYaml),
            (
                "<explain xmlns=\"http://www.postgresql.org/2009/explain\">",
                PlanFormat::PostgresXml,
            ),
            ("-> Table scan on t  (cost=0.35 rows=1)", PlanFormat::MysqlTree),
            ("{\"query_block\": {\"select_id\": 1}}", PlanFormat::MysqlJson),
            ("{\"query_block\": {\"r_loops\": 1}}", PlanFormat::MariadbJson),
            (
                "| id | select_type | table | possible_keys |",
                PlanFormat::MysqlTable,
            ),
            (
                "QUERY PLAN\n|--SCAN t\n`--SEARCH u USING INDEX i (a=?)",
                PlanFormat::SqliteQueryPlan,
            ),
        ];
        for (text, format) in cases {
            assert_eq!(detect_format(text), Some(format), "{text}");
        }
        assert_eq!(detect_format("select 1;"), None);
    }
}
