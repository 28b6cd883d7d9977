//! The menu of examples.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{dispatching, use_store};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::examples::EXAMPLES;

#[component]
pub fn ExamplesMenu() -> Html {
    let is_open = use_state(|| false);
    let menu = use_node_ref();
    let Some(store) = use_store() else { return html! {} };
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_| is_open.set(!*is_open))
    };
    let onkeydown = {
        let (is_open, menu) = (is_open.clone(), menu.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && *is_open {
                is_open.set(false);
                let button = menu
                    .cast::<HtmlElement>()
                    .and_then(|menu| dom::first_in(&menu, "button"));
                dom::focus(button);
            }
        })
    };
    let onfocusout = {
        let (is_open, menu) = (is_open.clone(), menu.clone());
        Callback::from(move |event: FocusEvent| {
            // Leaving for another element closes it; losing the focus to nothing (another window) does not.
            let target = event
                .related_target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            let stays = target.as_ref().is_none_or(|target| {
                menu.cast::<Node>()
                    .is_some_and(|menu| menu.contains(Some(target)))
            });
            if !stays {
                is_open.set(false);
            }
        })
    };
    let open = dispatching(&store, Action::ExampleOpened);
    let items = EXAMPLES.iter().map(|example| {
        let (is_open, open) = (is_open.clone(), open.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            is_open.set(false);
            open.emit(example);
        });
        html! {
            <li>
                <button type="button" class="menu-item" data-testid="example" data-example={example.slug} {onclick}>
                    <strong>{ example.title }</strong><span>{ example.summary }</span>
                </button>
            </li>
        }
    });
    html! {
        <div ref={menu} class="menu" {onkeydown} {onfocusout}>
            <button type="button" class="button is-quiet" data-testid="examples" aria-expanded={is_open.to_string()}
                aria-controls="examples-list" onclick={toggle}>
                { icon(Glyph::Examples) }<span class="button-text">{ "Examples" }</span>
            </button>
            <ul id="examples-list" class="menu-list" hidden={!*is_open}>{ for items }</ul>
        </div>
    }
}
