//! What must not be readable.

pub(crate) mod card_data;
pub(crate) mod definer_search_path;
mod hashed;
pub(crate) mod pii_inventory;
pub(crate) mod plaintext_password;
mod policies;
pub(crate) mod policies_not_enforced;
pub(crate) mod policy_call_per_row;
pub(crate) mod policy_lets_all_write;
pub(crate) mod policy_reads_itself;
pub(crate) mod row_security_missing;
pub(crate) mod row_security_without_policy;
pub(crate) mod secret_in_default;
pub(crate) mod secret_plaintext;
