//! What queries show, read against the schema: missing indexes, and results that are not what was meant.

pub(crate) mod expensive_statement;
pub(crate) mod implicit_conversion;
pub(crate) mod n_plus_one;
pub(crate) mod needless_distinct;
pub(crate) mod not_in_nullable;
pub(crate) mod query_function_on_column;
pub(crate) mod query_no_index;
pub(crate) mod query_offset_pagination;
pub(crate) mod query_redundant_join;
mod reading;
