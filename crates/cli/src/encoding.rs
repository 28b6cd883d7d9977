//! Bytes of a file to text: UTF-8, UTF-16 with its mark (what PowerShell writes), and files that hold no text at all.

use std::fmt;

/// Why a file's bytes are not SQL text, with the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotText {
    #[error("is an archive of pg_dump; `pg_restore --schema-only -f - FILE` writes it as SQL")]
    PgDumpArchive,
    #[error("is an SQLite database; `sqlite3 FILE .schema` writes its schema as SQL")]
    SqliteDatabase,
    #[error("is compressed; unpack it first")]
    Compressed,
}

/// A text, and what could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) replaced: Option<Replaced>,
}

/// Bytes that were replaced by U+FFFD.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// The line of the first of them, from 1.
    line: usize,
    count: usize,
}

impl fmt::Display for Replaced {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, line) = (self.count, self.line);
        let places = if count == 1 { "place is" } else { "places are" };
        write!(
            formatter,
            "{count} {places} not UTF-8, the first in line {line}; replaced by U+FFFD, so names and values there are not as written. \
             Convert the file to UTF-8"
        )
    }
}

const MAGIC: [(&[u8], NotText); 5] = [
    (b"PGDMP", NotText::PgDumpArchive),
    (b"SQLite format 3\0", NotText::SqliteDatabase),
    (b"\x1f\x8b", NotText::Compressed),
    (b"PK\x03\x04", NotText::Compressed),
    (b"\x28\xb5\x2f\xfd", NotText::Compressed),
];

/// Reads bytes as text. A byte order mark is no part of it.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, NotText> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(*kind);
    }
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks(2).map(|pair| {
            unit([
                pair.first().copied().unwrap_or(0),
                pair.get(1).copied().unwrap_or(0),
            ])
        });
        char::decode_utf16(units)
            .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Ok(marked(utf16(rest, u16::from_le_bytes), true));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Ok(marked(utf16(rest, u16::from_be_bytes), true));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => marked(text, false),
        Err(error) => marked(String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    })
}

fn marked(text: String, lossy: bool) -> Decoded {
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let replaced = text
        .find(char::REPLACEMENT_CHARACTER)
        .filter(|_| lossy)
        .map(|first| Replaced {
            line: 1 + text.bytes().take(first).filter(|byte| *byte == b'\n').count(),
            count: text.matches(char::REPLACEMENT_CHARACTER).count(),
        });
    Decoded { text, replaced }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_part_of_the_text() {
        for bytes in [
            &b"select 1;\n"[..],
            b"\xef\xbb\xbfselect 1;\n",
            b"\xff\xfes\0e\0l\0e\0c\0t\0 \x001\0;\0\n\0",
            b"\xfe\xff\0s\0e\0l\0e\0c\0t\0 \x001\0;\0\n",
        ] {
            let decoded = decode(bytes.to_vec()).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.replaced), ("select 1;\n", None));
        }
    }

    #[test]
    fn other_encodings_are_read_and_said() {
        let decoded = decode(b"create table t (\n  a text default 'caf\xe9 \xe9'\n);".to_vec()).unwrap();
        assert_eq!(
            decoded.text,
            "create table t (\n  a text default 'caf\u{fffd} \u{fffd}'\n);"
        );
        assert_eq!(decoded.replaced, Some(Replaced { line: 2, count: 2 }));
        // A replacement character that somebody wrote is text.
        assert_eq!(decode("'\u{fffd}'".into()).unwrap().replaced, None);
    }

    #[test]
    fn files_without_text_say_what_makes_text_of_them() {
        assert_eq!(decode(b"PGDMP\x01\x0e".to_vec()), Err(NotText::PgDumpArchive));
        assert_eq!(
            decode(b"SQLite format 3\0\x10".to_vec()),
            Err(NotText::SqliteDatabase)
        );
        assert_eq!(decode(b"\x1f\x8b\x08".to_vec()), Err(NotText::Compressed));
    }
}
