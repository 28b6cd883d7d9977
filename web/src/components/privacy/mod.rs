//! The panel “What leaves this page”: what was requested, what the policy allows, what is kept here, and how to delete it.

mod policy;

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::documents::account;
use crate::hooks::use_store::{Store, sending};
use crate::interop::privacy::{Kept, Privacy, Request};
use crate::state::action::Action;
use crate::state::analysis::plural;
use crate::state::format::kilobytes;
use crate::state::tools::ToolAction;

/// The ids of the question whether everything kept is to be deleted, and of the button that leads to it.
pub const DELETION: [&str; 2] = ["deletion-warning", "deletion-ask"];

/// Draws what is in it.
#[inline(never)]
pub fn privacy_dialog(store: &Store) -> Html {
    let Some(privacy) = &store.tools.privacy else {
        return html! { <p class="quiet">{ "Asking the browser…" }</p> };
    };
    html! {
        <div class="privacy">
            { verdict(privacy) }
            { requests(privacy) }
            <section aria-labelledby="privacy-policy">
                <h3 id="privacy-policy">{ "What the browser holds it to" }</h3>
                { policy::policy(&privacy.policy) }
            </section>
            <section aria-labelledby="privacy-kept">
                <h3 id="privacy-kept">{ "What is kept in this browser" }</h3>
                { kept(&privacy.kept) }
                { deletion(store) }
            </section>
            <p class="quiet" data-testid="privacy-version">
                { "Rowproof " }{ store.analysis.engine_version.clone().unwrap_or_default() }
            </p>
        </div>
    }
}

fn verdict(privacy: &Privacy) -> Html {
    let foreign = privacy.foreign();
    let (class, words) = match foreign {
        0 => (
            "privacy-verdict",
            "Nothing. Your text is read, checked and kept in this browser alone.".to_owned(),
        ),
        count => (
            "privacy-verdict is-broken",
            format!(
                "{} went to another site than this one; an extension of the browser may have made them.",
                plural(count, "request")
            ),
        ),
    };
    html! { <p {class} data-testid="privacy-verdict">{ icon(Glyph::Lock) }<strong>{ words }</strong></p> }
}

fn requests(privacy: &Privacy) -> Html {
    let rows = privacy.requests.iter().map(row);
    let summary = format!(
        "{}, {} over the network",
        plural(privacy.requests.len(), "request"),
        kilobytes(privacy.sent_bytes())
    );
    html! {
        <section aria-labelledby="privacy-requests">
            <h3 id="privacy-requests">{ "Requests so far" }</h3>
            <p class="quiet">
                <span data-testid="privacy-summary">{ summary }</span>
                { ": the page’s own files, asked for by their names. None carries anything of yours. The list is the browser’s own; its \
                   developer tools show the same. The service worker has the page’s files on this device, and asks this site for what \
                   it does not have." }
            </p>
            <div class="privacy-requests" tabindex="0" role="group" aria-label="Requests so far">
                <table>
                    <thead><tr><th scope="col">{ "File" }</th><th scope="col">{ "Size" }</th><th scope="col">{ "From" }</th></tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(request: &Request) -> Html {
    let from = match request {
        Request { is_own: false, .. } => "another site",
        Request { by_worker: true, .. } => "service worker",
        Request {
            from_device: true, ..
        } => "this device",
        _ => "this site",
    };
    html! {
        <tr class={(!request.is_own).then_some("is-foreign")} data-testid="privacy-request">
            <td><code>{ request.name.clone() }</code></td><td>{ kilobytes(request.bytes) }</td><td>{ from }</td>
        </tr>
    }
}

fn kept(kept: &Kept) -> Html {
    let line = |what: &'static str, much: String| html! { <div><dt>{ what }</dt><dd>{ much }</dd></div> };
    let letters = |count: usize, noun: &str, letters: f64| match count {
        0 => "none".to_owned(),
        _ => format!("{}, {}", plural(count, noun), kilobytes(letters)),
    };
    html! {
        <dl class="privacy-kept" data-testid="privacy-kept">
            { line("Your texts, of this tab and others", letters(kept.texts, "text", kept.text_letters)) }
            { line("History", letters(kept.snapshots, "state", kept.snapshot_letters)) }
            { line("The page itself, to open without a network", match kept.files { 0 => "none".to_owned(), count => plural(count, "file") }) }
            { line("What you chose: the theme, hints that were seen", match kept.choices { 0 => "none".to_owned(), count => plural(count, "entry") }) }
        </dl>
    }
}

fn deletion(store: &Store) -> Html {
    let asks = store.tools.deletion_asked;
    let ask = sending::<MouseEvent>(store, Action::Tool(ToolAction::DeletionAsked(!asks)));
    let delete = Callback::from(|_: MouseEvent| account::forget());
    html! {
        <div class="privacy-deletion">
            if asks {
                <p id={DELETION[0]} tabindex="-1"><strong>{ "This cannot be undone. " }</strong>
                    { "The text on the page, the history of all tabs and the page’s own files go. Save what you need first: “Share” \
                       has “Document”. Other tabs of Rowproof keep what they show as long as they are open." }</p>
                <div class="choice-row">
                    <button type="button" class="button is-danger" data-testid="privacy-delete" onclick={delete}>{ "Delete all of it" }</button>
                    <button type="button" class="button" onclick={ask}>{ "Keep it" }</button>
                </div>
            } else {
                <button type="button" class="button" id={DELETION[1]} data-testid="privacy-ask" onclick={ask}>{ "Delete everything kept here…" }</button>
            }
        </div>
    }
}
