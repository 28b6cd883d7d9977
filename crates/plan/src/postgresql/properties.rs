//! The keys of documents as the properties text plans print: the same names, the same values, the same zeros left out.

use rowproof_source::WordList;

use super::counters::{buffers, heap_blocks, io_timings, pairs, wal};
use crate::document::{Document, Member, Value, get};
use crate::model::Property;

/// Keys that the model holds elsewhere.
const MODEL_KEYS: WordList = WordList::new(
    "Actual Loops,Actual Rows,Actual Startup Time,Actual Total Time,Alias,Async Capable,Command,\
     CTE Name,Custom Plan Provider,Function Name,Index Name,JIT,Join Type,Node Type,Operation,\
     Parallel Aware,Parent Relationship,Partial Mode,Plan Rows,Plan Width,Plans,Relation Name,\
     Scan Direction,Schema,Startup Cost,Strategy,Subplan Name,Table Function Name,\
     Table Function Schema,Total Cost,Tuplestore Name,Worker Number,Workers",
);

/// Keys that text plans print together on one line: the key of any, the writer of all.
type Group = (&'static [&'static str], fn(&[Member]) -> Vec<(String, String)>);

const GROUPS: [Group; 13] = [
    (
        &["Sort Method", "Sort Space Used", "Sort Space Type"],
        sort_method,
    ),
    (
        &[
            "Hash Buckets",
            "Original Hash Buckets",
            "Hash Batches",
            "Original Hash Batches",
        ],
        hash_table,
    ),
    (
        &["Planned Partitions", "HashAgg Batches", "Disk Usage"],
        hash_aggregate,
    ),
    (
        &["Cache Hits", "Cache Misses", "Cache Evictions", "Cache Overflows"],
        memoize,
    ),
    (&["Exact Heap Blocks", "Lossy Heap Blocks"], heap_blocks),
    (
        &[
            "Shared Hit Blocks",
            "Shared Read Blocks",
            "Shared Dirtied Blocks",
            "Shared Written Blocks",
            "Local Hit Blocks",
            "Local Read Blocks",
            "Local Dirtied Blocks",
            "Local Written Blocks",
            "Temp Read Blocks",
            "Temp Written Blocks",
        ],
        buffers,
    ),
    (
        &[
            "I/O Read Time",
            "I/O Write Time",
            "Shared I/O Read Time",
            "Shared I/O Write Time",
            "Local I/O Read Time",
            "Local I/O Write Time",
            "Temp I/O Read Time",
            "Temp I/O Write Time",
        ],
        io_timings,
    ),
    (
        &[
            "WAL Records",
            "WAL FPI",
            "WAL Bytes",
            "WAL Buffers Full",
            "WAL FPI Bytes",
        ],
        wal,
    ),
    (&["Full-sort Groups", "Pre-sorted Groups"], sort_groups),
    (&["Storage", "Maximum Storage"], storage),
    (
        &["Sampling Method", "Sampling Parameters", "Repeatable Seed"],
        sampling,
    ),
    (&["Grouping Sets"], grouping_sets),
    (&["Target Tables"], target_tables),
];

/// Printed by text plans only when not zero. The average of a node that ran several times may be rounded to zero, and then stays.
const ZERO_IS_SILENT: WordList = WordList::new(
    "Exact Heap Blocks,Rows Removed by Conflict Filter,Rows Removed by Filter,Rows Removed by Index Recheck,Rows Removed by Join Filter,Subplans Removed",
);

