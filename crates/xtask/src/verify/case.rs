//! What `rowproof check --format json` says about a fixture, as far as the proofs need it, and the fixture's text.

use serde::Deserialize;

/// A report.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// In the report's order.
    pub findings: Vec<Finding>,
}

/// A finding.
#[derive(Debug, Deserialize)]
pub struct Finding {
    /// Rule code, colon, object.
    pub id: String,
    /// `proven`, `likely`, `possible`
    pub certainty: String,
    /// Rows that show it.
    pub counterexample: Option<Counterexample>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// Does the finding claim to be proven by rows?
    pub fn is_proven(&self) -> bool {
        self.certainty == "proven" && self.counterexample.is_some()
    }
}

/// Rows that today's schema accepts and should not.
#[derive(Debug, Deserialize)]
pub struct Counterexample {
    /// Rows that are needed first.
    pub setup: Vec<String>,
    /// Rows that should be refused.
    pub offending: Vec<String>,
    /// What today's schema says.
    pub today: Verdict,
}

/// What a schema says to a script.
#[derive(Debug, Deserialize)]
pub struct Verdict {
    /// `accepted`, `refused`, `undecided`
    pub verdict: String,
    /// When refused.
    pub sqlstate: Option<String>,
}

/// A way to mend it.
#[derive(Debug, Deserialize)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Changes to the text.
    pub edits: Vec<Edit>,
    /// For an empty database.
    pub statements: Vec<String>,
    /// `safe`, `unsafe` or `display-only`.
    pub applicability: String,
    /// For a database in use.
    pub live: Vec<LiveStep>,
    /// What the mended schema says to the counterexample.
    pub after: Option<Verdict>,
}

/// A statement for a database in use.
#[derive(Debug, Deserialize)]
pub struct LiveStep {
    /// Without its semicolon.
    pub statement: String,
}

/// A change to the text.
#[derive(Debug, Deserialize)]
pub struct Edit {
    /// Where.
    pub location: Location,
    /// What to put there.
    pub replacement: String,
}

/// A place in the text, in both units.
#[derive(Debug, Deserialize)]
pub struct Location {
    /// UTF-16 offset of the start.
    pub start: usize,
    /// UTF-16 offset past the end.
    pub end: usize,
    /// Byte offset of the start.
    pub start_byte: usize,
    /// Byte offset past the end.
    pub end_byte: usize,
}

/// Applies edits to a text, as an editor that counts UTF-16 units does; the byte offsets have to mean the same.
///
/// # Errors
/// A sentence, when an offset is outside the text or inside a character, edits overlap, or the two units disagree.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    // Stable: insertions at one place keep their order.
    edits.sort_by_key(|edit| edit.location.start_byte);
    let mut edited = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        let Location {
            start,
            end,
            start_byte,
            end_byte,
        } = edit.location;
        for (byte, unit) in [(start_byte, start), (end_byte, end)] {
            let before = text
                .get(..byte)
                .ok_or_else(|| format!("byte {byte} is not in the text"))?;
            if before.encode_utf16().count() != unit {
                return Err(format!("byte {byte} is not UTF-16 offset {unit}"));
            }
        }
        let kept = text
            .get(copied..start_byte)
            .ok_or_else(|| format!("the edit at byte {start_byte} overlaps"))?;
        edited.push_str(kept);
        edited.push_str(&edit.replacement);
        copied = end_byte;
    }
    edited.push_str(text.get(copied..).ok_or("an edit ends before it starts")?);
    Ok(edited)
}

/// The dialect a fixture names in a line of its own (`-- rowproof-fixture: dialect=mysql`); PostgreSQL when it names none.
pub fn fixture_dialect(text: &str) -> &str {
    let named = text
        .lines()
        .find_map(|line| line.strip_prefix("-- rowproof-fixture: dialect="));
    named.map_or("postgresql", str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(bytes: (usize, usize), units: (usize, usize), replacement: &str) -> Edit {
        let location = Location {
            start: units.0,
            end: units.1,
            start_byte: bytes.0,
            end_byte: bytes.1,
        };
        Edit {
            location,
            replacement: replacement.to_owned(),
        }
    }

    #[test]
    fn edits_are_applied_in_both_units() {
        assert_eq!(apply("ä𝄞bc", &[edit((6, 7), (3, 4), "B")]).as_deref(), Ok("ä𝄞Bc"));
        assert!(apply("ä𝄞bc", &[edit((6, 7), (6, 7), "B")]).is_err());
        assert!(apply("abc", &[edit((0, 2), (0, 2), ""), edit((1, 3), (1, 3), "")]).is_err());
        assert!(apply("abc", &[edit((9, 9), (9, 9), "")]).is_err());
    }

    #[test]
    fn a_line_names_the_dialect() {
        assert_eq!(
            fixture_dialect("-- What it is.\n-- rowproof-fixture: dialect=mysql\ncreate table t (a int);"),
            "mysql"
        );
        assert_eq!(fixture_dialect("create table t (a int);"), "postgresql");
    }
}
