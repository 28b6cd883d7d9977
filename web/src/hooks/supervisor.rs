//! Looks after the worker: one check at a time, the newest text next, and a new worker when one fails or takes too long.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::Date;
use yew::{AttrValue, Callback};

use super::use_diagram::hand_over;
use super::use_store::Dispatch;
use crate::documents::account;
use crate::interop::request::{AnalysisRequest, DiagramView, Outbound};
use crate::interop::shared::Shared;
use crate::interop::worker::{EngineWorker, Inbound};
use crate::state::action::{Action, SharingChange};
use crate::state::analysis::Tokens;
use crate::state::diagram::{DiagramAction, File};
use crate::state::tools::ToolAction;
use crate::state::understanding::Understanding;

/// How long one check may take before the worker is replaced. Ordinary texts take milliseconds.
const LONGEST_CHECK_MS: u32 = 10_000;
/// How long the worker may take to arrive on a slow line before that is said.
const LONGEST_START_MS: u32 = 60_000;

/// Owns the worker.
pub struct Supervisor {
    /// The newest export that was asked for, by its number.
    pub wish: Cell<u32>,
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    worker: Option<EngineWorker>,
    is_ready: bool,
    /// The revision being checked.
    in_flight: Option<u32>,
    queued: Option<(u32, AnalysisRequest)>,
    /// What was checked last, and the revision that went to a new worker when another question had ended the one before.
    last: Option<(u32, AnalysisRequest)>,
    /// What the last report is about.
    reported: Option<(u32, AnalysisRequest)>,
    resumed: u32,
    /// The newest colours asked for, by the text's revision.
    colours_asked: u32,
    watchdog: Option<Timeout>,
    dispatch: Dispatch,
    /// How long the page was busy with the last report.
    drawing_ms: f64,
    /// When the text last changed, as the browser's clock has it.
    changed_at: f64,
    /// The newest check asked for by hand.
    check_number: u32,
    /// Files that were asked for, in that order.
    files: VecDeque<File>,
    me: Weak<RefCell<Self>>,
}

impl Supervisor {
    /// Starts the worker.
    pub fn new(dispatch: Dispatch) -> Self {
        let inner = Rc::new_cyclic(|me| {
            RefCell::new(Inner {
                worker: None,
                is_ready: false,
                in_flight: None,
                queued: None,
                last: None,
                reported: None,
                resumed: 0,
                colours_asked: 0,
                watchdog: None,
                dispatch,
                drawing_ms: 0.0,
                changed_at: 0.0,
                check_number: 0,
                files: VecDeque::new(),
                me: me.clone(),
            })
        });
        let wish = Cell::default();
        Self { wish, inner }
    }

    /// How long the page was busy with the last report, in milliseconds.
    pub fn drawing_ms(&self) -> f64 {
        self.inner.borrow().drawing_ms
    }

    /// How long the text was left alone before this change, in milliseconds.
    pub fn since_last_change(&self) -> f64 {
        let now = Date::now();
        now - std::mem::replace(&mut self.inner.borrow_mut().changed_at, now)
    }

    /// Whether a check with that number was not asked for before.
    pub fn is_new_check(&self, number: u32) -> bool {
        let mut inner = self.inner.borrow_mut();
        std::mem::replace(&mut inner.check_number, number) != number
    }

    /// Checks a document once the check under way is done; a newer one takes its place in the queue.
    pub fn analyze(&self, rev: u32, request: AnalysisRequest) {
        let mut inner = self.inner.borrow_mut();
        inner.queued = Some((rev, request));
        inner.send_queued();
    }

    /// Asks what findings of the last report say when they are opened, by id.
    pub fn ask_findings(&self, rev: u32, ids: &[AttrValue]) {
        let mut inner = self.inner.borrow_mut();
        let reported = inner.reported.clone().filter(|(of, _)| *of == rev);
        if let Some((_, request)) = &reported {
            inner.post(&Outbound::Findings { rev, request, ids });
        }
    }

    /// Asks what a text is.
    pub fn detect(&self, rev: u32, text: &str) {
        self.inner.borrow_mut().post(&Outbound::Detect { rev, text });
    }

    /// Asks what is understood of a document: with the details of the open relations or a look at all, against the database before.
    pub fn understand(&self, rev: u32, request: &AnalysisRequest, of: &Understanding) {
        self.inner.borrow_mut().post(&Outbound::Understand {
            rev,
            request,
            open: &of.open,
            before: of.before.as_deref(),
            look: of.look.survey(),
            rows: of.rows(),
        });
    }

