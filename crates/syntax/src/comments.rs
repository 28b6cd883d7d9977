//! Which comment belongs to what: behind an item on its line, else on the lines just above it.

use rowproof_source::Span;

use crate::ast::Comment;
use crate::ignores::without_mark;
use crate::lexer::{Lexed, Stretch};

/// The comments of one text.
pub(crate) struct Comments<'t> {
    pub text: &'t str,
    pub lexed: &'t Lexed,
}

impl Comments<'_> {
    /// The comment behind an item on the line it ends on (also behind a separator that ends at `line_from`), else the
    /// one just above it.
    pub(crate) fn of_item(&self, item: Span, line_from: u32) -> Option<Comment> {
        self.behind(item, line_from).or_else(|| self.above(item))
    }

    fn behind(&self, item: Span, line_from: u32) -> Option<Comment> {
        let first = self
            .lexed
            .comments
            .partition_point(|comment| comment.start < item.end);
        let comment = self.lexed.comments.get(first)?;
        let between = self.text.get(item.end as usize..comment.start as usize)?;
        let is_behind = !between.contains('\n')
            && between
                .bytes()
                .all(|byte| byte == b',' || byte.is_ascii_whitespace())
            && comment.start >= item.end
            && line_from >= item.end;
        is_behind.then(|| self.joined(item, &[*comment])).flatten()
    }

    /// The run of comments that ends on the line above.
    pub(crate) fn above(&self, item: Span) -> Option<Comment> {
        let end = self
            .lexed
            .comments
            .partition_point(|comment| comment.start < item.start);
        let mut first = end;
        let mut next_start = item.start;
        while let Some(comment) = first.checked_sub(1).and_then(|at| self.lexed.comments.get(at)) {
            let between = self.text.get(comment.end as usize..next_start as usize)?;
            let adjacent = between.trim().is_empty() && between.matches('\n').count() == 1;
            if !adjacent || !self.is_first_on_line(comment.start) {
                break;
            }
            next_start = comment.start;
            first -= 1;
        }
        let run = self.lexed.comments.get(first..end)?;
        self.joined(item, run)
    }

    fn is_first_on_line(&self, start: u32) -> bool {
        let before = self.text.get(..start as usize).unwrap_or_default();
        before
            .bytes()
            .rev()
            .take_while(|byte| *byte != b'\n')
            .all(|byte| byte == b' ' || byte == b'\t')
    }

    /// What the comments say of the item, without what they say to us; none when nothing is left.
    fn joined(&self, item: Span, run: &[Stretch]) -> Option<Comment> {
        let (first, last) = (run.first()?, run.last()?);
        let mut text = String::new();
        for comment in run {
            let comment = self.text.get(comment.start as usize..comment.end as usize);
            for line in inside(comment.unwrap_or_default()).split('\n') {
                let kept = without_mark(line);
                if kept.len() == line.len() || !kept.trim_matches([' ', '\t', '*']).is_empty() {
                    text.push_str(kept);
                    text.push('\n');
                }
            }
        }
        let text = text.trim();
        (!text.is_empty()).then(|| Comment {
            text: text.to_owned(),
            span: Span::new(item.source, first.start, last.end),
        })
    }
}

/// A comment's text without its marks.
fn inside(comment: &str) -> &str {
    let text = match comment.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block).trim_matches('*'),
        None => comment.trim_start_matches(['-', '#']),
    };
    text.trim()
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::reader::tests_table as table;

    #[test]
    fn comments_find_their_columns() {
        let (table, _) = table(
            "-- people\n-- and more\ncreate table a (\n  b int, -- behind b\n  -- above c\n  /* and c */\n  c int,\n  d int /* behind d */,\n\n  -- a heading\n\n  e int -- behind e\n);",
            Dialect::PostgreSql,
        );
        let text = |at: usize| {
            table.columns[at]
                .comment
                .as_ref()
                .map(|comment| comment.text.as_str())
        };
        assert_eq!(table.leading_comment.as_ref().unwrap().text, "people\nand more");
        assert_eq!(text(0), Some("behind b"));
        assert_eq!(text(1), Some("above c\nand c"));
        assert_eq!(text(2), Some("behind d"));
        assert_eq!(text(3), Some("behind e"));
    }

    #[test]
    fn what_is_ignored_is_no_description() {
        let (table, _) = table(
            "-- people\n-- rowproof:ignore one why\ncreate table a (\n  -- draft, sent\n  b int, -- rowproof:ignore one why\n  c int, -- new, old rowproof:ignore one why\n  /*\n   * rowproof:ignore one why\n   * above d\n   */\n  d int\n);",
            Dialect::PostgreSql,
        );
        let text = |at: usize| {
            table.columns[at]
                .comment
                .as_ref()
                .map(|comment| comment.text.as_str())
        };
        assert_eq!(table.leading_comment.as_ref().unwrap().text, "people");
        assert_eq!(text(0), Some("draft, sent"));
        assert_eq!(text(1), Some("new, old"));
        assert_eq!(text(2), Some("* above d"));
    }
}
