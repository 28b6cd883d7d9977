//! Times that go wrong.

pub(crate) mod soft_delete_boolean;
pub(crate) mod updated_at_no_trigger;
pub(crate) mod validity_without_end_rule;
