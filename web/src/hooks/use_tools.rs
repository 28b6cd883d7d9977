//! Asks the worker for what the tools around the text show, when one of them is opened.

use std::rc::Rc;

use yew::prelude::*;

use super::supervisor::Supervisor;
use super::use_change::{Watched, use_change};
use super::use_engine::request_for;
use super::use_store::Store;
use crate::state::opened::Dialog;

/// Follows the store.
#[hook]
pub fn use_tools(store: &Store, supervisor: Rc<Supervisor>) {
    let shown = store.dialog;
    let is_there = store.views_there;
    let wants_choices = matches!(shown, Some(Dialog::Palette | Dialog::Settings));
    let wants_choices = is_there && wants_choices && store.tools.choices.is_none();
    let asked = supervisor.clone();
    use_change(vec![Watched::Number(u32::from(wants_choices))], move || {
        if wants_choices {
            asked.ask_choices();
        }
        None
    });
    let revision = store.document.revision;
    let are_known = store.tools.names.as_ref().is_some_and(|(of, _)| *of == revision);
    let wants_names = is_there && shown == Some(Dialog::Palette) && !are_known && !store.document.is_blank();
    let (state, asked) = (store.clone(), supervisor.clone());
    let watched = vec![Watched::Number(if wants_names { revision } else { 0 })];
    use_change(watched, move || {
        if wants_names {
            asked.ask_names(revision, &request_for(&state));
        }
        None
    });
    let wanted = &store.tools.fixes;
    let wants_fixes = is_there && shown == Some(Dialog::Fixes) && store.is_report_current();
    let wants_fixes = wants_fixes && wanted.current(revision).is_none();
    let mut watched = vec![Watched::Number(if wants_fixes { revision } else { 0 })];
    watched.extend(wanted.unwanted.iter().cloned().map(Watched::Text));
    let (state, asked) = (store.clone(), supervisor.clone());
    use_change(watched, move || {
        if wants_fixes {
            asked.ask_safe_fixes(revision, &request_for(&state), &state.tools.fixes.unwanted);
        }
        None
    });
    let wants_account = is_there && shown == Some(Dialog::Privacy);
    use_change(vec![Watched::Number(u32::from(wants_account))], move || {
        if wants_account {
            supervisor.ask_requests();
        }
        None
    });
}
