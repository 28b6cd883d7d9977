//! What stands behind the list of `CREATE TABLE`.

use rowproof_source::WordList;

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{CharacterSet, CreateTable, TableOptions};
use crate::lexer::TokenKind;

/// MySQL options that are understood and mean nothing to the catalog.
const MYSQL_OPTIONS: WordList = WordList::new(
    "AUTO_INCREMENT,AUTOEXTEND_SIZE,AVG_ROW_LENGTH,CHECKSUM,COMPRESSION,CONNECTION,DELAY_KEY_WRITE,\
     ENCRYPTED,ENCRYPTION,ENCRYPTION_KEY_ID,ENGINE_ATTRIBUTE,IETF_QUOTES,INSERT_METHOD,\
     KEY_BLOCK_SIZE,MAX_ROWS,MIN_ROWS,PACK_KEYS,PAGE_CHECKSUM,PAGE_COMPRESSED,PAGE_COMPRESSION_LEVEL,\
     PASSWORD,RAID_CHUNKS,RAID_CHUNKSIZE,RAID_TYPE,ROW_FORMAT,SECONDARY_ENGINE,SEQUENCE,\
     STATS_AUTO_RECALC,STATS_PERSISTENT,STATS_SAMPLE_PAGES,STORAGE,TABLESPACE,TRANSACTIONAL,UNION",
);

