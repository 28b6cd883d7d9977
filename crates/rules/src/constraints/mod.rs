//! Constraints and keys that are missing.

pub(crate) mod boolean_nullable;
pub(crate) mod boolean_triad;
pub(crate) mod check_contradiction;
pub(crate) mod check_passes_null;
pub(crate) mod check_tautology;
pub(crate) mod comment_lists_values;
pub(crate) mod created_at_no_default;
pub(crate) mod created_at_nullable;
pub(crate) mod default_null_string;
pub(crate) mod default_violates_check;
pub(crate) mod email_not_unique;
pub(crate) mod exclusive_arc_unchecked;
pub(crate) mod fk_without_references;
pub(crate) mod free_text_enum;
pub(crate) mod missing_date_order;
pub(crate) mod missing_nonneg_check;
pub(crate) mod missing_range_check;
pub(crate) mod mysql_check_ignored;
pub(crate) mod mysql_inline_references_ignored;
pub(crate) mod no_primary_key;
pub(crate) mod not_valid_left;
pub(crate) mod nullable_everything;
pub(crate) mod set_null_on_not_null;
pub(crate) mod sqlite_loose_typing;
pub(crate) mod sqlite_pk_null;
pub(crate) mod state_timestamp_unchecked;
