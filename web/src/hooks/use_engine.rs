//! Text to report: asks the worker at each letter, or in pauses where that is slow, drops stale answers, replaces a worker that hangs.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::supervisor::Supervisor;
use super::use_change::{Watched, use_change};
use super::use_diagram::use_diagram;
use super::use_store::Store;
use super::use_tools::use_tools;
use crate::interop::request::{AnalysisRequest, RequestPart};
use crate::state::AppState;
use crate::state::analysis::EngineStatus;
use crate::state::kinds::Kind;
use crate::state::layout::Pane;

/// A text whose last check took no longer is checked at each letter. Of others a letter is that comes later than a check and a question of the
/// editor need; behind faster ones is waited for a pause as long as the check took: the worker is to be free for what is suggested.
const AT_ONCE_MS: f64 = 50.0;
/// What such a question takes.
const QUESTION_MS: f64 = 20.0;
/// The longest such pause. People who write fast need about as long for a letter.
const LONGEST_PAUSE_MS: f64 = 120.0;
/// Where drawing a report takes longer, letters would wait for it: there it is drawn only in pauses.
const QUICKLY_DRAWN_MS: f64 = 40.0;
/// How long these are.
const DRAWING_PAUSE_MS: f64 = 150.0;
/// The pause before colours, which lag visibly when they wait.
const COLOUR_PAUSE_MS: u32 = 40;
/// The pause before the details of a node, which nobody reads while walking past.
const DESCRIPTION_PAUSE_MS: u32 = 30;

/// Keeps the report in step with the document, and the colours in step with the part on the screen.
#[hook]
pub fn use_engine(store: &Store) {
    let supervisor = use_memo((), |()| Supervisor::new(store.dispatcher()));
    use_checks(store, supervisor.clone());
    use_paste_detection(store, supervisor.clone());
    use_colours(store, supervisor.clone());
    use_details(store, supervisor.clone());
    use_understanding(store, supervisor.clone());
    use_description(store, supervisor.clone());
    use_diagram(store, supervisor.clone());
    use_exports(store, supervisor.clone());
    use_tools(store, supervisor);
}

#[hook]
fn use_checks(store: &Store, supervisor: Rc<Supervisor>) {
    let state = store.clone();
    let (revision, check_number) = (store.document.revision, store.check_number);
    let watched = vec![Watched::Number(revision), Watched::Number(check_number)];
    use_change(watched, move || {
        let at_once = supervisor.is_new_check(check_number) || state.analysis.report.is_none();
        let since = supervisor.since_last_change();
        let slowly_drawn = supervisor.drawing_ms() > QUICKLY_DRAWN_MS;
        // What else is drawn of a report is asked for with each one.
        let is_more_drawn = !matches!(state.layout.results, Pane::Findings | Pane::Plan);
        let last_ms = state.analysis.elapsed_ms;
        let check = move || supervisor.analyze(revision, request_for(&state));
        let pause = match last_ms {
            // What was pasted or opened is drawn first.
            _ if at_once => 0.0,
            _ if is_more_drawn || slowly_drawn => DRAWING_PAUSE_MS,
            last_ms if last_ms <= AT_ONCE_MS || since > last_ms + QUESTION_MS => {
                // The worker begins while the page draws the letter.
                check();
                return None;
            }
            last_ms => last_ms.min(LONGEST_PAUSE_MS),
        };
        Some(Timeout::new(pause as u32, check))
    });
}

#[hook]
fn use_paste_detection(store: &Store, supervisor: Rc<Supervisor>) {
    let paste = store.pending_paste.clone();
    let revision = paste.as_ref().map_or(0, |paste| paste.revision);
    use_change(vec![Watched::Number(revision)], move || {
        if let Some(paste) = paste {
            supervisor.detect(paste.revision, &paste.pasted);
        }
        None
    });
}

#[hook]
fn use_colours(store: &Store, supervisor: Rc<Supervisor>) {
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
    let chosen = active.and_then(|part| part.server.as_deref());
    let chosen = chosen.and_then(|server| server.split(' ').next());
    let dialect = chosen
        .map(|product| AttrValue::from(product.to_owned()))
        .or(read_as)
        .unwrap_or_default();
    let revision = text.as_ref().map_or(0, |text| text.revision);
    let watched = vec![
        Watched::Number(revision),
        Watched::Text(dialect.clone()),
        Watched::Number(u32::from(is_sql)),
    ];
    use_change(watched, move || {
        let text = text.filter(|_| is_sql)?;
        Some(Timeout::new(COLOUR_PAUSE_MS, move || {
            supervisor.highlight(text.revision, &text.content, &dialect);
        }))
    });
}

