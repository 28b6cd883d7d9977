//! What determines what in a table, as far as its keys, its references and its names tell.

mod decompose;
mod form;
mod names;
mod rows;

use self::names::{CACHES, CODE_PARTS, PERSON_PARTS, SNAPSHOTS, has_own_words, is_document, said_parent};
use rowproof_source::SortSmall;

use crate::prelude::*;

pub(crate) use self::decompose::{can_drop, drop_column, moved_out};
pub(crate) use self::form::Place;
pub use self::form::{FormViolation, RelationForm, relation_form};
pub(crate) use self::names::comment_of_copy;
pub(crate) use self::rows::contradict;

/// A column whose value follows from another column that is no key.
#[derive(Clone)]
pub(crate) struct Dependent<'c> {
    /// `customer_id`
    pub determinant: &'c Column,
    /// `customer_email`
    pub column: &'c Column,
    /// How that is known.
    pub origin: Origin<'c>,
    /// Which normal form it breaks.
    pub place: Place,
}

/// How a dependency is known.
#[derive(Clone)]
pub(crate) enum Origin<'c> {
    /// The table it points at has the same column.
    Parent {
        parent: &'c Relation,
        /// The column that the determinant points at.
        key: String,
        /// What is copied.
        column: &'c Column,
        /// Whether a foreign key says so, rather than a name.
        declared: bool,
    },
    /// A comment says that it is repeated from a table that is not in the paste.
    Said { parent: String, key: &'static str },
    /// The names of the two columns alone.
    Names,
}

/// What a determinant points at.
enum Target<'c> {
    Known {
        parent: &'c Relation,
        key: String,
        declared: bool,
    },
    Absent {
        table: String,
        key: &'static str,
    },
    Nothing,
}

/// The columns that follow from something that is no key, in the table's order. Left out is what is rightly stored twice:
/// documents that keep what was true when they were written, caches, and what a trigger keeps.
pub(crate) fn dependents<'v, 'c>(table: &'v TableView<'c>) -> &'v [Dependent<'c>] {
    table.dependents.get_or_init(|| find_dependents(table))
}

fn find_dependents<'c>(table: &TableView<'c>) -> Vec<Dependent<'c>> {
    let determinants = determinants(table);
    if determinants.is_empty() || table.staging || table.says(CACHES) {
        return Vec::new();
    }
    let by_words = by_words(table, &determinants);
    let mut found: Vec<Dependent<'c>> = Vec::new();
    for view in &table.columns {
        let candidate = view.column.data_type.is_text()
            && view.is_written()
            && !view.says(CACHES)
            && !view.says(SNAPSHOTS);
        if !candidate {
            continue;
        }
        let speaking = speaking(&by_words, view);
        if speaking.is_empty() || table.refers(view.column) || table.is_in_key(view.column) {
            continue;
        }
        let mut origins = speaking
            .into_iter()
            .filter_map(|at| determinants.get(at))
            .filter(|held| held.at != view.column.name_span);
        let origin = origins.find_map(|held| Some((held, origin(table, held, view)?)));
        if let Some((held, origin)) = origin {
            found.push(Dependent {
                determinant: held.column,
                column: view.column,
                origin,
                place: Place::Nowhere,
            });
        }
    }
    form::place(table, &mut found);
    found.retain(|held| held.place != Place::Nowhere);
    found
}

/// A column that points at something, by a foreign key or by its name.
struct Determinant<'v, 'c> {
    column: &'c Column,
    at: Span,
    /// Its words without the last when that is `id`: what it points at.
    stem: &'v [Word<'c>],
    /// Whether it ends in `code`.
    code: bool,
    /// Whether a foreign key says so.
    refers: bool,
}

fn determinants<'v, 'c>(table: &'v TableView<'c>) -> Vec<Determinant<'v, 'c>> {
    let mut list = Vec::new();
    for view in &table.columns {
        let Some((last, stem)) = view.words.split_last() else {
            continue;
        };
        let stem = match last.as_ref() {
            "id" | "uuid" | "code" | "key" => stem,
            _ => view.words.as_slice(),
        };
        let named = stem.len() < view.words.len();
        let refers = table.refers(view.column);
        if stem.is_empty() || !(named || refers) {
            continue;
        }
        list.push(Determinant {
            column: view.column,
            at: view.column.name_span,
            stem,
            code: last == "code",
            refers,
        });
    }
    list
}

