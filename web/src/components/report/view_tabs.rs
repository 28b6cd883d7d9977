//! Tabs that choose how one thing is drawn, with what they draw.

use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;

/// The ways to draw it.
pub struct ViewTabs {
    /// For people.
    pub label: &'static str,
    /// What the ids of the panel and the tabs begin with.
    pub name: &'static str,
    /// The word in its id and the title of each.
    pub tabs: Vec<(&'static str, &'static str)>,
    /// The word of the one in front.
    pub chosen: &'static str,
    /// What choosing the tab at a place does.
    pub choose: fn(usize) -> Action,
}

impl ViewTabs {
    /// Draws them around what the one in front shows.
    #[inline(never)]
    pub fn around(self, store: &Store, shown: Html) -> Html {
        let Self {
            label,
            name,
            tabs,
            chosen,
            choose,
        } = self;
        let id = |word: &str| format!("{name}-{word}");
        let ids: Vec<String> = tabs.iter().map(|(word, _)| id(word)).collect();
        let buttons = tabs.iter().enumerate().map(|(at, (word, title))| {
            let is_chosen = *word == chosen;
            let onclick = sending::<MouseEvent>(store, choose(at));
            html! {
                <button type="button" id={id(word)} class="plan-tab" role="tab" aria-selected={is_chosen.to_string()}
                    aria-controls={name} tabindex={if is_chosen { "0" } else { "-1" }} data-testid={id(word)} {onclick}>
                    { *title }
                </button>
            }
        });
        let buttons: Html = buttons.collect();
        let dispatch = store.dispatcher();
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let focused = event.target_dyn_into::<Element>().map(|tab| tab.id());
            let at = ids.iter().position(|id| focused.as_ref() == Some(id));
            let Some(at) = at else { return };
            let to = match event.key().as_str() {
                "ArrowLeft" => at + ids.len() - 1,
                "ArrowRight" => at + 1,
                "Home" => 0,
                "End" => ids.len() - 1,
                _ => return,
            } % ids.len();
            event.prevent_default();
            dispatch.dispatch(choose(to));
            dom::focus(ids.get(to).and_then(|id| dom::by_id(id)));
        });
        html! {
            <div class="plan-views">
                <div class="plan-tabs" role="tablist" aria-label={label} {onkeydown}>{ buttons }</div>
                <div id={name} class="plan-view" role="tabpanel" aria-labelledby={id(chosen)}>{ shown }</div>
            </div>
        }
    }
}
