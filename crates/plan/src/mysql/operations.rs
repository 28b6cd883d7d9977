//! MySQL's second form of JSON: the steps of the trees, each as an object with its `operation`.

use super::head::read_head;
use crate::document::{Document, Member, Spanned, Value, get};
use crate::error::MAX_NODES;
use crate::error::PlanError;
use crate::forest::Forest;
use crate::model::{Actual, ActualState, Estimate, Plan, PlanNode};
use crate::product::PlanProduct;
use crate::property::half_unit;
use crate::quantity::PerLoop;
use crate::tree::new_plan;
use rowproof_source::parse_decimal;

/// Whether an object is such a plan: an operation, or `query_plan` with one.
pub(super) fn is_plan(value: &Value) -> bool {
    value.get("operation").is_some()
        || value
            .get("query_plan")
            .is_some_and(|plan| plan.value.get("operation").is_some())
}

/// Reads it.
pub(super) fn read_plan(document: &Document<'_, '_>, object: &Spanned) -> Result<Plan, PlanError> {
    let mut plan = new_plan(document.span(object.start, object.end));
    plan.product = PlanProduct::MySql;
    plan.query_text = text(object.value.members(), "query").map(str::to_owned);
    let root = object.value.get("query_plan").unwrap_or(object);
    let mut forest = Forest::default();
    let mut stack: Vec<(&Spanned, Option<usize>)> = vec![(root, None)];
    while let Some((object, parent)) = stack.pop() {
        if forest.len() > MAX_NODES {
            break;
        }
        let id = forest.add(read_node(document, object), Vec::new());
        if let Some(parent) = parent {
            forest.attach(parent, id);
        }
        for name in ["inputs_from_select_list", "inputs"] {
            let inputs = object
                .value
                .get(name)
                .map_or(&[][..], |inputs| inputs.value.items());
            let inputs = inputs.iter().filter(|input| !input.value.members().is_empty());
            stack.extend(inputs.rev().map(|input| (input, Some(id))));
        }
    }
    forest.finish(&mut plan, 0)?;
    Ok(plan)
}

fn text<'m>(members: &'m [Member], name: &str) -> Option<&'m str> {
    get(members, name)?.value.scalar()
}

fn number(members: &[Member], name: &str) -> Option<f64> {
    get(members, name)?.value.number()
}

fn read_node(document: &Document<'_, '_>, object: &Spanned) -> PlanNode {
    let members = object.value.members();
    let inputs = members.iter().find(|member| member.name.starts_with("inputs"));
    let end = inputs.map_or(object.end, |inputs| inputs.start.max(object.start));
    let span = document.span(object.start, end);
    let mut node = read_head(text(members, "operation").unwrap_or_default(), span);
    if let Some(operation) = members.iter().find(|member| member.name == "operation") {
        node.line_span = document.span(operation.start, operation.value.end);
    }
    if let Some(table) = text(members, "table_name").filter(|_| node.relation.is_some()) {
        let alias = text(members, "alias").filter(|alias| *alias != table);
        node.alias = alias.map(str::to_owned);
        node.relation = Some(table.to_owned());
        node.schema = text(members, "schema_name").map(str::to_owned);
    }
    node.subplan_name = text(members, "heading")
        .or_else(|| text(members, "subquery_location").filter(|_| text(members, "subquery") == Some("true")))
        .map(str::to_owned);
    for member in members.iter().filter(|member| !is_held(&member.name)) {
        let span = document.span(member.start, member.value.end);
        let value = member.value.value.to_line();
        let name = match member.name.as_str() {
            "condition" if node.kind.is_join() => "Join Filter",
            "condition" => "Filter",
            "lookup_condition" | "ranges" => "Index Cond",
            "pushed_index_condition" => "Index Filter",
            "sort_fields" => "Sort Key",
            name => name,
        };
        // The words of the operation have told the shared ones.
        if node.property(name).is_none() && !value.is_empty() {
            node.tell(name, &value, span);
        }
    }
    node.estimate = read_estimate(members);
    node.actual = read_actual(members);
    node
}

fn is_held(name: &str) -> bool {
    let held = [
        "operation",
        "query",
        "query_plan",
        "heading",
        "table_name",
        "alias",
        "schema_name",
        "index_name",
        "access_type",
        "join_type",
    ];
    held.contains(&name)
        || name.starts_with("inputs")
        || name.starts_with("estimated_")
        || name.starts_with("actual_")
}

fn read_estimate(members: &[Member]) -> Option<Estimate> {
    let cost = number(members, "estimated_total_cost");
    Some(Estimate {
        startup_cost: number(members, "estimated_first_row_cost").unwrap_or(0.0),
        total_cost: cost.unwrap_or(0.0),
        plan_rows: PerLoop(number(members, "estimated_rows")?),
        width: None,
        costs_told: cost.is_some(),
    })
}

fn read_actual(members: &[Member]) -> ActualState {
    let Some(rows) = text(members, "actual_rows") else {
        let zero = number(members, "actual_loops") == Some(0.0);
        return if zero {
            ActualState::NeverExecuted
        } else {
            ActualState::NotRun
        };
    };
    let loops = number(members, "actual_loops");
    let time = text(members, "actual_last_row_ms");
    if loops == Some(0.0) {
        return ActualState::NeverExecuted;
    }
    ActualState::Measured(Actual {
        startup_time_per_loop_ms: number(members, "actual_first_row_ms").map(PerLoop),
        total_time_per_loop_ms: time.and_then(parse_decimal).map(PerLoop),
        time_half_unit_ms: time.map_or(0.0, |time| half_unit(time).min(TIME_HALF_UNIT_MS)),
        rows_per_loop: PerLoop(parse_decimal(rows).unwrap_or(0.0)),
        rows_half_unit: half_unit(rows),
        loops: loops.map_or(1, |loops| loops as u64),
        loops_assumed: loops.is_none(),
        rows_assumed: false,
    })
}

/// Times are written to six digits behind the point and without the zeros at the end.
const TIME_HALF_UNIT_MS: f64 = 0.000_000_5;
