//! Readable values that fit a column.

use rowproof_catalog::questions::{Bound, CheckFacts, Lexicon, Word, has_word, row_words, words};
use rowproof_catalog::{Catalog, Column, Relation, TypeFamily};
use rowproof_source::{WordList, lower_case};

use crate::{Number, Value};

/// People of the examples, in order of appearance.
const PEOPLE: [&str; 4] = ["Ada", "Grace", "Alan", "Edsger"];

/// The `ordinal`-th value (from 0) that a column would plausibly hold; different ordinals differ where the type has
/// room. None for types whose values are not followed.
pub(crate) fn sample(
    catalog: &Catalog,
    relation: &Relation,
    column: &Column,
    ordinal: usize,
) -> Option<Value> {
    let facts = catalog.check_facts(relation, column);
    if let Some(allowed) = &facts.allowed {
        let value = allowed.values.get(ordinal % allowed.values.len().max(1))?;
        return Some(match column.data_type.family {
            TypeFamily::Boolean => Value::Boolean(matches!(value.as_str(), "true" | "1")),
            _ if column.data_type.is_number() => Value::Number(Number::parse(value)?),
            _ => Value::Text(value.clone()),
        });
    }
    let number = ordinal as i64 + 1;
    Some(match column.data_type.family {
        TypeFamily::Integer(_) => within(&facts, Value::integer(whole_number(column, number)), number),
        TypeFamily::Numeric | TypeFamily::Float(_) => within(&facts, amount(column, number), number),
        TypeFamily::Text | TypeFamily::CaseInsensitiveText => Value::Text(text(relation, column, ordinal)),
        TypeFamily::Boolean => Value::Boolean(false),
        TypeFamily::Date => Value::text("2024-05-01"),
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => Value::text("2024-05-01 12:00:00"),
        TypeFamily::Uuid => Value::Text(format!("00000000-0000-4000-8000-{number:012}")),
        TypeFamily::Json | TypeFamily::Jsonb => Value::text("{}"),
        TypeFamily::Enum
        | TypeFamily::Money
        | TypeFamily::Time
        | TypeFamily::Interval
        | TypeFamily::Binary
        | TypeFamily::Set
        | TypeFamily::Other => return None,
    })
}

/// The value, or one inside the range that the CHECKs leave, when it lies outside.
fn within(facts: &CheckFacts, value: Value, number: i64) -> Value {
    let Value::Number(wanted) = value else {
        return value;
    };
    let end = |bound: &Option<Bound>| match bound {
        Some(Bound {
            value: Value::Number(number),
            inclusive,
        }) => Some((*number, *inclusive)),
        _ => None,
    };
    let (low, high) = (end(&facts.range.low), end(&facts.range.high));
    let above = |wanted: Number| {
        low.is_none_or(|(low, inclusive)| {
            wanted
                .compare(low)
                .is_some_and(|order| order.is_gt() || (inclusive && order.is_eq()))
        })
    };
    let below = |wanted: Number| {
        high.is_none_or(|(high, inclusive)| {
            wanted
                .compare(high)
                .is_some_and(|order| order.is_lt() || (inclusive && order.is_eq()))
        })
    };
    let step = Number::integer(number);
    let one = Number::integer(1);
    let candidates = [
        Some(wanted),
        low.and_then(|(low, _)| low.plus(step)),
        high.and_then(|(high, _)| high.minus(step)),
        low.and_then(|(low, _)| low.plus(one)),
        high.and_then(|(high, _)| high.minus(one)),
        low.map(|(low, _)| low),
        high.map(|(high, _)| high),
    ];
    let fitting = candidates
        .into_iter()
        .flatten()
        .find(|candidate| above(*candidate) && below(*candidate));
    Value::Number(fitting.unwrap_or(wanted))
}

fn whole_number(column: &Column, number: i64) -> i64 {
    let name = words(&column.name);
    if name.last().is_some_and(|last| last == "id") {
        number
    } else if has_word(&name, &Lexicon::MONEY) {
        1000 * number
    } else {
        number
    }
}

/// 10.00, 20.00 … within the declared precision.
fn amount(column: &Column, number: i64) -> Value {
    let (precision, scale) = column.data_type.precision_and_scale().unwrap_or((12, 2));
    let fits_ten = precision >= scale + 2;
    let whole = if fits_ten { 10 * number } else { 1 };
    if scale == 0 || scale > 6 || precision <= scale {
        return Value::integer(if precision <= scale { 0 } else { whole });
    }
    Value::Number(Number::decimal(whole * 10_i64.pow(scale), scale))
}

/// Whether a text column names a person.
fn is_person(relation: &Relation, name: &[Word<'_>]) -> bool {
    let table = row_words(&relation.name.name).pop().unwrap_or_default();
    let in_account = Lexicon::ACCOUNT.contains(&table);
    let says_name = name.last().is_some_and(|last| last == "name");
    has_word(name, const { WordList::new("author,owner") })
        || (says_name
            && has_word(
                name,
                const { WordList::new("contact,customer,first,full,last,member,person,user") },
            ))
        || (says_name && name.len() == 1 && in_account)
}

fn text(relation: &Relation, column: &Column, ordinal: usize) -> String {
    let name = words(&column.name);
    let person = PEOPLE.get(ordinal % PEOPLE.len()).copied().unwrap_or("Ada");
    let round = ordinal / PEOPLE.len();
    let suffix = if round == 0 {
        String::new()
    } else {
        (round + 1).to_string()
    };
    let whole = if has_word(&name, const { WordList::new("email,mail") }) {
        format!("{}{suffix}@example.com", lower_case(person))
    } else if is_person(relation, &name) {
        format!("{person}{suffix}")
    } else if let Some((_, thing)) = name.split_last().filter(|(last, _)| *last == "name") {
        // `product_name` is "product 1", `name` of `products` too.
        let of_table = row_words(&relation.name.name).pop().unwrap_or_default();
        let thing = if thing.is_empty() {
            of_table.into_owned()
        } else {
            thing.join(" ")
        };
        format!("{thing} {}", ordinal + 1)
    } else if has_word(&name, &Lexicon::STATUS) {
        format!("new{suffix}")
    } else {
        format!("{} {}", name.join(" "), ordinal + 1)
    };
    let Some(limit) = column.data_type.max_characters() else {
        return whole;
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if whole.chars().count() <= limit {
        return whole;
    }
    // Too narrow for words: a number, or letters for codes of one or two characters.
    let short = (ordinal + 1).to_string();
    let padded: String = "X".repeat(limit.saturating_sub(short.len()).min(8));
    format!("{padded}{short}").chars().take(limit).collect()
}
