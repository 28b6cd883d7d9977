//! CHECKs: which are kept, what they are called, what they may name.

use rowproof_source::{SmallMap, SortSmall, Span};
use rowproof_syntax::ast::{Expression, ExpressionKind};
use rowproof_syntax::{Dialect, Product};

use super::draft::{Draft, Ignored};
use super::foreign_key::writes;
use super::key_length::is_geometry;
use super::{Applied, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Check, Column, Constraint, ConstraintKind, Forgotten, Relation, TypeFamily, lookup_key, same_name,
};
use crate::note::{Note, NoteKind, Refusal};
use crate::questions::{columns_of, is_understood};

impl Catalog {
    /// Adds a CHECK, which is named when the draft is settled. `column` is the one it stands behind: MariaDB names it
    /// after the column and keeps it with it, in MySQL it is a CHECK of the table.
    pub(super) fn mysql_check(
        &self,
        draft: &mut Draft,
        expression: &Expression,
        span: Span,
        name: Option<String>,
        column: Option<&str>,
        enforced: bool,
    ) {
        if !self.server().keeps_checks() {
            draft.relation.forgotten.push(Forgotten::Check {
                expression: expression.clone(),
                span,
            });
            draft.ignore(span, "CHECK", "this version reads CHECKs and forgets them");
            return;
        }
        let of_column = self.server().product == Product::MariaDb && column.is_some();
        let named = name.is_some();
        let usual = column.filter(|_| of_column).unwrap_or_default();
        let check = Check {
            columns: columns_of(expression),
            expression: expression.clone(),
            of_column,
        };
        let kind = ConstraintKind::Check(check.into());
        let mut constraint = Constraint::new(name.unwrap_or_else(|| usual.to_owned()), named, kind, span);
        constraint.enforced = enforced;
        constraint.not_valid = !enforced;
        draft.relation.constraints.push(constraint);
    }

    /// Says what the server has forgotten.
    pub(super) fn note_ignored(&mut self, ignored: Vec<Ignored>) {
        for clause in ignored {
            self.notes.push(Note {
                span: clause.span,
                kind: NoteKind::Ignored,
                subject: clause.subject.to_owned(),
                reason: clause.reason.to_owned(),
            });
        }
    }

    /// Names CHECKs in the order of the text and makes sure that the columns of expressions are there.
    pub(super) fn settle_checks(&self, draft: &mut Draft) -> Applied {
        settle_columns(draft)?;
        settle_written(draft)?;
        if self.server().product == Product::MariaDb {
            settle_sessions(&draft.relation)?;
        }
        let is_mariadb = self.server().product == Product::MariaDb;
        let stem = match is_mariadb {
            true => "CONSTRAINT_".to_owned(),
            false => format!("{}_chk_", draft.relation.name.name),
        };
        let mut names: SmallMap<String, u32> = SmallMap::default();
        for (constraint, check) in draft.relation.checks() {
            if !check.of_column && !constraint.name.is_empty() {
                names.change(lookup_key(&constraint.name, Dialect::MySql), |count| *count += 1);
            }
        }
        let of_key = |name: &str| {
            let mut unique = draft.relation.indexes.iter().filter(|index| index.unique);
            is_mariadb && unique.any(|index| lookup_key(&index.name, Dialect::MySql) == name)
        };
        if let Some((name, _)) = names
            .iter()
            .filter(|(name, count)| **count > 1 || of_key(name))
            .min()
        {
            return Err(refused(
                Refusal::DuplicateObject,
                format!("CHECK `{name}`"),
                "the table has a constraint of this name already",
            ));
        }
        let constraints = &mut draft.relation.constraints;
        let mut unnamed: Vec<&mut Constraint> = constraints
            .iter_mut()
            .filter(|constraint| constraint.name.is_empty())
            .collect();
        unnamed.order_by_key(|constraint| constraint.span.start);
        let mut number = 0;
        for constraint in unnamed {
            constraint.name = loop {
                number += 1;
                let name = format!("{stem}{number}");
                if !names.contains_key(&lookup_key(&name, Dialect::MySql)) {
                    break name;
                }
            };
        }
        Ok(())
    }
}

/// The columns that CHECKs and generated columns name, by their stored names.
fn settle_columns(draft: &mut Draft) -> Applied {
    let mut constraints = std::mem::take(&mut draft.relation.constraints);
    for constraint in &mut constraints {
        let ConstraintKind::Check(check) = &mut constraint.kind else {
            continue;
        };
        let check: &mut Check = check;
        for name in &mut check.columns {
            if draft.position(name).is_none() && is_understood(&check.expression) {
                return Err(undefined(name, "a CHECK names it"));
            }
            *name = draft.stored(name);
        }
    }
    draft.relation.constraints = constraints;
    let computed = |column: &Column| column.generated.is_some() || has_computed_default(column);
    for (at, column) in draft.relation.columns.iter().enumerate() {
        let expression = column.generated.as_deref().or(column.default.as_deref());
        let Some(expression) = expression.filter(|expression| is_understood(expression)) else {
            continue;
        };
        for name in columns_of(expression) {
            let Some(place) = draft.position(&name) else {
                return Err(undefined(&name, "an expression names it"));
            };
            let Some(other) = draft.relation.columns.get(place).filter(|other| computed(other)) else {
                continue;
            };
            // Defaults are computed before generated columns, and both in the order of the columns.
            let alike = column.generated.is_some() == other.generated.is_some();
            if place == at
                || (alike && place > at)
                || (column.generated.is_none() && other.generated.is_some())
            {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    format!("column `{}`", column.name),
                    format!("its expression needs `{name}`, which is computed later"),
                ));
            }
        }
    }
    Ok(())
}

