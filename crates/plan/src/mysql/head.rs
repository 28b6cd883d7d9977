//! The words of a step of MySQL's trees: what it does, to what, by which index and on which condition.

use crate::forest::labelled;
use crate::kind::NodeKind::{self, *};
use crate::model::PlanNode;
use crate::slice::{before, from};
use rowproof_source::Span;

/// What follows the first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// ` on t using i (a=1), with index condition: (…)`, ` over (…)`.
    Target,
    /// A relation.
    Changed,
    /// `: …`, and by which name it is kept.
    Detail(&'static str),
    /// ` (condition)`, of a join.
    Join,
}

/// First words with the kind they name; a longer one stands before those it begins with.
const STEPS: [(&str, NodeKind, Rest); 58] = [
    (
        "Aggregate using temporary table",
        HashAggregate,
        Rest::Detail("Aggregates"),
    ),
    ("Aggregate", Aggregate, Rest::Detail("Aggregates")),
    ("Append", Append, Rest::Detail("Detail")),
    ("Batch input rows", Materialize, Rest::Detail("Detail")),
    ("Batched key access", NestedLoop, Rest::Join),
    ("Constant row from", IndexScan, Rest::Changed),
    ("Covering index lookup", IndexOnlyScan, Rest::Target),
    ("Covering index range scan", IndexOnlyScan, Rest::Target),
    ("Covering index scan", IndexOnlyScan, Rest::Target),
    ("Covering index skip scan", IndexOnlyScan, Rest::Target),
    (
        "Deduplicate rows sorted by row ID",
        BitmapOr,
        Rest::Detail("Detail"),
    ),
    ("Delete from", Delete, Rest::Changed),
    ("Except materialize", SetOp, Rest::Detail("Detail")),
    ("Except all materialize", SetOp, Rest::Detail("Detail")),
    ("Filter", Filter, Rest::Detail("Filter")),
    ("Full-text covering index search", IndexOnlyScan, Rest::Target),
    ("Full-text index search", IndexScan, Rest::Target),
    ("Group aggregate", GroupAggregate, Rest::Detail("Aggregates")),
    (
        "Group (computed in earlier step",
        Group,
        Rest::Detail("Aggregates"),
    ),
    ("Group", Group, Rest::Detail("Aggregates")),
    ("Hash antijoin", HashJoin, Rest::Join),
    ("Hash semijoin", HashJoin, Rest::Join),
    ("Hash", Hash, Rest::Detail("Detail")),
    ("Index lookup", IndexScan, Rest::Target),
    ("Index range scan", IndexScan, Rest::Target),
    ("Index scan", IndexScan, Rest::Target),
    ("Index skip scan", IndexScan, Rest::Target),
    ("Inner hash join", HashJoin, Rest::Join),
    ("Insert into", Insert, Rest::Changed),
    (
        "Intersect rows sorted by row ID",
        BitmapAnd,
        Rest::Detail("Detail"),
    ),
    ("Intersect materialize", SetOp, Rest::Detail("Detail")),
    ("Intersect all materialize", SetOp, Rest::Detail("Detail")),
    ("Left hash join", HashJoin, Rest::Join),
    ("Limit table size", Limit, Rest::Detail("Limit")),
    ("Limit/Offset", Limit, Rest::Detail("Limit")),
    ("Limit", Limit, Rest::Detail("Limit")),
    (
        "Materialize recursive CTE",
        RecursiveUnion,
        Rest::Detail("Detail"),
    ),
    ("Materialize", Materialize, Rest::Detail("Detail")),
    ("Multi-range index lookup", IndexScan, Rest::Target),
    ("Nested loop", NestedLoop, Rest::Join),
    ("Remove duplicate", Unique, Rest::Detail("Detail")),
    ("Replace into", Insert, Rest::Changed),
    ("Rows fetched before execution", Result, Rest::Detail("Detail")),
    ("Scan new records", WorkTableScan, Rest::Target),
    ("Single-row covering index lookup", IndexOnlyScan, Rest::Target),
    ("Single-row index lookup", IndexScan, Rest::Target),
    ("Sort row IDs", Sort, Rest::Detail("Sort Key")),
    ("Sort with duplicate removal", Sort, Rest::Detail("Sort Key")),
    ("Sort-deduplicate by row ID", BitmapOr, Rest::Detail("Detail")),
    ("Sort", Sort, Rest::Detail("Sort Key")),
    ("Stream results", Result, Rest::Detail("Detail")),
    ("Table scan", SeqScan, Rest::Target),
    ("Temporary table", Materialize, Rest::Detail("Detail")),
    ("Union all materialize", Append, Rest::Detail("Detail")),
    ("Union materialize", Append, Rest::Detail("Detail")),
    ("Update", Update, Rest::Changed),
    ("Window", WindowAgg, Rest::Detail("Window")),
    ("Zero rows", Result, Rest::Detail("Detail")),
];

/// Whether words begin a step that is known.
pub(crate) fn is_known(words: &str) -> bool {
    find(words).is_some()
}

