//! The kinds of plan nodes, and the words PostgreSQL prints for them.

/// What a node does, without its variations (parallel, partial, join type).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "the names are those of the PostgreSQL manual and of EXPLAIN itself"
)]
pub enum NodeKind {
    SeqScan,
    SampleScan,
    IndexScan,
    IndexOnlyScan,
    BitmapHeapScan,
    BitmapIndexScan,
    TidScan,
    TidRangeScan,
    SubqueryScan,
    FunctionScan,
    TableFunctionScan,
    ValuesScan,
    CteScan,
    NamedTuplestoreScan,
    WorkTableScan,
    ForeignScan,
    CustomScan,
    Result,
    ProjectSet,
    Limit,
    LockRows,
    Unique,
    Sort,
    IncrementalSort,
    Group,
    Aggregate,
    GroupAggregate,
    HashAggregate,
    MixedAggregate,
    WindowAgg,
    SetOp,
    HashSetOp,
    Append,
    MergeAppend,
    RecursiveUnion,
    Materialize,
    Memoize,
    Hash,
    Gather,
    GatherMerge,
    BitmapAnd,
    BitmapOr,
    NestedLoop,
    HashJoin,
    MergeJoin,
    Insert,
    Update,
    Delete,
    Merge,
    /// Keeps the rows that fulfil a condition; PostgreSQL does that inside the other nodes.
    Filter,
    /// Reads rows that a node below it has put aside.
    TemporaryTableScan,
    /// A node of an extension, of another product built on PostgreSQL, or of a later version; see the node's label.
    Other,
}

/// How many ordinary children a kind has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arity {
    /// Exactly so many.
    Exactly(usize),
    /// None or one.
    AtMostOne,
    /// One or two.
    OneOrTwo,
    /// Any number from one.
    Many,
}

use NodeKind::*;

/// The words of each kind but the joins and set operations, which carry more words.
const HEADS: [(&str, NodeKind); 46] = [
    ("Aggregate", Aggregate),
    ("Append", Append),
    ("Bitmap Heap Scan", BitmapHeapScan),
    ("Bitmap Index Scan", BitmapIndexScan),
    ("BitmapAnd", BitmapAnd),
    ("BitmapOr", BitmapOr),
    ("CTE Scan", CteScan),
    ("Custom Scan", CustomScan),
    ("Delete", Delete),
    ("Foreign Delete", ForeignScan),
    ("Foreign Insert", ForeignScan),
    ("Foreign Scan", ForeignScan),
    ("Foreign Update", ForeignScan),
    ("Function Scan", FunctionScan),
    ("Gather", Gather),
    ("Gather Merge", GatherMerge),
    ("Group", Group),
    ("GroupAggregate", GroupAggregate),
    ("Hash", Hash),
    ("HashAggregate", HashAggregate),
    ("Incremental Sort", IncrementalSort),
    ("Index Only Scan", IndexOnlyScan),
    ("Index Scan", IndexScan),
    ("Insert", Insert),
    ("Limit", Limit),
    ("LockRows", LockRows),
    ("Materialize", Materialize),
    ("Memoize", Memoize),
    ("Merge", Merge),
    ("Merge Append", MergeAppend),
    ("MixedAggregate", MixedAggregate),
    ("Named Tuplestore Scan", NamedTuplestoreScan),
    ("ProjectSet", ProjectSet),
    ("Recursive Union", RecursiveUnion),
    ("Result", Result),
    ("Sample Scan", SampleScan),
    ("Seq Scan", SeqScan),
    ("Sort", Sort),
    ("Subquery Scan", SubqueryScan),
    ("Table Function Scan", TableFunctionScan),
    ("Tid Range Scan", TidRangeScan),
    ("Tid Scan", TidScan),
    ("Unique", Unique),
    ("Update", Update),
    ("Values Scan", ValuesScan),
    ("WindowAgg", WindowAgg),
];

/// The kind that the words name, and the join type inside them ("Left", "Right Semi"; "Inner" when no word stands there).
pub(crate) fn kind_of(words: &str) -> (NodeKind, Option<String>) {
    if words == "WorkTable Scan" {
        return (WorkTableScan, None);
    }
    if let Ok(at) = HEADS.binary_search_by(|(head, _)| (*head).cmp(words)) {
        return (HEADS.get(at).map_or(Other, |(_, kind)| *kind), None);
    }
    if let Some(join) = join_of(words) {
        return join;
    }
    match words.split(' ').next() {
        Some("SetOp") => (SetOp, None),
        Some("HashSetOp") => (HashSetOp, None),
        _ => (Other, None),
    }
}

