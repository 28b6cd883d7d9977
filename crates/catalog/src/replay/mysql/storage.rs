//! What a table's engine and its partitions ask of its columns and keys.

use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, IndexKey, UnaryOperator};
use rowproof_syntax::{Dialect, Product};

use super::column::plain_key;
use super::draft::Draft;
use super::key_length::{Engine, is_geometry};
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{Column, Index, Relation, TypeFamily, same_name};
use crate::note::Refusal;

impl Catalog {
    /// Makes sure that the engine can keep the table.
    pub(super) fn mysql_settle_storage(&self, draft: &Draft) -> Applied {
        let relation = &draft.relation;
        let subject = || format!("`{}`", relation.name);
        let invalid = |reason: &str| Err(refused(Refusal::InvalidDefinition, subject(), reason));
        if draft.is_temporary && (relation.partitioned || relation.system_versioned) {
            return invalid("a temporary table has neither partitions nor versions of its rows");
        }
        let has_words = || relation.indexes.iter().any(|index| index.method == "fulltext");
        if draft.is_temporary && Engine::of(relation) == Engine::InnoDb && has_words() {
            return invalid("a temporary InnoDB table has no FULLTEXT indexes");
        }
        let mut columns = relation.columns.iter();
        match Engine::of(relation) {
            Engine::Memory if columns.any(is_large) => {
                return invalid("MEMORY has no columns of the TEXT, BLOB and geometry types");
            }
            Engine::Memory if self.is_mariadb() && relation.columns.iter().any(|c| c.generated.is_some()) => {
                return invalid("MEMORY has no generated columns");
            }
            Engine::Memory if has_words() => {
                return invalid("MEMORY has no FULLTEXT indexes");
            }
            Engine::Csv if !relation.indexes.is_empty() => return invalid("CSV has no indexes"),
            Engine::Csv if columns.any(|column| !column.not_null) => {
                return invalid("CSV has no columns that accept NULL");
            }
            _ => {}
        }
        settle_partitions(relation)?;
        let mut partitioned = relation.partition_columns.iter().flatten();
        let told_apart = partitioned.all(|name| self.column_tells_apart(name, &relation.columns));
        match relation.partition_strategy.is_none() || told_apart {
            true => Ok(()),
            false => Err(not_partitioning()),
        }
    }

    /// A generated column is made of those before it.
    fn column_tells_apart(&self, name: &str, columns: &[Column]) -> bool {
        let is_meant = |column: &Column| same_name(&column.name, name, Dialect::MySql);
        let at = columns.iter().position(is_meant).filter(|_| self.is_mariadb());
        let made = at.and_then(|at| Some((columns.get(at)?.generated.as_ref()?, columns.get(..at)?)));
        made.is_none_or(|(expression, before)| self.tells_apart(expression, before))
    }

    /// Whether partitions can be told apart by an expression: by columns, whole arithmetic and some functions (manual,
    /// "Partitioning Limitations Relating to Functions"). MariaDB asks the same of what generated columns are made of.
    fn tells_apart(&self, expression: &Expression, columns: &[Column]) -> bool {
        use BinaryOperator::{Add, Modulo, Multiply, Subtract};
        const FUNCTIONS: &str = " abs ceiling ceil datediff day dayofmonth dayofweek dayofyear extract floor hour microsecond \
            minute mod month quarter second time_to_sec to_days to_seconds unix_timestamp weekday year yearweek ";
        match &expression.kind {
            ExpressionKind::Column(name) => {
                let last = name.last();
                last.is_none_or(|last| self.column_tells_apart(&last.value, columns))
            }
            ExpressionKind::Unary(UnaryOperator::Minus | UnaryOperator::Plus, operand) => {
                self.tells_apart(operand, columns)
            }
            ExpressionKind::Binary(a, Add | Subtract | Multiply | Modulo, b) => {
                self.tells_apart(a, columns) && self.tells_apart(b, columns)
            }
            ExpressionKind::Function { name, arguments } => {
                FUNCTIONS.contains(&format!(" {name} "))
                    && arguments
                        .iter()
                        .all(|argument| self.tells_apart(argument, columns))
            }
            // What is not read further is not judged.
            ExpressionKind::Literal(_) | ExpressionKind::Opaque(_) | ExpressionKind::Parameter => true,
            _ => false,
        }
    }

    /// The columns that `PARTITION BY` names; of an expression those it is made of.
    pub(super) fn mysql_partition_columns(&self, draft: &Draft, keys: &[IndexKey]) -> Applied<Vec<String>> {
        let mut columns = Vec::new();
        for key in keys {
            let named = match plain_key(key) {
                Some(name) => vec![name],
                None if !self.tells_apart(&key.expression, &draft.relation.columns) => {
                    return Err(not_partitioning());
                }
                None => crate::questions::columns_of(&key.expression),
            };
            for name in named {
                if draft.position(&name).is_none() {
                    return Err(refused(
                        Refusal::UndefinedColumn,
                        format!("column `{name}`"),
                        "PARTITION BY names it, and the table has no such column",
                    ));
                }
                columns.push(draft.stored(&name));
            }
        }
        Ok(columns)
    }

    fn is_mariadb(&self) -> bool {
        self.server().product == Product::MariaDb
    }
}

fn not_partitioning() -> Box<super::Refused> {
    refused(
        Refusal::InvalidDefinition,
        "PARTITION BY",
        "partitions are told apart by columns, whole arithmetic and a few functions",
    )
}

/// Every unique key holds all columns that the partitions are told apart by.
fn settle_partitions(relation: &Relation) -> Applied {
    let partitioned = relation
        .partition_columns
        .as_ref()
        .filter(|_| relation.partitioned);
    let Some(columns) = partitioned else {
        return Ok(());
    };
    let invalid = |reason: &str| {
        let subject = format!("`{}`", relation.name);
        Err(refused(Refusal::InvalidDefinition, subject, reason))
    };
    if Engine::of(relation) == Engine::Csv {
        return invalid("CSV has no partitions");
    }
    if columns.iter().any(|name| relation.column(name).is_none()) {
        return invalid("it is partitioned by a column that this takes away");
    }
    if relation.columns.iter().any(is_geometry) {
        return invalid("a partitioned table has no geometries");
    }
    if relation.partition_strategy.is_some() && columns.iter().any(|name| !is_whole(relation, name)) {
        return invalid("it is partitioned by a column that is no whole number");
    }
    let unique = |index: &&Index| index.unique && index.method != "hash";
    for index in relation.indexes.iter().filter(unique) {
        let holds = |column: &String| index.keys.iter().any(|key| key.column.as_ref() == Some(column));
        if !columns.iter().all(holds) {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("index `{}`", index.name),
                "a unique key of a partitioned table holds the columns it is partitioned by",
            ));
        }
    }
    Ok(())
}

fn is_whole(relation: &Relation, name: &str) -> bool {
    let column = relation.column(name);
    column.is_none_or(|column| {
        let whole = matches!(
            column.data_type.family,
            TypeFamily::Integer(_) | TypeFamily::Boolean
        );
        whole || column.data_type.name == "bit"
    })
}

fn is_large(column: &Column) -> bool {
    let name = column.data_type.name.as_str();
    let by_length = matches!(column.data_type.family, TypeFamily::Text | TypeFamily::Binary);
    is_geometry(column) || (by_length && (name.ends_with("text") || name.ends_with("blob")))
}
