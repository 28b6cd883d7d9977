//! Columns.

use rowproof_source::lower_case;
use rowproof_syntax::ast::{
    CharacterSet, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, Expression, ExpressionKind,
    IndexKey, Literal,
};
use rowproof_syntax::{Dialect, Product};

use super::draft::{Draft, NewForeignKey, NewKey};
use super::{Applied, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Absent, Column, ColumnType, Forgotten, Identity, Index, IndexOrigin, RareColumn, TypeFamily, same_name,
};
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
        let mut column = self.mysql_read_column(draft, definition)?;
        let is_final = |held: &String| !same_name(held, &column.name, Dialect::MySql);
        if let Some(default) = column
            .default
            .as_ref()
            .filter(|_| draft.defaulted.iter().all(is_final))
        {
            let is_large = column.data_type.name.ends_with("text") || column.data_type.name.ends_with("blob");
            let is_literal = matches!(default.kind, ExpressionKind::Literal(_));
            let refuses_large = self.server().product == Product::MySql && is_large && is_literal;
            if refuses_large || refuses_default(&column, default) {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    format!("column `{}`", column.name),
                    "its type does not take this default",
                ));
            }
        }
        spell_label(&mut column);
        Ok(column)
    }

    /// What the server finds in reading a column, before it looks whether the table is there.
    pub(super) fn mysql_read_column(
        &mut self,
        draft: &mut Draft,
        definition: &ColumnDefinition,
    ) -> Applied<Column> {
        let name = definition.name.value.clone();
        check_column_name(&name)?;
        if self.server().product == Product::MariaDb {
            check_order(definition)?;
        }
        self.check_word(&definition.name)?;
        let Some(written) = &definition.data_type else {
            return Err(refused(
                Refusal::UndefinedObject,
                format!("column `{name}`"),
                "it has no type",
            ));
        };
        let collation = self.mysql_column_collation(draft, definition)?;
        let by_code_point = |held: &ColumnConstraint| held.kind == ColumnConstraintKind::BinaryCollation;
        if definition.constraints.iter().any(by_code_point) {
            draft.by_code_point.push(name.clone());
        }
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
        let rare = RareColumn {
            comments: comments(definition),
            collation: collation.filter(|_| data_type.has_collation()),
            ..RareColumn::ABSENT.clone()
        };
        let mut column = Column {
            name_span: definition.name.span,
            type_span: Some(written.span),
            rare: rare.into(),
            ..Column::plain(name, data_type, definition.span)
        };
        if written.name == "json" && self.server().product == Product::MariaDb {
            self.make_json(draft, &mut column, definition);
        }
        let keys = draft.keys.len();
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
        if self.server().product == Product::MariaDb {
            keep_one_key(&mut draft.keys, keys);
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
        if is_national(type_name) && said.name.is_none() {
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
            true => Some(super::column::by_code_point(
                collation.as_deref().unwrap_or("utf8mb4"),
            )),
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
        let takes_name = matches!(constraint.kind, ColumnConstraintKind::References(_));
        if constraint.name.is_some() && !takes_name && self.server().product == Product::MariaDb {
            return Err(refused(
                Refusal::NotSupported,
                format!("column `{}`", column.name),
                "MariaDB names no constraint behind a column but a foreign key; a constraint of the table can have a name",
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
            ColumnConstraintKind::Default(expression) => column.default = Some(Box::new(expression.clone())),
            ColumnConstraintKind::OnUpdate(expression) => {
                column.on_update = Some(Box::new(expression.clone()))
            }
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
                column.generated = Some(Box::new(expression.clone()));
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
            ColumnConstraintKind::References(references) if !self.server().keeps_inline_references() => {
                draft.relation.forgotten.push(Forgotten::Reference {
                    column: column.name.clone(),
                    referenced: self.name_for_new(&references.relation),
                    referenced_column: references.columns.first().map(|column| column.value.clone()),
                    on_delete: references.on_delete,
                    span: constraint.span,
                });
                draft.ignore(
                    constraint.span,
                    "REFERENCES",
                    "behind a column this version reads it and forgets it; FOREIGN KEY (…) REFERENCES … is kept",
                );
            }
            ColumnConstraintKind::References(references) => {
                draft.foreign_keys.push(NewForeignKey {
                    name: own_name.clone(),
                    columns: vec![column.name.clone()],
                    references: references.clone(),
                    span: constraint.span,
                    if_not_exists: false,
                });
                let mut key = column_key(column, IndexOrigin::ForeignKey, constraint.span);
                key.named = own_name.is_some();
                key.index.name = own_name.unwrap_or_default();
                draft.keys.push(key);
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
        self.settle_timestamp(draft, column);
        let is_null_default = column.default.as_deref().is_some_and(is_null);
        let expressions = column.generated.iter().chain(&column.default);
        if self.server().product == Product::MariaDb && expressions.clone().any(|one| uses_arrow(one)) {
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
        if !self.server().has_expression_defaults() && column.default.as_deref().is_some_and(is_computed) {
            return Err(refused(
                Refusal::NotSupported,
                subject(),
                "this version takes constants and CURRENT_TIMESTAMP as defaults only",
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
        // MySQL refuses it as the default of a column that refuses NULL.
        let says_null = !column.not_null
            && self.server().product == Product::MariaDb
            && column.default.as_deref().is_some_and(is_null);
        column.not_null = true;
        if !says_null && (column.default.is_some() || column.on_update.is_some()) {
            return;
        }
        let is_first = column.on_update.is_none()
            && !draft
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
        let placed = expression.map(|expression| {
            Box::new(Expression {
                text: text.to_owned(),
                span: column.span,
                ..expression
            })
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

/// MariaDB's order behind a column's type: its character set, its options or `AS (…)` with options of its own, one CHECK,
/// then REFERENCES. `SERIAL` and the national types say some of this themselves, which cannot be said again.
fn check_order(definition: &ColumnDefinition) -> Applied {
    use ColumnConstraintKind as Kind;
    let type_name = definition.data_type.as_ref().map_or("", |written| &written.name);
    let is_serial = type_name == "serial";
    let is_set = |constraint: &&ColumnConstraint| matches!(constraint.kind, Kind::CharacterSet(_));
    let sets = definition.constraints.iter().filter(is_set).count();
    let mut last = 0;
    for constraint in &definition.constraints {
        let place = match &constraint.kind {
            Kind::CharacterSet(_) if is_national(type_name) || sets > 1 => None,
            Kind::CharacterSet(_) | Kind::BinaryCollation => (!is_serial && last == 0).then_some(0),
            // Behind a generated column a part of these only.
            Kind::Unique { .. } | Kind::Invisible | Kind::Other(_) => (last < 4).then_some(last.max(1)),
            Kind::Collate(_) => (!is_serial && last < 3).then_some(last),
            Kind::NotNull | Kind::PrimaryKey | Kind::Unversioned => (last < 3).then_some(2),
            Kind::Generated { .. } | Kind::RowPeriod(_) => (!is_serial && last == 0).then_some(3),
            Kind::Check { .. } => (last < 4).then_some(4),
            Kind::References(_) => Some(5),
            _ => (!is_serial && last < 3).then_some(2),
        };
        let Some(place) = place else {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("column `{}`", definition.name.value),
                "MariaDB does not read this option at this place",
            ));
        };
        last = place;
    }
    Ok(())
}

/// The collation of a character set that compares code points.
pub(super) fn by_code_point(collation: &str) -> String {
    match crate::mysql::character_set_of(collation) {
        "binary" => "binary".to_owned(),
        set => format!("{set}_bin"),
    }
}

/// An enumerated type's default is kept as its label is spelled.
pub(super) fn spell_label(column: &mut Column) {
    let (Some(default), TypeFamily::Enum) = (&mut column.default, column.data_type.family) else {
        return;
    };
    if let ExpressionKind::Literal(Literal::String(text)) = &mut default.kind {
        let mut labels = column.data_type.arguments.iter();
        if let Some(label) = labels.find(|label| lower_case(label) == lower_case(text)) {
            text.clone_from(label);
            default.text = format!("'{}'", label.replace('\'', "''"));
        }
    }
}

/// MariaDB makes one key of what a column says of keys, the primary key before a unique one.
fn keep_one_key(keys: &mut Vec<NewKey>, from: usize) {
    let of_column = keys.split_off(from.min(keys.len()));
    let has_primary = of_column
        .iter()
        .any(|key| key.index.origin == IndexOrigin::PrimaryKey);
    let wanted = match has_primary {
        true => IndexOrigin::PrimaryKey,
        false => IndexOrigin::Unique,
    };
    let mut has_key = false;
    for key in of_column {
        let is_foreign = key.index.origin == IndexOrigin::ForeignKey;
        if is_foreign || (key.index.origin == wanted && !has_key) {
            has_key |= !is_foreign;
            keys.push(key);
        }
    }
}

fn is_national(type_name: &str) -> bool {
    ["national ", "nchar", "nvarchar"]
        .iter()
        .any(|start| type_name.starts_with(start))
}

/// The name without the quotes that a collation may stand in.
fn unquoted(name: &str) -> String {
    name.trim_matches(['`', '\'', '"']).to_ascii_lowercase()
}

fn check_column_name(name: &str) -> Applied {
    let long = name.chars().count() > super::table::NAME_CHARACTERS;
    if name.is_empty() || name.ends_with(' ') || long {
        return Err(refused(
            super::table::misnamed(long),
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
        hashed: false,
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
