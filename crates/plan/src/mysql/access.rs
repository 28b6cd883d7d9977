//! The ways a table is read, as the tables and the JSON of MySQL and MariaDB call them.

use crate::forest::labelled;
use crate::kind::NodeKind;
use crate::model::PlanNode;
use rowproof_source::Span;

/// The word, the kind of scan, and what it means.
const ACCESSES: [(&str, NodeKind, &str); 14] = [
    ("ALL", NodeKind::SeqScan, "Full table scan"),
    ("const", NodeKind::IndexScan, "Constant row"),
    ("eq_ref", NodeKind::IndexScan, "Unique index lookup"),
    ("fulltext", NodeKind::IndexScan, "Full-text index search"),
    ("hash_ALL", NodeKind::SeqScan, "Full table scan"),
    ("hash_index", NodeKind::IndexScan, "Full index scan"),
    ("hash_range", NodeKind::IndexScan, "Index range scan"),
    ("index", NodeKind::IndexScan, "Full index scan"),
    ("index_merge", NodeKind::BitmapHeapScan, "Index merge"),
    ("index_subquery", NodeKind::IndexScan, "Index lookup"),
    ("range", NodeKind::IndexScan, "Index range scan"),
    ("ref", NodeKind::IndexScan, "Index lookup"),
    ("ref_or_null", NodeKind::IndexScan, "Index lookup"),
    ("unique_subquery", NodeKind::IndexScan, "Unique index lookup"),
];

/// What is told about one access.
#[derive(Debug, Default)]
pub(super) struct Access<'t> {
    /// `ALL`, `ref`, …; nothing where no table is read.
    pub(super) access: Option<&'t str>,
    pub(super) table: Option<&'t str>,
    pub(super) key: Option<&'t str>,
    /// Why no table is read.
    pub(super) message: Option<&'t str>,
    /// Only the index is read.
    pub(super) covering: bool,
    pub(super) span: Span,
}

impl Access<'_> {
    /// The scan.
    pub(super) fn node(&self) -> PlanNode {
        let known = ACCESSES.iter().find(|(word, ..)| Some(*word) == self.access);
        let mut node = match (known, self.access) {
            (Some((word, kind, meaning)), _) => labelled(*kind, &format!("{meaning} ({word})"), self.span),
            (None, Some("system")) => labelled(NodeKind::SeqScan, "Single row (system)", self.span),
            (None, Some(word)) => labelled(NodeKind::Other, word, self.span),
            (None, None) => labelled(NodeKind::Result, self.message.unwrap_or("No table"), self.span),
        };
        if self.covering && node.kind == NodeKind::IndexScan {
            node.kind = NodeKind::IndexOnlyScan;
        }
        if let Some(table) = self.table {
            super::head::place_name(&mut node, table);
        }
        node.index = self.key.map(str::to_owned);
        node
    }
}

/// The equalities an index is searched with: its columns against what they are compared to, `id = o.c_id AND kind = const`.
pub(super) fn index_condition(columns: &[&str], references: &[&str]) -> Option<String> {
    if columns.is_empty() || references.is_empty() {
        return None;
    }
    let pairs = columns.iter().zip(references);
    let conditions: Vec<String> = pairs
        .map(|(column, reference)| format!("{column} = {reference}"))
        .collect();
    Some(format!("({})", conditions.join(" AND ")))
}
