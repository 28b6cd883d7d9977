//! Types, spelled as the server spells them.

use std::fmt;
use std::rc::Rc;

use rowproof_source::Span;
use rowproof_syntax::ast::{DataType, Expression};
use rowproof_syntax::{Dialect, Server};

use super::{QualifiedName, quote};

/// A column's type.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnType {
    /// The server's spelling without arguments: `character varying`, `bigint`, `user_status`; MySQL `int unsigned`.
    pub name: String,
    /// The arguments as written, strings unquoted: `12`, `2`; the labels of a MySQL `ENUM`.
    pub arguments: Vec<String>,
    /// Array dimensions; 0 for a plain value.
    pub array_dimensions: u8,
    /// What kind of value it holds.
    pub family: TypeFamily,
    /// The labels, when it is an enumerated type.
    pub enum_labels: Option<Rc<Vec<String>>>,
    /// The declared enumerated, composite or range type it is.
    pub declared: Option<QualifiedName>,
    /// The domain it was declared with; the other fields describe the type under the domain.
    pub domain: Option<Rc<Domain>>,
    /// SQLite: the declared type as it keeps it, empty when there is none; none elsewhere.
    pub words: Option<Rc<str>>,
}

/// What kind of value a type holds, as far as rules and the row checker tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeFamily {
    /// Whole numbers, with their size in bytes.
    Integer(u8),
    /// Exact decimals.
    Numeric,
    /// Binary floating point, with its size in bytes.
    Float(u8),
    /// PostgreSQL `money`
    Money,
    /// Character strings.
    Text,
    /// PostgreSQL `citext`: compares without regard to case.
    CaseInsensitiveText,
    /// Truth values.
    Boolean,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A date and time without a zone.
    Timestamp,
    /// An instant.
    TimestampWithTimeZone,
    /// A span of time.
    Interval,
    /// `uuid`
    Uuid,
    /// `json`
    Json,
    /// `jsonb`
    Jsonb,
    /// Bytes.
    Binary,
    /// An enumerated type.
    Enum,
    /// MySQL `SET`: any of its labels at once.
    Set,
    /// Anything else, types the script does not declare among them.
    Other,
}

/// A domain: a type with constraints of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// Its name.
    pub name: QualifiedName,
    /// The type under it.
    pub base: ColumnType,
    /// `NOT NULL`
    pub not_null: bool,
    /// The name of its NOT NULL, where constraints of that kind have names (PostgreSQL 18).
    pub not_null_name: Option<String>,
    /// `DEFAULT`
    pub default: Option<Expression>,
    /// CHECKs; the value is the column `value`.
    pub checks: Vec<DomainConstraint>,
    /// Its statement.
    pub span: Span,
}

impl Domain {
    /// The names of its constraints.
    pub(crate) fn constraint_names(&self) -> impl Iterator<Item = &String> {
        let checks = self.checks.iter().map(|check| &check.name);
        checks.chain(&self.not_null_name)
    }
}

/// A CHECK of a domain.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainConstraint {
    /// As declared or as the server names it.
    pub name: String,
    /// The condition on `value`.
    pub expression: Expression,
    /// `NOT VALID` and never validated.
    pub not_valid: bool,
}

impl ColumnType {
    /// Reads a type as written. Types the dialect does not know are [`TypeFamily::Other`] under their own name.
    pub fn from_ast(data_type: &DataType, dialect: Dialect) -> ColumnType {
        let (name, family) = match dialect {
            Dialect::PostgreSql => postgresql(&data_type.name, &data_type.arguments),
            Dialect::MySql => {
                return crate::mysql::read_type(data_type, Server::from(dialect), 4)
                    .unwrap_or_else(|refused| refused.kept);
            }
            Dialect::Sqlite => sqlite(&data_type.name),
        };
        // The precision of `float(p)` only chooses the type.
        let keeps_arguments = dialect != Dialect::PostgreSql || !matches!(family, TypeFamily::Float(_));
        let written = data_type.arguments.iter().filter(|_| keeps_arguments);
        let arguments: Vec<String> = written.map(|argument| unquoted(argument)).collect();
        let (name, arguments) = match dialect {
            Dialect::PostgreSql => postgresql_arguments(&data_type.name, name, arguments),
            _ => (name, arguments),
        };
        ColumnType {
            name,
            arguments,
            array_dimensions: data_type.array_dimensions,
            family,
            enum_labels: None,
            declared: None,
            domain: None,
            words: (dialect == Dialect::Sqlite).then(|| standard_type(&data_type.words).into()),
        }
    }

    /// Whether its values have a collation (MySQL).
    pub fn has_collation(&self) -> bool {
        matches!(self.family, TypeFamily::Text | TypeFamily::Enum | TypeFamily::Set)
    }

    /// A type known by its server spelling, for columns the script does not describe itself.
    pub fn known(name: &str, family: TypeFamily) -> ColumnType {
        ColumnType {
            name: name.to_owned(),
            arguments: Vec::new(),
            array_dimensions: 0,
            family,
            enum_labels: None,
            declared: None,
            domain: None,
            words: None,
        }
    }

