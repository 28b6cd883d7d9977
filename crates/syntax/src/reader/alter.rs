//! `ALTER`, and the actions of `ALTER TABLE` that concern the table.

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{
    AlterAction, AlterActionKind, AlterTable, CharacterSet, ColumnPosition, DropObject, DroppedConstraint,
    Identifier, ObjectName, StatementKind,
};
use crate::lexer::TokenKind;

/// Actions that are understood and mean nothing to the catalog, by their first words.
const OTHER_ACTIONS: &str = "OWNER,ENABLE,DISABLE,CLUSTER,SET WITHOUT,SET WITH,SET ACCESS,SET TABLESPACE,REPLICA,FORCE,NO FORCE,RESET,\
     DEPENDS,NO DEPENDS,ENGINE,AUTO_INCREMENT,CONVERT,DEFAULT,CHARACTER,CHARSET,COLLATE,ROW_FORMAT,COMMENT,\
     ORDER,ALGORITHM,LOCK,DISCARD,IMPORT,KEY_BLOCK_SIZE,STATS_PERSISTENT,NOT OF,OF,WITH,WITHOUT,PACK_KEYS,\
     OPTIONS";

impl Reader<'_> {
    pub(super) fn alter_statement(&mut self) -> Read<StatementKind> {
        let start = self.at;
        self.step(1);
        self.accept("IGNORE");
        match self.word(0).to_ascii_uppercase().as_str() {
            "TYPE" => self.alter_type(),
            "DOMAIN" => self.alter_domain(),
            "SEQUENCE" => self.sequence(false, false, false),
            "POLICY" => self.policy(false),
            "TABLE" | "VIEW" | "INDEX" => self.alter_table(),
            "MATERIALIZED" if self.is(1, "VIEW") => self.alter_table(),
            "FOREIGN" if self.is(1, "TABLE") => self.alter_table(),
            "SCHEMA" | "TRIGGER" if self.dialect == Dialect::PostgreSql => self.rename_object(start),
            "FUNCTION" | "PROCEDURE" | "ROUTINE" if self.dialect == Dialect::PostgreSql => {
                self.alter_function()
            }
            "SCHEMA" | "DATABASE" | "EXTENSION" | "FUNCTION" | "PROCEDURE" | "TRIGGER" => {
                self.at = start;
                Ok(self.other(2))
            }
            _ => self.other_object(start),
        }
    }

    /// `SCHEMA a RENAME TO b` and `TRIGGER a ON t RENAME TO b`; what else there is of them declares nothing.
    fn rename_object(&mut self, start: usize) -> Read<StatementKind> {
        let is_trigger = self.is(0, "TRIGGER");
        self.step(1);
        let from = self.identifier("a name")?;
        let table = match is_trigger {
            true => {
                self.expect("ON")?;
                Some(self.object_name("the table's name")?)
            }
            false => None,
        };
        let action = self.at;
        if !self.accept_all("RENAME TO") {
            self.at = start;
            return Ok(self.other(2));
        }
        let to = self.identifier("the new name")?;
        let Some(name) = table else {
            return Ok(StatementKind::RenameSchema(from, to));
        };
        let action = AlterAction {
            kind: AlterActionKind::RenameTrigger(from, to),
            span: self.span_since(action),
        };
        Ok(StatementKind::AlterTable(Box::new(AlterTable {
            object: DropObject::Table,
            name,
            if_exists: false,
            only: false,
            actions: vec![action],
        })))
    }

    fn altered_object(&mut self) -> DropObject {
        let object = match self.word(0).to_ascii_uppercase().as_str() {
            "VIEW" => DropObject::View,
            "INDEX" => DropObject::Index,
            "MATERIALIZED" => DropObject::MaterializedView,
            _ => DropObject::Table,
        };
        let words = if self.is_one_of(0, "MATERIALIZED FOREIGN") {
            2
        } else {
            1
        };
        self.step(words);
        object
    }

    fn alter_table(&mut self) -> Read<StatementKind> {
        let start = self.at;
        let object = self.altered_object();
        if self.accept("ALL") {
            // `ALTER TABLE ALL IN TABLESPACE x SET TABLESPACE y`
            self.at = start;
            return Ok(self.other(3));
        }
        let if_exists = self.accept_all("IF EXISTS");
        let only = self.accept("ONLY");
        let name = self.object_name("the table's name")?;
        self.accept_operator("*");
        if object == DropObject::View && self.is_one_of(0, "AS WITH") {
            // MySQL's `ALTER VIEW v AS SELECT …` replaces the view's query and leaves its name.
            self.at = self.end;
        }
        let mut alter = AlterTable {
            object,
            name,
            if_exists,
            only,
            actions: Vec::new(),
        };
        while !self.at_end() {
            let end = self.action_end();
            if end > self.at {
                self.within(end, |reader| reader.actions(&mut alter));
            }
            self.accept_kind(TokenKind::Comma);
        }
        Ok(StatementKind::AlterTable(Box::new(alter)))
    }

    /// MySQL's `PARTITION BY` and `ADD PARTITION` hold commas of their own and stand last.
    fn action_end(&self) -> usize {
        let holds_commas = self.are("PARTITION BY")
            || self.are("REORGANIZE PARTITION")
            || self.are("DROP PARTITION")
            || self.are("ORDER BY");
        if holds_commas { self.end } else { self.item_end() }
    }

    fn actions(&mut self, alter: &mut AlterTable) {
        let from = self.at;
        if self.add_columns_in_parentheses(alter) {
            return;
        }
        let action = self.alter_action(alter.object);
        if let Some(kind) = self.keep(action) {
            let span = self.span_since(from);
            self.report_rest();
            alter.actions.push(AlterAction { kind, span });
        } else {
            self.at = self.end;
        }
    }

    /// MySQL's `ADD [COLUMN] (a int, b int, KEY (a))`
    fn add_columns_in_parentheses(&mut self, alter: &mut AlterTable) -> bool {
        let opens = |ahead| self.kind(ahead) == Some(TokenKind::Open);
        let length = match self.is(0, "ADD") {
            true if opens(1) => 1,
            true if self.is(1, "COLUMN") && opens(2) => 2,
            _ => return false,
        };
        self.step(length);
        let actions = self.list("the list of columns", |reader| {
            let from = reader.at;
            let kind = reader.added(from)?;
            Ok(AlterAction {
                kind,
                span: reader.span_since(from),
            })
        });
        alter.actions.extend(self.keep(actions).unwrap_or_default());
        self.report_rest();
        true
    }

    fn alter_action(&mut self, object: DropObject) -> Read<AlterActionKind> {
        let from = self.at;
        if let Some(kind) = self.mysql_action()? {
            return Ok(kind);
        }
        match self.word(0).to_ascii_uppercase().as_str() {
            "ADD" if self.dialect == Dialect::MySql && self.are("ADD SYSTEM VERSIONING") => {
                self.step(3);
                Ok(AlterActionKind::SetSystemVersioned(true))
            }
            "ADD" => {
                self.step(1);
                self.added(from)
            }
            "DROP" => self.dropped(from),
            "ALTER" if !self.is_one_of(1, "INDEX CONSTRAINT CHECK") => self.alter_column(),
            "ALTER" if self.is(1, "CONSTRAINT") && self.dialect == Dialect::PostgreSql => {
                self.step(2);
                let name = self.identifier("a constraint's name")?;
                let behind = self.at;
                let timing = self.constraint_timing();
                match self.at == behind {
                    true => Ok(self.other_action(from)),
                    false => Ok(AlterActionKind::AlterConstraint(name, timing)),
                }
            }
            "ALTER" => Ok(self.other_action(from)),
            "MODIFY" | "CHANGE" => self.replace_column(),
            "RENAME" => self.rename_action(object),
            "VALIDATE" => {
                self.step(1);
                self.expect("CONSTRAINT")?;
                Ok(AlterActionKind::ValidateConstraint(
                    self.identifier("a constraint's name")?,
                ))
            }
            "ATTACH" | "DETACH" => self.partition_action(),
            "INHERIT" => {
                self.step(1);
                Ok(AlterActionKind::Inherit(self.object_name("the parent's name")?))
            }
            "NO" if self.is(1, "INHERIT") => {
                self.step(2);
                Ok(AlterActionKind::NoInherit(self.object_name("the parent's name")?))
            }
            "SET" => self.set_action(from),
            "ENABLE" if self.accept_all("ENABLE ROW LEVEL SECURITY") => {
                Ok(AlterActionKind::SetRowSecurity(true))
            }
            "DISABLE" if self.accept_all("DISABLE ROW LEVEL SECURITY") => {
                Ok(AlterActionKind::SetRowSecurity(false))
            }
            "FORCE" if self.accept_all("FORCE ROW LEVEL SECURITY") => {
                Ok(AlterActionKind::ForceRowSecurity(true))
            }
            "NO" if self.accept_all("NO FORCE ROW LEVEL SECURITY") => {
                Ok(AlterActionKind::ForceRowSecurity(false))
            }
            "PARTITION" | "REORGANIZE" | "COALESCE" | "EXCHANGE" | "REMOVE" | "TRUNCATE" | "ANALYZE"
            | "CHECK" | "OPTIMIZE" | "REBUILD" | "REPAIR" | "UPGRADE" | "IMPORT" | "SECONDARY_LOAD" => {
                Ok(self.other_action(from))
            }
            _ => self.known_other_action(from),
        }
    }

    /// What only MySQL has: options, conversion, partitioning; none when something else stands here.
    fn mysql_action(&mut self) -> Read<Option<AlterActionKind>> {
        if self.dialect != Dialect::MySql {
            return Ok(None);
        }
        if self.accept_all("CONVERT TO") {
            let mut character_set = CharacterSet::default();
            while self.character_set_option(&mut character_set)? {}
            return Ok(Some(AlterActionKind::ConvertCharacterSet(character_set)));
        }
        if self.are("PARTITION BY") {
            self.at = self.end;
            return Ok(Some(AlterActionKind::SetPartitioned(true)));
        }
        if self.accept_all("REMOVE PARTITIONING") {
            return Ok(Some(AlterActionKind::SetPartitioned(false)));
        }
        if self.is(0, "ALTER") && self.is_one_of(1, "INDEX KEY") {
            self.step(2);
            self.accept_all("IF EXISTS");
            let name = self.identifier("an index's name")?;
            let ignored = self.is_one_of(0, "INVISIBLE IGNORED");
            self.accept("NOT");
            self.step(1);
            return Ok(Some(AlterActionKind::SetIndexIgnored(name, ignored)));
        }
        let options = self.altered_options()?;
        Ok(options.map(|options| AlterActionKind::SetOptions(Box::new(options))))
    }

    fn known_other_action(&mut self, from: usize) -> Read<AlterActionKind> {
        match OTHER_ACTIONS.split(',').any(|words| self.are(words)) {
            true => Ok(self.other_action(from)),
            false => Err(self.unexpected("an action such as `ADD COLUMN` or `DROP CONSTRAINT`")),
        }
    }

    pub(super) fn other_action(&mut self, from: usize) -> AlterActionKind {
        self.at = self.end;
        AlterActionKind::Other(self.text_since(from))
    }

    /// What stands behind `ADD`.
    fn added(&mut self, from: usize) -> Read<AlterActionKind> {
        if self.starts_inline_index() {
            return Ok(AlterActionKind::AddIndex(self.inline_index()?));
        }
        if self.starts_table_constraint() {
            return Ok(AlterActionKind::AddConstraint(Box::new(self.table_constraint()?)));
        }
        if self.is(0, "PARTITION") && !self.is(0, "COLUMN") && self.dialect == Dialect::MySql {
            return Ok(self.other_action(from));
        }
        self.accept("COLUMN");
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let item_end = self.end;
        let mut column = self.column_definition(false)?;
        column.comment = self.comment_of_item(column.span, item_end);
        Ok(AlterActionKind::AddColumn {
            column: Box::new(column),
            if_not_exists,
            position: self.column_position()?,
        })
    }

    /// `FIRST`, `AFTER column`
    pub(super) fn column_position(&mut self) -> Read<Option<ColumnPosition>> {
        if self.dialect != Dialect::MySql {
            return Ok(None);
        }
        if self.accept("FIRST") {
            return Ok(Some(ColumnPosition::First));
        }
        match self.accept("AFTER") {
            true => Ok(Some(ColumnPosition::After(self.identifier("a column name")?))),
            false => Ok(None),
        }
    }

    fn dropped(&mut self, from: usize) -> Read<AlterActionKind> {
        self.step(1);
        let is_mysql = self.dialect == Dialect::MySql;
        let mut kind = if self.accept_all("PRIMARY KEY") {
            AlterActionKind::DropPrimaryKey
        } else if self.is(0, "CONSTRAINT") || (is_mysql && (self.is(0, "CHECK") || self.are("FOREIGN KEY"))) {
            let (what, words) = match self.word(0).to_ascii_uppercase().as_str() {
                "FOREIGN" => (DroppedConstraint::ForeignKey, 2),
                "CHECK" => (DroppedConstraint::Check, 1),
                _ => (DroppedConstraint::Any, 1),
            };
            self.step(words);
            let if_exists = self.accept_all("IF EXISTS");
            let name = self.identifier("a constraint's name")?;
            AlterActionKind::DropConstraint {
                name,
                if_exists,
                cascade: false,
                what,
            }
        } else if is_mysql && self.accept_any("INDEX KEY") {
            AlterActionKind::DropIndex {
                if_exists: self.accept_all("IF EXISTS"),
                name: self.identifier("an index's name")?,
            }
        } else if is_mysql && self.accept_all("SYSTEM VERSIONING") {
            AlterActionKind::SetSystemVersioned(false)
        } else if is_mysql && self.is(0, "PARTITION") {
            return Ok(self.other_action(from));
        } else {
            self.accept("COLUMN");
            let if_exists = self.accept_all("IF EXISTS");
            let name = self.identifier("a column name")?;
            AlterActionKind::DropColumn {
                name,
                if_exists,
                cascade: false,
            }
        };
        let said = self.is(0, "CASCADE");
        self.accept_any("CASCADE RESTRICT");
        if let AlterActionKind::DropColumn { cascade, .. } | AlterActionKind::DropConstraint { cascade, .. } =
            &mut kind
        {
            *cascade = said;
        }
        Ok(kind)
    }

    fn rename_action(&mut self, object: DropObject) -> Read<AlterActionKind> {
        self.step(1);
        if self.accept_any("TO AS") {
            return Ok(AlterActionKind::RenameTo(self.object_name("the new name")?));
        }
        if self.accept("CONSTRAINT") {
            let (old, new) = self.old_and_new("a constraint's name")?;
            return Ok(AlterActionKind::RenameConstraint(old, new));
        }
        if self.dialect == Dialect::MySql && self.accept_any("INDEX KEY") {
            let (old, new) = self.old_and_new("an index's name")?;
            return Ok(AlterActionKind::RenameIndex(old, new));
        }
        let plain = self.accept("COLUMN") || self.is(1, "TO");
        if !plain && self.dialect == Dialect::MySql && object == DropObject::Table {
            return Ok(AlterActionKind::RenameTo(self.object_name("the new name")?));
        }
        let (old, new) = self.old_and_new("a column name")?;
        Ok(AlterActionKind::RenameColumn(old, new))
    }

    fn old_and_new(&mut self, what: &str) -> Read<(Identifier, Identifier)> {
        let old = self.identifier(what)?;
        self.expect("TO")?;
        Ok((old, self.identifier("the new name")?))
    }

    fn partition_action(&mut self) -> Read<AlterActionKind> {
        let attaches = self.is(0, "ATTACH");
        self.step(1);
        self.expect("PARTITION")?;
        let name = self.object_name("a partition's name")?;
        let is_default = self.is(0, "DEFAULT");
        self.at = self.end;
        Ok(match attaches {
            true => AlterActionKind::AttachPartition(name, is_default),
            false => AlterActionKind::DetachPartition(name),
        })
    }

    fn set_action(&mut self, from: usize) -> Read<AlterActionKind> {
        if self.kind(1) == Some(TokenKind::Open) {
            return Ok(self.other_action(from));
        }
        match self.word(1).to_ascii_uppercase().as_str() {
            "SCHEMA" => {
                self.step(2);
                Ok(AlterActionKind::SetSchema(self.identifier("a schema's name")?))
            }
            state @ ("LOGGED" | "UNLOGGED") => {
                self.step(2);
                Ok(AlterActionKind::SetUnlogged(state == "UNLOGGED"))
            }
            _ => self.known_other_action(from),
        }
    }

    /// MySQL's `RENAME TABLE a TO b, c TO d`
    pub(super) fn rename_tables(&mut self) -> Read<StatementKind> {
        self.step(2);
        let mut pairs: Vec<(ObjectName, ObjectName)> = Vec::new();
        loop {
            self.accept_all("IF EXISTS");
            let old = self.object_name("a table's name")?;
            self.expect("TO")?;
            pairs.push((old, self.object_name("the new name")?));
            if !self.accept_kind(TokenKind::Comma) {
                return Ok(StatementKind::RenameTables(pairs));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{AlterActionKind, StatementKind};
    use crate::{Dialect, parse_script};

    fn actions(text: &str, dialect: Dialect) -> Vec<AlterActionKind> {
        let mut script = parse_script(SourceId(0), text, dialect);
        assert_eq!(script.errors, [], "{text}");
        match script.statements.remove(0).kind {
            StatementKind::AlterTable(alter) => alter.actions.into_iter().map(|action| action.kind).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn postgres_actions() {
        let kinds = actions(
            "alter table if exists only s.a add column if not exists b numeric(10,2) default 0 not null, drop column c cascade,
             add constraint d check (b > 0) not valid, alter b set default 1 + 1, alter column b type text using b::text,
             alter b add generated always as identity (sequence name x start 1), alter b set statistics 100, owner to me,
             validate constraint d, set (fillfactor = 70), add primary key using index i, rename constraint x to y",
            Dialect::PostgreSql,
        );
        assert_eq!(kinds.len(), 12);
        assert_eq!(
            kinds
                .iter()
                .filter(|kind| matches!(kind, AlterActionKind::Other(_)))
                .count(),
            2
        );
        let kinds = actions(
            "alter table a attach partition b for values from (1, 2) to (3, 4)",
            Dialect::PostgreSql,
        );
        assert!(matches!(&kinds[0], AlterActionKind::AttachPartition(..)));
        let kinds = actions("alter index a rename to b", Dialect::PostgreSql);
        assert!(matches!(&kinds[0], AlterActionKind::RenameTo(_)));
    }

    #[test]
    fn mysql_actions() {
        let kinds = actions(
            "ALTER TABLE `a` ADD COLUMN b int NOT NULL AFTER `c`, ADD (d int, KEY (d)), MODIFY e varchar(9) FIRST, CHANGE f g int, DROP INDEX h, DROP FOREIGN KEY i, ADD UNIQUE KEY j (b), ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES l (m), RENAME n, ENGINE=InnoDB, DROP PRIMARY KEY, ALTER b SET DEFAULT 1",
            Dialect::MySql,
        );
        assert_eq!(kinds.len(), 13);
        assert!(matches!(
            &kinds[0],
            AlterActionKind::AddColumn {
                position: Some(_),
                ..
            }
        ));
        assert!(matches!(&kinds[9], AlterActionKind::RenameTo(_)));
    }
}
