//! Types as `COLUMN_TYPE` has them (`INFORMATION_SCHEMA.COLUMNS`).

use rowproof_source::lower_case;
use rowproof_syntax::ast::DataType;
use rowproof_syntax::{Product, Server, Version};

use crate::model::{ColumnType, TypeFamily};
use crate::note::Refusal;

/// A type that the server refuses.
#[derive(Debug)]
pub(crate) struct RefusedType {
    /// In which class.
    pub refusal: Refusal,
    /// Why.
    pub reason: &'static str,
    /// What it is nearest to.
    pub kept: ColumnType,
}

/// Integers: their name, size in bytes, and the digits shown when nothing is said, with a sign and without.
const INTEGERS: [(&str, u8, u32, u32); 5] = [
    ("tinyint", 1, 4, 3),
    ("smallint", 2, 6, 5),
    ("mediumint", 3, 9, 8),
    ("int", 4, 11, 10),
    ("bigint", 8, 20, 20),
];
/// The most bytes of a VARCHAR, its length left out.
const MAX_VARCHAR_BYTES: u64 = 65_532;

/// Reads a type whose characters take up to `bytes` bytes; 0 for character set `binary`.
pub(crate) fn read_type(
    written: &DataType,
    server: Server,
    bytes: u32,
) -> Result<ColumnType, Box<RefusedType>> {
    let mut reading = Reading {
        server,
        bytes,
        unsigned: false,
        zerofill: false,
        arguments: &written.arguments,
    };
    let mut base = String::new();
    for word in written.name.split(' ') {
        match word {
            "unsigned" => reading.unsigned = true,
            "zerofill" => reading.zerofill = true,
            "signed" => {}
            word => {
                if !base.is_empty() {
                    base.push(' ');
                }
                base.push_str(word);
            }
        }
    }
    reading.unsigned |= reading.zerofill;
    reading.named(&base)
}

struct Reading<'a> {
    server: Server,
    bytes: u32,
    unsigned: bool,
    zerofill: bool,
    arguments: &'a [String],
}

type Read = Result<ColumnType, Box<RefusedType>>;

