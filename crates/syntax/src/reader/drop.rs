//! `DROP`.

use super::{Read, Reader};
use crate::ast::{DropObject, DropStatement, StatementKind};
use crate::lexer::TokenKind;

impl Reader<'_> {
    pub(super) fn drop_statement(&mut self) -> Read<StatementKind> {
        let start = self.at;
        self.step(1);
        self.accept_any("TEMPORARY TEMP");
        let Some((object, words)) = self.dropped_object() else {
            return self.other_object(start);
        };
        self.step(words);
        self.accept("CONCURRENTLY");
        let if_exists = self.accept_all("IF EXISTS");
        let mut drop = DropStatement {
            object,
            names: Vec::new(),
            if_exists,
            cascade: false,
            relation: None,
        };
        loop {
            drop.names.push(self.object_name("a name")?);
            if self.kind(0) == Some(TokenKind::Open) {
                // The arguments of a function.
                self.skip_one();
            }
            if !self.accept_kind(TokenKind::Comma) {
                break;
            }
        }
        if self.accept("ON") {
            drop.relation = Some(self.object_name("the table's name")?);
        }
        drop.cascade = self.accept("CASCADE");
        self.accept("RESTRICT");
        while self.accept_any("ALGORITHM LOCK") {
            self.option_value()?;
        }
        Ok(StatementKind::Drop(drop))
    }

    fn dropped_object(&self) -> Option<(DropObject, usize)> {
        let object = match self.word(0).to_ascii_uppercase().as_str() {
            "TABLE" | "TABLES" => (DropObject::Table, 1),
            "FOREIGN" if self.is(1, "TABLE") => (DropObject::Table, 2),
            "VIEW" => (DropObject::View, 1),
            "MATERIALIZED" if self.is(1, "VIEW") => (DropObject::MaterializedView, 2),
            "INDEX" => (DropObject::Index, 1),
            "TYPE" => (DropObject::Type, 1),
            "DOMAIN" => (DropObject::Domain, 1),
            "SEQUENCE" => (DropObject::Sequence, 1),
            "SCHEMA" | "DATABASE" => (DropObject::Schema, 1),
            "TRIGGER" => (DropObject::Trigger, 1),
            "POLICY" => (DropObject::Policy, 1),
            "FUNCTION" | "PROCEDURE" => (DropObject::Function, 1),
            "EXTENSION" => (DropObject::Extension, 1),
            _ => return None,
        };
        Some(object)
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::StatementKind;
    use crate::{Dialect, parse_script};

    #[test]
    fn drops() {
        let text = "drop table if exists a, s.b cascade; drop index concurrently i; drop trigger t on a; drop function f(int), g();";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let StatementKind::Drop(drop) = &script.statements[0].kind else {
            panic!()
        };
        assert!(drop.cascade && drop.if_exists && drop.names.len() == 2);
        let StatementKind::Drop(drop) = &script.statements[2].kind else {
            panic!()
        };
        assert!(drop.relation.is_some());
    }
}
