//! What reaches over the page's edge: files and links that are opened, snapshots that are kept, links that are shared.
//! All of it is in `documents`, which comes after the page has started; nothing of it is called before.

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::documents::{delivering, gallery, history, linking, opening};
use crate::interop::worker::all_parts_come;
use crate::state::action::Action;
use crate::state::opened::Dialog;

/// How long after the last change a snapshot is kept.
const SNAPSHOT_PAUSE_MS: u32 = 4_000;

/// Follows the store.
#[hook]
pub fn use_documents(store: &Store) {
    let dispatch = store.dispatcher();
    use_change(Vec::new(), move || {
        spawn_local(async move {
            if all_parts_come().await {
                dispatch.dispatch(Action::ViewsArrived);
                opening::listen(dispatch);
            }
        });
        None
    });
    use_snapshots(store);
    use_links(store);
    use_gallery(store);
    let wanted = store.files_wanted;
    use_change(vec![there(store), Watched::Number(wanted)], {
        let is_there = store.views_there;
        move || {
            if is_there && wanted > 0 {
                opening::choose();
            }
            None
        }
    });
}

fn there(store: &Store) -> Watched {
    Watched::Number(u32::from(store.views_there))
}

#[hook]
fn use_snapshots(store: &Store) {
    let (revision, is_there) = (store.document.revision, store.views_there);
    let state = store.clone();
    use_change(vec![there(store), Watched::Number(revision)], move || {
        let worth = is_there && state.document.is_own_work();
        worth.then(|| {
            Timeout::new(SNAPSHOT_PAUSE_MS, move || {
                history::keep(state.dispatcher(), &state.document)
            })
        })
    });
    let before = store.put_aside.clone();
    let number = before.as_ref().map_or(0, |(number, _)| *number);
    let dispatch = store.dispatcher();
    use_change(vec![there(store), Watched::Number(number)], move || {
        if let Some((_, before)) = before.filter(|_| is_there) {
            history::keep(dispatch, &before);
        }
        None
    });
    let is_shown = store.dialog == Some(Dialog::History);
    let dispatch = store.dispatcher();
    use_change(
        vec![there(store), Watched::Number(u32::from(is_shown))],
        move || {
            if is_there && is_shown {
                history::list(dispatch);
            }
            None
        },
    );
}

#[hook]
fn use_links(store: &Store) {
    let is_there = store.views_there;
    let revision = store.document.revision;
    // The address says what is on the screen: once that has changed, it says nothing.
    let (addressed, dispatch) = (store.addressed, store.dispatcher());
    use_change(
        vec![Watched::Number(addressed), Watched::Number(revision)],
        move || {
            if is_there && addressed > 0 && addressed != revision {
                linking::set_fragment("".to_owned());
                dispatch.dispatch(Action::AddressSet(0));
            }
            None
        },
    );
    let state = store.clone();
    let is_shown = store.shows_link();
    let redaction = store.sharing.redaction_of(revision).is_some();
    let watched = vec![
        there(store),
        Watched::Number(u32::from(is_shown)),
        Watched::Number(revision),
        Watched::Number(u32::from(store.sharing.redacts) + u32::from(redaction)),
    ];
    use_change(watched, move || {
        if is_there && is_shown {
            linking::make(&state);
        }
        None
    });
    let state = store.clone();
    let number = store.sharing.copy_number;
    use_change(vec![there(store), Watched::Number(number)], move || {
        if is_there && number > 0 {
            linking::copy_at_once(&state);
        }
        None
    });
    let state = store.clone();
    let number = store.sharing.made.as_ref().map_or(0, |made| made.number);
    use_change(vec![Watched::Number(number)], move || {
        if is_there && number > 0 {
            delivering::hand_out(&state);
        }
        None
    });
}

#[hook]
fn use_gallery(store: &Store) {
    let is_there = store.views_there;
    let (wanted, dispatch) = (store.example_wanted.clone(), store.dispatcher());
    let number = wanted.as_ref().map_or(0, |(number, _)| *number);
    use_change(vec![there(store), Watched::Number(number)], move || {
        if let Some((_, name)) = wanted.filter(|_| is_there) {
            gallery::fetch(dispatch, Some(name));
        }
        None
    });
    let is_looked_at = store.dialog == Some(Dialog::Gallery) || store.document.example.is_some();
    let is_missing = is_there && is_looked_at && store.examples.is_none();
    let dispatch = store.dispatcher();
    // Opening the gallery tries again what failed before.
    let is_open = store.dialog == Some(Dialog::Gallery);
    let watched = [is_missing, is_open].map(|is| Watched::Number(u32::from(is)));
    use_change(watched.to_vec(), move || {
        if is_missing {
            gallery::fetch(dispatch, None);
        }
        None
    });
}
