//! Names that the server refuses or changes, and names that say something else.

pub(crate) mod duplicate_name;
pub(crate) mod identifier_too_long;
pub(crate) mod misleading_name;
pub(crate) mod needs_quoting;
pub(crate) mod reserved_word;
