//! Lists of words that weigh little.

use std::cmp::Ordering;

/// Words in alphabetical order, in one text with commas between: in a list of texts each needs eight bytes besides, which hardly
/// compress. Words that are told apart by the case of ASCII letters alone cannot stand in one list.
///
/// Most words that are asked for are not in the list. A filter of 64 bits for each `WIDTH` tells that without a search for nearly all of
/// them as long as it has several times as many bits as there are words.
#[derive(Debug, Clone, Copy)]
pub struct WordList<const WIDTH: usize = 1> {
    words: &'static str,
    /// The bits of the words' letters, two for each word.
    filter: [u64; WIDTH],
}

impl<const WIDTH: usize> WordList<WIDTH> {
    /// The list of these words, with nothing but commas between them. Where they are out of order it does not compile.
    pub const fn new(words: &'static str) -> Self {
        let mut filter = [0; WIDTH];
        let (mut before, mut rest) = cut(words.as_bytes());
        Self::note(&mut filter, before);
        while !rest.is_empty() {
            let word;
            (word, rest) = cut(rest);
            assert!(is_before(before, word), "the words are not in their order");
            before = word;
            Self::note(&mut filter, before);
        }
        assert!(words.is_ascii(), "other letters may have several forms");
        Self { words, filter }
    }

    const fn note(filter: &mut [u64; WIDTH], entry: &[u8]) {
        let mut word = entry;
        let mut rest = entry;
        while let [before @ .., byte] = rest {
            if *byte == b'=' {
                word = before;
            }
            rest = before;
        }
        let Letters(Some(mixed)) = Letters::of(word) else {
            return;
        };
        let (at, bits) = Self::place(mixed);
        if let Some((_, [held, ..])) = filter.split_at_mut_checked(at) {
            *held |= bits;
        }
    }

    /// Where the filter says something of words with these letters, and the bits that say so.
    const fn place(mixed: u32) -> (usize, u64) {
        (
            (mixed as usize >> 8) % WIDTH,
            1 << (mixed >> 26) | 1 << (mixed >> 20 & 63),
        )
    }

    /// False when no word of the list has the letters and digits of this one, whatever stands between them and in any case. True
    /// may be chance.
    pub fn may_have_letters_of(self, word: &str) -> bool {
        self.may_have(Letters::of(word.as_bytes()))
    }

    /// The same by the letters alone, for words that are looked for in many lists.
    pub fn may_have(&self, letters: Letters) -> bool {
        letters.0.is_none_or(|mixed| {
            let (at, both) = Self::place(mixed);
            self.filter.get(at).is_some_and(|bits| bits & both == both)
        })
    }

    /// The words, in alphabetical order.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.words.split(',').filter(|word| !word.is_empty())
    }

    /// Those of the words that begin with the letter, which is in lower case.
    pub fn beginning_with(self, letter: u8) -> impl Iterator<Item = &'static str> {
        let (mut from, mut to) = (0, self.words.len());
        // What is before `from` begins with a letter before it; what is from `to` on does not.
        while from < to {
            let middle = self
                .words
                .as_bytes()
                .get(from..from.midpoint(to))
                .unwrap_or_default();
            let start = middle.iter().rposition(|byte| *byte == b',');
            let start = from + start.map_or(0, |comma| comma + 1);
            let words = self.words.as_bytes().get(start..).unwrap_or_default();
            if words.first().map(u8::to_ascii_lowercase) < Some(letter) {
                from = (start + cut(words).0.len() + 1).min(to);
            } else {
                to = start;
            }
        }
        let words = self.words.get(from..).unwrap_or_default().split(',');
        words.take_while(move |word| {
            word.bytes().next().map(|first| first.to_ascii_lowercase()) == Some(letter)
        })
    }

    /// Whether the word is in the list.
    pub fn contains(self, word: &str) -> bool {
        self.find(word) == Some(word.as_bytes())
    }

    /// Whether the word is in the list, in upper or lower case.
    pub fn contains_in_any_case(self, word: &str) -> bool {
        self.find(word).is_some()
    }

    /// The word as it is listed, in upper or lower case, and what stands with it behind a `=`.
    pub fn entry(self, word: &str) -> Option<(&'static str, &'static str)> {
        str::from_utf8(self.find(word)?).ok()?.split_once('=')
    }

    fn find(self, word: &str) -> Option<&'static [u8]> {
        if !self.may_have_letters_of(word) {
            return None;
        }
        let mut words = self.words.as_bytes();
        while words.len() > FEW_BYTES {
            let (before, _) = words.split_at(words.len() / 2);
            let start = before
                .iter()
                .rposition(|byte| *byte == b',')
                .map_or(0, |comma| comma + 1);
            let (before, from) = words.split_at(start);
            words = match compare_first(from, word.as_bytes()) {
                Ordering::Less => parted(from).1,
                Ordering::Equal => return Some(parted(from).0),
                Ordering::Greater => before.strip_suffix(b",").unwrap_or_default(),
            };
        }
        while !words.is_empty() {
            match compare_first(words, word.as_bytes()) {
                Ordering::Less => words = parted(words).1,
                Ordering::Equal => return Some(parted(words).0),
                Ordering::Greater => return None,
            }
        }
        None
    }
}

