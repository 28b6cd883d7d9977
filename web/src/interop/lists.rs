//! Long lists as the engine hands them over (`rowproof_export::json::Lists`): one text and one run of numbers for all rows.

use std::rc::Rc;

use js_sys::Float64Array;
use wasm_bindgen::JsValue;
use yew::AttrValue;

use super::fields::{field, text};
use super::report::Location;

/// Between two words.
const SEPARATOR: char = '\u{1f}';

/// Rows of words and numbers, each with as many of both as the others.
#[derive(Debug, Default)]
pub struct Rows {
    words: AttrValue,
    numbers: Vec<f64>,
    words_each: usize,
    numbers_each: usize,
}

/// One of them; its words come in their order.
pub struct Row<'r> {
    words: std::str::SplitN<'r, char>,
    numbers: &'r [f64],
}

impl Rows {
    /// Those of a list with so many words and numbers in each row.
    pub fn of(list: &JsValue, words_each: usize, numbers_each: usize) -> Self {
        Self {
            words: text(list, "words"),
            numbers: Float64Array::new(&field(list, "numbers")).to_vec(),
            words_each,
            numbers_each,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        let count = self.numbers.len().checked_div(self.numbers_each);
        count.unwrap_or_default()
    }

    /// How many rows it begins with alike another.
    pub fn same_as(&self, other: &Self) -> usize {
        let numbers = self.numbers.iter().zip(&other.numbers);
        let numbers = numbers.take_while(|(a, b)| a.to_bits() == b.to_bits()).count();
        let words = self.words.bytes().zip(other.words.bytes());
        let words = words.take_while(|(a, b)| a == b);
        let (mut same, mut ends) = (0, 0);
        for (letter, _) in words {
            same += 1;
            ends += usize::from(letter == SEPARATOR as u8);
        }
        // A word ends where the next one begins, and the last one with all of them.
        let is_end =
            |words: &str| same == words.len() || words.as_bytes().get(same) == Some(&(SEPARATOR as u8));
        let words = ends + usize::from(is_end(&self.words) && is_end(&other.words));
        let whole = |count: usize, each: usize| count.checked_div(each).unwrap_or_default();
        whole(words, self.words_each).min(whole(numbers, self.numbers_each))
    }

    /// The rows from that one on.
    pub fn skip(&self, first: usize) -> impl Iterator<Item = Row<'_>> {
        let before = match first * self.words_each {
            0 => 0,
            words => {
                let mut ends = self.words.match_indices(SEPARATOR);
                ends.nth(words - 1).map_or(self.words.len(), |(end, _)| end + 1)
            }
        };
        let mut rest = self.words.get(before..).unwrap_or_default();
        let numbers = self.numbers.chunks_exact(self.numbers_each.max(1)).skip(first);
        numbers.map(move |numbers| {
            let mut ends = rest.match_indices(SEPARATOR);
            let (row, behind) = match ends.nth(self.words_each.saturating_sub(1)) {
                Some((end, _)) => (rest.get(..end), rest.get(end + 1..)),
                None => (Some(rest), None),
            };
            rest = behind.unwrap_or_default();
            Row {
                words: row.unwrap_or_default().splitn(self.words_each, SEPARATOR),
                numbers,
            }
        })
    }
}

impl<'r> Row<'r> {
    /// The next word, to be kept.
    pub fn word(&mut self) -> AttrValue {
        Rc::<str>::from(self.raw_word()).into()
    }

    /// The same; none when it is empty.
    pub fn optional_word(&mut self) -> Option<AttrValue> {
        Some(self.word()).filter(|word| !word.is_empty())
    }

    /// The next word, to be looked at.
    pub fn raw_word(&mut self) -> &'r str {
        self.words.next().unwrap_or_default()
    }

    /// A number; none where there is none.
    pub fn number(&self, at: usize) -> Option<f64> {
        self.numbers.get(at).copied().filter(|number| !number.is_nan())
    }

    /// The place whose part is the next word and whose five numbers begin there.
    pub fn place(&mut self, at: usize) -> Option<Location> {
        let part = self.word();
        let whole = |number: usize| self.number(at + number).unwrap_or_default() as u32;
        self.number(at).is_some().then(|| Location {
            part,
            start: whole(0),
            end: whole(1),
            line: whole(2),
            start_byte: whole(3),
            end_byte: whole(4),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(words: &str, numbers: &[f64]) -> Rows {
        Rows {
            words: words.to_owned().into(),
            numbers: numbers.to_vec(),
            words_each: 2,
            numbers_each: 1,
        }
    }

    fn read(rows: &Rows, first: usize) -> Vec<(String, String, Option<f64>)> {
        let read = |mut row: Row<'_>| (row.raw_word().into(), row.raw_word().into(), row.number(0));
        rows.skip(first).map(read).collect()
    }

    #[test]
    fn rows_are_read_from_any_of_them_on() {
        let all = rows("a\u{1f}b\u{1f}\u{1f}d\u{1f}e\u{1f}", &[1.0, f64::NAN, 3.0]);
        let row = |a: &str, b: &str, number| (a.to_owned(), b.to_owned(), number);
        let expected = [
            row("a", "b", Some(1.0)),
            row("", "d", None),
            row("e", "", Some(3.0)),
        ];
        for first in 0..4 {
            assert_eq!(read(&all, first), expected.get(first..).unwrap_or_default());
        }
        assert!(read(&rows("", &[]), 0).is_empty());
    }

    #[test]
    fn lists_begin_alike_up_to_the_first_row_that_is_another() {
        let before = rows("a\u{1f}b\u{1f}c\u{1f}d\u{1f}e\u{1f}f", &[1.0, f64::NAN, 3.0]);
        let same = |words: &str, numbers: &[f64]| rows(words, numbers).same_as(&before);
        assert_eq!(
            same("a\u{1f}b\u{1f}c\u{1f}d\u{1f}e\u{1f}f", &[1.0, f64::NAN, 3.0]),
            3
        );
        assert_eq!(
            same(
                "a\u{1f}b\u{1f}c\u{1f}d\u{1f}e\u{1f}f\u{1f}g\u{1f}h",
                &[1.0, f64::NAN, 3.0, 4.0]
            ),
            3
        );
        assert_eq!(
            same("a\u{1f}b\u{1f}c\u{1f}dd\u{1f}e\u{1f}f", &[1.0, f64::NAN, 3.0]),
            1
        );
        assert_eq!(
            same("a\u{1f}b\u{1f}c\u{1f}d\u{1f}e\u{1f}f", &[2.0, f64::NAN, 3.0]),
            0
        );
        assert_eq!(same("", &[]), 0);
        assert_eq!(before.same_as(&Rows::default()), 0);
    }
}
