//! Rows in, verdict out.

use rowproof_source::{SmallMap, SortSmall};

use rowproof_catalog::evaluate::{Lookup, NoRow, TextRule, evaluate, same_in_key};
use rowproof_catalog::{Catalog, Column, ForeignKey, Identity, Index, Relation, RelationId};
use rowproof_findings::{SqlState, Verdict};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ExpressionKind};

use crate::types::store;
use crate::{Row, Script, Value};

/// What the catalog says to the whole script. A setup row that is refused makes the script worthless: undecided.
pub fn judge(catalog: &Catalog, script: &Script) -> Verdict {
    let mut database = Database::new(catalog);
    for row in &script.setup {
        match database.insert(row) {
            Verdict::Accepted => {}
            Verdict::Refused { by, .. } => {
                return Verdict::Undecided(format!("a row it needs first is refused by {by}"));
            }
            undecided => return undecided,
        }
    }
    for row in &script.offending {
        match database.insert(row) {
            Verdict::Accepted => {}
            other => return other,
        }
    }
    Verdict::Accepted
}

/// What the catalog says to rows, one after the other, in a database that has every row they refer to: foreign keys are not asked. The verdict on
/// the first that is not accepted.
pub fn judge_apart(catalog: &Catalog, rows: &[&Row]) -> Verdict {
    let mut database = Database {
        has_parents: true,
        ..Database::new(catalog)
    };
    let mut verdicts = rows.iter().map(|row| database.insert(row));
    verdicts
        .find(|verdict| !verdict.is_accepted())
        .unwrap_or(Verdict::Accepted)
}

/// The rows accepted so far.
struct Database<'c> {
    catalog: &'c Catalog,
    rows: SmallMap<RelationId, Vec<Vec<Value>>>,
    /// Whether every row is there that a foreign key could refer to.
    has_parents: bool,
}

/// A stored row, for expressions.
struct StoredRow<'a> {
    catalog: &'a Catalog,
    relation: &'a Relation,
    values: &'a [Value],
}

impl StoredRow<'_> {
    fn text_rule(&self, column: &str) -> TextRule {
        TextRule {
            dialect: self.catalog.dialect(),
            folds: self.folds_case(column),
        }
    }
}

impl Lookup for StoredRow<'_> {
    fn value(&self, column: &str) -> Option<Value> {
        let found = self.catalog.find_column(self.relation, column)?;
        let at = self
            .relation
            .columns
            .iter()
            .position(|column| column.name == found.name)?;
        self.values.get(at).cloned()
    }

    fn folds_case(&self, column: &str) -> bool {
        self.catalog
            .find_column(self.relation, column)
            .is_some_and(|column| column.folds_case(self.catalog.dialect()))
    }

    fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }
}

/// A domain's value, for its CHECKs.
struct DomainValue<'a> {
    value: &'a Value,
    folds: bool,
    dialect: Dialect,
}

impl Lookup for DomainValue<'_> {
    fn value(&self, column: &str) -> Option<Value> {
        column.eq_ignore_ascii_case("value").then(|| self.value.clone())
    }

    fn folds_case(&self, _column: &str) -> bool {
        self.folds
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }
}

