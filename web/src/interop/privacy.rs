//! What the browser knows of the page: what was requested, and what is kept. `static/documents.js` and the engine's worker tell it.

use wasm_bindgen::JsValue;
use yew::AttrValue;

use super::fields::{count, flag, list, number, text};

/// What the page requested and keeps.
#[derive(Debug, Default)]
pub struct Privacy {
    /// In the order of time.
    pub requests: Vec<Request>,
    /// The policy of the page, as the browser was told.
    pub policy: AttrValue,
    pub kept: Kept,
}

/// A file that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its address; without the site's own when it is the site's.
    pub name: AttrValue,
    /// Whether it is the site's.
    pub is_own: bool,
    /// Bytes that came over the network.
    pub sent_bytes: f64,
    /// Bytes that it holds, packed.
    pub bytes: f64,
    /// Whether the site's service worker answered, from what is kept or from the network.
    pub by_worker: bool,
    /// Whether what is kept on the device answered.
    pub from_device: bool,
}

/// What this browser keeps of the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Texts of this tab and others.
    pub texts: usize,
    pub text_letters: f64,
    /// States of the history.
    pub snapshots: usize,
    pub snapshot_letters: f64,
    /// Files of the page, to open it without a network.
    pub files: usize,
    /// The theme, the hint that was seen.
    pub choices: usize,
}

impl Privacy {
    /// Requests that went elsewhere than to the site.
    pub fn foreign(&self) -> usize {
        self.requests.iter().filter(|request| !request.is_own).count()
    }

    /// Bytes that came over the network.
    pub fn sent_bytes(&self) -> f64 {
        self.requests.iter().map(|request| request.sent_bytes).sum()
    }
}

/// Reads what `account` in `static/documents.js` tells, with what the worker requested.
#[inline(never)]
pub fn privacy(value: &JsValue) -> Privacy {
    Privacy {
        requests: list(value, "requests", request),
        policy: text(value, "policy"),
        kept: Kept {
            texts: count(value, "texts"),
            text_letters: number(value, "textLetters").unwrap_or_default(),
            snapshots: count(value, "snapshots"),
            snapshot_letters: number(value, "snapshotLetters").unwrap_or_default(),
            files: count(value, "files"),
            choices: count(value, "choices"),
        },
    }
}

fn request(value: &JsValue) -> Request {
    Request {
        name: text(value, "name"),
        is_own: flag(value, "isOwn"),
        sent_bytes: number(value, "sent").unwrap_or_default(),
        bytes: number(value, "bytes").unwrap_or_default(),
        by_worker: flag(value, "byWorker"),
        from_device: flag(value, "fromDevice"),
    }
}
