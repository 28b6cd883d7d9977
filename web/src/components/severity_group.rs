//! The findings of one severity. Long lists show their start; the rest on request.

use yew::prelude::*;

use super::finding_card::FindingCard;
use super::severity_mark::severity_mark;
use crate::hooks::use_store::{dispatching, use_store};
use crate::interop::report::{Report, Severity};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::analysis::plural;

/// Cards shown at first and added by every request. A page of thousands of cards would make typing slow.
const PAGE: usize = 60;

#[derive(Properties, PartialEq)]
pub struct SeverityGroupProps {
    pub report: Shared<Report>,
    pub severity: Severity,
}

#[component]
pub fn SeverityGroup(props: &SeverityGroupProps) -> Html {
    let pages = use_state(|| 1);
    let Some(store) = use_store() else { return html! {} };
    let on_toggle = dispatching(&store, Action::FindingToggled);
    let findings: Vec<_> = props
        .report
        .open_findings()
        .filter(|finding| finding.severity == props.severity)
        .collect();
    if findings.is_empty() {
        return html! {};
    }
    let is_open = |id: &AttrValue| store.selection.finding.as_ref() == Some(id);
    // The open finding is always shown, so that walking with the keyboard reaches all of them.
    let open_place = findings
        .iter()
        .position(|finding| is_open(&finding.id))
        .map_or(0, |index| index + 1);
    let shown = (*pages * PAGE).max(open_place).min(findings.len());
    let cards = findings.iter().take(shown).map(|finding| {
        html! {
            <li key={finding.id.to_string()}>
                <FindingCard finding={(*finding).clone()} is_open={is_open(&finding.id)}
                    folded={props.report.folded_under(&finding.id).cloned().collect::<Vec<_>>()}
                    is_at_cursor={store.selection.at_cursor.contains(&finding.id)}
                    is_current={store.is_report_current()} on_toggle={on_toggle.clone()} />
            </li>
        }
    });
    let more = {
        let pages = pages.clone();
        Callback::from(move |_| pages.set(*pages + 1))
    };
    html! {
        <section class={classes!("severity-group", format!("is-{}", props.severity.as_str()))}>
            <h3 class="severity-heading">
                { severity_mark(props.severity) }{ heading(props.severity, findings.len()) }
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

fn heading(severity: Severity, count: usize) -> String {
    let noun = match severity {
        Severity::Info => "note",
        other => other.as_str(),
    };
    plural(count, noun)
}
