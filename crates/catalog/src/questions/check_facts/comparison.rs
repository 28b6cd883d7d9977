//! Comparisons of a column with constants, with another column and with itself.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression};

use super::lattice::MAX_FACTS;
use super::reader::{Facts, Reader};
use super::term::{Seen, Term, View};
use super::{
    AllowedValues, Bound, CheckFacts, ColumnComparison, JsonShape, LengthRange, LetterCase, Pattern,
    PatternKind, ValueRange,
};
use crate::evaluate::{Number, Value, is_timestamp};
use crate::model::{ColumnType, TypeFamily};
use crate::questions::canonical::mirrored;

impl<'c> Reader<'_, 'c> {
    pub(super) fn comparison(
        &self,
        condition: &Expression,
        left: &Expression,
        operator: BinaryOperator,
        right: &Expression,
        negated: bool,
    ) -> Option<Facts> {
        let operator = if negated { inverse(operator) } else { operator };
        match (self.scope.term(left), self.scope.term(right)) {
            (Term::Column(seen), Term::Constant(value)) => {
                Some(self.against(condition, &seen, operator, value))
            }
            (Term::Constant(value), Term::Column(seen)) => {
                let operator = mirrored(operator).unwrap_or(operator);
                Some(self.against(condition, &seen, operator, value))
            }
            (Term::Column(left), Term::Column(right)) => self.columns(condition, &left, operator, &right),
            (Term::Constant(_), Term::Constant(_)) => self.truth(condition, negated),
            _ => Some(self.unread(condition)),
        }
    }

    fn columns(
        &self,
        condition: &Expression,
        left: &Seen<'c>,
        operator: BinaryOperator,
        right: &Seen<'c>,
    ) -> Option<Facts> {
        if left.name == right.name {
            return self.with_itself(left, operator, right);
        }
        if !left.is_itself() || !right.is_itself() {
            return Some(self.unread(condition));
        }
        let mut facts = Facts::default();
        let mirrored = mirrored(operator).unwrap_or(operator);
        for (column, operator, other) in [(left, operator, right), (right, mirrored, left)] {
            let comparison = ColumnComparison {
                operator,
                column: other.name.to_owned(),
            };
            facts.change(column.name.to_owned(), |facts| {
                facts.comparisons = vec![comparison]
            });
        }
        self.relate(&mut facts, &[condition]);
        Some(facts)
    }

    /// `c = lower(c)`; `c = c` says nothing, `c <> c` refuses every value.
    fn with_itself(&self, left: &Seen<'c>, operator: BinaryOperator, right: &Seen<'c>) -> Option<Facts> {
        let mut facts = CheckFacts::default();
        let equal = matches!(operator, BinaryOperator::Equal | BinaryOperator::NotDistinct);
        match (&left.view, &right.view) {
            (View::Itself, View::Cased(case)) | (View::Cased(case), View::Itself) if equal => {
                facts.letter_case = Some(*case);
            }
            (View::Itself, View::Loose) | (View::Loose, View::Itself) if equal => {}
            (a, b) if a == b => {
                let passes = equal
                    || matches!(
                        operator,
                        BinaryOperator::LessOrEqual | BinaryOperator::GreaterOrEqual
                    );
                if !passes {
                    facts.allowed = Some(AllowedValues::new(Vec::new(), self.source));
                }
            }
            _ => facts.other = true,
        }
        Some([(left.name.to_owned(), facts)].into_iter().collect())
    }

    /// A column against a constant, the column on the left.
    fn against(
        &self,
        condition: &Expression,
        seen: &Seen<'c>,
        operator: BinaryOperator,
        value: Value,
    ) -> Facts {
        use BinaryOperator::{Distinct, Equal, NotDistinct, NotEqual};
        let only = |facts: CheckFacts| [(seen.name.to_owned(), facts)].into_iter().collect();
        match (operator, &value) {
            // `coalesce(c, 0)` is NULL for another reason than the column.
            (NotDistinct | Distinct, Value::Null) if seen.filled => self.unread(condition),
            (NotDistinct, Value::Null) => only(CheckFacts {
                allowed: Some(AllowedValues::new(Vec::new(), self.source)),
                ..CheckFacts::default()
            }),
            (Distinct, Value::Null) => only(CheckFacts {
                rejects_null: true,
                ..CheckFacts::default()
            }),
            // NULL, which passes.
            (_, Value::Null) => Facts::default(),
            (Equal | NotEqual | NotDistinct | Distinct, Value::Unknown | Value::Fresh) => {
                self.unread(condition)
            }
            (Equal | NotDistinct, _) if !matches!(seen.view, View::PlaceOf(_)) => {
                self.listed(seen, vec![value], false)
            }
            (NotEqual | Distinct, _) if !matches!(seen.view, View::PlaceOf(_)) => {
                self.listed(seen, vec![value], true)
            }
            _ => only(self.ordered(seen, operator, value)),
        }
    }

    /// `c > 0` and the like, also of lengths and places.
    fn ordered(&self, seen: &Seen<'c>, operator: BinaryOperator, value: Value) -> CheckFacts {
        let mut facts = CheckFacts::default();
        match &seen.view {
            View::Itself => match self.range(seen.data_type, operator, value) {
                Some(range) => facts.range = range,
                None => facts.other = true,
            },
            View::Characters { trimmed } | View::Bytes { trimmed } => {
                let Value::Number(number) = value else {
                    return facts;
                };
                let mut length = length_range(operator, number);
                // What is trimmed may have been longer.
                if *trimmed {
                    length.most = None;
                }
                match seen.view {
                    View::Bytes { .. } => facts.byte_length = length,
                    _ => facts.length = length,
                }
            }
            View::PlaceOf(part) => match place_pattern(part, operator, &value) {
                Some(pattern) => facts.patterns.push(pattern),
                None => facts.other = true,
            },
            View::Cased(_) | View::Loose | View::StorageClass | View::JsonType => facts.other = true,
        }
        facts
    }

    fn range(&self, data_type: &ColumnType, operator: BinaryOperator, value: Value) -> Option<ValueRange> {
        use BinaryOperator::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let is_low = matches!(operator, Greater | GreaterOrEqual);
        let mut inclusive = matches!(operator, GreaterOrEqual | LessOrEqual);
        if !is_low && !matches!(operator, Less | LessOrEqual) {
            return None;
        }
        let mut value = match value {
            Value::Text(text) if data_type.is_number() => Value::Number(Number::parse(&text)?),
            Value::Text(text) if is_timestamp(&text) || data_type.family == TypeFamily::Time => {
                Value::Text(text)
            }
            Value::Number(_) | Value::Unknown => value,
            _ => return None,
        };
        // The next whole number; a column of SQLite may hold a fraction whatever its type is called.
        let whole =
            matches!(data_type.family, TypeFamily::Integer(_)) && self.scope.dialect != Dialect::Sqlite;
        if let Value::Number(number) = value
            && whole
        {
            let floor = number.floor()?;
            let exact = number.is_whole();
            let nearest = match (is_low, exact, inclusive) {
                (_, true, true) => floor,
                (true, _, _) => floor + 1,
                (false, true, false) => floor - 1,
                (false, false, _) => floor,
            };
            value = Value::Number(Number::whole(nearest)?);
            inclusive = true;
        }
        let bound = Some(Bound { value, inclusive });
        Some(match is_low {
            true => ValueRange {
                low: bound,
                high: None,
            },
            false => ValueRange {
                low: None,
                high: bound,
            },
        })
    }

    /// A column that is one of these constants, or none of them.
    pub(super) fn listed(&self, seen: &Seen<'c>, values: Vec<Value>, excluded: bool) -> Facts {
        let mut facts = CheckFacts::default();
        match &seen.view {
            View::Itself | View::Cased(_) | View::Loose => {
                let count = values.len();
                let written: Vec<String> = values
                    .into_iter()
                    .filter_map(|value| written(seen.data_type, value))
                    .collect();
                let written_all = written.len() == count;
                facts.other = !written_all || (!excluded && !seen.is_itself());
                let folded = !seen.is_itself();
                // Of letters beyond ASCII the locale decides.
                let as_cased = |value: &String| match seen.view {
                    View::Cased(LetterCase::Lower) => !value.bytes().any(|byte| byte.is_ascii_uppercase()),
                    View::Cased(LetterCase::Upper) => !value.bytes().any(|byte| byte.is_ascii_lowercase()),
                    _ => true,
                };
                let mut listed =
                    AllowedValues::new(written.into_iter().filter(as_cased).collect(), self.source);
                match excluded {
                    true => {
                        facts.other |= listed.values.len() > MAX_FACTS;
                        listed.values.truncate(MAX_FACTS);
                        facts.excluded = listed.values;
                    }
                    false if written_all => facts.allowed = Some(AllowedValues { folded, ..listed }),
                    false => {}
                }
            }
            View::Characters { trimmed } | View::Bytes { trimmed } => {
                let mut length = listed_length(&values, excluded);
                if *trimmed {
                    length.most = None;
                }
                match seen.view {
                    View::Bytes { .. } => facts.byte_length = length,
                    _ => facts.length = length,
                }
            }
            View::StorageClass if !excluded => {
                facts.storage_classes = texts(values);
            }
            // `typeof(c) <> 'null'` is about NULL alone.
            View::StorageClass => facts.other = texts(values).iter().any(|class| class != "null"),
            View::JsonType => facts.json = Some(JsonShape::Shaped),
            View::PlaceOf(_) => facts.other = true,
        }
        [(seen.name.to_owned(), facts)].into_iter().collect()
    }
}

