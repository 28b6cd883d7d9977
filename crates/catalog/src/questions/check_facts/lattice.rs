//! Facts put together: AND narrows, OR widens.

use rowproof_source::SmallSet;
use std::cmp::Ordering;
use std::rc::Rc;

use super::{AllowedValues, Bound, CheckFacts, LengthRange, ValueRange};
use crate::evaluate::{Number, Value, is_timestamp};

impl CheckFacts {
    /// What holds when both hold.
    pub(super) fn narrow(&mut self, other: CheckFacts) {
        self.allowed = match (self.allowed.take(), other.allowed) {
            (Some(mut ours), Some(theirs)) if ours.is_exact() && theirs.is_exact() => {
                let theirs: SmallSet<&str> = theirs.values.iter().map(String::as_str).collect();
                ours.values.retain(|value| theirs.contains(value.as_str()));
                Some(ours)
            }
            (Some(ours), Some(theirs)) => Some(if ours.is_exact() { ours } else { theirs }),
            (ours, theirs) => ours.or(theirs),
        };
        self.other |= other.other;
        self.other |= self.range.narrow(other.range);
        self.other |= !add_each(&mut self.excluded, other.excluded);
        self.length.narrow(other.length);
        self.byte_length.narrow(other.byte_length);
        self.other |= !add_each(&mut self.patterns, other.patterns);
        self.letter_case = self.letter_case.or(other.letter_case);
        self.other |= !add_each(&mut self.comparisons, other.comparisons);
        add_each(&mut self.related, other.related);
        self.rejects_null |= other.rejects_null;
        self.json = self.json.max(other.json);
        if self.storage_classes.is_empty() {
            self.storage_classes = other.storage_classes;
        } else if !other.storage_classes.is_empty() {
            self.storage_classes
                .retain(|class| other.storage_classes.contains(class));
        }
        self.settle();
    }

    /// What holds when either holds. Where the union is not exactly what is kept, [`CheckFacts::other`] says so.
    pub(super) fn widen(self, other: CheckFacts) -> CheckFacts {
        let rejects_null = self.rejects_null && other.rejects_null;
        let mut related = self.related.clone();
        add_each(&mut related, other.related.clone());
        // A side that only NULL passes adds nothing but NULL.
        let (only_null, rest) = match (self.takes_null_alone(), other.takes_null_alone()) {
            (true, _) => (true, other),
            (false, true) => (true, self),
            (false, false) => (false, self.widen_values(other)),
        };
        debug_assert!(only_null || !rest.takes_null_alone());
        CheckFacts {
            rejects_null,
            related,
            ..rest
        }
    }

    /// Notes columns that one condition names together.
    pub(super) fn relate(&mut self, group: &Rc<[String]>) {
        add_each(&mut self.related, vec![Rc::clone(group)]);
    }

    fn takes_null_alone(&self) -> bool {
        !self.other
            && self
                .allowed
                .as_ref()
                .is_some_and(|allowed| allowed.values.is_empty())
    }

    fn widen_values(self, other: CheckFacts) -> CheckFacts {
        let (ours, theirs) = (self.without_relations(), other.without_relations());
        if ours == theirs {
            return self;
        }
        // Whatever passes one side passes.
        if ours == CheckFacts::default() || theirs == CheckFacts::default() {
            return CheckFacts::default();
        }
        let only_listed = self.is_only_listed() && other.is_only_listed();
        let range = self.whole_range().hull(other.whole_range());
        let allowed = match (self.allowed, other.allowed) {
            (Some(mut ours), Some(mut theirs)) if ours.combined == theirs.combined => {
                ours.values.append(&mut theirs.values);
                Some(AllowedValues {
                    combined: ours.combined,
                    folded: ours.folded || theirs.folded,
                    ..AllowedValues::new(ours.values, &ours.source)
                })
            }
            _ => None,
        };
        let both = |ours: bool, theirs: bool| ours && theirs;
        CheckFacts {
            range: if only_listed { ValueRange::default() } else { range },
            excluded: common(self.excluded, &other.excluded),
            length: self.length.hull(other.length),
            byte_length: self.byte_length.hull(other.byte_length),
            patterns: common(self.patterns, &other.patterns),
            letter_case: self.letter_case.filter(|case| other.letter_case == Some(*case)),
            comparisons: common(self.comparisons, &other.comparisons),
            json: self.json.min(other.json),
            storage_classes: match both(
                !self.storage_classes.is_empty(),
                !other.storage_classes.is_empty(),
            ) {
                true => {
                    let mut classes = self.storage_classes;
                    add_each(&mut classes, other.storage_classes);
                    classes
                }
                false => Vec::new(),
            },
            other: !(only_listed && allowed.is_some()),
            allowed,
            related: Vec::new(),
            rejects_null: false,
        }
    }

    fn without_relations(&self) -> CheckFacts {
        CheckFacts {
            related: Vec::new(),
            rejects_null: false,
            ..self.clone()
        }
    }

    /// Whether a list of values is all there is.
    fn is_only_listed(&self) -> bool {
        self.allowed.is_some()
            && CheckFacts {
                allowed: None,
                ..self.without_relations()
            } == CheckFacts::default()
    }

