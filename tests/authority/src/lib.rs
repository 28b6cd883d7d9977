//! Whether our catalog is the server's: texts run on both sides, what both hold compared fact by fact.
//!
//! - [`fact`], [`agreement`]: what is compared, and how it is counted and printed.
//! - [`server`]: a database that can be asked; one module per product implements it and spells our facts in its words.
//! - [`script`]: one text on both sides. [`generator`]: random texts.
//!
//! - [`reading`]: whether plans are read as they are: real ones, mangled ones, and one in all formats.
//! - [`proofs`]: whether findings are right: their rows and fixes, on a server that has the schema.
//!
//! `cargo xtask verify` starts the servers and runs this.

pub mod agreement;
pub mod fact;
pub mod generator;
pub mod mysql;
pub mod plans;
pub mod postgresql;
pub mod proofs;
pub mod reading;
pub mod script;
pub mod server;
pub mod sqlite;
pub mod texts;
pub mod understood;
