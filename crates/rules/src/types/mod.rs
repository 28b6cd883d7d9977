//! Types that hold the wrong values.

pub(crate) mod money_as_float;
pub(crate) mod timestamp_no_tz;
