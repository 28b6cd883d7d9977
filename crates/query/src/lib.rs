//! Queries resolved against the catalog.
//!
//! Beside the rules: [`resolve_query`] ties the relations and columns a query names to those of the schema, so that
//! rules can ask "which values is this column compared with?" and, block by block, "what does this reading of a relation
//! ask for?" ([`Access`]). What does not resolve is kept, for the "not checked" list.
//!
//! A condition taken apart is a list of [`Conjunct`]s ([`classify`]), whether it stands in a query or in a plan; the index it
//! calls for is [`advise`]'s to say.

mod access;
mod advice;
mod block;
mod conjunct;
mod listed;
mod names;
mod shape;

pub use access::{Access, Limit, Order, OrderColumn};
pub use advice::{Advice, Counts, IndexKey, KeyPlace, Proposal, Reading, Wish, advise, counted, merge};
pub use block::{Block, Place, Source};
pub use conjunct::{Conjunct, ConjunctKind, Key, Wrap, classify, write_sql};
pub use listed::listed;
pub use names::{Names, each_name};
pub use shape::narrowed;

use rowproof_catalog::{Catalog, RelationId};
use rowproof_source::Span;
use rowproof_syntax::StatementStatistics;
use rowproof_syntax::ast::{BinaryOperator, Literal, ObjectName, Query, QueryRelation};

/// One query, tied to the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedQuery {
    /// Where.
    pub span: Span,
    /// The relations it reads, in the order of the text, each once.
    pub relations: Vec<RelationId>,
    /// Columns compared with constants.
    pub comparisons: Vec<ResolvedComparison>,
    /// Relations and columns the schema does not have.
    pub unresolved: Vec<Unresolved>,
    /// Its SELECTs, and the UPDATE or DELETE around them, in the order in which they start.
    pub blocks: Vec<Block>,
    /// What a server counted about it; none where nobody did.
    pub weight: Option<Weight>,
}

/// What a server counted about a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// The counts.
    pub counted: StatementStatistics,
    /// Its part of the time of all statements counted in the same text, 0 to 1.
    pub share: f64,
}

/// A column of the schema compared with constants.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedComparison {
    /// The column's relation.
    pub relation: RelationId,
    /// The column, as stored.
    pub column: String,
    /// The operator; `Equal` with several values stands for `IN`.
    pub operator: BinaryOperator,
    /// The text constants, in the order of the query; numbers and parameters are left out.
    pub texts: Vec<String>,
    /// Where the column is named.
    pub span: Span,
}

/// A name the schema does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// Where.
    pub span: Span,
    /// The name as written.
    pub name: String,
    /// Whether it is a relation (else a column).
    pub is_relation: bool,
}

/// Ties one query to the schema.
pub fn resolve_query(catalog: &Catalog, mut query: Query) -> ResolvedQuery {
    let mut resolved = ResolvedQuery {
        span: query.span,
        relations: Vec::new(),
        comparisons: Vec::new(),
        unresolved: Vec::new(),
        blocks: block::resolve(catalog, std::mem::take(&mut query.blocks)),
        weight: None,
    };
    let query = &query;
    for relation in &query.relations {
        match catalog.resolve(&relation.name) {
            Some(found) if resolved.relations.contains(&found.id) => {}
            Some(found) => resolved.relations.push(found.id),
            None => resolved.unresolved.push(unresolved(&relation.name, true)),
        }
    }
    for comparison in &query.comparisons {
        let Some((relation, column)) = resolve_column(catalog, query, &resolved, &comparison.column) else {
            if resolved.unresolved.is_empty() {
                resolved.unresolved.push(unresolved(&comparison.column, false));
            }
            continue;
        };
        resolved.comparisons.push(ResolvedComparison {
            relation,
            column,
            operator: comparison.operator,
            texts: texts(&comparison.values),
            span: comparison.column.span,
        });
    }
    resolved
}

fn unresolved(name: &ObjectName, is_relation: bool) -> Unresolved {
    let parts: Vec<&str> = name.parts.iter().map(|part| part.value.as_str()).collect();
    Unresolved {
        span: name.span,
        name: parts.join("."),
        is_relation,
    }
}

fn texts(values: &[Literal]) -> Vec<String> {
    values
        .iter()
        .filter_map(|value| match value {
            Literal::String(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

/// A qualified column through its alias, a bare one when exactly one relation has it.
fn resolve_column(
    catalog: &Catalog,
    query: &Query,
    resolved: &ResolvedQuery,
    name: &ObjectName,
) -> Option<(RelationId, String)> {
    let (last, qualifier) = name.parts.split_last()?;
    if let Some(alias) = qualifier.last() {
        let relation = query
            .relations
            .iter()
            .find(|relation| is_called(relation, &alias.value))?;
        let relation = catalog.resolve(&relation.name)?;
        let column = catalog.find_column(relation, &last.value)?;
        return Some((relation.id, column.name.clone()));
    }
    let mut having = resolved.relations.iter().filter_map(|id| {
        let relation = catalog.relation(*id)?;
        Some((
            relation.id,
            catalog.find_column(relation, &last.value)?.name.clone(),
        ))
    });
    let found = having.next()?;
    having.next().is_none().then_some(found)
}

fn is_called(relation: &QueryRelation, name: &str) -> bool {
    match &relation.alias {
        Some(alias) => alias.eq_ignore_ascii_case(name),
        None => relation
            .name
            .last()
            .is_some_and(|last| last.value.eq_ignore_ascii_case(name)),
    }
}
