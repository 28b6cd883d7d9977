//! What is on the screen. Components lay out and forward events; what words and numbers mean is decided elsewhere.

pub mod chip_select;
pub mod code_pane;
pub mod diagram_pane;
pub mod document_banner;
pub mod editor;
pub mod empty_state;
pub mod findings_pane;
pub mod header;
pub mod icon;
pub mod open_menu;
pub mod part_bar;
pub mod part_tabs;
pub mod plan_pane;
pub mod report;
pub mod results_pane;
pub mod rich_text;
pub mod sharing;
pub mod shortcuts_dialog;
pub mod status_bar;
pub mod tab_bar;
pub mod theme_toggle;
pub mod toast;
pub mod understood_pane;
pub mod workspace;
