//! Nothing written yet: what to paste, and examples to start from.

use yew::prelude::*;

use crate::hooks::use_store::{dispatching, use_store};
use crate::state::action::Action;
use crate::state::examples::EXAMPLES;
use crate::state::layout::Pane;

#[derive(Properties, PartialEq)]
pub struct EmptyStateProps {
    /// Whose pane is empty: findings or plan.
    pub pane: Pane,
}

#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    let Some(store) = use_store() else { return html! {} };
    let open = dispatching(&store, Action::ExampleOpened);
    let slugs: &[&str] = match props.pane {
        Pane::Plan => &["ticket-search", "shipment-report"],
        _ => &["library-members", "bakery-orders", "ticket-search"],
    };
    let buttons = EXAMPLES
        .iter()
        .filter(|example| slugs.contains(&example.slug))
        .map(|example| {
            let onclick = open.reform(move |_| example);
            html! {
                <li>
                    <button type="button" class="example-card" {onclick}>
                        <strong>{ example.title }</strong><span>{ example.summary }</span>
                    </button>
                </li>
            }
        });
    html! {
        <div class="empty-state">
            if props.pane == Pane::Plan {
                <p class="lead">{ "Paste what " }<code>{ "EXPLAIN (ANALYZE, BUFFERS)" }</code>
                    { " prints, as text or JSON. You see where the time goes, where the planner guessed wrong, and what would help." }</p>
            } else {
                <p class="lead">{ "Paste a schema and see the row it would wrongly accept, the rule that stops it, and why." }</p>
                <ul class="paste-list">
                    <li><strong>{ "Schema" }</strong>{ " — CREATE TABLE statements, a dump, a migration folder’s last state" }</li>
                    <li><strong>{ "Queries" }</strong>{ " — what the application asks; they show which indexes it needs" }</li>
                    <li><strong>{ "Plan" }</strong>{ " — what EXPLAIN printed, as text or JSON" }</li>
                </ul>
            }
            <p class="label">{ "Or start from an example" }</p>
            <ul class="example-cards">{ for buttons }</ul>
            <p class="quiet">{ "Everything happens in this tab. Nothing you paste is sent anywhere." }</p>
        </div>
    }
}