impl Reading<'_> {
    fn named(&self, base: &str) -> Read {
        let text = TypeFamily::Text;
        let plain = |name: &str, family| Ok(ColumnType::known(name, family));
        match base {
            "tinyint" | "int1" => self.integer("tinyint"),
            "bool" | "boolean" => Ok(ColumnType {
                arguments: vec!["1".to_owned()],
                ..ColumnType::known("tinyint", TypeFamily::Boolean)
            }),
            "smallint" | "int2" => self.integer("smallint"),
            "mediumint" | "int3" | "middleint" => self.integer("mediumint"),
            "int" | "integer" | "int4" => self.integer("int"),
            "bigint" | "int8" => self.integer("bigint"),
            "serial" => Reading {
                unsigned: true,
                ..*self
            }
            .integer("bigint"),
            "decimal" | "dec" | "numeric" | "fixed" => self.decimal(),
            "float" | "float4" => self.float(base),
            "double" | "double precision" | "real" | "float8" => self.double(),
            "bit" => self.bit(),
            "char" | "character" | "nchar" | "national char" | "national character" => {
                self.fixed("char", "binary")
            }
            "binary" => self.fixed("binary", "binary"),
            "varchar"
            | "character varying"
            | "char varying"
            | "varcharacter"
            | "nvarchar"
            | "national varchar"
            | "national varcharacter"
            | "nchar varchar"
            | "nchar varying"
            | "national char varying"
            | "national character varying" => self.varying("varchar"),
            "varbinary" => self.varying("varbinary"),
            "tinytext" | "mediumtext" | "longtext" => self.large(base.trim_end_matches("text")),
            "text" => self.sized_large("text"),
            "long"
            | "long varchar"
            | "long char varying"
            | "long character varying"
            | "long varcharacter" => self.large("medium"),
            "long varbinary" => plain("mediumblob", TypeFamily::Binary),
            "blob" => self.sized_large("blob"),
            "tinyblob" | "mediumblob" | "longblob" => plain(base, TypeFamily::Binary),
            "json" if self.server.product == Product::MariaDb => plain("longtext", text),
            "json" => plain("json", TypeFamily::Json),
            "enum" => self.labels("enum", TypeFamily::Enum),
            "set" => self.labels("set", TypeFamily::Set),
            "date" => plain("date", TypeFamily::Date),
            "time" => self.fraction("time", TypeFamily::Time),
            "datetime" => self.fraction("datetime", TypeFamily::Timestamp),
            "timestamp" => self.fraction("timestamp", TypeFamily::TimestampWithTimeZone),
            "year" => self.year(),
            "uuid" if self.server.product == Product::MariaDb => plain("uuid", TypeFamily::Uuid),
            "inet4" | "inet6" if self.server.product == Product::MariaDb => plain(base, TypeFamily::Other),
            "vector" => self.with_arguments("vector", TypeFamily::Other),
            "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
            | "multipolygon" => plain(base, TypeFamily::Other),
            "geometrycollection" | "geomcollection" => {
                let short = self.server.is_at_least(Product::MySql, Version::new(8, 0));
                let name = if short {
                    "geomcollection"
                } else {
                    "geometrycollection"
                };
                plain(name, TypeFamily::Other)
            }
            _ => Err(refused(
                Refusal::UndefinedObject,
                "there is no such type",
                self.with_arguments(base, TypeFamily::Other)?,
            )),
        }
    }

    /// An argument as a number; none when it is not said.
    fn argument(&self, at: usize) -> Option<u64> {
        self.arguments.get(at).and_then(|argument| argument.parse().ok())
    }

    fn spelled(&self, name: &str, arguments: Vec<String>, family: TypeFamily) -> ColumnType {
        let unsigned = if self.unsigned { " unsigned" } else { "" };
        let zerofill = if self.zerofill { " zerofill" } else { "" };
        ColumnType {
            arguments,
            ..ColumnType::known(&format!("{name}{unsigned}{zerofill}"), family)
        }
    }

    fn with_arguments(&self, name: &str, family: TypeFamily) -> Read {
        Ok(self.spelled(name, self.arguments.to_vec(), family))
    }

    fn integer(&self, name: &str) -> Read {
        let Some((_, size, signed, unsigned)) = INTEGERS.iter().find(|(known, ..)| *known == name) else {
            return self.with_arguments(name, TypeFamily::Integer(4));
        };
        let usual = if self.unsigned { *unsigned } else { *signed };
        let said = self.argument(0).filter(|digits| *digits > 0);
        let digits = said.unwrap_or(u64::from(usual));
        let family = match digits {
            1 if name == "tinyint" => TypeFamily::Boolean,
            _ => TypeFamily::Integer(*size),
        };
        // MySQL stopped showing widths with 8.0.19, but for these two, which mean something to programs.
        let widths = !self
            .server
            .is_at_least(Product::MySql, Version::with_patch(8, 0, 19));
        let keeps = widths || self.zerofill || (family == TypeFamily::Boolean && !self.unsigned);
        let arguments = if keeps {
            vec![digits.to_string()]
        } else {
            Vec::new()
        };
        let found = self.spelled(name, arguments, family);
        match digits > 255 {
            true => Err(refused(
                Refusal::InvalidDefinition,
                "a display width goes up to 255",
                found,
            )),
            false => Ok(found),
        }
    }

    fn decimal(&self) -> Read {
        let precision = self.argument(0).filter(|digits| *digits > 0).unwrap_or(10);
        let scale = self.argument(1).unwrap_or(0);
        let max_scale = if self.server.product == Product::MariaDb {
            38
        } else {
            30
        };
        let arguments = vec![precision.to_string(), scale.to_string()];
        let found = self.spelled("decimal", arguments, TypeFamily::Numeric);
        match precision > 65 || scale > max_scale || scale > precision {
            true => Err(refused(
                Refusal::InvalidDefinition,
                "its precision goes up to 65 digits, its scale to 38 (MySQL: 30), and not beyond its precision",
                found,
            )),
            false => Ok(found),
        }
    }

    fn float(&self, base: &str) -> Read {
        match (self.argument(0), self.arguments.len()) {
            (Some(bits), 1) if base == "float" || base == "float4" => match bits {
                0..=24 => Ok(self.spelled("float", Vec::new(), TypeFamily::Float(4))),
                25..=53 => Ok(self.spelled("double", Vec::new(), TypeFamily::Float(8))),
                _ => Err(refused(
                    Refusal::InvalidDefinition,
                    "its precision goes up to 53 bits",
                    self.spelled("double", Vec::new(), TypeFamily::Float(8)),
                )),
            },
            _ => self.digits("float", TypeFamily::Float(4)),
        }
    }

    fn double(&self) -> Read {
        self.digits("double", TypeFamily::Float(8))
    }

    /// `double(9,2)`
    fn digits(&self, name: &str, family: TypeFamily) -> Read {
        let found = self.with_arguments(name, family)?;
        match (self.argument(0), self.argument(1)) {
            (Some(digits), Some(decimals)) if decimals > digits || digits > 255 || decimals > 38 => {
                Err(refused(
                    Refusal::InvalidDefinition,
                    "it cannot have more decimals than digits",
                    found,
                ))
            }
            _ => Ok(found),
        }
    }

    fn bit(&self) -> Read {
        let bits = self.argument(0).filter(|bits| *bits > 0).unwrap_or(1);
        let found = ColumnType {
            arguments: vec![bits.to_string()],
            ..ColumnType::known("bit", TypeFamily::Other)
        };
        match bits > 64 {
            true => Err(refused(
                Refusal::InvalidDefinition,
                "it holds up to 64 bits",
                found,
            )),
            false => Ok(found),
        }
    }

    fn fixed(&self, text: &str, binary: &str) -> Read {
        let (name, family) = match text == "binary" || self.bytes == 0 {
            true => (binary, TypeFamily::Binary),
            false => (text, TypeFamily::Text),
        };
        let length = self.argument(0).unwrap_or(1);
        let found = ColumnType {
            arguments: vec![length.to_string()],
            ..ColumnType::known(name, family)
        };
        match length > 255 {
            true => Err(refused(
                Refusal::InvalidDefinition,
                "its length goes up to 255",
                found,
            )),
            false => Ok(found),
        }
    }

    fn varying(&self, name: &str) -> Read {
        let (name, family) = match name == "varbinary" || self.bytes == 0 {
            true => ("varbinary", TypeFamily::Binary),
            false => ("varchar", TypeFamily::Text),
        };
        let bytes = if family == TypeFamily::Binary {
            1
        } else {
            self.bytes
        };
        let found = ColumnType {
            arguments: self.arguments.to_vec(),
            ..ColumnType::known(name, family)
        };
        match self.argument(0) {
            None => Err(refused(Refusal::InvalidDefinition, "it needs a length", found)),
            Some(length) if length > MAX_VARCHAR_BYTES / u64::from(bytes.max(1)) => Err(refused(
                Refusal::SizeLimit,
                "it is longer than a row can be; use TEXT",
                found,
            )),
            Some(_) => Ok(found),
        }
    }

    fn large(&self, size: &str) -> Read {
        Ok(large(size, self.bytes == 0))
    }

    /// `TEXT(n)` is the smallest of its kind that holds so many characters.
    fn sized_large(&self, name: &str) -> Read {
        let binary = name == "blob" || self.bytes == 0;
        let bytes = if binary { 1 } else { self.bytes };
        let size = match self.argument(0).filter(|length| *length > 0) {
            None => "",
            Some(length) => match length * u64::from(bytes) {
                0..=0xff => "tiny",
                0x100..=0xffff => "",
                0x1_0000..=0xff_ffff => "medium",
                _ => "long",
            },
        };
        Ok(large(size, binary))
    }

    fn labels(&self, name: &str, family: TypeFamily) -> Read {
        let labels: Vec<String> = self
            .arguments
            .iter()
            .map(|written| {
                let value = rowproof_syntax::mysql_string(written);
                // Trailing blanks go, unless the character set is binary.
                match self.bytes {
                    0 => value,
                    _ => value.trim_end_matches(' ').to_owned(),
                }
            })
            .collect();
        let same = |a: &String, b: &String| lower_case(a) == lower_case(b);
        let repeated = labels
            .iter()
            .enumerate()
            .any(|(at, label)| labels.iter().take(at).any(|earlier| same(earlier, label)));
        let mut found = ColumnType {
            arguments: labels.clone(),
            ..ColumnType::known(name, family)
        };
        if family == TypeFamily::Enum {
            found.enum_labels = Some(labels.into());
        }
        match repeated {
            true => Err(refused(
                Refusal::InvalidDefinition,
                "a label is there twice",
                found,
            )),
            false => Ok(found),
        }
    }

    fn fraction(&self, name: &str, family: TypeFamily) -> Read {
        let digits = self.argument(0).unwrap_or(0);
        let arguments = if digits == 0 {
            Vec::new()
        } else {
            vec![digits.to_string()]
        };
        let found = ColumnType {
            arguments,
            ..ColumnType::known(name, family)
        };
        match digits > 6 {
            true => Err(refused(
                Refusal::InvalidDefinition,
                "it keeps up to 6 digits of a second",
                found,
            )),
            false => Ok(found),
        }
    }

    /// MariaDB and MySQL 5.7 show the digits, MySQL 8 does not.
    fn year(&self) -> Read {
        let shows = !self.server.is_at_least(Product::MySql, Version::new(8, 0));
        let two = self.argument(0) == Some(2) && self.server.product == Product::MariaDb;
        let digits = if two { "2" } else { "4" };
        let arguments = if shows {
            vec![digits.to_owned()]
        } else {
            Vec::new()
        };
        Ok(ColumnType {
            arguments,
            ..ColumnType::known("year", TypeFamily::Integer(2))
        })
    }
}

