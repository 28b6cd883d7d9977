//! What a finding says when it is opened: why, on what evidence, with which proof, and how to mend it.

use yew::prelude::*;

use super::fix_chooser::FixChooser;
use super::location_button::LocationButton;
use super::proof_story::ProofStory;
use super::rich_text::rich_text;
use crate::hooks::use_store::use_store;
use crate::interop::report::Finding;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::format::sentence;

#[derive(Properties, PartialEq)]
pub struct FindingDetailsProps {
    pub finding: Shared<Finding>,
    pub is_current: bool,
}

#[component]
pub fn FindingDetails(props: &FindingDetailsProps) -> Html {
    let chosen = use_state(|| 0);
    let Some(store) = use_store() else { return html! {} };
    let finding = &props.finding;
    let on_choose = {
        let chosen = chosen.clone();
        Callback::from(move |index| chosen.set(index))
    };
    let on_apply = {
        let (dispatch, finding) = (store.dispatcher(), finding.id.clone());
        Callback::from(move |fix| {
            dispatch.dispatch(Action::FixApplied {
                finding: finding.clone(),
                fix,
            })
        })
    };
    let after = finding
        .fixes
        .get(*chosen)
        .or(finding.fixes.first())
        .and_then(|fix| fix.after.clone());
    html! {
        <div class="finding-details">
            if !finding.why.is_empty() {
                <p class="finding-why">{ rich_text(&finding.why) }</p>
            }
            if !finding.certainty_reason.is_empty() {
                <p class="finding-certainty">
                    <span class="label">{ sentence(finding.certainty.as_str()) }</span>
                    <span>{ rich_text(&finding.certainty_reason) }</span>
                </p>
            }
            { evidence(finding) }
            if let Some(counterexample) = finding.counterexample.clone() {
                <ProofStory {counterexample} {after} />
            }
            <FixChooser finding={finding.id.clone()} fixes={finding.fixes.clone()} chosen={*chosen} {on_choose} {on_apply}
                is_current={props.is_current} />
            <footer class="finding-footer">
                if !finding.object.is_empty() {
                    <span>{ "About " }<code>{ finding.object.clone() }</code></span>
                }
                <span>{ "Rule: " }{ sentence(&finding.title) }</span>
                { for finding.related.iter().map(|related| html! {
                    <span>{ rich_text(&related.label) }{ ": " }
                        <LocationButton location={related.location.clone()} /></span>
                }) }
            </footer>
        </div>
    }
}

fn evidence(finding: &Finding) -> Html {
    if finding.evidence.is_empty() {
        return html! {};
    }
    let facts = finding
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
