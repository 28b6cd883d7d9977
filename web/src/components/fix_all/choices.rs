//! Which findings are fixed: all that can be, until the reader says otherwise.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::report::severity_mark::severity_mark;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::Finding;
use crate::interop::safe_fixes::SafeFixes;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::tools::ToolAction;

/// Draws the list, in the order of the report.
pub fn choices(store: &Store, fixes: &SafeFixes) -> Html {
    let unwanted = &store.tools.fixes.unwanted;
    let is_offered =
        |id: &AttrValue| fixes.made.contains(id) || fixes.unwanted.contains(id) || unwanted.contains(id);
    let report = store.analysis.report.as_ref();
    let offered: Vec<&Shared<Finding>> = report
        .into_iter()
        .flat_map(|report| report.open_findings())
        .filter(|finding| is_offered(&finding.id))
        .collect();
    let ids: Vec<AttrValue> = offered.iter().map(|finding| finding.id.clone()).collect();
    let all = unwanted.is_empty();
    let toggle_all = sending::<MouseEvent>(store, Action::Tool(ToolAction::FixesWanted(ids, !all)));
    let rows = offered.iter().map(|finding| choice(store, finding));
    html! {
        <fieldset class="fix-all-choices">
            <legend>{ "Fixed" }</legend>
            if offered.len() > 1 {
                <button type="button" class="link-button" data-testid="fix-all-toggle" onclick={toggle_all}>
                    { if all { "Choose none" } else { "Choose all" } }
                </button>
            }
            <ul>{ for rows }</ul>
        </fieldset>
    }
}

fn choice(store: &Store, finding: &Finding) -> Html {
    let id = finding.id.clone();
    let checked = !store.tools.fixes.unwanted.contains(&id);
    let onchange = {
        let (dispatch, id) = (store.dispatcher(), id.clone());
        Callback::from(move |event: Event| {
            let field = event.target_dyn_into::<HtmlInputElement>();
            let wanted = field.is_some_and(|field| field.checked());
            dispatch.dispatch(Action::Tool(ToolAction::FixesWanted(vec![id.clone()], wanted)));
        })
    };
    let details = store.analysis.details_of(&id);
    let title = details.fixes.first().map(|fix| fix.title.clone());
    html! {
        <li key={id.to_string()}>
            <label class="choice" title={finding.message.clone()} data-testid="fix-all-choice" data-rule={finding.rule.clone()}>
                <input type="checkbox" {checked} {onchange} />
                <span class="choice-text">
                    <span class="fix-title">{ severity_mark(finding.severity) }<code>{ finding.object.clone() }</code></span>
                    <span>{ rich_text(&title.unwrap_or_default()) }</span>
                </span>
            </label>
        </li>
    }
}
