//! Constraints and properties behind a column's type.

use super::column::plain_constraint;
use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, Identifier, IdentityKind, RowBound,
};
use crate::lexer::TokenKind;

/// Words that start a constraint or property in every dialect, the commonest first.
const STARTS: &str = "NOT DEFAULT PRIMARY NULL UNIQUE CHECK REFERENCES GENERATED CONSTRAINT";

/// Properties that are understood and mean nothing to the catalog, with the number of words behind them.
const POSTGRES_PROPERTIES: [(&str, usize); 2] = [("STORAGE", 1), ("COMPRESSION", 1)];
const MYSQL_PROPERTIES: [(&str, usize); 12] = [
    ("INVISIBLE", 0),
    ("VISIBLE", 0),
    ("BINARY", 0),
    ("ASCII", 0),
    ("UNICODE", 0),
    ("BYTE", 0),
    ("SRID", 1),
    ("COLUMN_FORMAT", 1),
    ("STORAGE", 1),
    ("COMPRESSED", 0),
    ("REF_SYSTEM_ID", 1),
    ("ZEROFILL", 0),
];

impl Reader<'_> {
    pub(super) fn starts_column_constraint(&self) -> bool {
        if self.is_one_of(0, STARTS) || self.is(0, "COLLATE") {
            // In SQLite a type may be called so.
            return self.dialect != Dialect::Sqlite || !self.is(0, "GENERATED") || self.is(1, "ALWAYS");
        }
        match self.dialect {
            Dialect::PostgreSql => {
                self.is_property(&POSTGRES_PROPERTIES)
                    || (self.is(0, "OPTIONS") && self.kind(1) == Some(TokenKind::Open))
                    || self.are("NO INHERIT")
                    || self.is_one_of(0, "DEFERRABLE INITIALLY")
            }
            Dialect::MySql => {
                self.is_property(&MYSQL_PROPERTIES)
                    || self.is_one_of(0, "AUTO_INCREMENT COMMENT KEY AS")
                    || self.are("ON UPDATE")
                    || self.are("CHARACTER SET")
                    || self.are("CHAR SET")
                    || self.is(0, "CHARSET")
                    || self.are("SERIAL DEFAULT")
                    || self.are("WITH SYSTEM")
                    || self.are("WITHOUT SYSTEM")
            }
            Dialect::Sqlite => self.is_one_of(0, "AUTOINCREMENT AS DEFERRABLE") || self.are("ON CONFLICT"),
        }
    }

    /// The name of a `CONSTRAINT` that is given none.
    fn nameless(&self) -> Identifier {
        Identifier {
            value: String::new(),
            quoted: false,
            span: self.span_since(self.at),
        }
    }

    fn is_property(&self, properties: &[(&str, usize)]) -> bool {
        properties.iter().any(|(word, _)| self.is(0, word))
    }

    /// One constraint; none for what is kept elsewhere (MySQL's `COMMENT`) or has no meaning of its own.
    pub(super) fn column_constraint(
        &mut self,
        column: &mut ColumnDefinition,
    ) -> Read<Option<ColumnConstraint>> {
        let from = self.at;
        let name = match self.accept("CONSTRAINT") {
            // SQLite and MySQL allow the name to be left out.
            true if !self.is_one_of(0, STARTS) => Some(self.identifier("a constraint's name")?),
            // MariaDB has no CONSTRAINT behind a column, named or not; MySQL has.
            true if self.dialect == Dialect::MySql => Some(self.nameless()),
            _ => None,
        };
        if self.dialect == Dialect::MySql && self.accept("COMMENT") {
            column.declared_comment = Some(self.string("a comment in quotes")?);
            return Ok(None);
        }
        if self.dialect == Dialect::Sqlite && name.is_some() && !self.starts_column_constraint() {
            // A name without a constraint, which SQLite takes.
            return Ok(Some(ColumnConstraint {
                name,
                ..plain_constraint(
                    ColumnConstraintKind::Other("CONSTRAINT".to_owned()),
                    self.span_since(from),
                )
            }));
        }
        let Some(kind) = self.column_constraint_kind()? else {
            return Err(self.unexpected("a constraint"));
        };
        let descending = self.key_is_descending(from);
        let timing = self.constraint_timing();
        let on_conflict = self.column_constraint_tail();
        Ok(Some(ColumnConstraint {
            name,
            kind,
            timing,
            descending,
            on_conflict,
            span: self.span_since(from),
        }))
    }

    /// Words behind a constraint that the syntax tree has no room for.
    fn column_constraint_tail(&mut self) -> Option<String> {
        let mut on_conflict = None;
        loop {
            if let Some(resolution) = self.conflict_clause() {
                on_conflict = Some(resolution);
                continue;
            }
            let understood =
                self.accept_all("NO INHERIT") || self.accept_all("NOT VALID") || self.accept("ENFORCED");
            if !understood {
                return on_conflict;
            }
        }
    }

    fn column_constraint_kind(&mut self) -> Read<Option<ColumnConstraintKind>> {
        let kind = if self.accept_all("NOT NULL") {
            ColumnConstraintKind::NotNull
        } else if self.accept("NULL") {
            ColumnConstraintKind::Null
        } else if self.accept("DEFAULT") {
            ColumnConstraintKind::Default(self.default_expression())
        } else if self.accept_all("PRIMARY KEY") || (self.dialect == Dialect::MySql && self.accept("KEY")) {
            self.accept_any("ASC DESC");
            self.index_storage();
            ColumnConstraintKind::PrimaryKey
        } else if self.accept("UNIQUE") {
            self.unique_column()
        } else if self.accept("CHECK") {
            self.check_column()?
        } else if self.is(0, "REFERENCES") {
            ColumnConstraintKind::References(self.references()?)
        } else if self.is(0, "GENERATED") || self.are("AS") {
            self.generated_column()?
        } else if self.accept("COLLATE") {
            ColumnConstraintKind::Collate(self.collation()?)
        } else {
            return Ok(self.column_property());
        };
        Ok(Some(kind))
    }

    /// `COLLATE name`, behind the keyword.
    pub(super) fn collation(&mut self) -> Read<String> {
        self.accept_operator("=");
        let from = self.at;
        let name = self.object_name("a collation's name")?;
        match (self.dialect, name.parts.as_slice()) {
            (Dialect::Sqlite, [name]) => Ok(name.value.clone()),
            _ => Ok(self.text_since(from)),
        }
    }

    fn unique_column(&mut self) -> ColumnConstraintKind {
        if self.dialect == Dialect::MySql {
            self.accept("KEY");
        }
        let nulls_not_distinct = self.nulls_not_distinct();
        self.index_storage();
        ColumnConstraintKind::Unique { nulls_not_distinct }
    }

    fn check_column(&mut self) -> Read<ColumnConstraintKind> {
        let expression = self.parenthesised_expression("the CHECK expression")?;
        let no_inherit = self.accept_all("NO INHERIT");
        let not_enforced = self.accept_all("NOT ENFORCED");
        Ok(ColumnConstraintKind::Check {
            expression,
            enforced: !not_enforced,
            no_inherit,
        })
    }

    /// `GENERATED … AS IDENTITY`, `[GENERATED ALWAYS] AS (expression) STORED`
    fn generated_column(&mut self) -> Read<ColumnConstraintKind> {
        if self.are("GENERATED ALWAYS AS ROW") {
            self.step(4);
            let bound = if self.is(0, "END") {
                RowBound::End
            } else {
                RowBound::Start
            };
            self.step(1);
            return Ok(ColumnConstraintKind::RowPeriod(bound));
        }
        if let Some(kind) = self.identity()? {
            return Ok(ColumnConstraintKind::Identity(kind));
        }
        let expression = self.parenthesised_expression("the generated column's expression")?;
        let stored = self.accept_any("STORED PERSISTENT");
        if !stored {
            self.accept("VIRTUAL");
        }
        if self.dialect == Dialect::Sqlite && self.is(0, "GENERATED") {
            // SQLite takes any word behind the expression, and this one for no new clause.
            return Err(self.unexpected("`STORED` or `VIRTUAL`"));
        }
        Ok(ColumnConstraintKind::Generated { expression, stored })
    }

    /// Reads up to and including `IDENTITY (…)`, or up to the expression's parenthesis and gives none.
    pub(super) fn identity(&mut self) -> Read<Option<IdentityKind>> {
        let mut kind = IdentityKind::Always;
        if self.accept("GENERATED") {
            if self.accept_all("BY DEFAULT") {
                kind = IdentityKind::ByDefault;
                self.accept_all("ON NULL");
            } else {
                self.expect("ALWAYS")?;
            }
        }
        self.expect("AS")?;
        if !self.accept("IDENTITY") {
            return Ok(None);
        }
        if self.kind(0) == Some(TokenKind::Open) {
            self.skip_one();
        }
        Ok(Some(kind))
    }

    /// What MySQL says of a column that the catalog keeps.
    fn mysql_property(&mut self) -> Option<ColumnConstraintKind> {
        let set = |name: &str| Some(ColumnConstraintKind::CharacterSet(name.to_owned()));
        if self.accept_all("CHARACTER SET") || self.accept_all("CHAR SET") || self.accept("CHARSET") {
            self.accept_operator("=");
            let named = self
                .peek(0)
                .map(|token| self.identifier_of(token).value.to_ascii_lowercase());
            self.step(1);
            return named.map(ColumnConstraintKind::CharacterSet);
        }
        match self.word(0).to_ascii_uppercase().as_str() {
            "ASCII" => {
                self.step(1);
                set("latin1")
            }
            "UNICODE" => {
                self.step(1);
                set("ucs2")
            }
            "BYTE" => {
                self.step(1);
                set("binary")
            }
            "BINARY" => {
                self.step(1);
                Some(ColumnConstraintKind::BinaryCollation)
            }
            "INVISIBLE" => {
                self.step(1);
                Some(ColumnConstraintKind::Invisible)
            }
            "SERIAL" if self.are("SERIAL DEFAULT VALUE") => {
                self.step(3);
                Some(ColumnConstraintKind::SerialDefault)
            }
            "WITHOUT" if self.are("WITHOUT SYSTEM VERSIONING") => {
                self.step(3);
                Some(ColumnConstraintKind::Unversioned)
            }
            _ => None,
        }
    }

    fn column_property(&mut self) -> Option<ColumnConstraintKind> {
        let from = self.at;
        if self.dialect == Dialect::MySql && self.accept_all("ON UPDATE") {
            return Some(ColumnConstraintKind::OnUpdate(self.default_expression()));
        }
        if self.accept_any("AUTO_INCREMENT AUTOINCREMENT") {
            return Some(ColumnConstraintKind::Identity(IdentityKind::AutoIncrement));
        }
        if self.dialect == Dialect::MySql
            && let Some(kind) = self.mysql_property()
        {
            return Some(kind);
        }
        let properties: &[(&str, usize)] = match self.dialect {
            Dialect::PostgreSql => &POSTGRES_PROPERTIES,
            Dialect::MySql => &MYSQL_PROPERTIES,
            Dialect::Sqlite => &[],
        };
        if let Some((_, words)) = properties.iter().find(|(word, _)| self.is(0, word)) {
            self.step(1);
            self.accept_operator("=");
            self.step(*words);
        } else if self.accept("OPTIONS") {
            self.skip_one();
        } else if self.conflict_clause().is_some() || self.accept_all("WITH SYSTEM VERSIONING") {
        } else if !self.is_timing() {
            return None;
        }
        let text = match self.at > from {
            true => self.text_since(from),
            false => self.word(0).to_owned(),
        };
        Some(ColumnConstraintKind::Other(text))
    }
}
