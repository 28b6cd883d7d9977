//! Every rule, sorted by code. A new rule is one line here.

use crate::{Rule, constraints, documents, indexes, normalization, plans, security, temporal, types};

/// Every rule, sorted by code.
pub const RULES: &[&Rule] = &[
    &plans::analyze_missing::RULE,
    &constraints::boolean_nullable::RULE,
    &constraints::comment_lists_values::RULE,
    &constraints::created_at_nullable::RULE,
    &normalization::derived_total::RULE,
    &indexes::duplicate_index::RULE,
    &constraints::email_not_unique::RULE,
    &plans::estimate_off::RULE,
    &indexes::fk_no_index::RULE,
    &constraints::fk_without_references::RULE,
    &constraints::free_text_enum::RULE,
    &documents::json_no_shape::RULE,
    &types::json_not_jsonb::RULE,
    &constraints::missing_date_order::RULE,
    &constraints::missing_nonneg_check::RULE,
    &constraints::missing_range_check::RULE,
    &types::money_as_float::RULE,
    &constraints::no_primary_key::RULE,
    &constraints::nullable_everything::RULE,
    &types::numeric_unbounded::RULE,
    &security::plaintext_password::RULE,
    &indexes::redundant_prefix_index::RULE,
    &plans::seq_scan_discards::RULE,
    &constraints::set_null_on_not_null::RULE,
    &temporal::soft_delete_boolean::RULE,
    &indexes::soft_delete_no_partial_index::RULE,
    &plans::sort_spill::RULE,
    &types::timestamp_no_tz::RULE,
    &temporal::updated_at_no_trigger::RULE,
];