    /// Asks for the diagram of a document.
    pub fn draw(&self, rev: u32, request: &AnalysisRequest, view: &DiagramView) {
        self.inner
            .borrow_mut()
            .post(&Outbound::Diagram { rev, request, view });
    }

    /// Asks for the diagram as a file, which is handed to the reader when it comes.
    pub fn write_diagram(&self, rev: u32, request: &AnalysisRequest, view: &DiagramView, file: File) {
        let mut inner = self.inner.borrow_mut();
        inner.files.push_back(file);
        inner.post(&Outbound::DiagramFile {
            rev,
            request,
            view,
            file,
        });
    }

    /// Asks for everything about a node of a plan.
    pub fn describe(&self, rev: u32, plan: usize, node: usize) {
        self.inner
            .borrow_mut()
            .post(&Outbound::Describe { rev, plan, node });
    }

    /// Asks for a document with its names and values replaced.
    pub fn redact(&self, rev: u32, request: &AnalysisRequest) {
        self.inner.borrow_mut().post(&Outbound::Redact { rev, request });
    }

    /// Asks what settings can say.
    pub fn ask_choices(&self) {
        self.inner.borrow_mut().post(&Outbound::Choices);
    }

    /// Asks for the names of a document's catalog.
    pub fn ask_names(&self, rev: u32, request: &AnalysisRequest) {
        self.inner.borrow_mut().post(&Outbound::Names { rev, request });
    }

    /// Asks what all safe fixes of a document make of it.
    pub fn ask_safe_fixes(&self, rev: u32, request: &AnalysisRequest, unwanted: &[AttrValue]) {
        self.inner.borrow_mut().post(&Outbound::FixAll {
            rev,
            request,
            unwanted,
        });
    }

    /// Asks what the worker requested.
    pub fn ask_requests(&self) {
        self.inner.borrow_mut().post(&Outbound::Requests);
    }

    /// Asks for something made of a document and its report.
    pub fn export(&self, rev: u32, request: &AnalysisRequest, format: &'static str) {
        self.inner
            .borrow_mut()
            .post(&Outbound::Export { rev, request, format });
    }

    /// Asks for the colours of a text; the dialect is empty while it is not known.
    pub fn highlight(&self, rev: u32, text: &AttrValue, dialect: &str) {
        let mut inner = self.inner.borrow_mut();
        inner.colours_asked = rev;
        inner.post(&Outbound::Highlight { rev, text, dialect });
    }
}

impl Inner {
    fn send_queued(&mut self) {
        if self.in_flight.is_some() {
            return;
        }
        let Some((rev, request)) = self.queued.take() else {
            return;
        };
        if self.post(&Outbound::Analyze {
            rev,
            request: &request,
        }) {
            self.in_flight = Some(rev);
            self.watch();
        }
        self.last = Some((rev, request));
    }

    /// Posts a message, to a new worker when there is none; false when that failed, which has been said then.
    fn post(&mut self, message: &Outbound<'_>) -> bool {
        let posted = self.started().and_then(|worker| worker.post(message));
        if let Err(message) = &posted {
            self.dispatch.dispatch(Action::EngineStopped {
                message: message.clone(),
            });
        }
        posted.is_ok()
    }

    fn started(&mut self) -> Result<&EngineWorker, AttrValue> {
        if self.worker.is_none() {
            let me = self.me.clone();
            let worker = EngineWorker::start(Callback::from(move |message| {
                if let Some(inner) = me.upgrade() {
                    Self::hear(&inner, message);
                }
            }))?;
            self.is_ready = false;
            self.worker = Some(worker);
        }
        self.worker
            .as_ref()
            .ok_or(AttrValue::Static("it could not be started"))
    }

    fn watch(&mut self) {
        let me = self.me.clone();
        let limit = if self.is_ready {
            LONGEST_CHECK_MS
        } else {
            LONGEST_START_MS
        };
        let message = if self.is_ready {
            "the text took too long"
        } else {
            "the engine did not arrive"
        };
        self.watchdog = Some(Timeout::new(limit, move || {
            if let Some(inner) = me.upgrade() {
                inner
                    .borrow_mut()
                    .replace_worker(AttrValue::Static(message), false);
            }
        }));
    }

