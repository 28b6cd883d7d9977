//! What the steps of a plan sum up to: by table, by index, by kind of step.

use yew::prelude::*;

use super::time_bar::time_bar;
use crate::interop::plan::{Plan, TotalGroup, TotalRow};
use crate::state::format;

/// Draws them.
pub fn plan_totals(plan: &Plan) -> Html {
    let groups = plan.totals.iter().filter(|group| !group.rows.is_empty());
    html! { <div class="totals">{ for groups.map(group) }</div> }
}

fn group(group: &TotalGroup) -> Html {
    let title = match group.by.as_str() {
        "relation" => "By table",
        "index" => "By index",
        _ => "By kind of step",
    };
    let has_blocks = group.rows.iter().any(|row| row.blocks.is_some());
    html! {
        <div class="plan-scroll" tabindex="0" role="region" aria-label={title}>
            <table class="plan-table totals-table" data-testid="plan-total">
                <caption>{ title }</caption>
                <thead>
                    <tr>
                        <th scope="col"><span>{ "Name" }</span></th>
                        <th scope="col"><span>{ "Steps" }</span></th>
                        <th scope="col"><span>{ "Own time" }</span></th>
                        if has_blocks {
                            <th scope="col"><span>{ "Blocks" }</span></th>
                        }
                    </tr>
                </thead>
                <tbody>{ for group.rows.iter().map(|total| row(total, has_blocks)) }</tbody>
            </table>
            if group.more > 0 {
                <p class="quiet">{ format!("{} more, each with less time than these", group.more) }</p>
            }
        </div>
    }
}

fn row(total: &TotalRow, has_blocks: bool) -> Html {
    let time = total.self_ms.map_or("–".to_owned(), format::duration);
    html! {
        <tr>
            <th scope="row"><code>{ total.name.clone() }</code></th>
            <td>{ total.nodes }</td>
            <td class="plan-own">
                if let Some(share) = total.share {
                    { time_bar(share) }
                }
                <span class="own-numbers">
                    <strong>{ time }</strong>
                    if let Some(share) = total.share {
                        <span class="quiet">{ format::percent(share) }</span>
                    }
                </span>
            </td>
            if has_blocks {
                <td>{ total.blocks.map_or("–".to_owned(), format::count) }</td>
            }
        </tr>
    }
}
