//! The expressions and queries of the real schemas and migrations.

use std::path::Path;

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    AlterActionKind, ColumnConstraintKind, ColumnDefinition, CreateIndex, Expression, Script, StatementKind,
    TableConstraintKind,
};

#[derive(Default)]
pub struct Found {
    /// Their texts.
    pub expressions: Vec<String>,
    /// Their places.
    pub queries: Vec<Span>,
}

/// Every text with its dialect; none where the corpus is missing, except in CI.
pub fn files() -> Option<Vec<(String, Dialect)>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !corpus.is_dir() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no corpus at {}",
            corpus.display()
        );
        println!("skipped: no corpus at {}", corpus.display());
        return None;
    }
    let mut texts = Vec::new();
    for directory in [
        "schemas/mysql",
        "schemas/postgres",
        "schemas/sqlite",
        "migrations",
    ] {
        for entry in std::fs::read_dir(corpus.join(directory)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "sql") {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                texts.push((text, dialect_of(&path)));
            }
        }
    }
    Some(texts)
}

fn dialect_of(path: &Path) -> Dialect {
    let path = path.to_string_lossy();
    if path.contains("mysql") {
        Dialect::MySql
    } else if path.contains("sqlite") {
        Dialect::Sqlite
    } else {
        Dialect::PostgreSql
    }
}

pub fn found(script: &Script) -> Found {
    let mut found = Found::default();
    for statement in &script.statements {
        match &statement.kind {
            StatementKind::CreateTable(table) => {
                table.columns.iter().for_each(|column| found.column(column));
                table
                    .constraints
                    .iter()
                    .for_each(|constraint| found.constraint(&constraint.kind));
                found
                    .queries
                    .extend(table.as_query.iter().map(|query| query.span));
            }
            StatementKind::CreateIndex(index) => found.index(index),
            StatementKind::CreateView(view) => {
                found.queries.extend(view.query.iter().map(|query| query.span))
            }
            StatementKind::Query(query) => found.queries.push(query.span),
            StatementKind::CreateDomain(domain) => {
                found.all(&domain.default);
            }
            StatementKind::AlterTable(alter) => {
                alter.actions.iter().for_each(|action| found.action(&action.kind));
            }
            _ => {}
        }
    }
    found
}

impl Found {
    fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expression>) {
        let texts = expressions.into_iter().map(|expression| expression.text.clone());
        self.expressions.extend(texts.filter(|text| !text.is_empty()));
    }

    fn index(&mut self, index: &CreateIndex) {
        self.all(index.keys.iter().map(|key| &key.expression));
        self.all(&index.predicate);
    }

    fn action(&mut self, action: &AlterActionKind) {
        match action {
            AlterActionKind::AddColumn { column, .. } => self.column(column),
            AlterActionKind::AddConstraint(constraint) => self.constraint(&constraint.kind),
            AlterActionKind::SetDefault(_, expression) => self.all([&**expression]),
            _ => {}
        }
    }

    fn constraint(&mut self, constraint: &TableConstraintKind) {
        if let TableConstraintKind::Check { expression, .. } = constraint {
            self.all([expression]);
        }
    }

    fn column(&mut self, column: &ColumnDefinition) {
        for constraint in &column.constraints {
            match &constraint.kind {
                ColumnConstraintKind::Default(expression)
                | ColumnConstraintKind::OnUpdate(expression)
                | ColumnConstraintKind::Check { expression, .. } => self.all([expression]),
                _ => {}
            }
        }
    }
}
