//! Indexes that are missing or do not serve.

pub(crate) mod btree_on_array_or_json;
pub(crate) mod duplicate_index;
pub(crate) mod fk_no_index;
pub(crate) mod low_selectivity_index;
pub(crate) mod mysql_prefix_unique;
pub(crate) mod mysql_size_limits;
pub(crate) mod redundant_prefix_index;
pub(crate) mod soft_delete_no_partial_index;
pub(crate) mod unique_superset;
