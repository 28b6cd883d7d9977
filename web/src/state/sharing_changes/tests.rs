use std::rc::Rc;

use yew::Reducible;

use super::*;
use crate::state::action::Action;
use crate::state::layout::Theme;

fn state(text: &str) -> Rc<AppState> {
    Rc::new(AppState::new(Document::new(text), Vec::new(), Theme::Auto))
}

fn stored(text: &'static str) -> Stored {
    Document::new(text).stored()
}

fn open(state: Rc<AppState>, document: Stored, look: Look) -> Rc<AppState> {
    let origin = Origin::Link { engine: None };
    let opened = Opened {
        document,
        look,
        origin,
    };
    state.reduce(Action::DocumentOpened(Box::new(opened)))
}

fn file(name: &'static str, text: &'static str) -> StoredPart {
    StoredPart {
        name: Some(name.into()),
        ..StoredPart::of_text(text)
    }
}

fn drop_files(state: Rc<AppState>, parts: Vec<StoredPart>, replaces: bool) -> Rc<AppState> {
    state.reduce(Action::FilesOpened {
        parts,
        refused: Vec::new(),
        replaces,
    })
}

fn text(state: &AppState) -> &str {
    &state.document.active_part().unwrap().text.content
}

#[test]
fn a_link_puts_own_work_aside_and_leads_back() {
    let state = open(
        state("create table mine (a int);"),
        stored("select 1;"),
        Look::default(),
    );
    assert_eq!(text(&state), "select 1;");
    assert_eq!(state.addressed, state.document.revision);
    assert_eq!(state.put_aside.as_ref().unwrap().1.parts.len(), 1);
    let state = state.reduce(Action::OwnTextRestored);
    assert_eq!(text(&state), "create table mine (a int);");
    assert_eq!(state.origin, None);
}

#[test]
fn what_a_link_brought_is_not_put_aside_for_the_readers_own() {
    let own = state("");
    let part = own.document.active.clone();
    let own = own.reduce(Action::TextChanged {
        part,
        text: "create table mine (a int);".into(),
        pasted: true,
    });
    let state = open(own, stored("select 1;"), Look::default());
    let state = state.reduce(Action::OwnTextRestored);
    assert_eq!(text(&state), "create table mine (a int);");
    assert!(state.saved.is_empty());
}

#[test]
fn a_link_to_what_is_there_changes_nothing_but_the_look() {
    let before = state("select 1;");
    let look = Look {
        pane: Some(Pane::Understood),
        ..Look::default()
    };
    let after = open(before.clone(), stored("select 1;"), look);
    assert_eq!(after.document, before.document);
    assert!(after.saved.is_empty() && after.origin.is_none());
    assert_eq!(after.layout.results, Pane::Understood);
}

#[test]
fn a_document_with_other_settings_is_another_one() {
    let before = state("select 1;");
    let mut set = stored("select 1;");
    set.options = Rc::new(crate::state::options::Options {
        levels: vec![("fk-no-index".into(), "off".into())],
        ..Default::default()
    });
    let after = open(before.clone(), set.clone(), Look::default());
    assert_eq!(
        after.document.options.level("fk-no-index").map(AsRef::as_ref),
        Some("off")
    );
    assert!(after.document.revision > before.document.revision);
    let again = open(after.clone(), set, Look::default());
    assert_eq!(again.document, after.document);
    // A snapshot from before the settings brings the text back as it was.
    let restored = again.reduce(Action::DocumentOpened(Box::new(Opened {
        document: before.document.stored(),
        look: Look::default(),
        origin: Origin::History("today".into()),
    })));
    assert!(restored.document.options.is_empty());
}

#[test]
fn a_link_that_is_refused_leaves_everything() {
    let before = state("select 1;");
    let after = before.clone().reduce(Action::LinkRefused("no".into()));
    assert_eq!(after.document, before.document);
    assert_eq!(after.link_problem.as_deref(), Some("no"));
}

#[test]
fn files_on_a_blank_page_are_the_document() {
    let state = drop_files(state(" \n"), vec![file("a.sql", "a"), file("b.csv", "b")], false);
    assert_eq!(state.document.parts.len(), 2);
    assert_eq!(text(&state), "a");
    assert!(state.saved.is_empty());
}

