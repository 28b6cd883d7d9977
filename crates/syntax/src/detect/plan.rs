//! The output of `EXPLAIN`, whole or cut by hand.

use crate::Dialect;

/// The first words of PostgreSQL's plan nodes.
const NODES: &str = "Seq Scan on,Index Scan,Index Only Scan,Bitmap Heap Scan,Bitmap Index Scan,Parallel ,Hash Join,\
     Hash Left Join,Hash Right Join,Hash Full Join,Hash Semi Join,Hash Anti Join,Merge Join,\
     Merge Left Join,Merge Append,Nested Loop,Sort,Incremental Sort,Limit,Aggregate,HashAggregate,\
     GroupAggregate,MixedAggregate,Finalize ,Partial ,Gather,Append,Result,Unique,Group,WindowAgg,\
     Materialize,Memoize,SetOp,HashSetOp,Subquery Scan,Function Scan,Values Scan,CTE Scan,WorkTable Scan,\
     Tid Scan,Foreign Scan,Insert on,Update on,Delete on";

/// The first words of MySQL's plan steps that PostgreSQL writes differently.
const MYSQL_STEPS: &str = "Nested loop ,Table scan on ,Filter: (,Single-row ,Index lookup on ,Index scan on ,\
     Index range scan on ,Covering index ,Stream results,Group aggregate: ,Inner hash join ,Zero rows";

/// How many lines are looked at.
const MAX_LINES: usize = 40;

/// The dialect and the reason, when the text is a plan.
pub(super) fn recognise(text: &str) -> Option<(Dialect, String)> {
    json(text)
        .or_else(|| markup(text))
        .or_else(|| table(text))
        .or_else(|| tree(text))
}

fn json(text: &str) -> Option<(Dialect, String)> {
    let mut lines = text.lines().map(unframed).filter(|line| !line.is_empty());
    let first = lines.next()?.trim_start_matches(['"', '+', ' ']);
    let header = ["QUERY PLAN", "EXPLAIN", "ANALYZE"].contains(&first.trim_end_matches('"'));
    let second = lines
        .next()
        .unwrap_or_default()
        .trim_start_matches(['"', '+', ' ']);
    let opens = |line: &str| line.starts_with(['[', '{']);
    let is_json = opens(first) || (header && opens(second)) || text.contains("QUERY PLAN") || is_log(text);
    let has = |key: &str| is_json && text.contains(key);
    // In a cell of CSV the quotes are doubled, in a log of JSON they are escaped.
    let forms = |key: &str| has(&format!("\"{key}\"")) || has(&format!("\\\"{key}\\\""));
    if forms("Plan") || forms("Node Type") {
        return Some((Dialect::PostgreSql, "is JSON with a `Plan`".to_owned()));
    }
    if forms("query_block") {
        return Some((Dialect::MySql, "is JSON with a `query_block`".to_owned()));
    }
    (forms("operation") && (forms("query_plan") || forms("access_type")))
        .then(|| (Dialect::MySql, "is JSON with an `operation`".to_owned()))
}

/// A record of `auto_explain`.
fn is_log(text: &str) -> bool {
    text.lines().take(MAX_LINES).any(|line| {
        let duration = line.find("duration: ");
        duration.is_some_and(|at| line.get(at..).is_some_and(|rest| rest.contains(" plan:")))
    })
}

/// YAML and XML of PostgreSQL.
fn markup(text: &str) -> Option<(Dialect, String)> {
    if text.contains("<explain") && (text.contains("<Node-Type>") || text.contains("2009/explain")) {
        return Some((Dialect::PostgreSql, "is XML with `explain`".to_owned()));
    }
    let mut lines = text.lines().take(MAX_LINES).map(unframed);
    let plan = lines.any(|line| matches!(line, "- Plan:" | "Plan:"));
    (plan && text.contains("Node Type:")).then(|| (Dialect::PostgreSql, "is YAML with a `Plan`".to_owned()))
}

/// MySQL's classical table, with tabs, in a frame, or one value a line.
fn table(text: &str) -> Option<(Dialect, String)> {
    let mut lines = text.lines().take(MAX_LINES);
    let found = lines.any(|line| {
        let line = line.to_ascii_lowercase();
        (line.contains("select_type") && line.contains("table"))
            || line.trim_start().starts_with("select_type:")
    });
    found.then(|| (Dialect::MySql, "has the column `select_type`".to_owned()))
}

fn tree(text: &str) -> Option<(Dialect, String)> {
    let lines: Vec<&str> = text
        .lines()
        .take(MAX_LINES)
        .map(unframed)
        .filter(|line| !line.is_empty())
        .collect();
    let first = *lines.first()?;
    if let Some(step) = sqlite_step(&lines) {
        return Some((Dialect::Sqlite, format!("has the plan step `{}`", short(step))));
    }
    if first.starts_with("-> ")
        || (first == "EXPLAIN" && lines.get(1).is_some_and(|line| line.starts_with("-> ")))
    {
        return Some((Dialect::MySql, "starts with an arrow `->`".to_owned()));
    }
    let steps = |line: &&str| MYSQL_STEPS.split(',').find(|step| line.starts_with(step));
    if let Some(step) = steps(&first) {
        return Some((Dialect::MySql, format!("starts with the plan step `{step}`")));
    }
    let arrows = lines.iter().filter_map(|line| line.strip_prefix("-> "));
    if let Some(step) = arrows.take(1).find_map(|line| steps(&line)) {
        return Some((Dialect::MySql, format!("has the plan step `{step}`")));
    }
    if is_log(text) {
        return Some((Dialect::PostgreSql, "is a record of `auto_explain`".to_owned()));
    }
    let header = lines.contains(&"QUERY PLAN");
    if header {
        return Some((Dialect::PostgreSql, "has the header `QUERY PLAN`".to_owned()));
    }
    let node = NODES.split(',').find(|node| first.starts_with(node));
    let estimate = lines
        .iter()
        .any(|line| line.contains("(cost=") || line.contains("(actual "));
    if let Some(node) = node.filter(|node| estimate || is_whole_node(first, node)) {
        return Some((
            Dialect::PostgreSql,
            format!("starts with the plan node `{}`", node.trim()),
        ));
    }
    let arrows = lines.iter().any(|line| line.starts_with("->"));
    (arrows && estimate).then(|| (Dialect::PostgreSql, "has plan nodes with costs".to_owned()))
}

