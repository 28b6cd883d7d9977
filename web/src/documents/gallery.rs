//! Fetching the gallery's examples.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::AttrValue;

use super::browser::call;
use crate::hooks::use_store::Dispatch;
use crate::interop::fields::{items, list, text, texts};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::examples::{Example, Notice};

/// Fetches the examples for the store, then opens the document of that name, when there is one.
#[inline(never)]
pub fn fetch(dispatch: Dispatch, wanted: Option<AttrValue>) {
    spawn_local(async move {
        match examples().await {
            Some(examples) => {
                dispatch.dispatch(Action::ExamplesListed(Shared::new(examples)));
                if let Some(name) = wanted {
                    dispatch.dispatch(Action::ExampleOpened(name));
                }
            }
            None => dispatch.dispatch(Action::Announced(
                "The examples could not be loaded; the network is needed for them once".into(),
            )),
        }
    });
}

/// Every example; none when they cannot be loaded.
pub async fn examples() -> Option<Vec<Example>> {
    let all = call("examples", Vec::new()).await.ok()?;
    Some(items(all).iter().map(example).collect())
}

fn example(value: &JsValue) -> Example {
    Example {
        slug: text(value, "slug"),
        title: text(value, "title"),
        summary: text(value, "summary"),
        kind: text(value, "kind"),
        database: text(value, "database"),
        notice: list(value, "notice", |notice| Notice {
            rule: text(notice, "rule"),
            text: text(notice, "text"),
        }),
        repair: text(value, "repair"),
        broken: texts(value, "broken"),
        fixed: texts(value, "fixed"),
    }
}
