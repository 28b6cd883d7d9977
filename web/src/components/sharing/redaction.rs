//! Names and values replaced before sharing: the choice, and what replaced what.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::hooks::use_store::Store;
use crate::state::action::{Action, SharingChange};

/// Pairs that are listed at most.
const MOST_PAIRS: usize = 300;

/// Draws it.
pub fn redaction(store: &Store) -> Html {
    let onchange = {
        let dispatch = store.dispatcher();
        Callback::from(move |event: Event| {
            let field = event.target_dyn_into::<HtmlInputElement>();
            let redacts = field.is_some_and(|field| field.checked());
            dispatch.dispatch(Action::SharingChanged(SharingChange::Redacts(redacts)));
        })
    };
    let replaced = store
        .sharing
        .redaction_of(store.document.revision)
        .map(|redaction| {
            let pairs = redaction.replaced.iter().take(MOST_PAIRS);
            let rows = pairs.map(|(from, to)| {
                html! { <tr><td><code>{ from.clone() }</code></td><td><code>{ to.clone() }</code></td></tr> }
            });
            let more = redaction.replaced.len().saturating_sub(MOST_PAIRS);
            html! {
                <details class="redaction-list" data-testid="redaction-list">
                    <summary>{ format!("What replaced what ({}); this list stays here", redaction.replaced.len()) }</summary>
                    <div class="redaction-rows" tabindex="0" role="group" aria-label="What replaced what">
                        <table>
                            <thead><tr><th scope="col">{ "Yours" }</th><th scope="col">{ "Shared" }</th></tr></thead>
                            <tbody>{ for rows }</tbody>
                        </table>
                        if more > 0 {
                            <p class="quiet">{ format!("and {more} more") }</p>
                        }
                    </div>
                </details>
            }
        });
    html! {
        <div class="redaction">
            <label class="check">
                <input type="checkbox" checked={store.sharing.redacts} {onchange} data-testid="redact"
                    aria-describedby="redact-hint" />
                { "Replace names and values" }
            </label>
            <p id="redact-hint" class="quiet">
                { "Tables become " }<code>{ "table_1" }</code>{ ", texts " }<code>{ "'text_1'" }</code>
                { ", comments lose their words. Keywords, types, numbers below 1,000 and a plan’s figures stay. " }
                { "Rules that go by names find less then. Look it through before you send it." }
            </p>
            { replaced.unwrap_or_default() }
        </div>
    }
}
