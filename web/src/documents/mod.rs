//! Documents beyond the page: links, files, the history, and what is made of a document for elsewhere. The build makes it
//! part of the module that is loaded beside the engine (`crates/xtask/src/build/page_parts.rs`): only
//! `hooks::use_documents` and the dialogs call it, once it is there. Formats are read and written here, in plain Rust;
//! what only the browser can do is in `static/documents.js`.

pub mod account;
mod base64url;
mod browser;
pub mod commands;
mod content;
pub mod copies;
pub mod delivering;
mod files;
mod fragment;
pub mod gallery;
pub mod history;
mod json;
pub mod length;
pub mod linking;
pub mod opening;
mod problem;
pub mod qr;
pub mod toml;
