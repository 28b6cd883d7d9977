//! Constraints and keys that are missing.

pub(crate) mod boolean_nullable;
pub(crate) mod comment_lists_values;
pub(crate) mod created_at_nullable;
pub(crate) mod email_not_unique;
pub(crate) mod fk_without_references;
pub(crate) mod free_text_enum;
pub(crate) mod missing_date_order;
pub(crate) mod missing_nonneg_check;
pub(crate) mod missing_range_check;
pub(crate) mod no_primary_key;
pub(crate) mod nullable_everything;
pub(crate) mod set_null_on_not_null;
