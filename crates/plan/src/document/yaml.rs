//! A reader of YAML as `EXPLAIN` writes it: blocks by indentation, `- ` before items, strings in the quotes of JSON, lists of strings in
//! brackets. It takes what it can from a text that breaks off.

use super::{Builder, Read, Spanned, Value, read_scalar, word};
use crate::slice::{before, from, indent};
use crate::text::node_line::strip_cut_mark;

/// Reads the lines from byte `start` on, up to one that stands further left than the first or `end`.
pub(crate) fn read_value(text: &str, start: usize, end: usize) -> Read {
    let mut reader = Reader {
        text,
        builder: Builder::default(),
        open: Vec::new(),
        skipped: None,
    };
    let mut at = start;
    while at < end {
        let line = before(from(text, at), end - at).split('\n').next().unwrap_or("");
        match reader.read_line(at, line) {
            Step::Next(next) => at = next,
            Step::TooDeep => return Read::TooDeep(at),
        }
    }
    let value = reader.builder.close_all(end).unwrap_or(Spanned {
        value: Value::Null,
        start,
        end,
    });
    Read::Value {
        value,
        closed: 0,
        skipped: reader.skipped,
    }
}

enum Step {
    /// Where the next line begins.
    Next(usize),
    TooDeep,
}

struct Reader<'t> {
    text: &'t str,
    builder: Builder,
    /// The column of each open list (true) or object.
    open: Vec<(usize, bool)>,
    skipped: Option<(usize, usize)>,
}

impl Reader<'_> {
    fn read_line(&mut self, start: usize, line: &str) -> Step {
        let after = start + line.len() + 1;
        let (body, cut) = strip_cut_mark(line);
        if body.trim_ascii().is_empty() {
            if cut {
                self.skip(start, line);
            }
            return Step::Next(after);
        }
        let mut column = indent(line);
        let mut at = start + line.len() - line.trim_ascii_start().len();
        let mut rest = line.trim_ascii();
        while let Some(item) = rest
            .strip_prefix('-')
            .filter(|item| item.is_empty() || item.starts_with(' '))
        {
            if !self.enter(column, true, at) {
                return Step::TooDeep;
            }
            let inner = item.trim_ascii_start();
            let step = rest.len() - inner.len();
            (column, at, rest) = (column + step, at + step, inner);
        }
        match key(rest) {
            Some((name, value)) => {
                if !self.enter(column, false, at) {
                    return Step::TooDeep;
                }
                self.builder.name(name.to_owned(), at);
                let value_at = at + rest.len() - value.len();
                self.read_scalar(value, value_at, after)
            }
            None => self.read_scalar(rest, at, after),
        }
    }

    /// Makes the list or object of this column the innermost one; false when that is too deep.
    fn enter(&mut self, column: usize, array: bool, at: usize) -> bool {
        while let Some((open, is_array)) = self.open.last().copied() {
            if (open, is_array) == (column, array) {
                return true;
            }
            // A list may stand right under the name it belongs to; the outermost takes what stands further left than itself.
            if open < column || (open == column && array) || self.open.len() == 1 {
                break;
            }
            self.open.pop();
            self.builder.close(at);
        }
        match self.open.last() {
            Some((open, is_array)) if *open > column && *is_array == array => return true,
            Some((_, false)) if !array && self.builder.awaits_name() => return true,
            _ if self.builder.is_full() => return false,
            _ if array => self.builder.open_array(at),
            _ => self.builder.open_object(at),
        }
        self.open.push((column, array));
        true
    }

    fn skip(&mut self, start: usize, text: &str) {
        let blanks = text.len() - text.trim_ascii_start().len();
        let place = (start + blanks, start + text.trim_ascii_end().len().max(blanks));
        self.skipped = self.skipped.or(Some(place));
    }

    /// A string, a list in brackets or a word; returns where the next line begins.
    fn read_scalar(&mut self, value: &str, at: usize, after: usize) -> Step {
        if value.is_empty() {
            return Step::Next(after);
        }
        if value.starts_with(['"', '[', '{']) {
            return match read_scalar(self.text, at) {
                Read::Value { value, skipped, .. } => {
                    let end = value.end;
                    self.skipped = self.skipped.or(skipped);
                    self.builder.place(value);
                    let line_end = from(self.text, end)
                        .find('\n')
                        .map_or(self.text.len(), |more| end + more);
                    Step::Next((line_end + 1).max(after))
                }
                Read::TooDeep(_) => Step::TooDeep,
            };
        }
        if self.builder.awaits_name() {
            self.skip(at, value);
        }
        self.builder.place(Spanned {
            value: word(value).unwrap_or_else(|| Value::Text(value.to_owned())),
            start: at,
            end: at + value.len(),
        });
        Step::Next(after)
    }
}

