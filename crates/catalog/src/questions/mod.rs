//! Questions that more than one rule asks (tested here, on their own).
//!
//! - Indexes: [`Catalog::covers`](crate::Catalog::covers) for look-ups, [`Catalog::unique_within`](crate::Catalog::unique_within)
//!   for telling rows apart, [`Catalog::redundant_indexes`](crate::Catalog::redundant_indexes).
//! - CHECKs: [`Catalog::check_facts`](crate::Catalog::check_facts) for what is said about a column,
//!   [`Catalog::null_rule`](crate::Catalog::null_rule) for columns that are filled in together,
//!   [`Catalog::check_verdict`](crate::Catalog::check_verdict) and [`Catalog::contradictions`](crate::Catalog::contradictions) for
//!   what they come to, [`Catalog::default_refusals`](crate::Catalog::default_refusals).
//! - Names: [`words`], [`singular`], [`has_word`], [`is_named`], the [`Lexicon`], and
//!   [`Catalog::guess_reference`](crate::Catalog::guess_reference) for which table a `*_id` means.
//!   [`Catalog::is_reserved_word`](crate::Catalog::is_reserved_word) for what must be quoted.
//! - Tables to leave alone: [`is_tool_table`], [`Relation::is_staging`](crate::Relation::is_staging).

mod canonical;
mod check_facts;
mod coverage;
mod defaults;
mod expressions;
mod name_model;
mod redundancy;
mod reserved;
mod skip_lists;
mod text;
mod uniqueness;
mod verdict;

pub use canonical::canonical;
pub use check_facts::{
    AllowedValues, Bound, CheckFacts, ColumnComparison, JsonShape, LengthRange, LetterCase, NullRule,
    Pattern, PatternKind, ValueRange, not_null_columns,
};
pub use defaults::DefaultRefusal;
pub use expressions::{column_named, columns_of, is_understood, rename_column_in, strip_casts};
pub(crate) use expressions::{each_part, each_part_mut};
pub(crate) use name_model::NameIndex;
pub use name_model::{
    AddedWord, Lexicon, Listed, NameFit, NameLetters, NameWords, NamedList, ReferenceGuess, Word, has_word,
    is_named, plural, row_words, singular, with_added_words, words,
};
pub use redundancy::{Redundancy, RedundantIndex};
pub(crate) use reserved::may_be_reserved;
pub use skip_lists::is_tool_table;
pub use text::expression_text;
pub use uniqueness::Uniqueness;
pub use verdict::{CheckVerdict, Contradiction};
