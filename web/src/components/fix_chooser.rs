//! The ways to mend a finding: one to choose, then its forms.

use yew::prelude::*;

use super::fix_forms::FixForms;
use super::rich_text::rich_text;
use crate::interop::report::Fix;

#[derive(Properties, PartialEq)]
pub struct FixChooserProps {
    /// The finding's id; names the group of choices.
    pub finding: AttrValue,
    pub fixes: Vec<Fix>,
    pub chosen: usize,
    pub on_choose: Callback<usize>,
    pub on_apply: Callback<usize>,
    pub is_current: bool,
}

#[component]
pub fn FixChooser(props: &FixChooserProps) -> Html {
    let Some(fix) = props.fixes.get(props.chosen) else {
        return html! {};
    };
    let chosen = props.chosen;
    let on_apply = props.on_apply.reform(move |()| chosen);
    html! {
        <section class="fix">
            <p class="label">{ if props.fixes.len() > 1 { "Ways to fix it" } else { "Fix" } }</p>
            if props.fixes.len() > 1 {
                <fieldset class="choices">
                    <legend class="visually-hidden">{ "Ways to fix it" }</legend>
                    { for props.fixes.iter().enumerate().map(|(index, fix)| choice(props, index, fix)) }
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
            <FixForms key={chosen} fix={fix.clone()} is_current={props.is_current} {on_apply} />
        </section>
    }
}

fn choice(props: &FixChooserProps, index: usize, fix: &Fix) -> Html {
    let name = format!("fix-of-{}", props.finding);
    let onchange = props.on_choose.reform(move |_| index);
    html! {
        <label class="choice">
            <input type="radio" {name} checked={index == props.chosen} {onchange} />
            <span class="choice-text">
                <span class="fix-title">{ rich_text(&fix.title) }</span>
                if !fix.when.is_empty() {
                    <span class="quiet">{ rich_text(&fix.when) }</span>
                }
            </span>
        </label>
    }
}
