//! Files for the reader: texts, and pictures made of them. Nothing leaves the tab but to the reader's own disk.

use gloo::utils::document;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement,
    Url,
};
use yew::Callback;

/// The longest side of a picture, in pixels: browsers refuse larger canvases.
const LONGEST_SIDE: f64 = 8_000.0;
/// Pixels for each unit of a drawing: sharp on dense screens.
const DENSITY: f64 = 2.0;

/// Offers a text as a file.
pub fn save_text(name: &str, kind: &str, text: &str) -> bool {
    blob(kind, text).and_then(|blob| save(name, &blob)).is_some()
}

/// Offers an SVG drawing as a PNG picture, then tells whether that worked.
pub fn save_png(name: &'static str, svg: &str, done: Callback<bool>) {
    let svg = blob("image/svg+xml", svg);
    spawn_local(async move {
        let picture = match svg {
            Some(svg) => picture(&svg).await.ok(),
            None => None,
        };
        done.emit(picture.and_then(|picture| save(name, &picture)).is_some());
    });
}

/// A text as an address that holds all of it.
pub fn address_of(kind: &str, text: &str) -> String {
    format!("data:{kind},{}", js_sys::encode_uri_component(text))
}

fn blob(kind: &str, text: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()
}

fn save(name: &str, blob: &Blob) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken hold of it by then.
    gloo::timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&url))).forget();
    Some(())
}

async fn picture(svg: &Blob) -> Result<Blob, JsValue> {
    let url = Url::create_object_url_with_blob(svg)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    let loaded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&url)?;
    loaded?;
    let (width, height) = (
        f64::from(image.natural_width()),
        f64::from(image.natural_height()),
    );
    let density = DENSITY.min(LONGEST_SIDE / width.max(height).max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width((width * density) as u32);
    canvas.set_height((height * density) as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        width * density,
        height * density,
    )?;
    let made = Promise::new(&mut |resolve: Function, reject: Function| {
        let given = Closure::once_into_js(move |blob: JsValue| resolve.call1(&JsValue::NULL, &blob));
        if let Err(error) = canvas.to_blob(given.unchecked_ref()) {
            // Nobody else hears of it.
            let _unheard = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(made).await?.dyn_into::<Blob>()
}
