//! Columns that ALTER TABLE adds, declares anew or gives a default.

use rowproof_syntax::ast::{
    CharacterSet, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, ColumnPosition, Expression,
    ExpressionKind, Identifier,
};
use rowproof_syntax::{Dialect, Product};

use super::alter::{find, is_among};
use super::column::takes_prefix;
use super::copied::new_name;
use super::draft::Draft;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{Check, Column, ForeignKey, IndexOrigin, TypeFamily, same_name};
use crate::mysql::{collation_of, refuses_default};
use crate::note::Refusal;

impl Catalog {
    pub(super) fn mysql_add_column(
        &mut self,
        draft: &mut Draft,
        definition: &ColumnDefinition,
        if_not_exists: bool,
        position: Option<&ColumnPosition>,
    ) -> Applied {
        let name = &definition.name.value;
        let was_there = || {
            draft
                .before(self)
                .is_some_and(|held| self.find_column(held, name).is_some())
        };
        let is_renamed = || {
            draft
                .renamed
                .values()
                .any(|to| same_name(to, name, Dialect::MySql))
        };
        let may_stand_for_it = || !is_renamed() || is_among(&draft.given_before, name);
        let is_there =
            if_not_exists && (was_there() || (draft.position(name).is_some() && may_stand_for_it()));
        if draft.position(name).is_some() || is_there {
            if !is_there {
                return Err(refused(
                    Refusal::DuplicateColumn,
                    format!("column `{}`", definition.name.value),
                    "a column of this name exists already; the database refuses this",
                ));
            }
            // The column stays as it is; keys and references behind it are added all the same.
            let checks = draft.relation.constraints.len();
            let keys = draft.keys.len();
            self.mysql_read_column(draft, definition)?;
            draft.relation.constraints.truncate(checks);
            let added = draft.keys.iter_mut().skip(keys);
            added.for_each(|key| key.if_not_exists = true);
            return Ok(());
        }
        let keys = draft.keys.len();
        let mut again = draft.stated_again.iter();
        let column = match again.any(|held| same_name(held, name, Dialect::MySql)) {
            true => self.mysql_read_column(draft, definition)?,
            false => self.mysql_column(draft, definition)?,
        };
        let added = draft.keys.iter_mut().skip(keys);
        added.for_each(|key| key.if_not_exists |= if_not_exists);
        let at = place(draft, position)?.unwrap_or(draft.relation.columns.len());
        draft.relation.columns.insert(at, column);
        Ok(())
    }

