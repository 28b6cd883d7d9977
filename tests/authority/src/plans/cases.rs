//! Queries with what is made before them.
//!
//! A case begins with `-- case: name`, then other `-- key: value` lines, then statements; the last statement is the query.

/// One query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it is, in a few words.
    pub name: String,
    /// `expect`, `columns` and what else stands in front, in order.
    pub said: Vec<(String, String)>,
    /// Statements to run before it; may be empty.
    pub setup: String,
    /// The query.
    pub query: String,
}

impl Case {
    /// What a line in front says.
    pub fn value(&self, key: &str) -> Option<&str> {
        let mut said = self.said.iter();
        said.find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// The words of a list in front: `expect: a, b`.
    pub fn list(&self, key: &str) -> Vec<&str> {
        let words = self.value(key).unwrap_or_default().split(',');
        words.map(str::trim).filter(|word| !word.is_empty()).collect()
    }
}

/// The cases of a text, in order.
pub fn read_cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for part in text.split("-- case: ").skip(1) {
        let (name, rest) = part.split_once('\n').unwrap_or((part, ""));
        let mut said = Vec::new();
        let mut statements = rest.trim();
        while let Some(line) = statements.strip_prefix("-- ") {
            let (line, after) = line.split_once('\n').unwrap_or((line, ""));
            if let Some((key, value)) = line.split_once(": ") {
                said.push((key.to_owned(), value.trim().to_owned()));
            }
            statements = after.trim_start();
        }
        let end = statements.rfind(";\n").map_or(0, |at| at + 2);
        let (setup, query) = statements.split_at(end);
        cases.push(Case {
            name: name.trim().to_owned(),
            said,
            setup: setup.trim().to_owned(),
            query: query.trim().trim_end_matches(';').to_owned(),
        });
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_what_is_said_what_is_made_and_a_query() {
        let cases = read_cases(
            "-- about the file\n\n-- case: one\n-- expect: a, b\nset x = 1;\nset y = 2;\nselect ';\n' from t\n\n-- case: two\nselect 2;\n",
        );
        assert_eq!(cases.len(), 2);
        assert_eq!(cases[0].name, "one");
        assert_eq!(cases[0].list("expect"), ["a", "b"]);
        assert_eq!(
            (cases[1].setup.as_str(), cases[1].query.as_str()),
            ("", "select 2")
        );
    }
}
