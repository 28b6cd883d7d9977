//! Where a statement plainly starts: the places at which reading resumes after something that never ends.

/// How many searches for an end may run through the whole text in vain before openers are no longer believed; keeps
/// reading linear.
pub(super) const MAX_VAIN_SEARCHES: u32 = 16;

/// What is created, altered or dropped; a line that starts with the verb and one of these is a statement, not prose.
const OBJECTS: [&[u8]; 25] = [
    b"table",
    b"unique",
    b"index",
    b"type",
    b"view",
    b"or",
    b"function",
    b"trigger",
    b"schema",
    b"extension",
    b"sequence",
    b"domain",
    b"materialized",
    b"temp",
    b"temporary",
    b"unlogged",
    b"database",
    b"procedure",
    b"virtual",
    b"foreign",
    b"policy",
    b"role",
    b"user",
    b"aggregate",
    b"fulltext",
];

/// Whether a statement plainly starts at byte `at`, which is the first of its line.
pub(crate) fn starts_statement(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    let (verb, rest) = first_word(rest);
    let (second, _) = first_word(rest.trim_ascii_start());
    starts_with_verb(verb, second)
}

/// Whether these two words start a statement that declares something or changes data.
pub(crate) fn starts_with_verb(verb: &[u8], second: &[u8]) -> bool {
    let is = |word: &[u8], text: &[u8]| text.eq_ignore_ascii_case(word);
    match verb.first() {
        Some(b'c' | b'C') => {
            (is(b"create", verb) && OBJECTS.iter().any(|object| is(object, second)))
                || (is(b"comment", verb) && is(b"on", second))
        }
        Some(b'a' | b'A') => is(b"alter", verb) && OBJECTS.iter().any(|object| is(object, second)),
        Some(b'd' | b'D') => {
            (is(b"drop", verb) && OBJECTS.iter().any(|object| is(object, second)))
                || (is(b"delete", verb) && is(b"from", second))
        }
        Some(b'i' | b'I') => is(b"insert", verb) && is(b"into", second),
        _ => false,
    }
}

fn first_word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes
        .iter()
        .position(|byte| !byte.is_ascii_alphabetic())
        .unwrap_or(bytes.len());
    bytes.split_at_checked(end).unwrap_or((bytes, &[]))
}

/// The offset of the line break that ends the line `at` is in, or the text's end.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |length| at + length)
}

/// The start of the next line that plainly starts a statement, or the text's end.
pub(super) fn next_statement_line(bytes: &[u8], from: usize) -> usize {
    let mut at = line_end(bytes, from);
    while at < bytes.len() {
        if starts_statement(bytes, at + 1) {
            return at + 1;
        }
        at = line_end(bytes, at + 1);
    }
    bytes.len()
}