    /// `MODIFY` and `CHANGE` state the whole column anew: what is not said is lost, a CHECK of its own too; keys stay.
    pub(super) fn mysql_replace_column(
        &mut self,
        draft: &mut Draft,
        old: &Identifier,
        definition: &ColumnDefinition,
        position: Option<&ColumnPosition>,
    ) -> Applied {
        let refers =
            |constraint: &&ColumnConstraint| matches!(constraint.kind, ColumnConstraintKind::References(_));
        if self.server().product == Product::MariaDb
            && definition.constraints.iter().any(|held| refers(&held))
        {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("column `{}`", old.value),
                "MODIFY and CHANGE have no REFERENCES; ADD FOREIGN KEY has",
            ));
        }
        // It has its new name already.
        let at = find(draft, &definition.name)?;
        let Some(before) = draft.relation.columns.get(at).cloned() else {
            return Ok(());
        };
        draft.relation.constraints.retain(|constraint| {
            !constraint.check().is_some_and(|check| {
                let columns = &draft.relation.columns;
                belongs_to(check, &constraint.name, &old.value, &before, columns)
            })
        });
        let was_there = draft
            .before(self)
            .is_some_and(|held| self.find_column(held, &old.value).is_some());
        let column = self.mysql_column(draft, definition)?;
        if was_there {
            self.check_changed(draft, &before, &column)?;
            self.check_cast(&before, &column)?;
        }
        let is_virtual = |column: &Column| column.generated.is_some() && !column.generated_stored;
        if was_there && is_virtual(&before) != is_virtual(&column) {
            return Err(refused(
                Refusal::NotSupported,
                format!("column `{}`", before.name),
                "a virtual column does not become a stored one, nor a stored one virtual",
            ));
        }
        for index in &mut draft.relation.indexes {
            for key in index
                .keys
                .iter_mut()
                .filter(|key| key.column.as_deref() == Some(column.name.as_str()))
            {
                if key.prefix_length.is_some_and(|length| !fits(&column, length)) {
                    key.prefix_length = None;
                }
            }
        }
        draft.relation.columns.remove(at);
        let usual = if was_there {
            at
        } else {
            draft.relation.columns.len()
        };
        let to = place(draft, position)?.unwrap_or(usual);
        let columns = &mut draft.relation.columns;
        let to = to.min(columns.len());
        columns.insert(to, column);
        Ok(())
    }

    /// MariaDB turns values of any type into text and back, and not a number into a geometry.
    pub(super) fn check_cast(&self, before: &Column, after: &Column) -> Applied {
        let (from, to) = (kind_of_value(before), kind_of_value(after));
        let keeps = from == to || from.is_empty() || to.is_empty() || after.generated.is_some();
        if keeps || !self.mysql.is_strict() || self.server().product != Product::MariaDb {
            return Ok(());
        }
        Err(refused(
            Refusal::TypeMismatch,
            format!("column `{}`", before.name),
            format!("no {} is made of {}", after.data_type, before.data_type),
        ))
    }

    /// Whether two columns have one collation. One that is not said is taken for the usual one of the character set that
    /// servers come with.
    pub(super) fn same_collation(&self, a: &Column, b: &Column) -> bool {
        let ((Some(said), None) | (None, Some(said))) = (&a.collation, &b.collation) else {
            return a.collation == b.collation;
        };
        let usual = CharacterSet {
            name: Some("utf8mb4".to_owned()),
            collation: None,
        };
        collation_of(&usual, self.server()).is_ok_and(|usual| usual.as_ref() == Some(said))
    }

    /// A column of a foreign key keeps its type, on both sides.
    pub(super) fn check_changed(&self, draft: &Draft, before: &Column, after: &Column) -> Applied {
        let unchecked = !self.mysql.foreign_key_checks && self.server().product == Product::MySql;
        if unchecked || draft.is_temporary {
            return Ok(());
        }
        let (from, to) = (&before.data_type, &after.data_type);
        let is_whole = matches!(from.family, TypeFamily::Integer(_)) && from.name == to.name;
        let same_type = (from == to || is_whole) && self.same_collation(before, after);
        let loosens = before.not_null == after.not_null || !after.not_null;
        let own = draft
            .relation
            .foreign_keys()
            .find(|(_, key)| key.columns.contains(&after.name));
        let others = self.foreign_keys_to(&draft.relation.name);
        let is_gone = |id, name: &str| {
            let mut held = draft.relation.constraints.iter();
            id == draft.relation.id && !held.any(|held| held.name == name)
        };
        let referred = others.iter().any(|(id, constraint)| {
            let names = |key: &ForeignKey| {
                let mut columns = key.referenced_columns.iter();
                columns.any(|name| new_name(draft, name) == before.name)
            };
            constraint.foreign_key().is_some_and(names) && !is_gone(*id, &constraint.name)
        });
        let grows = self.server().product == Product::MySql && is_longer_text(before, after);
        let changes = !same_type && !grows;
        if changes && (own.is_some() || referred) {
            return Err(refused(
                Refusal::DependentObjects,
                format!("column `{}`", before.name),
                "a foreign key needs its type",
            ));
        }
        let sets_null = own.is_some_and(|(_, key)| {
            let null = Some(rowproof_syntax::ast::ReferentialAction::SetNull);
            key.on_delete == null || key.on_update == null
        });
        if sets_null && !loosens {
            return Err(refused(
                Refusal::DependentObjects,
                format!("column `{}`", before.name),
                "a foreign key sets it to NULL",
            ));
        }
        Ok(())
    }
}

