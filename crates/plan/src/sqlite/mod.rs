//! SQLite's `EXPLAIN QUERY PLAN`: drawn as a tree, as rows of ids, or as the rows of versions before 3.24.

mod level;
mod outline;
mod step;

use crate::error::PlanError;
use crate::forest::Forest;
use crate::model::Plan;
use crate::product::PlanProduct;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use crate::tree::new_plan;
use crate::unwrap::line::Line;
use level::Builder;
use outline::Outline;
use rowproof_source::SourceId;

/// Reads every plan in the lines; frames and blank lines part them.
pub(crate) fn parse_query_plan(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
) -> Result<Vec<Plan>, PlanError> {
    let mut plans = Vec::new();
    let mut unread = Vec::new();
    let ends = |line: &Line<'_>| line.boundary || line.text.trimmed().is_empty();
    for part in lines.split(ends) {
        let outline = Outline::read(source, part, &mut unread);
        if !outline.is_empty() {
            plans.push(build(&outline, repairs)?);
        }
    }
    if let Some(last) = plans.last_mut() {
        last.unread_lines = unread;
    }
    Ok(plans)
}

fn build(outline: &Outline, repairs: &mut Repairs) -> Result<Plan, PlanError> {
    let mut plan = new_plan(outline.span());
    plan.product = PlanProduct::Sqlite;
    let mut builder = Builder::new(outline);
    let root = builder.root()?;
    if builder.lost_steps() {
        repairs.note(
            plan.span,
            "a step of the plan has no place in the tree; it stands below the first step",
        );
    }
    let forest: Forest = builder.into_forest();
    forest.finish(&mut plan, root)?;
    Ok(plan)
}
