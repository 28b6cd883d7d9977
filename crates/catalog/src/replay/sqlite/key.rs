//! Primary keys and unique constraints: which of them is the rowid, and which share an index.

use rowproof_source::Span;
use rowproof_syntax::ast::{ColumnConstraint, ExpressionKind, IndexKey, TableConstraint};

use super::building::Building;
use super::{Outcome, refused};
use crate::Refusal;
use crate::model::{ConstraintKind, Identity, Index, IndexColumn, IndexOrigin, Key, RareKey};

impl Building {
    /// `PRIMARY KEY` behind a column. `INTEGER PRIMARY KEY DESC` is no rowid: a slip of old that is kept (SQLite
    /// documentation, "ROWIDs and the INTEGER PRIMARY KEY").
    pub fn add_column_key(&mut self, constraint: &ColumnConstraint) -> Outcome {
        let Some(column) = self.last_column().map(|column| column.name.clone()) else {
            return Ok(());
        };
        let key = self.column_key(&column, constraint.descending);
        self.add_key(
            vec![key],
            constraint.span,
            constraint.on_conflict.as_deref(),
            !constraint.descending,
        )
    }

    pub fn add_column_unique(&mut self, constraint: &ColumnConstraint) -> Outcome {
        let Some(column) = self.last_column().map(|column| column.name.clone()) else {
            return Ok(());
        };
        let key = self.column_key(&column, false);
        self.push_unique(vec![key], constraint.span, constraint.on_conflict.as_deref())
    }

    pub fn add_primary_key(&mut self, constraint: &TableConstraint, keys: &[IndexKey]) -> Outcome {
        let keys = self.table_keys(keys, constraint.span)?;
        self.add_key(keys, constraint.span, constraint.on_conflict.as_deref(), true)?;
        if !constraint.autoincrement {
            return Ok(());
        }
        let is_alias = self
            .relation
            .columns
            .iter()
            .any(|column| column.identity.is_some());
        if !is_alias {
            return refused(
                constraint.span,
                Refusal::InvalidDefinition,
                "AUTOINCREMENT",
                "it is only allowed on an INTEGER PRIMARY KEY",
            );
        }
        self.relation.autoincrement = true;
        Ok(())
    }

    pub fn add_unique(&mut self, constraint: &TableConstraint, keys: &[IndexKey]) -> Outcome {
        let keys = self.table_keys(keys, constraint.span)?;
        self.push_unique(keys, constraint.span, constraint.on_conflict.as_deref())
    }

    fn column_key(&self, column: &str, descending: bool) -> IndexColumn {
        let held = self
            .column_at(column)
            .and_then(|at| self.relation.columns.get(at));
        IndexColumn {
            descending,
            // NULLs are smaller than anything.
            nulls_first: !descending,
            rare: RareKey::collated(held.and_then(|column| column.collation.clone())),
            ..IndexColumn::of_column(column)
        }
    }

    /// The keys of a table's constraint, which are columns and nothing else.
    fn table_keys(&self, keys: &[IndexKey], span: Span) -> Outcome<Vec<IndexColumn>> {
        let mut found = Vec::new();
        for key in keys {
            let ExpressionKind::Column(name) = &key.expression.kind else {
                return refused(
                    span,
                    Refusal::InvalidDefinition,
                    "an expression as a key",
                    "expressions are prohibited in PRIMARY KEY and UNIQUE constraints",
                );
            };
            if key.nulls_first.is_some() {
                return refused(
                    span,
                    Refusal::NotSupported,
                    "NULLS FIRST or LAST",
                    "SQLite has no such order in an index",
                );
            }
            let written = name.last().map(|last| last.value.as_str()).unwrap_or_default();
            let Some(column) = self
                .column_at(written)
                .and_then(|at| self.relation.columns.get(at))
            else {
                return refused(
                    span,
                    Refusal::UndefinedColumn,
                    format!("column `{written}`"),
                    "there is no such column in the table",
                );
            };
            let mut spelled = self.column_key(&column.name, key.descending);
            if let Some(collation) = &key.collation {
                spelled.collation = Some(collation.clone());
            }
            found.push(spelled);
        }
        Ok(found)
    }

