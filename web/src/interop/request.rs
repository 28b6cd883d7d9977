//! What the page posts to the worker.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::JsValue;
use yew::AttrValue;

use super::fields::set;
use super::kept::position_to_array;
use crate::state::diagram::{Detail, File};
use crate::state::options::Options;
use crate::state::positions::Position;
use crate::state::text::is_same;

/// A message to the worker.
pub enum Outbound<'a> {
    /// Check a whole document.
    Analyze { rev: u32, request: &'a AnalysisRequest },
    /// Say findings of a document whole, by id.
    Findings {
        rev: u32,
        request: &'a AnalysisRequest,
        ids: &'a [AttrValue],
    },
    /// Say what a text is.
    Detect { rev: u32, text: &'a str },
    /// Say what is understood of a document.
    Understand {
        rev: u32,
        request: &'a AnalysisRequest,
        /// The relations whose details are wanted, by name.
        open: &'a [AttrValue],
        /// The database to compare with.
        before: Option<&'a str>,
        /// The look at all tables that is wanted in place of the relations, in the engine's words.
        look: Option<&'static str>,
        /// How many of its rows.
        rows: u32,
    },
    /// Say everything about a node of a plan of the document that was checked last, by their places.
    Describe { rev: u32, plan: usize, node: usize },
    /// Draw the diagram of a document.
    Diagram {
        rev: u32,
        request: &'a AnalysisRequest,
        view: &'a DiagramView,
    },
    /// Write the diagram for other programs.
    DiagramFile {
        rev: u32,
        request: &'a AnalysisRequest,
        view: &'a DiagramView,
        file: File,
    },
    /// Replace the names and values of a document.
    Redact { rev: u32, request: &'a AnalysisRequest },
    /// Make something of a document and its report: the format in the engine's words.
    Export {
        rev: u32,
        request: &'a AnalysisRequest,
        format: &'static str,
    },
    /// Say what settings can say.
    Choices,
    /// Say the names of a document's catalog.
    Names { rev: u32, request: &'a AnalysisRequest },
    /// Say what all safe fixes of a document make of it, but those of these findings.
    FixAll {
        rev: u32,
        request: &'a AnalysisRequest,
        unwanted: &'a [AttrValue],
    },
    /// Say what the worker requested.
    Requests,
    /// Split a text into coloured tokens.
    Highlight {
        rev: u32,
        text: &'a AttrValue,
        /// Empty: not known yet.
        dialect: &'a str,
    },
}

impl Outbound<'_> {
    /// As the worker reads it.
    pub fn to_object(&self) -> Object {
        match self {
            Self::Analyze { rev, request } => {
                let object = message("analyze", *rev);
                set(&object, "request", &request.to_object());
                object
            }
            Self::Findings { rev, request, ids } => {
                let object = message("findings", *rev);
                set(&object, "request", &request.to_object());
                set(&object, "ids", &names(ids));
                object
            }
            Self::Understand {
                rev,
                request,
                open,
                before,
                look,
                rows,
            } => {
                let object = message("understand", *rev);
                set(&object, "request", &request.to_object());
                set(&object, "open", &names(open));
                set(&object, "before", &word(*before));
                set(&object, "look", &word(*look));
                set(&object, "rows", &(*rows).into());
                object
            }
            Self::Describe { rev, plan, node } => {
                let object = message("describe", *rev);
                set(&object, "plan", &(*plan as u32).into());
                set(&object, "node", &(*node as u32).into());
                object
            }
            Self::Diagram { rev, request, view } => {
                let object = message("diagram", *rev);
                set(&object, "request", &request.to_object());
                set(&object, "view", &view.to_object());
                object
            }
            Self::DiagramFile {
                rev,
                request,
                view,
                file,
            } => {
                let object = message("diagram_file", *rev);
                set(&object, "request", &request.to_object());
                set(&object, "view", &view.to_object());
                // A picture is made of the drawing by the page.
                let format = if file.format == "png" { "svg" } else { file.format };
                set(&object, "format", &format.into());
                object
            }
            Self::Redact { rev, request } => {
                let object = message("redact", *rev);
                set(&object, "request", &request.to_object());
                object
            }
            Self::Export { rev, request, format } => {
                let object = message("export", *rev);
                set(&object, "request", &request.to_object());
                set(&object, "format", &(*format).into());
                object
            }
            Self::FixAll {
                rev,
                request,
                unwanted,
            } => {
                let object = message("fix_all", *rev);
                set(&object, "request", &request.to_object());
                set(&object, "unwanted", &names(unwanted));
                object
            }
            Self::Choices => message("choices", 0),
            Self::Requests => message("requests", 0),
            Self::Names { rev, request } => {
                let object = message("names", *rev);
                set(&object, "request", &request.to_object());
                object
            }
            Self::Detect { rev, text } => {
                let object = message("detect", *rev);
                set(&object, "text", &(*text).into());
                object
            }
            Self::Highlight { rev, text, dialect } => {
                let object = message("highlight", *rev);
                set(&object, "text", &script_text(text));
                set(&object, "dialect", &(*dialect).into());
                object
            }
        }
    }
}

fn names(names: &[AttrValue]) -> Array {
    names.iter().map(|name| JsValue::from_str(name)).collect()
}

fn message(kind: &str, rev: u32) -> Object {
    let object = Object::new();
    set(&object, "type", &kind.into());
    set(&object, "rev", &rev.into());
    object
}

/// A document to check; the engine decides about its database.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnalysisRequest {
    pub parts: Vec<RequestPart>,
    /// The levels of rules that go together. None: every rule has its own.
    pub profile: Option<AttrValue>,
    /// What of the rules is otherwise than by itself.
    pub options: Rc<Options>,
}

impl AnalysisRequest {
    fn to_object(&self) -> Object {
        let object = Object::new();
        let parts: Array = self.parts.iter().map(RequestPart::to_object).collect();
        set(&object, "parts", &parts);
        set(&object, "dialect", &JsValue::NULL);
        set(&object, "profile", &word(self.profile.as_deref()));
        set(&object, "levels", &levels(&self.options));
        set(&object, "thresholds", &thresholds(&self.options));
        set(&object, "words", &words(&self.options));
        object
    }
}

fn levels(options: &Options) -> Object {
    let object = Object::new();
    for (rule, level) in &options.levels {
        set(&object, rule, &JsValue::from_str(level));
    }
    object
}

fn thresholds(options: &Options) -> Object {
    let object = Object::new();
    for (name, number) in &options.thresholds {
        // The browser reads numbers: the library's code for that would be a large part of the download.
        set(
            &object,
            name,
            &JsValue::from_str(number).unchecked_into_f64().into(),
        );
    }
    object
}

fn words(options: &Options) -> Object {
    let object = Object::new();
    // They are sorted by list.
    for of_list in options.words.chunk_by(|one, other| one.0 == other.0) {
        let words: Array = of_list.iter().map(|(_, word)| JsValue::from_str(word)).collect();
        if let Some((list, _)) = of_list.first() {
            set(&object, list, &words);
        }
    }
    object
}

/// What of the diagram is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramView {
    pub detail: Detail,
    pub ungrouped: bool,
    /// The titles of the groups that are open.
    pub open: Vec<AttrValue>,
    pub moves: Vec<Position>,
}

