//! Words that settings add to the lists.
//!
//! Names are asked in some hundred places, far below whatever knows the settings. So the added words are not handed down:
//! they stand beside the thread for as long as one analysis runs, and are gone when it ends, whatever way it ends.

use std::cell::{Cell, RefCell};

use super::lexicon::NamedList;
use super::words;

/// A word that is added to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedWord {
    list: &'static str,
    word: String,
}

impl AddedWord {
    /// The word in the list; none when the list could never find it: words are asked one by one and in lower case, names as
    /// a whole.
    pub fn new(list: &NamedList, word: &str) -> Option<Self> {
        let own = words(word);
        let fits = match own.as_slice() {
            [] => false,
            [only] => list.holds_names() || only == word,
            _ => list.holds_names(),
        };
        fits.then(|| Self {
            list: list.name(),
            word: word.to_owned(),
        })
    }
}

thread_local! {
    static ADDED: RefCell<Vec<AddedWord>> = const { RefCell::new(Vec::new()) };
    /// Whether there are any, which is asked thousands of times.
    static IS_ANY: Cell<bool> = const { Cell::new(false) };
}

/// Does something while the words are in their lists.
pub fn with_added_words<T>(added: &[AddedWord], run: impl FnOnce() -> T) -> T {
    /// Puts back what was there before, also when `run` does not come back.
    struct Before(Vec<AddedWord>);
    impl Drop for Before {
        fn drop(&mut self) {
            put(std::mem::take(&mut self.0));
        }
    }
    fn put(words: Vec<AddedWord>) -> Vec<AddedWord> {
        IS_ANY.set(!words.is_empty());
        ADDED.replace(words)
    }
    let _before = Before(put(added.to_vec()));
    run()
}

/// Whether there are added words.
pub(super) fn is_any_added() -> bool {
    IS_ANY.get()
}

/// Whether a word that was added to the list is what is asked for.
pub(super) fn is_added(list: &str, is_meant: &mut dyn FnMut(&str) -> bool) -> bool {
    IS_ANY.get()
        && ADDED.with_borrow(|added| {
            added
                .iter()
                .any(|added| added.list == list && is_meant(&added.word))
        })
}