/// A constant as a value of the column: numbers in one spelling.
fn written(data_type: &ColumnType, value: Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.shortest().to_sql()),
        Value::Text(text) if data_type.is_number() => Some(Number::parse(&text)?.shortest().to_sql()),
        Value::Text(text) => Some(text),
        Value::Boolean(value) => Some(value.to_string()),
        Value::Null | Value::Fresh | Value::Unknown => None,
    }
}

fn texts(values: Vec<Value>) -> Vec<String> {
    let text = |value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    values.into_iter().filter_map(text).collect()
}

fn length_range(operator: BinaryOperator, number: Number) -> LengthRange {
    use BinaryOperator::{Greater, GreaterOrEqual, Less, LessOrEqual};
    let Some(floor) = number.floor() else {
        return LengthRange::default();
    };
    let whole = number.is_whole();
    let least = match operator {
        GreaterOrEqual if whole => Some(floor),
        Greater | GreaterOrEqual => Some(floor + 1),
        _ => None,
    };
    let most = match operator {
        Less if whole => Some(floor - 1),
        Less | LessOrEqual => Some(floor),
        _ => None,
    };
    let length = |length: i128| u64::try_from(length).ok();
    LengthRange {
        least: least.and_then(length).filter(|least| *least > 0),
        most: most.and_then(length),
    }
}

