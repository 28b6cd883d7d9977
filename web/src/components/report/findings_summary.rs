//! The counts at the head of the list.

use yew::prelude::*;

use super::severity_mark::severity_mark;
use crate::interop::report::{Certainty, Report, Severity};

/// Draws them.
pub fn findings_summary(report: &Report) -> Html {
    let counts = report.counts;
    let proven = report
        .open_findings()
        .filter(|finding| finding.certainty == Certainty::Proven)
        .count();
    let items = Severity::ALL
        .into_iter()
        .filter(|severity| counts.of(*severity) > 0)
        .map(|severity| {
            html! {
                <li class={classes!("count", format!("is-{}", severity.as_str()))}>
                    { severity_mark(severity) }{ counts.of(severity) }
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
