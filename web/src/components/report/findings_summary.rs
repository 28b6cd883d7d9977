//! The counts at the head of the list: a press leaves only the findings of that severity.

use yew::prelude::*;

use super::severity_mark::severity_mark;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Certainty, Report, Severity};
use crate::state::action::Action;
use crate::state::analysis::plural;
use crate::state::filter::FindingFilter;

/// Draws them.
pub fn findings_summary(store: &Store, report: &Report) -> Html {
    let filter = &store.selection.filter;
    let counts = report.counts;
    let proven = report
        .open_findings()
        .filter(|finding| finding.certainty == Certainty::Proven)
        .count();
    let items = Severity::ALL
        .into_iter()
        .filter(|severity| counts.of(*severity) > 0)
        .map(|severity| {
            let is_chosen = filter.severity == Some(severity);
            let wanted = FindingFilter {
                severity: (!is_chosen).then_some(severity),
                ..FindingFilter::clone(filter)
            };
            let onclick = sending::<MouseEvent>(store, Action::FindingsFiltered(wanted));
            html! {
                <li>
                    <button type="button" class={classes!("count", format!("is-{}", severity.as_str()))}
                        aria-pressed={is_chosen.to_string()} data-testid={format!("only-{}", severity.as_str())}
                        title={format!("Show only {}", plural(counts.of(severity), severity.as_str()))} {onclick}>
                        { severity_mark(severity) }{ counts.of(severity) }
                    </button>
                </li>
            }
        });
    html! {
        <ul class="counts" aria-label="Counts by severity">
            { for items }
            if proven > 0 {
                <li class="count is-proven">{ format!("{proven} proven") }</li>
            }
        </ul>
    }
}
