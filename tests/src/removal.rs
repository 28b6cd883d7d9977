//! Taking one constraint or index out of a text, by the places that the catalog knows it from.

use std::ops::Range;

use rowproof_engine::catalog::{Catalog, Column, ConstraintKind, IndexOrigin, Relation};
use rowproof_engine::source::{SourceFile, SourceId, Span};
use rowproof_engine::syntax::{HighlightKind, highlight, statement_spans};

use crate::facts::FactKind;

/// A constraint or index that stands in the text, and what to cut to be without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// `PrimaryKey`, `Unique`, `NotNull`, `Check`, `ForeignKey` or `Index`.
    pub kind: FactKind,
    /// Its table, qualified.
    pub table: String,
    /// Its columns; those of an index in order, expressions left out.
    pub columns: Vec<String>,
    /// Bytes to cut.
    pub range: Range<usize>,
}

/// The text without these.
pub fn without<'r>(text: &str, removals: impl IntoIterator<Item = &'r Removal>) -> String {
    let mut ranges: Vec<&Range<usize>> = removals.into_iter().map(|removal| &removal.range).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        left.push_str(text.get(at..range.start).unwrap_or_default());
        at = at.max(range.end);
    }
    left.push_str(text.get(at..).unwrap_or_default());
    left
}

/// Everything that can be taken out of the text that this catalog was read from, alone.
pub fn removals(catalog: &Catalog, text: &str) -> Vec<Removal> {
    let cutter = Cutter::new(catalog, text);
    let mut removals = Vec::new();
    for relation in catalog.tables() {
        let mut add = |kind, columns: &[String], range: Option<Range<usize>>| {
            removals.extend(range.map(|range| Removal {
                kind,
                table: relation.name.to_string(),
                columns: columns.to_vec(),
                range,
            }));
        };
        for column in relation.columns.iter().filter(|column| column.not_null) {
            let name = std::slice::from_ref(&column.name);
            add(FactKind::NotNull, name, cutter.not_null(relation, column));
        }
        for constraint in &relation.constraints {
            let range = || cutter.item(constraint.span);
            match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => add(FactKind::PrimaryKey, &key.columns, range()),
                ConstraintKind::Unique(key) => add(FactKind::Unique, &key.columns, range()),
                ConstraintKind::Check(check) => add(FactKind::Check, &check.columns, range()),
                ConstraintKind::ForeignKey(key) => add(FactKind::ForeignKey, &key.columns, range()),
                ConstraintKind::Exclude(_) => {}
            }
        }
        for index in relation
            .indexes
            .iter()
            .filter(|index| index.origin == IndexOrigin::Declared)
        {
            let columns: Vec<String> = index.keys.iter().filter_map(|key| key.column.clone()).collect();
            let kind = if index.unique {
                FactKind::Unique
            } else {
                FactKind::Index
            };
            let is_constraint = has_constraint_at(relation, index.span);
            add(kind, &columns, cutter.item(index.span).filter(|_| !is_constraint));
        }
    }
    removals
}

fn has_constraint_at(relation: &Relation, span: Span) -> bool {
    relation
        .constraints
        .iter()
        .any(|constraint| constraint.span == span)
}

/// A token that means something.
struct Token<'t> {
    range: Range<usize>,
    text: &'t str,
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

struct Cutter<'t> {
    tokens: Vec<Token<'t>>,
    statements: Vec<Range<usize>>,
}

impl<'t> Cutter<'t> {
    fn new(catalog: &Catalog, text: &'t str) -> Self {
        let tokens = highlight(text, catalog.dialect()).into_iter();
        let tokens = tokens.filter(|token| token.kind != HighlightKind::Comment);
        let source = SourceFile::new(SourceId(0), "text", text);
        Self {
            tokens: tokens
                .map(|token| {
                    let range = token.start as usize..token.end as usize;
                    let text = text.get(range.clone()).unwrap_or_default();
                    Token { range, text }
                })
                .collect(),
            statements: statement_spans(source.id(), source.text(), catalog.dialect())
                .into_iter()
                .map(Span::range)
                .collect(),
        }
    }

    /// The tokens that begin in the range, by their places.
    fn tokens_in(&self, range: &Range<usize>) -> Range<usize> {
        let from = self
            .tokens
            .partition_point(|token| token.range.start < range.start);
        let to = self.tokens.partition_point(|token| token.range.start < range.end);
        from..to
    }

    fn token_is(&self, at: Option<usize>, word: &str) -> bool {
        at.and_then(|at| self.tokens.get(at))
            .is_some_and(|token| token.is(word))
    }

    /// What to cut to be without a clause: with the comma that joins it to its neighbours, with the statement when that says
    /// nothing else.
    fn item(&self, span: Span) -> Option<Range<usize>> {
        let mut tokens = self.tokens_in(&span.range());
        let statement = self
            .statements
            .iter()
            .find(|held| held.contains(&span.range().start))?;
        let before = |at: usize| at.checked_sub(1);
        if self.token_is(before(tokens.end), ";") || self.token_is(Some(tokens.start), "create") {
            return Some(statement.clone());
        }
        let named = tokens.start.checked_sub(2);
        if self.token_is(named, "constraint") {
            tokens.start -= 2;
        }
        if self.token_is(before(tokens.start), "add") {
            tokens.start -= 1;
            let first = !self.token_is(before(tokens.start), ",");
            if first && !self.token_is(Some(tokens.end), ",") {
                return Some(statement.clone());
            }
        }
        if self.token_is(before(tokens.start), ",") {
            tokens.start -= 1;
        } else if self.token_is(Some(tokens.end), ",") && self.token_is(before(tokens.start), "(") {
            tokens.end += 1;
        }
        self.bytes(tokens)
    }

    /// The words `NOT NULL` of a column's definition, or the statement that sets it later.
    fn not_null(&self, relation: &Relation, column: &Column) -> Option<Range<usize>> {
        let tokens = self.tokens_in(&column.span.range());
        let mut depth = 0usize;
        for at in tokens {
            let token = self.tokens.get(at)?;
            match token.text {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth == 0 && token.is("not") && self.token_is(Some(at + 1), "null") => {
                    let named = at
                        .checked_sub(2)
                        .filter(|named| self.token_is(Some(*named), "constraint"));
                    return self.bytes(named.unwrap_or(at)..at + 2);
                }
                _ => {}
            }
        }
        self.set_not_null(relation, column)
    }

    /// `ALTER TABLE … ALTER COLUMN … SET NOT NULL` that says nothing else.
    fn set_not_null(&self, relation: &Relation, column: &Column) -> Option<Range<usize>> {
        let says = |statement: &&Range<usize>| {
            let tokens = self.tokens.get(self.tokens_in(statement)).unwrap_or_default();
            let words: Vec<&str> = tokens.iter().map(|token| token.text.trim_matches('"')).collect();
            let ending = [column.name.as_str(), "set", "not", "null"];
            let sets = words.windows(4).any(|four| {
                four.iter()
                    .zip(ending)
                    .all(|(one, end)| one.eq_ignore_ascii_case(end))
            });
            sets && words.contains(&relation.name.name.as_str()) && !words.contains(&",")
        };
        self.statements.iter().find(says).cloned()
    }

    fn bytes(&self, tokens: Range<usize>) -> Option<Range<usize>> {
        let first = self.tokens.get(tokens.start)?;
        let last = self.tokens.get(tokens.end.checked_sub(1)?)?;
        Some(first.range.start..last.range.end)
    }
}
