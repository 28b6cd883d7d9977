//! How long a row may be: 65,535 bytes, texts and blobs counted by what points at them (MySQL manual, "Limits on Table Column Count
//! and Row Size"; each width asked of MariaDB 10.11).

use super::column::takes_prefix;
use super::key_length::{is_geometry, plain_bytes};
use super::{Applied, refused};
use crate::model::{Column, Relation, TypeFamily};
use crate::mysql::max_bytes;
use crate::note::Refusal;

const MAX_ROW_BYTES: u32 = 65_535;

/// Refuses a table whose rows may be longer.
pub(super) fn check_row_length(relation: &Relation) -> Applied {
    let columns = relation.columns.iter().map(column_bytes);
    let bytes = columns.fold(0_u32, u32::saturating_add);
    let nullable = relation.columns.iter().filter(|column| !column.not_null).count();
    let bytes = bytes.saturating_add(nullable.div_ceil(8) as u32);
    if bytes <= MAX_ROW_BYTES {
        return Ok(());
    }
    Err(refused(
        Refusal::SizeLimit,
        format!("table `{}`", relation.name),
        format!("its rows may be {bytes} bytes long, and {MAX_ROW_BYTES} are the most"),
    ))
}

/// The bytes that a row keeps for the column.
fn column_bytes(column: &Column) -> u32 {
    const POINTER: u32 = 8;
    let data_type = &column.data_type;
    match data_type.name.as_str() {
        "tinytext" | "tinyblob" => return POINTER + 1,
        "text" | "blob" => return POINTER + 2,
        "mediumtext" | "mediumblob" => return POINTER + 3,
        "longtext" | "longblob" | "json" => return POINTER + 4,
        _ if is_geometry(column) => return POINTER + 4,
        _ => {}
    }
    if !takes_prefix(data_type) {
        return plain_bytes(column);
    }
    let unit = match data_type.family {
        TypeFamily::Text => max_bytes(column.collation.as_deref()),
        _ => 1,
    };
    let length = data_type.arguments.first().and_then(|length| length.parse().ok());
    let bytes = length.unwrap_or(1_u32).saturating_mul(unit);
    match data_type.name.starts_with("var") {
        true => bytes.saturating_add(if bytes > 255 { 2 } else { 1 }),
        false => bytes,
    }
}
