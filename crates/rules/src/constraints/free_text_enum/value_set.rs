//! The ways to hold a text column to a list of values.

use std::borrow::Cow;

use rowproof_catalog::QualifiedName;

use crate::prelude::*;

/// Where a list of values comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueOrigin {
    /// A comment states it.
    Stated,
    /// The default and the queries use these; there may be more.
    Seen,
    /// Nobody said so: values that are usual for such a column.
    Assumed,
}

/// A text column, the values it should be held to, and the ways to do so.
pub(crate) struct ValueSet<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) relation: &'c Relation,
    pub(crate) column: &'c Column,
    /// At least two, each once.
    pub(crate) values: &'c [String],
    pub(crate) origin: ValueOrigin,
}

impl ValueSet<'_> {
    /// A CHECK first, then the enumerated type and the table of values where the dialect and the column allow them.
    pub(crate) fn fixes(&self) -> Vec<ProposedFix> {
        [Some(self.check()), self.enumerated(), self.lookup()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn propose(
        &self,
        title: Cow<'static, str>,
        when: &'static str,
        changes: Vec<Change>,
        cost: &'static str,
    ) -> ProposedFix {
        let warning = match self.origin {
            ValueOrigin::Stated => "",
            ValueOrigin::Seen => {
                " The list holds what the default and the queries use; add the values they do not name."
            }
            ValueOrigin::Assumed => " The values are a suggestion: replace them by those your code writes.",
        };
        let mut when = Cow::Borrowed(when);
        if !warning.is_empty() {
            when.to_mut().push_str(warning);
        }
        let fix = match self.origin {
            ValueOrigin::Stated => ProposedFix::safe(title, when, changes),
            _ => ProposedFix::guess(title, when, changes),
        };
        fix.costing(cost)
    }

    fn check(&self) -> ProposedFix {
        let change = Change::AddCheck {
            relation: self.relation.id,
            name: self.catalog.choose_name(
                self.relation.id,
                std::slice::from_ref(&self.column.name),
                "check",
            ),
            expression: in_list(&self.column.name, self.values, self.catalog.dialect()),
            column: Some(self.column.name.clone()),
        };
        self.propose(
            format!("allow only these {} values (CHECK)", self.values.len()).into(),
            "The list is short and changes with the code.",
            vec![change],
            "A new value needs the constraint replaced.",
        )
    }

    fn enumerated(&self) -> Option<ProposedFix> {
        let (relation, column) = (self.relation.id, self.column.name.clone());
        let when = "The column should say its values in its type, in an order that sorts.";
        let (changes, cost) = match self.catalog.dialect() {
            Dialect::PostgreSql => {
                let (name, data_type) = self.new_type()?;
                let using = format!(
                    "{}::text::{}",
                    quote(&column, Dialect::PostgreSql),
                    data_type.name
                );
                let create = Change::CreateEnum {
                    name,
                    labels: self.values.to_vec(),
                };
                let set = Change::SetType {
                    relation,
                    column,
                    data_type,
                    using: Some(using),
                };
                (
                    vec![create, set],
                    "Adding a value is quick; removing or renaming one is not.",
                )
            }
            Dialect::MySql
                if self.keeps_default() && self.values.iter().all(|value| !value.contains(['\'', '\\'])) =>
            {
                let data_type = ColumnType {
                    arguments: self.values.to_vec(),
                    enum_labels: Some(self.values.to_vec().into()),
                    ..ColumnType::known("enum", TypeFamily::Enum)
                };
                let set = Change::SetType {
                    relation,
                    column,
                    data_type,
                    using: None,
                };
                (
                    vec![set],
                    "Adding a value at the end is quick; any other change copies the table.",
                )
            }
            Dialect::MySql | Dialect::Sqlite => return None,
        };
        Some(self.propose("turn it into an enumerated type".into(), when, changes, cost))
    }

    /// `order_status` for `orders.status`, when the name is free and reads back bare, and nothing in the table holds the
    /// column to its old type: a cast default, a predicate, an index expression, another column's expression.
    fn new_type(&self) -> Option<(QualifiedName, ColumnType)> {
        let stem = format!(
            "{}_{}",
            row_words(&self.relation.name.name).join("_"),
            words(&self.column.name).join("_")
        );
        let schema = &self.relation.name.schema;
        let (name, written) = [stem.clone(), format!("{stem}_type")]
            .into_iter()
            .find_map(|name| {
                let name = QualifiedName {
                    schema: schema.clone(),
                    name,
                };
                let taken = self.catalog.by_name(&name).is_some()
                    || self.catalog.enums().iter().any(|(other, _)| **other == name)
                    || self.catalog.domains().iter().any(|domain| domain.name == name);
                let written = self.catalog.sql_qualified(&name);
                // A type is found by its name as written; quoted ones are not.
                (!taken && !written.contains('"')).then_some((name, written))
            })?;
        let column = &self.column.name;
        let indexed = self.relation.indexes.iter().any(|index| {
            index.mentions(column)
                && (index.predicate.is_some() || index.keys.iter().any(|key| key.column.is_none()))
        });
        let checked = self
            .relation
            .checks()
            .any(|(_, check)| check.columns.contains(column));
        let computed = self
            .relation
            .columns
            .iter()
            .any(|other| other.generated.is_some());
        let data_type = ColumnType::known(&written, TypeFamily::Enum);
        (self.keeps_default() && !indexed && !checked && !computed).then_some((name, data_type))
    }

    /// Whether the default, if there is one, is plainly one of the values.
    fn keeps_default(&self) -> bool {
        self.column.default.as_deref().is_none_or(|default| {
            matches!(&default.kind, ExpressionKind::Literal(Literal::String(text)) if self.values.contains(text))
        })
    }

    fn lookup(&self) -> Option<ProposedFix> {
        let data_type = &self.column.data_type;
        let keyed = match self.catalog.dialect() {
            // A foreign key needs a whole key, which TEXT columns cannot have.
            Dialect::MySql => data_type.name == "varchar" && self.relation.is_innodb(),
            Dialect::PostgreSql => data_type.name != "character",
            Dialect::Sqlite => true,
        };
        let name = QualifiedName {
            schema: self.relation.name.schema.clone(),
            name: format!(
                "{}_{}",
                row_words(&self.relation.name.name).join("_"),
                plural(&words(&self.column.name).join("_"))
            ),
        };
        if !keyed || data_type.family != TypeFamily::Text || self.catalog.by_name(&name).is_some() {
            return None;
        }
        let (relation, columns) = (self.relation.id, vec![self.column.name.clone()]);
        let title = format!("keep the values in a table of their own (`{name}`)");
        let collation = self
            .column
            .collation
            .as_ref()
            .or(self.relation.collation.as_ref());
        let changes = vec![
            Change::CreateLookup {
                name: name.clone(),
                column: "name".to_owned(),
                collation: collation.cloned(),
                values: self.values.to_vec(),
            },
            Change::AddForeignKey {
                relation,
                name: self.catalog.choose_name(relation, &columns, "fkey"),
                columns,
                referenced: name,
                referenced_columns: vec!["name".to_owned()],
                on_delete: None,
            },
        ];
        let when = "Values come and go without a release, or have properties of their own such as a label or an order.";
        let cost = if self.catalog.foreign_keys_enforced() {
            "One table more; each insert looks its value up."
        } else {
            "One table more; SQLite looks the value up only on connections that say `PRAGMA foreign_keys = ON`."
        };
        Some(self.propose(title.into(), when, changes, cost))
    }
}

/// A value that looks like one of these and is none: `actve` for `active`. None when every try is a value.
pub(crate) fn misspelled(values: &[String]) -> Option<String> {
    let first: Vec<char> = values.first()?.chars().collect();
    let without = |gap: usize| {
        let kept = first.iter().enumerate().filter(|(at, _)| *at != gap);
        kept.map(|(_, character)| *character).collect::<String>()
    };
    let shorter = (1..first.len()).map(|step| without((first.len() / 2 + step - 1) % first.len()));
    let shorter = shorter.filter(|value| value.chars().count() >= 2);
    let letters = ["x", "z", "q"].into_iter().map(str::to_owned);
    shorter
        .chain(letters)
        .find(|wrong| values.iter().all(|value| !value.eq_ignore_ascii_case(wrong)))
}
