//! The engine's worker: starting it, talking to it, reading what it says.

use gloo::events::EventListener;
use gloo::utils::document;
use js_sys::{Promise, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::{AttrValue, Callback};

use super::choices::{Choices, choices};
use super::diagram::{Diagram, diagram};
use super::fields::{field, list, number, optional_text, text, texts, whole};
use super::findings;
use super::names::{Names, names};
use super::plan::{NodeDetails, node_details};
use super::reading;
use super::report::{Details, Report};
use super::request::Outbound;
use super::safe_fixes::{SafeFixes, safe_fixes};
use super::shared::Shared;
use super::storage::{of_page, set_of_page};
use super::understood::{Understood, understood};
use crate::state::analysis::{Product, Profile};
use crate::state::opened::Redaction;

/// What the worker says.
#[derive(Debug)]
pub enum Inbound {
    /// It can be asked.
    Ready {
        version: AttrValue,
        servers: Vec<Product>,
        profiles: Vec<Profile>,
    },
    /// The answer to `Analyze`.
    Report {
        rev: u32,
        report: Shared<Report>,
        elapsed_ms: f64,
    },
    /// The answer to `Findings`.
    Findings {
        rev: u32,
        details: Vec<(AttrValue, Shared<Details>)>,
    },
    /// The answer to `Understand`.
    Understood { rev: u32, answer: Shared<Understood> },
    /// The answer to `Diagram`.
    Diagram { rev: u32, answer: Shared<Diagram> },
    /// The answer to `DiagramFile`.
    DiagramFile { text: String },
    /// The answer to `Describe`.
    Described { rev: u32, details: Shared<NodeDetails> },
    /// The answer to `Detect`.
    Detected { rev: u32, kind: AttrValue },
    /// The answer to `Highlight`.
    Highlighted { rev: u32, tokens: Uint32Array },
    /// The answer to `Redact`.
    Redacted { rev: u32, redaction: Shared<Redaction> },
    /// The answer to `Export`.
    Exported { format: AttrValue, text: AttrValue },
    /// The answer to `Choices`.
    Choices(Shared<Choices>),
    /// The answer to `Names`.
    Names { rev: u32, names: Shared<Names> },
    /// The answer to `FixAll`.
    SafeFixes { rev: u32, fixes: Shared<SafeFixes> },
    /// The answer to `Requests`: what the worker requested, as `static/documents.js` takes it.
    Requests(JsValue),
    /// It panicked, could not load, or said something unreadable; it must be replaced.
    Failed {
        message: AttrValue,
        /// Whether it failed at another question than a check.
        of_other: bool,
    },
}

/// A running worker. Dropping it terminates it.
pub struct EngineWorker {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl EngineWorker {
    /// Starts the worker named in the page's head and hears it from then on.
    pub fn start(on_message: Callback<Inbound>) -> Result<Self, AttrValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let url = engine_url().ok_or(AttrValue::Static("this page names no engine"))?;
        let worker = Worker::new_with_options(&url, &options).map_err(|error| describe(&error))?;
        // What the editor asks goes to the worker directly, with a port of its own for the answer.
        set_of_page("worker", &worker);
        let on_error = on_message.clone();
        let listeners = [
            EventListener::new(&worker, "message", move |event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    hear(event.data(), on_message.clone());
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                let message = optional_text(event, "message");
                let message = message.unwrap_or(AttrValue::Static("it could not be loaded"));
                on_error.emit(failed(message));
            }),
        ];
        Ok(Self {
            worker,
            _listeners: listeners,
        })
    }

    /// Posts a message.
    pub fn post(&self, message: &Outbound<'_>) -> Result<(), AttrValue> {
        self.worker
            .post_message(&message.to_object())
            .map_err(|error| describe(&error))
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Reads a message once what reads and draws reports is there (`static/boot.js`). Messages keep their order.
fn hear(message: JsValue, on_message: Callback<Inbound>) {
    spawn_local(async move {
        on_message.emit(match views_come().await {
            true => read(&message),
            false => failed("a part of this page could not be loaded; reload it".into()),
        });
    });
}

/// Waits for what draws reports (`static/boot.js`); false when it cannot be loaded.
async fn views_come() -> bool {
    comes("views").await
}

/// Waits for everything that is loaded after the page has started; false when some of it cannot be.
pub async fn all_parts_come() -> bool {
    comes("allParts").await
}

async fn comes(promise: &str) -> bool {
    match of_page(promise).dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

fn engine_url() -> Option<String> {
    let meta = document().query_selector("meta[name=rowproof-engine]").ok()??;
    meta.get_attribute("content")
}

/// Called when what is loaded later is there, and therefore a part of it.
#[inline(never)]
fn read(message: &JsValue) -> Inbound {
    let rev = whole(message, "rev");
    match text(message, "type").as_str() {
        "ready" => Inbound::Ready {
            version: text(message, "version"),
            servers: list(message, "servers", |server| Product {
                code: text(server, "code"),
                name: text(server, "name"),
                versions: texts(server, "versions"),
            }),
            profiles: list(message, "profiles", |profile| Profile {
                code: text(profile, "code"),
                name: text(profile, "name"),
                summary: text(profile, "summary"),
            }),
        },
        "understood" => Inbound::Understood {
            rev,
            answer: Shared::new(understood(&field(message, "understood"))),
        },
        "diagram" => Inbound::Diagram {
            rev,
            answer: Shared::new(diagram(&field(message, "diagram"))),
        },
        "diagram_file" => Inbound::DiagramFile {
            text: text(message, "text").to_string(),
        },
        "report" => match reading::report(&field(message, "report")) {
            Some(report) => Inbound::Report {
                rev,
                report: Shared::new(report),
                elapsed_ms: number(message, "ms").unwrap_or_default(),
            },
            None => failed("its answer could not be read".into()),
        },
        "findings" => Inbound::Findings {
            rev,
            details: findings::details(message),
        },
        "described" => Inbound::Described {
            rev,
            details: Shared::new(node_details(&field(message, "details"))),
        },
        "detected" => Inbound::Detected {
            rev,
            kind: text(&field(message, "detection"), "kind"),
        },
        "redacted" => Inbound::Redacted {
            rev,
            redaction: Shared::new(reading::redaction(&field(message, "redaction"))),
        },
        "exported" => Inbound::Exported {
            format: text(message, "format"),
            text: text(message, "text"),
        },
        "choices" => Inbound::Choices(Shared::new(choices(&field(message, "choices")))),
        "names" => Inbound::Names {
            rev,
            names: Shared::new(names(&field(message, "names"))),
        },
        "fixes" => Inbound::SafeFixes {
            rev,
            fixes: Shared::new(safe_fixes(&field(message, "fixes"))),
        },
        "requests" => Inbound::Requests(field(message, "requests")),
        "highlighted" => Inbound::Highlighted {
            rev,
            tokens: Uint32Array::new(&field(message, "tokens")),
        },
        _ => Inbound::Failed {
            message: text(message, "message"),
            of_other: !matches!(text(message, "of").as_str(), "" | "analyze"),
        },
    }
}

fn failed(message: AttrValue) -> Inbound {
    Inbound::Failed {
        message,
        of_other: false,
    }
}

fn describe(error: &JsValue) -> AttrValue {
    optional_text(error, "message").unwrap_or(AttrValue::Static("it could not be started"))
}
