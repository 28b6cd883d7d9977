//! What must not be readable.

pub(crate) mod card_data;
mod hashed;
pub(crate) mod pii_inventory;
pub(crate) mod plaintext_password;
pub(crate) mod secret_in_default;
pub(crate) mod secret_plaintext;
