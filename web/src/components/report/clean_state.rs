//! Nothing found: what that rests on.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::interop::report::Report;
use crate::state::analysis::plural;

/// Draws it.
pub fn clean_state(report: &Report) -> Html {
    let summary = &report.summary;
    let looked_at = [
        (summary.relations, "table"),
        (summary.columns, "column"),
        (summary.foreign_keys, "foreign key"),
        (summary.indexes, "index"),
        (summary.queries, "query"),
        (summary.plan_nodes, "plan node"),
    ];
    let looked_at: Vec<_> = looked_at
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| plural(count, noun))
        .collect();
    let not_checked = report.not_checked.count();
    html! {
        <div class="clean-state">
            <span class="clean-mark">{ icon(Glyph::Accepted) }</span>
            <div>
                <p class="clean-title">{ "Nothing found" }</p>
                <p>{ format!("Looked at {} with {}.", list(&looked_at), plural(summary.rules, "rule")) }</p>
                if not_checked > 0 {
                    <p class="quiet">{ format!("{not_checked} not checked: see below.") }</p>
                }
            </div>
        </div>
    }
}

fn list(items: &[String]) -> String {
    match items {
        [] => "the text".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
