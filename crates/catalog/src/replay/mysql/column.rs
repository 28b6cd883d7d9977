//! Columns.

use rowproof_syntax::Product;
use rowproof_syntax::ast::{
    CharacterSet, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, Expression, ExpressionKind,
    IndexKey, Literal,
};

use super::draft::{Draft, NewForeignKey, NewKey};
use super::{Applied, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{Column, ColumnType, Identity, Index, IndexOrigin, TypeFamily};
use crate::mysql::{collation_of, max_bytes, read_type, refuses_default};
use crate::note::Refusal;
use crate::replay::table::comments;

impl Catalog {
    /// A column as declared, its keys and references left to the draft.
    pub(super) fn mysql_column(
        &mut self,
        draft: &mut Draft,
        definition: &ColumnDefinition,
    ) -> Applied<Column> {
        let name = definition.name.value.clone();
        check_column_name(&name)?;
        self.check_word(&definition.name)?;
        let Some(written) = &definition.data_type else {
            return Err(refused(
                Refusal::UndefinedObject,
                format!("column `{name}`"),
                "it has no type",
            ));
        };
        let collation = self.mysql_column_collation(draft, definition)?;
        let is_binary = collation.as_deref() == Some("binary");
        let bytes = if is_binary {
            0
        } else {
            max_bytes(collation.as_deref())
        };
        let data_type = match read_type(written, self.server(), bytes) {
            Ok(found) => found,
            Err(_)
                if written.name == "varchar" && !written.arguments.is_empty() && !self.mysql.is_strict() =>
            {
                // Outside strict mode a VARCHAR that is too long becomes a TEXT of its size.
                let mut text = written.clone();
                text.name = "text".to_owned();
                read_type(&text, self.server(), bytes)
                    .map_err(|kept| refused(kept.refusal, format!("column `{name}`"), kept.reason))?
            }
            Err(kept) => return Err(refused(kept.refusal, format!("column `{name}`"), kept.reason)),
        };
        let mut column = Column {
            comments: comments(definition),
            name_span: definition.name.span,
            type_span: Some(written.span),
            ..Column::plain(name, data_type, definition.span)
        };
        if column.data_type.has_collation() {
            column.collation = collation;
        }
        if written.name == "json" && self.server().product == Product::MariaDb {
            self.make_json(draft, &mut column, definition);
        }
        if written.name == "serial" {
            column.identity = Some(Identity::ByDefault);
            column.not_null = true;
            draft
                .keys
                .push(column_key(&column, IndexOrigin::Unique, definition.span));
        }
        for constraint in &definition.constraints {
            self.mysql_column_constraint(draft, &mut column, constraint)?;
        }
        self.settle_column(draft, &mut column, definition)?;
        Ok(column)
    }

    /// The collation its words, its type and its table give it.
    fn mysql_column_collation(
        &self,
        draft: &Draft,
        definition: &ColumnDefinition,
    ) -> Applied<Option<String>> {
        let mut said = CharacterSet::default();
        let mut by_code_point = false;
        for constraint in &definition.constraints {
            match &constraint.kind {
                ColumnConstraintKind::CharacterSet(name) => said.name = Some(name.clone()),
                ColumnConstraintKind::Collate(name) => said.collation = Some(unquoted(name)),
                ColumnConstraintKind::BinaryCollation => by_code_point = true,
                _ => {}
            }
        }
        let type_name = definition.data_type.as_ref().map_or("", |written| &written.name);
        let is_national = ["national ", "nchar", "nvarchar"]
            .iter()
            .any(|start| type_name.starts_with(start));
        if is_national && said.name.is_none() {
            said.name = Some("utf8mb3".to_owned());
        }
        if type_name == "json" && said.name.is_none() && said.collation.is_none() {
            return Ok(Some("utf8mb4_bin".to_owned()));
        }
        let found = collation_of(&said, self.server()).map_err(|name| {
            refused(
                Refusal::UndefinedObject,
                format!("`{name}`"),
                "there is no such character set or collation, or they do not go together",
            )
        })?;
        let collation = found.or_else(|| draft.relation.collation.clone());
        Ok(match by_code_point && said.collation.is_none() {
            true => {
                let set = collation
                    .as_deref()
                    .map_or("utf8mb4", crate::mysql::character_set_of);
                Some(if set == "binary" {
                    set.to_owned()
                } else {
                    format!("{set}_bin")
                })
            }
            false => collation,
        })
    }

    /// MariaDB's JSON is a LONGTEXT with a CHECK that it is JSON, unless the column has a CHECK of its own.
    fn make_json(&self, draft: &mut Draft, column: &mut Column, definition: &ColumnDefinition) {
        let checked = definition
            .constraints
            .iter()
            .any(|constraint| matches!(constraint.kind, ColumnConstraintKind::Check { .. }));
        let says_collation = definition.constraints.iter().any(|constraint| {
            matches!(
                constraint.kind,
                ColumnConstraintKind::CharacterSet(_) | ColumnConstraintKind::Collate(_)
            )
        });
        if checked || says_collation {
            return;
        }
        let text = format!("json_valid(`{}`)", column.name.replace('`', "``"));
        if let Ok(mut expression) = rowproof_syntax::parse_expression(&text, self.dialect()) {
            expression.text = text;
            expression.span = definition.span;
            self.mysql_check(
                draft,
                &expression,
                definition.span,
                None,
                Some(&column.name),
                true,
            );
        }
    }

    fn mysql_column_constraint(
        &mut self,
        draft: &mut Draft,
        column: &mut Column,
        constraint: &ColumnConstraint,
    ) -> Applied {
        if constraint.name.is_some() && self.server().product == Product::MariaDb {
            return Err(refused(
                Refusal::NotSupported,
                format!("column `{}`", column.name),
                "MariaDB has no CONSTRAINT behind a column; as a constraint of the table it can have a name",
            ));
        }
        let own_name = constraint.name.as_ref().map(|name| name.value.clone());
        let own_name = own_name.filter(|name| !name.is_empty());
        match &constraint.kind {
            ColumnConstraintKind::Null => {
                column.not_null = false;
                column.null_span = Some(constraint.span);
            }
            ColumnConstraintKind::NotNull => {
                column.not_null = true;
                column.null_span = None;
            }
            ColumnConstraintKind::Default(expression) => column.default = Some(expression.clone()),
            ColumnConstraintKind::OnUpdate(expression) => column.on_update = Some(expression.clone()),
            ColumnConstraintKind::Identity(_) => column.identity = Some(Identity::ByDefault),
            ColumnConstraintKind::SerialDefault => {
                column.identity = Some(Identity::ByDefault);
                column.not_null = true;
                draft
                    .keys
                    .push(column_key(column, IndexOrigin::Unique, constraint.span));
            }
            ColumnConstraintKind::PrimaryKey => {
                draft
                    .keys
                    .push(column_key(column, IndexOrigin::PrimaryKey, constraint.span));
            }
            ColumnConstraintKind::Unique { .. } => {
                draft
                    .keys
                    .push(column_key(column, IndexOrigin::Unique, constraint.span));
            }
            ColumnConstraintKind::Generated { expression, stored } => {
                column.generated = Some(expression.clone());
                column.generated_stored = *stored;
            }
            ColumnConstraintKind::RowPeriod(bound) => {
                column.row_period = Some(*bound);
                column.not_null = true;
            }
            ColumnConstraintKind::Invisible => column.invisible = true,
            ColumnConstraintKind::Unversioned => column.unversioned = true,
            ColumnConstraintKind::Check {
                expression, enforced, ..
            } => {
                let of = Some(column.name.as_str());
                self.mysql_check(draft, expression, constraint.span, own_name, of, *enforced);
            }
            ColumnConstraintKind::References(_) if !self.server().keeps_inline_references() => draft.ignore(
                constraint.span,
                "REFERENCES",
                "behind a column this version reads it and forgets it; FOREIGN KEY (…) REFERENCES … is kept",
            ),
            ColumnConstraintKind::References(references) => {
                draft.foreign_keys.push(NewForeignKey {
                    name: own_name,
                    columns: vec![column.name.clone()],
                    references: references.clone(),
                    span: constraint.span,
                    if_not_exists: false,
                });
                draft.keys.push(NewKey {
                    named: false,
                    ..column_key(column, IndexOrigin::ForeignKey, constraint.span)
                });
            }
            _ => {}
        }
        Ok(())
    }

    /// What follows from all of a column's words together.
    fn settle_column(&self, draft: &Draft, column: &mut Column, definition: &ColumnDefinition) -> Applied {
        let name = column.name.clone();
        let subject = || format!("column `{name}`");
        let says_key = definition
            .constraints
            .iter()
            .any(|constraint| constraint.kind == ColumnConstraintKind::PrimaryKey);
        let is_null_default = column.default.as_ref().is_some_and(is_null);
        self.settle_timestamp(draft, column);
        let expressions = column.generated.iter().chain(&column.default);
        if self.server().product == Product::MariaDb && expressions.clone().any(uses_arrow) {
            return Err(refused(
                Refusal::NotSupported,
                subject(),
                "MariaDB has no operators `->` and `->>`; it has json_extract and json_value",
            ));
        }
        if (column.not_null || says_key) && is_null_default {
            return Err(refused(
                Refusal::InvalidDefinition,
                subject(),
                "it refuses NULL, which cannot be its default then",
            ));
        }
        if is_null_default {
            column.default = None;
        }
        column.not_null |= says_key;
        if column.identity.is_some() {
            let counts = matches!(
                column.data_type.family,
                TypeFamily::Integer(_) | TypeFamily::Boolean | TypeFamily::Float(_)
            ) && column.data_type.name != "year";
            if !counts || column.default.is_some() || column.generated.is_some() {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    subject(),
                    "AUTO_INCREMENT needs a column of numbers without a default of its own",
                ));
            }
            column.not_null = true;
        }
        if let Some(default) = &column.default {
            let is_large = column.data_type.name.ends_with("text") || column.data_type.name.ends_with("blob");
            let is_literal = matches!(default.kind, ExpressionKind::Literal(_));
            let refuses_large = self.server().product == Product::MySql && is_large && is_literal;
            if refuses_large || refuses_default(&column.data_type, default) {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    subject(),
                    "its type does not take this default",
                ));
            }
        }
        let is_moment = matches!(
            column.data_type.family,
            TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        );
        if column.on_update.is_some() && !is_moment {
            return Err(refused(
                Refusal::InvalidDefinition,
                subject(),
                "ON UPDATE is for TIMESTAMP and DATETIME columns",
            ));
        }
        if column.generated.is_some() && (column.default.is_some() || column.on_update.is_some()) {
            return Err(refused(
                Refusal::InvalidDefinition,
                subject(),
                "a generated column has no default",
            ));
        }
        if column.invisible && !self.server().hides_columns() {
            return Err(refused(
                Refusal::NotSupported,
                subject(),
                "this version has no invisible columns",
            ));
        }
        if !self.server().has_expression_defaults() && column.default.as_ref().is_some_and(is_computed) {
            return Err(refused(
                Refusal::NotSupported,
                subject(),
                "this version takes constants and CURRENT_TIMESTAMP as defaults only",
            ));
        }
        if column.invisible && column.not_null && !column.has_default() {
            return Err(refused(
                Refusal::InvalidDefinition,
                subject(),
                "an invisible column needs a default",
            ));
        }
        Ok(())
    }

    /// Without `explicit_defaults_for_timestamp` a TIMESTAMP that says nothing of NULL refuses it; the first one of a
    /// table follows the clock, others start at zero.
    fn settle_timestamp(&self, draft: &Draft, column: &mut Column) {
        let implicit = column.data_type.family == TypeFamily::TimestampWithTimeZone
            && !self.mysql.has_explicit_timestamps(self.server())
            && column.null_span.is_none()
            && column.generated.is_none();
        if !implicit {
            return;
        }
        let declared = column.default.is_some() || column.on_update.is_some();
        column.not_null = true;
        if declared {
            return;
        }
        let is_first = !draft
            .relation
            .columns
            .iter()
            .any(|earlier| earlier.data_type.family == TypeFamily::TimestampWithTimeZone);
        let digits = column.data_type.arguments.first();
        let now = match digits {
            Some(digits) => format!("current_timestamp({digits})"),
            None => "current_timestamp()".to_owned(),
        };
        let text = if is_first {
            now.as_str()
        } else {
            "'0000-00-00 00:00:00'"
        };
        let expression = rowproof_syntax::parse_expression(text, self.dialect()).ok();
        let placed = expression.map(|expression| Expression {
            text: text.to_owned(),
            span: column.span,
            ..expression
        });
        if is_first {
            column.on_update.clone_from(&placed);
        }
        column.default = placed;
    }
}

