//! Facts stored twice, and several facts in one place.

mod child_table;
pub(crate) mod cloned_table;
pub(crate) mod copied_parent_column;
pub(crate) mod delimited_list;
pub(crate) mod dependencies;
pub(crate) mod derived_aggregate;
pub(crate) mod derived_pair;
pub(crate) mod derived_total;
pub(crate) mod eav;
pub(crate) mod partial_key_dependency;
pub(crate) mod repeating_columns;
pub(crate) mod transitive_lookup;
pub(crate) mod yearly_tables;

pub use dependencies::{FormViolation, RelationForm, relation_form};
pub(crate) mod array_of_ids;