fn find(words: &str) -> Option<&'static (&'static str, NodeKind, Rest)> {
    STEPS.iter().find(|(start, ..)| {
        words.strip_prefix(start).is_some_and(|rest| {
            // `Sort` is not the beginning of `Sorting`.
            !rest.starts_with(|next: char| next.is_alphanumeric())
        })
    })
}

/// Reads the words of a step, without its figures.
pub(super) fn read_head(words: &str, span: Span) -> PlanNode {
    let Some((start, kind, rest)) = find(words) else {
        return labelled(Other, words, span);
    };
    let mut node = labelled(*kind, start, span);
    let tail = from(words, start.len());
    match rest {
        Rest::Target => read_target(&mut node, tail),
        Rest::Changed => read_changed(&mut node, tail),
        Rest::Detail(name) => read_detail(&mut node, name, tail),
        Rest::Join => read_join(&mut node, tail),
    }
    node
}

/// Of a range that hangs on the row beside it.
const REPLANNED: &str = "(re-planned for each iteration)";

fn read_target(node: &mut PlanNode, tail: &str) {
    let span = node.span;
    let Some((variant, subject)) = tail.split_once(" on ") else {
        node.label.push_str(tail);
        return;
    };
    node.label.push_str(variant);
    let (name, rest) = cut_name(subject);
    place_name(node, name);
    let rest = match rest.trim_ascii_start().strip_prefix(REPLANNED) {
        Some(rest) => {
            node.label.push(' ');
            node.label.push_str(REPLANNED);
            rest
        }
        None => rest,
    };
    let (rest, pushed) = match rest.split_once(", with index condition: ") {
        Some((rest, condition)) => (rest, Some(condition)),
        None => (rest, None),
    };
    let mut rest = rest.trim_ascii();
    if let Some(index) = rest.strip_prefix("using ") {
        let (index, after) = cut_name(index);
        // `union(a,b)` and its like name several.
        let several = after.starts_with('(') && !after.starts_with(" (");
        if several {
            node.kind = BitmapHeapScan;
        }
        node.index = Some(if several { index_list(rest) } else { index }.to_owned());
        rest = if several { "" } else { after.trim_ascii() };
    }
    if let Some(forward) = rest.strip_suffix("(reverse)") {
        node.tell("Scan Direction", "Backward", span);
        rest = forward.trim_ascii();
    }
    let condition = rest.strip_prefix("over ").unwrap_or(rest).trim_ascii();
    if !condition.is_empty() {
        node.tell("Index Cond", condition, span);
    }
    if let Some(condition) = pushed {
        node.tell("Index Filter", condition, span);
    }
}

/// `using union(a,b)` without the first word.
fn index_list(text: &str) -> &str {
    text.strip_prefix("using ").unwrap_or(text)
}

/// Names in angle brackets are the server's own for what is stored in between.
pub(super) fn place_name(node: &mut PlanNode, name: &str) {
    if name.starts_with('<') || node.kind == WorkTableScan {
        node.object = Some(name.to_owned());
        if node.kind == SeqScan {
            node.kind = TemporaryTableScan;
        }
    } else {
        node.relation = Some(name.to_owned());
    }
}

/// A name, without the quotes of MySQL, and what follows it.
fn cut_name(text: &str) -> (&str, &str) {
    let text = text.trim_ascii_start();
    let end = |close: char| {
        text.char_indices()
            .skip(1)
            .find(|(_, c)| *c == close)
            .map(|(at, _)| at)
    };
    if text.starts_with('`')
        && let Some(end) = end('`')
    {
        return (before(from(text, 1), end - 1), from(text, end + 1));
    }
    if text.starts_with('<')
        && let Some(end) = end('>')
    {
        return (before(text, end + 1), from(text, end + 1));
    }
    let end = text.find([' ', ',', '(']).unwrap_or(text.len());
    (before(text, end), from(text, end))
}

/// `Update t1 (buffered), t2 (buffered)`: the first is the node's, all are told.
fn read_changed(node: &mut PlanNode, tail: &str) {
    let (name, _) = cut_name(tail);
    if !name.is_empty() {
        place_name(node, name);
    }
    if tail.contains(", ") {
        let (span, targets) = (node.span, tail.trim_ascii().to_owned());
        node.tell("Target Table", &targets, span);
    } else if let Some((_, how)) = tail.split_once('(') {
        let (span, how) = (node.span, how.trim_end_matches(')').to_owned());
        node.tell("Detail", &how, span);
    }
}

fn read_detail(node: &mut PlanNode, name: &str, tail: &str) {
    let (variant, detail) = match tail.split_once(':') {
        Some((variant, detail)) if !variant.contains('(') || variant.contains(')') => (variant, detail),
        _ if tail.starts_with(" (") => ("", tail),
        _ => (tail, ""),
    };
    node.label.push_str(variant);
    let detail = detail.trim_ascii();
    if detail.is_empty() {
        return;
    }
    let span = node.span;
    let (detail, limit) = match detail.split_once(", limit input to ") {
        Some((detail, limit)) if name == "Sort Key" => (detail, Some(limit)),
        _ => (detail, None),
    };
    node.tell(name, detail, span);
    if let Some(limit) = limit {
        node.tell("Limit", limit, span);
    }
}

