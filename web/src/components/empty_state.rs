//! Nothing written yet: what to paste, and examples to start from.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use super::keys::keys;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::examples::OFFERED;
use crate::state::layout::Pane;
use crate::state::opened::Dialog;
use crate::state::tools::ToolAction;

/// Draws what an empty pane shows.
pub fn empty_state(store: &Store, pane: Pane) -> Html {
    let slugs: &[&str] = match pane {
        Pane::Plan => &["ticket-search", "shipment-report"],
        _ => &["library-members", "bakery-orders", "ticket-search"],
    };
    let offered = OFFERED.iter().filter(|(slug, ..)| slugs.contains(slug));
    let buttons = offered.map(|(slug, title, summary)| {
        let onclick = sending(store, Action::ExampleWanted(AttrValue::Static(slug)));
        html! {
            <li>
                <button type="button" class="example-card" {onclick}>
                    <strong>{ *title }</strong><span>{ *summary }</span>
                </button>
            </li>
        }
    });
    let gallery = sending::<MouseEvent>(store, Action::DialogShown(Dialog::Gallery));
    let files = sending::<MouseEvent>(store, Action::FilesWanted);
    html! {
        <div class="empty-state">
            if store.tools.hint {
                { hint(store) }
            }
            if pane == Pane::Understood {
                <p class="lead">{ "Paste a schema: its tables, columns, keys and indexes are listed here as the database would hold them, and so is everything that was left out." }</p>
            } else if pane == Pane::Diagram {
                <p class="lead">{ "Paste a schema: its tables are drawn with their columns, keys and foreign keys, how many rows belong to how many, and a mark on each column that has a finding." }</p>
            } else if pane == Pane::Plan {
                <p class="lead">{ "Paste what " }<code>{ "EXPLAIN (ANALYZE, BUFFERS)" }</code>
                    { " prints, in any of its forms: from PostgreSQL, MySQL, MariaDB or SQLite. You see where the time goes, where the planner guessed wrong, and what would help." }</p>
            } else {
                <p class="lead">{ "Paste a schema and see the row it would wrongly accept, the rule that stops it, and why." }</p>
                <ul class="paste-list">
                    <li><strong>{ "Schema" }</strong>{ " — CREATE TABLE statements, a dump, a migration folder’s last state" }</li>
                    <li><strong>{ "Queries" }</strong>{ " — what the application asks; they show which values a column takes" }</li>
                    <li><strong>{ "Plan" }</strong>{ " — what EXPLAIN printed, in any of its forms" }</li>
                </ul>
            }
            <p><button type="button" class="button" data-testid="empty-open" onclick={files}>
                { icon(Glyph::Open) }{ "Open files" }</button>{ " or drop them anywhere on the page." }</p>
            <p class="label">{ "Or start from an example" }</p>
            <ul class="example-cards">{ for buttons }</ul>
            <p><button type="button" class="link-button" onclick={gallery}>{ "All examples" }</button></p>
            <p class="quiet">{ "Everything happens in this tab. Nothing you paste is sent anywhere." }</p>
        </div>
    }
}

/// On a first visit: how everything is found. It goes away when it is dismissed, and when a text is there.
fn hint(store: &Store) -> Html {
    let dismiss = sending::<MouseEvent>(store, Action::Tool(ToolAction::HintShown(false)));
    html! {
        <p class="hint" data-testid="hint">
            <span>{ "“Find” " }{ keys(&["Mod", "K"]) }{ " has everything this page does, and your tables once there are some." }</span>
            <button type="button" class="icon-button" aria-label="Dismiss the hint" data-testid="hint-dismiss" onclick={dismiss}>
                { icon(Glyph::Close) }
            </button>
        </p>
    }
}
