//! One fix in its forms: the change of the pasted text, statements for an empty database, steps for one in use.

use yew::prelude::*;

use super::copy_button::copy_button;
use super::sql_block::{script, sql_block};
use crate::components::icon::{Glyph, icon};
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Applicability, Edit, Finding, Fix, LiveStep};
use crate::state::action::Action;
use crate::state::layout::Form;

/// Draws the fix at a place of a finding's list.
pub fn fix_forms(store: &Store, finding: &Finding, place: usize, fix: &Fix) -> Html {
    let wanted = store.selection.form;
    let offered: Vec<_> = Form::ALL
        .into_iter()
        .filter(|(form, _)| is_offered(*form, fix))
        .collect();
    let chosen = offered
        .iter()
        .find(|(form, _)| *form == wanted)
        .or(offered.first())
        .map(|(form, _)| *form);
    let tabs = offered.iter().map(|(form, title)| {
        let onclick = sending::<MouseEvent>(store, Action::FormChosen(*form));
        let pressed = (chosen == Some(*form)).to_string();
        html! { <button type="button" class="segment" aria-pressed={pressed} {onclick}>{ *title }</button> }
    });
    let apply = Action::FixApplied {
        finding: finding.id.clone(),
        fix: place,
        stays: false,
    };
    html! {
        <div key={place} class="fix-forms">
            if offered.len() > 1 {
                <div class="segments" role="group" aria-label="Form of the fix">{ for tabs }</div>
            }
            { match chosen {
                Some(Form::Text) => in_text(&fix.edits),
                Some(Form::Empty) => sql_block("Statements", &fix.statements, 0),
                Some(Form::Live) => html! { <ol class="live-steps">{ for fix.live.iter().map(live_step) }</ol> },
                None => html! {},
            } }
            <div class="fix-actions">
                if fix.can_apply() {
                    <button type="button" class="button is-primary" data-testid="finding-apply"
                        disabled={!store.is_report_current()} onclick={sending::<MouseEvent>(store, apply)}>
                        { icon(Glyph::Apply) }{ "Apply" }
                    </button>
                }
                if let Some(form) = chosen {
                    { copy_button(store, text_to_copy(fix, form)) }
                }
                if fix.applicability == Applicability::Unsafe {
                    <span class="quiet">{ "Changes what is accepted: look before you use it" }</span>
                }
            </div>
        </div>
    }
}

fn is_offered(form: Form, fix: &Fix) -> bool {
    match form {
        Form::Text => !fix.edits.is_empty(),
        Form::Empty => !fix.statements.is_empty(),
        Form::Live => !fix.live.is_empty(),
    }
}

fn in_text(edits: &[Edit]) -> Html {
    let lines = edits.iter().map(|edit| {
        let text = match edit.replacement.trim() {
            "" => "(taken out)",
            text => text,
        };
        html! {
            <li>
                <span class="edit-line">{ format!("line {}", edit.location.line) }</span>
                <pre class="sql" tabindex="0" role="group" aria-label="New text"><code>{ text.to_owned() }</code></pre>
            </li>
        }
    });
    html! { <ul class="edits">{ for lines }</ul> }
}

fn live_step(step: &LiveStep) -> Html {
    html! {
        <li>
            { sql_block("Step", std::slice::from_ref(&step.statement), 0) }
            <p class="live-facts">
                if !step.lock.is_empty() {
                    <span class="lock">{ icon(Glyph::Lock) }{ step.lock.clone() }</span>
                }
                if !step.note.is_empty() {
                    <span class="quiet">{ rich_text(&step.note) }</span>
                }
            </p>
        </li>
    }
}

fn text_to_copy(fix: &Fix, form: Form) -> AttrValue {
    match form {
        Form::Text => {
            let texts: Vec<&str> = fix.edits.iter().map(|edit| edit.replacement.trim()).collect();
            texts.join("\n").into()
        }
        Form::Empty => script(&fix.statements),
        Form::Live => script(
            &fix.live
                .iter()
                .map(|step| step.statement.clone())
                .collect::<Vec<_>>(),
        ),
    }
}
