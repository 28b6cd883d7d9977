//! The ways to mend a finding: one to choose, then its forms.

use yew::prelude::*;

use super::fix_forms::fix_forms;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Finding, Fix};
use crate::state::action::Action;

/// Draws the choice of a finding's fixes.
pub fn fix_chooser(store: &Store, finding: &Finding, fixes: &[Fix]) -> Html {
    let chosen = store.selection.fix;
    let chosen = if chosen < fixes.len() { chosen } else { 0 };
    let Some(fix) = fixes.get(chosen) else {
        return html! {};
    };
    html! {
        <section class="fix">
            <p class="label">{ if fixes.len() > 1 { "Ways to fix it" } else { "Fix" } }</p>
            if fixes.len() > 1 {
                <fieldset class="choices">
                    <legend class="visually-hidden">{ "Ways to fix it" }</legend>
                    { for fixes.iter().enumerate().map(|(index, fix)| choice(store, finding, index, fix)) }
                </fieldset>
            } else {
                <p class="fix-title">{ rich_text(&fix.title) }</p>
                if !fix.when.is_empty() {
                    <p class="quiet">{ rich_text(&fix.when) }</p>
                }
            }
            if !fix.cost.is_empty() {
                <p class="fix-cost"><span class="label">{ "Cost" }</span>{ " " }{ rich_text(&fix.cost) }</p>
            }
            { fix_forms(store, finding, chosen, fix) }
        </section>
    }
}

fn choice(store: &Store, finding: &Finding, index: usize, fix: &Fix) -> Html {
    let name = format!("fix-of-{}", finding.id);
    let onchange = sending::<Event>(store, Action::FixChosen(index));
    html! {
        <label class="choice">
            <input type="radio" {name} checked={index == store.selection.fix} {onchange} />
            <span class="choice-text">
                <span class="fix-title">{ rich_text(&fix.title) }</span>
                if !fix.when.is_empty() {
                    <span class="quiet">{ rich_text(&fix.when) }</span>
                }
            </span>
        </label>
    }
}
