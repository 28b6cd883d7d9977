//! Words with places to fill in, which gaps and insights share.

/// The text with what stands in braces filled in: a number names one of `said`, anything else is asked of `named`.
pub(crate) fn fill(template: &str, said: &[String], named: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((key, after)) = after.split_once('}') else {
            break;
        };
        text.push_str(before);
        match named(key) {
            Some(word) => text.push_str(&word),
            None => {
                let at = key.parse().ok().and_then(|at: usize| said.get(at));
                text.push_str(at.map_or("", String::as_str));
            }
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_filled_in() {
        let said = ["one".to_owned(), "two".to_owned()];
        let named = |key: &str| (key == "table").then(|| "orders".to_owned());
        assert_eq!(
            fill("`{table}` {1} {0} {7}.", &said, &named),
            "`orders` two one ."
        );
        assert_eq!(fill("a { without end", &said, &named), "a { without end");
    }
}
