//! Something to do when what it depends on has changed. One function without type parameters stands for all effects of
//! the page: each kind of effect would be a copy of its own in the download.

use gloo::timers::callback::Timeout;
use js_sys::Uint32Array;
use yew::prelude::*;

use crate::interop::report::Report;
use crate::interop::shared::Shared;

/// What an effect depends on.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    Number(u32),
    Text(AttrValue),
    Report(Option<Shared<Report>>),
    Colours(Shared<Uint32Array>),
}

/// Does something after the first rendering and after those in which one of `watched` is new. What it leaves to be
/// done later is given up when it is done again.
#[hook]
pub fn use_change(watched: Vec<Watched>, act: impl FnOnce() -> Option<Timeout> + 'static) {
    use_boxed(watched, Box::new(act));
}

/// The same without a type parameter: a closure that is written in a function with one is a type for each of its kinds.
#[hook]
fn use_boxed(watched: Vec<Watched>, act: Box<dyn FnOnce() -> Option<Timeout>>) {
    use_effect_with(watched, move |_| begun(act));
}

fn begun(act: Box<dyn FnOnce() -> Option<Timeout>>) -> Box<dyn FnOnce()> {
    let pending = act();
    Box::new(move || drop(pending))
}
