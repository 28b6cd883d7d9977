//! Values and what replaces them.

use rowproof_source::SortSmall;
use rustc_hash::FxHashMap;

use super::words::{is_kept, is_kept_in_strings, is_measure};

/// Numbers with fewer digits stay.
const SHORTEST_NUMBER: usize = 4;
/// The longest number whose place among the others is kept, in digits.
const LONGEST_NUMBER: usize = 18;

/// The values of a document.
#[derive(Debug, Default)]
pub struct Values {
    /// Dates and long numbers, gathered first, then in their order: what replaces them keeps it.
    dates: Vec<String>,
    numbers: Vec<String>,
    given: FxHashMap<String, String>,
    texts: usize,
    codes: usize,
    /// Values as first met, with what replaces them.
    pub replaced: Vec<(String, String)>,
}

impl Values {
    /// Notes what stands in a string or is a number.
    pub fn gather(&mut self, content: &str) {
        if is_date(content) {
            self.dates.push(content.to_owned());
        } else if is_long_number(content) {
            self.numbers.push(content.to_owned());
        }
    }

    /// Puts what was gathered in order.
    pub fn order(&mut self) {
        self.dates.order_by(|one, other| one.cmp(other));
        self.dates.dedup();
        self.numbers
            .order_by(|one, other| one.len().cmp(&other.len()).then(one.cmp(other)));
        self.numbers.dedup();
    }

    /// What replaces a number.
    pub fn number(&mut self, number: &str) -> String {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if !is_long_number(whole) && fraction.len() < SHORTEST_NUMBER {
            // Hexadecimal digits, and exponents, are no small numbers.
            let digits = number.bytes().filter(u8::is_ascii_hexdigit).count();
            let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let is_small = is_plain && whole.len() < SHORTEST_NUMBER || digits < SHORTEST_NUMBER;
            return if is_small { number } else { "1000" }.to_owned();
        }
        let replacement = match is_long_number(whole) {
            true => self.ranked(whole),
            false => whole.to_owned(),
        };
        let fraction = "0".repeat(fraction.len());
        let point = if fraction.is_empty() { "" } else { "." };
        let replacement = format!("{replacement}{point}{fraction}");
        self.give(number, replacement, true)
    }

    fn ranked(&self, whole: &str) -> String {
        let alike = self.numbers.iter().filter(|known| known.len() == whole.len());
        let mut search = alike.clone();
        let rank = search.position(|known| known == whole);
        let rank = rank.unwrap_or_else(|| alike.count() + self.given.len());
        let lowest = 10_u64.pow((whole.len().min(LONGEST_NUMBER) - 1) as u32);
        (lowest + rank as u64).to_string()
    }

    /// What replaces what stands in a string; none when it stays.
    pub fn text(&mut self, content: &str) -> Option<String> {
        if !content.chars().any(char::is_alphanumeric) || is_kept_in_strings(content) || is_measure(content) {
            return None;
        }
        if let Some(given) = self.given.get(content) {
            return Some(given.clone());
        }
        let is_number = content.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_number {
            let number = self.number(content);
            return (number != content).then_some(number);
        }
        let is_zero_date = content.starts_with("0000-00-00");
        if is_zero_date {
            return None;
        }
        let replacement = if is_date(content) {
            self.date(content)
        } else {
            self.word(content)
        };
        Some(self.give(content, replacement, true))
    }

    /// What replaces a word of a comment: what replaces it elsewhere, or a text like others.
    pub fn comment_word(&mut self, word: &str) -> String {
        if let Some(given) = self.given.get(word) {
            return given.clone();
        }
        let replacement = self.word(word);
        self.give(word, replacement, false)
    }

    fn date(&self, content: &str) -> String {
        let at = self.dates.iter().position(|known| known == content);
        let at = at.unwrap_or(self.dates.len() + self.given.len());
        let (year, month, day) = (2001 + at / 336, 1 + at % 336 / 28, 1 + at % 28);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// A text that is no longer than what it replaces, as far as there are letters for that: columns have lengths.
    fn word(&mut self, content: &str) -> String {
        self.texts += 1;
        let text = format!("text_{}", self.texts);
        let room = content.chars().count();
        if text.len() <= room {
            return text;
        }
        self.texts -= 1;
        loop {
            self.codes += 1;
            let code = letters(self.codes);
            if code.len() > room {
                self.texts += 1;
                return format!("text_{}", self.texts);
            }
            let is_upper = content.chars().all(|letter| !letter.is_ascii_lowercase());
            let code = if is_upper { code.to_ascii_uppercase() } else { code };
            if !is_kept(&code) {
                return code;
            }
        }
    }

    fn give(&mut self, content: &str, replacement: String, is_listed: bool) -> String {
        let known = self.given.insert(content.to_owned(), replacement.clone());
        if is_listed && known.is_none() && content != replacement {
            self.replaced.push((content.to_owned(), replacement.clone()));
        }
        replacement
    }
}

/// a, b, …, z, aa, ab, …
fn letters(mut number: usize) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters.into_iter().rev().collect()
}

/// `2024-01-31`, with a time behind it or not.
fn is_date(content: &str) -> bool {
    let day = content.get(..10).unwrap_or_default();
    let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let is_time = |byte: u8| byte.is_ascii_digit() || b" :.TZ+-".contains(&byte);
    day.len() == 10 && is_day && content.bytes().all(is_time) && !day.starts_with("0000")
}

fn is_long_number(content: &str) -> bool {
    content.len() >= SHORTEST_NUMBER && content.bytes().all(|byte| byte.is_ascii_digit())
}
