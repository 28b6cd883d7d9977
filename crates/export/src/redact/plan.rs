//! Plans with their names and values replaced: as text, JSON, YAML, XML or tables, without reading which. Every word that
//! is not a plan's own goes; figures stay.

use super::Redactor;
use super::words::{is_kept, is_of_plans};

/// The text with its names and values replaced.
pub fn redacted(text: &str, redactor: &mut Redactor) -> String {
    let mut out = String::with_capacity(text.len());
    write(&mut out, text, redactor, &|redactor, word| {
        redactor.names.placeholder(word, "name")
    });
    out
}

/// A document of values: its words are values but for those that name columns.
pub fn with_values(out: &mut String, text: &str, redactor: &mut Redactor) {
    write(
        out,
        text,
        redactor,
        &|redactor, word| match redactor.names.knows(word) {
            true => redactor.names.placeholder(word, "column"),
            false => redactor.values.text(word).unwrap_or_else(|| word.to_owned()),
        },
    );
}

fn write(
    out: &mut String,
    text: &str,
    redactor: &mut Redactor,
    replace: &dyn Fn(&mut Redactor, &str) -> String,
) {
    let mut rest = text;
    let mut last_is_kept = true;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\\' => escape_length(rest),
            '\'' => string_length(rest),
            _ if first.is_ascii_digit() => {
                run_length(rest, |letter| letter.is_ascii_digit() || letter == '.')
            }
            _ if is_letter(first) => run_length(rest, |letter| {
                is_letter(letter) || letter.is_ascii_digit() || letter == '$'
            }),
            _ => first.len_utf8(),
        };
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        match first {
            '\'' if run.len() > 1 => {
                let content = run.trim_matches('\'');
                out.push('\'');
                out.push_str(redactor.values.text(content).as_deref().unwrap_or(content));
                out.push('\'');
            }
            _ if first.is_ascii_digit() => {
                let is_figure = last_is_kept || !is_compared(out);
                out.push_str(&if is_figure {
                    run.to_owned()
                } else {
                    redactor.values.number(run)
                });
            }
            _ if is_letter(first) => {
                last_is_kept = is_of_plans(run) || is_kept(run);
                match last_is_kept {
                    true => out.push_str(run),
                    false => out.push_str(&replace(redactor, run)),
                }
            }
            _ => out.push_str(run),
        }
    }
}

/// Whether what was written last compares with what follows.
fn is_compared(out: &str) -> bool {
    let out = out.trim_end_matches([' ', '(', '-']);
    out.ends_with(['=', '<', '>'])
}

fn is_letter(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn run_length(text: &str, goes_on: impl Fn(char) -> bool) -> usize {
    text.find(|letter: char| !goes_on(letter)).unwrap_or(text.len())
}

/// `\n`, `\"`, `\u0027`
fn escape_length(text: &str) -> usize {
    match text.chars().nth(1) {
        Some('u') => text.char_indices().nth(6).map_or(text.len(), |(at, _)| at),
        Some(letter) => 1 + letter.len_utf8(),
        None => 1,
    }
}

/// A string up to its closing quote on the same line, or the quote alone.
fn string_length(text: &str) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    let line = inside.split('\n').next().unwrap_or_default();
    line.find('\'').map_or(1, |end| end + 2)
}
