//! What holds for every plan, whoever printed it.

use rowproof_plan::{Plan, PlanNode, derive_metrics, derive_plan_metrics};
use rowproof_source::Span;

/// Sums of thousands of printed times are off by less than this beyond their rounding.
const TOLERANCE_MS: f64 = 0.01;

/// The tree is a tree in pre-order, every place lies in the text, and every figure is one.
///
/// # Errors
/// What does not hold.
pub fn check(text: &str, plan: &Plan) -> Result<(), String> {
    if plan.nodes.is_empty() {
        return Err("it has no nodes".to_owned());
    }
    inside(text, plan.span, "the plan")?;
    for (span, line) in &plan.unread_lines {
        inside(text, *span, line)?;
    }
    for (id, node) in plan.nodes.iter().enumerate() {
        check_place(plan, id, node)?;
        check_node(text, node)?;
    }
    let metrics = derive_metrics(plan);
    if metrics.len() != plan.nodes.len() {
        return Err("there are not as many metrics as nodes".to_owned());
    }
    let figures = metrics
        .iter()
        .flat_map(|node| [node.self_time_ms, node.elapsed_ms, node.share_of_wall]);
    if figures.flatten().any(|figure| !figure.is_finite()) {
        return Err("a derived figure is no number".to_owned());
    }
    Ok(())
}

fn check_place(plan: &Plan, id: usize, node: &PlanNode) -> Result<(), String> {
    let fail = |what: &str| Err(format!("node {id} `{}`: {what}", node.label));
    if node.id != id {
        return fail("its id is not its place");
    }
    match node.parent.map(|parent| (parent, plan.node(parent))) {
        None if id > 0 => return fail("it has no parent and is not the root"),
        Some((parent, _)) if parent >= id => return fail("its parent stands behind it"),
        Some((_, Some(parent))) if !parent.children.contains(&id) => {
            return fail("its parent does not know it");
        }
        Some((_, Some(parent))) if parent.depth + 1 != node.depth => {
            return fail("its depth is not its parent's and one");
        }
        _ => {}
    }
    let mut next = id + 1;
    for child in &node.children {
        // In pre-order a child follows everything below its elder brothers.
        if *child != next {
            return fail("its children are not in pre-order");
        }
        next = end_of(plan, *child);
    }
    Ok(())
}

/// One past the last node below.
fn end_of(plan: &Plan, id: usize) -> usize {
    let mut last = id;
    while let Some(child) = plan.node(last).and_then(|node| node.children.last()) {
        last = *child;
    }
    last + 1
}

fn check_node(text: &str, node: &PlanNode) -> Result<(), String> {
    let name = format!("node {} `{}`", node.id, node.label);
    inside(text, node.span, &name)?;
    inside(text, node.line_span, &name)?;
    for property in &node.properties {
        inside(text, property.span, &property.name)?;
    }
    if let Some(actual) = node.actual.measured() {
        let rows = actual.rows_total();
        if actual.loops == 0 || rows.low > rows.high || actual.rows_per_loop.0 < 0.0 {
            return Err(format!("{name}: its loops or rows are impossible"));
        }
    }
    Ok(())
}

fn inside(text: &str, span: Span, what: &str) -> Result<(), String> {
    match text.get(span.range()) {
        Some(_) => Ok(()),
        None => Err(format!("the place of {what} is not in the text")),
    }
}

/// Whether the self times of all nodes add up to the root's time and what ran behind it, within their rounding. None without times.
pub fn adds_up(plan: &Plan) -> Option<Result<(), String>> {
    let root = plan.root()?.actual.measured()?.time_total_ms()?.0;
    let metrics = derive_metrics(plan);
    let sum: f64 = metrics.iter().filter_map(|node| node.self_time_ms).sum();
    let error: f64 = metrics.iter().map(|node| node.self_time_error_ms).sum();
    let outside = derive_plan_metrics(plan).unread_cte_ms;
    let difference = (sum - root - outside).abs();
    Some(match difference <= error + TOLERANCE_MS {
        true => Ok(()),
        false => Err(format!(
            "the self times add up to {sum} ms, the root took {root} ms and {outside} ms ran behind it; the rounding explains {error} ms"
        )),
    })
}
