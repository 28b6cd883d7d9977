//! The steps of a query plan with what stands below each, whichever way they were drawn.

use crate::slice::{Trim as _, from, indent};
use crate::unwrap::line::Line;
use rowproof_source::{SmallMap, SourceId, Span};

/// One line: what is done.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) text: String,
    pub(super) span: Span,
    pub(super) children: Vec<usize>,
    /// The subquery it is a part of, in the rows of old versions.
    pub(super) subquery: Option<u64>,
}

/// All steps, and those at the top.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) steps: Vec<Step>,
    pub(super) roots: Vec<usize>,
    /// The steps of each subquery, in the rows of old versions.
    pub(super) subqueries: SmallMap<u64, Vec<usize>>,
}

/// A row `id|parent|notused|detail`, or `selectid|order|from|detail` of old versions.
struct Row<'t> {
    numbers: [u64; 3],
    detail: &'t str,
}

impl Outline {
    pub(super) fn read(source: SourceId, lines: &[Line<'_>], unread: &mut Vec<(Span, String)>) -> Self {
        let rows: Option<Vec<Row<'_>>> = lines
            .iter()
            .filter(|line| !is_header(line.text.trimmed()))
            .map(|line| read_row(&line.text))
            .collect();
        let filled = lines.iter().filter(|line| !is_header(line.text.trimmed()));
        let spans: Vec<Span> = filled.map(|line| line.span(source)).collect();
        match rows {
            Some(rows) if !rows.is_empty() => Self::from_rows(&rows, &spans),
            _ => Self::from_drawing(source, lines, unread),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn span(&self) -> Span {
        let first = self.steps.first().map_or_else(Span::default, |step| step.span);
        self.steps.last().map_or(first, |last| first.to(last.span))
    }

    fn push(&mut self, text: &str, span: Span, parent: Option<usize>) -> usize {
        let id = self.steps.len();
        self.steps.push(Step {
            text: text.to_owned(),
            span,
            children: Vec::new(),
            subquery: None,
        });
        match parent.and_then(|parent| self.steps.get_mut(parent)) {
            Some(parent) => parent.children.push(id),
            None => self.roots.push(id),
        }
        id
    }

    /// `|--SCAN t` under `` `--CO-ROUTINE x``: what stands further right belongs to what stands above it.
    fn from_drawing(source: SourceId, lines: &[Line<'_>], unread: &mut Vec<(Span, String)>) -> Self {
        let mut outline = Self::default();
        let mut open: Vec<(usize, usize)> = Vec::new();
        for line in lines {
            let words = line.text.trim_start_matches(is_drawn);
            let text = words.trimmed();
            if text.is_empty() || is_header(text) {
                continue;
            }
            if !text.starts_with(|first: char| first.is_ascii_uppercase()) {
                unread.push((line.span(source), line.text.trimmed().to_owned()));
                continue;
            }
            let column = line.text.len() - words.len();
            let column = if column == 0 { indent(&line.text) } else { column };
            while open.last().is_some_and(|(above, _)| *above >= column) {
                open.pop();
            }
            let id = outline.push(text, line.span(source), open.last().map(|(_, id)| *id));
            open.push((column, id));
        }
        outline
    }

    fn from_rows(rows: &[Row<'_>], spans: &[Span]) -> Self {
        if let Some(outline) = Self::from_ids(rows, spans) {
            return outline;
        }
        let mut outline = Self::default();
        for (row, span) in rows.iter().zip(spans) {
            let [subquery, ..] = row.numbers;
            let id = outline.push(row.detail, *span, None);
            if let Some(step) = outline.steps.get_mut(id) {
                step.subquery = Some(subquery);
            }
            outline.subqueries.change(subquery, |steps| steps.push(id));
        }
        // The outermost query has the number 0.
        let outermost = outline.subqueries.get(&0).cloned();
        outline.roots = outermost.unwrap_or_else(|| outline.roots.clone());
        outline
    }

    /// Since 3.24 each row names the one above it; nothing when these rows do not.
    fn from_ids(rows: &[Row<'_>], spans: &[Span]) -> Option<Self> {
        let mut outline = Self::default();
        let mut by_id: SmallMap<u64, usize> = SmallMap::default();
        for (row, span) in rows.iter().zip(spans) {
            let [id, parent, _] = row.numbers;
            let above = match parent {
                0 => None,
                _ => Some(*by_id.get(&parent)?),
            };
            if id == 0 || by_id.get(&id).is_some() {
                return None;
            }
            let step = outline.push(row.detail, *span, above);
            by_id.insert(id, step);
        }
        Some(outline)
    }
}

fn is_drawn(character: char) -> bool {
    matches!(character, '|' | '`' | '-' | ' ' | '\t' | '│' | '├' | '└' | '─')
}

fn is_header(text: &str) -> bool {
    let words = text.trim_matches(is_drawn);
    words.is_empty()
        || words.eq_ignore_ascii_case("QUERY PLAN")
        || (words.starts_with("id") || words.starts_with("selectid")) && words.ends_with("detail")
}

/// Three numbers and the rest, parted by bars, tabs, commas or blanks.
fn read_row(text: &str) -> Option<Row<'_>> {
    let parts = |c: char| matches!(c, '|' | '│' | '\t' | ',' | ' ' | '"');
    let mut rest = text.trim_start_matches(parts);
    let mut numbers = [0; 3];
    for number in &mut numbers {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        *number = rest.get(..end)?.parse().ok()?;
        let after = from(rest, end);
        rest = after.trim_start_matches(parts);
        if rest.len() == after.len() {
            return None;
        }
    }
    let detail = rest.trim_end_matches(parts);
    (!detail.is_empty()).then_some(Row { numbers, detail })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unwrap::line::split_lines;

    fn shape(text: &str) -> Vec<(String, Vec<usize>)> {
        let outline = Outline::read(SourceId(0), &split_lines(text), &mut Vec::new());
        outline
            .steps
            .into_iter()
            .map(|step| (step.text, step.children))
            .collect()
    }

    #[test]
    fn drawings_and_rows_give_the_same() {
        let drawn = shape("QUERY PLAN\n|--CO-ROUTINE x\n|  `--SCAN t\n`--SCAN x");
        assert_eq!(drawn[0], ("CO-ROUTINE x".to_owned(), vec![1]));
        let rows = shape("id|parent|notused|detail\n2|0|0|CO-ROUTINE x\n5|2|0|SCAN t\n9|0|0|SCAN x");
        assert_eq!(rows, drawn);
        let aligned = shape(
            "id  parent  notused  detail\n2   0       0        CO-ROUTINE x\n5   2       0        SCAN t\n9   0       0        SCAN x",
        );
        assert_eq!(aligned, drawn);
    }

    #[test]
    fn old_rows_know_their_subquery() {
        let text = "1|0|0|SCAN TABLE t1\n0|0|0|SCAN SUBQUERY 1\n0|0|0|USE TEMP B-TREE FOR GROUP BY";
        let outline = Outline::read(SourceId(0), &split_lines(text), &mut Vec::new());
        assert_eq!(outline.roots, [1, 2]);
        assert_eq!(outline.subqueries.get(&1).unwrap(), &[0]);
    }
}
