//! The other ways to hand a document on: to copy, and to save.

use yew::prelude::*;

use crate::documents::{commands, copies as texts, delivering};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::{Action, SharingChange};
use crate::state::opened::Format;
use crate::state::printing::PrintingChange;

/// Draws them.
pub fn copies(store: &Store) -> Html {
    html! {
        <>
            <section aria-labelledby="share-copies">
                <h3 id="share-copies">{ "Copy" }</h3>
                <div class="choice-row">
                    { markdown_link(store) }
                    { wanted(store, Format::Markdown, "Markdown with text and findings") }
                    { wanted(store, Format::Issue, "Issue for GitHub") }
                </div>
            </section>
            <section aria-labelledby="share-commands">
                <h3 id="share-commands">{ "Copy to run it elsewhere" }</h3>
                <div class="choice-row">
                    { copied(store, "command", "Command line", commands::command_line, "Command copied; it takes the parts as files") }
                    { copied(store, "ci", "CI: GitHub workflow", commands::github_workflow, "Workflow copied; it takes the parts as files") }
                    { copied(store, "gitlab", "CI: GitLab job", commands::gitlab_job, "Job copied; it takes the parts as files") }
                </div>
                <p class="quiet">{ "The same settings. There is no program to download: both jobs build it from its source with cargo install, once for each version." }</p>
            </section>
            <section aria-labelledby="share-files">
                <h3 id="share-files">{ "Print, or save as a file" }</h3>
                <div class="choice-row">
                    { print(store) }
                    { document(store) }
                    { wanted(store, Format::Json, "Report, JSON") }
                    { wanted(store, Format::Sarif, "Report, SARIF") }
                    { wanted(store, Format::MarkdownFile, "Report, Markdown") }
                    { wanted(store, Format::Csv, "Findings, CSV") }
                    { wanted(store, Format::PatchForEmpty, "Fixes, SQL for an empty database") }
                    { wanted(store, Format::PatchForLive, "Fixes, SQL for one in use") }
                </div>
                <p class="quiet">{ "The document opens here again: drop it on the page." }</p>
            </section>
        </>
    }
}

fn button(testid: String, title: &'static str, is_ready: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="button" data-testid={testid} disabled={!is_ready} {onclick}>{ title }</button>
    }
}

/// Whether the text that is to be shared is there: names and values may still be being replaced.
fn is_ready(store: &Store) -> bool {
    !store.sharing.lacks_redaction(store.document.revision)
}

fn wanted(store: &Store, format: Format, title: &'static str) -> Html {
    let action = Action::SharingChanged(SharingChange::Wanted(format));
    let testid = format!("share-{}", format!("{format:?}").to_ascii_lowercase());
    button(testid, title, is_ready(store), sending(store, action))
}

fn copied(
    store: &Store,
    testid: &str,
    title: &'static str,
    text: fn(&crate::state::AppState) -> String,
    said: &'static str,
) -> Html {
    let store = store.clone();
    let onclick = Callback::from(move |_| delivering::copy(store.dispatcher(), text(&store), said));
    button(format!("share-{testid}"), title, true, onclick)
}

fn markdown_link(store: &Store) -> Html {
    let link = store.sharing.link_of(store.document.revision).cloned();
    let is_there = link.is_some();
    let store = store.clone();
    let onclick = Callback::from(move |_| {
        if let Some(link) = &link {
            let text = texts::markdown_link(&store, &link.address);
            delivering::copy(store.dispatcher(), text, "Markdown link copied");
        }
    });
    button(
        "share-link-markdown".to_owned(),
        "Markdown link",
        is_there,
        onclick,
    )
}

/// The report on paper, or as the browser's PDF. Of the text itself: names and values are not replaced.
fn print(store: &Store) -> Html {
    let wanted = Action::PrintingChanged(PrintingChange::Wanted);
    button(
        "share-print".to_owned(),
        "Print the report",
        !store.sharing.redacts,
        sending(store, wanted),
    )
}

fn document(store: &Store) -> Html {
    let is_ready = is_ready(store);
    let store = store.clone();
    let onclick = Callback::from(move |_| delivering::save_document(&store));
    button("share-document".to_owned(), "Document", is_ready, onclick)
}
