//! One fix in its forms: the change of the pasted text, statements for an empty database, steps for one in use.

use yew::prelude::*;

use super::copy_button::CopyButton;
use super::icon::{Glyph, icon};
use super::rich_text::rich_text;
use super::sql_block::{SqlBlock, script};
use crate::interop::report::{Edit, Fix, LiveStep};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Empty,
    Live,
}

impl Form {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Text, "In your text"),
        (Self::Empty, "Empty database"),
        (Self::Live, "Database in use"),
    ];

    fn is_offered(self, fix: &Fix) -> bool {
        match self {
            Self::Text => !fix.edits.is_empty(),
            Self::Empty => !fix.statements.is_empty(),
            Self::Live => !fix.live.is_empty(),
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct FixFormsProps {
    pub fix: Fix,
    /// False while the text is ahead of the report.
    pub is_current: bool,
    pub on_apply: Callback<()>,
}

#[component]
pub fn FixForms(props: &FixFormsProps) -> Html {
    let fix = &props.fix;
    let wanted = use_state(|| Form::Text);
    let offered: Vec<_> = Form::ALL
        .into_iter()
        .filter(|(form, _)| form.is_offered(fix))
        .collect();
    let chosen = offered
        .iter()
        .find(|(form, _)| *form == *wanted)
        .or(offered.first())
        .map(|(form, _)| *form);
    let tabs = offered.iter().map(|(form, title)| {
        let (form, wanted) = (*form, wanted.clone());
        let onclick = Callback::from(move |_| wanted.set(form));
        let pressed = (chosen == Some(form)).to_string();
        html! { <button type="button" class="segment" aria-pressed={pressed} {onclick}>{ *title }</button> }
    });
    html! {
        <div class="fix-forms">
            if offered.len() > 1 {
                <div class="segments" role="group" aria-label="Form of the fix">{ for tabs }</div>
            }
            { match chosen {
                Some(Form::Text) => in_text(&fix.edits),
                Some(Form::Empty) => html! { <SqlBlock label="Statements" statements={fix.statements.clone()} /> },
                Some(Form::Live) => html! { <ol class="live-steps">{ for fix.live.iter().map(live_step) }</ol> },
                None => html! {},
            } }
            <div class="fix-actions">
                if fix.can_apply() {
                    <button type="button" class="button is-primary" data-testid="finding-apply"
                        disabled={!props.is_current} onclick={props.on_apply.reform(|_| ())}>
                        { icon(Glyph::Apply) }{ "Apply" }
                    </button>
                }
                if let Some(form) = chosen {
                    <CopyButton text={text_to_copy(fix, form)} />
                }
                if fix.applicability == crate::interop::report::Applicability::Unsafe {
                    <span class="quiet">{ "Changes what is accepted: look before you use it" }</span>
                }
            </div>
        </div>
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
            <SqlBlock label="Step" statements={vec![step.statement.clone()]} />
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