#[test]
fn files_on_own_work_stand_beside_it_and_are_undone() {
    let state = drop_files(state("mine"), vec![file("a.sql", "a")], false);
    assert_eq!(state.document.parts.len(), 2);
    let again = drop_files(state, vec![file("a.sql", "newer")], false);
    assert_eq!(again.document.parts.len(), 2);
    assert_eq!(text(&again), "newer");
    let undone = again.reduce(Action::UndoRequested);
    assert_eq!(&*undone.document.parts[1].text.content, "a");
}

#[test]
fn a_folder_is_a_document_of_its_own() {
    let state = drop_files(state("mine"), vec![file("1.sql", "a"), file("2.sql", "b")], true);
    assert_eq!(state.document.parts.len(), 2);
    assert_eq!(state.saved.len(), 1);
    assert_eq!(state.title_of(&state.document.parts[1].id), "2.sql");
}

#[test]
fn nothing_is_shared_of_a_blank_page() {
    let state = state("").reduce(Action::LinkWanted);
    assert_eq!(state.sharing.copy_number, 0);
    assert!(state.notice.is_some());
}

#[test]
fn only_what_was_asked_for_last_is_handed_out() {
    use crate::state::opened::Format;
    let wanted =
        |state: Rc<AppState>, format| state.reduce(Action::SharingChanged(SharingChange::Wanted(format)));
    let arrived = |state: Rc<AppState>, format: &'static str| {
        state.reduce(Action::ExportArrived {
            format: format.into(),
            text: "x".into(),
        })
    };
    let state = wanted(wanted(state("a"), Format::Csv), Format::Sarif);
    let state = arrived(state, "csv");
    assert!(state.sharing.made.is_none());
    let state = arrived(state, "sarif");
    assert_eq!(state.sharing.made.as_ref().unwrap().format, Format::Sarif);
}

#[test]
fn what_was_made_of_a_text_that_changed_is_made_again_with_names_replaced() {
    use crate::state::opened::{Format, Redaction};
    let change = |state: Rc<AppState>, change| state.reduce(Action::SharingChanged(change));
    let arrived = |state: Rc<AppState>| {
        state.reduce(Action::ExportArrived {
            format: Format::Markdown.as_str().into(),
            text: "x".into(),
        })
    };
    let revision = |state: &AppState| state.document.revision;
    let state = change(state("a"), SharingChange::Redacts(true));
    let redacted = || Shared::new(Redaction::default());
    let of_then = revision(&state);
    let state = change(state, SharingChange::Redacted(of_then, redacted()));
    let asked = change(state, SharingChange::Wanted(Format::Markdown));
    assert!(arrived(asked.clone()).sharing.made.is_some());
    let edited = asked.clone().reduce(Action::TextChanged {
        part: asked.document.active.clone(),
        text: "b".into(),
        pasted: false,
    });
    let again = arrived(edited);
    assert!(again.sharing.made.is_none());
    assert_ne!(again.sharing.wish, asked.sharing.wish);
    let of_now = revision(&again);
    let again = arrived(change(again, SharingChange::Redacted(of_now, redacted())));
    assert!(again.sharing.made.is_some());
    // What waits is not made of the names when these are to stay after all.
    assert_eq!(change(asked, SharingChange::Redacts(false)).sharing.wish, None);
}

#[test]
fn a_link_with_names_replaced_is_not_copied_unseen() {
    let state = state("a").reduce(Action::SharingChanged(SharingChange::Redacts(true)));
    assert!(!state.shows_link());
    let state = state.reduce(Action::LinkWanted);
    assert_eq!(state.sharing.copy_number, 0);
    assert!(state.shows_link());
}

#[test]
fn a_refusing_browser_is_named_once() {
    let refused = |state: Rc<AppState>| state.reduce(Action::HistoryChanged(HistoryChange::KeepingRefused));
    let once = refused(state("a"));
    assert_eq!(once.history.list, Snapshots::Refused);
    assert!(Rc::ptr_eq(&refused(once.clone()), &once));
}
