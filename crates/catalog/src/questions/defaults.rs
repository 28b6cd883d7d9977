//! Does a default break a rule of its own table?

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::Expression;

use crate::Catalog;
use crate::evaluate::{Lookup, NoRow, Number, Value, evaluate};
use crate::model::{Column, Constraint, Domain, DomainConstraint, Relation, same_name};

/// What refuses a column's default, whatever the rest of the row holds.
#[derive(Debug, Clone, PartialEq)]
pub enum DefaultRefusal<'c> {
    /// `NOT NULL DEFAULT NULL`
    NotNull,
    /// A CHECK of the relation.
    Constraint(&'c Constraint),
    /// A CHECK of the column's domain.
    Domain(&'c Domain, &'c DomainConstraint),
}

impl Column {
    /// Whether its texts compare without regard to case, as far as the catalog tells. MySQL's usual collations do.
    pub fn folds_case(&self, dialect: Dialect) -> bool {
        let collation = self.collation.as_deref().map(str::to_ascii_lowercase);
        match dialect {
            Dialect::PostgreSql => self.data_type.family == crate::model::TypeFamily::CaseInsensitiveText,
            Dialect::MySql => collation.is_none_or(|name| name.ends_with("_ci")),
            Dialect::Sqlite => collation.is_some_and(|name| name == "nocase"),
        }
    }
}

impl Catalog {
    /// What refuses the column's default: an INSERT that leaves the column out then fails. Empty without a default, and for
    /// one that cannot be followed. In the order of the server's questions: NOT NULL, the domain, the CHECKs.
    pub fn default_refusals<'c>(
        &self,
        relation: &'c Relation,
        column: &'c Column,
    ) -> Vec<DefaultRefusal<'c>> {
        let default = match column.default.as_deref() {
            Some(default) => default,
            None => match column
                .data_type
                .domain
                .as_deref()
                .and_then(|domain| domain.default.as_ref())
            {
                Some(default) => default,
                None => return Vec::new(),
            },
        };
        let Some(value) = self.stored_default(column, default) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if value == Value::Null && column.not_null && !column.not_null_by_check {
            found.push(DefaultRefusal::NotNull);
        }
        let refuses = |condition: &Expression, name: &str| {
            let row = OnlyColumn {
                name,
                value: &value,
                folds: column.folds_case(self.dialect()),
                dialect: self.dialect(),
            };
            evaluate(condition, &row) == Ok(Value::Boolean(false))
        };
        let mut over = column.data_type.domain.as_deref();
        while let Some(domain) = over {
            let checks = domain
                .checks
                .iter()
                .filter(|check| refuses(&check.expression, "value"));
            found.extend(checks.map(|check| DefaultRefusal::Domain(domain, check)));
            over = domain.base.domain.as_deref();
        }
        let checks = relation.enforced_checks().filter(|(_, check)| {
            check.columns.contains(&column.name) && refuses(&check.expression, &column.name)
        });
        found.extend(checks.map(|(constraint, _)| DefaultRefusal::Constraint(constraint)));
        found
    }

    /// The text that the column's own default is; none without one, and for one that is no text or cannot be followed.
    pub fn default_text(&self, column: &Column) -> Option<String> {
        match self.stored_default(column, column.default.as_deref()?)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The default as the column holds it; none where that cannot be told.
    fn stored_default(&self, column: &Column, default: &Expression) -> Option<Value> {
        let data_type = &column.data_type;
        let is_array = data_type.array_dimensions > 0;
        match evaluate(default, &NoRow(self.dialect())).ok()? {
            Value::Null => Some(Value::Null),
            Value::Fresh | Value::Unknown => None,
            _ if is_array => None,
            Value::Text(text) if data_type.is_number() => Number::parse(&text).map(Value::Number),
            Value::Number(number) if data_type.is_text() => Some(Value::Text(number.to_sql())),
            value => Some(value),
        }
    }
}

/// A row of which one column is known.
struct OnlyColumn<'a> {
    name: &'a str,
    value: &'a Value,
    folds: bool,
    dialect: Dialect,
}

impl Lookup for OnlyColumn<'_> {
    fn value(&self, column: &str) -> Option<Value> {
        same_name(self.name, column, self.dialect).then(|| self.value.clone())
    }

    fn folds_case(&self, column: &str) -> bool {
        self.folds && same_name(self.name, column, self.dialect)
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;
    use rowproof_syntax::parse_script;

    use super::*;

    fn refusals(dialect: Dialect, column: &str) -> Vec<String> {
        let script =
            format!("create domain positive as int check (value > 0); create table t (d int, {column})");
        let script = match dialect {
            Dialect::PostgreSql => script,
            _ => format!("create table t (d int, {column})"),
        };
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &script, dialect));
        let relation = catalog.tables().next().unwrap();
        let column = catalog.find_column(relation, "c").unwrap();
        let word = |refusal: DefaultRefusal<'_>| match refusal {
            DefaultRefusal::NotNull => "not null".to_owned(),
            DefaultRefusal::Constraint(constraint) => constraint.name.clone(),
            DefaultRefusal::Domain(domain, _) => domain.name.to_string(),
        };
        catalog
            .default_refusals(relation, column)
            .into_iter()
            .map(word)
            .collect()
    }

    #[test]
    fn defaults_that_no_row_can_take() {
        let postgres = |column: &str| refusals(Dialect::PostgreSql, column);
        assert_eq!(
            postgres("c text default 'new' constraint k check (c in ('open', 'paid'))"),
            ["k"]
        );
        assert_eq!(postgres("c int default -1 constraint k check (c >= 0)"), ["k"]);
        assert_eq!(
            postgres("c int default '-1'::integer, constraint k check (c >= 0 and d > 0)"),
            ["k"]
        );
        assert_eq!(postgres("c int not null default null"), ["not null"]);
        assert_eq!(
            postgres("c positive default 0 constraint k check (c < 0)"),
            ["positive", "k"]
        );
        assert_eq!(
            refusals(
                Dialect::MySql,
                "c varchar(9) default '' , constraint k check (c <> '')"
            ),
            ["k"]
        );
        assert_eq!(
            refusals(
                Dialect::Sqlite,
                "c text default 'x' constraint k check (length(c) > 1)"
            ),
            ["k"]
        );
    }

    #[test]
    fn defaults_that_pass_or_cannot_be_told() {
        let none: [String; 0] = [];
        for column in [
            "c text default 'open' check (c in ('open', 'paid'))",
            "c text check (c in ('open'))",
            // NULL passes.
            "c text default null check (c in ('open'))",
            "c timestamp default now() check (c > '2020-01-01')",
            // The other column decides.
            "c int default 1 check (c < d)",
            "c int default 0, check (c > 0 or d > 0)",
            "c text[] default '{}' check (c <> '{}')",
            "c text default 'new' check (f(c))",
        ] {
            assert_eq!(refusals(Dialect::PostgreSql, column), none, "{column}");
        }
        // The usual collations take the two for one.
        assert_eq!(
            refusals(Dialect::MySql, "c varchar(9) default 'NEW' check (c in ('new'))"),
            none
        );
        let exact = "c varchar(9) collate utf8mb4_bin default 'NEW', constraint k check (c in ('new'))";
        assert_eq!(refusals(Dialect::MySql, exact), ["k"]);
    }
}
