//! A plan beside an earlier one of the same query: one sentence, then what became of each step.

use yew::prelude::*;

use crate::components::rich_text::{rich_text, rich_words};
use crate::hooks::use_store::{Store, sending};
use crate::interop::plan::{ComparedNode, Comparison};
use crate::interop::report::Report;
use crate::state::action::Action;
use crate::state::format;

/// Draws the comparisons that the plan on the screen is part of; all of them when it is part of none.
pub fn plan_compare(store: &Store, report: &Report, index: usize) -> Html {
    let of_plan = |compared: &&_| {
        let compared: &Comparison = compared;
        compared.before == index || compared.after == index
    };
    let all = report.comparisons.iter().map(|compared| &**compared);
    let mut shown: Vec<&Comparison> = all.clone().filter(of_plan).collect();
    if shown.is_empty() {
        shown = all.collect();
    }
    html! { <div class="comparisons">{ for shown.into_iter().map(|compared| comparison(store, compared)) }</div> }
}

fn comparison(store: &Store, compared: &Comparison) -> Html {
    let different = compared.nodes.iter().filter(|node| is_different(node));
    let same = compared.nodes.len() - different.clone().count() + compared.more;
    let rows = different.map(|node| row(store, compared, node));
    html! {
        <section class="comparison" data-testid="comparison">
            <h3>{ format!("Plan {} after plan {}", compared.after + 1, compared.before + 1) }</h3>
            <p class="lead" data-testid="comparison-summary">{ rich_text(&compared.summary) }</p>
            <p class="quiet">{ "Compared because both read the same tables; whether they ran with the same values only you know." }</p>
            <div class="plan-scroll" tabindex="0" role="region" aria-label="What is different">
                <table class="plan-table compare-table">
                    <thead>
                        <tr>
                            <th scope="col"><span>{ "Step" }</span></th>
                            <th scope="col"><span>{ "What is different" }</span></th>
                            <th scope="col"><span>{ "Own time" }</span></th>
                            <th scope="col"><span>{ "Difference" }</span></th>
                        </tr>
                    </thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
            if same > 0 {
                <p class="quiet">{ format!("{} as before", crate::state::analysis::plural(same, "step")) }</p>
            }
        </section>
    }
}

/// From this difference in time on a step counts as different though nothing else about it is.
const NOTABLE_MS: f64 = 0.01;

fn is_different(node: &ComparedNode) -> bool {
    node.state != "same" || node.difference_ms.is_some_and(|ms| ms.abs() >= NOTABLE_MS)
}

fn row(store: &Store, compared: &Comparison, node: &ComparedNode) -> Html {
    let (plan, id) = match (node.after, node.before) {
        (Some(after), _) => (compared.after, after),
        (None, before) => (compared.before, before.unwrap_or_default()),
    };
    let onclick = sending::<MouseEvent>(store, Action::NodeSelected { plan, node: id });
    let is_selected = store.selection.node == Some((plan, id));
    let time = |ms: Option<f64>| ms.map_or("–".to_owned(), format::duration);
    let difference = node.difference_ms.map_or("–".to_owned(), |ms| {
        let sign = if ms > 0.0 { "+" } else { "−" };
        format!("{sign}{}", format::duration(ms.abs()))
    });
    let direction = match node.difference_ms {
        Some(ms) if ms >= NOTABLE_MS => "is-slower",
        Some(ms) if ms <= -NOTABLE_MS => "is-faster",
        _ => "",
    };
    html! {
        <tr class={classes!(is_selected.then_some("is-selected"))} data-testid="compared-node">
            <th scope="row">
                <button type="button" aria-pressed={is_selected.to_string()} {onclick}>{ node.name.clone() }</button>
            </th>
            <td class="changes">
                if matches!(node.state.as_str(), "new" | "gone") {
                    <span class="relationship">{ node.state.clone() }</span>
                }
                { for node.changes.iter().map(|change| html! { <span class="change">{ rich_words(change) }</span> }) }
            </td>
            <td>{ time(node.self_before_ms) }<span class="arrow">{ " → " }</span>{ time(node.self_after_ms) }</td>
            <td class={direction}>{ difference }</td>
        </tr>
    }
}
