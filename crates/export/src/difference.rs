//! What safe fixes change, as other programs read differences.

use rowproof_engine::Report;
use rowproof_engine::safe_fixes::{Hunk, Line, SafeFixes};

/// The changed parts as a unified difference, which `patch` and `git apply` read: one file per part, by its name. Empty when nothing
/// is changed.
pub fn unified_difference(report: &Report, fixes: &SafeFixes<'_>) -> String {
    let mut text = String::new();
    let parts = report.parts.iter().zip(&fixes.document.parts).zip(&fixes.lines);
    for ((old, new), lines) in parts {
        let (before, after) = (old.source.text(), &*new.text);
        let hunks = lines.hunks(before, after);
        if hunks.is_empty() {
            continue;
        }
        let name = old.source.name();
        text.extend(["--- ", name, "\n+++ ", name, "\n"]);
        let ends = Ends {
            old: End::of(before),
            new: End::of(after),
        };
        for hunk in &hunks {
            write_hunk(&mut text, hunk, &ends);
        }
    }
    text
}

/// How two texts end.
struct Ends {
    old: End,
    new: End,
}

/// How a text ends.
struct End {
    /// The number of its last line, from 1; a line break at the end of a text begins no line.
    last: usize,
    /// Whether a line break is behind it.
    is_broken: bool,
}

impl End {
    fn of(text: &str) -> Self {
        let is_broken = text.ends_with('\n');
        Self {
            last: text.split('\n').count() - usize::from(is_broken),
            is_broken,
        }
    }

    /// Whether the line of this number is the last and nothing ends it.
    fn is_open(&self, line: usize) -> bool {
        line == self.last && !self.is_broken
    }
}

fn write_hunk(text: &mut String, hunk: &Hunk<'_>, ends: &Ends) {
    let mut body = String::new();
    let (mut old, mut new) = (hunk.old_start, hunk.new_start);
    // What is added stands behind all that is removed at its place.
    let mut added = String::new();
    for line in &hunk.lines {
        match line {
            Line::Same(words) => {
                let (old_open, new_open) = (ends.old.is_open(old), ends.new.is_open(new));
                let is_same = old_open == new_open && old <= ends.old.last && new <= ends.new.last;
                if is_same {
                    body.push_str(&std::mem::take(&mut added));
                    write_line(&mut body, ' ', words, old_open);
                    (old, new) = (old + 1, new + 1);
                } else {
                    if old <= ends.old.last {
                        write_line(&mut body, '-', words, old_open);
                        old += 1;
                    }
                    if new <= ends.new.last {
                        write_line(&mut added, '+', words, new_open);
                        new += 1;
                    }
                }
            }
            Line::Removed(words) => {
                body.push_str(&std::mem::take(&mut added));
                if old <= ends.old.last {
                    write_line(&mut body, '-', words, ends.old.is_open(old));
                    old += 1;
                }
            }
            Line::Added(words) => {
                if new <= ends.new.last {
                    write_line(&mut added, '+', words, ends.new.is_open(new));
                    new += 1;
                }
            }
        }
    }
    body.push_str(&added);
    let range = |start: usize, end: usize| match end - start {
        // Nothing: behind the line before.
        0 => [&(start - 1).to_string(), ",0"].concat(),
        count => [&start.to_string(), ",", &count.to_string()].concat(),
    };
    let (old, new) = (range(hunk.old_start, old), range(hunk.new_start, new));
    text.extend(["@@ -", &old, " +", &new, " @@\n", &body]);
}

fn write_line(text: &mut String, sign: char, words: &str, is_open: bool) {
    text.push(sign);
    text.push_str(words);
    text.push('\n');
    if is_open {
        text.push_str("\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use rowproof_engine::safe_fixes::fix_safely;
    use rowproof_engine::{Document, Part, Settings, analyze};

    use super::*;

    fn difference(text: &str) -> String {
        let document = Document {
            parts: vec![Part::new("schema.sql", text)],
        };
        let settings = Settings::default();
        let report = analyze(&document, &settings);
        let fixes = fix_safely(&document, &settings, &report, &[]);
        unified_difference(&report, &fixes)
    }

    const SCHEMA: &str = "create table a (id bigint primary key);\ncreate table b (\n  id bigint primary key,\n  a_id bigint not null references a\n);";

    #[test]
    fn a_text_that_ends_with_a_line_break() {
        let text = format!("{SCHEMA}\n");
        let expected = "--- schema.sql\n+++ schema.sql\n@@ -3,3 +3,4 @@\n   id bigint primary key,\n   a_id bigint not null references a\n );\n+CREATE INDEX b_a_id_idx ON b (a_id);\n";
        assert_eq!(difference(&text), expected);
    }

    #[test]
    fn a_text_that_does_not() {
        let expected = "--- schema.sql\n+++ schema.sql\n@@ -3,3 +3,4 @@\n   id bigint primary key,\n   a_id bigint not null references a\n-);\n\\ No newline at end of file\n+);\n+CREATE INDEX b_a_id_idx ON b (a_id);\n\\ No newline at end of file\n";
        assert_eq!(difference(SCHEMA), expected);
    }

    #[test]
    fn nothing_to_fix_is_no_difference() {
        assert_eq!(difference("create table a (id bigint primary key);\n"), "");
    }
}
