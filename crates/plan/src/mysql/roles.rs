//! What the objects in `query_block` are: the key an object stands under tells.

use crate::document::{Member, Value};
use crate::kind::NodeKind::{self, *};

/// Keys whose objects are steps; tables and joins are read apart.
const ROLES: [(&str, NodeKind); 19] = [
    ("buffer", Materialize),
    ("buffer_result", Materialize),
    ("duplicates_removal", Unique),
    ("except_result", SetOp),
    ("expression_cache", Memoize),
    ("filesort", Sort),
    ("grouping_operation", GroupAggregate),
    ("insert_from", Result),
    ("intersect_result", SetOp),
    ("materialized", Materialize),
    ("materialized_from_subquery", Materialize),
    ("ordering_operation", Sort),
    ("query_block", Result),
    ("read_sorted_file", Result),
    ("recursive_union", RecursiveUnion),
    ("temporary_table", Materialize),
    ("union_result", Append),
    ("window_functions_computation", WindowAgg),
    ("windowing", WindowAgg),
];

/// The kind of step that stands under a key; nothing for other keys.
pub(super) fn kind_of(key: &str, members: &[Member]) -> Option<NodeKind> {
    let (_, kind) = ROLES.iter().find(|(role, _)| *role == key)?;
    let is = |name| crate::document::get(members, name).is_some_and(|value| value.value == Value::Bool(true));
    Some(match *kind {
        // MySQL names the operation even where the order is there already.
        Sort if key == "ordering_operation" && !is("using_filesort") => Result,
        GroupAggregate if is("using_temporary_table") => HashAggregate,
        kind => kind,
    })
}

/// The tables that a statement changes say so.
pub(super) fn change_of(members: &[Member]) -> Option<(NodeKind, &'static str)> {
    let changes = [
        ("insert", Insert, "Insert"),
        ("replace", Insert, "Replace"),
        ("update", Update, "Update"),
        ("delete", Delete, "Delete"),
    ];
    let is = |name| {
        let value = crate::document::get(members, name).and_then(|value| value.value.scalar());
        matches!(value, Some("true" | "1"))
    };
    changes
        .into_iter()
        .find(|(key, ..)| is(key))
        .map(|(_, kind, label)| (kind, label))
}

/// The shared name of a condition or list, or the key itself.
pub(super) fn property_name(key: &str) -> &str {
    match key {
        "attached_condition" | "having_condition" => "Filter",
        "index_condition" => "Index Filter",
        "sort_key" => "Sort Key",
        _ => key,
    }
}
