//! What names say: words, singular and plural, and which table a `*_id` means.

mod added;
mod lexicon;
mod reference;

use std::borrow::Cow;

use rowproof_source::{Letters, WordList, lower_letter};

use added::{is_added, is_any_added};

pub use added::{AddedWord, with_added_words};
pub use lexicon::{Lexicon, NamedList};
pub(crate) use reference::NameIndex;
pub use reference::{NameFit, ReferenceGuess};

/// One word of a name, lower case.
pub type Word<'n> = Cow<'n, str>;

/// A name's words, lower case: `customerEmail`, `customer_email` and `CUSTOMER-EMAIL` are all customer, email. Parts of the
/// name itself where it is written in lower case.
pub type NameWords<'n> = Vec<Word<'n>>;

/// Splits a name into its words at `_`, `-`, spaces, and where case changes. Digits stay with the word before.
pub fn words(name: &str) -> NameWords<'_> {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut words: NameWords<'_> = Vec::with_capacity(3);
    if name.bytes().all(|byte| lower(byte) || byte == b'_') {
        let mut rest = name;
        while let Some(end) = rest.bytes().position(|byte| byte == b'_') {
            let (word, behind) = rest.split_at(end);
            if !word.is_empty() {
                words.push(word.into());
            }
            rest = behind.trim_start_matches('_');
        }
        if !rest.is_empty() {
            words.push(rest.into());
        }
        return words;
    }
    let mut word = String::new();
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let separator = !character.is_alphanumeric();
        let hump = is_capital(character)
            && (is_small(before)
                || before.is_numeric()
                || (is_capital(before) && characters.peek().is_some_and(|next| is_small(*next))));
        if (separator || hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word).into());
        }
        if !separator {
            word.push(lower_letter(character));
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(word.into());
    }
    words
}

fn is_capital(character: char) -> bool {
    lower_letter(character) != character
}

fn is_small(character: char) -> bool {
    character.is_alphabetic() && !is_capital(character)
}

/// Plurals that follow no ending.
const IRREGULAR: [(&str, &str); 10] = [
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("media", "medium"),
    ("data", "data"),
    ("movies", "movie"),
    ("cookies", "cookie"),
];

/// The singular of an English plural, by the common endings; words that are no plural come back unchanged.
pub fn singular(word: &str) -> Word<'_> {
    const UNCHANGED: WordList =
        WordList::new("address,analysis,basis,bus,canvas,gas,lens,news,os,series,species,status");
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).into();
    }
    let stem = match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u']) && !UNCHANGED.contains(word) => stem,
        _ => return word.into(),
    };
    for (ending, replacement) in [
        ("ie", "y"),
        ("sse", "ss"),
        ("xe", "x"),
        ("che", "ch"),
        ("she", "sh"),
        ("tuse", "tus"),
        ("buse", "bus"),
    ] {
        if let Some(before) = stem.strip_suffix(ending)
            && before.len() > 1
        {
            return format!("{before}{replacement}").into();
        }
    }
    stem.into()
}

/// A list to look in: one of the [`Lexicon`], or a rule's own.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    words: WordList,
    /// The list's name, when settings may add to it.
    name: &'static str,
}

impl From<&NamedList> for Listed {
    fn from(list: &NamedList) -> Self {
        let (words, name) = (list.words(), list.name());
        Self { words, name }
    }
}

impl From<WordList> for Listed {
    fn from(words: WordList) -> Self {
        Self { words, name: "" }
    }
}

impl Listed {
    fn holds(self, word: &str) -> bool {
        self.words.contains(word) || is_added(self.name, &mut |added| added == word)
    }

    fn may_be_added_to(self) -> bool {
        !self.name.is_empty() && is_any_added()
    }
}

/// What tells in a moment that a name and its words are not in a list, for names that are looked for in many: nearly all are in
/// none. It is never wrong when it tells that they are not.
#[derive(Debug, Clone, Copy)]
pub struct NameLetters {
    name: Letters,
    /// Those of its words, and of the singular of those that are a plural.
    words: [Letters; 4],
    /// How many there are. Where there are more than room it is not told what the words are not.
    count: usize,
}

impl NameLetters {
    /// Those of a name with these words.
    pub fn of(name: &str, name_words: &[Word<'_>]) -> Self {
        let mut letters = Self {
            name: Letters::of(name.as_bytes()),
            words: [Letters::default(); 4],
            count: 0,
        };
        for word in name_words {
            letters.add(word);
            if may_be_plural(word) {
                letters.add(&singular(word));
            }
        }
        letters
    }

    fn add(&mut self, word: &str) {
        if let Some(place) = self.words.get_mut(self.count) {
            *place = Letters::of(word.as_bytes());
        }
        self.count += 1;
    }

    /// Whether [`has_word`] may find one of the words.
    pub fn may_have_word(&self, list: Listed) -> bool {
        let words = self.words.get(..self.count);
        words.is_none_or(|words| words.iter().any(|word| list.words.may_have(*word)))
            || list.may_be_added_to()
    }

    /// Whether [`is_named`] may find the name.
    pub fn may_be_named(&self, list: Listed) -> bool {
        list.words.may_have(self.name) || list.may_be_added_to()
    }
}

/// Whether a word ends as plurals do. Only these of the irregular ones end with another letter.
fn may_be_plural(word: &str) -> bool {
    word.ends_with('s') || matches!(word, "people" | "children" | "men" | "women" | "media" | "data")
}

/// Whether one of the name's words is in the list, as it is or in the singular.
pub fn has_word(name_words: &[Word<'_>], list: impl Into<Listed>) -> bool {
    fn find(name_words: &[Word<'_>], list: Listed) -> bool {
        name_words
            .iter()
            .any(|word| list.holds(word) || (may_be_plural(word) && list.holds(&singular(word))))
    }
    find(name_words, list.into())
}

/// Whether the name is one of the list, however its words are set apart: `created_at`, `createdAt` and the `createdat` that
/// PostgreSQL makes of it are one name.
pub fn is_named(name: &str, list: impl Into<Listed>) -> bool {
    fn find(name: &str, list: Listed) -> bool {
        let mut is_meant = |listed: &str| letters(listed).eq(letters(name));
        let first = || u8::try_from(letters(name).next()?).ok();
        let of_list = list.words.may_have_letters_of(name)
            && first().is_some_and(|first| list.words.beginning_with(first).any(&mut is_meant));
        of_list || is_added(list.name, &mut is_meant)
    }
    find(name, list.into())
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .map(lower_letter)
}

/// The plural of the last word of a name: `order_statuses` for `order_status`. One that is a plural stays.
pub fn plural(name: &str) -> String {
    let (before, last) = match name.rfind('_') {
        Some(at) => name.split_at_checked(at + 1).unwrap_or(("", name)),
        None => ("", name),
    };
    if singular(last) != last {
        return name.to_owned();
    }
    if let Some((plural, _)) = IRREGULAR.iter().find(|(_, singular)| *singular == last) {
        return format!("{before}{plural}");
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with(['s', 'x', 'z']) || name.ends_with("ch") || name.ends_with("sh") => {
            format!("{name}es")
        }
        _ => format!("{name}s"),
    }
}

/// A table's words with the last in the singular: what one of its rows is.
pub fn row_words(table: &str) -> NameWords<'_> {
    let mut words = words(table);
    if let Some(last) = words.last_mut() {
        *last = match std::mem::take(last) {
            Cow::Borrowed(word) => singular(word),
            Cow::Owned(word) => singular(&word).into_owned().into(),
        };
    }
    words
}

#[cfg(test)]
mod tests;
