//! The engine's worker: starting it, talking to it, reading what it says.

use gloo::events::EventListener;
use gloo::utils::document;
use js_sys::{Reflect, Uint32Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use super::report::{Detection, Report};
use super::request::Outbound;
use super::shared::Shared;

/// What the worker says.
#[derive(Debug)]
pub enum Inbound {
    /// It can be asked.
    Ready { version: String },
    /// The answer to `Analyze`.
    Report {
        rev: u32,
        report: Shared<Report>,
        elapsed_ms: f64,
    },
    /// The answer to `Detect`.
    Detected { rev: u32, detection: Detection },
    /// The answer to `Highlight`.
    Highlighted { rev: u32, tokens: Uint32Array },
    /// It panicked, could not load, or said something unreadable; it must be replaced.
    Failed { message: String },
}

/// A running worker. Dropping it terminates it.
pub struct EngineWorker {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl EngineWorker {
    /// Starts the worker named in the page's head and hears it from then on.
    pub fn start(on_message: Callback<Inbound>) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let url = engine_url().ok_or("this page names no engine")?;
        let worker = Worker::new_with_options(&url, &options).map_err(|error| describe(&error))?;
        let on_error = on_message.clone();
        let listeners = [
            EventListener::new(&worker, "message", move |event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    on_message.emit(read(&event.data()));
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                let message =
                    text_of(event, "message").unwrap_or_else(|| "it could not be loaded".to_owned());
                on_error.emit(Inbound::Failed { message });
            }),
        ];
        Ok(Self {
            worker,
            _listeners: listeners,
        })
    }

    /// Posts a message.
    pub fn post(&self, message: &Outbound<'_>) -> Result<(), String> {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        let value = message
            .serialize(&serializer)
            .map_err(|error| error.to_string())?;
        self.worker.post_message(&value).map_err(|error| describe(&error))
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn engine_url() -> Option<String> {
    let meta = document().query_selector("meta[name=rowproof-engine]").ok()??;
    meta.get_attribute("content")
}

fn read(message: &JsValue) -> Inbound {
    let rev = number_of(message, "rev");
    match text_of(message, "type").as_deref() {
        Some("ready") => Inbound::Ready {
            version: text_of(message, "version").unwrap_or_default(),
        },
        Some("report") => field(message, "report", |report| Inbound::Report {
            rev,
            report,
            elapsed_ms: Reflect::get(message, &"ms".into())
                .ok()
                .and_then(|ms| ms.as_f64())
                .unwrap_or_default(),
        }),
        Some("detected") => field(message, "detection", |detection| Inbound::Detected {
            rev,
            detection,
        }),
        Some("highlighted") => {
            let tokens = Reflect::get(message, &"tokens".into()).unwrap_or(JsValue::UNDEFINED);
            Inbound::Highlighted {
                rev,
                tokens: Uint32Array::new(&tokens),
            }
        }
        _ => Inbound::Failed {
            message: text_of(message, "message").unwrap_or_default(),
        },
    }
}

fn field<T: DeserializeOwned>(message: &JsValue, name: &str, build: impl FnOnce(T) -> Inbound) -> Inbound {
    let value = Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED);
    match serde_wasm_bindgen::from_value(value) {
        Ok(read) => build(read),
        Err(error) => Inbound::Failed {
            message: format!("its answer could not be read: {error}"),
        },
    }
}

fn text_of(value: &JsValue, name: &str) -> Option<String> {
    Reflect::get(value, &name.into()).ok()?.as_string()
}

fn number_of(value: &JsValue, name: &str) -> u32 {
    let number = Reflect::get(value, &name.into())
        .ok()
        .and_then(|number| number.as_f64());
    number.unwrap_or_default() as u32
}

fn describe(error: &JsValue) -> String {
    text_of(error, "message").unwrap_or_else(|| "it could not be started".to_owned())
}
