//! Everything that touches JavaScript or the wire: the worker, the editor module, storage, the DOM outside Yew.

pub mod choices;
pub mod clipboard;
pub mod diagram;
pub mod dom;
pub mod download;
pub mod editor;
pub mod fields;
mod findings;
pub mod kept;
pub mod lists;
pub mod names;
pub mod page;
pub mod plan;
pub mod privacy;
mod reading;
pub mod report;
pub mod request;
pub mod safe_fixes;
pub mod shared;
pub mod storage;
pub mod understood;
pub mod worker;