/// A line without psql's frame, quotes and the `+` at its end.
fn unframed(line: &str) -> &str {
    let line = line.trim();
    // MySQL's `\\G` puts each row under a line of stars; a fence of Markdown is no line of the plan.
    if line.starts_with("***") || line.starts_with("```") {
        return "";
    }
    let line = line
        .strip_prefix("EXPLAIN: ")
        .or(line.strip_prefix("ANALYZE: "))
        .or(line.strip_prefix("> "))
        .unwrap_or(line)
        .trim_matches(['|', '"', '+'])
        .trim();
    match line.bytes().all(|byte| matches!(byte, b'-' | b'+' | b'=')) {
        true => "",
        false => line,
    }
}

/// The first step of SQLite, where nothing but a header, a prompt or the query stands before it.
fn sqlite_step<'t>(lines: &[&'t str]) -> Option<&'t str> {
    let step = lines.iter().position(|line| is_sqlite_line(line))?;
    let mut before = lines.iter().take(step);
    let known = before.all(|line| {
        let lower = line.to_ascii_lowercase();
        lower == "query plan" || lower.contains("detail") || lower.contains("explain query plan")
    });
    lines.get(step).copied().filter(|_| known)
}

fn is_sqlite_line(line: &str) -> bool {
    let drawn = |character: char| {
        matches!(
            character,
            '|' | '-' | '`' | ' ' | '\t' | ',' | '│' | '├' | '└' | '─'
        ) || character.is_ascii_digit()
    };
    let step = line.trim_start_matches(drawn);
    [
        "SCAN ",
        "SEARCH ",
        "USE TEMP B-TREE",
        "CO-ROUTINE ",
        "COMPOUND QUERY",
        "COMPOUND SUBQUERIES",
        "MULTI-INDEX OR",
        "MATERIALIZE ",
        "MERGE (",
    ]
    .iter()
    .any(|start| step.starts_with(start))
}

/// Whether a first line without costs is a node's line and no prose: nothing, or a relation, follows.
fn is_whole_node(line: &str, node: &str) -> bool {
    let rest = line.get(node.len()..).unwrap_or_default().trim();
    rest.is_empty()
        || rest.starts_with("on ")
        || rest.starts_with("using ")
        || node.ends_with(" on")
        || rest.starts_with("Scan")
        || rest.starts_with("Backward")
}

fn short(line: &str) -> String {
    line.chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str) -> Option<Dialect> {
        recognise(text).map(|(dialect, _)| dialect)
    }

    #[test]
    fn every_form_of_plan_is_recognised() {
        for text in [
            "- Plan: \n    Node Type: \"Result\"",
            " QUERY PLAN\n------\n - Plan:         +\n     Node Type: \"Result\"+\n(1 row)",
            "<explain xmlns=\"http://www.postgresql.org/2009/explain\">\n  <Query>",
            "[{\"Plan\": {\"Node Type\": \"Limit\"}}]",
            "2026-01-02 LOG:  duration: 12.3 ms  plan:\n\tQuery Text: select 1\n\tResult  (cost=0.00..0.01 rows=1 width=4)",
            "{\"timestamp\":\"x\",\"message\":\"duration: 1 ms  plan:\\n{\\n \\\"Plan\\\": {}}\"}",
            "```\nSeq Scan on a\n  Filter: (b = 1)\n```",
        ] {
            assert_eq!(dialect(text), Some(Dialect::PostgreSql), "{text}");
        }
        for text in [
            "{\"query_block\": {\"select_id\": 1}}",
            "*************************** 1. row ***************************\nEXPLAIN: {\n  \"query_block\": {}}",
            "+----+\n| ANALYZE |\n+----+\n| {\n  \"query_block\": {}\n} |",
            "{\"query_plan\": {\"operation\": \"Table scan on t\", \"access_type\": \"table\"}}",
            "mysql> explain analyze select 1;\n| -> Table scan on t  (cost=1 rows=2)",
            "id\tselect_type\ttable\n1\tSIMPLE\tt",
        ] {
            assert_eq!(dialect(text), Some(Dialect::MySql), "{text}");
        }
        for text in [
            "QUERY PLAN\n|--SCAN t\n`--SEARCH u USING INDEX i (a=?)",
            "sqlite> explain query plan select * from t;\n`--SCAN t",
            "id|parent|notused|detail\n2|0|0|SCAN t",
            "0|0|0|SCAN TABLE t",
        ] {
            assert_eq!(dialect(text), Some(Dialect::Sqlite), "{text}");
        }
        for text in [
            "select * from t where scan = 1",
            "create table t (a int)",
            "[{\"id\": 1}]",
            "a,b\n1,2",
        ] {
            assert_eq!(dialect(text), None, "{text}");
        }
    }
}