    fn add_key(
        &mut self,
        keys: Vec<IndexColumn>,
        span: Span,
        on_conflict: Option<&str>,
        may_be_rowid: bool,
    ) -> Outcome {
        if self.relation.primary_key().is_some() {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("primary key of `{}`", self.relation.name),
                "the table has one already",
            );
        }
        let columns = names(&keys);
        for name in &columns {
            let is_generated = |column: &crate::Column| column.name == *name && column.generated.is_some();
            if self.relation.columns.iter().any(is_generated) {
                return self.generated_in_key(name, span);
            }
        }
        let distinct = distinct(&columns);
        let key = Key {
            without_overlaps: false,
            columns: distinct,
            nulls_not_distinct: false,
        };
        self.push_constraint("pkey", &columns, ConstraintKind::PrimaryKey(key), span);
        let alias = match columns.as_slice() {
            [only] if may_be_rowid => self.column_at(only),
            _ => None,
        };
        let integer = alias
            .and_then(|at| self.relation.columns.get_mut(at))
            .filter(|column| column.data_type.words.as_deref() == Some("INTEGER"));
        let Some(column) = integer else {
            return self.add_unique_index(keys, IndexOrigin::PrimaryKey, on_conflict, span);
        };
        column.identity = Some(Identity::ByDefault);
        column.not_null = true;
        column.not_null_by_check = false;
        let index = Index {
            method: "rowid".to_owned(),
            keys,
            ..Index::on_columns(String::new(), &[], IndexOrigin::PrimaryKey, span)
        };
        self.relation.indexes.push(index);
        self.conflicts.push(on_conflict.map(str::to_owned));
        Ok(())
    }

    pub fn generated_in_key(&self, column: &str, span: Span) -> Outcome {
        refused(
            span,
            Refusal::InvalidDefinition,
            format!("column `{column}`"),
            "generated columns cannot be part of the primary key",
        )
    }

    fn push_unique(&mut self, keys: Vec<IndexColumn>, span: Span, on_conflict: Option<&str>) -> Outcome {
        let columns = names(&keys);
        let key = Key {
            without_overlaps: false,
            columns: columns.clone(),
            nulls_not_distinct: false,
        };
        self.push_constraint("key", &columns, ConstraintKind::Unique(key), span);
        self.add_unique_index(keys, IndexOrigin::Unique, on_conflict, span)
    }

    /// One index for all constraints over the same columns with the same collations, whatever their directions.
    fn add_unique_index(
        &mut self,
        keys: Vec<IndexColumn>,
        origin: IndexOrigin,
        on_conflict: Option<&str>,
        span: Span,
    ) -> Outcome {
        let same = |index: &Index| index.method != "rowid" && same_keys(&index.keys, &keys);
        if let Some(at) = self.relation.indexes.iter().position(same) {
            if let Some(held) = self.conflicts.get_mut(at) {
                match (held.as_deref(), on_conflict) {
                    (Some(held), Some(said)) if held != said => {
                        return refused(
                            span,
                            Refusal::InvalidDefinition,
                            "ON CONFLICT",
                            "another constraint over the same columns says something else",
                        );
                    }
                    (None, Some(said)) => *held = Some(said.to_owned()),
                    _ => {}
                }
            }
            if let (IndexOrigin::PrimaryKey, Some(index)) = (origin, self.relation.indexes.get_mut(at)) {
                index.origin = origin;
            }
            return Ok(());
        }
        let made = self
            .relation
            .indexes
            .iter()
            .filter(|index| index.method != "rowid")
            .count();
        let name = format!("sqlite_autoindex_{}_{}", self.relation.name.name, made + 1);
        let index = Index {
            keys,
            ..Index::on_columns(name, &[], origin, span)
        };
        self.relation.indexes.push(index);
        self.conflicts.push(on_conflict.map(str::to_owned));
        Ok(())
    }

    /// `WITHOUT ROWID`: the primary key becomes the table's order, has an index of its own, and refuses NULL.
    pub fn make_without_rowid(&mut self) -> Outcome {
        let span = self.relation.name_span;
        let subject = format!("`{}`", self.relation.name);
        if self.relation.autoincrement {
            return refused(
                span,
                Refusal::InvalidDefinition,
                subject,
                "AUTOINCREMENT is not allowed on WITHOUT ROWID tables",
            );
        }
        let Some(key) = self.relation.primary_key().map(|key| key.columns.clone()) else {
            return refused(
                span,
                Refusal::InvalidDefinition,
                subject,
                "a WITHOUT ROWID table needs a primary key",
            );
        };
        for column in &mut self.relation.columns {
            column.identity = None;
            if key.contains(&column.name) {
                column.not_null = true;
                column.not_null_by_check = false;
            }
        }
        let rowid = self
            .relation
            .indexes
            .iter()
            .position(|index| index.method == "rowid");
        if let Some(at) = rowid {
            let index = self.relation.indexes.remove(at);
            let on_conflict = match at < self.conflicts.len() {
                true => self.conflicts.remove(at),
                false => None,
            };
            // Made anew from the column alone: a collation of the key is forgotten.
            let columns = &self.relation.columns;
            let own = |key: &IndexColumn| {
                columns
                    .iter()
                    .find(|column| Some(&column.name) == key.column.as_ref())
            };
            let keys: Vec<IndexColumn> = index
                .keys
                .into_iter()
                .map(|key| IndexColumn {
                    rare: RareKey::collated(own(&key).and_then(|column| column.collation.clone())),
                    ..key
                })
                .collect();
            return self.add_unique_index(keys, IndexOrigin::PrimaryKey, on_conflict.as_deref(), index.span);
        }
        self.remove_repeated_keys();
        Ok(())
    }

    /// `PRIMARY KEY (a, b, a)` is `PRIMARY KEY (a, b)` here.
    fn remove_repeated_keys(&mut self) {
        let at = self.primary_index();
        let Some(index) = at.and_then(|at| self.relation.indexes.get_mut(at)) else {
            return;
        };
        let mut kept: Vec<IndexColumn> = Vec::new();
        for key in index.keys.drain(..) {
            if !kept.iter().any(|held| same_key(held, &key)) {
                kept.push(key);
            }
        }
        index.keys = kept;
        let columns = distinct(&names(&index.keys));
        for constraint in &mut self.relation.constraints {
            if let ConstraintKind::PrimaryKey(key) = &mut constraint.kind {
                key.columns.clone_from(&columns);
            }
        }
    }
}

fn names(keys: &[IndexColumn]) -> Vec<String> {
    keys.iter().filter_map(|key| key.column.clone()).collect()
}

/// A column named twice is one column of the key.
fn distinct(columns: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for column in columns {
        if !distinct.contains(column) {
            distinct.push(column.clone());
        }
    }
    distinct
}

fn same_keys(a: &[IndexColumn], b: &[IndexColumn]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_key(a, b))
}

fn same_key(a: &IndexColumn, b: &IndexColumn) -> bool {
    let collation = |key: &IndexColumn| match key.collation.as_deref() {
        None => "binary".to_owned(),
        Some(name) => name.to_ascii_lowercase(),
    };
    a.column == b.column && collation(a) == collation(b)
}