fn join_of(words: &str) -> Option<(NodeKind, Option<String>)> {
    let (kind, rest) = [
        ("Nested Loop", NestedLoop),
        ("Hash", HashJoin),
        ("Merge", MergeJoin),
    ]
    .into_iter()
    .find_map(|(prefix, kind)| Some((kind, words.strip_prefix(prefix)?)))?;
    let inner = || Some((kind, Some("Inner".to_owned())));
    match rest.trim_ascii() {
        "" if kind == NestedLoop => inner(),
        "Join" => inner(),
        rest => {
            let join_type = rest.strip_suffix(" Join")?;
            let known = [
                "Left",
                "Right",
                "Full",
                "Semi",
                "Anti",
                "Right Semi",
                "Right Anti",
            ];
            known
                .contains(&join_type)
                .then(|| (kind, Some(join_type.to_owned())))
        }
    }
}

/// Whether a line, trimmed, begins as a node line does and holds nothing else before its figures.
pub(crate) fn is_known_head(line: &str) -> bool {
    crate::text::head::parse_head(line).is_some_and(|head| head.kind != Other)
}

impl NodeKind {
    /// Whether the node changes a relation.
    pub fn is_modify(self) -> bool {
        matches!(self, Insert | Update | Delete | Merge)
    }

    /// Whether the node is a join of two inputs.
    pub fn is_join(self) -> bool {
        matches!(self, NestedLoop | HashJoin | MergeJoin)
    }

    /// Whether the node collects the rows of parallel workers.
    pub fn is_gather(self) -> bool {
        matches!(self, Gather | GatherMerge)
    }

    /// Whether the node reads all of its (outer) input before it gives the first row.
    pub fn is_blocking(self) -> bool {
        matches!(
            self,
            Sort | Hash
                | Aggregate
                | HashAggregate
                | MixedAggregate
                | HashSetOp
                | Insert
                | Update
                | Delete
                | Merge
                | BitmapIndexScan
                | BitmapAnd
                | BitmapOr
        )
    }

    /// Whether the node's ordinary children are members of equal standing.
    pub(crate) fn has_members(self) -> bool {
        matches!(self, Append | MergeAppend | BitmapAnd | BitmapOr)
    }

    pub(crate) fn arity(self) -> Arity {
        match self {
            NestedLoop | HashJoin | MergeJoin | RecursiveUnion => Arity::Exactly(2),
            Append | MergeAppend | BitmapAnd | BitmapOr => Arity::Many,
            SetOp | HashSetOp => Arity::OneOrTwo,
            Result | ForeignScan | CustomScan | Other => Arity::AtMostOne,
            BitmapHeapScan | SubqueryScan | ProjectSet | Limit | LockRows | Unique | Sort
            | IncrementalSort | Group | Aggregate | GroupAggregate | HashAggregate | MixedAggregate
            | WindowAgg | Filter | TemporaryTableScan | Materialize | Memoize | Hash | Gather
            | GatherMerge | Insert | Update | Delete | Merge => Arity::Exactly(1),
            SeqScan | SampleScan | IndexScan | IndexOnlyScan | BitmapIndexScan | TidScan | TidRangeScan
            | FunctionScan | TableFunctionScan | ValuesScan | CteScan | NamedTuplestoreScan
            | WorkTableScan => Arity::Exactly(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(HEADS.is_sorted_by_key(|(head, _)| *head));
    }

    #[test]
    fn joins_carry_their_type() {
        assert_eq!(kind_of("Nested Loop"), (NestedLoop, Some("Inner".into())));
        assert_eq!(
            kind_of("Hash Right Semi Join"),
            (HashJoin, Some("Right Semi".into()))
        );
        assert_eq!(kind_of("Merge Full Join"), (MergeJoin, Some("Full".into())));
        assert_eq!(kind_of("Hash"), (Hash, None));
        assert_eq!(kind_of("Merge Append"), (MergeAppend, None));
        assert_eq!(kind_of("HashSetOp Except All"), (HashSetOp, None));
        assert_eq!(kind_of("Gather Motion 3:1"), (Other, None));
    }
}
