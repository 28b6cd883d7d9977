//! `COMMENT ON`.

use rowproof_source::Span;

use super::{Read, Reader};
use crate::ast::{Comment, CommentOn, ObjectName, StatementKind};
use crate::lexer::TokenKind;

/// Kinds of object whose names are followed by the relation they belong to.
const ON_RELATION: [&str; 4] = ["CONSTRAINT", "TRIGGER", "RULE", "POLICY"];

impl Reader<'_> {
    pub(super) fn comment_on(&mut self) -> Read<StatementKind> {
        self.step(2);
        let mut object = self.commented_object();
        if self.kind(0) == Some(TokenKind::Open) || object.is_empty() {
            // `COMMENT ON CAST (a AS b) IS …`
            self.at -= 3.min(self.at);
            return Ok(self.other(3));
        }
        let mut name = self.object_name("a name")?;
        if ON_RELATION.contains(&object.as_str()) && self.accept("ON") {
            // A table may be called so.
            if object == "CONSTRAINT" && !self.is(1, "IS") && self.accept("DOMAIN") {
                object.push_str(" ON DOMAIN");
            }
            name = qualified(self.object_name("the table's name")?, name);
        }
        while !self.at_end() && !self.is(0, "IS") {
            // The arguments of a function, the access method of an operator class.
            self.skip_one();
        }
        self.expect("IS")?;
        let text = match self.accept("NULL") {
            true => None,
            false => {
                let span = self.here();
                let text = self.string("the comment in quotes, or `NULL`")?;
                Some(Comment { text, span })
            }
        };
        Ok(StatementKind::Comment(CommentOn { object, name, text }))
    }

    /// The kind's words: all but the last before the name.
    fn commented_object(&mut self) -> String {
        let words = match self.word(0).to_ascii_uppercase().as_str() {
            "MATERIALIZED" | "FOREIGN" | "EVENT" | "ACCESS" | "LARGE" | "PROCEDURAL" | "OPERATOR" => {
                match () {
                    () if self.are("FOREIGN DATA") => 3,
                    () if self.is(0, "OPERATOR") && !self.is_one_of(1, "CLASS FAMILY") => 0,
                    () if self.are("LARGE OBJECT") => 0,
                    () => 2,
                }
            }
            "TEXT" => 3,
            _ => 1,
        };
        let object = self.leading_words(words);
        self.step(words);
        object
    }
}

/// `t.c` for the constraint `c` on `t`.
fn qualified(mut relation: ObjectName, name: ObjectName) -> ObjectName {
    let source = name.span.source;
    let start = name.span.start.min(relation.span.start);
    let end = name.span.end.max(relation.span.end);
    relation.parts.extend(name.parts);
    relation.span = Span::new(source, start, end);
    relation
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{CommentOn, StatementKind};
    use crate::{Dialect, parse_script};

    fn comment(text: &str) -> CommentOn {
        let mut script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, [], "{text}");
        match script.statements.remove(0).kind {
            StatementKind::Comment(comment) => comment,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn comments_on_things() {
        let column = comment("comment on column s.a.b is 'it''s'");
        assert_eq!((column.object.as_str(), column.name.parts.len()), ("COLUMN", 3));
        assert_eq!(column.text.unwrap().text, "it's");
        let constraint = comment("COMMENT ON CONSTRAINT c ON s.t IS NULL");
        let parts: Vec<_> = constraint
            .name
            .parts
            .iter()
            .map(|part| part.value.as_str())
            .collect();
        assert_eq!((parts, constraint.text), (vec!["s", "t", "c"], None));
        assert_eq!(
            comment("comment on function f(int, text) is 'x'").object,
            "FUNCTION"
        );
        assert_eq!(
            comment("comment on materialized view v is 'x'").object,
            "MATERIALIZED VIEW"
        );
    }
}
