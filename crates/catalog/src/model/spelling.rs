//! Columns in expressions are spelled as they are declared.
//!
//! MySQL and SQLite find `email` where `Email` is declared; what is asked about an expression compares names as stored.

use rowproof_syntax::ast::Expression;

use super::{ConstraintKind, Relation};
use crate::questions::{columns_of, rename_column_in};

impl Relation {
    /// Whether a column is declared with a capital letter, which expressions may spell otherwise.
    pub(crate) fn has_capital_columns(&self) -> bool {
        self.columns.iter().any(|column| has_capital(&column.name))
    }

    /// Spells the columns that its expressions name as they are declared, letter case being all that may differ.
    pub(crate) fn spell_columns(&mut self) {
        let declared = self.columns.iter().map(|column| &column.name);
        let declared: Vec<String> = declared.filter(|name| has_capital(name)).cloned().collect();
        let spell = |expression: &mut Expression| {
            for name in columns_of(expression) {
                let stored = declared.iter().find(|stored| stored.eq_ignore_ascii_case(&name));
                if let Some(stored) = stored.filter(|stored| **stored != name) {
                    rename_column_in(expression, &name, stored);
                }
            }
        };
        for column in &mut self.columns {
            column.generated.as_deref_mut().into_iter().for_each(spell);
        }
        for constraint in &mut self.constraints {
            if let ConstraintKind::Check(check) = &mut constraint.kind {
                spell(&mut check.expression);
            }
        }
        for index in &mut self.indexes {
            let keys = index
                .keys
                .iter_mut()
                .filter_map(|key| key.expression.as_deref_mut());
            keys.chain(index.predicate.as_deref_mut()).for_each(spell);
        }
    }
}

fn has_capital(name: &str) -> bool {
    name.bytes().any(|letter| letter.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    use crate::{Catalog, IndexColumn};

    #[test]
    fn an_index_names_columns_as_they_are_declared() {
        let text = "create table Customer (Id integer primary key, Email text, Total int check (total > 0));
            create unique index e on Customer (lower(email), ID) where EMAIL is not null;";
        for dialect in [Dialect::Sqlite, Dialect::PostgreSql] {
            let catalog = Catalog::from_script(&parse_script(SourceId(0), text, dialect));
            let table = catalog.tables().next().unwrap();
            let index = table.indexes.iter().find(|index| index.name == "e").unwrap();
            let named: Vec<String> = index.keys.iter().flat_map(IndexColumn::columns).collect();
            let predicate = crate::questions::columns_of(index.predicate.as_deref().unwrap());
            let (email, id) = match dialect {
                Dialect::Sqlite => ("Email", "Id"),
                _ => ("email", "id"),
            };
            assert_eq!(
                (named, predicate),
                (vec![email.to_owned(), id.to_owned()], vec![email.to_owned()])
            );
        }
    }
}
