//! What can be done with the findings as a whole: made good at once, where that is safe, or presented.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::Report;
use crate::state::action::Action;
use crate::state::tools::ToolAction;

/// Draws the buttons; nothing when nothing was found.
pub fn findings_actions(store: &Store, report: &Report) -> Html {
    if report.counts.total() == 0 {
        return html! {};
    }
    let fix = sending::<MouseEvent>(store, Action::Tool(ToolAction::FixesShown));
    let present = sending::<MouseEvent>(store, Action::Tool(ToolAction::Presented));
    html! {
        <div class="findings-actions">
            if report.counts.fixable > 0 {
                <button type="button" class="button" aria-haspopup="dialog" data-testid="fix-all" onclick={fix}>
                    { icon(Glyph::Apply) }{ "Fix all safe" }<span class="badge">{ report.counts.fixable }</span>
                </button>
            }
            <button type="button" class="icon-button" aria-label="Present the findings" title="Present the findings"
                aria-haspopup="dialog" data-testid="present" onclick={present}>{ icon(Glyph::Present) }</button>
        </div>
    }
}
