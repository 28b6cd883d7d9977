//! The playground: paste a schema, queries or a plan and see what would go wrong. Text goes into the store, from there
//! to the engine's worker, and the report comes back into the store; components only show it.

mod app;
mod components;
mod documents;
mod hooks;
mod interop;
mod state;

use interop::{dom, page};
use wasm_bindgen::prelude::wasm_bindgen;

/// 2.6 KB less to load than with the standard library's.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen]
extern "C" {
    /// `loadPart` of `static/boot.js`.
    #[wasm_bindgen(js_namespace = ["window", "rowproof"], js_name = loadPart)]
    fn load_page_part(number: u32);
}

/// Has a part of this program loaded at once. Called by what the build leaves in the place of a part's functions
/// (`crates/xtask/src/build/parts`) when one is wanted before its part came, and by nobody else.
#[wasm_bindgen]
pub fn load_part(number: u32) {
    load_page_part(number);
}

fn main() {
    yew::set_custom_panic_hook(Box::new(|information| {
        // The text is kept in the browser; boot.js shows what to do next.
        dom::set_root_attribute("data-defect", Some(&information.to_string()));
    }));
    let shell = page::shell_text().unwrap_or_default();
    if let Some(root) = dom::by_id("app") {
        yew::Renderer::<app::App>::with_root_and_props(root.into(), app::AppProps { shell }).render();
    }
}
