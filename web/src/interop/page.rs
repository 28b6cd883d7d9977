//! The static page that stands before this program starts: what was typed there must not be lost.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::dom;

/// What the static text field held when the program took over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShellText {
    pub text: String,
    /// UTF-16 offsets of the selection.
    pub selection: (u32, u32),
    pub focused: bool,
}

/// How large the playground is as one file, in words; none when it is that file.
pub fn single_file_size() -> Option<String> {
    let meta = gloo::utils::document().query_selector("meta[name=rowproof-single-file]");
    let size = meta.ok()??.get_attribute("content")?;
    (!size.is_empty()).then_some(size)
}

/// Reads the static text field; None when there is none.
pub fn shell_text() -> Option<ShellText> {
    let field: HtmlTextAreaElement = dom::by_id("shell-editor")?.dyn_into().ok()?;
    let focused = gloo::utils::document()
        .active_element()
        .is_some_and(|active| active.id() == "shell-editor");
    Some(ShellText {
        text: field.value(),
        selection: selection_of(&field),
        focused,
    })
}

/// The selection of a text field, in UTF-16 offsets.
pub fn selection_of(field: &HtmlTextAreaElement) -> (u32, u32) {
    let start = field.selection_start().ok().flatten().unwrap_or_default();
    let end = field.selection_end().ok().flatten().unwrap_or(start);
    (start, end)
}
