//! Every rule, sorted by code. A new rule is one line here.

use crate::{Rule, constraints, indexes, normalization, plans, types};

/// Every rule, sorted by code.
pub const RULES: &[&Rule] = &[
    &constraints::comment_lists_values::RULE,
    &constraints::created_at_nullable::RULE,
    &constraints::email_not_unique::RULE,
    &constraints::fk_without_references::RULE,
    &constraints::free_text_enum::RULE,
    &constraints::no_primary_key::RULE,
    &constraints::nullable_everything::RULE,
    &indexes::fk_no_index::RULE,
    &indexes::soft_delete_no_partial_index::RULE,
    &normalization::derived_total::RULE,
    &types::money_as_float::RULE,
    &types::timestamp_no_tz::RULE,
];
