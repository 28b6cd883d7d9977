//! The tokens of an expression's text, for what its structure does not keep.

/// Words, names in quotes, strings and single other characters, in order; blanks and comments left out.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            let (token, behind) = rest.split_at_checked(length(rest, first)).unwrap_or((rest, ""));
            rest = behind;
            if !first.is_whitespace() && !token.starts_with("--") && !token.starts_with("/*") {
                return Some(token);
            }
        }
    })
}

/// A name without its quotes.
pub(super) fn unquoted(token: &str) -> String {
    let first = token.chars().next();
    let Some(quote) = first.filter(|first| matches!(first, '"' | '`' | '\'' | '[')) else {
        return token.to_owned();
    };
    let close = if quote == '[' { ']' } else { quote };
    let inner = token.strip_prefix(quote).unwrap_or(token);
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    match quote {
        '[' => inner.to_owned(),
        _ => inner.replace(&format!("{close}{close}"), &close.to_string()),
    }
}

fn length(rest: &str, first: char) -> usize {
    match first {
        '\'' | '"' | '`' => quoted_length(rest, first),
        '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
        '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
        _ if first.is_whitespace() => rest
            .find(|next: char| !next.is_whitespace())
            .unwrap_or(rest.len()),
        _ if is_word(first) => rest.find(|next| !is_word(next)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$' || !character.is_ascii()
}

/// Up to and with the closing quote; a doubled one does not close.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_and_comments_hide_what_they_hold() {
        let text = "a+'it''s' /* ( */ || \"x y\" -- z\n ?1 é";
        let found: Vec<&str> = super::tokens(text).collect();
        assert_eq!(found, ["a", "+", "'it''s'", "|", "|", "\"x y\"", "?", "1", "é"]);
    }
}
