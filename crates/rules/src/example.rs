//! Values that are made up for rows.

use rowproof_catalog::{Column, TypeFamily};
use rowproof_proof::Value;

/// A readable key value of the column's type, the `number`-th. None for types whose values are not followed.
pub(crate) fn example_key(column: &Column, number: i64) -> Option<Value> {
    let data_type = &column.data_type;
    if data_type.array_dimensions > 0 || data_type.domain.is_some() {
        return None;
    }
    match data_type.family {
        TypeFamily::Integer(_) | TypeFamily::Numeric => Some(Value::integer(number)),
        TypeFamily::Uuid => Some(Value::Text(format!("00000000-0000-4000-8000-{number:012}"))),
        TypeFamily::Text | TypeFamily::CaseInsensitiveText => {
            let limit = usize::try_from(data_type.max_characters().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
            Some(Value::Text(if limit >= 8 {
                format!("key-{number}")
            } else {
                number.to_string().chars().take(limit).collect()
            }))
        }
        _ => None,
    }
}
