//! The figures of a plan as a whole.

use rowproof_engine::AnalyzedPlan;
use rowproof_engine::plan::words::{count, milliseconds};

use super::{Figure, figure};

/// Less than this outside all steps is not worth a number.
const NOTEWORTHY_MS: f64 = 0.5;

/// In the order they are shown.
pub(super) fn figures(analyzed: &AnalyzedPlan) -> Vec<Figure> {
    let (plan, metrics) = (&analyzed.plan, &analyzed.metrics);
    let mut figures = Vec::new();
    if let Some(ms) = plan.execution_time_ms {
        let formula =
            "as printed: from the start of the execution to its end, with triggers, without planning";
        figures.push(figure("Execution", milliseconds(ms), formula));
    }
    if let Some(ms) = plan.planning_time_ms {
        let mut formula = "as printed: choosing the plan, before the execution".to_owned();
        let buffers = plan.planning.and_then(|planning| planning.buffers);
        if let Some(buffers) = buffers {
            formula.push_str(&format!(
                "; the planner itself looked at {} blocks",
                count(buffers.accessed().0)
            ));
        }
        figures.push(figure("Planning", milliseconds(ms), formula));
    }
    figures.extend(plan.triggers.iter().map(|trigger| {
        let name = trigger.constraint.as_deref().or(trigger.name.as_deref());
        let time = trigger.time_ms.map_or("–".to_owned(), milliseconds);
        let calls = count(trigger.calls);
        let each = trigger.time_ms.filter(|_| trigger.calls > 0.0);
        let formula = match each {
            Some(ms) => format!(
                "{} over {calls} calls = {} each",
                milliseconds(ms),
                milliseconds(ms / trigger.calls)
            ),
            None => format!("{calls} calls; the plan tells no time"),
        };
        let name = format!("Trigger {}", name.unwrap_or("without a name"));
        figure(&name, format!("{time}, {calls} calls"), formula)
    }));
    figures.extend(compilation(analyzed));
    if let Some(serialization) = &plan.serialization
        && let Some(ms) = serialization.time_ms
    {
        let formula = "as printed: turning the result into what is sent to the client";
        figures.push(figure("Serialization", milliseconds(ms), formula));
    }
    if let Some(ms) = metrics.unattributed_ms.filter(|ms| ms.abs() >= NOTEWORTHY_MS) {
        figures.push(outside(analyzed, ms));
    }
    figures.push(figure(
        "Steps",
        count(plan.nodes.len() as f64),
        "nodes of the plan, with those that never ran",
    ));
    figures
}

fn compilation(analyzed: &AnalyzedPlan) -> Option<Figure> {
    let jit = analyzed.plan.jit?;
    let steps = [
        ("generating", jit.generation_ms),
        ("inlining", jit.inlining_ms),
        ("optimising", jit.optimization_ms),
        ("emitting", jit.emission_ms),
    ];
    let told: Vec<(&str, f64)> = steps
        .into_iter()
        .filter_map(|(name, ms)| Some((name, ms?)))
        .collect();
    let sum: f64 = told.iter().map(|(_, ms)| ms).sum();
    let total = jit.total_ms.or((!told.is_empty()).then_some(sum))?;
    let named: Vec<String> = told
        .iter()
        .map(|(name, ms)| format!("{name} {}", milliseconds(*ms)))
        .collect();
    let formula = format!(
        "{} = {} for {} functions; it lies inside the steps that ran them first and is not taken off theirs",
        named.join(" + "),
        milliseconds(total),
        count(jit.functions as f64)
    );
    Some(figure("Compiling (JIT)", milliseconds(total), formula))
}

fn outside(analyzed: &AnalyzedPlan, ms: f64) -> Figure {
    let metrics = &analyzed.metrics;
    let wall = metrics.wall_ms.unwrap_or_default();
    let taken = [
        ("constraint triggers", metrics.constraint_trigger_ms),
        ("CTEs that nothing reads", metrics.unread_cte_ms),
        ("serialization", metrics.serialization_ms),
    ];
    let known: f64 = taken.iter().map(|(_, ms)| ms).sum();
    let mut formula = format!(
        "{} execution − {} of the first step",
        milliseconds(wall),
        milliseconds(wall - known - ms)
    );
    for (name, ms) in taken.iter().filter(|(_, ms)| *ms > 0.0) {
        formula.push_str(&format!(" − {} of {name}", milliseconds(*ms)));
    }
    formula.push_str(&format!(" = {}", milliseconds(ms)));
    if metrics.other_trigger_ms > 0.0 {
        formula.push_str(&format!(
            "; {} of other triggers may lie in it, if they run after the rows are changed",
            milliseconds(metrics.other_trigger_ms)
        ));
    }
    figure("Outside all steps", milliseconds(ms), formula)
}
