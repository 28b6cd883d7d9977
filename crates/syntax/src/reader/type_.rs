//! `CREATE TYPE` and `ALTER TYPE`.

use super::{Read, Reader};
use crate::ast::{
    AlterType, AlterTypeAction, AttributeAction, AttributeActionKind, CreateType, StatementKind, TypeKind,
};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// At `TYPE`.
    pub(super) fn create_type(&mut self) -> Read<StatementKind> {
        self.step(1);
        self.accept_all("IF NOT EXISTS");
        let name = self.object_name("the type's name")?;
        let kind = if self.accept_all("AS ENUM") {
            TypeKind::Enum(self.list("the list of labels", |reader| reader.string("a label in quotes"))?)
        } else if self.is(0, "AS") && self.kind(1) == Some(TokenKind::Open) {
            self.step(1);
            TypeKind::Composite(self.list("the list of attributes", |reader| {
                let name = reader.identifier("an attribute's name")?;
                let data_type = reader.data_type()?;
                if reader.accept("COLLATE") {
                    reader.collation()?;
                }
                Ok((name, data_type))
            })?)
        } else {
            self.at = self.end;
            TypeKind::Other
        };
        Ok(StatementKind::CreateType(CreateType { name, kind }))
    }

    /// At `TYPE`.
    pub(super) fn alter_type(&mut self) -> Read<StatementKind> {
        self.step(1);
        let name = self.object_name("the type's name")?;
        let action = if self.accept_all("ADD VALUE") {
            self.added_value()?
        } else if self.accept_all("RENAME VALUE") {
            let old = self.string("a label in quotes")?;
            self.expect("TO")?;
            AlterTypeAction::RenameValue(old, self.string("a label in quotes")?)
        } else if self.accept_all("RENAME TO") {
            AlterTypeAction::RenameTo(self.identifier("the new name")?)
        } else if self.accept_all("SET SCHEMA") {
            AlterTypeAction::SetSchema(self.identifier("a schema's name")?)
        } else if self.accept_all("RENAME ATTRIBUTE") {
            let from = self.identifier("an attribute's name")?;
            self.expect("TO")?;
            let to = self.identifier("the new name")?;
            let cascade = self.accept("CASCADE");
            self.accept("RESTRICT");
            AlterTypeAction::RenameAttribute { from, to, cascade }
        } else if self.is_one_of(0, "ADD DROP ALTER") && self.is(1, "ATTRIBUTE") {
            let mut actions = vec![self.attribute_action()?];
            while self.accept_kind(TokenKind::Comma) {
                actions.push(self.attribute_action()?);
            }
            AlterTypeAction::Attributes(actions)
        } else if self.is_one_of(0, "OWNER ADD DROP ALTER RENAME SET") {
            self.at = self.end;
            AlterTypeAction::Other
        } else {
            return Err(self.unexpected("an action such as `ADD VALUE`"));
        };
        Ok(StatementKind::AlterType(AlterType { name, action }))
    }

    /// `ADD | DROP | ALTER ATTRIBUTE …`
    fn attribute_action(&mut self) -> Read<AttributeAction> {
        let verb = self.word(0).to_ascii_uppercase();
        self.step(1);
        self.expect("ATTRIBUTE")?;
        let if_exists = self.accept_all("IF EXISTS");
        let name = self.identifier("an attribute's name")?;
        let kind = match verb.as_str() {
            "ADD" => AttributeActionKind::Add(self.data_type()?),
            "DROP" => AttributeActionKind::Drop { if_exists },
            _ => {
                self.accept_all("SET DATA");
                self.expect("TYPE")?;
                AttributeActionKind::SetType(self.data_type()?)
            }
        };
        if self.accept("COLLATE") {
            self.collation()?;
        }
        let cascade = self.accept("CASCADE");
        self.accept("RESTRICT");
        Ok(AttributeAction { name, kind, cascade })
    }

    fn added_value(&mut self) -> Read<AlterTypeAction> {
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let value = self.string("a label in quotes")?;
        let before = self.is(0, "BEFORE");
        let neighbor = match self.accept_any("BEFORE AFTER") {
            true => Some((before, self.string("a label in quotes")?)),
            false => None,
        };
        Ok(AlterTypeAction::AddValue {
            value,
            neighbor,
            if_not_exists,
        })
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{AlterTypeAction, StatementKind, TypeKind};
    use crate::{Dialect, parse_script};

    #[test]
    fn types() {
        let text = "create type s.e as enum ('a', 'it''s'); create type c as (x int, y numeric(1,2)); create type r as range (subtype = int); alter type e add value if not exists 'z' before 'a'; alter type e owner to me; create type shell;";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let kind = |at: usize| match &script.statements[at].kind {
            StatementKind::CreateType(one) => one.kind.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(kind(0), TypeKind::Enum(vec!["a".to_owned(), "it's".to_owned()]));
        assert!(matches!(kind(1), TypeKind::Composite(attributes) if attributes.len() == 2));
        assert_eq!(kind(2), TypeKind::Other);
        let StatementKind::AlterType(alter) = &script.statements[3].kind else {
            panic!()
        };
        assert!(matches!(
            &alter.action,
            AlterTypeAction::AddValue {
                neighbor: Some((true, _)),
                ..
            }
        ));
    }
}
