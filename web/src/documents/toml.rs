//! The settings as a `rowproof.toml`, written and read.
//!
//! Of TOML this is what such a file needs: comments, tables, strings in quotes, numbers, lists over several lines. What the file
//! says of files and exit codes counts on the command line alone, and that is said.

mod reading;

pub use reading::read;

use yew::AttrValue;

use crate::state::AppState;
use crate::state::options::Pair;

/// The settings of the document, only what differs. Empty when nothing does.
#[inline(never)]
pub fn write(state: &AppState) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| {
        out.push_str(name);
        out.push_str(" = ");
        out.push_str(value);
        out.push('\n');
    };
    let schema = state.document.part(&state.schema_part());
    if let Some(server) = schema.and_then(|part| part.server.as_deref()) {
        let (product, version) = server.split_once(' ').unwrap_or((server, ""));
        line("dialect", &quoted(product));
        if !version.is_empty() {
            line("version", &quoted(version));
        }
    }
    if let Some(profile) = &state.document.profile {
        line("profile", &quoted(profile));
    }
    let options = &state.document.options;
    table(&mut out, "levels", &options.levels, quoted);
    table(&mut out, "thresholds", &options.thresholds, str::to_owned);
    let mut lists: Vec<Pair> = Vec::new();
    for (list, word) in &options.words {
        let word = quoted(word);
        match lists.last_mut() {
            Some((name, words)) if name == list => *words = format!("{words}, {word}").into(),
            _ => lists.push((list.clone(), word.into())),
        }
    }
    table(&mut out, "lexicon", &lists, |words| format!("[{words}]"));
    out
}

fn table(out: &mut String, name: &str, pairs: &[Pair], value: fn(&str) -> String) {
    if pairs.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&format!("[{name}]\n"));
    for (key, written) in pairs {
        out.push_str(&key_of(key));
        out.push_str(" = ");
        out.push_str(&value(written));
        out.push('\n');
    }
}

/// A key as it stands before the equals sign.
fn key_of(key: &AttrValue) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    match key.bytes().all(is_bare) && !key.is_empty() {
        true => key.to_string(),
        false => quoted(key),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(if letter < ' ' { ' ' } else { letter });
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