/// Whether its default is computed for each row; constants and the current time are not.
fn has_computed_default(column: &Column) -> bool {
    column.default.as_deref().is_some_and(super::column::is_computed)
}

/// A row is numbered after its expressions are computed, and foreign keys write their columns without computing any: what
/// is kept or checked cannot need such a column.
fn settle_written(draft: &Draft) -> Applied {
    let relation = &draft.relation;
    let needs = |expression: &Expression, written: &[&str]| {
        let names = columns_of(expression);
        let is_written = |name: &String| written.iter().any(|held| same_name(held, name, Dialect::MySql));
        names.into_iter().find(is_written)
    };
    let numbers = relation.columns.iter().filter(|column| column.identity.is_some());
    let mut written: Vec<&str> = numbers.map(|column| column.name.as_str()).collect();
    let columns = if written.is_empty() {
        &[]
    } else {
        relation.columns.as_slice()
    };
    for column in columns {
        if let Some(expression) = &column.generated
            && let Some(name) = needs(expression, &written)
        {
            if column.generated_stored || is_keyed(relation, column) {
                return Err(written_late(&name));
            }
            written.push(&column.name);
        }
    }
    for (_, key) in relation.foreign_keys() {
        if writes(key.on_delete, key.on_update) {
            written.extend(key.columns.iter().map(String::as_str));
        }
    }
    for key in &draft.foreign_keys {
        if writes(key.references.on_delete, key.references.on_update) {
            written.extend(key.columns.iter().map(String::as_str));
        }
    }
    if written.is_empty() {
        return Ok(());
    }
    for column in &relation.columns {
        let computed = column.generated.as_deref().filter(|_| !column.generated_stored);
        if computed.is_some_and(|expression| needs(expression, &written).is_some()) {
            written.push(&column.name);
        }
    }
    let kept = relation.columns.iter().filter(|column| column.generated_stored);
    let generated = kept.filter_map(|column| column.generated.as_deref());
    let checked = relation.checks().map(|(_, check)| &check.expression);
    match generated
        .chain(checked)
        .find_map(|expression| needs(expression, &written))
    {
        Some(name) => Err(written_late(&name)),
        None => Ok(()),
    }
}

fn written_late(name: &str) -> Box<super::Refused> {
    refused(
        Refusal::InvalidDefinition,
        format!("column `{name}`"),
        "a CHECK or a kept expression cannot need what AUTO_INCREMENT or a foreign key writes",
    )
}

fn is_keyed(relation: &Relation, column: &Column) -> bool {
    let mut parts = relation.indexes.iter().flat_map(|index| &index.keys);
    parts.any(|part| part.column.as_ref() == Some(&column.name))
}

/// MariaDB keeps no value that depends on the session: a CHAR comes with its padding or without, and a fraction of a second
/// is cut or rounded.
fn settle_sessions(relation: &Relation) -> Applied {
    for column in relation
        .columns
        .iter()
        .filter(|column| column.generated.is_some())
    {
        let Some(expression) = column
            .generated
            .as_deref()
            .filter(|_| column.generated_stored || is_keyed(relation, column))
        else {
            continue;
        };
        let names = columns_of(expression);
        let is_plain = matches!(expression.kind, ExpressionKind::Column(_));
        let mut named = relation.columns.iter().filter(|held| {
            names
                .iter()
                .any(|name| same_name(name, &held.name, Dialect::MySql))
        });
        let is_padded =
            |held: &Column| held.data_type.name == "char" && held.data_type.family == TypeFamily::Text;
        let of = &column.data_type;
        use TypeFamily::{Boolean, Date, Enum, Float, Integer, Numeric, Set};
        let cuts_padding = matches!(
            of.family,
            Integer(_) | Boolean | Float(_) | Numeric | Date | Enum | Set
        );
        let shows_padding = !is_plain || !(of.name == "char" || cuts_padding);
        let digits = match &expression.kind {
            ExpressionKind::Column(_) => named.clone().next().map_or(0, fraction_digits),
            ExpressionKind::Function { name, .. } if name.eq_ignore_ascii_case("concat") => 6,
            _ => 0,
        };
        let rounds = matches!(
            of.family,
            TypeFamily::Time | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        ) && digits > fraction_digits(column);
        if (shows_padding && named.any(is_padded)) || rounds {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name),
                "its value would depend on the session, and it is kept",
            ));
        }
    }
    Ok(())
}

/// How many digits behind a point or of a second a value may have.
fn fraction_digits(column: &Column) -> u32 {
    let of = &column.data_type;
    let said = |at: usize| of.arguments.get(at).and_then(|digits| digits.parse().ok());
    match of.family {
        TypeFamily::Time | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => said(0).unwrap_or(0),
        TypeFamily::Numeric => said(1).unwrap_or(0),
        TypeFamily::Float(_) | TypeFamily::Text | TypeFamily::Binary => 6,
        _ if is_geometry(column) => 6,
        _ => 0,
    }
}

fn undefined(column: &str, why: &str) -> Box<super::Refused> {
    refused(
        Refusal::UndefinedColumn,
        format!("column `{column}`"),
        format!("{why}, and the table has no such column"),
    )
}
