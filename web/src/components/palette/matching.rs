//! How well a title fits what was typed, and which of its letters do. Upper and lower case of ASCII letters are the same.

/// How well, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The title begins with it.
    Start,
    /// A word of the title does.
    Word,
    /// It stands somewhere.
    Inside,
    /// Its letters stand in the title, in that order.
    Letters,
    /// It is another word for the same.
    Synonym,
}

/// Scattered letters are looked for within that many times their number: any sentence has any few letters somewhere.
const LOOSEST: usize = 4;

/// A title that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// That of the word that fits worst.
    pub fit: Fit,
    /// How far from the start it fits, summed up over the words.
    pub distance: usize,
    /// The letters that fit, as ranges of bytes, in order and apart from each other.
    pub marks: Vec<(usize, usize)>,
}

/// Every word of what was typed has to fit the title or its synonyms; nothing typed fits everything.
pub fn matched(typed: &str, title: &str, synonyms: &str) -> Option<Match> {
    let mut whole = Match {
        fit: Fit::Start,
        distance: 0,
        marks: Vec::new(),
    };
    let start = typed.trim();
    if !start.is_empty() && starts_with(title, 0, start) {
        whole.marks.push((0, start.len()));
        return Some(whole);
    }
    for word in typed.split_ascii_whitespace() {
        let of_title = word_in(word, title);
        let of_synonyms = || {
            let inside = word_in(word, synonyms).filter(|found| found.fit <= Fit::Word);
            inside.map(|_| Match {
                fit: Fit::Synonym,
                distance: 0,
                marks: Vec::new(),
            })
        };
        // Letters scattered over a title say less than a word that means the same.
        let found = match of_title {
            Some(found) if found.fit < Fit::Letters => found,
            scattered => of_synonyms().or(scattered)?,
        };
        whole.fit = whole.fit.max(found.fit);
        whole.distance += found.distance;
        for mark in found.marks {
            add(&mut whole.marks, mark);
        }
    }
    Some(whole)
}

fn word_in(word: &str, title: &str) -> Option<Match> {
    let whole = |at: usize, fit: Fit| Match {
        fit,
        distance: at,
        marks: vec![(at, at + word.len())],
    };
    let mut inside = None;
    for (at, _) in title.char_indices() {
        if !starts_with(title, at, word) {
            continue;
        }
        if at == 0 {
            return Some(whole(at, Fit::Start));
        }
        if begins_word(title, at) {
            return Some(whole(at, Fit::Word));
        }
        inside = inside.or(Some(whole(at, Fit::Inside)));
    }
    inside.or_else(|| letters_in(word, title))
}

/// The letters one by one; the first must begin a word, or nearly everything would fit.
fn letters_in(word: &str, title: &str) -> Option<Match> {
    let mut letters = word.chars().peekable();
    let mut marks = Vec::new();
    let mut first = None;
    for (at, letter) in title.char_indices() {
        let Some(wanted) = letters.peek() else { break };
        let fits = wanted.eq_ignore_ascii_case(&letter);
        if fits && (first.is_some() || begins_word(title, at)) {
            first.get_or_insert(at);
            add(&mut marks, (at, at + letter.len_utf8()));
            letters.next();
        }
    }
    let (start, end) = (first?, marks.last()?.1);
    let is_close = end - start <= LOOSEST * word.len();
    (is_close && letters.peek().is_none()).then_some(Match {
        fit: Fit::Letters,
        // The closer together, the better.
        distance: end - start,
        marks,
    })
}

fn starts_with(title: &str, at: usize, word: &str) -> bool {
    let piece = title.as_bytes().get(at..at + word.len());
    piece.is_some_and(|piece| piece.eq_ignore_ascii_case(word.as_bytes()))
}

fn begins_word(title: &str, at: usize) -> bool {
    let before = title.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|before| !before.is_alphanumeric())
}

/// Adds a range to those in order; what touches becomes one.
fn add(marks: &mut Vec<(usize, usize)>, (start, end): (usize, usize)) {
    let at = marks.partition_point(|mark| mark.1 < start);
    let mut joined = (start, end);
    while let Some(mark) = marks.get(at).copied().filter(|mark| mark.0 <= joined.1) {
        joined = (joined.0.min(mark.0), joined.1.max(mark.1));
        marks.remove(at);
    }
    marks.insert(at, joined);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fit(typed: &str, title: &str) -> Option<Fit> {
        matched(typed, title, "redact anonymise").map(|found| found.fit)
    }

    #[test]
    fn starts_come_before_words_before_letters() {
        assert_eq!(fit("ord", "orders"), Some(Fit::Start));
        assert_eq!(fit("ORD", "orders"), Some(Fit::Start));
        assert_eq!(fit("tot", "orders.total"), Some(Fit::Word));
        assert_eq!(fit("index", "fk-no-index"), Some(Fit::Word));
        assert_eq!(fit("der", "orders"), Some(Fit::Inside));
        assert_eq!(fit("fni", "fk-no-index"), Some(Fit::Letters));
        assert_eq!(fit("anon", "Share"), Some(Fit::Synonym));
        assert_eq!(fit("nym", "Share"), None);
        assert_eq!(fit("xyz", "orders"), None);
        // The first letter begins a word.
        assert_eq!(fit("rs", "orders"), Some(Fit::Inside));
        assert_eq!(fit("res", "orders"), None);
        assert_eq!(fit("email", "Estimate that is a built-in guess"), None);
        assert_eq!(fit("", "orders"), Some(Fit::Start));
        assert!(Fit::Start < Fit::Word && Fit::Word < Fit::Inside && Fit::Letters < Fit::Synonym);
    }

    #[test]
    fn every_word_counts_and_is_marked() {
        let found = matched("theme da", "Theme: dark", "").unwrap();
        assert_eq!((found.fit, &*found.marks), (Fit::Word, &[(0, 5), (7, 9)][..]));
        assert_eq!(matched("theme x", "Theme: dark", ""), None);
        let found = matched("fni", "fk-no-index", "").unwrap();
        assert_eq!(found.marks, [(0, 1), (3, 4), (6, 7)]);
        // Words that overlap are marked once.
        let found = matched("orders ord", "orders", "").unwrap();
        assert_eq!(found.marks, [(0, 6)]);
    }

    proptest! {
        #[test]
        fn marks_are_whole_letters_in_order(typed in "[a-cé ]{0,6}", title in "[a-cA-Cé_ .]{0,20}") {
            if let Some(found) = matched(&typed, &title, "") {
                let mut last = None;
                for (start, end) in found.marks {
                    prop_assert!(start < end && last.is_none_or(|last| last < start));
                    prop_assert!(title.get(start..end).is_some());
                    last = Some(end);
                }
            }
        }

        #[test]
        fn what_a_title_begins_with_fits_best(title in "[a-z]{1,8}( [a-z]{1,8}){0,3}", length in 1_usize..8) {
            let start: String = title.chars().take(length).collect();
            prop_assert_eq!(matched(start.trim(), &title, "").map(|found| found.fit), Some(Fit::Start));
        }
    }
}
