//! PostgreSQL's documents as the model: whatever notation they were in, JSON's keys.

mod counters;
mod plan;
mod properties;

pub(crate) use plan::read_plan;

use crate::document::Value;

/// Whether an object is a plan, with `Plan` and what stands beside it, or its bare root.
pub(crate) fn is_plan(value: &Value) -> bool {
    value
        .get("Plan")
        .is_some_and(|plan| !plan.value.members().is_empty())
        || value.get("Node Type").is_some()
}
