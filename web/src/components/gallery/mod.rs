//! The gallery of examples, and what is said while one is open. Loaded with what opens documents: nothing here is called before.

pub mod banner;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::examples::Example;

/// Draws the cards.
#[inline(never)]
pub fn gallery(store: &Store) -> Html {
    let Some(examples) = &store.examples else {
        return html! { <p class="quiet">{ "The examples are on their way…" }</p> };
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => Element::next_element_sibling,
            "ArrowLeft" | "ArrowUp" => Element::previous_element_sibling,
            _ => return,
        };
        event.prevent_default();
        dom::focus(beside(&event, step));
    });
    html! {
        <>
            <p class="quiet">{ "Each is there as somebody wrote it, and fixed. What you wrote is kept: one click brings it back." }</p>
            <ul class="gallery" {onkeydown}>
                { for examples.iter().map(|example| card(store, example)) }
            </ul>
        </>
    }
}

fn card(store: &Store, example: &Example) -> Html {
    let onclick = sending::<MouseEvent>(store, Action::ExampleOpened(example.slug.clone()));
    html! {
        <li>
            <button type="button" class="example-card" data-testid="example" data-example={example.slug.clone()} {onclick}>
                <strong>{ example.title.clone() }</strong>
                <span>{ example.summary.clone() }</span>
                <span class="example-kind">{ example.kind.clone() }{ " · " }{ example.database.clone() }</span>
            </button>
        </li>
    }
}

/// The button of the card beside the one that has the keyboard.
fn beside(event: &KeyboardEvent, step: fn(&Element) -> Option<Element>) -> Option<HtmlElement> {
    let target = event.target_dyn_into::<Element>()?;
    let other = step(&target.closest("li").ok()??)?;
    dom::first_in(&other.dyn_into().ok()?, "button")
}