/// Asks what findings say when they are opened, and came without.
#[hook]
fn use_details(store: &Store, supervisor: Rc<Supervisor>) {
    let lacking = store.lacking_details();
    let report = store.analysis.report.clone().filter(|_| !lacking.is_empty());
    // A worker that stopped takes its questions with it.
    let has_stopped = matches!(store.analysis.status, EngineStatus::Stopped(_));
    let mut watched = vec![Watched::Report(report), Watched::Number(u32::from(has_stopped))];
    watched.extend(lacking.iter().cloned().map(Watched::Text));
    let revision = store.analysis.revision;
    use_change(watched, move || {
        if !lacking.is_empty() {
            supervisor.ask_findings(revision, &lacking);
        }
        None
    });
}

/// Asks about the catalog while its pane is in front: when there is a new report, and when the reader asks for more.
#[hook]
fn use_understanding(store: &Store, supervisor: Rc<Supervisor>) {
    let is_asked = store.layout.results == Pane::Understood && store.is_report_current();
    let report = store.analysis.report.clone().filter(|_| is_asked);
    let asked = &store.understanding;
    // More cards are drawn of what is there already.
    let rows = asked.look.survey().map_or(0, |_| asked.rows());
    let mut watched = vec![
        Watched::Report(report),
        Watched::Text(asked.before.clone().unwrap_or_default()),
        Watched::Number(asked.look as u32),
        Watched::Number(rows),
    ];
    watched.extend(asked.open.iter().cloned().map(Watched::Text));
    let state = store.clone();
    use_change(watched, move || {
        if is_asked {
            supervisor.understand(
                state.document.revision,
                &request_for(&state),
                &state.understanding,
            );
        }
        None
    });
}

/// Asks about the node looked at while the plan is in front.
#[hook]
fn use_description(store: &Store, supervisor: Rc<Supervisor>) {
    let is_asked = store.layout.results == Pane::Plan && store.is_report_current();
    let node = store.selection.node.filter(|_| is_asked);
    let (plan, id) = node.map_or((0, 0), |(plan, node)| (plan as u32, node as u32 + 1));
    let watched = vec![
        Watched::Report(store.analysis.report.clone().filter(|_| is_asked)),
        Watched::Number(plan),
        Watched::Number(id),
    ];
    let revision = store.document.revision;
    use_change(watched, move || {
        let (plan, node) = node?;
        Some(Timeout::new(DESCRIPTION_PAUSE_MS, move || {
            supervisor.describe(revision, plan, node);
        }))
    });
}

/// Asks for what is to be shared: the names and values replaced while a link or an export wants that, then what was asked for by hand.
#[hook]
fn use_exports(store: &Store, supervisor: Rc<Supervisor>) {
    let revision = store.document.revision;
    let wish = store.sharing.wish;
    let is_waiting = wish.is_some_and(|(number, _)| number != supervisor.wish.get());
    let redacts = store.sharing.redacts && (is_waiting || store.shows_link());
    let watched = vec![Watched::Number(u32::from(redacts)), Watched::Number(revision)];
    let (state, asked) = (store.clone(), supervisor.clone());
    use_change(watched, move || {
        if redacts && state.sharing.redaction_of(revision).is_none() {
            asked.redact(revision, &request_for(&state));
        }
        None
    });
    let number = wish.map_or(0, |(number, _)| number);
    // Nothing is made of names that are to stay here.
    let is_ready = !store.sharing.lacks_redaction(revision);
    let state = store.clone();
    let watched = vec![Watched::Number(number), Watched::Number(u32::from(is_ready))];
    use_change(watched, move || {
        let (_, format) = wish.filter(|_| is_ready)?;
        if supervisor.wish.replace(number) == number {
            return None;
        }
        let mut request = request_for(&state);
        if let Some(redaction) = state.sharing.redaction_of(revision) {
            for (part, text) in request.parts.iter_mut().zip(&redaction.texts) {
                part.text = text.clone();
                // The words that told what it is may be gone.
                part.kind = state.kind_of(&part.id).map(Kind::as_str);
                let read = state.analysis.part(&part.id).filter(|_| part.kind.is_some());
                part.server = part.server.take().or(read.map(|read| read.server()));
                part.name = part.kind.unwrap_or("part").into();
            }
        }
        supervisor.export(revision, &request, format.as_str());
        None
    });
}

/// The document as the engine reads it.
pub(super) fn request_for(state: &AppState) -> AnalysisRequest {
    let parts = state.document.parts.iter().map(|part| RequestPart {
        id: part.id.clone(),
        name: match &part.name {
            Some(file) => file.clone(),
            None => state.title_of(&part.id).to_ascii_lowercase().into(),
        },
        text: part.text.content.clone(),
        kind: part.kind.map(Kind::as_str),
        server: part.server.clone(),
    });
    AnalysisRequest {
        parts: parts.collect(),
        profile: state.document.profile.clone(),
        options: state.document.options.clone(),
    }
}
