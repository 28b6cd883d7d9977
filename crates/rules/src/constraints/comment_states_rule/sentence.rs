//! Reads the rules that a comment states in so many words.

use rowproof_source::lower_case;

use crate::prelude::*;

/// What a comment says every row keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// No two rows share the value.
    Unique,
    /// There is a value.
    Required,
    /// The number is above zero.
    Positive,
    /// The number is zero or more.
    NotNegative,
    /// The number lies between the two, both included.
    Between(i64, i64),
    /// The text has at most so many characters.
    Characters(u32),
}

/// Words that take back, limit or date what the comment says: then it is not read at all.
const LIMITS: WordList = WordList::new(
    "after,applicable,before,but,deprecated,during,each,except,formerly,future,if,legacy,longer,may,maybe,no,not,nullable,\
     once,only,optional,optionally,or,otherwise,per,possibly,should,sometimes,temporarily,todo,unless,until,used,usually,was,\
     were,when,where,while,will,within",
);

/// What stands before a rule.
const INTRODUCTIONS: [&str; 8] = [
    "must always be ",
    "must be ",
    "has to be ",
    "is always ",
    "always ",
    "is ",
    "are ",
    "a ",
];

const UNIQUE: WordList = WordList::new("globally unique,unique,unique value");
const REQUIRED: WordList = WordList::new(
    "mandatory,must not be null,never empty or null,never null,non-null,not null,present,required,set",
);
const POSITIVE: WordList = WordList::new("> 0,greater than 0,greater than zero,positive,strictly positive");
const NOT_NEGATIVE: WordList = WordList::new(
    ">= 0,greater than or equal to 0,must not be negative,never negative,non-negative,nonnegative,not negative",
);

/// The rules that the comment states, each in a clause that says nothing else.
pub(super) fn stated(text: &str) -> Vec<Stated> {
    let lower = lower_case(text);
    let clauses: Vec<&str> = lower
        .split([',', ';', '(', ')', '\n', ':'])
        // A dot within a number ends nothing.
        .flat_map(|part| part.split(". "))
        .map(|clause| clause.trim().trim_end_matches('.'))
        .filter(|clause| !clause.is_empty())
        .collect();
    let rules: Vec<Option<Stated>> = clauses.iter().map(|clause| rule_of(clause)).collect();
    // What stands beside a rule may limit it.
    let limits = |clause: &&str| {
        clause
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|word| LIMITS.contains(word))
    };
    let beside = clauses.iter().zip(&rules).filter(|(_, rule)| rule.is_none());
    match beside.map(|(clause, _)| clause).any(limits) {
        true => Vec::new(),
        false => rules.into_iter().flatten().collect(),
    }
}

fn rule_of(clause: &str) -> Option<Stated> {
    let whole = |bare: &str| match bare {
        _ if UNIQUE.contains(bare) => Some(Stated::Unique),
        _ if REQUIRED.contains(bare) => Some(Stated::Required),
        _ if POSITIVE.contains(bare) => Some(Stated::Positive),
        _ if NOT_NEGATIVE.contains(bare) => Some(Stated::NotNegative),
        _ => range(bare).or_else(|| characters(bare)),
    };
    // "set" and "present" are rules only where they must be.
    let plain = !matches!(clause, "set" | "present");
    let bare = INTRODUCTIONS
        .iter()
        .find_map(|before| clause.strip_prefix(before));
    whole(clause).filter(|_| plain).or_else(|| whole(bare?))
}

/// `between 1 and 5`, `from 1 to 5`, `1 to 5`, `1..5`; `1-5` may be anything.
fn range(clause: &str) -> Option<Stated> {
    let (low, high) = match clause.strip_prefix("between ") {
        Some(rest) => rest.split_once(" and ")?,
        None => {
            let rest = clause.strip_prefix("from ").unwrap_or(clause);
            rest.split_once(" to ").or_else(|| rest.split_once(".."))?
        }
    };
    let (low, high) = (whole_number(low)?, whole_number(high)?);
    (low < high).then_some(Stated::Between(low, high))
}

/// `at most 80 characters`, `max 80 chars`, `up to 80 characters`
fn characters(clause: &str) -> Option<Stated> {
    let starts = ["at most ", "maximum ", "max ", "up to ", "no more than "];
    let rest = starts.iter().find_map(|start| clause.strip_prefix(start))?;
    let number = ["characters", "chars"]
        .iter()
        .find_map(|unit| rest.strip_suffix(unit))?;
    let most = u32::try_from(whole_number(number.trim_end())?).ok()?;
    (most > 0).then_some(Stated::Characters(most))
}

fn whole_number(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let plain = !digits.is_empty() && digits.len() < 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then_some(())?;
    digits.parse::<i64>().ok().map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rules_that_stand_alone() {
        let cases: [(&str, &[Stated]); 12] = [
            ("unique", &[Stated::Unique]),
            ("Must be unique.", &[Stated::Unique]),
            (
                "external key, unique, required",
                &[Stated::Unique, Stated::Required],
            ),
            ("NOT NULL", &[Stated::Required]),
            ("must be set", &[Stated::Required]),
            ("amount in cents, > 0", &[Stated::Positive]),
            ("always positive", &[Stated::Positive]),
            ("between 1 and 5", &[Stated::Between(1, 5)]),
            ("stars (from 1 to 5)", &[Stated::Between(1, 5)]),
            ("0..100", &[Stated::Between(0, 100)]),
            ("title, max 80 characters", &[Stated::Characters(80)]),
            ("must not be negative", &[Stated::NotNegative]),
        ];
        for (text, expected) in cases {
            assert_eq!(stated(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_nothing_into_what_is_limited() {
        for text in [
            "not unique",
            "unique per tenant",
            "unique, within the organization",
            "required if the type is card",
            "required, unless it is a draft",
            "was unique",
            "set",
            "a set of flags",
            "optional, unique",
            "positive or negative",
            "see unique",
            "1-5",
            "between one and five",
            "from 5 to 1",
            "unique identifier of the device",
            "version 1.2 to 3",
        ] {
            assert_eq!(stated(text), [], "{text}");
        }
    }
}