pub(super) fn is_null(expression: &Expression) -> bool {
    expression.kind == ExpressionKind::Literal(Literal::Null)
}

/// Whether a default is neither a constant nor the current time.
pub(super) fn is_computed(default: &Expression) -> bool {
    const NOW: [&str; 4] = ["current_timestamp", "now", "localtime", "localtimestamp"];
    let constant = matches!(
        default.kind,
        ExpressionKind::Literal(_) | ExpressionKind::Unary(..)
    );
    let text = default.text.to_ascii_lowercase();
    let word = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .next();
    !constant && !word.is_some_and(|word| NOW.contains(&word))
}

/// Whether an expression takes a JSON value apart with `->`.
fn uses_arrow(expression: &Expression) -> bool {
    let outside_quotes = expression.text.split(['\'', '"', '`']).step_by(2);
    outside_quotes.into_iter().any(|part| part.contains("->"))
}

/// The name without the quotes that a collation may stand in.
fn unquoted(name: &str) -> String {
    name.trim_matches(['`', '\'', '"']).to_ascii_lowercase()
}

fn check_column_name(name: &str) -> Applied {
    if name.is_empty() || name.ends_with(' ') || name.chars().count() > super::table::NAME_CHARACTERS {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{name}`"),
            "a name has 1 to 64 characters and does not end with a blank",
        ));
    }
    Ok(())
}

fn column_key(column: &Column, origin: IndexOrigin, span: rowproof_source::Span) -> NewKey {
    let columns = [column.name.clone()];
    NewKey {
        index: Index::on_columns(String::new(), &columns, origin, span),
        named: false,
        if_not_exists: false,
        method: None,
    }
}

/// Whether a key over the column may say a prefix: strings and bytes.
pub(super) fn takes_prefix(column_type: &ColumnType) -> bool {
    matches!(column_type.family, TypeFamily::Text | TypeFamily::Binary)
}

/// A key's column as a plain key part.
pub(super) fn plain_key(key: &IndexKey) -> Option<String> {
    match &key.expression.kind {
        ExpressionKind::Column(name) => name.last().map(|last| last.value.clone()),
        _ => None,
    }
}
