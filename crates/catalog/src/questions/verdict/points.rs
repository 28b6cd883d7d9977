//! Enough values to try.

use rowproof_source::SortSmall;
use std::cmp::Ordering;

use super::formula::{Kind, Variable};
use crate::evaluate::Number;

/// The values of each variable that decide for all: NULL, the constants of its kind, and in each gap between two of
/// them as many as there are variables of the kind. None when that makes more than `limit` rows, or numbers grow too
/// large. What MySQL and SQLite call a truth value is a number, of which `others` are tried beside 0 and 1.
pub(super) fn points(
    variables: &[Variable<'_>],
    others: &[Number],
    limit: usize,
) -> Option<Vec<Vec<Option<Number>>>> {
    let mut rows = 1_usize;
    let mut each = Vec::with_capacity(variables.len());
    for variable in variables {
        // Numbers and lengths may stand on two sides of one comparison.
        let kin = |other: &&Variable<'_>| is_kin(variable.kind, other.kind);
        let mut constants: Vec<Number> = Vec::new();
        let mut count = 0;
        for other in variables.iter().filter(kin) {
            count += 1;
            constants.extend(&other.constants);
        }
        let mut found = match variable.kind {
            Kind::Boolean => [&[Number::integer(0), Number::integer(1)], others].concat(),
            Kind::Text => different(&constants),
            Kind::Number | Kind::Length | Kind::Moment => ordered(constants, count)?,
        };
        found.retain(|number| {
            let whole = !variable.whole || number.is_whole();
            let positive = number.compare(Number::integer(0)).is_some_and(Ordering::is_ge);
            whole && (positive || variable.kind != Kind::Length)
        });
        let choices: Vec<Option<Number>> = std::iter::once(None).chain(found.into_iter().map(Some)).collect();
        rows = rows.checked_mul(choices.len()).filter(|rows| *rows <= limit)?;
        each.push(choices);
    }
    Some(each)
}

fn is_kin(a: Kind, b: Kind) -> bool {
    let numbers = |kind| matches!(kind, Kind::Number | Kind::Length);
    a == b || (numbers(a) && numbers(b))
}

/// The constants and one value that is none of them: texts are compared for equality alone, and never two columns.
fn different(constants: &[Number]) -> Vec<Number> {
    let mut values: Vec<Number> = Vec::new();
    for constant in constants {
        if !values.contains(constant) {
            values.push(*constant);
        }
    }
    values.push(Number::integer(-1));
    values
}

/// The constants, and `count` whole numbers and `count` fractions in each gap between two of them, before the first and
/// behind the last, as far as the gap has room.
fn ordered(mut constants: Vec<Number>, count: usize) -> Option<Vec<Number>> {
    constants.push(Number::integer(0));
    constants.order_by(|a, b| a.compare(*b).unwrap_or(Ordering::Equal));
    constants.dedup();
    let count = i64::try_from(count).ok().filter(|count| *count < 8)?;
    let mut values = Vec::new();
    for (at, constant) in constants.iter().enumerate() {
        values.push(*constant);
        let floor = Number::whole(constant.floor()?)?;
        let next = constants.get(at + 1);
        for step in 1..=count {
            // Whole numbers behind it and before it, as far as the neighbours leave room.
            let behind = floor.plus(Number::integer(step))?;
            let before = match constant.is_whole() {
                true => floor.minus(Number::integer(step))?,
                false => floor.minus(Number::integer(step - 1))?,
            };
            if next.is_none_or(|next| is_less(behind, *next)) {
                values.push(behind);
            }
            if at
                .checked_sub(1)
                .and_then(|at| constants.get(at))
                .is_none_or(|last| is_less(*last, before))
            {
                values.push(before);
            }
            // An eighth of the way for each.
            let part = Number::decimal(125 * step, 3);
            values.push(match next {
                Some(next) => constant.plus(next.minus(*constant)?.times(part)?)?,
                None => constant.plus(part)?,
            });
            if at == 0 {
                values.push(constant.minus(part)?);
            }
        }
    }
    values.order_by(|a, b| a.compare(*b).unwrap_or(Ordering::Equal));
    values.dedup();
    Some(values)
}

fn is_less(a: Number, b: Number) -> bool {
    a.compare(b).is_some_and(Ordering::is_lt)
}