/// `Name: value` or `Name:`; a quoted string is no name.
fn key(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['"', '[', '{']) {
        return None;
    }
    let (name, value) = match text.split_once(": ") {
        Some((name, value)) => (name, value.trim_ascii()),
        None => (text.strip_suffix(':')?, ""),
    };
    (!name.is_empty()).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        match read_value(text, 0, text.len()) {
            Read::Value { value, .. } => value.value,
            Read::TooDeep(at) => panic!("too deep at {at}"),
        }
    }

    #[test]
    fn blocks_lists_and_strings() {
        let text = "- Plan: \n    Node Type: \"Sort\"\n    Sort Key: \n      - \"a: \\\"b\\\"\"\n      - \"c\"\n    Sets: \n      - Hash Keys: \n          - [\"x\", \"y\"]\n      - Group Keys: \n          - []\n    Plans: \n      - Node Type: \"Seq Scan\"\n        Rows: 9.00\n        Workers: \n      - Node Type: \"Result\"\n  Settings: \n    a.b: \"1\"\n  Triggers: \n  Planning Time: 0.5\n";
        let value = read(text);
        let query = &value.items()[0].value;
        let plan = query.get("Plan").unwrap();
        assert_eq!(from(text, plan.start).lines().next(), Some("Node Type: \"Sort\""));
        let plan = &plan.value;
        assert_eq!(plan.get("Sort Key").unwrap().value.to_line(), "a: \"b\", c");
        let sets = plan.get("Sets").unwrap().value.items();
        assert_eq!(
            sets[0].value.get("Hash Keys").unwrap().value.items()[0]
                .value
                .to_line(),
            "x, y"
        );
        assert_eq!(
            sets[1].value.get("Group Keys").unwrap().value.items()[0]
                .value
                .to_line(),
            ""
        );
        let plans = plan.get("Plans").unwrap().value.items();
        assert_eq!(plans.len(), 2);
        assert_eq!(plans[0].value.get("Rows").unwrap().value.scalar(), Some("9.00"));
        assert_eq!(
            plans[1].value.get("Node Type").unwrap().value.scalar(),
            Some("Result")
        );
        assert_eq!(
            query
                .get("Settings")
                .unwrap()
                .value
                .get("a.b")
                .unwrap()
                .value
                .scalar(),
            Some("1")
        );
        assert_eq!(query.get("Planning Time").unwrap().value.number(), Some(0.5));
    }

    #[test]
    fn a_log_has_no_dash() {
        let value = read("Query Text: \"select 1\"\nPlan: \n  Node Type: \"Result\"\n");
        assert_eq!(value.get("Query Text").unwrap().value.scalar(), Some("select 1"));
        assert_eq!(
            value
                .get("Plan")
                .unwrap()
                .value
                .get("Node Type")
                .unwrap()
                .value
                .scalar(),
            Some("Result")
        );
    }

    #[test]
    fn depth_is_a_limit() {
        assert!(matches!(
            read_value(&"- ".repeat(100_000), 0, 200_000),
            Read::TooDeep(_)
        ));
    }
}
