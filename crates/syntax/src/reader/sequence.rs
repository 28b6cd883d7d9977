//! Sequences.

use super::{Read, Reader};
use crate::ast::{SequenceStatement, StatementKind};

impl Reader<'_> {
    /// At `SEQUENCE`.
    pub(super) fn sequence(
        &mut self,
        create: bool,
        or_replace: bool,
        temporary: bool,
    ) -> Read<StatementKind> {
        self.step(1);
        let if_not_exists = self.accept_all("IF NOT EXISTS") || self.accept_all("IF EXISTS");
        let mut sequence = SequenceStatement {
            name: self.object_name("the sequence's name")?,
            create,
            temporary,
            if_not_exists,
            owned_by: None,
            owned_by_none: false,
            rename_to: None,
            or_replace,
            set_schema: None,
        };
        while !self.at_end() {
            if self.accept_all("OWNED BY") {
                let owner = self.object_name("a column, or `NONE`")?;
                let is_none = owner.parts.len() == 1;
                sequence.owned_by_none = is_none;
                sequence.owned_by = (!is_none).then_some(owner);
            } else if self.accept_all("RENAME TO") {
                sequence.rename_to = Some(self.identifier("the new name")?);
            } else if self.accept_all("SET SCHEMA") {
                sequence.set_schema = Some(self.identifier("a schema's name")?);
            } else {
                // Start, increment, bounds, cache: nothing the catalog holds.
                self.skip_one();
            }
        }
        Ok(StatementKind::Sequence(sequence))
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::StatementKind;
    use crate::{Dialect, parse_script};

    #[test]
    fn owners() {
        let text = "create sequence s.a start with 1 increment by 1 no minvalue cache 1; alter sequence s.a owned by s.t.c;";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let StatementKind::Sequence(sequence) = &script.statements[1].kind else {
            panic!()
        };
        assert_eq!(sequence.owned_by.as_ref().unwrap().parts.len(), 3);
    }
}
