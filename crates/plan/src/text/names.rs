//! The labels that stand before a colon in text plans.

use crate::slice::Trim as _;
use rowproof_source::WordList;

/// Names of node properties, of PostgreSQL and of widespread extensions, sorted.
const PROPERTIES: WordList = WordList::new(
    "Average Prefetch Distance,Batches,Buckets,Buffers,Cache Key,Cache Mode,\
     Chunks excluded during startup,Columnar Chunk Group Filters,\
     Columnar Chunk Groups Removed by Filter,Columnar Projected Columns,Conflict Arbiter Indexes,\
     Conflict Filter,Conflict Resolution,Conflicting Tuples,Disabled,Distributed Query,Estimates,\
     Filter,Foreign File,Foreign File Size,Foreign Program,Full-sort Groups,Function Call,Functions,\
     Group Key,Hash Cond,Hash Key,Heap Blocks,Heap Fetches,Hits,Hypertables excluded during runtime,\
     I/O,I/O Timings,Index Cond,Index Searches,Inner Unique,Join Filter,Loops,Memory,Memory Usage,\
     Merge Cond,Node,One-Time Filter,Options,Order By,Output,Params Evaluated,Planned Partitions,\
     Pre-sorted Groups,Prefetch,Presorted Key,Query,Recheck Cond,Relations,Remote SQL,\
     Repeatable Seed,Replaces,Rows Removed by Conflict Filter,Rows Removed by Filter,\
     Rows Removed by Index Recheck,Rows Removed by Join Filter,Run Condition,Sampling,Single Copy,\
     Sort Key,Sort Method,Sort Methods,Storage,Subplans Removed,Table Function Call,Target Table,\
     Task Count,Tasks Shown,TID Cond,Timing,Tuple data received from node,\
     Tuple data received from nodes,Tuples,Tuples Inserted,WAL,Window,Workers Launched,\
     Workers Planned",
);

/// Names that only stand behind the last node.
const TAIL: [&str; 18] = [
    "Execution Time",
    "Execution time",
    "Generated Plan Advice",
    "JIT",
    "Partial replacement of Query Text",
    "Planning",
    "Planning Memory",
    "Planning Time",
    "Planning time",
    "Query Identifier",
    "Query Parameters",
    "Query Text",
    "Serialization",
    "Settings",
    "Supplied Plan Advice",
    "Total runtime",
    "Total Runtime",
    "Trigger",
];

/// Cuts `Name: value`; a name begins with a capital letter and holds no sign but `/` and `-`.
pub(crate) fn cut_label(text: &str) -> Option<(&str, &str)> {
    let text = text.trimmed();
    if !text.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    let (name, rest) = text.split_once(':')?;
    let spaced = rest.is_empty() || rest.starts_with(' ');
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'/' | b'-' | b'_');
    let named = name.len() <= 45 && name.bytes().all(word);
    (spaced && named).then(|| (name, rest.trimmed()))
}

/// Whether a property is one PostgreSQL (or a widespread extension) prints.
pub(crate) fn is_property(name: &str) -> bool {
    PROPERTIES.contains(name)
}

/// Whether a label stands behind the last node.
pub(crate) fn is_tail(name: &str) -> bool {
    TAIL.contains(&name) || name.starts_with("Trigger ")
}

/// The name of a line such as `CTE x`, `InitPlan 1 (returns $0)`, `SubPlan any_1`.
pub(crate) fn subplan_label(text: &str) -> Option<&str> {
    let text = text.trimmed();
    let (word, rest) = text.split_once(' ')?;
    let names_one = |rest: &str| !rest.is_empty() && !rest.contains("(cost=") && !rest.contains("(actual ");
    match word {
        "InitPlan" | "SubPlan" => {
            let (_, after) = rest.split_once(' ').unwrap_or((rest, ""));
            let plain = after.is_empty() || after.starts_with("(returns");
            (names_one(rest) && plain && !rest.contains(": ")).then_some(text)
        }
        "CTE" => {
            let (_, after) = super::head::parse_identifier(rest)?;
            (names_one(rest) && after.is_empty()).then_some(text)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_sub_plans() {
        for text in [
            "CTE x",
            "CTE \"a b\"",
            "InitPlan 10",
            "InitPlan expr_1",
            "InitPlan 1 (returns $0,$1)",
            "SubPlan any_1",
        ] {
            assert_eq!(subplan_label(&format!("    {text}")), Some(text));
        }
        for text in ["CTE Scan on x", "SubPlan", "InitPlan of the house"] {
            assert_eq!(subplan_label(text), None, "{text}");
        }
    }

    #[test]
    fn labels_before_colons() {
        assert_eq!(cut_label("  Sort Key: a"), Some(("Sort Key", "a")));
        assert_eq!(cut_label("JIT:"), Some(("JIT", "")));
        assert_eq!(cut_label("a::text"), None);
        assert_eq!(cut_label("Seq Scan on t  (a: b)"), None);
    }
}
