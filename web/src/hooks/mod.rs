//! What keeps the store in step with the world outside: the engine, the editor, storage, keys, focus.

mod supervisor;
pub mod use_change;
pub mod use_diagram;
pub mod use_dialog;
pub mod use_documents;
pub mod use_editor;
pub mod use_engine;
pub mod use_focus;
pub mod use_notices;
pub mod use_persistence;
pub mod use_shortcuts;
pub mod use_store;
pub mod use_tools;
