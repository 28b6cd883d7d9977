//! # Soft delete that no index knows about
//!
//! ## What it detects
//! A table whose rows are marked as deleted instead of removed (`deleted_at`, `is_deleted` …) while none of its indexes is
//! partial on that mark.
//!
//! ## Why it matters
//! Nearly every query wants the rows that are not deleted. A full index carries the deleted ones too: it grows with the
//! table's history, and each look-up steps over entries it throws away. An index over the live rows alone is smaller,
//! and the server uses it whenever the query states the same condition.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE articles (
//!   id bigint PRIMARY KEY,
//!   created_at timestamptz NOT NULL,
//!   deleted_at timestamptz
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE articles (
//!   id bigint PRIMARY KEY,
//!   created_at timestamptz NOT NULL,
//!   deleted_at timestamptz
//! );
//! CREATE INDEX articles_created_at_idx ON articles (created_at) WHERE deleted_at IS NULL;
//! ```
//!
//! ## When to ignore it
//! When few rows are ever deleted, the table is small, or most queries read deleted rows as well. Any index whose
//! condition or keys name the mark counts as one that knows about it. Indexes that serve a foreign key are never asked to
//! become partial: the check on the referenced row needs the deleted rows too. MySQL has no partial indexes.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Partial Indexes".
//! - SQLite documentation, "Partial Indexes".

use rowproof_catalog::questions::columns_of;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "soft-delete-no-partial-index",
    severity: Severity::Hint,
    dialects: &[Dialect::PostgreSql, Dialect::Sqlite],
    check: Check::Table(check),
};

/// The longest name PostgreSQL keeps, in bytes.
const NAME_BYTES: usize = 63;

/// A table with a deletion mark that none of its indexes knows about.
struct UnknownSoftDelete<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    mark: &'c Column,
    advice: Advice<'c>,
}

/// What to do about it.
enum Advice<'c> {
    /// Make these full indexes partial; never empty.
    Replace(Vec<&'c Index>),
    /// Add an index over the live rows on this column.
    Add(&'c Column),
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let (catalog, relation) = (table.catalog, table.relation);
    let mut columns = relation.columns.iter();
    let Some(mark) = columns.find(|column| is_mark(column, catalog.dialect())) else {
        return;
    };
    let mut indexes = relation.indexes.iter();
    if indexes.any(|index| index.mentions(&mark.name) && !index.unique) || has_partial(relation, mark) {
        return;
    }
    if let Some(advice) = advise(catalog, relation) {
        let fact = UnknownSoftDelete {
            catalog,
            relation,
            mark,
            advice,
        };
        findings.push(&RULE, &fact);
    }
}

/// A time or a flag named as a deletion mark. SQLite keeps times as text or numbers as well.
fn is_mark(column: &Column, dialect: Dialect) -> bool {
    if !is_named(&column.name, &Lexicon::SOFT_DELETE) {
        return false;
    }
    let name = column.name.to_ascii_lowercase();
    let family = column.data_type.family;
    let is_time = matches!(
        family,
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone | TypeFamily::Date
    );
    let loose_time = dialect == Dialect::Sqlite && (name.ends_with("_at") || name.ends_with("_on"));
    (is_time || loose_time || family == TypeFamily::Boolean) && column.data_type.array_dimensions == 0
}

/// Any index, unique ones too, whose predicate names the mark, whichever way round.
fn has_partial(relation: &Relation, mark: &Column) -> bool {
    let predicates = relation
        .indexes
        .iter()
        .filter_map(|index| index.predicate.as_ref());
    predicates
        .flat_map(|predicate| columns_of(predicate))
        .any(|name| name.eq_ignore_ascii_case(&mark.name))
}

fn advise<'c>(catalog: &Catalog, relation: &'c Relation) -> Option<Advice<'c>> {
    let mut secondary = relation
        .indexes
        .iter()
        .filter(|index| index.origin == IndexOrigin::Declared && !index.unique)
        .peekable();
    if secondary.peek().is_none() {
        return column_to_index(relation).map(Advice::Add);
    }
    let full: Vec<&Index> = secondary
        .filter(|index| is_plain(index) && !serves_a_foreign_key(catalog, relation, index))
        .collect();
    (!full.is_empty()).then_some(Advice::Replace(full))
}

/// Whether the index can be written anew from its columns alone.
fn is_plain(index: &Index) -> bool {
    let plain_key = |key: &rowproof_catalog::IndexColumn| {
        key.column.is_some()
            && key.prefix_length.is_none()
            && key.collation.is_none()
            && key.operator_class.is_none()
            && !key.descending
    };
    index.method == "btree"
        && index.predicate.is_none()
        && index.include.is_empty()
        && index.keys.iter().all(plain_key)
}

