//! What is drawn of a report. The build makes a module of its own of it, which is loaded beside the engine: nothing here is
//! called before a report has come (`crates/xtask/src/build/page_parts.rs`).

pub mod certainty_badge;
pub mod clean_state;
pub mod copy_button;
pub mod estimate_badge;
pub mod fact_lines;
pub mod finding_card;
pub mod finding_details;
pub mod finding_filter;
pub mod findings;
pub mod findings_summary;
pub mod fix_chooser;
pub mod fix_forms;
pub mod gap_list;
pub mod ignored;
pub mod location_button;
mod memo;
pub mod node_details;
pub mod not_checked;
pub mod not_understood;
pub mod plan_row;
pub mod plan_summary;
pub mod plan_tree;
pub mod plans;
pub mod proof_story;
pub mod relation_card;
pub mod rule_link;
pub mod server_changes;
pub mod severity_group;
pub mod severity_mark;
pub mod sql_block;
pub mod time_bar;
pub mod understood;
pub mod worst;
