//! Times that go wrong.

pub(crate) mod soft_delete_boolean;
pub(crate) mod updated_at_no_trigger;