/// All properties of a node or a worker, in the order of the text.
pub(crate) fn properties(members: &[Member], document: &Document<'_, '_>) -> Vec<Property> {
    let mut properties = Vec::new();
    let mut written = [false; GROUPS.len()];
    let loops = get(members, "Actual Loops")
        .and_then(|value| value.value.number())
        .unwrap_or(0.0);
    let merge = get(members, "Operation").and_then(|value| value.value.scalar()) == Some("Merge");
    for member in members {
        if MODEL_KEYS.contains(&member.name) {
            continue;
        }
        let span = document.span(member.start, member.value.end);
        let group = GROUPS
            .iter()
            .zip(&mut written)
            .find(|((keys, _), _)| keys.contains(&member.name.as_str()));
        let lines = match group {
            Some(((_, write), done)) if !*done => {
                *done = true;
                write(members)
            }
            Some(_) => continue,
            None if member.name == "Peak Memory Usage" => continue,
            None if merge && member.name.starts_with("Tuples ") => merge_tuples(members, &member.name),
            None => plain(member, loops > 1.0),
        };
        properties.extend(
            lines
                .into_iter()
                .map(|(name, value)| Property { name, value, span }),
        );
    }
    properties
}

fn plain(member: &Member, is_average: bool) -> Vec<(String, String)> {
    let value = &member.value.value;
    let silent = ZERO_IS_SILENT.contains(&member.name) && !is_average;
    let zero = silent && value.number() == Some(0.0);
    if zero || *value == Value::Bool(false) || *value == Value::Null {
        return Vec::new();
    }
    vec![(member.name.clone(), value.to_line())]
}

fn text<'m>(members: &'m [Member], name: &str) -> Option<&'m str> {
    get(members, name)?.value.scalar()
}

pub(super) fn one(name: &str, value: String) -> Vec<(String, String)> {
    if value.is_empty() {
        return Vec::new();
    }
    vec![(name.to_owned(), value)]
}

fn sort_method(members: &[Member]) -> Vec<(String, String)> {
    let method = text(members, "Sort Method").unwrap_or("unknown");
    let place = text(members, "Sort Space Type").unwrap_or("Memory");
    match text(members, "Sort Space Used") {
        Some(used) => one("Sort Method", format!("{method}  {place}: {used}kB")),
        None => one("Sort Method", method.to_owned()),
    }
}

fn hash_table(members: &[Member]) -> Vec<(String, String)> {
    let get = |name| text(members, name).unwrap_or("0");
    let (buckets, batches) = (get("Hash Buckets"), get("Hash Batches"));
    let first_buckets = text(members, "Original Hash Buckets").unwrap_or(buckets);
    let first_batches = text(members, "Original Hash Batches").unwrap_or(batches);
    let memory = get("Peak Memory Usage");
    let value = if (first_buckets, first_batches) == (buckets, batches) {
        format!("{buckets}  Batches: {batches}  Memory Usage: {memory}kB")
    } else {
        format!(
            "{buckets} (originally {first_buckets})  Batches: {batches} (originally {first_batches})  Memory Usage: {memory}kB"
        )
    };
    one("Buckets", value)
}

fn hash_aggregate(members: &[Member]) -> Vec<(String, String)> {
    let planned = text(members, "Planned Partitions").filter(|count| *count != "0");
    let mut usage = String::new();
    if let Some(batches) = text(members, "HashAgg Batches") {
        let memory = text(members, "Peak Memory Usage").unwrap_or("0");
        usage = format!("{batches}  Memory Usage: {memory}kB");
        if let Some(disk) = text(members, "Disk Usage").filter(|_| !matches!(batches, "0" | "1")) {
            usage.push_str(&format!("  Disk Usage: {disk}kB"));
        }
    }
    match planned {
        Some(planned) if usage.is_empty() => one("Planned Partitions", planned.to_owned()),
        Some(planned) => one("Planned Partitions", format!("{planned}  Batches: {usage}")),
        None => one("Batches", usage),
    }
}

fn memoize(members: &[Member]) -> Vec<(String, String)> {
    let get = |name| text(members, name).unwrap_or("0");
    if get("Cache Misses") == "0" {
        return Vec::new();
    }
    let value = format!(
        "{}  Misses: {}  Evictions: {}  Overflows: {}  Memory Usage: {}kB",
        get("Cache Hits"),
        get("Cache Misses"),
        get("Cache Evictions"),
        get("Cache Overflows"),
        get("Peak Memory Usage")
    );
    one("Hits", value)
}

