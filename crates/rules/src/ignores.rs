//! Facts that somebody wants to hear no more: which `rowproof:ignore` covers a fact.

use rowproof_catalog::Catalog;
use rowproof_source::{SortSmall, Span};
use rowproof_syntax::{IgnoreComment, IgnoreScope};

use crate::find_rule;

/// The ignore comments of a document, ready to be asked about facts.
#[derive(Default)]
pub(crate) struct Ignores {
    list: Vec<(IgnoreComment, Vec<&'static str>)>,
    /// What is ignored where: in a file, in a statement, in an item. Ordered by place, then rule; the places of one
    /// level do not overlap.
    levels: [Vec<Ignored>; 3],
    /// What the catalog calls that stands in an ignored place, and where, ordered by name: facts about it may stand
    /// elsewhere, such as in an `ALTER TABLE`.
    declared: Vec<(String, Span)>,
}

struct Ignored {
    place: Span,
    rule: &'static str,
    /// Index into the list.
    by: usize,
}

impl Ignores {
    /// What is ignored in the text of that catalog. Comments without a reason ignore nothing.
    pub(crate) fn new(comments: Vec<IgnoreComment>, catalog: &Catalog) -> Self {
        let mut ignores = Self::default();
        for (by, comment) in comments.into_iter().enumerate() {
            let (level, place) = match comment.scope {
                IgnoreScope::File(place) => (0, place),
                IgnoreScope::Statement(place) => (1, place),
                IgnoreScope::Item(place) => (2, place),
                IgnoreScope::Nothing => (3, comment.span),
            };
            if let Some(level) = ignores
                .levels
                .get_mut(level)
                .filter(|_| !comment.reason.is_empty())
            {
                let known = comment.rules.iter().filter_map(|code| find_rule(code));
                level.extend(known.map(|rule| Ignored {
                    place,
                    rule: rule.code,
                    by,
                }));
            }
            ignores.list.push((comment, Vec::new()));
        }
        if ignores.list.is_empty() {
            return ignores;
        }
        for level in &mut ignores.levels {
            level.order_by_key(|ignored| (ignored.place, ignored.rule, ignored.by));
        }
        let mut declared = Vec::new();
        for relation in catalog.relations() {
            let name = relation.name.to_string();
            for column in &relation.columns {
                if ignores.place(2, column.span).is_some() {
                    declared.push((format!("{name}.{}", column.name), column.span));
                }
            }
            if ignores.place(1, relation.name_span).is_some() {
                declared.push((name, relation.name_span));
            }
        }
        declared.order();
        ignores.declared = declared;
        ignores
    }

    /// The comment that covers a fact, by its place or by what it is about.
    pub(crate) fn covering(
        &mut self,
        rule: &'static str,
        span: Span,
        object: &str,
    ) -> Option<&IgnoreComment> {
        if self.list.is_empty() {
            return None;
        }
        let table = object.rsplit_once('.').map_or("", |(table, _)| table);
        let by = self
            .at(rule, span)
            .or_else(|| self.at(rule, self.place_of(object)?))
            .or_else(|| self.at(rule, self.place_of(table)?))?;
        let (comment, used) = self.list.get_mut(by)?;
        if !used.contains(&rule) {
            used.push(rule);
        }
        Some(comment)
    }

    /// Every comment with the rules of which it ignored something, in the order of the document.
    pub(crate) fn into_used(self) -> Vec<(IgnoreComment, Vec<&'static str>)> {
        self.list
    }

    /// Where something stands that is ignored by its name.
    fn place_of(&self, object: &str) -> Option<Span> {
        let at = self.declared.partition_point(|(name, _)| name.as_str() < object);
        let (name, span) = self.declared.get(at)?;
        (name == object).then_some(*span)
    }

    /// The innermost comment about a place and rule.
    fn at(&self, rule: &str, span: Span) -> Option<usize> {
        (0..self.levels.len()).rev().find_map(|number| {
            let place = self.place(number, span)?;
            let level = self.levels.get(number)?;
            let first = level.partition_point(|ignored| (ignored.place, ignored.rule) < (place, rule));
            let ignored = level.get(first)?;
            (ignored.place == place && ignored.rule == rule).then_some(ignored.by)
        })
    }

    /// The ignored place of a level in which the span starts.
    fn place(&self, level: usize, span: Span) -> Option<Span> {
        let start = Span::empty(span.source, span.start);
        let level = self.levels.get(level)?;
        let behind = level.partition_point(|ignored| {
            (ignored.place.source, ignored.place.start) <= (span.source, span.start)
        });
        let place = level.get(behind.checked_sub(1)?)?.place;
        place.contains(start).then_some(place)
    }
}