/// The determinants by the words that a column's name has to begin with to be theirs: their own, or those of a row of the
/// table that a foreign key points at. With it the search is linear in the columns, however many a table has.
fn by_words<'c>(table: &TableView<'c>, determinants: &[Determinant<'_, 'c>]) -> SmallMap<String, Vec<usize>> {
    let mut by_words: SmallMap<String, Vec<usize>> = SmallMap::default();
    for (at, held) in determinants.iter().enumerate() {
        by_words.change(held.stem.join(" "), |list| list.push(at));
        if !held.refers {
            continue;
        }
        if let Target::Known { parent, .. } = target(table, held.column) {
            by_words.change(row_words(&parent.name.name).join(" "), |list| list.push(at));
        }
    }
    by_words
}

/// The determinants whose words the column's name begins with, in the table's order.
fn speaking(by_words: &SmallMap<String, Vec<usize>>, view: &ColumnView<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut begin = String::new();
    for word in &view.words {
        if !begin.is_empty() {
            begin.push(' ');
        }
        begin.push_str(word);
        found.extend(by_words.get(&begin).into_iter().flatten().copied());
    }
    found.order();
    found.dedup();
    found
}

/// How the column follows from the determinant; none when it does not, as far as one can tell.
fn origin<'c>(
    table: &TableView<'c>,
    held: &Determinant<'_, 'c>,
    view: &ColumnView<'c>,
) -> Option<Origin<'c>> {
    let rest = view.words.strip_prefix(held.stem);
    let comment = comment_of_copy(view.column);
    // Another name for the one pointed at: `author_id`, `user_name`.
    if rest.is_none_or(<[_]>::is_empty) && !table.refers(held.column) {
        return None;
    }
    match target(table, held.column) {
        Target::Known {
            parent,
            key,
            declared,
        } => {
            let copied = copied_column(parent, rest, view);
            if let Some(column) = copied.filter(|_| comment.is_some() || !is_document(table)) {
                return Some(Origin::Parent {
                    parent,
                    key,
                    column,
                    declared,
                });
            }
            None
        }
        Target::Absent { table: parent, key } if comment.is_some() && rest.is_some() => Some(Origin::Said {
            parent: comment.and_then(said_parent).unwrap_or(parent),
            key,
        }),
        Target::Absent { .. } | Target::Nothing => {
            let rest = rest.filter(|rest| !rest.is_empty())?;
            let parts = if held.code { CODE_PARTS } else { PERSON_PARTS };
            let named = matches!(rest, [only] if parts.contains(only));
            (named && !is_document(table) && !has_own_words(table, held.stem)).then_some(Origin::Names)
        }
    }
}

/// The parent's column that this one repeats: `email` for `customer_email`, or `customer_email` itself.
fn copied_column<'c>(
    parent: &'c Relation,
    rest: Option<&[Word<'c>]>,
    view: &ColumnView<'c>,
) -> Option<&'c Column> {
    let row = row_words(&parent.name.name);
    let rest = rest.filter(|rest| !rest.is_empty());
    // `user_full_name` beside `author_id`, and `username` of users.
    let of_row = view
        .words
        .strip_prefix(row.as_slice())
        .filter(|rest| !rest.is_empty());
    let whole = of_row.is_some().then_some(view.words.as_slice());
    let mut copied = [rest, of_row, whole].into_iter().flatten().filter_map(|name| {
        parent.columns.iter().find(|column| {
            is_spelled(&column.name, name)
                && column.data_type.is_text()
                && !parent.is_in_primary_key(&column.name)
                && column.generated.is_none()
        })
    });
    let copied = copied.next()?;
    let refers = parent
        .foreign_keys()
        .any(|(_, key)| key.columns.contains(&copied.name));
    let status = words(&copied.name)
        .last()
        .is_some_and(|last| Lexicon::STATUS.contains(last));
    (!refers && !status).then_some(copied)
}

