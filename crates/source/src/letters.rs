//! Letters in lower case.

/// The text in lower case, letters beyond ASCII included, each by itself: no database looks at the end of a word for the
/// Greek sigma when it compares names.
pub fn lower_case(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.chars().map(lower_letter).collect(),
    }
}

/// The letter in lower case: Latin, Greek and Cyrillic letters, which names are written in. The standard library knows 1,400
/// others; its table alone is five kilobytes of the compressed module.
pub fn lower_letter(letter: char) -> char {
    let code = letter as u32;
    let lower = match code {
        0x41..=0x5A => code + 32,
        0xC0..=0xDE if code != 0xD7 => code + 32,
        0x130 => 0x69,
        0x178 => 0xFF,
        0x386 => 0x3AC,
        0x388..=0x38A => code + 37,
        0x38C => 0x3CC,
        0x38E | 0x38F => code + 63,
        0x391..=0x3AB if code != 0x3A2 => code + 32,
        0x400..=0x40F => code + 80,
        0x410..=0x42F => code + 32,
        0x4C0 => 0x4CF,
        // Pairs, the capital first: on even places, and on odd ones.
        0x100..=0x137 | 0x14A..=0x177 | 0x460..=0x481 | 0x48A..=0x4BF | 0x4D0..=0x52F => code | 1,
        0x139..=0x148 | 0x179..=0x17E | 0x4C1..=0x4CE => code + code % 2,
        _ => code,
    };
    char::from_u32(lower).unwrap_or(letter)
}

/// Where these words, ASCII's letters in lower case, stand first in a text, ASCII's letters in any case; at least one byte. For short
/// texts, such as comments: what the standard library prepares for a search costs more than the search.
pub fn find_in_any_case(text: &str, words: &str) -> Option<usize> {
    let words = words.as_bytes();
    let first = words.first()? | 0x20;
    let mut places = text.as_bytes().windows(words.len());
    places.position(|here| {
        here.first().is_some_and(|byte| byte | 0x20 == first) && here.eq_ignore_ascii_case(words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand_first() {
        for text in ["one of: A, B", "ONE OF", "a one", "of", "", "öNe Of … of"] {
            for words in ["one of", "of", "a", "…", " of"] {
                assert_eq!(
                    find_in_any_case(text, words),
                    text.to_ascii_lowercase().find(words),
                    "{words} in {text}"
                );
            }
        }
    }

    #[test]
    fn every_letter_is_folded_by_itself() {
        assert_eq!(lower_case("Größe ÉTÉ_Id"), "größe été_id");
        assert_eq!(lower_case("ΟΔΟΣ"), "οδοσ");
    }

    #[test]
    fn letters_of_names_are_folded_as_the_standard_library_does() {
        let latin = '\0'..='\u{17F}';
        let greek = '\u{386}'..='\u{3CE}';
        let cyrillic = '\u{400}'..='\u{52F}';
        for letter in latin.chain(greek).chain(cyrillic) {
            let known: Vec<char> = letter.to_lowercase().collect();
            // The dotted capital I becomes two characters there.
            if let [known] = known.as_slice() {
                assert_eq!(lower_letter(letter), *known, "{letter} {:x}", letter as u32);
            }
        }
    }
}
