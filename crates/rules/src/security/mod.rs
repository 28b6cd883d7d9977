//! What must not be readable.

pub(crate) mod plaintext_password;
