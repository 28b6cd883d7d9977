//! One finding: a line to read, and its details when opened.

use std::rc::Rc;

use yew::prelude::*;

use super::certainty_badge::certainty_badge;
use super::finding_details::finding_details;
use super::location_button::location_button;
use super::memo::Memo;
use super::rule_link::rule_link;
use super::severity_mark::severity_mark;
use crate::components::icon::{Glyph, icon};
use crate::components::rich_text::rich_text;
use crate::hooks::use_focus::card_id;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Finding, Report};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::layout::Form;

/// Where a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the list of findings.
    List,
    /// Among the insights of a plan.
    Plan,
}

/// Through reports on so many versions of the text a piece is kept at most: it holds the document as it was when it was drawn.
pub const KEPT_REVISIONS: usize = 16;

/// A card of the list, drawn again only when something about it has changed.
pub fn kept_finding_card(store: &Store, report: &Shared<Report>, finding: &Shared<Finding>) -> Html {
    let is_open = store.selection.is_open(&finding.id);
    let is_at_cursor = store.selection.at_cursor.contains(&finding.id);
    let is_whole = is_open && store.analysis.has_details(&finding.id);
    let flags = [
        is_open,
        is_whole,
        is_at_cursor,
        is_open && store.is_report_current(),
    ];
    let choice =
        [store.selection.fix, store.selection.form as usize].map(|choice| usize::from(is_open) * choice);
    // A closed card says what its finding says, and what that speaks for. Beside other parts it names its own.
    let about = if is_open || store.document.parts.len() > 1 {
        report.identity()
    } else if report.folded_under(&finding.id).next().is_some() {
        report.findings.identity()
    } else {
        finding.identity()
    };
    let state = [
        about,
        flags.iter().fold(0, |bits, flag| 2 * bits + usize::from(*flag)),
        Form::ALL.len() * choice[0] + choice[1],
        store.analysis.revision as usize / KEPT_REVISIONS,
    ];
    let (store, shown, finding) = (store.clone(), report.clone(), finding.clone());
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || finding_card(&store, &shown, &finding, Place::List));
    html! { <Memo {state} {draw} /> }
}

/// Draws a card.
pub fn finding_card(store: &Store, report: &Report, finding: &Finding, place: Place) -> Html {
    let (id, level, testid) = match place {
        Place::List => (card_id(&finding.id), "4", "finding"),
        Place::Plan => (format!("insight-{}", finding.id), "4", "insight"),
    };
    // In a plan the caret is shown by the step's own line, and what a finding speaks for by the list.
    let is_at_cursor = place == Place::List && store.selection.at_cursor.contains(&finding.id);
    let folded: Vec<_> = match place {
        Place::List => report.folded_under(&finding.id).collect(),
        Place::Plan => Vec::new(),
    };
    let is_open = store.selection.is_open(&finding.id);
    let details_id = format!("{id}-details");
    let onclick = sending::<MouseEvent>(store, Action::FindingToggled(finding.id.clone()));
    let class = classes!(
        "finding",
        format!("is-{}", finding.severity.as_str()),
        is_open.then_some("is-open"),
        is_at_cursor.then_some("is-at-cursor"),
    );
    html! {
        <article {id} {class} tabindex="-1" data-testid={testid} data-rule={finding.rule.clone()}>
            <div class="finding-head">
                { severity_mark(finding.severity) }
                <div class="finding-lines">
                    <div class="finding-message" role="heading" aria-level={level}>
                        <button type="button" aria-expanded={is_open.to_string()}
                            aria-controls={is_open.then(|| details_id.clone())} {onclick}>
                            { rich_text(&finding.message) }
                        </button>
                    </div>
                    <p class="finding-facts">
                        { certainty_badge(finding.certainty, &finding.certainty_reason) }
                        { location_button(store, &finding.location) }
                        { rule_link(&finding.rule, &finding.title) }
                    </p>
                </div>
                <span class="finding-chevron">{ icon(Glyph::Chevron) }</span>
            </div>
            if !folded.is_empty() {
                <ul class="folded">
                    { for folded.iter().map(|folded| html! {
                        <li><span class="folded-also">{ "also: " }</span>{ rich_text(&folded.message) }</li>
                    }) }
                </ul>
            }
            <div id={details_id} class="finding-body" hidden={!is_open}>
                if is_open {
                    { finding_details(store, finding) }
                }
            </div>
        </article>
    }
}
