//! Ignore comments that do not do what they were written for.

use rowproof_rules::{RULES, Rule, find_rule};
use rowproof_syntax::{IgnoreComment, IgnoreScope};

use crate::nearest::nearest;
use crate::report::PartError;

/// Codes that nobody knows are compared with all that there are, which takes long enough to be bounded.
const MAX_COMPARED: usize = 100;

/// What is wrong with each comment, given the rules of which it suppressed something and the rules that ran. A rule that
/// did not run could not have found anything, so nothing is said of it.
pub(crate) fn unused_ignores(used: &[(IgnoreComment, Vec<&str>)], ran: &[&Rule]) -> Vec<PartError> {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (comment, used) in used {
        let mut say = |message: String| {
            wrong.push(PartError {
                span: comment.span,
                message,
            });
        };
        if comment.rules.is_empty() {
            say(
                "this ignore names no rule; write `rowproof:ignore`, the rule's code, then the reason"
                    .to_owned(),
            );
            continue;
        }
        let unknown = |code: &&String| find_rule(code).is_none();
        for code in comment.rules.iter().filter(unknown) {
            compared += 1;
            let codes = RULES
                .iter()
                .filter(|_| compared <= MAX_COMPARED)
                .map(|rule| rule.code);
            let meant = nearest(code, codes);
            let next = meant.map_or("take a code from the list of rules".to_owned(), |meant| {
                format!("`{meant}` is the nearest")
            });
            say(format!("there is no rule `{code}` to ignore; {next}"));
        }
        if comment.reason.is_empty() {
            say(
                "this ignore gives no reason and so has no effect; say why behind the rule's code".to_owned(),
            );
        } else if comment.scope == IgnoreScope::Nothing {
            say(
                "this ignore is about nothing; put it behind a column or right above a column or statement"
                    .to_owned(),
            );
        } else {
            let in_vain = |rule: &&&Rule| {
                comment.rules.iter().any(|code| code == rule.code) && !used.contains(&rule.code)
            };
            for rule in ran.iter().filter(in_vain) {
                say(format!(
                    "this ignore of `{}` suppresses nothing here; remove it",
                    rule.code
                ));
            }
        }
    }
    wrong
}