impl<'c> Database<'c> {
    fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            rows: SmallMap::default(),
            has_parents: false,
        }
    }

    /// Inserts one row, checking in the server's order.
    fn insert(&mut self, row: &Row) -> Verdict {
        let Some(relation) = self.catalog.relation(row.relation) else {
            return Verdict::Undecided("the relation is not in the paste".to_owned());
        };
        match self.check(relation, row) {
            Ok(values) => {
                self.rows.change(row.relation, |rows| rows.push(values));
                Verdict::Accepted
            }
            Err(verdict) => verdict,
        }
    }

    fn check(&self, relation: &Relation, row: &Row) -> Result<Vec<Value>, Verdict> {
        if relation
            .triggers
            .iter()
            .any(|trigger| trigger.events.iter().any(|event| event == "INSERT"))
        {
            return Err(Verdict::Undecided(format!(
                "a trigger on `{}` may change or refuse rows",
                relation.name
            )));
        }
        if relation.columns_unknown {
            return Err(Verdict::Undecided(format!(
                "`{}` has columns that are not in the paste",
                relation.name
            )));
        }
        if relation.partitioned && self.catalog.dialect() == Dialect::PostgreSql {
            return Err(Verdict::Undecided(format!(
                "a partition of `{}` must take the row, and their bounds are not compared with it",
                relation.name
            )));
        }
        let values = self.stored_values(relation, row)?;
        let stored = StoredRow {
            catalog: self.catalog,
            relation,
            values: &values,
        };
        not_null(relation, &values)?;
        checks(relation, &stored)?;
        for index in relation.indexes.iter().filter(|index| index.unique) {
            self.unique(relation, index, &stored)?;
        }
        exclusions(relation)?;
        if self.catalog.foreign_keys_enforced() && !self.has_parents {
            for (constraint, foreign_key) in relation.foreign_keys() {
                self.foreign_key(&constraint.name, relation, foreign_key, &stored, &values)?;
            }
        }
        Ok(values)
    }

    /// Every column's value: given, by default, or generated from the others.
    fn stored_values(&self, relation: &Relation, row: &Row) -> Result<Vec<Value>, Verdict> {
        let dialect = self.catalog.dialect();
        let mut values = Vec::with_capacity(relation.columns.len());
        for column in &relation.columns {
            let value = match row.value(&column.name) {
                Some(_) if column.generated.is_some() => {
                    return Err(Verdict::Refused {
                        sqlstate: SqlState::GeneratedAlways,
                        by: format!("the generated column `{}`", column.name),
                    });
                }
                Some(value) => store(value.clone(), column, relation, dialect)?,
                None => default_value(column, dialect),
            };
            values.push(value);
        }
        let computed: Vec<(usize, Value)> = relation
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| {
                let expression = column.generated.as_deref()?;
                let stored = StoredRow {
                    catalog: self.catalog,
                    relation,
                    values: &values,
                };
                Some((at, evaluate(expression, &stored).unwrap_or(Value::Unknown)))
            })
            .collect();
        for (at, value) in computed {
            if let Some(slot) = values.get_mut(at) {
                *slot = value;
            }
        }
        Ok(values)
    }

    fn unique(&self, relation: &Relation, index: &Index, stored: &StoredRow<'_>) -> Result<(), Verdict> {
        let Some(others) = self.rows.get(&relation.id) else {
            return Ok(());
        };
        for other in others {
            let other = StoredRow {
                catalog: self.catalog,
                relation,
                values: other,
            };
            match collides(index, stored, &other) {
                Ok(true) => {
                    return Err(Verdict::Refused {
                        sqlstate: SqlState::UniqueViolation,
                        by: format!("the unique index `{}`", index.name),
                    });
                }
                Ok(false) => {}
                Err(reason) => return Err(Verdict::Undecided(reason)),
            }
        }
        Ok(())
    }

    fn foreign_key(
        &self,
        name: &str,
        relation: &Relation,
        foreign_key: &ForeignKey,
        stored: &StoredRow<'_>,
        values: &[Value],
    ) -> Result<(), Verdict> {
        let key: Vec<Value> = foreign_key
            .columns
            .iter()
            .map(|column| stored.value(column).unwrap_or(Value::Unknown))
            .collect();
        if key.contains(&Value::Null)
            && (!foreign_key.match_full || key.iter().all(|value| *value == Value::Null))
        {
            return Ok(());
        }
        let parent = foreign_key.relation.and_then(|id| self.catalog.relation(id));
        let Some(parent) = parent else {
            return Err(Verdict::Undecided(format!(
                "`{}` is not in the paste",
                foreign_key.referenced
            )));
        };
        let mut undecided = false;
        let earlier = self.rows.get(&parent.id).into_iter().flatten().map(Vec::as_slice);
        // A row may point at itself.
        let own = (parent.id == relation.id).then_some(values);
        for candidate in earlier.chain(own) {
            let candidate = StoredRow {
                catalog: self.catalog,
                relation: parent,
                values: candidate,
            };
            match same_key(&foreign_key.referenced_columns, &key, &candidate) {
                Some(true) => return Ok(()),
                Some(false) => {}
                None => undecided = true,
            }
        }
        if undecided || key.contains(&Value::Unknown) {
            return Err(Verdict::Undecided(format!("whether `{name}` finds its row")));
        }
        Err(Verdict::Refused {
            sqlstate: SqlState::ForeignKeyViolation,
            by: format!("the foreign key `{name}`"),
        })
    }
}

/// What a column holds when a row does not name it.
fn default_value(column: &Column, dialect: Dialect) -> Value {
    if column.identity.is_some() {
        return Value::Fresh;
    }
    let domain_default = column
        .data_type
        .domain
        .as_ref()
        .and_then(|domain| domain.default.as_ref());
    let Some(default) = column.default.as_deref().or(domain_default) else {
        return Value::Null;
    };
    match &default.kind {
        ExpressionKind::Function { name, .. } if is_fresh_function(name) => Value::Fresh,
        _ => evaluate(default, &NoRow(dialect)).unwrap_or(Value::Unknown),
    }
}

