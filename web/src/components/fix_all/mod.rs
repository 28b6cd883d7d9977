//! The dialog “What would change?”: all safe fixes at once, what they make of the text, and what is left out.

mod choices;
mod difference;
mod left_out;

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::safe_fixes::SafeFixes;
use crate::state::action::Action;
use crate::state::analysis::{EngineStatus, plural};
use crate::state::opened::Dialog;
use crate::state::tools::ToolAction;
use choices::choices;
use difference::difference;
use left_out::left_out;

/// Draws what is in it.
#[inline(never)]
pub fn fix_all(store: &Store) -> Html {
    if let EngineStatus::Stopped(message) = &store.analysis.status {
        return html! { <p role="alert"><strong>{ "The check stopped" }</strong>{ format!(": {message}. Your text is kept.") }</p> };
    }
    let wanted = &store.tools.fixes;
    // While the engine tries another choice, what it said of the one before stays.
    let Some((_, fixes)) = &wanted.answer else {
        return html! { <p class="quiet" role="status">{ "Trying the fixes together…" }</p> };
    };
    let is_current = wanted.current(store.document.revision).is_some();
    let is_empty = fixes.made.is_empty() && fixes.unwanted.is_empty();
    html! {
        <div class="fix-all" aria-busy={(!is_current).to_string()} data-testid="fix-all-answer" data-current={is_current.to_string()}>
            if is_empty {
                <p>{ "Nothing here can be fixed without asking you. Each finding says what its fixes are." }</p>
            } else {
                { summary(store, fixes) }
                <div class="fix-all-columns">
                    { choices(store, fixes) }
                    <div class="fix-all-text">
                        { arose(fixes) }
                        { difference(store, fixes) }
                    </div>
                    { left_out(store, fixes) }
                </div>
                { actions(store, fixes, is_current) }
            }
            if is_empty {
                { left_out(store, fixes) }
            }
        </div>
    }
}

fn summary(store: &Store, fixes: &SafeFixes) -> Html {
    let before = store.analysis.report.as_ref();
    let before = before.map_or(0, |report| report.counts.total());
    let after: u32 = fixes.after.iter().sum();
    html! {
        <p class="fix-all-summary" role="status" data-testid="fix-all-summary">
            <strong>{ format!("{before} → {}", plural(after as usize, "finding")) }</strong>
            <span>{ match fixes.made.len() {
                0 => "None is chosen: nothing would change.".to_owned(),
                1 => "One is fixed. The changed text was checked again.".to_owned(),
                count => format!("{count} are fixed in one step. The changed text was checked again as a whole."),
            } }</span>
        </p>
    }
}

/// What the changed text brings up.
fn arose(fixes: &SafeFixes) -> Html {
    if fixes.arose.is_empty() {
        return html! {};
    }
    let rows = fixes.arose.iter().map(|(severity, message)| {
        html! { <li><span class="quiet">{ severity.clone() }{ ": " }</span>{ rich_text(message) }</li> }
    });
    html! {
        <section class="fix-all-arose" aria-labelledby="fix-all-arose" data-testid="fix-all-arose">
            <h3 id="fix-all-arose">{ format!("Comes up then ({})", fixes.arose.len()) }</h3>
            <ul>{ for rows }</ul>
        </section>
    }
}

fn actions(store: &Store, fixes: &SafeFixes, is_current: bool) -> Html {
    let apply = sending::<MouseEvent>(store, Action::Tool(ToolAction::FixesApplied));
    let leave = sending::<MouseEvent>(store, Action::DialogClosed(Dialog::Fixes));
    let count = fixes.made.len();
    html! {
        <div class="fix-all-actions">
            <button type="button" class="button is-primary" data-testid="fix-all-apply"
                disabled={!is_current || count == 0} onclick={apply}>
                { icon(Glyph::Apply) }{ "Apply " }{ plural(count, "fix") }
            </button>
            <button type="button" class="button" data-testid="fix-all-cancel" onclick={leave}>{ "Cancel" }</button>
            <span class="quiet">{ "One step: Undo takes all of it back" }</span>
        </div>
    }
}
