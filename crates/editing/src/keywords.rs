//! Keywords that could be written in a dialect.

use rowproof_source::WordList;
use rowproof_syntax::{Dialect, keywords};

/// Known to PostgreSQL alone, of the three.
const POSTGRESQL: WordList = WordList::new(
    "ALWAYS,ATTACH,AUTHORIZATION,CLUSTER,CONCURRENTLY,COPY,DETACH,DOMAIN,ENUM,EXCLUDE,EXTENSION,IDENTITY,ILIKE,\
     INCLUDE,INCLUDING,INHERITS,MATERIALIZED,OWNED,OWNER,POLICY,SIMILAR,TYPE,UNLOGGED,VALID,VALIDATE,ZONE",
);
/// Known to MySQL and MariaDB alone.
const MYSQL: WordList =
    WordList::new("AUTO_INCREMENT,CHANGE,CHARSET,DELIMITER,ENGINE,FULLTEXT,IGNORE,MODIFY,UNSIGNED");
/// Known to SQLite alone.
const SQLITE: WordList = WordList::new("AUTOINCREMENT,CONFLICT,GLOB,PRAGMA,ROWID,STRICT,VIRTUAL");
/// Not known to SQLite.
const NOT_SQLITE: WordList = WordList::new(
    "DATABASE,DECLARE,EXECUTE,FUNCTION,GRANT,LANGUAGE,LATERAL,LOCK,OWNER,PROCEDURE,RETURNS,REVOKE,SCHEMA,SEQUENCE,\
     START,TRUNCATE,TYPE",
);

/// The keywords of a dialect in alphabetical order, in upper case.
pub(crate) fn keywords_of(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    let is_of = move |word: &&'static str| match dialect {
        Dialect::PostgreSql => !(MYSQL.contains(word) || SQLITE.contains(word) && *word != "CONFLICT"),
        Dialect::MySql => {
            !(POSTGRESQL.contains(word) && !matches!(*word, "ENUM" | "ALWAYS")
                || SQLITE.contains(word) && *word != "VIRTUAL")
        }
        Dialect::Sqlite => {
            !(POSTGRESQL.contains(word) && *word != "ALWAYS"
                || MYSQL.contains(word)
                || NOT_SQLITE.contains(word))
        }
    };
    keywords().filter(is_of)
}
