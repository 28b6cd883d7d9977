//! Which columns a query gives back, and which columns of which relations it names.

mod given;
mod output;
mod resolve;

use rowproof_source::Span;
use rowproof_syntax::ast::{CommonTable, ObjectName, Select, SelectColumn, SelectSource};

use self::given::unique;
use super::affinity::Affinity;
use crate::Catalog;
use crate::model::{QualifiedName, Relation, RelationId, RelationKind};

/// How many queries are looked into for one answer: views read views, and a table of WITH may be read many times.
const MAX_QUERIES: usize = 2_000;
/// How deep they may read each other.
const MAX_DEPTH: usize = 60;

/// A column that a query gives back.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub name: String,
    /// None for an expression that has none of its own.
    pub affinity: Option<Affinity>,
    /// Which classes of values it may give: it is what SQLite mixes where queries are put behind each other.
    classes: u8,
}

/// Classes of values.
const NUMBERS: u8 = 1;
const STRINGS: u8 = 2;
const BLOBS: u8 = 4;

impl Given {
    fn of_column(name: String, affinity: Affinity) -> Self {
        Self {
            name,
            affinity: Some(affinity),
            classes: match affinity {
                Affinity::Blob => NUMBERS | STRINGS | BLOBS,
                Affinity::Text => STRINGS | BLOBS,
                _ => NUMBERS | BLOBS,
            },
        }
    }
}

/// A name in a query that is a column of a relation.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// The name's place: which name it is.
    pub span: Span,
    pub relation: RelationId,
    pub column: String,
    /// Whether its qualifier, if any, is an alias rather than the relation's own name.
    pub by_alias: bool,
    /// Whether it is a single name in quotes, which is a string where it is no column.
    pub may_be_string: bool,
    /// Whether its table stands before it.
    pub qualified: bool,
    /// Whether it is in quotes of any kind.
    pub quoted: bool,
}

/// A look into queries.
pub(super) struct Walk<'c> {
    catalog: &'c Catalog,
    /// The only schema that relations come from; none when the search path is gone through.
    schema: Option<String>,
    pub mentions: Vec<Mention>,
    /// Relations that `*` reads all columns of.
    pub whole: Vec<RelationId>,
    /// Whether a view gives another number of columns than it names.
    pub miscounted: bool,
    /// What does not hold: a relation or a column that is not there.
    pub trouble: Option<String>,
    queries: usize,
    depth: usize,
    /// The views that are being looked into.
    active: Vec<RelationId>,
}

/// The tables of WITH around a query.
#[derive(Clone, Copy)]
struct Common<'s> {
    tables: &'s [CommonTable],
    outer: Option<&'s Common<'s>>,
}

/// What the names of a query may mean.
pub(super) struct Scope<'s> {
    sources: Vec<Source>,
    columns: &'s [SelectColumn],
    outer: Option<&'s Scope<'s>>,
}

/// One relation that names may be columns of.
pub(super) struct Source {
    /// What columns are qualified with.
    name: String,
    aliased: bool,
    /// The relation itself; none for a query.
    relation: Option<RelationId>,
    /// None when they are not known.
    columns: Option<Vec<Given>>,
    natural: bool,
    using: Vec<String>,
    /// What its rowid is called, when it has one.
    rowid: Option<String>,
}

impl Source {
    fn column(&self, name: &str) -> Option<&Given> {
        let mut columns = self.columns.iter().flatten();
        columns.find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

impl<'c> Walk<'c> {
    /// A look into what a view or a trigger of that schema says: only a temporary one sees other schemas.
    pub fn new(catalog: &'c Catalog, schema: &str) -> Self {
        Self {
            catalog,
            schema: (schema != super::TEMPORARY).then(|| schema.to_owned()),
            mentions: Vec::new(),
            whole: Vec::new(),
            miscounted: false,
            trouble: None,
            queries: 0,
            depth: 0,
            active: Vec::new(),
        }
    }

    fn missing(&mut self, what: String) {
        self.trouble.get_or_insert(what);
    }

    fn find(&self, name: &ObjectName) -> Option<&'c Relation> {
        match &self.schema {
            Some(schema) => self.catalog.by_name(&QualifiedName {
                schema: schema.clone(),
                name: name.last()?.value.clone(),
            }),
            None => self.catalog.resolve(name),
        }
    }

    /// What a relation gives back; none when that cannot be said.
    pub fn relation_columns(&mut self, relation: &'c Relation) -> Option<Vec<Given>> {
        match relation.kind {
            RelationKind::View => self.view_columns(relation),
            RelationKind::VirtualTable if relation.columns.is_empty() => None,
            _ => Some(
                relation
                    .columns
                    .iter()
                    .map(|column| {
                        Given::of_column(column.name.clone(), Affinity::of_column(column, relation))
                    })
                    .collect(),
            ),
        }
    }

    fn view_columns(&mut self, relation: &'c Relation) -> Option<Vec<Given>> {
        let view = self.catalog.sqlite.views.get(&relation.id)?;
        if self.active.contains(&relation.id) {
            self.missing(format!("`{}` is defined by itself", relation.name));
            return None;
        }
        if self.queries > MAX_QUERIES || self.depth > MAX_DEPTH {
            return None;
        }
        let mut inner = Walk::new(self.catalog, &relation.name.schema);
        (inner.queries, inner.depth) = (self.queries + 1, self.depth + 1);
        inner.active.clone_from(&self.active);
        inner.active.push(relation.id);
        inner.visit(&view.select, None);
        let given = inner.columns(&view.select, None, false);
        self.queries = inner.queries;
        if let Some(trouble) = inner.trouble {
            self.missing(trouble);
            return None;
        }
        self.miscounted |= inner.miscounted;
        if view.columns.is_empty() {
            return given;
        }
        self.miscounted |= given
            .as_ref()
            .is_some_and(|given| given.len() != view.columns.len());
        let mut given = given.into_iter().flatten();
        let named = view.columns.iter().map(|name| {
            let (affinity, classes) = given.next().map_or((None, NUMBERS | STRINGS | BLOBS), |given| {
                (given.affinity, given.classes)
            });
            Given {
                name: name.value.clone(),
                affinity,
                classes,
            }
        });
        Some(unique(named.collect()))
    }
}

/// Whether a parameter stands anywhere in a query.
pub(super) fn has_parameter(select: &Select) -> bool {
    select.has_parameter || inner_queries(select).any(has_parameter)
}

/// The queries that stand directly in a query.
pub(super) fn inner_queries(select: &Select) -> impl Iterator<Item = &Select> {
    let sources = select.from.iter().filter_map(|item| match &item.source {
        SelectSource::Select(inner) => Some(&**inner),
        _ => None,
    });
    let common = select.common.iter().map(|table| &table.select);
    common.chain(sources).chain(&select.nested).chain(&select.others)
}
