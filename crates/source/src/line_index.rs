//! Bytes to lines, columns and UTF-16 units: what editors and people count in.

/// A place in a text as an editor counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 0.
    pub line: u32,
    /// UTF-16 code units since the start of the line, from 0.
    pub column_utf16: u32,
    /// UTF-16 code units since the start of the text, from 0.
    pub offset_utf16: u32,
}

/// Built once per text; each look-up is two binary searches.
#[derive(Debug, Clone)]
pub struct LineIndex {
    length: u32,
    /// Byte offset of each line's first byte; never empty.
    line_starts: Vec<u32>,
    /// For each character of more than one byte: the offset past it, and bytes minus UTF-16 units up to there.
    wide: Vec<(u32, u32)>,
}

impl LineIndex {
    /// Reads the text once. A line ends after `\n`; a lone `\r` ends no line.
    pub fn new(text: &str) -> Self {
        let mut line_starts = vec![0];
        let mut wide = Vec::new();
        let mut surplus = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                line_starts.push(at as u32 + 1);
            }
        }
        if !text.is_ascii() {
            for (at, character) in text.char_indices() {
                let bytes = character.len_utf8();
                if bytes > 1 {
                    surplus += (bytes - character.len_utf16()) as u32;
                    wide.push(((at + bytes) as u32, surplus));
                }
            }
        }
        Self {
            length: text.len() as u32,
            line_starts,
            wide,
        }
    }

    /// The number of lines, at least 1.
    pub fn line_count(&self) -> u32 {
        self.line_starts.len() as u32
    }

    /// The place of a byte offset. An offset inside a character or past the end counts as the nearest boundary before.
    pub fn position(&self, byte: u32) -> Position {
        let byte = byte.min(self.length);
        let line = self
            .line_starts
            .partition_point(|start| *start <= byte)
            .saturating_sub(1);
        let line_start = self.line_starts.get(line).copied().unwrap_or(0);
        let offset_utf16 = self.utf16(byte);
        Position {
            line: line as u32,
            column_utf16: offset_utf16 - self.utf16(line_start),
            offset_utf16,
        }
    }

    fn utf16(&self, byte: u32) -> u32 {
        let after = self.wide.partition_point(|(end, _)| *end <= byte);
        let surplus = after
            .checked_sub(1)
            .and_then(|at| self.wide.get(at))
            .map_or(0, |(_, surplus)| *surplus);
        byte - surplus
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_utf16_units_not_bytes() {
        let index = LineIndex::new("é😀x\ny");
        assert_eq!(
            index.position(6),
            Position {
                line: 0,
                column_utf16: 3,
                offset_utf16: 3
            }
        );
        assert_eq!(
            index.position(8),
            Position {
                line: 1,
                column_utf16: 0,
                offset_utf16: 5
            }
        );
    }

    proptest! {
        #[test]
        fn agrees_with_counting(text in "[a-zé😀\n\r]{0,40}") {
            let index = LineIndex::new(&text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = text.get(..at).unwrap();
                let position = index.position(at as u32);
                prop_assert_eq!(position.offset_utf16 as usize, before.encode_utf16().count());
                prop_assert_eq!(position.line as usize, before.matches('\n').count());
                let line = before.rsplit('\n').next().unwrap();
                prop_assert_eq!(position.column_utf16 as usize, line.encode_utf16().count());
            }
        }
    }
}
