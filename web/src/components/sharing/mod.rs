//! The dialogs “Share” and “History”, and what is said about where a document came from. Loaded beside the engine, like
//! `components::report`: nothing here is called before.

mod copies;
pub mod dialogs;
mod history_dialog;
mod history_preview;
mod length_meter;
mod link_field;
mod link_problem;
pub mod origin_banner;
mod redaction;
mod share_dialog;
