//! A plan on paper: its figures, and its steps as a table.

use yew::prelude::*;

use crate::components::rich_text::rich_text;
use crate::interop::plan::{Plan, PlanNode};
use crate::interop::report::Report;
use crate::state::analysis::plural;
use crate::state::format;

/// Steps of one plan; a plan of thousands is no reading.
const MOST_STEPS: usize = 200;

/// Draws it.
pub fn printed_plan(report: &Report, index: usize, plan: &Plan) -> Html {
    let title = match report.plans.len() {
        1 => "Plan".to_owned(),
        _ => format!("Plan {}", index + 1),
    };
    let figures = plan.figures.iter();
    let figures = figures
        .map(|figure| html! { <li>{ rich_text(&figure.name) }{ ": " }{ rich_text(&figure.value) }</li> });
    let steps = (0..plan.count().min(MOST_STEPS)).filter_map(|node| plan.node(node));
    let more = plan.count().saturating_sub(MOST_STEPS);
    html! {
        <section>
            <h2>{ title }</h2>
            <ul>{ for figures }</ul>
            <table>
                <thead>
                    <tr>{ for ["Step", "Own time", "Total", "Expected rows", "Rows", "Removed", "Loops"].map(|head| html! { <th scope="col">{ head }</th> }) }</tr>
                </thead>
                <tbody>{ for steps.map(|step| row(&step)) }</tbody>
            </table>
            if more > 0 {
                <p class="quiet">{ format!("and {}", plural(more, "more step")) }</p>
            }
        </section>
    }
}

fn row(node: &PlanNode) -> Html {
    let number = |value: Option<f64>| value.map_or("–".to_owned(), format::count);
    let own = match (node.never_executed, node.self_ms, node.total_cost) {
        (true, ..) => "never ran".to_owned(),
        (_, Some(own), _) => format::duration(own),
        (_, None, Some(cost)) => format!("cost {}", format::count(cost)),
        _ => "–".to_owned(),
    };
    let share = node
        .share
        .map_or(String::new(), |share| format!(" ({})", format::percent(share)));
    // Deeper steps stand further in, as in the text of a plan.
    let depth = "\u{2003}".repeat(node.depth.min(12));
    html! {
        <tr>
            <th scope="row">{ depth }{ node.name() }</th>
            <td>{ own }{ share }</td>
            <td>{ node.total_ms.map_or("–".to_owned(), format::duration) }</td>
            <td>{ number(node.plan_rows) }</td>
            <td>{ number(node.rows_per_loop) }</td>
            <td>{ number(node.rows_removed) }</td>
            <td>{ number(node.loops) }</td>
        </tr>
    }
}
