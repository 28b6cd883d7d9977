//! What to look at first.

use yew::prelude::*;

use super::severity_mark::severity_mark;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Report, Severity};
use crate::state::action::Action;

/// How many.
const COUNT: usize = 3;
/// From how many findings on the list is too long to be seen at once.
const FROM: usize = 6;

/// Draws them; nothing when there are few findings, or only some are wanted.
pub fn worst(store: &Store, report: &Report) -> Html {
    let is_short = report.open_findings().nth(FROM - 1).is_none();
    if is_short || !store.selection.filter.is_empty() {
        return html! {};
    }
    let worst = report.worst(COUNT);
    let items = worst
        .iter()
        .filter(|problem| problem.finding.severity != Severity::Hint)
        .map(|problem| {
            let finding = problem.finding;
            let onclick = sending::<MouseEvent>(store, Action::FindingShown(finding.id.clone()));
            html! {
                <li>
                    { severity_mark(finding.severity) }
                    <button type="button" class="worst-message" {onclick}>{ rich_text(&finding.message) }</button>
                    if problem.alike > 0 {
                        <span class="quiet">{ format!("and {} more like it", problem.alike) }</span>
                    }
                </li>
            }
        });
    html! {
        <section class="worst" data-testid="worst">
            <h3>{ "Look at these first" }</h3>
            <ol>{ for items }</ol>
        </section>
    }
}
