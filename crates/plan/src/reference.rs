//! Where expressions speak of InitPlans and SubPlans.

use crate::slice::{before, from};

/// Whether `text` speaks of the plan `name` (`SubPlan 1`, `SubPlan any_1`) as a whole word: `SubPlan 1` is not in `SubPlan 10`.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let after = from(text, at + name.len()).chars().next();
        !after.is_some_and(is_word)
    })
}

/// All plan names with the prefix `InitPlan ` or `SubPlan ` in a text.
pub(crate) fn plan_names_in<'t>(text: &'t str, prefix: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(prefix).filter_map(move |(at, _)| {
        let rest = from(text, at);
        let name = from(rest, prefix.len());
        let length = name.find(|c: char| !is_word(c)).unwrap_or(name.len());
        (length > 0).then(|| before(rest, prefix.len() + length))
    })
}

/// All parameters `$n` in a text.
pub(crate) fn parameters_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('$').filter_map(|(at, _)| {
        let rest = from(text, at);
        let digits = from(rest, 1);
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        (length > 0).then(|| before(rest, 1 + length))
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The parameters an InitPlan fills: `InitPlan 1 (returns $0,$1)` gives `$0` and `$1`.
pub(crate) fn returned_parameters(name: &str) -> impl Iterator<Item = &str> {
    let inner = name
        .split_once("(returns ")
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.into_iter().flat_map(|list| list.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_only() {
        assert!(mentions("(hashed SubPlan 1).col1", "SubPlan 1"));
        assert!(!mentions("(SubPlan 10)", "SubPlan 1"));
        let names: Vec<&str> =
            plan_names_in("(a = (InitPlan 10).col1) AND (InitPlan expr_1).col1", "InitPlan ").collect();
        assert_eq!(names, ["InitPlan 10", "InitPlan expr_1"]);
        assert_eq!(
            parameters_in("(a = $12) AND (b > $3) $x").collect::<Vec<_>>(),
            ["$12", "$3"]
        );
        assert_eq!(
            returned_parameters("InitPlan 1 (returns $0,$1)").collect::<Vec<_>>(),
            ["$0", "$1"]
        );
    }
}
