//! Questions that more than one rule asks (tested here, on their own).

mod canonical;
mod check_facts;
mod coverage;
mod defaults;
mod expressions;
mod name_model;
mod redundancy;
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
pub use expressions::{column_named, columns_of, rename_column_in, strip_casts};
pub(crate) use expressions::{each_part, each_part_mut};
pub(crate) use name_model::NameIndex;
pub use name_model::{
    Lexicon, NameWords, ReferenceGuess, has_word, is_named, plural, row_words, singular, words,
};
pub use redundancy::{Redundancy, RedundantIndex};
pub use skip_lists::is_tool_table;
pub use text::expression_text;
pub use uniqueness::Uniqueness;
pub use verdict::{CheckVerdict, Contradiction};