/// Lengths listed: the shortest and the longest of them. Of those excluded only the empty text says something.
fn listed_length(values: &[Value], excluded: bool) -> LengthRange {
    let length = |value: &Value| match value {
        Value::Number(number) => number.floor().and_then(|floor| u64::try_from(floor).ok()),
        _ => None,
    };
    let lengths: Vec<u64> = values.iter().filter_map(length).collect();
    match excluded {
        true => LengthRange {
            least: lengths.contains(&0).then_some(1),
            most: None,
        },
        false => LengthRange {
            least: lengths.iter().min().copied().filter(|least| *least > 0),
            most: lengths.iter().max().copied(),
        },
    }
}

/// `position('@' in c) > 0` as the pattern that says the same.
fn place_pattern(part: &str, operator: BinaryOperator, value: &Value) -> Option<Pattern> {
    use BinaryOperator::{Equal, Greater, GreaterOrEqual, NotDistinct, NotEqual};
    let Value::Number(number) = value else {
        return None;
    };
    let is = |wanted: i64| *number == Number::integer(wanted);
    let text: String = part
        .chars()
        .flat_map(|character| {
            let escape = matches!(character, '%' | '_' | '\\').then_some('\\');
            escape.into_iter().chain([character])
        })
        .collect();
    let (text, negated) = match operator {
        Greater | NotEqual if is(0) => (format!("%{text}%"), false),
        GreaterOrEqual if is(1) => (format!("%{text}%"), false),
        // Not at the very start.
        Greater if is(1) => (format!("_%{text}%"), false),
        Equal | NotDistinct if is(0) => (format!("%{text}%"), true),
        Equal | NotDistinct if is(1) => (format!("{text}%"), false),
        _ => return None,
    };
    Some(Pattern {
        kind: PatternKind::Like,
        text: Some(text),
        negated,
        case_insensitive: false,
    })
}

/// The comparison that is true where this one is false.
fn inverse(operator: BinaryOperator) -> BinaryOperator {
    match operator {
        BinaryOperator::Equal => BinaryOperator::NotEqual,
        BinaryOperator::NotEqual => BinaryOperator::Equal,
        BinaryOperator::Less => BinaryOperator::GreaterOrEqual,
        BinaryOperator::GreaterOrEqual => BinaryOperator::Less,
        BinaryOperator::Greater => BinaryOperator::LessOrEqual,
        BinaryOperator::LessOrEqual => BinaryOperator::Greater,
        BinaryOperator::NotDistinct => BinaryOperator::Distinct,
        BinaryOperator::Distinct => BinaryOperator::NotDistinct,
        other => other,
    }
}
