//! Table constraints, and MySQL's indexes inside a table.

use rowproof_source::WordList;

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{Identifier, IndexOptions, InlineIndex, TableConstraint, TableConstraintKind};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// Whether a table constraint starts here, rather than a column with a name such as `check`.
    pub(super) fn starts_table_constraint(&self) -> bool {
        let opens = |ahead| self.kind(ahead) == Some(TokenKind::Open);
        let using = |ahead| self.is(ahead, "USING");
        let named = self.dialect == Dialect::MySql && (opens(2) || using(2));
        const FIRST: WordList = WordList::new("CHECK,CONSTRAINT,EXCLUDE,FOREIGN,NOT,PRIMARY,UNIQUE");
        if !FIRST.contains_in_any_case(self.word(0)) {
            return false;
        }
        match self.word(0).to_ascii_uppercase().as_str() {
            "CONSTRAINT" => !matches!(self.kind(1), None | Some(TokenKind::Open)),
            "PRIMARY" => self.is(1, "KEY"),
            "FOREIGN" => self.is(1, "KEY"),
            "UNIQUE" => opens(1) || using(1) || self.is_one_of(1, "KEY INDEX NULLS") || named,
            "CHECK" => opens(1),
            "EXCLUDE" => opens(1) || using(1),
            "NOT" => self.is(1, "NULL") && self.dialect == Dialect::PostgreSql,
            _ => false,
        }
    }

    /// Whether a constraint stands here that can only be a table's, as `PRIMARY KEY (a)`.
    pub(super) fn starts_only_table_constraint(&self) -> bool {
        let ahead = if self.is(0, "CONSTRAINT") { 2 } else { 0 };
        let opens = |ahead| self.kind(ahead) == Some(TokenKind::Open);
        (self.is(ahead, "PRIMARY") && self.is(ahead + 1, "KEY") && opens(ahead + 2))
            || (self.is(ahead, "UNIQUE") && opens(ahead + 1))
            || (self.is(ahead, "FOREIGN") && self.is(ahead + 1, "KEY") && opens(ahead + 2))
    }

    pub(super) fn table_constraint(&mut self) -> Read<TableConstraint> {
        let from = self.at;
        let mut name = None;
        let autoincrement = self.key_is_autoincrement();
        if self.accept("CONSTRAINT") && !self.starts_unnamed_constraint() {
            name = Some(self.identifier("a constraint's name")?);
        }
        let mut index = IndexOptions::default();
        let mut constraint = TableConstraint {
            kind: self.table_constraint_kind(&mut name, &mut index)?,
            name,
            timing: Default::default(),
            not_valid: false,
            autoincrement,
            on_conflict: None,
            index,
            span: self.span_since(from),
        };
        self.table_constraint_tail(&mut constraint);
        constraint.span = self.span_since(from);
        Ok(constraint)
    }

    /// `CONSTRAINT PRIMARY KEY (a)`: MySQL lets the name out.
    fn starts_unnamed_constraint(&self) -> bool {
        self.are("PRIMARY KEY")
            || self.are("FOREIGN KEY")
            || (self.is_one_of(0, "CHECK UNIQUE") && self.kind(1) == Some(TokenKind::Open))
    }

    fn table_constraint_kind(
        &mut self,
        name: &mut Option<Identifier>,
        index: &mut IndexOptions,
    ) -> Read<TableConstraintKind> {
        if self.accept_all("PRIMARY KEY") {
            return self.primary_key(index);
        }
        if self.accept("UNIQUE") {
            return self.unique(name, index);
        }
        if self.accept("CHECK") {
            return Ok(TableConstraintKind::Check {
                expression: self.parenthesised_expression("the CHECK expression")?,
                enforced: true,
                no_inherit: false,
            });
        }
        if self.accept_all("FOREIGN KEY") {
            return self.foreign_key(name, index);
        }
        if self.accept("EXCLUDE") {
            return self.exclude();
        }
        if self.accept_all("NOT NULL") {
            return Ok(TableConstraintKind::NotNull(self.identifier("a column name")?));
        }
        Err(self.unexpected("`PRIMARY KEY`, `UNIQUE`, `CHECK`, `FOREIGN KEY` or `EXCLUDE`"))
    }

    fn primary_key(&mut self, options: &mut IndexOptions) -> Read<TableConstraintKind> {
        if let Some(index) = self.using_index()? {
            return Ok(TableConstraintKind::UsingIndex { primary: true, index });
        }
        let mut ignored = None;
        options.if_not_exists = self.accept_all("IF NOT EXISTS");
        options.method = self.mysql_index_name(&mut ignored);
        let columns = self.index_keys()?;
        let include = self.include()?;
        Ok(TableConstraintKind::PrimaryKey { columns, include })
    }

    fn unique(
        &mut self,
        name: &mut Option<Identifier>,
        options: &mut IndexOptions,
    ) -> Read<TableConstraintKind> {
        if let Some(index) = self.using_index()? {
            return Ok(TableConstraintKind::UsingIndex {
                primary: false,
                index,
            });
        }
        self.accept_any("KEY INDEX");
        options.if_not_exists = self.accept_all("IF NOT EXISTS");
        let nulls_not_distinct = self.nulls_not_distinct();
        let mut own = None;
        options.method = self.mysql_index_name(&mut own);
        // With both names MySQL takes the index's.
        *name = own.or(name.take());
        Ok(TableConstraintKind::Unique {
            columns: self.index_keys()?,
            include: self.include()?,
            nulls_not_distinct,
        })
    }

    /// `USING INDEX i`
    fn using_index(&mut self) -> Read<Option<Identifier>> {
        match self.accept_all("USING INDEX") {
            true if self.is(0, "TABLESPACE") => Ok(None),
            true => self.identifier("an index's name").map(Some),
            false => Ok(None),
        }
    }

    /// MySQL's index name and type before the keys: `UNIQUE KEY name USING BTREE (a)`.
    fn mysql_index_name(&mut self, name: &mut Option<Identifier>) -> Option<String> {
        if self.kind(0) != Some(TokenKind::Open) && !self.is(0, "USING") && self.name_at(0) {
            let index_name = self.identifier("an index's name").ok();
            // With both names MySQL gives a foreign key's to the index.
            if name.is_none() {
                *name = index_name;
            }
        }
        self.mysql_index_type()
    }

    /// `USING BTREE`
    pub(super) fn mysql_index_type(&mut self) -> Option<String> {
        if !self.accept_any("USING TYPE") {
            return None;
        }
        let method = self.word(0).to_ascii_lowercase();
        self.step(1);
        Some(method)
    }

    fn foreign_key(
        &mut self,
        name: &mut Option<Identifier>,
        options: &mut IndexOptions,
    ) -> Read<TableConstraintKind> {
        options.if_not_exists = self.accept_all("IF NOT EXISTS");
        self.mysql_index_name(name);
        let columns = self.list("the list of columns", |reader| {
            reader.accept_period();
            reader.identifier("a column name")
        })?;
        Ok(TableConstraintKind::ForeignKey {
            columns,
            references: self.references()?,
        })
    }

    /// `EXCLUDE USING gist (a WITH =, …) WHERE (…)`
    fn exclude(&mut self) -> Read<TableConstraintKind> {
        let method = self.index_method()?.unwrap_or_else(|| "gist".to_owned());
        let excluded = self.list("the list of excluded values", |reader| {
            let key = reader.index_key()?;
            reader.expect("WITH")?;
            let from = reader.at;
            reader.at = reader.end;
            Ok((key, reader.text_since(from)))
        })?;
        let (keys, operators) = excluded.into_iter().unzip();
        let include = self.include()?;
        self.index_parameters(&mut IndexOptions::default());
        let predicate = match self.accept("WHERE") {
            true => Some(self.parenthesised_expression("the constraint's predicate")?),
            false => None,
        };
        Ok(TableConstraintKind::Exclude {
            method,
            keys,
            operators,
            include,
            predicate,
        })
    }

    fn table_constraint_tail(&mut self, constraint: &mut TableConstraint) {
        while !self.at_end() {
            if self.is_timing() {
                constraint.timing = self.constraint_timing();
            } else if self.accept_all("NOT VALID") {
                constraint.not_valid = true;
            } else if self.accept_all("NOT ENFORCED") {
                if let TableConstraintKind::Check { enforced, .. } = &mut constraint.kind {
                    *enforced = false;
                }
            } else if self.accept_all("NO INHERIT") {
                if let TableConstraintKind::Check { no_inherit, .. } = &mut constraint.kind {
                    *no_inherit = true;
                }
            } else if self.accept("ENFORCED") {
            } else if let Some(resolution) = self.conflict_clause() {
                constraint.on_conflict = Some(resolution);
            } else {
                let from = self.at;
                self.index_parameters(&mut constraint.index);
                if self.at == from {
                    return;
                }
            }
        }
    }

    /// Whether MySQL's `KEY`, `INDEX`, `FULLTEXT` or `SPATIAL` starts here, rather than a column of that name.
    pub(super) fn starts_inline_index(&self) -> bool {
        if self.dialect != Dialect::MySql || !self.is_one_of(0, "KEY INDEX FULLTEXT SPATIAL") {
            return false;
        }
        let opens = |ahead| self.kind(ahead) == Some(TokenKind::Open);
        let is_special = self.is_one_of(0, "FULLTEXT SPATIAL");
        opens(1)
            || (self.name_at(1) && opens(2))
            || self.is_one_of(1, "USING")
            || self.is(2, "USING")
            || (is_special && self.is_one_of(1, "KEY INDEX"))
            || self.are("INDEX IF NOT")
    }

    pub(super) fn inline_index(&mut self) -> Read<InlineIndex> {
        let from = self.at;
        let mut method = "btree".to_owned();
        if self.is_one_of(0, "FULLTEXT SPATIAL") {
            method = self.word(0).to_ascii_lowercase();
            self.step(1);
        }
        self.accept_any("KEY INDEX");
        let mut options = IndexOptions {
            if_not_exists: self.accept_all("IF NOT EXISTS"),
            ..IndexOptions::default()
        };
        let mut name = None;
        options.method = self.mysql_index_name(&mut name);
        let keys = self.index_keys()?;
        self.index_parameters(&mut options);
        if let Some(said) = &options.method {
            method.clone_from(said);
        }
        Ok(InlineIndex {
            name,
            method,
            keys,
            options,
            span: self.span_since(from),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::ast::TableConstraintKind;
    use crate::reader::table::tests::table;

    #[test]
    fn postgres_constraints() {
        let (table, errors) = table(
            "create table a (b int, c tstzrange, check (b > 0) not valid, constraint u unique nulls not distinct (b) include (c),
              primary key (b) with (fillfactor = 70) using index tablespace x,
              exclude using gist (b with =, c with &&) where (b > 1) deferrable,
              foreign key (b, c) references d match full on delete set null (b) not valid)",
            Dialect::PostgreSql,
        );
        assert_eq!(errors, []);
        assert_eq!(table.constraints.len(), 5);
        assert!(table.constraints[0].not_valid && table.constraints[4].not_valid);
        match &table.constraints[3].kind {
            TableConstraintKind::Exclude {
                method,
                keys,
                operators,
                predicate,
                ..
            } => {
                assert_eq!(
                    (method.as_str(), keys.len(), predicate.is_some()),
                    ("gist", 2, true)
                );
                assert_eq!(operators, &["=", "&&"]);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn mysql_keys() {
        let (table, errors) = table(
            "create table a (b int, c varchar(99), `key` int, UNIQUE KEY `u` (`b`) USING BTREE, KEY (c(10) DESC), FULLTEXT KEY f (c) WITH PARSER ngram, INDEX i USING HASH (b) COMMENT 'x', CONSTRAINT fk FOREIGN KEY fi (b) REFERENCES d (e) ON DELETE CASCADE)",
            Dialect::MySql,
        );
        assert_eq!(errors, []);
        assert_eq!(table.columns.len(), 3);
        assert_eq!(table.indexes.len(), 3);
        assert_eq!(table.indexes[0].keys[0].prefix_length, Some(10));
        assert_eq!(table.indexes[2].method, "hash");
        assert_eq!(table.constraints[0].name.as_ref().unwrap().value, "u");
    }
}
