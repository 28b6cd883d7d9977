//! Keys that let the same thing in twice, and references that lead astray.

pub(crate) mod composite_fk_nullable;
pub(crate) mod duplicate_fk;
pub(crate) mod external_id_not_unique;
pub(crate) mod fk_cascade_danger;
pub(crate) mod fk_cycle;
pub(crate) mod fk_no_on_delete;
pub(crate) mod fk_parent_not_unique;
pub(crate) mod fk_type_mismatch;
pub(crate) mod idempotency_key_not_unique;
pub(crate) mod junction_surrogate_only;
pub(crate) mod natural_key_not_unique;
pub(crate) mod one_to_one_not_unique;
pub(crate) mod polymorphic_association;
pub(crate) mod self_ref_no_guard;
mod single;
pub(crate) mod soft_delete_in_unique;
pub(crate) mod soft_delete_unique_clash;
pub(crate) mod tenant_fk_crosses;
pub(crate) mod tenant_unique_global;
pub(crate) mod token_not_unique;
pub(crate) mod unique_allows_nulls;
