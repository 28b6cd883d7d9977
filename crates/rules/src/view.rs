//! A table as rules look at it: what many of them ask is worked out once.

use std::cell::OnceCell;

use rowproof_catalog::questions::{
    CheckFacts, CheckVerdict, Lexicon, Listed, NameLetters, NameWords, Word, columns_of, has_word, is_named,
    plural, words,
};
use rowproof_catalog::{
    Catalog, Check, Column, ColumnComment, Constraint, ConstraintKind, Index, IndexColumn, Relation,
};
use rowproof_query::ResolvedQuery;
use rowproof_syntax::Dialect;

use crate::constraints::comment_lists_values::values_in_comments;
use crate::normalization::dependencies::Dependent;

/// A base table of the paste.
pub struct TableView<'c> {
    /// The catalog it is in.
    pub catalog: &'c Catalog,
    /// The table.
    pub relation: &'c Relation,
    /// The queries of the paste, resolved against the catalog; empty without any.
    pub(crate) queries: &'c [ResolvedQuery],
    /// The words of its name, the last in the singular, without a prefix that most tables have: what one of its rows is.
    pub(crate) row: NameWords<'c>,
    row_letters: NameLetters,
    /// In order.
    pub(crate) columns: Vec<ColumnView<'c>>,
    /// Whether it takes rows as they come, to be cleaned later.
    pub(crate) staging: bool,
    /// Of `normalization::dependencies`.
    pub(crate) dependents: OnceCell<Vec<Dependent<'c>>>,
    facts: OnceCell<Vec<CheckFacts>>,
    verdicts: OnceCell<Vec<Option<CheckVerdict>>>,
    /// For a column that is not there.
    nothing: CheckFacts,
}

/// A column with the words of its name.
pub(crate) struct ColumnView<'c> {
    /// Its place among the columns.
    at: usize,
    /// The column.
    pub column: &'c Column,
    /// The words of its name.
    pub words: NameWords<'c>,
    letters: NameLetters,
    stated: OnceCell<Option<(&'c ColumnComment, Vec<String>)>>,
}

impl<'c> TableView<'c> {
    /// A view of this table, among these queries.
    pub fn new(catalog: &'c Catalog, relation: &'c Relation, queries: &'c [ResolvedQuery]) -> Self {
        let view = |(at, column): (usize, &'c Column)| {
            let words = words(&column.name);
            ColumnView {
                at,
                column,
                letters: NameLetters::of(&column.name, &words),
                words,
                stated: OnceCell::new(),
            }
        };
        let row = catalog.row_words(relation);
        Self {
            catalog,
            relation,
            queries,
            row_letters: NameLetters::of(&relation.name.name, &row),
            row,
            columns: relation.columns.iter().enumerate().map(view).collect(),
            staging: relation.is_staging(),
            dependents: OnceCell::new(),
            facts: OnceCell::new(),
            verdicts: OnceCell::new(),
            nothing: CheckFacts::default(),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }

    /// What the CHECKs, the type and the domain say about the column. A CHECK that the server forgets has been said too:
    /// that it is forgotten is a finding of its own.
    pub(crate) fn facts(&self, column: &ColumnView<'_>) -> &CheckFacts {
        let facts = self.facts.get_or_init(|| {
            let facts = self.catalog.written_facts(self.relation).into_iter();
            facts.map(|(_, facts)| facts).collect()
        });
        facts.get(column.at).unwrap_or(&self.nothing)
    }

    /// The CHECKs that rows are held to, each with what it comes to.
    pub(crate) fn verdicts(
        &self,
    ) -> impl Iterator<Item = (&'c Constraint, &'c Check, Option<&CheckVerdict>)> {
        let relation = self.relation;
        let verdicts = self.verdicts.get_or_init(|| {
            let checks = relation.enforced_checks();
            checks
                .map(|(_, check)| self.catalog.check_verdict(relation, check))
                .collect()
        });
        let checks = relation.enforced_checks().zip(verdicts);
        checks.map(|((constraint, check), verdict)| (constraint, check, verdict.as_ref()))
    }

    /// Whether the table's name says that each row is something that happened.
    pub(crate) fn is_log(&self) -> bool {
        self.says(&Lexicon::LOG)
    }

    /// Whether a word of the table's name is in the list.
    pub(crate) fn says(&self, list: impl Into<Listed>) -> bool {
        let list = list.into();
        self.row_letters.may_have_word(list) && has_word(&self.row, list)
    }

    /// Whether the column is part of a foreign key.
    pub(crate) fn refers(&self, column: &Column) -> bool {
        let mut keys = self.relation.foreign_keys();
        keys.any(|(_, key)| key.columns.contains(&column.name))
    }

    /// Whether some unique index or exclusion names the column, alone or with others: whoever wrote it has thought about
    /// what must not come twice.
    pub(crate) fn is_in_key(&self, column: &Column) -> bool {
        let mut indexes = self.relation.indexes.iter().filter(|index| index.unique);
        let excluded = |constraint: &Constraint| {
            matches!(constraint.kind, ConstraintKind::Exclude(_)) && constraint.mentions(&column.name)
        };
        let names = |key: &IndexColumn| key.columns().contains(&column.name);
        indexes.any(|index| index.keys.iter().any(names)) || self.relation.constraints.iter().any(excluded)
    }

    /// The columns of a unique index over whole columns and all rows; none for any other index.
    pub(crate) fn unique_columns(&self, index: &Index) -> Option<Vec<&'c Column>> {
        if !index.unique || index.predicate.is_some() {
            return None;
        }
        let mut columns = Vec::new();
        for key in &index.keys {
            columns.push(self.relation.column(key.column.as_deref()?)?);
        }
        Some(columns)
    }