    /// Drops the worker, which ends it, says why, and goes on with newer text if there is some. When it failed at another question than a
    /// check, a new one is given the same text, once: the check under way is not lost, and what the editor asks next finds its text.
    fn replace_worker(&mut self, message: AttrValue, of_other: bool) {
        if let Some(worker) = self.worker.take() {
            // Not at once: it may be the one whose message is being heard.
            Timeout::new(0, move || drop(worker)).forget();
        }
        self.in_flight = None;
        self.watchdog = None;
        self.files.clear();
        match self.last.take() {
            Some((rev, request)) if of_other && self.resumed != rev => {
                self.resumed = rev;
                self.queued.get_or_insert((rev, request));
            }
            _ => self.dispatch.dispatch(Action::EngineStopped { message }),
        }
        self.send_queued();
    }

    /// Sends an action as a task of its own: reading an answer and drawing it in one would hold up typing.
    fn dispatch_later(&self, action: Action) {
        let dispatch = self.dispatch.clone();
        Timeout::new(0, move || dispatch.dispatch(action)).forget();
    }

    /// The same of a report, and measures how long it takes until it is drawn.
    fn draw_later(&self, action: Action) {
        let (dispatch, me) = (self.dispatch.clone(), self.me.clone());
        let drawn = move |start: f64| {
            if let Some(inner) = me.upgrade() {
                inner.borrow_mut().drawing_ms = Date::now() - start;
            }
        };
        let me = self.me.clone();
        Timeout::new(0, move || {
            // While a newer text is checked, this report is not drawn.
            let is_drawn = me
                .upgrade()
                .is_some_and(|inner| inner.borrow().in_flight.is_none());
            let start = Date::now();
            dispatch.dispatch(action);
            if is_drawn {
                Timeout::new(0, move || drawn(start)).forget();
            }
        })
        .forget();
    }

    fn hear(inner: &RefCell<Self>, message: Inbound) {
        let mut inner = inner.borrow_mut();
        match message {
            Inbound::Ready {
                version,
                servers,
                profiles,
            } => {
                inner.is_ready = true;
                inner.dispatch.dispatch(Action::EngineReady {
                    version,
                    servers,
                    profiles,
                });
                if inner.in_flight.is_some() {
                    inner.watch();
                }
            }
            Inbound::Report {
                rev,
                report,
                elapsed_ms,
            } => {
                inner.reported = inner.last.clone().filter(|(of, _)| *of == rev);
                inner.in_flight = None;
                inner.watchdog = None;
                inner.draw_later(Action::ReportArrived {
                    revision: rev,
                    report,
                    elapsed_ms,
                });
                inner.send_queued();
            }
            Inbound::Findings { rev, details } => inner.dispatch_later(Action::DetailsArrived {
                revision: rev,
                details,
            }),
            Inbound::Understood { rev, answer } => {
                inner.dispatch_later(Action::UnderstoodArrived {
                    revision: rev,
                    answer,
                });
            }
            Inbound::Diagram { rev, answer } => {
                inner.dispatch_later(Action::Diagram(DiagramAction::Arrived {
                    revision: rev,
                    answer,
                }));
            }
            Inbound::DiagramFile { text } => {
                if let Some(file) = inner.files.pop_front() {
                    hand_over(&inner.dispatch, file, text);
                }
            }
            Inbound::Described { rev, details } => {
                inner.dispatch_later(Action::NodeDescribed {
                    revision: rev,
                    details,
                });
            }
            Inbound::Detected { rev, kind } => {
                inner
                    .dispatch
                    .dispatch(Action::PasteDetected { revision: rev, kind });
            }
            Inbound::Highlighted { rev, tokens } => {
                if rev == inner.colours_asked {
                    let tokens = Tokens {
                        revision: rev,
                        triples: Shared::new(tokens),
                    };
                    inner.dispatch.dispatch(Action::ColoursArrived(tokens));
                }
            }
            Inbound::Redacted { rev, redaction } => {
                let change = SharingChange::Redacted(rev, redaction);
                inner.dispatch_later(Action::SharingChanged(change));
            }
            Inbound::Exported { format, text } => {
                inner.dispatch_later(Action::ExportArrived { format, text })
            }
            Inbound::Choices(choices) => {
                inner.dispatch_later(Action::Tool(ToolAction::ChoicesArrived(choices)));
            }
            Inbound::Names { rev, names } => {
                inner.dispatch_later(Action::Tool(ToolAction::NamesArrived(rev, names)));
            }
            Inbound::SafeFixes { rev, fixes } => {
                inner.dispatch_later(Action::Tool(ToolAction::SafeFixesArrived(rev, fixes)));
            }
            Inbound::Requests(requests) => account::tell(inner.dispatch.clone(), requests),
            Inbound::Failed { message, of_other } => inner.replace_worker(message, of_other),
        }
    }
}