    /// Whether it holds character strings, in either comparison.
    pub fn is_text(&self) -> bool {
        self.array_dimensions == 0
            && matches!(self.family, TypeFamily::Text | TypeFamily::CaseInsensitiveText)
    }

    /// Whether it holds numbers of any kind.
    pub fn is_number(&self) -> bool {
        self.array_dimensions == 0
            && matches!(
                self.family,
                TypeFamily::Integer(_) | TypeFamily::Numeric | TypeFamily::Float(_) | TypeFamily::Money
            )
    }

    /// The largest number of characters, for a bounded character type.
    pub fn max_characters(&self) -> Option<u64> {
        if self.family != TypeFamily::Text || self.name.ends_with("text") {
            return None;
        }
        self.arguments.first().and_then(|argument| argument.parse().ok())
    }

    /// Precision and scale of an exact decimal, when declared.
    pub fn precision_and_scale(&self) -> Option<(u32, u32)> {
        if self.family != TypeFamily::Numeric {
            return None;
        }
        let precision = self.arguments.first()?.parse().ok()?;
        let scale = self
            .arguments
            .get(1)
            .and_then(|argument| argument.parse().ok())
            .unwrap_or(0);
        Some((precision, scale))
    }

    /// Whether values of the two types can be compared as keys: same family, integers of any size with each other.
    pub fn is_comparable_with(&self, other: &ColumnType) -> bool {
        if self.array_dimensions != other.array_dimensions {
            return false;
        }
        match (self.family, other.family) {
            (TypeFamily::Integer(_), TypeFamily::Integer(_)) => true,
            (TypeFamily::Integer(_), TypeFamily::Numeric) | (TypeFamily::Numeric, TypeFamily::Integer(_)) => {
                true
            }
            (TypeFamily::Other, TypeFamily::Other) => self.name == other.name,
            (
                TypeFamily::Text | TypeFamily::CaseInsensitiveText,
                TypeFamily::Text | TypeFamily::CaseInsensitiveText,
            ) => true,
            (a, b) => a == b,
        }
    }
}

impl fmt::Display for ColumnType {
    /// The server's spelling: `character varying(50)`, `timestamp(3) without time zone`, `text[]`; a domain by its name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(domain) = &self.domain {
            let name = quote(&domain.name.name, Dialect::PostgreSql);
            return match domain.name.schema.as_str() {
                "public" | "" => f.write_str(&name),
                schema => write!(f, "{}.{name}", quote(schema, Dialect::PostgreSql)),
            };
        }
        if let Some(words) = &self.words {
            return f.write_str(words);
        }
        let arguments = match (self.arguments.is_empty(), self.family) {
            (true, _) => String::new(),
            (false, TypeFamily::Enum | TypeFamily::Set) => labels_text(&self.arguments),
            (false, _) => format!("({})", self.arguments.join(",")),
        };
        match self.name.split_once(' ') {
            Some((first @ ("timestamp" | "time"), rest)) => write!(f, "{first}{arguments} {rest}")?,
            Some((first, rest)) if rest.starts_with("unsigned") => write!(f, "{first}{arguments} {rest}")?,
            _ => write!(f, "{}{arguments}", self.name)?,
        }
        for _ in 0..self.array_dimensions.min(1) {
            f.write_str("[]")?;
        }
        Ok(())
    }
}

/// Labels as MySQL's `COLUMN_TYPE` has them.
fn labels_text(labels: &[String]) -> String {
    let labels = labels
        .iter()
        .map(|label| format!("'{}'", label.replace('\\', "\\\\").replace('\'', "''")));
    format!("({})", labels.collect::<Vec<_>>().join(","))
}

fn unquoted(argument: &str) -> String {
    argument
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .map_or_else(|| argument.to_owned(), |inner| inner.replace("''", "'"))
}

