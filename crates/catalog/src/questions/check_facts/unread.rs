//! Conditions that are not read further, and which columns a condition names together.

use rowproof_source::SmallSet;
use std::rc::Rc;

use rowproof_syntax::ast::{Expression, ExpressionKind};

use super::reader::{Facts, Reader};
use crate::questions::expressions::each_child;

impl Reader<'_, '_> {
    /// Facts of a condition that is not read further: it limits the columns it names, but for those it only asks
    /// whether they are NULL.
    pub(super) fn unread(&self, condition: &Expression) -> Facts {
        self.unread_all(&[condition])
    }

    pub(super) fn unread_all(&self, conditions: &[&Expression]) -> Facts {
        let mut facts = Facts::default();
        for condition in conditions {
            self.mark(condition, &mut facts);
        }
        // It asks one column for NULL alone: then it may refuse whatever else there is.
        if let ([condition], true) = (conditions, facts.is_empty())
            && let [only] = self.scope.named(condition).as_slice()
        {
            facts.change((*only).to_owned(), |facts| facts.other = true);
        }
        self.relate(&mut facts, conditions);
        facts
    }

    fn mark(&self, part: &Expression, facts: &mut Facts) {
        match &part.kind {
            ExpressionKind::IsNull { .. } => {}
            ExpressionKind::Function { name, .. }
                if matches!(name.as_str(), "num_nulls" | "num_nonnulls" | "isnull") => {}
            ExpressionKind::Column(_) | ExpressionKind::Opaque(_) => {
                for name in self.scope.named(part) {
                    facts.change(name.to_owned(), |facts| facts.other = true);
                }
            }
            _ => each_child(part, &mut |child| self.mark(child, facts)),
        }
    }

    /// Notes which columns the conditions name together.
    pub(super) fn relate(&self, facts: &mut Facts, conditions: &[&Expression]) {
        let mut names: Vec<String> = Vec::new();
        let mut seen = SmallSet::default();
        for condition in conditions {
            for name in self.scope.named(condition) {
                if seen.insert(name) {
                    names.push(name.to_owned());
                }
            }
        }
        if names.len() < 2 {
            return;
        }
        let group: Rc<[String]> = names.into();
        for name in group.iter() {
            facts.change(name.clone(), |facts| facts.relate(&group));
        }
    }
}
