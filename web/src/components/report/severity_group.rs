//! The findings of one severity. Long lists show their start; the rest on request.

use yew::prelude::*;

use super::finding_card::kept_finding_card;
use super::severity_mark::severity_mark;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Report, Severity};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::analysis::plural;

/// Cards shown at first, as many as a high screen holds: all of them are drawn with every new report.
const FIRST: usize = 24;
/// Cards added by every request. A page of thousands of cards would make typing slow.
const PAGE: usize = 60;

/// Draws them; nothing when there is none.
pub fn severity_group(store: &Store, report: &Shared<Report>, severity: Severity) -> Html {
    let findings: Vec<_> = report
        .wanted_findings(&store.selection.filter)
        .filter(|finding| finding.severity == severity)
        .collect();
    if findings.is_empty() {
        return html! {};
    }
    let is_open = |id: &AttrValue| store.selection.is_open(id);
    // The open finding is always shown, so that walking with the keyboard reaches all of them.
    let open_place = findings
        .iter()
        .position(|finding| is_open(&finding.id))
        .map_or(0, |index| index + 1);
    let asked = store.selection.pages_of(severity).saturating_sub(1);
    let shown = (FIRST + asked * PAGE).max(open_place).min(findings.len());
    let cards = findings.iter().take(shown).map(|finding| {
        html! { <li key={finding.id.to_string()}>{ kept_finding_card(store, report, finding) }</li> }
    });
    let more = sending::<MouseEvent>(store, Action::MoreShown(severity));
    html! {
        <section class={classes!("severity-group", format!("is-{}", severity.as_str()))}>
            <h3 class="severity-heading">
                { severity_mark(severity) }{ plural(findings.len(), severity.as_str()) }
            </h3>
            <ul class="cards">{ for cards }</ul>
            if shown < findings.len() {
                <button type="button" class="button" onclick={more}>
                    { format!("Show more ({} left)", findings.len() - shown) }
                </button>
            }
        </section>
    }
}
