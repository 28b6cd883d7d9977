//! One finding: a line to read, and its details when opened.

use yew::prelude::*;

use super::certainty_badge::certainty_badge;
use super::finding_details::FindingDetails;
use super::icon::{Glyph, icon};
use super::location_button::LocationButton;
use super::rich_text::rich_text;
use super::rule_link::RuleLink;
use super::severity_mark::severity_mark;
use crate::hooks::use_focus::card_id;
use crate::interop::report::Finding;
use crate::interop::shared::Shared;

#[derive(Properties, PartialEq)]
pub struct FindingCardProps {
    pub finding: Shared<Finding>,
    /// Findings this one speaks for.
    pub folded: Vec<Shared<Finding>>,
    pub is_open: bool,
    /// Whether the caret stands in its place.
    pub is_at_cursor: bool,
    /// False while the text is ahead of the report.
    pub is_current: bool,
    /// Called with the finding's id.
    pub on_toggle: Callback<AttrValue>,
    /// `finding` in the list, `insight` in a plan.
    #[prop_or(AttrValue::Static("finding"))]
    pub testid: AttrValue,
}

#[component]
pub fn FindingCard(props: &FindingCardProps) -> Html {
    let finding = &props.finding;
    let id = if props.testid == "finding" {
        card_id(&finding.id)
    } else {
        format!("insight-{}", finding.id)
    };
    let level = if props.testid == "finding" { "4" } else { "3" };
    let details_id = format!("{id}-details");
    let onclick = {
        let id = finding.id.clone();
        props.on_toggle.reform(move |_| id.clone())
    };
    let class = classes!(
        "finding",
        format!("is-{}", finding.severity.as_str()),
        props.is_open.then_some("is-open"),
        props.is_at_cursor.then_some("is-at-cursor"),
    );
    html! {
        <article {id} {class} tabindex="-1" data-testid={props.testid.clone()} data-rule={finding.rule.clone()}>
            <div class="finding-head">
                { severity_mark(finding.severity) }
                <div class="finding-lines">
                    <div class="finding-message" role="heading" aria-level={level}>
                        <button type="button" aria-expanded={props.is_open.to_string()}
                            aria-controls={props.is_open.then(|| details_id.clone())} {onclick}>
                            { rich_text(&finding.message) }
                        </button>
                    </div>
                    <p class="finding-facts">
                        { certainty_badge(finding.certainty, &finding.certainty_reason) }
                        <LocationButton location={finding.location.clone()} />
                        <RuleLink rule={finding.rule.clone()} title={finding.title.clone()} />
                    </p>
                </div>
                <span class="finding-chevron">{ icon(Glyph::Chevron) }</span>
            </div>
            if !props.folded.is_empty() {
                <ul class="folded">
                    { for props.folded.iter().map(|folded| html! {
                        <li><span class="folded-also">{ "also: " }</span>{ rich_text(&folded.message) }</li>
                    }) }
                </ul>
            }
            <div id={details_id} class="finding-body" hidden={!props.is_open}>
                if props.is_open {
                    <FindingDetails finding={finding.clone()} is_current={props.is_current} />
                }
            </div>
        </article>
    }
}
