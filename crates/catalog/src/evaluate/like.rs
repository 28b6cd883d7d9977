//! `LIKE`.

use rowproof_source::lower_case;

/// Whether case matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    None,
    Ascii,
    All,
}

/// The most steps one match may take: a pattern of a few characters over a text of some thousands.
const MAX_STEPS: usize = 1_000_000;

/// Whether `text` matches a `LIKE` pattern: `%` is any run, `_` any character, the escape character takes the next one
/// as it is. None when it would take too long: time is the product of the lengths.
pub(super) fn matches(text: &str, pattern: &str, escape: Option<char>, fold: Fold) -> Option<bool> {
    if text.len().saturating_mul(pattern.len()) > MAX_STEPS {
        return None;
    }
    let folded = |text: &str| match fold {
        Fold::None => text.to_owned(),
        Fold::Ascii => text.to_ascii_lowercase(),
        Fold::All => lower_case(text),
    };
    let (text, pattern) = (folded(text), folded(pattern));
    let text: Vec<char> = text.chars().collect();
    let tokens = tokens(&pattern, escape);
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
    Some(reachable.last().copied().unwrap_or(false))
}

enum Token {
    Run,
    One,
    Exactly(char),
}

fn tokens(pattern: &str, escape: Option<char>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            escaping if Some(escaping) == escape => Token::Exactly(characters.next().unwrap_or(escaping)),
            '%' => Token::Run,
            '_' => Token::One,
            other => Token::Exactly(other),
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::{Fold, matches};

    fn like(text: &str, pattern: &str) -> bool {
        matches(text, pattern, Some('\\'), Fold::None).unwrap()
    }

    #[test]
    fn wildcards() {
        assert!(like("ada@example.com", "%@%"));
        assert!(!like("ada", "%@%"));
        assert!(like("abc", "a_c"));
        assert!(like("", "%") && !like("", "_"));
    }

    #[test]
    fn the_escape_character_is_the_one_given() {
        assert!(like("100%", "100\\%") && !like("1000", "100\\%"));
        assert_eq!(matches("100%", "100!%", Some('!'), Fold::None), Some(true));
        assert_eq!(matches("1000", "100!%", Some('!'), Fold::None), Some(false));
        assert_eq!(matches("1\\0", "1\\_", None, Fold::None), Some(true));
    }

    #[test]
    fn case() {
        assert_eq!(matches("ABC", "abc", None, Fold::All), Some(true));
        assert_eq!(matches("ÉA", "éa", None, Fold::Ascii), Some(false));
    }

    #[test]
    fn a_long_match_is_not_tried() {
        let text = "a".repeat(2_000);
        assert_eq!(matches(&text, &"%a".repeat(1_000), None, Fold::None), None);
    }
}