    /// Whether some unique index is over the rows alone that this column tells, or over an expression of it.
    pub(crate) fn has_unique_with(&self, column: &Column) -> bool {
        self.relation.indexes.iter().any(|index| {
            let expressions = index.keys.iter().filter_map(|key| key.expression.as_ref());
            let mut read = expressions.chain(&index.predicate);
            index.unique && read.any(|expression| columns_of(expression).contains(&column.name))
        })
    }

    /// The table of that name, or of its plural, in this one's schema.
    pub(crate) fn table_named(&self, name: &str) -> Option<&'c Relation> {
        let mut wanted = self.relation.name.clone();
        wanted.name = plural(name);
        let found = self.catalog.by_name(&wanted);
        wanted.name = name.to_owned();
        found.or_else(|| self.catalog.by_name(&wanted))
    }

    /// The column that sets tenants apart, when every row has one.
    pub(crate) fn tenant(&self) -> Option<&'c Column> {
        let tenant = |column: &&ColumnView<'_>| column.column.not_null && column.is_named(&Lexicon::TENANT);
        self.columns.iter().find(tenant).map(|column| column.column)
    }
}

impl<'c> ColumnView<'c> {
    /// The list of values that a comment states, and the comment.
    pub(crate) fn stated_values(&self) -> Option<&(&'c ColumnComment, Vec<String>)> {
        let stated = self.stated.get_or_init(|| values_in_comments(self.column));
        stated.as_ref()
    }

    /// Whether a word of its name is in the list.
    pub(crate) fn says(&self, list: impl Into<Listed>) -> bool {
        let list = list.into();
        self.letters.may_have_word(list) && has_word(&self.words, list)
    }

    /// Whether its name is in the list.
    pub(crate) fn is_named(&self, list: impl Into<Listed>) -> bool {
        let list = list.into();
        self.letters.may_be_named(list) && is_named(&self.column.name, list)
    }

    /// The last word of its name.
    pub(crate) fn last(&self) -> &str {
        self.words.last().map(Word::as_ref).unwrap_or_default()
    }

    /// Whether writers give its values: no array, not computed by the database.
    pub(crate) fn is_written(&self) -> bool {
        self.column.generated.is_none() && self.column.data_type.array_dimensions == 0
    }
}