fn read_join(node: &mut PlanNode, tail: &str) {
    let (variant, conditions) = match tail.find(" (") {
        Some(at) => (before(tail, at), from(tail, at + 1)),
        None => (tail, ""),
    };
    node.label.push_str(variant);
    let words = node.label.to_ascii_lowercase();
    let join_type = [
        ("antijoin", "Anti"),
        ("semijoin", "Semi"),
        ("left", "Left"),
        ("right", "Right"),
    ]
    .into_iter()
    .find(|(word, _)| words.contains(word))
    .map_or("Inner", |(_, join_type)| join_type);
    node.join_type = Some(join_type.to_owned());
    let span = node.span;
    let (condition, extra) = match conditions.split_once(", extra conditions: ") {
        Some((condition, extra)) => (condition, Some(extra)),
        None => (conditions, None),
    };
    if !condition.is_empty() {
        let name = if node.kind == HashJoin {
            "Hash Cond"
        } else {
            "Join Filter"
        };
        node.tell(name, condition, span);
    }
    if let Some(extra) = extra {
        node.tell("Join Filter", extra, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(words: &str) -> PlanNode {
        read_head(words, Span::default())
    }

    #[test]
    fn longer_words_stand_first() {
        for (at, (start, ..)) in STEPS.iter().enumerate() {
            let earlier = STEPS.iter().take(at).find(|(before, ..)| {
                start.starts_with(*before) && !from(start, before.len()).starts_with(char::is_alphanumeric)
            });
            assert!(earlier.is_none(), "{start} behind {earlier:?}");
        }
    }

    #[test]
    fn lookups_and_ranges() {
        let lookup = head(
            "Index lookup on m using idx_movie_genre (genre = 'ACTION'), with index condition: (m.movie_id is not null)",
        );
        assert_eq!(
            (lookup.kind, lookup.relation.as_deref(), lookup.index.as_deref()),
            (IndexScan, Some("m"), Some("idx_movie_genre"))
        );
        assert_eq!(lookup.index_condition(), Some("(genre = 'ACTION')"));
        assert_eq!(lookup.value("Index Filter"), Some("(m.movie_id is not null)"));
        let range = head("Covering index range scan on `my t` using k over (1 < a < 5) (reverse)");
        assert_eq!(
            (range.kind, range.relation.as_deref()),
            (IndexOnlyScan, Some("my t"))
        );
        assert_eq!(
            (range.index_condition(), range.value("Scan Direction")),
            (Some("(1 < a < 5)"), Some("Backward"))
        );
        let replanned =
            head("Index range scan on f (re-planned for each iteration), with index condition: (f.a < c.b)");
        assert_eq!(
            (
                replanned.relation.as_deref(),
                replanned.index_condition(),
                replanned.value("Index Filter")
            ),
            (Some("f"), None, Some("(f.a < c.b)"))
        );
        let temporary = head("Table scan on <temporary>");
        assert_eq!(
            (temporary.kind, temporary.relation, temporary.object.as_deref()),
            (TemporaryTableScan, None, Some("<temporary>"))
        );
        let merge = head("Index range scan on t using union(a,b)");
        assert_eq!(
            (merge.kind, merge.index.as_deref()),
            (BitmapHeapScan, Some("union(a,b)"))
        );
    }

    #[test]
    fn joins_sorts_and_limits() {
        let join = head("Inner hash join (t2.c1 = t1.c1), extra conditions: (t1.a < t2.b)");
        assert_eq!(
            (join.kind, join.hash_condition(), join.join_filter()),
            (HashJoin, Some("(t2.c1 = t1.c1)"), Some("(t1.a < t2.b)"))
        );
        assert_eq!(head("Nested loop left join").join_type.as_deref(), Some("Left"));
        assert_eq!(head("Hash antijoin (a = b)").join_type.as_deref(), Some("Anti"));
        let sort = head("Sort: a DESC, b, limit input to 10 row(s) per chunk");
        assert_eq!(
            (sort.value("Sort Key"), sort.value("Limit")),
            (Some("a DESC, b"), Some("10 row(s) per chunk"))
        );
        let limit = head("Limit/Offset: 5/10 row(s)");
        assert_eq!((limit.kind, limit.value("Limit")), (Limit, Some("5/10 row(s)")));
        assert_eq!(
            head("Group aggregate with rollup: count(0)").label,
            "Group aggregate with rollup"
        );
        let change = head("Update t1 (buffered), t2 (buffered)");
        assert_eq!(
            (
                change.kind,
                change.relation.as_deref(),
                change.value("Target Table")
            ),
            (Update, Some("t1"), Some("t1 (buffered), t2 (buffered)"))
        );
        assert_eq!(
            head("Zero rows (Impossible WHERE)").value("Detail"),
            Some("(Impossible WHERE)")
        );
        assert_eq!(head("Gobble up rows").kind, Other);
    }
}