/// Words in so few bytes are looked at one after the other.
const FEW_BYTES: usize = 64;

/// What lists are filtered by: the first three letters or digits of a word and its last, whatever is between them and in any
/// case; more of them cost more than they tell. None for letters that are not ASCII's: they may be other forms of those that are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Letters(Option<u32>);

impl Letters {
    /// Those of a word or a name.
    pub const fn of(word: &[u8]) -> Self {
        let hash = match word {
            // Nearly all words are like this one.
            [a, b, c, .., d]
                if a.is_ascii_alphanumeric()
                    && b.is_ascii_alphanumeric()
                    && c.is_ascii_alphanumeric()
                    && d.is_ascii_alphanumeric() =>
            {
                // Letters in both cases differ in one bit, which digits have set.
                u32::from_be_bytes([*a, *b, *c, *d]) | 0x2020_2020
            }
            _ => match Self::hash(word) {
                Some(hash) => hash,
                None => return Self(None),
            },
        };
        Self(Some(hash.wrapping_mul(0x9e37_79b1)))
    }

    const fn hash(word: &[u8]) -> Option<u32> {
        let mut hash: u32 = 0;
        let (mut rest, mut wanted) = (word, 3);
        while wanted > 0
            && let [byte, more @ ..] = rest
        {
            match *byte {
                0x80.. => return None,
                byte if byte.is_ascii_alphanumeric() => {
                    hash = (hash << 8) | (byte | 0x20) as u32;
                    wanted -= 1;
                }
                _ => {}
            }
            rest = more;
        }
        let mut rest = word;
        while let [before @ .., byte] = rest {
            match *byte {
                0x80.. => return None,
                byte if byte.is_ascii_alphanumeric() => {
                    hash = (hash << 8) | (byte | 0x20) as u32;
                    break;
                }
                _ => {}
            }
            rest = before;
        }
        Some(hash)
    }
}

/// How the first of the words, up to a comma or `=`, stands to another. Most differ in the first letter.
fn compare_first(words: &[u8], word: &[u8]) -> Ordering {
    let lower = |byte: Option<&u8>| {
        byte.filter(|byte| !matches!(byte, b',' | b'='))
            .map(u8::to_ascii_lowercase)
    };
    for at in 0.. {
        let (listed, asked) = (lower(words.get(at)), word.get(at).map(u8::to_ascii_lowercase));
        if listed != asked || listed.is_none() {
            return listed.cmp(&asked);
        }
    }
    Ordering::Equal
}

/// What [`cut`] says, quicker; not while compiling.
fn parted(words: &[u8]) -> (&[u8], &[u8]) {
    let end = words.iter().position(|byte| *byte == b',');
    let (first, behind) = words.split_at(end.unwrap_or(words.len()));
    (first, behind.split_first().map_or(&[], |(_, behind)| behind))
}

/// The first word and what is behind its comma.
const fn cut(words: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = words;
    while let [byte, more @ ..] = rest {
        if *byte == b',' {
            return (words.split_at(words.len() - rest.len()).0, more);
        }
        rest = more;
    }
    (words, &[])
}

const fn is_before(first: &[u8], second: &[u8]) -> bool {
    match (first, second) {
        ([], [_, ..]) => true,
        ([a, first @ ..], [b, second @ ..]) => {
            let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
            a < b || (a == b && is_before(first, second))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_passes_what_has_the_letters_and_little_else() {
        const WORDS: WordList<4> = WordList::new("created_at=1,id,Zip");
        for word in ["created_at", "createdAt", "ID", "zip", "\u{212a}"] {
            assert!(WORDS.may_have_letters_of(word), "{word}");
        }
        let others = (0..1000).map(|number| format!("word{number}"));
        assert!(others.filter(|word| WORDS.may_have_letters_of(word)).count() < 50);
    }

    #[test]
    fn finds_each_word_and_nothing_between() {
        const WORDS: WordList = WordList::new("a,AB,ab_c,b c,d,e,quite a long one");
        for word in WORDS.words.split(',') {
            assert!(WORDS.contains(word), "{word}");
            assert!(WORDS.contains_in_any_case(&word.to_ascii_uppercase()), "{word}");
        }
        for word in ["", "aa", "b", "c", "ab_", ",", "a,AB", "quite", "z", "ab"] {
            assert!(!WORDS.contains(word), "{word}");
        }
        assert!(WORDS.contains_in_any_case("ab"));
        const ENTRIES: WordList = WordList::new("A=1x,ab=2");
        assert_eq!(ENTRIES.entry("a"), Some(("A", "1x")));
        assert_eq!(ENTRIES.entry("AB"), Some(("ab", "2")));
        assert_eq!(ENTRIES.entry("a=1x"), None);
        const NONE: WordList = WordList::new("");
        assert!(!NONE.contains("a"));
        assert_eq!(NONE.beginning_with(b'a').count(), 0);
        for letter in b'a'..=b'z' {
            let expected = WORDS
                .iter()
                .filter(|word| word.to_ascii_lowercase().starts_with(char::from(letter)));
            assert!(WORDS.beginning_with(letter).eq(expected), "{letter}");
        }
    }
}
