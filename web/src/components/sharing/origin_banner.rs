//! Where the document on the screen came from.

use yew::prelude::*;

use crate::hooks::use_store::Store;
use crate::state::opened::Origin;

/// Draws what the banner over the text says of it.
#[inline(never)]
pub fn origin_banner(store: &Store) -> Html {
    let Some(origin) = &store.origin else {
        return html! {};
    };
    let here = store.analysis.engine_version.as_deref();
    let (label, text) = match origin {
        Origin::Link { engine } => {
            let other = engine
                .as_deref()
                .zip(here)
                .filter(|(engine, here)| engine != here);
            let text = other.map(|(engine, here)| {
                format!("made with Rowproof {engine}; this is {here}, so the findings may differ")
            });
            ("From a link", text.unwrap_or_default())
        }
        Origin::File(name) => ("From files", name.to_string()),
        Origin::History(when) => ("From the history", when.to_string()),
    };
    html! {
        <p class="origin" data-testid="origin"><span class="label">{ label }</span>{ text }</p>
    }
}