fn large(size: &str, binary: bool) -> ColumnType {
    match binary {
        true => ColumnType::known(&format!("{size}blob"), TypeFamily::Binary),
        false => ColumnType::known(&format!("{size}text"), TypeFamily::Text),
    }
}

fn refused(refusal: Refusal, reason: &'static str, kept: ColumnType) -> Box<RefusedType> {
    Box::new(RefusedType {
        refusal,
        reason,
        kept,
    })
}

/// The type that holds the same text when its characters may take more bytes: `CONVERT TO CHARACTER SET` makes the next
/// larger TEXT of one (MySQL manual, "ALTER TABLE Statement").
pub(crate) fn widened(column_type: &ColumnType, from: u32, to: u32) -> Option<ColumnType> {
    if to <= from {
        return None;
    }
    let bytes: u64 = match column_type.name.as_str() {
        "tinytext" => 0xff,
        "text" => 0xffff,
        "mediumtext" => 0xff_ffff,
        _ => return None,
    };
    Some(match bytes * u64::from(to) / u64::from(from.max(1)) {
        0..=0xff => large("tiny", false),
        0x100..=0xffff => large("", false),
        0x1_0000..=0xff_ffff => large("medium", false),
        _ => large("long", false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rowproof_source::Span;

    fn spelled(name: &str, arguments: &[&str], server: Server) -> String {
        let written = DataType {
            name: name.to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            array_dimensions: 0,
            words: name.to_owned(),
            span: Span::default(),
        };
        match read_type(&written, server, 4) {
            Ok(found) => found.to_string(),
            Err(refused) => format!("refused: {}", refused.reason),
        }
    }

    #[test]
    fn widths_by_product_and_version() {
        let old = Server::new(Product::MySql, Version::with_patch(5, 7, 44));
        let new = Server::from(Product::MySql);
        let maria = Server::from(Product::MariaDb);
        let names = |server| {
            [
                spelled("int", &[], server),
                spelled("int unsigned zerofill", &[], server),
                spelled("tinyint", &["1"], server),
                spelled("year", &[], server),
                spelled("bigint unsigned", &["5"], server),
            ]
        };
        assert_eq!(
            names(old),
            [
                "int(11)",
                "int(10) unsigned zerofill",
                "tinyint(1)",
                "year(4)",
                "bigint(5) unsigned"
            ]
        );
        assert_eq!(names(maria), names(old));
        assert_eq!(
            names(new),
            [
                "int",
                "int(10) unsigned zerofill",
                "tinyint(1)",
                "year",
                "bigint unsigned"
            ]
        );
    }

    #[test]
    fn aliases_and_sizes() {
        let maria = Server::from(Product::MariaDb);
        assert_eq!(spelled("fixed", &["5"], maria), "decimal(5,0)");
        assert_eq!(spelled("text", &["100"], maria), "text");
        assert_eq!(spelled("text", &["20000"], maria), "mediumtext");
        assert_eq!(spelled("blob", &["100"], maria), "tinyblob");
        assert_eq!(spelled("json", &[], maria), "longtext");
        assert_eq!(spelled("enum", &["'it''s '", "'b'"], maria), "enum('it''s','b')");
        assert!(spelled("varchar", &["16384"], maria).starts_with("refused"));
    }
}
