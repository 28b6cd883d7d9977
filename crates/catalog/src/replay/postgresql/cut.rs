//! Names longer than PostgreSQL keeps: it cuts them, and says so in a notice that scripts do not show.

use rowproof_syntax::ast::{
    AlterActionKind, ColumnDefinition, Identifier, Statement, StatementKind, TableConstraint,
};

use crate::Catalog;
use crate::model::{POSTGRESQL_NAME_BYTES, fold};
use crate::note::{Note, NoteKind};

impl Catalog {
    /// Notes each name that the statement gives to something new and that is cut.
    pub(super) fn note_cut_names(&mut self, statement: &Statement) {
        let mut names: Vec<&Identifier> = Vec::new();
        match &statement.kind {
            StatementKind::CreateTable(create) => {
                names.extend(create.name.last());
                create
                    .columns
                    .iter()
                    .for_each(|column| add_column(column, &mut names));
                names.extend(create.constraints.iter().filter_map(constraint_name));
            }
            StatementKind::CreateIndex(create) => {
                names.extend(create.name.as_ref().and_then(|name| name.last()));
            }
            StatementKind::CreateType(create) => names.extend(create.name.last()),
            StatementKind::CreateDomain(create) => names.extend(create.name.last()),
            StatementKind::CreateView(create) => names.extend(create.name.last()),
            StatementKind::CreateTrigger(create) => names.push(&create.name),
            StatementKind::Policy(policy) => names.push(&policy.name),
            StatementKind::AlterTable(alter) => {
                for action in &alter.actions {
                    match &action.kind {
                        AlterActionKind::AddColumn { column, .. } => add_column(column, &mut names),
                        AlterActionKind::AddConstraint(constraint) => {
                            names.extend(constraint_name(constraint));
                        }
                        AlterActionKind::RenameTo(name) => names.extend(name.last()),
                        AlterActionKind::RenameColumn(_, name)
                        | AlterActionKind::RenameConstraint(_, name) => names.push(name),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        names.retain(|name| name.value.len() > POSTGRESQL_NAME_BYTES);
        let dialect = self.dialect();
        for name in names {
            self.notes.push(Note {
                span: name.span,
                kind: NoteKind::Cut,
                subject: format!("`{}`", name.value),
                reason: format!(
                    "it has {} bytes, of which PostgreSQL keeps the first {POSTGRESQL_NAME_BYTES}: `{}`",
                    name.value.len(),
                    fold(name, dialect)
                ),
            });
        }
    }
}

fn constraint_name(constraint: &TableConstraint) -> Option<&Identifier> {
    constraint.name.as_ref()
}

fn add_column<'s>(column: &'s ColumnDefinition, names: &mut Vec<&'s Identifier>) {
    names.push(&column.name);
    let constraints = column.constraints.iter();
    names.extend(constraints.filter_map(|constraint| constraint.name.as_ref()));
}
