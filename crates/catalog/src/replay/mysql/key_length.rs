//! How long keys are, and how long an engine lets them be.

use super::column::takes_prefix;
use super::{Applied, refused};
use crate::model::{Column, Relation, TypeFamily};
use crate::mysql::max_bytes;
use crate::note::Refusal;

/// Storage engines as far as their keys differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    InnoDb,
    /// MyISAM, whose AUTO_INCREMENT may stand anywhere in a key.
    MyIsam,
    Aria,
    Memory,
    Csv,
    Other,
}

impl Engine {
    pub(super) fn of(relation: &Relation) -> Self {
        match relation.engine.as_deref() {
            None | Some("InnoDB") => Engine::InnoDb,
            Some("MyISAM" | "MRG_MyISAM") => Engine::MyIsam,
            Some("Aria") => Engine::Aria,
            Some("MEMORY") => Engine::Memory,
            Some("CSV") => Engine::Csv,
            Some(_) => Engine::Other,
        }
    }

    /// The longest key in bytes (MySQL manual, "InnoDB Limits"; MariaDB documentation, "MyISAM Overview"; Aria's is what
    /// MariaDB 10.11 says when it refuses one).
    pub(super) fn max_key_bytes(self) -> u32 {
        match self {
            Engine::MyIsam => 1_000,
            Engine::Aria => 2_300,
            Engine::InnoDb | Engine::Memory | Engine::Csv | Engine::Other => 3_072,
        }
    }
}

/// A part of a key in bytes.
pub(super) struct Measured {
    /// None for a TEXT or BLOB without a prefix.
    pub bytes: Option<u32>,
    /// Bytes of a character.
    pub unit: u32,
    /// The prefix, when it is one.
    pub prefix: Option<u32>,
}

pub(super) fn measure(column: &Column, prefix: Option<u32>, subject: &str) -> Applied<Measured> {
    let column_type = &column.data_type;
    let unit = match column_type.family {
        TypeFamily::Text => max_bytes(column.collation.as_deref()),
        _ => 1,
    };
    if column_type.name == "point" {
        return Ok(Measured {
            bytes: Some(25),
            unit: 1,
            prefix: Some(25),
        });
    }
    let is_large =
        column_type.name.ends_with("text") || column_type.name.ends_with("blob") || is_geometry(column);
    let length = match is_large {
        true => None,
        false => column_type
            .arguments
            .first()
            .and_then(|length| length.parse::<u32>().ok()),
    };
    let Some(prefix) = prefix else {
        let bytes = match takes_prefix(column_type) || is_large {
            true => length.map(|length| length.saturating_mul(unit)),
            false => Some(plain_bytes(column)),
        };
        return Ok(Measured {
            bytes,
            unit,
            prefix: None,
        });
    };
    let is_text = takes_prefix(column_type) || is_large;
    if !is_text && prefix == plain_bytes(column) {
        return Ok(Measured {
            bytes: Some(prefix),
            unit,
            prefix: None,
        });
    }
    let fits = length.is_none_or(|length| prefix <= length);
    if prefix == 0 || !is_text || !fits {
        return Err(refused(
            Refusal::InvalidDefinition,
            subject,
            "only text and bytes have prefixes, and none is longer than its column",
        ));
    }
    Ok(Measured {
        bytes: Some(prefix.saturating_mul(unit)),
        unit,
        prefix: Some(prefix).filter(|prefix| length != Some(*prefix)),
    })
}

/// The prefix that is the whole column; none for what has no length.
pub(super) fn whole_prefix(column: &Column) -> Option<u32> {
    match column.data_type.family {
        _ if takes_prefix(&column.data_type) => column.data_type.arguments.first()?.parse().ok(),
        // The server takes the bytes of a label's number for bytes of text.
        TypeFamily::Enum | TypeFamily::Set => {
            Some(plain_bytes(column) / max_bytes(column.collation.as_deref())).filter(|length| *length > 0)
        }
        _ => Some(plain_bytes(column)),
    }
}

/// The bytes of a value of a type without a length of its own.
pub(super) fn plain_bytes(column: &Column) -> u32 {
    let of = &column.data_type;
    let said = |at: usize| {
        of.arguments
            .get(at)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0_u32)
    };
    let fraction = said(0).div_ceil(2);
    match (of.family, of.name.as_str()) {
        (_, "year") | (TypeFamily::Boolean, _) => 1,
        (_, "bit") => said(0).div_ceil(8),
        (_, "inet4") => 4,
        (_, "inet6") | (TypeFamily::Uuid, _) => 16,
        (TypeFamily::Integer(bytes) | TypeFamily::Float(bytes), _) => u32::from(bytes),
        (TypeFamily::Enum, _) => 1 + u32::from(of.arguments.len() > 255),
        (TypeFamily::Set, _) => match of.arguments.len().div_ceil(8) {
            bytes @ 0..=4 => bytes as u32,
            _ => 8,
        },
        (TypeFamily::Numeric, _) => {
            let bytes = |digits: u32| digits / 9 * 4 + (digits % 9).div_ceil(2);
            bytes(said(0).saturating_sub(said(1))) + bytes(said(1))
        }
        (TypeFamily::Date, _) => 3,
        (TypeFamily::Time, _) => 3 + fraction,
        (TypeFamily::Timestamp, _) => 5 + fraction,
        (TypeFamily::TimestampWithTimeZone, _) => 4 + fraction,
        _ => 8,
    }
}

pub(super) fn is_geometry(column: &Column) -> bool {
    matches!(
        column.data_type.name.as_str(),
        "geometry"
            | "point"
            | "linestring"
            | "polygon"
            | "multipoint"
            | "multilinestring"
            | "multipolygon"
            | "geometrycollection"
            | "geomcollection"
    )
}
