//! Every rule, sorted by code. A new rule is one line here.

use crate::{Rule, constraints, indexes, normalization, plans, types};

/// Every rule, sorted by code.
pub const RULES: &[&Rule] = &[
    &plans::analyze_missing::RULE,
    &constraints::comment_lists_values::RULE,
    &constraints::created_at_nullable::RULE,
    &normalization::derived_total::RULE,
    &indexes::duplicate_index::RULE,
    &constraints::email_not_unique::RULE,
    &plans::estimate_off::RULE,
    &indexes::fk_no_index::RULE,
    &constraints::fk_without_references::RULE,
    &constraints::free_text_enum::RULE,
    &types::money_as_float::RULE,
    &constraints::no_primary_key::RULE,
    &constraints::nullable_everything::RULE,
    &indexes::redundant_prefix_index::RULE,
    &plans::seq_scan_discards::RULE,
    &constraints::set_null_on_not_null::RULE,
    &indexes::soft_delete_no_partial_index::RULE,
    &plans::sort_spill::RULE,
    &types::timestamp_no_tz::RULE,
];
