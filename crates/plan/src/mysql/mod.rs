//! MySQL's and MariaDB's plans: trees, tables and JSON. Both servers share the table and most of the JSON.

mod access;
mod blocks;
mod figures;
mod head;
mod measured;
mod operations;
mod roles;
mod rows;
mod table;
mod tree;

pub(crate) use head::is_known as is_known_step;
pub(crate) use table::parse_table;
pub(crate) use tree::parse_tree;

use crate::document::{Document, Spanned, Value};
use crate::error::PlanError;
use crate::model::Plan;

/// Whether an object is a plan: `query_block` of the older form and of MariaDB, or an operation of MySQL's second form.
pub(crate) fn is_plan(value: &Value) -> bool {
    blocks::is_plan(value) || operations::is_plan(value)
}

/// Reads either.
pub(crate) fn read_plan(document: &Document<'_, '_>, object: &Spanned) -> Result<Plan, PlanError> {
    if blocks::is_plan(&object.value) {
        blocks::read_plan(document, object)
    } else {
        operations::read_plan(document, object)
    }
}
