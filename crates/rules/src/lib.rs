//! One file per rule, and the registry.
//!
//! A rule looks at the models (catalog, queries, plan), establishes facts, and hands each fact to [`Findings`], which
//! asks it for words, a story and fixes ([`Explain`]), tries the story on today's catalog and on the fixed one, and
//! writes the fix down as statements, live steps and text edits (`fix`). A rule never writes SQL for a fix and
//! never sees text or a parser type.

mod constraints;
mod documents;
mod example;
mod explain;
mod findings;
pub mod fix;
mod gap;
mod ignores;
mod indexes;
mod keys;
mod naming;
mod normalization;
mod outcome;
mod pages;
mod plans;
mod prelude;
mod refused;
mod registry;
mod remedies;
mod rule;
mod security;
mod template;
mod temporal;
mod threshold;
mod types;
mod view;
mod vocabulary;
mod workload;

pub use explain::{Explain, ProposedFix, Remedy};
pub use findings::{Findings, MAX_DETAILED};
pub use normalization::{FormViolation, RelationForm, relation_form};
pub use outcome::Outcome;
pub use pages::{Page, page};
pub use plans::{Strength, dialect_of, strengths};
pub use refused::rule_of_note;
pub use registry::RULES;
pub use rowproof_normalization::NormalForm;
pub use rule::{Check, PlanCheck, PlanContext, Rule, SchemaContext, find_rule};
pub use threshold::{Threshold, Unit, thresholds};
pub use view::TableView;
