//! The link as a QR code, for phones in the room.

use yew::prelude::*;

use crate::documents::qr::{encode, longest};
use crate::hooks::use_store::Store;
use crate::state::format::kilobytes;

/// Light modules that must stand around a code.
const MARGIN: usize = 4;

/// Draws it, or says why there is none.
#[inline(never)]
pub fn link_code(store: &Store) -> Html {
    let Some(link) = store.sharing.link_of(store.document.revision) else {
        return html! { <p class="quiet">{ "Making the link…" }</p> };
    };
    let Some(code) = encode(&link.address) else {
        let words = format!(
            "The link is {} long, and a code that a phone reads holds {}. Copy the link or save the document instead.",
            kilobytes(link.address.len() as f64),
            kilobytes(longest() as f64)
        );
        return html! { <p class="link-code-none" data-testid="link-code-none">{ words }</p> };
    };
    let side = code.size + 2 * MARGIN;
    html! {
        <figure class="link-code" data-testid="link-code">
            <svg viewBox={format!("0 0 {side} {side}")} role="img" aria-label="QR code of the link to this document" shape-rendering="crispEdges">
                <rect class="link-code-ground" width={side.to_string()} height={side.to_string()} />
                <path class="link-code-modules" transform={format!("translate({MARGIN} {MARGIN})")} d={code.path()} />
            </svg>
            <figcaption>{ format!("Opens this document on a phone: {}, and your text is in it", kilobytes(link.address.len() as f64)) }</figcaption>
        </figure>
    }
}