impl Reader<'_> {
    /// Reads to the window's end; what is not understood is reported, one clause at a time.
    pub(super) fn table_options(&mut self, table: &mut CreateTable) {
        while !self.at_end() {
            let from = self.at;
            let understood = match self.dialect {
                Dialect::PostgreSql => self.postgres_option(table),
                Dialect::MySql => self.mysql_option(table),
                Dialect::Sqlite => self.sqlite_option(table),
            };
            let understood = self.keep(understood).unwrap_or(true);
            if !understood {
                self.skip_to_option();
                self.report_clause(from);
            }
            if self.at == from {
                self.skip_one();
            }
        }
    }

    fn skip_to_option(&mut self) {
        self.skip_one();
        while !self.at_end() && !self.starts_option() {
            self.skip_one();
        }
    }

    fn starts_option(&self) -> bool {
        self.is_one_of(
            0,
            "INHERITS PARTITION WITH WITHOUT TABLESPACE AS ENGINE COMMENT STRICT USING",
        )
    }

    fn postgres_option(&mut self, table: &mut CreateTable) -> Read<bool> {
        if self.accept_all("WITH NO DATA") || self.accept_all("WITH DATA") {
        } else if self.accept("INHERITS") {
            table.inherits = self.list("the list of parents", |reader| {
                reader.object_name("a table's name")
            })?;
        } else if self.are("PARTITION BY") {
            self.partition_by(table);
        } else if self.accept_all("FOR VALUES") {
            while !self.at_end() && !self.starts_option_behind_bounds() {
                self.skip_one();
            }
        } else if self.is(0, "DEFAULT") {
            self.step(1);
            table.is_default_partition = true;
        } else if self.accept_all("WITHOUT OIDS") || self.accept_all("WITH OIDS") {
        } else if self.is_one_of(0, "WITH OPTIONS") && self.kind(1) == Some(TokenKind::Open) {
            self.step(1);
            self.skip_one();
        } else if self.accept_all("ON COMMIT") {
            self.accept_any("PRESERVE DELETE DROP");
            self.accept("ROWS");
        } else if self.accept("TABLESPACE") || self.accept("USING") || self.accept("SERVER") {
            self.identifier("a name")?;
        } else {
            return self.as_query(table);
        }
        Ok(true)
    }

    fn starts_option_behind_bounds(&self) -> bool {
        self.are("PARTITION BY")
            || self.is_one_of(0, "TABLESPACE USING SERVER OPTIONS")
            || (self.is(0, "WITH") && self.kind(1) == Some(TokenKind::Open) && !self.is(2, "MODULUS"))
    }

    fn partition_by(&mut self, table: &mut CreateTable) {
        self.step(2);
        let from = self.at;
        if !self.is_one_of(0, "RANGE LIST HASH") {
            let failure = self.unexpected("`RANGE`, `LIST` or `HASH`");
            self.keep::<()>(Err(failure));
        }
        table.partition_strategy = Some(self.word(0).to_ascii_lowercase());
        self.step(1);
        if self.kind(0) == Some(TokenKind::Open) {
            let keys = self.index_keys();
            table.partition_keys = self.keep(keys).unwrap_or_default();
        }
        table.partition_by = Some(self.span_since(from));
    }

    /// `AS SELECT …`, `AS TABLE x`, `AS EXECUTE p`, and MySQL's bare `SELECT …`.
    fn as_query(&mut self, table: &mut CreateTable) -> Read<bool> {
        let introduced = self.accept("AS");
        let is_query = self.is_one_of(0, "SELECT WITH VALUES TABLE") || self.kind(0) == Some(TokenKind::Open);
        if !is_query {
            let executed = introduced && self.is(0, "EXECUTE");
            if executed {
                self.at = self.end;
            }
            return Ok(executed);
        }
        table.as_select = self.select_here();
        table.as_query = Some(self.query(self.query_end()));
        Ok(true)
    }

    /// Where the query of `CREATE TABLE … AS` ends: before `WITH [NO] DATA`.
    fn query_end(&self) -> usize {
        let word = |back: usize| {
            self.end
                .checked_sub(back)
                .filter(|at| *at >= self.at)
                .and_then(|at| self.peek(at - self.at))
                .map_or("", |token| self.token_text(token))
        };
        if !word(1).eq_ignore_ascii_case("data") {
            return self.end;
        }
        let no = word(2).eq_ignore_ascii_case("no");
        let length = if no { 3 } else { 2 };
        match word(length).eq_ignore_ascii_case("with") {
            true => self.end - length,
            false => self.end,
        }
    }

    fn sqlite_option(&mut self, table: &mut CreateTable) -> Read<bool> {
        if self.accept("STRICT") {
            table.strict = true;
            return self.comma_or_end();
        } else if self.accept_all("WITHOUT ROWID") {
            table.without_rowid = true;
            return self.comma_or_end();
        } else if self.accept_kind(TokenKind::Comma) {
        } else {
            return self.as_query(table);
        }
        Ok(true)
    }

    fn comma_or_end(&self) -> Read<bool> {
        match self.at_end() || self.kind(0) == Some(TokenKind::Comma) {
            true => Ok(true),
            false => Err(self.unexpected("`,` or the end of the statement")),
        }
    }

    fn mysql_option(&mut self, table: &mut CreateTable) -> Read<bool> {
        if self.accept_kind(TokenKind::Comma) || self.accept("DEFAULT") {
            return Ok(true);
        }
        if self.accept_any("ENGINE TYPE") {
            table.engine = Some(self.option_value()?);
        } else if self.accept("COMMENT") {
            table.comment = Some(self.option_value()?);
        } else if self.are("PARTITION BY") {
            self.mysql_partition_by(table);
        } else if self.character_set_option(&mut table.character_set)? {
        } else if self.accept_all("DATA DIRECTORY")
            || self.accept_all("INDEX DIRECTORY")
            || self.accept_listed(MYSQL_OPTIONS)
        {
            self.option_value()?;
        } else if self.are("WITH SYSTEM VERSIONING") {
            self.step(3);
            table.system_versioned = true;
        } else if self.accept_any("IGNORE REPLACE") {
        } else {
            return self.as_query(table);
        }
        Ok(true)
    }

    /// `CHARACTER SET [=] name`, `CHARSET [=] name`, `COLLATE [=] name`; false when none of them stands here.
    pub(super) fn character_set_option(&mut self, character_set: &mut CharacterSet) -> Read<bool> {
        if self.accept_all("CHARACTER SET") || self.accept_all("CHAR SET") || self.accept("CHARSET") {
            character_set.name = Some(self.option_name()?);
        } else if self.accept("COLLATE") {
            character_set.collation = Some(self.option_name()?);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// `[=] name`, lower case, its quotes left out.
    fn option_name(&mut self) -> Read<String> {
        self.accept_operator("=");
        let name = self.identifier("a name")?;
        Ok(name.value.to_ascii_lowercase())
    }

    /// MySQL's options behind `ALTER TABLE`: `ENGINE = x DEFAULT CHARSET y`; none when none of those kept stands here.
    pub(super) fn altered_options(&mut self) -> Read<Option<TableOptions>> {
        let mut options = TableOptions::default();
        let from = self.at;
        let mut kept = false;
        while !self.at_end() {
            let before = self.at;
            self.accept("DEFAULT");
            if self.accept_any("ENGINE TYPE") {
                options.engine = Some(self.option_value()?);
                kept = true;
            } else if self.accept("COMMENT") {
                options.comment = Some(self.option_value()?);
                kept = true;
            } else if self.character_set_option(&mut options.character_set)? {
                kept = true;
            } else if self.accept_all("DATA DIRECTORY")
                || self.accept_all("INDEX DIRECTORY")
                || self.accept_listed(MYSQL_OPTIONS)
            {
                self.option_value()?;
            } else {
                self.at = before;
                break;
            }
        }
        if !kept {
            self.at = from;
        }
        Ok(kept.then_some(options))
    }

    /// `[=] value`, as text.
    pub(super) fn option_value(&mut self) -> Read<String> {
        self.accept_operator("=");
        if self.kind(0) == Some(TokenKind::Open) {
            let from = self.at;
            self.skip_one();
            return Ok(self.text_since(from));
        }
        if let Some(value) = self.accept_string() {
            return Ok(value);
        }
        match self.peek(0) {
            Some(token)
                if matches!(
                    token.kind,
                    TokenKind::Number | TokenKind::Word | TokenKind::QuotedName
                ) =>
            {
                Ok(self.take_text())
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    fn take_text(&mut self) -> String {
        let from = self.at;
        self.step(1);
        self.text_since(from)
    }

    /// `PARTITION BY HASH (a) PARTITIONS 4`, which ends the options.
    fn mysql_partition_by(&mut self, table: &mut CreateTable) {
        self.step(2);
        let from = self.at;
        self.accept("LINEAR");
        let method = self.word(0).to_ascii_lowercase();
        self.accept_any("HASH KEY RANGE LIST");
        let by_columns = self.accept("COLUMNS");
        table.partition_strategy = (!by_columns).then_some(method);
        if self.kind(0) == Some(TokenKind::Open) {
            let keys = self.index_keys();
            table.partition_keys = self.keep(keys).unwrap_or_default();
        }
        while !self.at_end() && !self.is_one_of(0, "AS SELECT") {
            self.skip_one();
        }
        table.partition_by = Some(self.span_since(from));
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::reader::table::tests::table;

    #[test]
    fn options_of_the_three_dialects() {
        let (mysql, errors) = table(
            "create table a (b int) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8 COMMENT='x' PARTITION BY HASH(b) PARTITIONS 4",
            Dialect::MySql,
        );
        assert_eq!(mysql.engine.as_deref(), Some("InnoDB"));
        assert_eq!(mysql.comment.as_deref(), Some("x"));
        assert!(mysql.partition_by.is_some() && errors.is_empty());
        let (sqlite, errors) = table(
            "create table a (b int primary key) strict, without rowid",
            Dialect::Sqlite,
        );
        assert!(sqlite.strict && sqlite.without_rowid && errors.is_empty());
        let (postgres, errors) = table(
            "create table a (b int) partition by range (b) with (fillfactor=70) tablespace t",
            Dialect::PostgreSql,
        );
        assert!(postgres.partition_by.is_some() && errors.is_empty());
    }

    #[test]
    fn an_unknown_option_is_reported_and_the_rest_kept() {
        let (table, errors) = table(
            "create table a (b int) WOBBLE 3 INHERITS (c)",
            Dialect::PostgreSql,
        );
        assert_eq!(errors.len(), 1);
        assert_eq!(table.inherits.len(), 1);
    }

    #[test]
    fn a_table_made_from_a_query() {
        let (table, errors) = table(
            "create table a as select b from c with no data",
            Dialect::PostgreSql,
        );
        assert_eq!(table.as_query.unwrap().relations.len(), 1);
        assert!(errors.is_empty());
    }
}
