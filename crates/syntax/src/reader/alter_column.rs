//! The actions of `ALTER TABLE` that change one column.

use super::{Read, Reader};
use crate::ast::{AlterActionKind, Identifier, IdentityKind};

impl Reader<'_> {
    /// `ALTER [COLUMN] c …`
    pub(super) fn alter_column(&mut self) -> Read<AlterActionKind> {
        self.step(1);
        self.accept("COLUMN");
        let column = self.identifier("a column name")?;
        if self.accept_all("SET NOT NULL") {
            return Ok(AlterActionKind::SetNotNull(column));
        }
        if self.accept_all("DROP NOT NULL") {
            return Ok(AlterActionKind::DropNotNull(column));
        }
        if self.accept_all("SET DEFAULT") {
            let end = self.end;
            let expression = self.expression_to(end, "the default");
            return Ok(AlterActionKind::SetDefault(column, Box::new(expression)));
        }
        if self.accept_all("DROP DEFAULT") {
            return Ok(AlterActionKind::DropDefault(column));
        }
        if self.accept_all("SET DATA TYPE") || self.accept("TYPE") {
            return self.set_type(column);
        }
        self.alter_identity(column)
    }

    fn set_type(&mut self, column: Identifier) -> Read<AlterActionKind> {
        let data_type = self.data_type()?;
        let collation = match self.accept("COLLATE") {
            true => Some(self.collation()?),
            false => None,
        };
        if self.accept("USING") {
            // How old values become new ones says nothing about the schema afterwards.
            self.at = self.end;
        }
        Ok(AlterActionKind::SetType {
            column,
            data_type,
            collation,
        })
    }

    fn alter_identity(&mut self, column: Identifier) -> Read<AlterActionKind> {
        if self.accept("ADD") {
            return match self.identity()? {
                Some(kind) => Ok(AlterActionKind::AddIdentity(column, kind)),
                None => Err(self.unexpected("`IDENTITY`")),
            };
        }
        if self.accept_all("DROP IDENTITY") {
            let if_exists = self.accept_all("IF EXISTS");
            return Ok(AlterActionKind::DropIdentity(column, if_exists));
        }
        if self.accept_all("DROP EXPRESSION") {
            let if_exists = self.accept_all("IF EXISTS");
            return Ok(AlterActionKind::DropExpression(column, if_exists));
        }
        if self.accept_all("SET EXPRESSION AS") {
            let expression = self.parenthesised_expression("the generated column's expression")?;
            return Ok(AlterActionKind::SetExpression(column, Box::new(expression)));
        }
        if self.accept_all("SET GENERATED") {
            let kind = match self.accept_all("BY DEFAULT") {
                true => IdentityKind::ByDefault,
                false => IdentityKind::Always,
            };
            // Options of its sequence may follow.
            self.at = self.end;
            return Ok(AlterActionKind::SetIdentity(column, kind));
        }
        let is_known = self.is_one_of(0, "RESET RESTART OPTIONS")
            || (self.is(0, "SET") && !self.is_one_of(1, "DEFAULT NOT DATA"));
        match is_known {
            true => {
                self.at = self.end;
                Ok(AlterActionKind::ColumnOption(column))
            }
            false => Err(self.unexpected("`SET NOT NULL`, `SET DEFAULT`, `TYPE` or the like")),
        }
    }

    /// MySQL's `MODIFY [COLUMN] definition` and `CHANGE [COLUMN] old definition`
    pub(super) fn replace_column(&mut self) -> Read<AlterActionKind> {
        let changes_name = self.is(0, "CHANGE");
        self.step(1);
        self.accept("COLUMN");
        self.accept_all("IF EXISTS");
        let named = match changes_name {
            true => Some(self.identifier("a column name")?),
            false => None,
        };
        let column = self.column_definition(false)?;
        Ok(AlterActionKind::ReplaceColumn {
            old: named.unwrap_or_else(|| column.name.clone()),
            column: Box::new(column),
            position: self.column_position()?,
        })
    }
}
