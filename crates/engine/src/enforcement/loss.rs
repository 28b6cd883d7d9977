//! What is known of the products: which rules each does not enforce, and why.

use rowproof_catalog::Catalog;
use rowproof_syntax::{Product, Server, Version};

use super::Guarantee;

/// Why a database does not enforce a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// CHECK is read and forgotten: MySQL before 8.0.16, MariaDB before 10.2.1.
    ChecksIgnored,
    /// REFERENCES behind a column is read and forgotten: MySQL before 9.0, MariaDB before 10.5.
    InlineReference,
    /// The table's storage engine keeps no foreign keys.
    StorageEngine,
    /// SQLite enforces foreign keys only where `PRAGMA foreign_keys` says so.
    ForeignKeysOff,
    /// SQLite stores any value in any column.
    AnyValue,
    /// SQLite takes NULL in a primary key.
    KeyTakesNull,
    /// There are no indexes over some of the rows.
    NoPartialIndex,
    /// There are no indexes over expressions.
    NoExpressionIndex,
    /// There are no exclusion constraints.
    NoExclusion,
    /// Constraints cannot be deferred.
    NoDeferral,
    /// There is no `NULLS NOT DISTINCT`.
    NoNullsNotDistinct,
    /// There are no enumerated types of that form.
    NoEnumType,
    /// There are no domains.
    NoDomain,
    /// Upper and lower case differ.
    CaseDiffers,
    /// It was not understood in this dialect, or the database refuses it.
    LeftOut,
}

/// What a loss depends on besides the database.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// Written behind a column.
    pub(super) is_inline: bool,
    pub(super) is_foreign_key: bool,
    pub(super) engine_without_foreign_keys: bool,
    pub(super) is_partial: bool,
    pub(super) is_expression: bool,
    /// Some column of the key takes NULL.
    pub(super) accepts_null: bool,
    /// Values are held to the type even in SQLite.
    pub(super) is_strict: bool,
    /// The labels stand in the column's definition, not in a type of their own.
    pub(super) is_list_in_place: bool,
    /// No text of the key is compared without regard to case.
    pub(super) compares_case: bool,
}

const CHECK_IN_MYSQL: Version = Version::with_patch(8, 0, 16);
const CHECK_IN_MARIADB: Version = Version::with_patch(10, 2, 1);
const INLINE_REFERENCES_IN_MYSQL: Version = Version::new(9, 0);
const INLINE_REFERENCES_IN_MARIADB: Version = Version::new(10, 5);
const EXPRESSION_INDEX_IN_MYSQL: Version = Version::with_patch(8, 0, 13);
const NULLS_NOT_DISTINCT_IN_POSTGRESQL: Version = Version::new(15, 0);

/// Why the catalog's database does not enforce a rule; none when it does.
pub(super) fn loss(guarantee: Guarantee, facts: &Facts, catalog: &Catalog) -> Option<Loss> {
    let server = catalog.server();
    let is_postgresql = server.product == Product::PostgreSql;
    let is_sqlite = server.product == Product::Sqlite;
    let lost = |is_lost: bool, loss| is_lost.then_some(loss);
    match guarantee {
        Guarantee::Table => None,
        Guarantee::Check => lost(ignores_checks(server), Loss::ChecksIgnored),
        Guarantee::ForeignKey => foreign_key_loss(facts, catalog),
        Guarantee::Unique | Guarantee::PartialIndex | Guarantee::ExpressionIndex => index_loss(facts, server),
        Guarantee::NullsNotDistinct => {
            let knows = server.is_at_least(Product::PostgreSql, NULLS_NOT_DISTINCT_IN_POSTGRESQL);
            lost(!knows, Loss::NoNullsNotDistinct)
        }
        Guarantee::UniqueWithoutCase => {
            index_loss(facts, server).or(lost(facts.compares_case, Loss::CaseDiffers))
        }
        Guarantee::Exclude => lost(!is_postgresql, Loss::NoExclusion),
        Guarantee::KeyNotNull => lost(is_sqlite && facts.accepts_null, Loss::KeyTakesNull),
        Guarantee::ValueType => lost(is_sqlite && !facts.is_strict, Loss::AnyValue),
        Guarantee::ValueLength => lost(is_sqlite, Loss::AnyValue),
        Guarantee::EnumLabels if is_sqlite => Some(Loss::AnyValue),
        Guarantee::EnumLabels => lost(is_postgresql == facts.is_list_in_place, Loss::NoEnumType),
        Guarantee::DomainRules => match (is_postgresql, is_sqlite) {
            (true, _) => None,
            (false, true) => Some(Loss::AnyValue),
            (false, false) => Some(Loss::NoDomain),
        },
        Guarantee::Deferral => {
            let defers = is_postgresql || (is_sqlite && facts.is_foreign_key);
            lost(!defers, Loss::NoDeferral)
        }
    }
}

fn ignores_checks(server: Server) -> bool {
    match server.product {
        Product::MySql => server.version < CHECK_IN_MYSQL,
        Product::MariaDb => server.version < CHECK_IN_MARIADB,
        Product::PostgreSql | Product::Sqlite => false,
    }
}

fn foreign_key_loss(facts: &Facts, catalog: &Catalog) -> Option<Loss> {
    let server = catalog.server();
    let inline_from = match server.product {
        Product::PostgreSql => return None,
        Product::Sqlite => return (!catalog.foreign_keys_enforced()).then_some(Loss::ForeignKeysOff),
        Product::MySql => INLINE_REFERENCES_IN_MYSQL,
        Product::MariaDb => INLINE_REFERENCES_IN_MARIADB,
    };
    if facts.engine_without_foreign_keys {
        Some(Loss::StorageEngine)
    } else {
        (facts.is_inline && server.version < inline_from).then_some(Loss::InlineReference)
    }
}

fn index_loss(facts: &Facts, server: Server) -> Option<Loss> {
    let is_mysql = matches!(server.product, Product::MySql | Product::MariaDb);
    let has_expressions = !is_mysql || server.is_at_least(Product::MySql, EXPRESSION_INDEX_IN_MYSQL);
    if facts.is_partial && is_mysql {
        Some(Loss::NoPartialIndex)
    } else {
        (facts.is_expression && !has_expressions).then_some(Loss::NoExpressionIndex)
    }
}
