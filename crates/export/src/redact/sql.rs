//! SQL with its names and values replaced, by the engine's own tokens.

use rowproof_engine::find_rule;
use rowproof_engine::syntax::{Dialect, HighlightKind, highlight};

use super::Redactor;
use super::values::Values;
use super::words::is_kept;

/// How deep bodies of functions are read in one another.
const MAX_DEPTH: usize = 4;

/// Notes the dates and numbers of a text.
pub fn gather(text: &str, dialect: Dialect, values: &mut Values, depth: usize) {
    for token in highlight(text, dialect) {
        let word = text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default();
        match token.kind {
            HighlightKind::Number => values.gather(word),
            HighlightKind::String => match dollar_quoted(word).filter(|_| depth < MAX_DEPTH) {
                Some((_, body)) => gather(body, dialect, values, depth + 1),
                None => values.gather(inside_quotes(word).map_or(word, |(_, content, _)| content)),
            },
            _ => {}
        }
    }
}

/// The text with its names and values replaced.
pub fn redacted(text: &str, dialect: Dialect, redactor: &mut Redactor, depth: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    let mut before = "";
    for token in highlight(text, dialect) {
        let range = token.start as usize..token.end as usize;
        let word = text.get(range).unwrap_or_default();
        out.push_str(text.get(end..token.start as usize).unwrap_or_default());
        end = token.end as usize;
        match token.kind {
            HighlightKind::Keyword | HighlightKind::TypeName | HighlightKind::Operator => out.push_str(word),
            HighlightKind::Identifier => out.push_str(&redactor.names.placeholder(word, "name")),
            HighlightKind::QuotedIdentifier => quoted_name(&mut out, word, redactor),
            HighlightKind::String => string(&mut out, word, before, dialect, redactor, depth),
            HighlightKind::Number => out.push_str(&redactor.values.number(word)),
            HighlightKind::Comment => comment(&mut out, word, redactor),
            HighlightKind::Parameter => parameter(&mut out, word, redactor),
            HighlightKind::Meta => client_line(&mut out, word, redactor),
        }
        if token.kind != HighlightKind::Comment {
            before = word;
        }
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

fn quoted_name(out: &mut String, word: &str, redactor: &mut Redactor) {
    let Some((open, content, close)) = inside_quotes(word) else {
        out.push_str(&redactor.names.placeholder(word, "name"));
        return;
    };
    let doubled = [close, close].concat();
    let name = match close.is_empty() {
        true => content.to_owned(),
        false => content.replace(&doubled, close),
    };
    let placeholder = redactor.names.placeholder(&name, "name");
    out.push_str(open);
    // A name with capitals is one that needs its quotes, and has to stay one.
    if placeholder != name && name.contains(char::is_uppercase) {
        let mut letters = placeholder.chars();
        out.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    } else {
        out.push_str(&placeholder.replace(close, &doubled));
    }
    out.push_str(close);
}

fn string(
    out: &mut String,
    word: &str,
    before: &str,
    dialect: Dialect,
    redactor: &mut Redactor,
    depth: usize,
) {
    if let Some((tag, body)) = dollar_quoted(word) {
        out.push_str(tag);
        if depth < MAX_DEPTH {
            out.push_str(&redacted(body, dialect, redactor, depth + 1));
        }
        out.push_str(tag);
        return;
    }
    let Some((open, content, close)) = inside_quotes(word) else {
        return data(out, word, redactor);
    };
    out.push_str(open);
    if is_pattern_operator(before) {
        pattern(out, content, redactor);
    } else if let Some(name) = name_in(content, redactor) {
        out.push_str(&name);
    } else if content.starts_with(['{', '[']) {
        words(out, content, |out, word| {
            let replaced = redactor.values.text(word);
            out.push_str(replaced.as_deref().unwrap_or(word));
        });
    } else {
        out.push_str(redactor.values.text(content).as_deref().unwrap_or(content));
    }
    out.push_str(close);
}

/// A string that names something: `'public.orders_id_seq'`.
fn name_in(content: &str, redactor: &mut Redactor) -> Option<String> {
    let mut names = content.split('.').map(|name| name.trim_matches('"'));
    let is_name = names
        .clone()
        .all(|name| redactor.names.knows(name) || is_kept(name));
    let is_known = names.any(|name| redactor.names.knows(name));
    (is_name && is_known).then(|| {
        let mut out = String::new();
        words(&mut out, content, |out, word| {
            out.push_str(&redactor.names.placeholder(word, "name"));
        });
        out
    })
}

fn is_pattern_operator(word: &str) -> bool {
    let words = ["like", "ilike", "to", "regexp", "rlike", "glob"];
    word.contains('~') || words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// A pattern keeps its signs, and letters that stand for a kind of letter; words in it go.
fn pattern(out: &mut String, content: &str, redactor: &mut Redactor) {
    let mut in_class = false;
    let mut rest = content;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            _ if first.is_alphabetic() && !in_class => {
                let end = rest.find(|letter: char| !letter.is_alphabetic());
                end.unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        in_class = (in_class || first == '[') && first != ']';
        let is_word = first.is_alphabetic() && run.chars().count() > 2;
        let replaced = if is_word { redactor.values.text(run) } else { None };
        out.push_str(replaced.as_deref().unwrap_or(run));
        rest = after;
    }
}

/// Data lines behind `COPY … FROM stdin`.
fn data(out: &mut String, word: &str, redactor: &mut Redactor) {
    for (place, line) in word.split('\n').enumerate() {
        out.push_str(if place > 0 { "\n" } else { "" });
        for (place, cell) in line.split('\t').enumerate() {
            out.push_str(if place > 0 { "\t" } else { "" });
            let is_sign = matches!(cell, "\\N" | "\\.");
            let replaced = if is_sign { None } else { redactor.values.text(cell) };
            out.push_str(replaced.as_deref().unwrap_or(cell));
        }
    }
}

fn comment(out: &mut String, word: &str, redactor: &mut Redactor) {
    words(out, word, |out, word| {
        let is_ours = word.starts_with("rowproof") || find_rule(word).is_some();
        if is_ours || word == "ignore" || word == "ignore-file" || is_kept(word) {
            out.push_str(word);
        } else if redactor.names.knows(word) {
            out.push_str(&redactor.names.placeholder(word, "name"));
        } else if word.chars().all(|letter| letter.is_ascii_digit()) {
            out.push_str(&redactor.values.number(word));
        } else {
            out.push_str(&redactor.values.comment_word(word));
        }
    });
}

fn parameter(out: &mut String, word: &str, redactor: &mut Redactor) {
    if word.starts_with("@@") {
        return out.push_str(word);
    }
    let sign = word.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
    let name = word.get(sign.len()..).unwrap_or_default();
    out.push_str(sign);
    if name.starts_with(|letter: char| letter.is_ascii_digit()) || name.is_empty() {
        out.push_str(name);
    } else {
        out.push_str(&redactor.names.placeholder(name, "parameter"));
    }
}

/// A line for the client: its command stays.
fn client_line(out: &mut String, word: &str, redactor: &mut Redactor) {
    let (command, rest) = word.split_once(' ').unwrap_or((word, ""));
    out.push_str(command);
    if rest.is_empty() {
        return;
    }
    out.push(' ');
    if command.eq_ignore_ascii_case("delimiter") {
        return out.push_str(rest);
    }
    words(out, rest, |out, word| {
        out.push_str(&redactor.names.placeholder(word, "name"));
    });
}

/// Copies a text, with each of its words handed to `replace`.
pub fn words(out: &mut String, text: &str, mut replace: impl FnMut(&mut String, &str)) {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let starts = first.is_alphanumeric() || first == '_';
        let end = rest.find(|letter: char| match starts {
            true => !is_word(letter),
            false => letter.is_alphanumeric() || letter == '_',
        });
        let (run, after) = rest
            .split_at_checked(end.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        match starts {
            true => replace(out, run),
            false => out.push_str(run),
        }
        rest = after;
    }
}

/// A dollar quote's tag and what stands between.
fn dollar_quoted(word: &str) -> Option<(&str, &str)> {
    let inner = word.strip_prefix('$')?;
    let end = inner.find('$')?;
    let tag = word.get(..end + 2)?;
    let body = word.get(tag.len()..)?.strip_suffix(tag)?;
    Some((tag, body))
}

/// What stands before, between and behind the quotes. The closing one may be missing.
fn inside_quotes(word: &str) -> Option<(&str, &str, &str)> {
    let at = word
        .find(['\'', '"', '`', '['])
        .filter(|at| *at <= 2 && word.get(..*at).is_some_and(is_prefix))?;
    let (open, rest) = word.split_at_checked(at + 1)?;
    let close = match open.chars().last()? {
        '\'' => "'",
        '"' => "\"",
        '`' => "`",
        _ => "]",
    };
    match rest.strip_suffix(close) {
        Some(content) => Some((open, content, close)),
        None => Some((open, rest, "")),
    }
}

/// What may stand before an opening quote: `E'…'`, `U&'…'`.
fn is_prefix(text: &str) -> bool {
    text.chars().all(|letter| "eEbBxXnNuU&".contains(letter))
}
