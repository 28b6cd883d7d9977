//! Changes that several rules propose.

use rowproof_catalog::questions::{Lexicon, is_named};
use rowproof_catalog::{
    Catalog, Change, Column, ColumnType, Constraint, ForeignKey, NewIndex, Relation, TypeFamily, quote,
};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ReferentialAction};
use rowproof_syntax::parse_expression;

use crate::ProposedFix;
use crate::view::TableView;
use crate::vocabulary::{action_words, unmarked};

impl TableView<'_> {
    /// The column's name as SQL.
    pub(crate) fn quoted(&self, column: &Column) -> String {
        quote(&column.name, self.dialect())
    }

    /// An expression as it is written in this dialect. None when it cannot be read, which the fixtures would show.
    pub(crate) fn expression(&self, text: &str) -> Option<Expression> {
        let mut expression = parse_expression(text, self.dialect()).ok()?;
        text.clone_into(&mut expression.text);
        Some(expression)
    }

    /// A CHECK about these columns.
    pub(crate) fn check(&self, columns: &[&Column], condition: &str) -> Option<Change> {
        let names = names_of(columns);
        Some(Change::AddCheck {
            relation: self.relation.id,
            name: self.catalog.choose_name(self.relation.id, &names, "check"),
            expression: self.expression(condition)?,
            column: match columns {
                [column] => Some(column.name.clone()),
                _ => None,
            },
        })
    }

    /// NOT NULL.
    pub(crate) fn require(&self, column: &Column) -> Change {
        Change::SetNotNull {
            relation: self.relation.id,
            column: column.name.clone(),
        }
    }

    /// A default.
    pub(crate) fn default(&self, column: &Column, text: &str) -> Option<Change> {
        Some(Change::SetDefault {
            relation: self.relation.id,
            column: column.name.clone(),
            expression: self.expression(text)?,
        })
    }

    /// Another type; `using` says how old values become new ones, with `{}` for the column.
    pub(crate) fn retype(&self, column: &Column, data_type: ColumnType, using: Option<&str>) -> Change {
        let name = self.quoted(column);
        Change::SetType {
            relation: self.relation.id,
            column: column.name.clone(),
            data_type,
            using: using.map(|using| using.replace("{}", &name)),
        }
    }

    /// A unique constraint over these columns, after what the server needs for it: MySQL cannot key a TEXT column as a
    /// whole.
    pub(crate) fn unique(&self, columns: &[&Column]) -> Vec<Change> {
        let names = names_of(columns);
        let mut changes = Vec::new();
        for column in columns {
            if self.dialect() == Dialect::MySql && column.data_type.name.ends_with("text") {
                changes.push(self.retype(column, varchar(255), None));
            }
        }
        changes.push(Change::AddUnique {
            relation: self.relation.id,
            name: self.catalog.choose_name(self.relation.id, &names, "key"),
            columns: names,
        });
        changes
    }

    /// A fix that refuses two live rows equal in these columns: a unique constraint, or where rows are marked as deleted
    /// a unique index over the others. MySQL has no index over some rows.
    pub(crate) fn told_apart(
        &self,
        columns: &[&Column],
        title: &str,
        when: &'static str,
    ) -> Option<ProposedFix> {
        let mark = self
            .relation
            .columns
            .iter()
            .find(|column| is_named(&column.name, &Lexicon::SOFT_DELETE));
        let changes = match mark {
            Some(mark) if self.dialect() != Dialect::MySql => {
                let live = unmarked(mark, self.dialect());
                vec![self.index(columns, true, Some(&live.text))?]
            }
            _ => self.unique(columns),
        };
        Some(
            ProposedFix::safe(title.to_owned(), when, changes)
                .costing("Duplicates that are there must be merged first."),
        )
    }

    /// An index over these columns, over the rows for which the condition holds.
    pub(crate) fn index(&self, columns: &[&Column], unique: bool, predicate: Option<&str>) -> Option<Change> {
        let names = names_of(columns);
        let predicate = match predicate {
            Some(text) => Some(self.expression(text)?),
            None => None,
        };
        let ending = if predicate.is_some() { "live_idx" } else { "idx" };
        let name = self.catalog.choose_name(self.relation.id, &names, ending);
        Some(Change::CreateIndex(NewIndex {
            unique,
            predicate,
            ..NewIndex::on(self.relation.id, name, names)
        }))
    }

    /// A safe fix by a CHECK; none when the condition cannot be read.
    pub(crate) fn checked(
        &self,
        columns: &[&Column],
        condition: &str,
        title: &str,
        when: &'static str,
    ) -> Option<ProposedFix> {
        Some(ProposedFix::safe(
            title.to_owned(),
            when,
            vec![self.check(columns, condition)?],
        ))
    }
}

/// The foreign key with these actions, on delete and on update, everything else as it is. SQLite has no statement for it.
pub(crate) fn redeclared(
    catalog: &Catalog,
    relation: &Relation,
    constraint: &Constraint,
    key: &ForeignKey,
    actions: (Option<ReferentialAction>, Option<ReferentialAction>),
) -> Vec<String> {
    let dialect = catalog.dialect();
    let name = quote(&constraint.name, dialect);
    let table = format!("ALTER TABLE {}", catalog.sql_name(relation));
    let add = declaration(catalog, constraint, key, actions);
    match dialect {
        Dialect::Sqlite => Vec::new(),
        // MariaDB looks for the name among the foreign keys before it drops one.
        Dialect::MySql => vec![
            format!("{table} DROP FOREIGN KEY {name}"),
            format!("{table} {add}"),
        ],
        Dialect::PostgreSql => vec![format!("{table} DROP CONSTRAINT {name}, {add}")],
    }
}

/// `ALTER TABLE … ADD CONSTRAINT …`: the foreign key once more, with these actions on delete and on update.
pub(crate) fn declared(
    catalog: &Catalog,
    relation: &Relation,
    constraint: &Constraint,
    key: &ForeignKey,
    actions: (Option<ReferentialAction>, Option<ReferentialAction>),
) -> String {
    let add = declaration(catalog, constraint, key, actions);
    format!("ALTER TABLE {} {add}", catalog.sql_name(relation))
}

fn declaration(
    catalog: &Catalog,
    constraint: &Constraint,
    key: &ForeignKey,
    (on_delete, on_update): (Option<ReferentialAction>, Option<ReferentialAction>),
) -> String {
    let dialect = catalog.dialect();
    let list = |names: &[String]| -> String {
        let quoted: Vec<String> = names.iter().map(|name| quote(name, dialect)).collect();
        quoted.join(", ")
    };
    let mut text = format!(
        "ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        quote(&constraint.name, dialect),
        list(&key.columns),
        catalog.sql_qualified(&key.referenced),
        list(&key.referenced_columns)
    );
    if key.match_full {
        text.push_str(" MATCH FULL");
    }
    for (event, action) in [("DELETE", on_delete), ("UPDATE", on_update)] {
        if let Some(action) = action {
            text.push_str(&format!(" ON {event} {}", action_words(action)));
        }
    }
    if constraint.deferrable {
        text.push_str(" DEFERRABLE");
    }
    if constraint.initially_deferred {
        text.push_str(" INITIALLY DEFERRED");
    }
    text
}

/// `varchar(n)`
fn varchar(length: u32) -> ColumnType {
    ColumnType {
        arguments: vec![length.to_string()],
        ..ColumnType::known("varchar", TypeFamily::Text)
    }
}

fn names_of(columns: &[&Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}
