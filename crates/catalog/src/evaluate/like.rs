//! `LIKE`.

/// Whether `text` matches a `LIKE` pattern: `%` is any run, `_` any character, `\` takes the next one as it is.
/// Time is bounded by the product of the lengths.
pub(super) fn matches(text: &str, pattern: &str, fold_case: bool) -> bool {
    let (text, pattern) = if fold_case {
        (text.to_lowercase(), pattern.to_lowercase())
    } else {
        (text.into(), pattern.into())
    };
    let text: Vec<char> = text.chars().collect();
    let tokens = tokens(&pattern);
    // `reachable[i]`: the pattern so far can match the first `i` characters.
    let mut reachable = vec![false; text.len() + 1];
    if let Some(first) = reachable.first_mut() {
        *first = true;
    }
    for token in tokens {
        let mut next = vec![false; text.len() + 1];
        let mut any_before = false;
        for (at, slot) in next.iter_mut().enumerate() {
            let here = reachable.get(at).copied().unwrap_or(false);
            any_before |= here;
            let step = at
                .checked_sub(1)
                .and_then(|before| Some((reachable.get(before).copied()?, text.get(before).copied()?)));
            *slot = match (&token, step) {
                (Token::Run, _) => any_before,
                (Token::One, Some((true, _))) => true,
                (Token::Exactly(wanted), Some((true, character))) => *wanted == character,
                _ => false,
            };
        }
        reachable = next;
    }
    reachable.last().copied().unwrap_or(false)
}

enum Token {
    Run,
    One,
    Exactly(char),
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '%' => Token::Run,
            '_' => Token::One,
            '\\' => Token::Exactly(characters.next().unwrap_or('\\')),
            other => Token::Exactly(other),
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards() {
        assert!(matches("ada@example.com", "%@%", false));
        assert!(!matches("ada", "%@%", false));
        assert!(matches("abc", "a_c", false));
        assert!(matches("100%", "100\\%", false));
        assert!(!matches("1000", "100\\%", false));
        assert!(matches("ABC", "abc", true));
        assert!(matches("", "%", false) && !matches("", "_", false));
    }
}
