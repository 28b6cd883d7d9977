//! What MySQL and MariaDB know by themselves: types as they spell them, character sets, the values a type takes.

mod collation;
mod default_value;
mod reserved;
mod types;

pub(crate) use collation::{character_set_of, collation_of, max_bytes};
pub(crate) use default_value::refuses_default;
pub(crate) use reserved::{is_reserved, is_reserved_somewhere, is_reserved_word};
pub(crate) use types::{read_type, widened};
