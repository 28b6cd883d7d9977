//! Plans made on a real server: whether the trouble in them is named first, and whether sound ones are left alone.
//!
//! - [`cases`]: queries with what is made before them, read from `tests/authority/plans`.
//! - [`capture`]: a database with the tables, and the plans of the queries.
//! - [`insights`]: what is said of them.
//! - [`advice`]: what the advised indexes are worth; [`effort`]: the same on MariaDB and SQLite.

pub mod advice;
pub mod capture;
pub mod cases;
pub mod effort;
pub mod insights;
