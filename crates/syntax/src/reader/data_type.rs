//! Types.

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::DataType;
use crate::lexer::TokenKind;

/// Words that go on a type's name behind its first word.
const CONTINUATIONS: &str = "precision varying varbinary unsigned signed zerofill character char varchar";

/// The units `interval` may be followed by.
const INTERVAL_FIELDS: &str = "year month day hour minute second to";

impl Reader<'_> {
    pub(crate) fn data_type(&mut self) -> Read<DataType> {
        let from = self.at;
        let mut data_type = DataType {
            name: String::new(),
            arguments: Vec::new(),
            array_dimensions: 0,
            words: String::new(),
            span: self.here(),
        };
        if self.dialect == Dialect::Sqlite {
            self.sqlite_type(&mut data_type);
            data_type.span = self.span_since(from);
            return Ok(data_type);
        }
        if self.dialect == Dialect::PostgreSql {
            self.accept("setof");
        }
        self.type_name(&mut data_type)?;
        self.type_arguments(&mut data_type);
        self.type_tail(&mut data_type);
        self.array_suffix(&mut data_type);
        data_type.span = self.span_since(from);
        Ok(data_type)
    }

    fn type_name(&mut self, data_type: &mut DataType) -> Read<()> {
        let first = self.object_name("a type")?;
        for part in &first.parts {
            if !data_type.name.is_empty() {
                data_type.name.push('.');
            }
            push_type_word(&mut data_type.name, &part.value, part.quoted);
        }
        let qualified = first.parts.len() > 1 || first.last().is_some_and(|part| part.quoted);
        while !qualified && self.continues_type(&data_type.name) {
            data_type.name.push(' ');
            push_type_word(&mut data_type.name, self.word(0), false);
            self.at += 1;
        }
        Ok(())
    }

    fn continues_type(&self, so_far: &str) -> bool {
        match so_far {
            "interval" => self.is_one_of(0, INTERVAL_FIELDS),
            _ if so_far.starts_with("interval ") => self.is_one_of(0, INTERVAL_FIELDS),
            // MySQL's `CHARACTER SET` behind a type is not a part of its name.
            _ if self.is(1, "set") => false,
            "national" | "long" | "double" | "bit" | "character" | "char" | "nchar"
            | "national character" | "national char" | "varchar" => self.is_one_of(0, CONTINUATIONS),
            _ => self.dialect == Dialect::MySql && self.is_one_of(0, "unsigned signed zerofill"),
        }
    }

    pub(super) fn type_arguments(&mut self, data_type: &mut DataType) {
        if self.kind(0) != Some(TokenKind::Open) {
            return;
        }
        let Some(close) = self.group_end() else {
            return;
        };
        self.at += 1;
        self.within(close, |reader| {
            while !reader.at_end() {
                let from = reader.at;
                reader.at = reader.item_end();
                data_type.arguments.push(reader.text_since(from));
                reader.accept_kind(TokenKind::Comma);
            }
        });
        self.at += 1;
    }

    /// Words behind the parentheses: `timestamp(3) with time zone`, `int(11) unsigned`, `varchar(9) varying`.
    fn type_tail(&mut self, data_type: &mut DataType) {
        let temporal = matches!(data_type.name.as_str(), "timestamp" | "time");
        for zone in [" with time zone", " without time zone"] {
            if temporal && self.accept_all(zone.trim_start()) {
                data_type.name.push_str(zone);
            }
        }
        while self.dialect == Dialect::MySql && self.is_one_of(0, "unsigned signed zerofill") {
            data_type.name.push(' ');
            push_type_word(&mut data_type.name, self.word(0), false);
            self.at += 1;
        }
        if data_type.name.starts_with("interval") && data_type.arguments.is_empty() {
            self.type_arguments(data_type);
        }
    }

    fn array_suffix(&mut self, data_type: &mut DataType) {
        if self.dialect != Dialect::PostgreSql {
            return;
        }
        if self.accept("array") && self.kind(0) != Some(TokenKind::OpenBracket) {
            data_type.array_dimensions = 1;
        }
        while self.kind(0) == Some(TokenKind::OpenBracket) {
            let length = match (self.kind(1), self.kind(2)) {
                (Some(TokenKind::CloseBracket), _) => 2,
                (Some(TokenKind::Number), Some(TokenKind::CloseBracket)) => 3,
                _ => return,
            };
            self.step(length);
            data_type.array_dimensions = data_type.array_dimensions.saturating_add(1);
        }
    }
}

/// Unquoted words are folded. `"char"` keeps its quotes: it is another type than `char`.
pub(super) fn push_type_word(name: &mut String, word: &str, quoted: bool) {
    match (quoted, word) {
        (true, "char") => name.push_str("\"char\""),
        (true, _) => name.push_str(word),
        (false, _) => name.push_str(&word.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use super::*;
    use crate::lexer::lex;
    use crate::splitter::split;

    fn read(text: &str, dialect: Dialect) -> (String, Vec<String>, u8, usize) {
        let lexed = lex(text, dialect);
        let piece = split(text, &lexed.tokens, dialect).remove(0);
        let mut reader = Reader::new(SourceId(0), text, dialect, &lexed, &piece);
        let data_type = reader.data_type().unwrap();
        (
            data_type.name,
            data_type.arguments,
            data_type.array_dimensions,
            reader.end - reader.at,
        )
    }

    #[test]
    fn names_of_several_words() {
        let name = |text, dialect| read(text, dialect).0;
        let postgres = Dialect::PostgreSql;
        assert_eq!(
            name("TIMESTAMP(3) WITH TIME ZONE NOT NULL", postgres),
            "timestamp with time zone"
        );
        assert_eq!(
            name("character varying(5)[] not null", postgres),
            "character varying"
        );
        assert_eq!(name("public.\"Status\"", postgres), "public.Status");
        assert_eq!(name("double precision default 1", postgres), "double precision");
        assert_eq!(name("INT(11) UNSIGNED NOT NULL", Dialect::MySql), "int unsigned");
        assert_eq!(name("varchar(3) CHARACTER SET utf8", Dialect::MySql), "varchar");
        assert_eq!(
            name("UNSIGNED BIG INT NOT NULL", Dialect::Sqlite),
            "unsigned big int"
        );
    }

    #[test]
    fn arguments_and_dimensions() {
        assert_eq!(read("numeric(12, 2)[][3] x", Dialect::PostgreSql).1, ["12", "2"]);
        assert_eq!(read("numeric(12, 2)[][3] x", Dialect::PostgreSql).2, 2);
        assert_eq!(read("enum('a','b,c')", Dialect::MySql).1, ["'a'", "'b,c'"]);
    }
}