    /// The range, that of listed numbers included.
    fn whole_range(&self) -> ValueRange {
        let mut range = self.range.clone();
        if let Some(numbers) = self.listed_numbers() {
            for number in numbers {
                let at = Bound {
                    value: Value::Number(number),
                    inclusive: true,
                };
                let point = ValueRange {
                    low: Some(at.clone()),
                    high: Some(at),
                };
                range = match range == ValueRange::default() {
                    true => point,
                    false => range.hull(point),
                };
            }
        }
        range
    }

    /// Takes values off the list that another fact refuses; the list then says what the exclusions said.
    pub(super) fn settle(&mut self) {
        let Some(allowed) = self.allowed.as_mut().filter(|allowed| allowed.is_exact()) else {
            return;
        };
        let excluded = std::mem::take(&mut self.excluded);
        let range = &self.range;
        allowed
            .values
            .retain(|value| !excluded.contains(value) && range.may_hold(value));
    }
}

/// More facts of one kind than this are not kept apart.
pub(super) const MAX_FACTS: usize = 256;

/// Adds what is not there yet; false when there is no room for all of it.
fn add_each<T: PartialEq>(to: &mut Vec<T>, more: Vec<T>) -> bool {
    for item in more {
        if to.len() >= MAX_FACTS {
            return false;
        }
        if !to.contains(&item) {
            to.push(item);
        }
    }
    true
}

fn common<T: PartialEq>(mut ours: Vec<T>, theirs: &[T]) -> Vec<T> {
    ours.retain(|item| theirs.contains(item));
    ours
}

impl ValueRange {
    /// Takes over the tighter ends; true when two ends could not be compared and one was left out.
    pub(super) fn narrow(&mut self, other: ValueRange) -> bool {
        let low = narrow_end(&mut self.low, other.low, Ordering::Greater);
        let high = narrow_end(&mut self.high, other.high, Ordering::Less);
        low || high
    }

    fn hull(self, other: ValueRange) -> ValueRange {
        ValueRange {
            low: wider_end(self.low, other.low, Ordering::Less),
            high: wider_end(self.high, other.high, Ordering::Greater),
        }
    }

    /// Whether a listed value may lie inside; true where it cannot be told.
    fn may_hold(&self, value: &str) -> bool {
        let beside = |bound: &Bound, outside: Ordering| {
            let value = match &bound.value {
                Value::Number(_) => Number::parse(value).map(Value::Number),
                _ => Some(Value::text(value)),
            };
            let order = value.and_then(|value| order(&value, &bound.value));
            order.is_some_and(|order| order == outside || (order.is_eq() && !bound.inclusive))
        };
        !self.low.as_ref().is_some_and(|low| beside(low, Ordering::Less))
            && !self
                .high
                .as_ref()
                .is_some_and(|high| beside(high, Ordering::Greater))
    }
}

fn narrow_end(ours: &mut Option<Bound>, theirs: Option<Bound>, tighter: Ordering) -> bool {
    let Some(theirs) = theirs else { return false };
    let Some(bound) = ours else {
        *ours = Some(theirs);
        return false;
    };
    match order(&theirs.value, &bound.value) {
        Some(Ordering::Equal) => bound.inclusive &= theirs.inclusive,
        Some(order) if order == tighter => *bound = theirs,
        Some(_) => {}
        // A constant says more than a moment that moves.
        None if bound.value == Value::Unknown => {
            let both_move = theirs.value == Value::Unknown;
            *bound = theirs;
            return !both_move;
        }
        None => return true,
    }
    false
}

fn wider_end(ours: Option<Bound>, theirs: Option<Bound>, wider: Ordering) -> Option<Bound> {
    let (ours, theirs) = (ours?, theirs?);
    match order(&theirs.value, &ours.value)? {
        Ordering::Equal => Some(Bound {
            inclusive: ours.inclusive || theirs.inclusive,
            ..ours
        }),
        order if order == wider => Some(theirs),
        _ => Some(ours),
    }
}

/// The order of two ends: numbers, moments, or equal texts.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.compare(*b),
        (Value::Text(a), Value::Text(b)) if a == b => Some(Ordering::Equal),
        (Value::Text(a), Value::Text(b)) if a.len() == b.len() && is_timestamp(a) && is_timestamp(b) => {
            Some(a.cmp(b))
        }
        _ => None,
    }
}

impl LengthRange {
    fn narrow(&mut self, other: LengthRange) {
        self.least = self.least.max(other.least);
        self.most = match (self.most, other.most) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
    }

    fn hull(self, other: LengthRange) -> LengthRange {
        let both = |ours: Option<u64>, theirs: Option<u64>, wider: fn(u64, u64) -> u64| {
            ours.zip(theirs).map(|(ours, theirs)| wider(ours, theirs))
        };
        LengthRange {
            least: both(self.least, other.least, u64::min),
            most: both(self.most, other.most, u64::max),
        }
    }
}

impl AllowedValues {
    /// One list from one source.
    pub(super) fn new(values: Vec<String>, source: &str) -> Self {
        let mut known = SmallSet::default();
        let first: Vec<bool> = values.iter().map(|value| known.insert(value.as_str())).collect();
        let each = values.iter().zip(first).filter(|(_, first)| *first);
        Self {
            values: each.map(|(value, _)| value.clone()).collect(),
            source: source.to_owned(),
            combined: false,
            folded: false,
        }
    }

    /// Whether these and nothing else are the values.
    pub fn is_exact(&self) -> bool {
        !self.combined && !self.folded
    }
}
