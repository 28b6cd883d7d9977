//! What to look at first in a plan, by what it costs; and why the other rules say nothing.

use yew::prelude::*;

use super::finding_card::{Place, finding_card};
use super::rule_link::rule_link;
use super::time_bar::time_bar;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::plan::{Outcome, Plan};
use crate::interop::report::{Finding, Report};
use crate::state::action::Action;
use crate::state::format;

/// Insights shown at first and added by every request.
const PAGE: usize = 5;

/// Draws them.
pub fn plan_insights(store: &Store, report: &Report, index: usize, plan: &Plan) -> Html {
    let shown = PAGE * (1 + store.selection.look.more_insights);
    let items = report.insights(index).take(shown).map(|finding| {
        html! {
            <li key={finding.id.to_string()}>
                { about(store, plan, finding) }
                { finding_card(store, report, finding, Place::Plan) }
            </li>
        }
    });
    let left = plan.insights.len().saturating_sub(shown);
    let more = sending::<MouseEvent>(store, Action::MoreInsightsShown);
    html! {
        <section class="insights" data-testid="insights">
            if plan.insights.is_empty() {
                <p class="quiet">{ "No rule on plans has anything to say about this one." }</p>
            } else {
                <h3>{ "Look at this first" }</h3>
                <ol class="insight-list">{ for items }</ol>
            }
            if left > 0 {
                <button type="button" class="button" onclick={more}>{ format!("Show more ({left} left)") }</button>
            }
            { outcomes(plan) }
        </section>
    }
}

/// The step it is about, as the way there, and the part of the time that is.
fn about(store: &Store, plan: &Plan, finding: &Finding) -> Html {
    let Some(about) = finding.node else {
        return html! {};
    };
    let name = plan.node(about.node).map(|node| node.name()).unwrap_or_default();
    let is_selected = store.selection.node == Some((about.plan, about.node));
    let onclick = sending::<MouseEvent>(
        store,
        Action::NodeSelected {
            plan: about.plan,
            node: about.node,
        },
    );
    html! {
        <div class="insight-about">
            <button type="button" class="link-button" aria-pressed={is_selected.to_string()} data-testid="insight-node" {onclick}>
                { name }
            </button>
            if let Some(share) = finding.share {
                <span class="insight-share">
                    { time_bar(share) }
                    <span>{ format!("{} of the time", format::percent(share)) }</span>
                </span>
            }
        </div>
    }
}

fn outcomes(plan: &Plan) -> Html {
    let of = |word: &str| -> Vec<&Outcome> {
        let outcomes = plan.outcomes.iter();
        outcomes.filter(|outcome| outcome.outcome == word).collect()
    };
    let (silent, undecidable) = (of("silent"), of("undecidable"));
    if silent.is_empty() && undecidable.is_empty() {
        return html! {};
    }
    html! {
        <details class="outcomes" data-testid="outcomes">
            <summary>
                { "Why is nothing said about …?" }<span class="badge">{ silent.len() + undecidable.len() }</span>
            </summary>
            if !undecidable.is_empty() {
                <h4>{ "Cannot be told from this plan" }</h4>
                { reasons(&undecidable) }
            }
            if !silent.is_empty() {
                <h4>{ "Looked at, and found in order" }</h4>
                { reasons(&silent) }
            }
        </details>
    }
}

fn reasons(outcomes: &[&Outcome]) -> Html {
    let lines = outcomes.iter().map(|outcome| {
        html! { <li><strong>{ outcome.title.clone() }</strong><span>{ rich_text(&outcome.reason) }</span>{ rule_link(&outcome.rule, &outcome.title) }</li> }
    });
    html! { <ul class="plain-list">{ for lines }</ul> }
}