/// Whether a foreign key would be left without an index if this one were partial.
fn serves_a_foreign_key(catalog: &Catalog, relation: &Relation, index: &Index) -> bool {
    relation.foreign_keys().any(|(_, key)| {
        let others = relation.indexes.iter().filter(|other| other.name != index.name);
        catalog.covers(relation, index, &key.columns)
            && !others
                .into_iter()
                .any(|other| catalog.covers(relation, other, &key.columns))
    })
}

/// What lists of live rows are ordered or filtered by: the time of creation, else an address or a state that no index
/// starts with. A foreign key without an index is another finding.
fn column_to_index(relation: &Relation) -> Option<&Column> {
    let is_free = |column: &&Column| {
        let led = |index: &Index| index.leading_columns().next() == Some(column.name.as_str());
        column.data_type.array_dimensions == 0 && !relation.indexes.iter().any(led)
    };
    let named = |names: Listed| {
        let mut columns = relation.columns.iter().filter(is_free);
        columns.find(|column| is_named(&column.name, names))
    };
    named((&Lexicon::CREATED).into())
        .or_else(|| named(const { WordList::new("email") }.into()))
        .or_else(|| named(const { WordList::new("state,status") }.into()))
}

impl UnknownSoftDelete<'_> {
    fn index(&self, name: String, columns: &[String]) -> Change {
        Change::CreateIndex(NewIndex {
            predicate: Some(unmarked(self.mark, self.catalog.dialect())),
            ..NewIndex::on(self.relation.id, name, columns.to_vec())
        })
    }

    /// The twin stands beside the old index until that is dropped, so it needs a name of its own.
    fn twin(&self, index: &Index) -> [Change; 2] {
        let columns: Vec<String> = index.leading_columns().map(str::to_owned).collect();
        let wanted = format!("{}_live", index.name);
        let mut twin = self.relation.name.clone();
        twin.name = wanted;
        let free = twin.name.len() <= NAME_BYTES && !self.catalog.is_index_name_taken(&twin);
        let name = if free {
            twin.name
        } else {
            self.catalog.choose_name(self.relation.id, &columns, "idx")
        };
        let drop = Change::DropIndex {
            relation: self.relation.id,
            name: index.name.clone(),
        };
        [self.index(name, &columns), drop]
    }

    fn condition(&self) -> String {
        unmarked(self.mark, self.catalog.dialect()).text
    }
}

impl Explain for UnknownSoftDelete<'_> {
    fn object(&self) -> String {
        column_name(self.relation, self.mark)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.mark]
    }

    fn span(&self) -> Span {
        self.mark.span
    }

    fn message(&self) -> String {
        let what = match self.advice {
            Advice::Replace(_) => "every index of the table carries them",
            Advice::Add(_) => "no index leaves them out",
        };
        format!(
            "`{}` marks deleted rows, but {what}; make one partial on `{}`",
            self.object(),
            self.condition()
        )
    }

    fn why(&self) -> String {
        format!(
            "Queries for live rows say `WHERE {}`; an index with that condition holds nothing else and stays small as deleted rows pile up.",
            self.condition()
        )
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = "No index names the mark; whether it pays depends on how many rows are deleted.";
        (Certainty::Likely, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        match &self.advice {
            Advice::Replace(indexes) => {
                let label = |index: &&Index| Label {
                    span: index.span,
                    text: "holds deleted rows too".to_owned(),
                };
                indexes.iter().map(label).collect()
            }
            Advice::Add(_) => Vec::new(),
        }
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if self.mark.data_type.family == TypeFamily::Boolean && !self.mark.not_null {
            facts.push(format!(
                "`{}` accepts NULL: such rows are neither deleted nor found by `{}`; declare it NOT NULL first.",
                self.mark.name,
                self.condition()
            ));
        }
        facts
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        match &self.advice {
            Advice::Replace(indexes) => {
                let changes: Vec<Change> = indexes.iter().flat_map(|index| self.twin(index)).collect();
                let title = if indexes.len() == 1 {
                    "make the index partial"
                } else {
                    "make the indexes partial"
                };
                let when = format!("The queries that use them ask for `{}`.", self.condition());
                let cost = "Queries that read deleted rows too no longer find an index.";
                vec![ProposedFix::guess(title, when, changes).costing(cost)]
            }
            Advice::Add(column) => {
                let columns = [column.name.clone()];
                let name = self.catalog.choose_name(self.relation.id, &columns, "idx");
                let title = format!("index the live rows by `{}`", column.name);
                let when = format!(
                    "Lists of live rows are read by `{}`; choose the column your queries use.",
                    column.name
                );
                let cost = "Each insert of a live row, and each deletion, writes to one index more.";
                vec![ProposedFix::safe(title, when, vec![self.index(name, &columns)]).costing(cost)]
            }
        }
    }
}