/// Functions whose every call gives another value.
fn is_fresh_function(name: &str) -> bool {
    matches!(
        name,
        "nextval"
            | "gen_random_uuid"
            | "uuid_generate_v4"
            | "uuidv7"
            | "uuidv4"
            | "uuid"
            | "uuid_generate_v1"
    )
}

fn not_null(relation: &Relation, values: &[Value]) -> Result<(), Verdict> {
    for (column, value) in relation.columns.iter().zip(values) {
        if column.not_null && *value == Value::Null && column.identity != Some(Identity::ByDefault) {
            return Err(Verdict::Refused {
                sqlstate: SqlState::NotNullViolation,
                by: format!("`{}`, which is NOT NULL", column.name),
            });
        }
    }
    Ok(())
}

fn checks(relation: &Relation, stored: &StoredRow<'_>) -> Result<(), Verdict> {
    for (column, value) in relation.columns.iter().zip(stored.values) {
        if let Some(domain) = &column.data_type.domain {
            for check in &domain.checks {
                let row = DomainValue {
                    value,
                    folds: stored.folds_case(&column.name),
                    dialect: stored.dialect(),
                };
                one_check(&check.name, &check.expression, &row)?;
            }
        }
    }
    let mut all: Vec<_> = relation.enforced_checks().collect();
    all.order_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    for (constraint, check) in all {
        one_check(&constraint.name, &check.expression, stored)?;
    }
    Ok(())
}

/// A CHECK refuses only what is false: NULL passes.
fn one_check(name: &str, expression: &Expression, row: &dyn Lookup) -> Result<(), Verdict> {
    match evaluate(expression, row) {
        Ok(Value::Boolean(true) | Value::Null) => Ok(()),
        Ok(Value::Boolean(false)) => Err(Verdict::Refused {
            sqlstate: SqlState::CheckViolation,
            by: format!("the CHECK `{name}`"),
        }),
        Ok(_) => Err(Verdict::Undecided(format!("the CHECK `{name}`"))),
        Err(part) => Err(Verdict::Undecided(format!(
            "the CHECK `{name}`: {part} is not followed"
        ))),
    }
}

fn exclusions(relation: &Relation) -> Result<(), Verdict> {
    let excludes = |constraint: &rowproof_catalog::Constraint| {
        matches!(constraint.kind, rowproof_catalog::ConstraintKind::Exclude(_))
    };
    match relation
        .constraints
        .iter()
        .find(|constraint| excludes(constraint))
    {
        Some(constraint) => Err(Verdict::Undecided(format!(
            "the exclusion constraint `{}`",
            constraint.name
        ))),
        None => Ok(()),
    }
}

/// Whether two rows have the same key in a unique index.
fn collides(index: &Index, a: &StoredRow<'_>, b: &StoredRow<'_>) -> Result<bool, String> {
    for row in [a, b] {
        if let Some(predicate) = &index.predicate {
            match evaluate(predicate, row)? {
                Value::Boolean(true) => {}
                Value::Boolean(false) | Value::Null => return Ok(false),
                _ => return Err(format!("whether the index `{}` holds the row", index.name)),
            }
        }
    }
    let mut undecided = false;
    for key in &index.keys {
        let value = |row: &StoredRow<'_>| match (&key.column, &key.expression) {
            (None, Some(expression)) => evaluate(expression, row),
            (column, _) => Ok(column
                .as_ref()
                .and_then(|column| row.value(column))
                .unwrap_or(Value::Unknown)),
        };
        let (left, right) = (value(a)?, value(b)?);
        let rule = match &key.column {
            Some(column) => a.text_rule(column),
            None => TextRule::exact(a.dialect()),
        };
        let same = match (&left, &right) {
            (Value::Null, Value::Null) => Some(index.nulls_not_distinct),
            (Value::Null, _) | (_, Value::Null) => Some(false),
            _ => same_in_key(&left, &right, rule),
        };
        match same {
            Some(true) => {}
            Some(false) => return Ok(false),
            None => undecided = true,
        }
        if key.prefix_length.is_some() {
            undecided = true;
        }
    }
    if undecided {
        Err(format!("whether two rows collide in `{}`", index.name))
    } else {
        Ok(true)
    }
}

fn same_key(columns: &[String], key: &[Value], candidate: &StoredRow<'_>) -> Option<bool> {
    if columns.len() != key.len() {
        return None;
    }
    let mut undecided = false;
    for (column, wanted) in columns.iter().zip(key) {
        match same_in_key(&candidate.value(column)?, wanted, candidate.text_rule(column)) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => undecided = true,
        }
    }
    (!undecided).then_some(true)
}
