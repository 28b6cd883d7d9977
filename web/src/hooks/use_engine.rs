//! Text to report: waits for a pause in typing, asks the worker, drops stale answers, replaces a worker that hangs.

use gloo::timers::callback::Timeout;
use js_sys::Uint32Array;
use yew::prelude::*;

use super::supervisor::Supervisor;
use super::use_store::Store;
use crate::interop::request::{AnalysisRequest, RequestPart};
use crate::interop::shared::Shared;
use crate::state::AppState;
use crate::state::kinds::Kind;

/// How long a pause in typing must be before the text is checked. Short enough to feel immediate, long enough not to
/// check every letter.
const TYPING_PAUSE_MS: u32 = 150;
/// The same for colours, which lag visibly when they wait.
const COLOUR_PAUSE_MS: u32 = 40;

/// Colours of one version of one part's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// The text's revision.
    pub revision: u32,
    /// Triples of start, end, kind.
    pub triples: Shared<Uint32Array>,
}

/// Keeps the report in step with the document; the colours of the part on the screen.
#[hook]
pub fn use_engine(store: &Store) -> Option<Tokens> {
    let tokens = use_state(|| None);
    let supervisor = use_memo((), |()| {
        let tokens = tokens.setter();
        Supervisor::new(
            store.dispatcher(),
            Callback::from(move |arrived| tokens.set(Some(arrived))),
        )
    });
    use_checks(store, supervisor.clone());
    use_paste_detection(store, supervisor.clone());
    use_colours(store, supervisor);
    (*tokens).clone()
}

#[hook]
fn use_checks(store: &Store, supervisor: std::rc::Rc<Supervisor>) {
    let checked_by_hand = use_mut_ref(|| 0);
    let state = store.clone();
    use_effect_with(
        (store.document.revision, store.check_number),
        move |(revision, check_number)| {
            let revision = *revision;
            let at_once = *checked_by_hand.borrow() != *check_number || state.analysis.report.is_none();
            *checked_by_hand.borrow_mut() = *check_number;
            let request = move || supervisor.analyze(revision, request_for(&state));
            let pause = if at_once { 0 } else { TYPING_PAUSE_MS };
            let timeout = Timeout::new(pause, request);
            move || drop(timeout)
        },
    );
}

#[hook]
fn use_paste_detection(store: &Store, supervisor: std::rc::Rc<Supervisor>) {
    use_effect_with(store.pending_paste.clone(), move |paste| {
        if let Some(paste) = paste {
            supervisor.detect(paste.revision, &paste.pasted);
        }
    });
}

#[hook]
fn use_colours(store: &Store, supervisor: std::rc::Rc<Supervisor>) {
    let active = store.document.active_part();
    let text = active.map(|part| part.text.clone());
    let is_sql = !matches!(
        store.kind_of(&store.document.active),
        Some(Kind::Plan | Kind::Rows)
    );
    let read_as = store
        .analysis
        .part(&store.document.active)
        .map(|part| part.dialect.clone());
    let dialect = active
        .and_then(|part| part.dialect)
        .map(|dialect| AttrValue::from(dialect.as_str()))
        .or(read_as);
    let revision = text.as_ref().map(|text| text.revision);
    use_effect_with((revision, dialect, is_sql), move |(_, dialect, is_sql)| {
        let dialect = dialect.clone();
        let wanted = text.filter(|_| *is_sql).map(|text| {
            Timeout::new(COLOUR_PAUSE_MS, move || {
                supervisor.highlight(
                    text.revision,
                    &text.content,
                    dialect.as_deref().unwrap_or_default(),
                );
            })
        });
        move || drop(wanted)
    });
}

fn request_for(state: &AppState) -> AnalysisRequest {
    let parts = state.document.parts.iter().map(|part| RequestPart {
        id: part.id.clone(),
        name: state.title_of(&part.id).to_ascii_lowercase().into(),
        text: part.text.content.clone(),
        kind: part.kind.map(Kind::as_str),
        dialect: part.dialect.map(|dialect| dialect.as_str()),
    });
    AnalysisRequest {
        parts: parts.collect(),
    }
}
