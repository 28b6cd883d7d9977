//! What every rule file needs.

pub(crate) use rowproof_catalog::questions::{
    Lexicon, Listed, NameFit, NameWords, ReferenceGuess, Word, has_word, is_named, plural, row_words,
    singular, words,
};
pub(crate) use rowproof_catalog::{
    Catalog, Change, ChangeKey, Column, ColumnType, Constraint, ForeignKey, Index, IndexOrigin, NewIndex,
    Relation, TypeFamily, quote,
};
pub(crate) use rowproof_findings::{Certainty, Label, NodeReference, Severity};
pub(crate) use rowproof_proof::{Number, StoryBuilder, Value};
pub(crate) use rowproof_source::{SmallMap, Span, WordList};
pub(crate) use rowproof_syntax::Dialect;
pub(crate) use rowproof_syntax::ast::{
    BinaryOperator, Expression, ExpressionKind, Literal, ObjectName, ReferentialAction,
};

pub(crate) use crate::example::example_key;
pub(crate) use crate::gap::{Rows, Words};
pub(crate) use crate::remedies::redeclared;
pub(crate) use crate::view::{ColumnView, TableView};
pub(crate) use crate::vocabulary::*;
pub(crate) use crate::{
    Check, Explain, Findings, Outcome, PlanCheck, PlanContext, ProposedFix, Rule, SchemaContext, Threshold,
    Unit,
};
