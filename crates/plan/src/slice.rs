//! Cutting text without panics: an offset outside the text or inside a character gives the empty string.

/// The part before byte `at`.
pub(crate) fn before(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or("")
}

/// The part from byte `at` on.
pub(crate) fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or("")
}

/// Plans are indented deeply, so many blanks are taken at a time.
const BLANKS: &str = "                ";

/// Taking blanks off.
pub(crate) trait Trim {
    /// Without the blanks it begins with.
    fn trimmed_start(&self) -> &str;

    /// Without those it begins and ends with.
    fn trimmed(&self) -> &str;
}

impl Trim for str {
    fn trimmed_start(&self) -> &str {
        let mut rest = self;
        while let Some(after) = rest.strip_prefix(BLANKS) {
            rest = after;
        }
        rest.trim_ascii_start()
    }

    fn trimmed(&self) -> &str {
        self.trimmed_start().trim_ascii_end()
    }
}

/// The number of blanks the text begins with; a tab reaches to the next multiple of eight.
pub(crate) fn indent(text: &str) -> usize {
    let mut column = 0;
    let mut rest = text;
    while let Some(after) = rest.strip_prefix(BLANKS) {
        rest = after;
        column += BLANKS.len();
    }
    for character in rest.chars() {
        match character {
            ' ' => column += 1,
            '\t' => column = column / 8 * 8 + 8,
            _ => break,
        }
    }
    column
}

/// Cuts at `separator` wherever it stands outside quotes and brackets; the parts are trimmed, empty ones kept.
pub(crate) fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut lexer = Nesting::default();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        if character == separator && lexer.is_closed() {
            parts.push(text.get(start..at).unwrap_or("").trim_ascii());
            start = at + character.len_utf8();
        }
        lexer.take(character);
    }
    parts.push(from(text, start).trim_ascii());
    parts
}

/// What is open at a place in an expression: a string, a quoted identifier, brackets. A doubled quote closes and opens again,
/// which comes to the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Nesting {
    pub(crate) string: bool,
    pub(crate) identifier: bool,
    pub(crate) depth: i32,
}

impl Nesting {
    /// The state after the whole text, from a closed start.
    pub(crate) fn of(text: &str) -> Self {
        let mut nesting = Self::default();
        nesting.take_all(text);
        nesting
    }

    pub(crate) fn take_all(&mut self, text: &str) {
        // Every sign that counts is within ASCII.
        for byte in text.trimmed_start().bytes() {
            self.take(char::from(byte));
        }
    }

    pub(crate) fn take(&mut self, character: char) {
        match character {
            '\'' if !self.identifier => self.string = !self.string,
            '"' if !self.string => self.identifier = !self.identifier,
            '(' | '[' | '{' if !self.is_quoted() => self.depth += 1,
            ')' | ']' | '}' if !self.is_quoted() => self.depth -= 1,
            _ => {}
        }
    }

    pub(crate) fn is_quoted(self) -> bool {
        self.string || self.identifier
    }

    pub(crate) fn is_closed(self) -> bool {
        !self.is_quoted() && self.depth <= 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_inside_quotes_and_brackets_do_not_cut() {
        assert_eq!(
            split_outside("a DESC, lower(b, 'x,y'), \"q,r\"", ','),
            ["a DESC", "lower(b, 'x,y')", "\"q,r\""]
        );
    }

    #[test]
    fn a_tab_reaches_to_the_next_stop() {
        assert_eq!(indent("\t  x"), 10);
        assert_eq!(indent("  \tx"), 8);
    }
}