/// Whether these are the words of a name; names that differ in length are not split.
fn is_spelled(name: &str, of: &[Word<'_>]) -> bool {
    let letters: usize = of.iter().map(|word| word.len()).sum();
    (letters..letters + of.len()).contains(&name.len()) && words(name) == of
}

fn target<'c>(table: &TableView<'c>, column: &'c Column) -> Target<'c> {
    let relation = table.relation;
    let declared = relation
        .foreign_keys()
        .find(|(_, key)| key.columns.as_slice() == std::slice::from_ref(&column.name));
    if let Some((_, key)) = declared {
        let parent = key.relation.and_then(|id| table.catalog.relation(id));
        return match (parent, key.referenced_columns.first()) {
            (Some(parent), _) if parent.id == relation.id => Target::Nothing,
            (Some(parent), Some(key)) => Target::Known {
                parent,
                key: key.clone(),
                declared: true,
            },
            _ => Target::Absent {
                table: key.referenced.name.clone(),
                key: "id",
            },
        };
    }
    match table.catalog.guess_reference(relation, column) {
        Some(ReferenceGuess::Relation { id, key, .. }) if id != relation.id => {
            match table.catalog.relation(id) {
                Some(parent) => Target::Known {
                    parent,
                    key,
                    declared: false,
                },
                None => Target::Nothing,
            }
        }
        Some(ReferenceGuess::Absent { table, key }) => Target::Absent { table, key },
        _ => Target::Nothing,
    }
}

/// Says the dependencies that names alone tell of and that break this form, each determinant once.
pub(crate) fn push_named(
    table: &TableView<'_>,
    place: Place,
    rule: &Rule,
    words: &'static Words,
    findings: &mut Findings<'_>,
) {
    for dependents in named_dependents(table, place) {
        let Some(first) = dependents.first() else { continue };
        let fact = NamedDependency {
            table,
            dependents: &dependents,
            determinant: first.determinant,
            words,
        };
        findings.push(rule, &fact);
    }
}

/// The dependencies that names alone tell of and that break this form, by determinant.
fn named_dependents<'c>(table: &TableView<'c>, place: Place) -> Vec<Vec<Dependent<'c>>> {
    let mut groups: Vec<Vec<Dependent<'c>>> = Vec::new();
    for held in dependents(table) {
        if held.place != place || !matches!(held.origin, Origin::Names) {
            continue;
        }
        let same = |group: &&mut Vec<Dependent<'c>>| {
            let mut group = group.iter();
            group.any(|other| other.determinant.name == held.determinant.name)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(held.clone()),
            None => groups.push(vec![held.clone()]),
        }
    }
    groups
}

/// A dependency that only names tell of, with the words of its rule.
struct NamedDependency<'t, 'c> {
    table: &'t TableView<'c>,
    /// All with the same determinant, at least one.
    dependents: &'t [Dependent<'c>],
    /// What it follows from; that of the first.
    determinant: &'c Column,
    words: &'static Words,
}

impl NamedDependency<'_, '_> {
    fn columns(&self) -> Vec<&Column> {
        self.dependents.iter().map(|held| held.column).collect()
    }

    fn fill(&self, template: &str) -> String {
        let names: Vec<&str> = self.columns().iter().map(|column| column.name.as_str()).collect();
        template
            .replace("{columns}", &listed(&names))
            .replace("{follows}", if names.len() == 1 { "follows" } else { "follow" })
            .replace("{table}", &self.table.relation.name.to_string())
            .replace("{determinant}", &self.determinant.name)
    }
}

impl Explain for NamedDependency<'_, '_> {
    fn object(&self) -> String {
        column_name(self.table.relation, self.determinant)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.table.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        self.columns()
    }

    fn span(&self) -> Span {
        let first = self.dependents.first();
        first.map_or(self.determinant.span, |held| held.column.span)
    }

    fn message(&self) -> String {
        self.fill(self.words.message)
    }

    fn why(&self) -> String {
        self.fill(self.words.why)
    }

    fn certainty(&self) -> (Certainty, String) {
        (Certainty::Possible, self.fill(self.words.sure))
    }

    fn related(&self) -> Vec<Label> {
        vec![Label {
            span: self.determinant.span,
            text: "what it follows from".to_owned(),
        }]
    }

    fn intent(&self) -> String {
        self.fill(self.words.intent)
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let (first, others) = self.dependents.split_first()?;
        let siblings: Vec<&Column> = others.iter().map(|held| held.column).collect();
        contradict(story, self.table.relation, first, &siblings)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let statements = moved_out(self.table, self.determinant, &self.columns());
        let fix = statements.map(|statements| {
            ProposedFix::statements(
                "move it to a table of its own",
                "The value is the same wherever the determinant is.",
                statements,
            )
            .costing("Where rows contradict each other the smallest value is kept: look for such rows first.")
        });
        fix.into_iter().collect()
    }
}