fn postgresql(name: &str, arguments: &[String]) -> (String, TypeFamily) {
    let bare = name.strip_prefix("pg_catalog.").unwrap_or(name);
    let (spelling, family) = match bare {
        "int2" | "smallint" | "smallserial" | "serial2" => ("smallint", TypeFamily::Integer(2)),
        "int" | "int4" | "integer" | "serial" | "serial4" => ("integer", TypeFamily::Integer(4)),
        "int8" | "bigint" | "bigserial" | "serial8" => ("bigint", TypeFamily::Integer(8)),
        "numeric" | "decimal" | "dec" => ("numeric", TypeFamily::Numeric),
        "real" | "float4" => ("real", TypeFamily::Float(4)),
        // `float(p)` is by binary digits: up to 24 fit `real` (manual, "Floating-Point Types").
        "float"
            if arguments
                .first()
                .and_then(|digits| digits.parse::<u32>().ok())
                .is_some_and(|digits| digits <= 24) =>
        {
            ("real", TypeFamily::Float(4))
        }
        "float" | "float8" | "double precision" => ("double precision", TypeFamily::Float(8)),
        "money" => ("money", TypeFamily::Money),
        "varchar" | "character varying" | "char varying" | "national character varying" | "nchar varying" => {
            ("character varying", TypeFamily::Text)
        }
        "char" | "character" | "bpchar" | "nchar" | "national character" => ("character", TypeFamily::Text),
        "text" | "name" | "\"char\"" => (bare, TypeFamily::Text),
        "bool" | "boolean" => ("boolean", TypeFamily::Boolean),
        "date" => ("date", TypeFamily::Date),
        "time" | "time without time zone" => ("time without time zone", TypeFamily::Time),
        "timetz" | "time with time zone" => ("time with time zone", TypeFamily::Time),
        "timestamp" | "timestamp without time zone" => ("timestamp without time zone", TypeFamily::Timestamp),
        "timestamptz" | "timestamp with time zone" => {
            ("timestamp with time zone", TypeFamily::TimestampWithTimeZone)
        }
        "interval" => ("interval", TypeFamily::Interval),
        "uuid" => ("uuid", TypeFamily::Uuid),
        "json" => ("json", TypeFamily::Json),
        "jsonb" => ("jsonb", TypeFamily::Jsonb),
        "bytea" => ("bytea", TypeFamily::Binary),
        _ => {
            let unqualified = bare.rsplit('.').next().unwrap_or(bare);
            let family = if unqualified == "citext" {
                TypeFamily::CaseInsensitiveText
            } else {
                TypeFamily::Other
            };
            return (bare.strip_prefix("public.").unwrap_or(bare).to_owned(), family);
        }
    };
    (spelling.to_owned(), family)
}

/// The arguments that the server adds or takes back: `char` is `character(1)`, `bit` is `bit(1)`, `numeric(5)` is
/// `numeric(5,0)`, no time has more than six digits.
fn postgresql_arguments(written: &str, name: String, mut arguments: Vec<String>) -> (String, Vec<String>) {
    let bare = written.strip_prefix("pg_catalog.").unwrap_or(written);
    match (bare, name.as_str()) {
        ("bpchar", _) if arguments.is_empty() => return (bare.to_owned(), arguments),
        (_, "character") | ("bit", _) if arguments.is_empty() => arguments.push("1".to_owned()),
        ("varbit", _) => return ("bit varying".to_owned(), arguments),
        (_, "numeric") if arguments.len() == 1 => arguments.push("0".to_owned()),
        (_, name) if name.starts_with("time") || name.starts_with("interval") => {
            for digits in arguments
                .iter_mut()
                .filter(|digits| digits.len() > 1 || digits.as_str() > "6")
            {
                "6".clone_into(digits);
            }
        }
        _ => {}
    }
    (name, arguments)
}

/// SQLite keeps the words of a type as written, but for those it knows, which it keeps in upper case.
fn standard_type(words: &str) -> &str {
    ["ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT"]
        .into_iter()
        .find(|standard| words.eq_ignore_ascii_case(standard))
        .unwrap_or(words)
}

/// SQLite keeps the name as written; the family follows the name people meant, not the affinity, because that is what
/// rules reason about. Affinity is the row checker's business.
fn sqlite(name: &str) -> (String, TypeFamily) {
    let family = match name {
        "bool" | "boolean" => TypeFamily::Boolean,
        "date" => TypeFamily::Date,
        "time" => TypeFamily::Time,
        "datetime" | "timestamp" => TypeFamily::Timestamp,
        "decimal" | "numeric" | "money" => TypeFamily::Numeric,
        "uuid" => TypeFamily::Uuid,
        "json" => TypeFamily::Json,
        "jsonb" => TypeFamily::Jsonb,
        // The order of the affinity rules (SQLite documentation, "Datatypes In SQLite", 3.1).
        _ if name.contains("int") => TypeFamily::Integer(8),
        _ if ["char", "clob", "text"].iter().any(|part| name.contains(part)) => TypeFamily::Text,
        _ if name.contains("blob") => TypeFamily::Binary,
        _ if ["real", "floa", "doub"].iter().any(|part| name.contains(part)) => TypeFamily::Float(8),
        _ => TypeFamily::Other,
    };
    (name.to_owned(), family)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rowproof_source::Span;

    fn spelled(name: &str, arguments: &[&str], dialect: Dialect) -> String {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let ast = DataType {
            name: name.into(),
            arguments,
            array_dimensions: 0,
            words: String::new(),
            span: Span::default(),
        };
        ColumnType::from_ast(&ast, dialect).to_string()
    }

    #[test]
    fn spells_types_as_the_server_does() {
        use Dialect::{MySql, PostgreSql};
        assert_eq!(spelled("varchar", &["50"], PostgreSql), "character varying(50)");
        assert_eq!(
            spelled("timestamp", &["3"], PostgreSql),
            "timestamp(3) without time zone"
        );
        assert_eq!(spelled("bigserial", &[], PostgreSql), "bigint");
        assert_eq!(spelled("decimal", &["10", "2"], PostgreSql), "numeric(10,2)");
        assert_eq!(spelled("int unsigned", &["11"], MySql), "int unsigned");
        assert_eq!(spelled("enum", &["'a'", "'b'"], MySql), "enum('a','b')");
    }
}
