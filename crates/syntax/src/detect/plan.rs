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
    json(text).or_else(|| table(text)).or_else(|| tree(text))
}

fn json(text: &str) -> Option<(Dialect, String)> {
    let start = text.trim_start().trim_start_matches(['"', '+', '|', ' ']);
    let is_json = start.starts_with(['[', '{']) || text.contains("QUERY PLAN");
    let has = |key: &str| is_json && text.contains(key);
    if has("\"Plan\"") || has("\"Node Type\"") {
        return Some((Dialect::PostgreSql, "is JSON with a `Plan`".to_owned()));
    }
    has("\"query_block\"").then(|| (Dialect::MySql, "is JSON with a `query_block`".to_owned()))
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
    if is_sqlite_line(first)
        || (first == "QUERY PLAN" && lines.get(1).is_some_and(|line| is_sqlite_line(line)))
    {
        return Some((Dialect::Sqlite, format!("starts with `{}`", short(first))));
    }
    if first.starts_with("-> ")
        || (first == "EXPLAIN" && lines.get(1).is_some_and(|line| line.starts_with("-> ")))
    {
        return Some((Dialect::MySql, "starts with an arrow `->`".to_owned()));
    }
    if let Some(step) = MYSQL_STEPS.split(',').find(|step| first.starts_with(step)) {
        return Some((Dialect::MySql, format!("starts with the plan step `{step}`")));
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
    if line.starts_with("***") {
        // MySQL's `\\G` puts each row under a line of stars.
        return "";
    }
    let line = line
        .strip_prefix("EXPLAIN: ")
        .unwrap_or(line)
        .trim_matches(['|', '"', '+'])
        .trim();
    match line.bytes().all(|byte| matches!(byte, b'-' | b'+' | b'=')) {
        true => "",
        false => line,
    }
}

fn is_sqlite_line(line: &str) -> bool {
    let line = line.trim_start_matches(['|', '-', '`', ' ']);
    let step = line.trim_start_matches(|character: char| character.is_ascii_digit() || character == '|');
    [
        "SCAN ",
        "SEARCH ",
        "USE TEMP B-TREE",
        "CO-ROUTINE ",
        "COMPOUND QUERY",
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
