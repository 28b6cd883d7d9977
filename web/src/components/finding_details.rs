//! What a finding says when it is opened: why, on what evidence, with which proof, and how to mend it.

use yew::prelude::*;

use super::certainty_badge::CertaintyBadge;
use super::fix_chooser::FixChooser;
use super::icon::{Glyph, Icon};
use super::location_button::LocationButton;
use super::proof_story::ProofStory;
use super::rich_text::RichText;
use crate::hooks::use_store::use_store;
use crate::interop::report::Finding;
use crate::interop::shared::Shared;
use crate::state::action::Action;

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
        Callback::from(move |fix| dispatch.dispatch(Action::FixApplied { finding: finding.clone(), fix }))
    };
    let after = finding.fixes.get(*chosen).or(finding.fixes.first()).and_then(|fix| fix.after.clone());
    html! {
        <div class="finding-details">
            if !finding.why.is_empty() {
                <p class="finding-why"><RichText text={finding.why.clone()} /></p>
            }
            if !finding.certainty_reason.is_empty() {
                <p class="finding-certainty">
                    <CertaintyBadge certainty={finding.certainty} reason={finding.certainty_reason.clone()} />
                    <span class="quiet"><RichText text={finding.certainty_reason.clone()} /></span>
                </p>
            }
            { evidence(finding) }
            if let Some(counterexample) = finding.counterexample.clone() {
                <ProofStory {counterexample} {after} />
            }
            <FixChooser finding={finding.id.clone()} fixes={finding.fixes.clone()} chosen={*chosen} {on_choose} {on_apply}
                is_current={props.is_current} />
            <footer class="finding-footer">
                <span>{ "Rule " }<RuleLink rule={finding.rule.clone()} title={finding.title.clone()} /></span>
                { for finding.related.iter().map(|related| html! {
                    <span><RichText text={related.label.clone()} />{ ": " }
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
    let facts = finding.evidence.iter().map(|fact| html! { <li><RichText text={fact.clone()} /></li> });
    html! {
        <section>
            <h5 class="label">{ "What it rests on" }</h5>
            <ul class="evidence">{ for facts }</ul>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RuleLinkProps {
    rule: AttrValue,
    title: AttrValue,
}

#[component]
fn RuleLink(props: &RuleLinkProps) -> Html {
    let href = format!("rules/{}.html", props.rule);
    html! {
        <a class="rule-link" {href} target="_blank" rel="noopener" title={props.title.clone()}>
            { props.rule.clone() }<Icon glyph={Glyph::Outside} /><span class="visually-hidden">{ " (new tab)" }</span>
        </a>
    }
}
