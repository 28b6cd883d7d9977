//! What a finding says when it is opened: why, on what evidence, with which proof, and how to mend it.

use yew::prelude::*;

use super::fix_chooser::fix_chooser;
use super::location_button::location_button;
use super::proof_story::proof_story;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::report::{Details, Finding};
use crate::state::format::sentence;

/// Draws them.
pub fn finding_details(store: &Store, finding: &Finding) -> Html {
    let details = store.analysis.details_of(&finding.id);
    let fix = details.fixes.get(store.selection.fix).or(details.fixes.first());
    let after = fix.and_then(|fix| fix.after.as_ref());
    html! {
        <div class="finding-details" aria-busy={(!store.analysis.has_details(&finding.id)).to_string()}>
            if !details.why.is_empty() {
                <p class="finding-why">{ rich_text(&details.why) }</p>
            }
            if !finding.certainty_reason.is_empty() {
                <p class="finding-certainty">
                    <span class="label">{ sentence(finding.certainty.as_str()) }</span>
                    <span>{ rich_text(&finding.certainty_reason) }</span>
                </p>
            }
            { evidence(&details) }
            if let Some(counterexample) = &details.counterexample {
                { proof_story(counterexample, after) }
            }
            { fix_chooser(store, finding, &details.fixes) }
            <footer class="finding-footer">
                if !finding.object.is_empty() {
                    <span>{ "About " }<code>{ finding.object.clone() }</code></span>
                }
                <span>{ "Rule: " }{ sentence(&finding.title) }</span>
                { for details.related.iter().map(|related| html! {
                    <span>{ rich_text(&related.label) }{ ": " }
                        { location_button(store, &related.location) }</span>
                }) }
            </footer>
        </div>
    }
}

fn evidence(details: &Details) -> Html {
    if details.evidence.is_empty() {
        return html! {};
    }
    let facts = details
        .evidence
        .iter()
        .map(|fact| html! { <li>{ rich_text(fact) }</li> });
    html! {
        <section>
            <p class="label">{ "What it rests on" }</p>
            <ul class="evidence">{ for facts }</ul>
        </section>
    }
}