fn sort_groups(members: &[Member]) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for name in ["Full-sort Groups", "Pre-sorted Groups"] {
        if let Some(group) = get(members, name) {
            lines.extend(one(name, sort_group(&group.value)));
        }
    }
    lines
}

fn sort_group(group: &Value) -> String {
    let methods = group.get("Sort Methods Used").map(|list| &list.value);
    let plural = if methods.is_some_and(|list| list.items().len() > 1) {
        "s"
    } else {
        ""
    };
    let count = group
        .get("Group Count")
        .and_then(|count| count.value.scalar())
        .unwrap_or("0");
    let mut line = format!(
        "{count}  Sort Method{plural}: {}",
        methods.map(Value::to_line).unwrap_or_default()
    );
    for place in ["Memory", "Disk"] {
        let space = group
            .get(&format!("Sort Space {place}"))
            .map(|space| &space.value);
        let number = |name| {
            space
                .and_then(|space| space.get(name))
                .and_then(|value| value.value.scalar())
        };
        if let Some((average, peak)) = number("Average Sort Space Used").zip(number("Peak Sort Space Used")) {
            line.push_str(&format!("  Average {place}: {average}kB  Peak {place}: {peak}kB"));
        }
    }
    line
}

fn storage(members: &[Member]) -> Vec<(String, String)> {
    let kind = text(members, "Storage").unwrap_or("Memory");
    match text(members, "Maximum Storage") {
        Some(most) => one("Storage", format!("{kind}  Maximum Storage: {most}kB")),
        None => one("Storage", kind.to_owned()),
    }
}

fn sampling(members: &[Member]) -> Vec<(String, String)> {
    let method = text(members, "Sampling Method").unwrap_or("unknown");
    let parameters = get(members, "Sampling Parameters")
        .map(|list| list.value.to_line())
        .unwrap_or_default();
    let mut value = format!("{method} ({parameters})");
    if let Some(seed) = text(members, "Repeatable Seed") {
        value.push_str(&format!(" REPEATABLE ({seed})"));
    }
    one("Sampling", value)
}

/// Each grouping set on a line of its own, behind the sort it needs; the empty set is `()`.
fn grouping_sets(members: &[Member]) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let sets = get(members, "Grouping Sets").map_or(&[][..], |sets| sets.value.items());
    for set in sets {
        if let Some(key) = set.value.get("Sort Key") {
            lines.extend(one("Sort Key", key.value.to_line()));
        }
        for (keys, name) in [("Hash Keys", "Hash Key"), ("Group Keys", "Group Key")] {
            let keys = set.value.get(keys).map_or(&[][..], |keys| keys.value.items());
            lines.extend(keys.iter().map(|key| {
                let line = key.value.to_line();
                (
                    name.to_owned(),
                    if line.is_empty() { "()".to_owned() } else { line },
                )
            }));
        }
    }
    lines
}

fn target_tables(members: &[Member]) -> Vec<(String, String)> {
    let targets = get(members, "Target Tables").map_or(&[][..], |targets| targets.value.items());
    let line = |target: &Value| {
        let part = |name| target.get(name).and_then(|value| value.value.scalar());
        let name = part("Relation Name").unwrap_or("");
        let schema = part("Schema")
            .map(|schema| format!("{schema}."))
            .unwrap_or_default();
        let alias = part("Alias")
            .filter(|alias| *alias != name)
            .map(|alias| format!(" {alias}"))
            .unwrap_or_default();
        ("Target Table".to_owned(), format!("{schema}{name}{alias}"))
    };
    targets.iter().map(|target| line(&target.value)).collect()
}

/// The counters of MERGE, once, at the first of them.
fn merge_tuples(members: &[Member], name: &str) -> Vec<(String, String)> {
    let first = members.iter().find(|member| member.name.starts_with("Tuples "));
    if first.is_none_or(|first| first.name != name) {
        return Vec::new();
    }
    let keys = [
        ("Tuples Inserted", "inserted"),
        ("Tuples Updated", "updated"),
        ("Tuples Deleted", "deleted"),
        ("Tuples Skipped", "skipped"),
    ];
    one("Tuples", pairs(members, &keys))
}
