//! Types that hold the wrong values.

pub(crate) mod boolean_as_text;
pub(crate) mod char_n;
pub(crate) mod date_as_text;
pub(crate) mod epoch_as_int;
pub(crate) mod instant_as_date_mixup;
pub(crate) mod int4_pk;
pub(crate) mod json_not_jsonb;
pub(crate) mod mixed_tz_types;
mod moment;
pub(crate) mod money_as_float;
pub(crate) mod money_type;
pub(crate) mod number_as_text;
pub(crate) mod numeric_unbounded;
pub(crate) mod odd_pg_types;
pub(crate) mod ranked_text_order;
pub(crate) mod same_name_different_type;
pub(crate) mod serial_not_identity;
pub(crate) mod tied;
pub(crate) mod timestamp_no_tz;
pub(crate) mod timetz;
pub(crate) mod uuid_as_text;
