//! What stands before a plan: the query, a prompt, a sentence.

use super::builder::Builder;
use super::join::Row;
use super::node_line::NodeLine;
use crate::kind::NodeKind;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use rowproof_source::Span;

/// Lines before the root of the next plan.
#[derive(Debug, Default)]
pub(crate) struct Preamble {
    lines: Vec<(Span, String)>,
    /// `Query Text:` was seen: everything up to a line with figures is the query.
    query_text: bool,
    /// PostgreSQL's answer instead of a plan.
    pub(crate) nothing_planned: Option<(Span, String)>,
}

impl Preamble {
    pub(crate) fn push(&mut self, row: &Row<'_>) {
        self.query_text |= row.text.trimmed_start().starts_with("Query Text:");
        self.lines.push((row.span, row.text.to_string()));
    }

    pub(crate) fn push_blank(&mut self) {
        if let Some((_, last)) = self.lines.last_mut().filter(|_| self.query_text) {
            last.push('\n');
        }
    }

    pub(crate) fn take_lines(&mut self) -> Vec<(Span, String)> {
        std::mem::take(&mut self.lines)
    }

    /// Whether the root of a plan can be this line. A log always prints costs; an unknown word needs figures.
    pub(crate) fn allows_root(&self, line: &NodeLine) -> bool {
        let figures = line.figures.is_some();
        figures || (!self.query_text && line.head.kind != NodeKind::Other)
    }

    /// Hands the query over to the plan; whatever else stood there is reported.
    pub(crate) fn give_query(&mut self, builder: &mut Builder, repairs: &mut Repairs, first: bool) {
        let lines = self.take_lines();
        let Some(((head, _), (tail, _))) = lines.first().zip(lines.last()) else {
            return;
        };
        let span = head.to(*tail);
        let text = lines
            .iter()
            .map(|(_, line)| strip_prompt(line))
            .collect::<Vec<_>>()
            .join("\n");
        builder.plan.query_text = find_query(&text);
        if builder.plan.query_text.is_none() && first {
            repairs.note(span, "the text before the plan was left out");
        }
        self.query_text = false;
    }
}

/// Removes psql's `postgres=# ` and its variants for continued lines.
fn strip_prompt(line: &str) -> &str {
    let Some((prompt, rest)) = line.split_once(' ') else {
        return line;
    };
    let database = prompt
        .strip_suffix(['#', '>'])
        .and_then(|prompt| prompt.strip_suffix(['=', '-', '(', '\'', '"', '*', '!']));
    match database {
        Some(name)
            if name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) =>
        {
            rest
        }
        _ => line,
    }
}

/// The query behind `Query Text:` or behind `EXPLAIN` and its options.
pub(crate) fn find_query(text: &str) -> Option<String> {
    let query = match text.split_once("Query Text:") {
        Some((_, query)) => query,
        None => {
            let at = text.to_ascii_lowercase().find("explain")?;
            strip_options(text.get(at + "explain".len()..)?)
        }
    };
    let query = query.trimmed().trim_end_matches(';').trim_ascii_end();
    (!query.is_empty()).then(|| query.to_owned())
}

fn strip_options(text: &str) -> &str {
    let text = text.trimmed_start();
    if let Some((options, rest)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let known = options.to_ascii_lowercase();
        if !known.contains("select") {
            return rest;
        }
    }
    let mut rest = text;
    for word in ["analyze", "analyse", "verbose"] {
        if rest
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
        {
            rest = rest.get(word.len()..).unwrap_or("").trimmed_start();
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_query() {
        assert_eq!(
            find_query("EXPLAIN (ANALYZE, BUFFERS) select 1;").as_deref(),
            Some("select 1")
        );
        assert_eq!(
            find_query("explain analyze verbose select 2").as_deref(),
            Some("select 2")
        );
        assert_eq!(
            find_query("Query Text: select\n 3").as_deref(),
            Some("select\n 3")
        );
        assert_eq!(find_query("please help"), None);
        assert_eq!(strip_prompt("shop=# explain select 1;"), "explain select 1;");
        assert_eq!(strip_prompt("a > b"), "a > b");
    }
}
