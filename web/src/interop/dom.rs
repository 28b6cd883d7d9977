//! Small questions to the document that Yew has no words for.

use super::fields::field;
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};

thread_local! {
    static IS_APPLE: bool = {
        let platform = window().navigator().platform().unwrap_or_default();
        platform.starts_with("Mac") || platform.starts_with("iP")
    };
}

/// Whether the browser runs on an Apple system, where Mod is the command key.
pub fn is_apple() -> bool {
    IS_APPLE.with(|is_apple| *is_apple)
}

/// The element with that id.
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first element inside another that fits the selector.
pub fn first_in(parent: &HtmlElement, selector: &str) -> Option<HtmlElement> {
    parent.query_selector(selector).ok()??.dyn_into().ok()
}

/// Gives an element the focus, if it is there.
pub fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // An element that cannot take the focus leaves it where it is.
        let _unfocusable = element.focus();
    }
}

/// Whether nothing has the focus: what had it is gone.
pub fn is_focus_lost() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|element| element.tag_name() == "BODY")
}

/// The text field that an element is.
pub fn as_field(element: HtmlElement) -> Option<HtmlInputElement> {
    element.dyn_into().ok()
}

/// Opens a page of this site in a tab of its own, which knows nothing of this one.
pub fn open_beside(address: &str) {
    // A browser that refuses says so itself.
    let _refused = window().open_with_url_and_target_and_features(address, "_blank", "noopener");
}

/// Scrolls as little as needed to make an element visible.
pub fn bring_into_view(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Sets or removes an attribute of the root element.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    // Both only fail for names that are no attribute names; ours are constants.
    let _infallible = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Brings the element with that id into view, once it has been drawn.
pub fn show_soon(id: String) {
    let show = move || {
        if let Some(element) = document().get_element_by_id(&id) {
            bring_into_view(&element);
        }
    };
    Timeout::new(0, show).forget();
}

/// Width and height of the element with that id, in CSS pixels.
pub fn size_of(id: &str) -> Option<(f64, f64)> {
    let element = by_id(id)?;
    let (width, height) = (element.client_width(), element.client_height());
    (width > 0 && height > 0).then(|| (f64::from(width), f64::from(height)))
}

/// Where the element with that id begins in the window.
pub fn corner_of(id: &str) -> Option<(f64, f64)> {
    let place = by_id(id)?.get_bounding_client_rect();
    Some((place.left(), place.top()))
}

/// Has the element with that id hear everything of a pointer until it is released, wherever it goes.
pub fn capture_pointer(id: &str, pointer: i32) {
    if let Some(element) = by_id(id) {
        // A pointer that is gone already cannot be held.
        let _gone = element.set_pointer_capture(pointer);
    }
}

/// The width of the window, in CSS pixels.
pub fn viewport_width() -> f64 {
    let width = window().inner_width().ok();
    width.and_then(|width| width.as_f64()).unwrap_or(1_000.0)
}

/// Whether this device hands links to other programs by itself, as phones do.
pub fn can_send() -> bool {
    let can_share = field(&window().navigator(), "share").is_function();
    let coarse = window().match_media("(pointer: coarse)").ok().flatten();
    can_share && coarse.is_some_and(|query| query.matches())
}
