//! Types that hold the wrong values.

pub(crate) mod json_not_jsonb;
pub(crate) mod money_as_float;
pub(crate) mod numeric_unbounded;
pub(crate) mod timestamp_no_tz;
