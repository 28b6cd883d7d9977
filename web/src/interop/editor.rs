//! The editor module (`web/editor`), which boot.js starts to load before this program arrives.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// What the editor tells the page.
pub struct EditorEvents {
    /// The text changed by the user's hand: the whole text in UTF-8, and whether it was pasted.
    pub on_change: Box<dyn Fn(Uint8Array, bool)>,
    /// The caret moved by the user's hand: its UTF-16 offset.
    pub on_cursor: Box<dyn Fn(u32)>,
    /// The user wants something of the page: what, about what, and two numbers.
    pub on_wish: Box<dyn Fn(String, String, u32, u32)>,
}

/// One mark in the text, for the editor.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub start: u32,
    pub end: u32,
    /// 0 error, 1 warning, 2 info, 3 hint
    pub severity: u32,
    pub message: String,
    pub source: String,
}

/// One replacement, in UTF-16 offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// An editor in the page. Dropping it removes it.
pub struct Editor {
    object: Object,
    _on_change: Closure<dyn Fn(Uint8Array, bool)>,
    _on_cursor: Closure<dyn Fn(u32)>,
    _on_wish: Closure<dyn Fn(String, String, u32, u32)>,
}

impl Editor {
    /// Waits for the module and builds an editor in `host`. None when the module did not load; the page then keeps
    /// its plain text field.
    pub async fn load(host: HtmlElement, label: &str, events: EditorEvents) -> Option<Self> {
        let page = Reflect::get(&gloo::utils::window(), &"rowproof".into()).ok()?;
        let promise = Reflect::get(&page, &"editor".into())
            .ok()?
            .dyn_into::<Promise>()
            .ok()?;
        let module = JsFuture::from(promise).await.ok()?;
        let create = Reflect::get(&module, &"create".into())
            .ok()?
            .dyn_into::<Function>()
            .ok()?;
        let on_change = Closure::new(events.on_change);
        let on_cursor = Closure::new(events.on_cursor);
        let on_wish = Closure::new(events.on_wish);
        let options = Object::new();
        Reflect::set(&options, &"label".into(), &label.into()).ok()?;
        Reflect::set(&options, &"onChange".into(), on_change.as_ref()).ok()?;
        Reflect::set(&options, &"onCursor".into(), on_cursor.as_ref()).ok()?;
        Reflect::set(&options, &"onWish".into(), on_wish.as_ref()).ok()?;
        let object = create
            .call2(&JsValue::NULL, &host, &options)
            .ok()?
            .dyn_into::<Object>()
            .ok()?;
        Some(Self {
            object,
            _on_change: on_change,
            _on_cursor: on_cursor,
            _on_wish: on_wish,
        })
    }

    /// Shows a part; each part keeps its own undo history and caret.
    pub fn open(&self, part: &str, text: &str) {
        self.call("open", [part.into(), text.into()]);
    }

    /// Forgets a part that was closed.
    pub fn forget(&self, part: &str) {
        self.call("forget", [part.into()]);
    }

    /// Replaces the text in one undo step.
    pub fn set_text(&self, text: &str) {
        self.call("setText", [text.into()]);
    }

    /// Makes replacements in one undo step. They are ordered and do not overlap.
    pub fn apply_edits(&self, edits: &[Replacement]) {
        let ranges: Vec<u32> = edits.iter().flat_map(|edit| [edit.start, edit.end]).collect();
        let texts: Array = edits.iter().map(|edit| JsValue::from_str(&edit.text)).collect();
        self.call(
            "applyEdits",
            [Uint32Array::from(ranges.as_slice()).into(), texts.into()],
        );
    }

    /// Marks places with their messages.
    pub fn set_diagnostics(&self, marks: &[Mark]) {
        let numbers: Vec<u32> = marks
            .iter()
            .flat_map(|mark| [mark.start, mark.end, mark.severity])
            .collect();
        let texts = marks.iter().flat_map(|mark| [&mark.message, &mark.source]);
        let texts: Array = texts.map(|text| JsValue::from_str(text)).collect();
        self.call(
            "setDiagnostics",
            [Uint32Array::from(numbers.as_slice()).into(), texts.into()],
        );
    }

    /// Colours the text: triples of start, end, kind.
    pub fn set_tokens(&self, triples: &Uint32Array) {
        self.call("setTokens", [triples.into()]);
    }

    /// Selects a place and brings it into view.
    pub fn reveal(&self, start: u32, end: u32, focus: bool) {
        self.call("reveal", [start.into(), end.into(), focus.into()]);
    }

    /// Puts the caret back where it was in the plain text field.
    pub fn select(&self, start: u32, end: u32, focus: bool) {
        self.call("select", [start.into(), end.into(), focus.into()]);
    }

    fn call<const N: usize>(&self, method: &str, arguments: [JsValue; N]) {
        let function = Reflect::get(&self.object, &method.into()).ok();
        let function = function.and_then(|value| value.dyn_into::<Function>().ok());
        if let Some(function) = function {
            // A failing editor must not take the page with it: the text lives in the store.
            let _ignored = function.apply(&self.object, &Array::from_iter(arguments));
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.call("dispose", []);
    }
}
