//! JSON that people paste: cut off, wrapped, commented, with dots in the middle. Every value knows its place and every number keeps its digits.
//!
//! Beside `source` in the flow: plans and sample rows are read with it. YAML and XML of plans are made into the same values with a [`Builder`].
//! Nesting is a limit and not a crash.
//!
//! ```
//! use rowproof_json::{Read, Value, read_value};
//! let Read::Value { value, closed, .. } = read_value(r#"{"rows": 1.50, "name": "sca"#, 0) else { panic!() };
//! assert_eq!(value.value.get("rows").unwrap().value, Value::Number("1.50".into()));
//! // The text broke off in an object.
//! assert_eq!(closed, 1);
//! ```

mod builder;
mod reader;
mod value;

pub use builder::{Builder, MAX_NESTING};
pub use reader::{read_scalar, read_value, word};
pub use value::{Member, Spanned, Value, get};

/// What a read gave.
#[derive(Debug)]
pub enum Read {
    /// A value.
    Value {
        /// The value.
        value: Spanned,
        /// How much had to be closed at the end of the text.
        closed: usize,
        /// The bytes where something was skipped that is no value, such as `...`; the first.
        skipped: Option<(usize, usize)>,
    },
    /// Nested too deeply at this byte.
    TooDeep(usize),
}
