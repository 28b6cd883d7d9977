//! What was requested and what is kept: asked of the browser, told to the reader, taken away when they say so.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::browser::call;
use crate::hooks::use_store::Dispatch;
use crate::interop::privacy::privacy;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::tools::ToolAction;

/// Tells what the page and its worker requested; the worker's own comes with the call.
#[inline(never)]
pub fn tell(dispatch: Dispatch, of_worker: JsValue) {
    spawn_local(async move {
        if let Ok(account) = call("account", vec![of_worker]).await {
            let account = Shared::new(privacy(&account));
            dispatch.dispatch(Action::Tool(ToolAction::PrivacyRead(account)));
        }
    });
}

/// Takes everything of the page out of this browser, and starts anew.
#[inline(never)]
pub fn forget() {
    spawn_local(async move {
        // The page is left: nobody could hear of it.
        let _gone = call("forget", Vec::new()).await;
    });
}
