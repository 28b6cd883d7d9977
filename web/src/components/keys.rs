//! Keys as they stand on the keyboard.

use yew::prelude::*;

use crate::interop::dom;

/// Draws them; `Mod` is the command key on Apple systems, else Ctrl.
pub fn keys(keys: &[&'static str]) -> Html {
    let keys = keys.iter().map(|key| html! { <kbd>{ name_of(key) }</kbd> });
    keys.collect()
}

/// The keys in words, for a button's title: `Ctrl K`.
pub fn in_words(keys: &[&'static str]) -> String {
    let names: Vec<&str> = keys.iter().map(|key| name_of(key)).collect();
    names.join(" ")
}

fn name_of(key: &'static str) -> &'static str {
    match key {
        "Mod" if dom::is_apple() => "⌘",
        "Mod" => "Ctrl",
        key => key,
    }
}