/// What MariaDB has no conversion between; none for text and bytes, which go with everything.
pub(super) fn kind_of_value(column: &Column) -> &str {
    let of = &column.data_type;
    match of.family {
        TypeFamily::Text | TypeFamily::Binary | TypeFamily::Enum | TypeFamily::Set | TypeFamily::Json => "",
        _ if super::key_length::is_geometry(column) => "geometry",
        _ if matches!(of.name.as_str(), "uuid" | "inet4" | "inet6") => &of.name,
        _ => "number",
    }
}

/// Whether a CHECK is a column's own. It keeps the column's first name when the column is renamed.
pub(super) fn belongs_to(check: &Check, name: &str, old: &str, column: &Column, columns: &[Column]) -> bool {
    let stale = || !columns.iter().any(|held| held.name == name) && check.columns.contains(&column.name);
    check.of_column && (same_name(name, old, Dialect::MySql) || stale())
}

/// Where `FIRST` or `AFTER` puts a column.
pub(super) fn place(draft: &Draft, position: Option<&ColumnPosition>) -> Applied<Option<usize>> {
    match position {
        None => Ok(None),
        Some(ColumnPosition::First) => Ok(Some(0)),
        Some(ColumnPosition::After(name)) => find(draft, name).map(|at| Some(at + 1)),
    }
}

/// Whether a prefix is shorter than the column can be.
pub(super) fn fits(column: &Column, length: u32) -> bool {
    let most = column
        .data_type
        .arguments
        .first()
        .and_then(|most| most.parse::<u32>().ok());
    let is_geometry = super::key_length::is_geometry(column);
    (takes_prefix(&column.data_type) || is_geometry) && most.is_none_or(|most| length < most)
}

pub(super) fn is_longer_text(before: &Column, after: &Column) -> bool {
    use crate::model::TypeFamily::{Binary, Text};
    before.collation == after.collation
        && before.data_type.family == after.data_type.family
        && matches!(before.data_type.family, Text | Binary)
        && before.data_type.name == after.data_type.name
}

pub(super) fn set_default(draft: &mut Draft, at: usize, default: Option<Expression>) -> Applied {
    let Some(column) = draft.relation.columns.get_mut(at) else {
        return Ok(());
    };
    let is_null = default.as_ref().is_some_and(super::column::is_null);
    // A key that the statement adds refuses NULL as well.
    let keyed = draft.keys.iter().any(|key| {
        let mut parts = key.index.keys.iter().filter_map(|part| part.column.as_ref());
        key.index.origin == IndexOrigin::PrimaryKey
            && parts.any(|part| same_name(part, &column.name, Dialect::MySql))
    });
    let refuses = default
        .as_ref()
        .is_some_and(|default| refuses_default(column, default) || is_no_geometry(column, default));
    if refuses || (is_null && (column.not_null || keyed)) {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "its type does not take this default",
        ));
    }
    // A constant is nothing beside AUTO_INCREMENT.
    let counts = column.identity.is_some();
    let is_constant = |default: &Expression| {
        matches!(
            default.kind,
            ExpressionKind::Literal(_) | ExpressionKind::Unary(..)
        )
    };
    let follows_clock = |default: &Expression| !is_constant(default) && !super::column::is_computed(default);
    if column.default.as_deref().is_some_and(follows_clock) {
        column.on_update = None;
    }
    if default.is_none() && column.invisible && column.not_null {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "an invisible column needs a default",
        ));
    }
    let kept = default.filter(|default| !(is_null || counts && is_constant(default)));
    column.default = kept.map(Box::new);
    super::column::spell_label(column);
    Ok(())
}

/// Whether a constant is given to a geometry, which takes expressions and NULL.
pub(super) fn is_no_geometry(column: &Column, default: &Expression) -> bool {
    let is_constant = matches!(
        default.kind,
        ExpressionKind::Literal(_) | ExpressionKind::Unary(..)
    );
    super::key_length::is_geometry(column) && is_constant && !super::column::is_null(default)
}
