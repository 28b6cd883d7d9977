//! `CREATE INDEX`, and the keys and parameters that indexes share with unique constraints.

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{
    CreateIndex, Expression, ExpressionKind, Identifier, IndexKey, IndexOptions, ObjectName, StatementKind,
};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// Behind `CREATE`, at `UNIQUE`, `INDEX` or MySQL's `FULLTEXT`.
    pub(super) fn create_index(&mut self, or_replace: bool) -> Read<StatementKind> {
        let unique = self.accept("UNIQUE");
        let mut method = None;
        if self.is_one_of(0, "FULLTEXT SPATIAL") {
            method = Some(self.word(0).to_ascii_lowercase());
            self.step(1);
        }
        self.expect("INDEX")?;
        let concurrently = self.accept("CONCURRENTLY");
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let name = match self.is(0, "ON") && !self.is(1, "ON") {
            true => None,
            false => Some(self.object_name("the index's name")?),
        };
        let mut said = self.index_method()?;
        self.expect("ON")?;
        let only = self.accept("ONLY");
        let relation = self.object_name("the table's name")?;
        said = self.index_method()?.or(said);
        method = method.or(said.clone());
        let mut index = CreateIndex {
            name,
            relation,
            only,
            unique,
            concurrently,
            if_not_exists,
            method: method.unwrap_or_else(|| "btree".to_owned()),
            keys: self.index_keys()?,
            include: Vec::new(),
            nulls_not_distinct: false,
            predicate: None,
            options: IndexOptions::default(),
            or_replace,
        };
        index.options.method = said;
        self.index_tail(&mut index)?;
        Ok(StatementKind::CreateIndex(Box::new(index)))
    }

    fn index_tail(&mut self, index: &mut CreateIndex) -> Read<()> {
        while !self.at_end() {
            let from = self.at;
            if self.is(0, "INCLUDE") {
                index.include = self.include()?;
            } else if self.is(0, "NULLS") {
                index.nulls_not_distinct = self.nulls_not_distinct();
            } else if self.accept("WHERE") {
                let end = self.end;
                index.predicate = Some(self.expression_to(end, "the index's predicate"));
            } else if self.accept_any("ALGORITHM LOCK") {
                self.option_value()?;
            } else {
                self.index_parameters(&mut index.options);
                if let Some(method) = &index.options.method
                    && self.dialect == Dialect::MySql
                    && !matches!(index.method.as_str(), "fulltext" | "spatial")
                {
                    index.method.clone_from(method);
                }
            }
            if self.at == from {
                return Ok(());
            }
        }
        Ok(())
    }

    /// `USING method`
    pub(super) fn index_method(&mut self) -> Read<Option<String>> {
        match self.accept("USING") {
            true => Ok(Some(
                self.identifier("an index method")?.value.to_ascii_lowercase(),
            )),
            false => Ok(None),
        }
    }

    /// `INCLUDE (a, b)`
    pub(super) fn include(&mut self) -> Read<Vec<Identifier>> {
        match self.accept("INCLUDE") {
            true => self.identifier_list(),
            false => Ok(Vec::new()),
        }
    }

    /// PostgreSQL's storage parameters and tablespace.
    pub(super) fn index_storage(&mut self) {
        loop {
            if self.is(0, "WITH") && self.kind(1) == Some(TokenKind::Open) {
                self.step(1);
                self.skip_one();
            } else if !self.accept_all("USING INDEX TABLESPACE") && !self.accept("TABLESPACE") {
                return;
            } else {
                self.step(1);
            }
        }
    }

    /// What may stand behind the keys.
    pub(super) fn index_parameters(&mut self, options: &mut IndexOptions) {
        loop {
            let from = self.at;
            self.index_storage();
            if self.dialect == Dialect::MySql {
                options.method = self.mysql_index_type().or(options.method.take());
                self.mysql_index_option(options);
            }
            if self.at == from {
                return;
            }
        }
    }

    fn mysql_index_option(&mut self, options: &mut IndexOptions) {
        if self.accept_all("WITH PARSER") {
            self.step(1);
        } else if self.accept("COMMENT") {
            self.accept_operator("=");
            options.comment = self.accept_string();
        } else if self.accept_any("KEY_BLOCK_SIZE ENGINE_ATTRIBUTE CLUSTERING") {
            self.accept_operator("=");
            self.step(1);
        } else if self.accept_any("INVISIBLE IGNORED") {
            options.ignored = true;
        } else if self.accept("VISIBLE") || self.accept_all("NOT IGNORED") {
            options.ignored = false;
        }
    }

    /// `(a, lower(b) DESC, …)`
    pub(super) fn index_keys(&mut self) -> Read<Vec<IndexKey>> {
        self.list("the list of keys", |reader| reader.index_key())
    }

    /// One key, up to the window's end.
    pub(super) fn index_key(&mut self) -> Read<IndexKey> {
        if self.dialect == Dialect::Sqlite {
            return self.sqlite_index_key();
        }
        let (expression, prefix_length) = self.key_expression()?;
        let mut key = IndexKey {
            expression,
            prefix_length,
            collation: None,
            operator_class: None,
            descending: false,
            nulls_first: None,
            without_overlaps: false,
        };
        if self.accept("COLLATE") {
            key.collation = Some(self.collation()?);
        }
        if self.name_at(0) && !self.is_one_of(0, "ASC DESC NULLS WITH WITHOUT") {
            let from = self.at;
            self.object_name("an operator class")?;
            key.operator_class = Some(self.text_since(from).to_ascii_lowercase());
            if self.kind(0) == Some(TokenKind::Open) {
                self.skip_one();
            }
        }
        key.descending = self.accept("DESC");
        self.accept("ASC");
        if self.accept("NULLS") {
            key.nulls_first = Some(self.is(0, "FIRST"));
            self.accept_any("FIRST LAST");
        }
        Ok(key)
    }

    fn key_expression(&mut self) -> Read<(Expression, Option<u32>)> {
        if self.name_at(0) && self.kind(1) != Some(TokenKind::Open) && !self.continues_expression(1) {
            return Ok((self.column_key()?, None));
        }
        let is_prefix = self.dialect == Dialect::MySql
            && self.kind(2) == Some(TokenKind::Number)
            && self.kind(3) == Some(TokenKind::Close);
        if self.name_at(0) && is_prefix {
            let column = self.column_key()?;
            let length = self.peek(1).and_then(|token| self.token_text(token).parse().ok());
            self.step(3);
            return Ok((column, length));
        }
        if self.at_end() {
            return Err(self.unexpected("a column name or an expression"));
        }
        let end = self.key_end();
        if self.dialect == Dialect::PostgreSql && !self.is_closed(end) {
            let failure = self.unexpected("parentheses around the key's expression");
            self.push_error(failure.span, failure.kind);
        }
        Ok((self.expression_to(end, "the key's expression"), None))
    }

    /// Whether what stands before `end` is a call, or is in parentheses.
    fn is_closed(&self, end: usize) -> bool {
        let name = (0..).take_while(|ahead| {
            self.name_at(*ahead) || matches!(self.kind(*ahead), Some(TokenKind::Word | TokenKind::Dot))
        });
        let name = name.count();
        let mut depth = 0_usize;
        let close = (self.at + name..end).find(|at| {
            match self.kind(at - self.at) {
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        // `current_date` and the like are calls without parentheses.
        close.map_or(name == 1, |close| close + 1 == end && close > self.at + name)
    }

    /// Whether an operator or a dot makes an expression of the name before it.
    fn continues_expression(&self, ahead: usize) -> bool {
        matches!(
            self.kind(ahead),
            Some(TokenKind::Operator | TokenKind::Dot | TokenKind::OpenBracket | TokenKind::String)
        )
    }

    pub(super) fn column_key(&mut self) -> Read<Expression> {
        let column = self.identifier("a column name")?;
        let span = column.span;
        Ok(Expression {
            kind: ExpressionKind::Column(ObjectName {
                parts: vec![column],
                span,
            }),
            text: self.text.get(span.range()).unwrap_or_default().to_owned(),
            span,
        })
    }

    /// Where the key's expression ends: before its collation, operator class or order.
    fn key_end(&self) -> usize {
        let mut ahead = 0;
        let mut after_operand = false;
        let mut depth = 0_usize;
        while let Some(token) = self.peek(ahead) {
            match token.kind {
                TokenKind::Open | TokenKind::OpenBracket => depth += 1,
                TokenKind::Close | TokenKind::CloseBracket => {
                    depth = depth.saturating_sub(1);
                    after_operand = true;
                }
                TokenKind::Operator | TokenKind::Dot => after_operand = false,
                TokenKind::Word | TokenKind::QuotedName if depth == 0 && after_operand => {
                    return self.at + ahead;
                }
                _ => after_operand = true,
            }
            ahead += 1;
        }
        self.end
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{CreateIndex, ExpressionKind, StatementKind};
    use crate::{Dialect, parse_script};

    fn index(text: &str, dialect: Dialect) -> CreateIndex {
        let mut script = parse_script(SourceId(0), text, dialect);
        assert_eq!(script.errors, [], "{text}");
        match script.statements.remove(0).kind {
            StatementKind::CreateIndex(index) => *index,
            other => panic!("not an index: {other:?}"),
        }
    }

    #[test]
    fn postgres_indexes() {
        let index_of = |text| index(text, Dialect::PostgreSql);
        let full = index_of(
            "create unique index concurrently if not exists i on only s.a using gin (b collate \"C\" text_pattern_ops desc nulls last, lower((c)::text), (d || e)) include (f) nulls not distinct with (fillfactor=70) tablespace x where (g is null)",
        );
        assert_eq!((full.method.as_str(), full.keys.len()), ("gin", 3));
        assert_eq!(full.keys[0].operator_class.as_deref(), Some("text_pattern_ops"));
        assert_eq!(full.keys[0].nulls_first, Some(false));
        assert_eq!(full.keys[2].expression.text, "d || e");
        assert!(full.nulls_not_distinct && full.concurrently && full.unique && full.only);
        assert_eq!(full.predicate.unwrap().text, "g is null");
        assert!(index_of("create index on a (b)").name.is_none());
    }

    #[test]
    fn mysql_and_sqlite_indexes() {
        let mysql = index(
            "CREATE FULLTEXT INDEX `i` ON `a` (`b`(10), c) ALGORITHM=INPLACE",
            Dialect::MySql,
        );
        assert_eq!(
            (mysql.method.as_str(), mysql.keys[0].prefix_length),
            ("fulltext", Some(10))
        );
        let sqlite = index(
            "create index if not exists m.i on a (b collate nocase desc, c + 1) where c > 1",
            Dialect::Sqlite,
        );
        assert_eq!(sqlite.keys.len(), 2);
        assert!(matches!(
            sqlite.keys[1].expression.kind,
            ExpressionKind::Binary(..)
        ));
    }
}
