//! Letters in lower case.

/// The text in lower case, letters beyond ASCII included. Letter by letter: the standard library's `str::to_lowercase` also knows the
/// Greek sigma at the end of a word, which no database does when it compares names, and is four kilobytes larger.
pub fn lower_case(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.chars().flat_map(char::to_lowercase).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_folded_by_itself() {
        assert_eq!(lower_case("Größe ÉTÉ_Id"), "größe été_id");
        assert_eq!(lower_case("ΟΔΟΣ"), "οδοσ");
    }
}
