//! Which database reads the text: a product at a version.

use std::fmt;
use std::str::FromStr;

use crate::Dialect;

/// A database product at a version: it decides how a text is read and what of it is honoured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Server {
    /// Who makes it.
    pub product: Product,
    /// Which one.
    pub version: Version,
}

/// The database products whose behaviour is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Product {
    /// PostgreSQL.
    #[default]
    PostgreSql,
    /// MySQL.
    MySql,
    /// MariaDB: the same dialect as MySQL, with another history.
    MariaDb,
    /// SQLite.
    Sqlite,
}

/// A version number. PostgreSQL's minor releases do not change what a schema means; its minor number is 0 here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// `8` of `8.0.16`
    pub major: u16,
    /// `0` of `8.0.16`; 0 when not said
    pub minor: u16,
    /// `16` of `8.0.16`; 0 when not said
    pub patch: u16,
}

impl Product {
    /// Every product, in the order shown to people.
    pub const ALL: [Product; 4] = [
        Product::PostgreSql,
        Product::MySql,
        Product::MariaDb,
        Product::Sqlite,
    ];

    /// The dialect it speaks.
    pub fn dialect(self) -> Dialect {
        match self {
            Product::PostgreSql => Dialect::PostgreSql,
            Product::MySql | Product::MariaDb => Dialect::MySql,
            Product::Sqlite => Dialect::Sqlite,
        }
    }

    /// The name people read.
    pub fn name(self) -> &'static str {
        match self {
            Product::MariaDb => "MariaDB",
            other => other.dialect().name(),
        }
    }

    /// The word used in options and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Product::MariaDb => "mariadb",
            other => other.dialect().code(),
        }
    }

    /// Reads [`Product::code`] and the common other spellings; none for anything else.
    pub fn from_code(code: &str) -> Option<Product> {
        if code.eq_ignore_ascii_case("mariadb") {
            return Some(Product::MariaDb);
        }
        Dialect::from_code(code).map(Product::from)
    }

    /// The versions offered for choice, oldest first; each stands for the behaviour of its last patch release. Others
    /// are accepted too.
    pub fn versions(self) -> &'static [Version] {
        const POSTGRESQL: [Version; 9] = [
            Version::new(11, 0),
            Version::new(12, 0),
            Version::new(13, 0),
            Version::new(14, 0),
            Version::new(15, 0),
            Version::new(16, 0),
            Version::new(17, 0),
            Version::new(18, 0),
            Version::new(19, 0),
        ];
        const MYSQL: [Version; 4] = [
            Version::with_patch(5, 7, 44),
            Version::with_patch(8, 0, 46),
            Version::with_patch(8, 4, 8),
            Version::new(9, 7),
        ];
        const MARIADB: [Version; 5] = [
            Version::new(10, 5),
            Version::new(10, 6),
            Version::new(10, 11),
            Version::new(11, 4),
            Version::new(11, 8),
        ];
        const SQLITE: [Version; 5] = [
            Version::new(3, 25),
            Version::new(3, 31),
            Version::new(3, 37),
            Version::new(3, 40),
            Version::new(3, 50),
        ];
        match self {
            Product::PostgreSql => &POSTGRESQL,
            Product::MySql => &MYSQL,
            Product::MariaDb => &MARIADB,
            Product::Sqlite => &SQLITE,
        }
    }

    /// The version assumed when nothing says another: a current one with long support.
    pub fn assumed_version(self) -> Version {
        match self {
            Product::PostgreSql => Version::new(18, 0),
            Product::MySql => Version::with_patch(8, 4, 8),
            Product::MariaDb => Version::new(11, 8),
            Product::Sqlite => Version::new(3, 50),
        }
    }
}

impl From<Dialect> for Product {
    /// The product a dialect is named after.
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::PostgreSql => Product::PostgreSql,
            Dialect::MySql => Product::MySql,
            Dialect::Sqlite => Product::Sqlite,
        }
    }
}

impl Version {
    /// `major.minor`, patch 0.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self::with_patch(major, minor, 0)
    }

    /// `major.minor.patch`
    pub const fn with_patch(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// The number of MySQL's versioned comments: 80016 for 8.0.16, 101100 for 10.11.
    pub const fn comment_number(self) -> u32 {
        self.major as u32 * 10_000 + self.minor as u32 * 100 + self.patch as u32
    }
}

impl fmt::Display for Version {
    /// `18`, `8.0.16`, `10.11`, `3.37`: no zeros that say nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        if self.minor > 0 || self.patch > 0 || self.major < 10 {
            write!(f, ".{}", self.minor)?;
        }
        if self.patch > 0 {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}

/// A version that is not a number with dots.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a version number like 15, 8.0.16 or 10.11")]
pub struct VersionError(String);

impl FromStr for Version {
    type Err = VersionError;

    /// Reads the number a text starts with; what follows it (`-MariaDB`, ` (Debian …)`) does not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim();
        let end = number
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(number.len());
        let mut parts = number.get(..end).unwrap_or_default().split('.').map(str::parse);
        let error = || VersionError(text.trim().to_owned());
        let major = parts.next().and_then(Result::ok).ok_or_else(error)?;
        let mut next = || parts.next().and_then(Result::ok).unwrap_or(0);
        Ok(Self::with_patch(major, next(), next()))
    }
}

impl Server {
    /// A product at a version.
    pub const fn new(product: Product, version: Version) -> Self {
        Self { product, version }
    }

    /// The dialect it speaks.
    pub fn dialect(self) -> Dialect {
        self.product.dialect()
    }

    /// The highest number of a versioned comment that it reads as code. A version without its patch release stands for
    /// the last one of its line.
    pub const fn last_comment_number(self) -> u32 {
        let last_patch = if self.version.patch == 0 { 99 } else { 0 };
        self.version.comment_number() + last_patch
    }

    /// Whether it is this product, at this version or a later one.
    pub fn is_at_least(self, product: Product, version: Version) -> bool {
        self.product == product && self.version >= version
    }
}

impl Default for Server {
    fn default() -> Self {
        Dialect::default().into()
    }
}

impl From<Product> for Server {
    fn from(product: Product) -> Self {
        Self::new(product, product.assumed_version())
    }
}

impl From<Dialect> for Server {
    fn from(dialect: Dialect) -> Self {
        Product::from(dialect).into()
    }
}

impl fmt::Display for Server {
    /// `MariaDB 10.11`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.product.name(), self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_with_what_servers_put_behind_them() {
        let read = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(read("15.3 (Debian 15.3-1)"), Version::new(15, 3));
        assert_eq!(read("10.11.6-MariaDB-0+deb12u1"), Version::with_patch(10, 11, 6));
        assert_eq!(read("8.0.31").comment_number(), 80_031);
        assert!("next".parse::<Version>().is_err());
    }

    #[test]
    fn versions_are_written_without_empty_parts() {
        assert_eq!(Version::new(18, 0).to_string(), "18");
        assert_eq!(Version::new(8, 0).to_string(), "8.0");
        assert_eq!(Version::with_patch(8, 0, 16).to_string(), "8.0.16");
        assert_eq!(Server::from(Product::MariaDb).to_string(), "MariaDB 11.8");
    }
}