impl DiagramView {
    fn to_object(&self) -> Object {
        let object = Object::new();
        set(&object, "detail", &self.detail.as_str().into());
        set(&object, "ungrouped", &self.ungrouped.into());
        set(&object, "open", &names(&self.open));
        let moves: Array = self.moves.iter().map(position_to_array).collect();
        set(&object, "moves", &moves);
        object
    }
}

/// One part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestPart {
    pub id: AttrValue,
    pub name: AttrValue,
    pub text: AttrValue,
    /// None: the engine detects it.
    pub kind: Option<&'static str>,
    /// `mysql`, or `mysql 5.7.44`. None: the engine detects it.
    pub server: Option<AttrValue>,
}

impl RequestPart {
    fn to_object(&self) -> Object {
        let object = Object::new();
        set(&object, "id", &JsValue::from_str(&self.id));
        set(&object, "name", &JsValue::from_str(&self.name));
        set(&object, "text", &script_text(&self.text));
        set(&object, "kind", &word(self.kind));
        let server = self.server.as_deref();
        let (product, version) = match server.and_then(|server| server.split_once(' ')) {
            Some((product, version)) => (Some(product), Some(version)),
            None => (server, None),
        };
        set(&object, "dialect", &word(product));
        set(&object, "version", &word(version));
        object
    }
}

thread_local! {
    /// The last large text, and the same as bytes of the browser's.
    static LAST: RefCell<(AttrValue, Uint8Array)> = RefCell::default();
}

/// Texts shorter than this are handed over anew each time, as the browser's own text. In bytes.
const LARGE: usize = 100_000;

/// A text for the worker. A large one is sent as bytes, which both sides copy many times faster than they write and read it, and which
/// are made once for its colours and its check.
fn script_text(text: &AttrValue) -> JsValue {
    if text.len() < LARGE {
        return JsValue::from_str(text);
    }
    LAST.with_borrow_mut(|(last, bytes)| {
        if !is_same(last, text) {
            (*last, *bytes) = (text.clone(), Uint8Array::from(text.as_bytes()));
        }
        bytes.clone().into()
    })
}

/// A word, or null.
pub fn word(word: Option<&str>) -> JsValue {
    word.map_or(JsValue::NULL, JsValue::from_str)
}
