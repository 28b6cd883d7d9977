//! The word that was probably meant.

/// The candidate that is the fewest letters away from the word; none when every one of them is another word.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let mut best = usize::MAX;
    let mut found = None;
    for candidate in candidates {
        // Two slips in a short word, a third of a long one.
        let most = (word.len().max(candidate.len()) / 3).max(2);
        if candidate.len().abs_diff(word.len()) > most.min(candidate.len()) {
            continue;
        }
        let distance = distance(word.as_bytes(), candidate.as_bytes());
        if distance < best && distance <= most {
            (best, found) = (distance, Some(candidate));
        }
    }
    found
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, left) in a.iter().enumerate() {
        let mut diagonal = at;
        let mut before = at + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(b) {
            let changed = diagonal + usize::from(left != right);
            diagonal = *cell;
            before = changed.min(diagonal + 1).min(before + 1);
            *cell = before;
        }
    }
    match row.last() {
        Some(last) if !b.is_empty() => *last,
        _ => a.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen_through() {
        let codes = ["fk-no-index", "free-text-enum", "no-primary-key"];
        assert_eq!(nearest("fk-noindex", codes), Some("fk-no-index"));
        assert_eq!(nearest("free-text-emun", codes), Some("free-text-enum"));
        assert_eq!(nearest("primary-key", codes), Some("no-primary-key"));
        assert_eq!(nearest("fk-index", codes), Some("fk-no-index"));
        assert_eq!(nearest("x", codes), None);
        assert_eq!(nearest("", codes), None);
        assert_eq!(
            (
                distance(b"", b"abc"),
                distance(b"abc", b""),
                distance(b"abcd", b"acbd")
            ),
            (3, 3, 2)
        );
    }
}
