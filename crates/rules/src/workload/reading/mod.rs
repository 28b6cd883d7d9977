//! What the rules on queries share: every reading of a table, and who is told apart by what.

use rowproof_catalog::RelationKind;
use rowproof_query::{Access, Block, Counts, Reading, ResolvedQuery};

use rowproof_source::SortSmall;

use crate::prelude::*;

/// One reading of a table by a query.
pub(crate) struct TableReading<'c> {
    pub(crate) query: &'c ResolvedQuery,
    pub(crate) number: usize,
    pub(crate) source: usize,
    pub(crate) relation: &'c Relation,
    pub(crate) access: Access,
}

impl<'c> TableReading<'c> {
    pub(crate) fn block(&self) -> Option<&'c Block> {
        self.query.blocks.get(self.number)
    }

    /// Where the query names the table.
    pub(crate) fn place(&self) -> Span {
        let source = self.block().and_then(|block| block.sources.get(self.source));
        source.map_or(self.query.span, |source| source.span)
    }
}

/// Every reading of a table of the schema by a block that is of interest, in the order of the queries.
pub(crate) fn each_reading<'c>(
    context: &SchemaContext<'c>,
    is_of_interest: &dyn Fn(&Block) -> bool,
    look: &mut dyn FnMut(TableReading<'c>),
) {
    for query in context.queries {
        for (number, block) in query.blocks.iter().enumerate() {
            if !is_of_interest(block) {
                continue;
            }
            for source in 0..block.sources.len() {
                let table = query
                    .relation_of(context.catalog, number, source)
                    .filter(|relation| relation.kind == RelationKind::Table);
                let Some(relation) = table else { continue };
                if let Some(access) = Access::of(query, context.catalog, number, source) {
                    look(TableReading {
                        query,
                        number,
                        source,
                        relation,
                        access,
                    });
                }
            }
        }
    }
}

/// Whether the block has a condition.
pub(crate) fn has_condition(block: &Block) -> bool {
    !block.text.conditions.is_empty()
}

/// A relation for the adviser.
pub(crate) fn reading_of<'c>(catalog: &'c Catalog, relation: &'c Relation) -> Reading<'c> {
    Reading {
        table: &relation.name.name,
        schema: None,
        known: Some((catalog, relation)),
        dialect: catalog.dialect(),
        counts: Counts::default(),
    }
}

/// The item of FROM that may be missing or double no row of the others: joined by equality on all columns of a unique key.
pub(crate) fn is_joined_by_key(
    catalog: &Catalog,
    query: &ResolvedQuery,
    block: usize,
    source: usize,
) -> bool {
    let Some(relation) = query.relation_of(catalog, block, source) else {
        return false;
    };
    let Some(access) = Access::of(query, catalog, block, source) else {
        return false;
    };
    let columns: Vec<String> = access
        .conjuncts
        .iter()
        .filter(|conjunct| conjunct.kind == rowproof_query::ConjunctKind::Equal)
        .filter_map(|conjunct| conjunct.plain_column().map(str::to_owned))
        .collect();
    has_key_within(catalog, relation, &columns)
}

/// Whether no two rows agree in all these columns.
pub(crate) fn has_key_within(catalog: &Catalog, relation: &Relation, columns: &[String]) -> bool {
    let unique = catalog.unique_within(relation, columns);
    unique.is_some_and(|unique| unique.passed_by_nulls_in.is_empty())
}

/// A statement with what servers counted about it; runs that differ in constants alone are one.
pub(crate) struct Counted<'c> {
    /// The first of its runs.
    pub(crate) query: &'c ResolvedQuery,
    /// Its place among the statements in the order of the text, from 1.
    pub(crate) number: usize,
    /// How many statements there are.
    pub(crate) of: usize,
    pub(crate) calls: u64,
    pub(crate) total_ms: f64,
    pub(crate) rows: Option<u64>,
    /// Its part of the time of all, 0 to 1.
    pub(crate) share: f64,
}

impl Counted<'_> {
    /// Milliseconds of one run on average.
    pub(crate) fn mean_ms(&self) -> f64 {
        self.total_ms / self.calls.max(1) as f64
    }

    /// Whether it gives back rows.
    pub(crate) fn is_query(&self) -> bool {
        let first = self.query.blocks.first();
        first.is_some_and(|block| block.text.verb == rowproof_syntax::ast::BlockVerb::Select)
    }
}

/// The statements with counts, the most expensive in total first.
pub(crate) fn counted_statements<'c>(context: &SchemaContext<'c>) -> Vec<Counted<'c>> {
    let mut places: SmallMap<&str, usize> = SmallMap::default();
    let mut statements: Vec<Counted<'c>> = Vec::new();
    for query in context.queries {
        let Some(weight) = &query.weight else { continue };
        let counted = &weight.counted;
        let known = places.get(counted.shape.as_str()).copied();
        match known.and_then(|at| statements.get_mut(at)) {
            Some(statement) => {
                statement.calls = statement.calls.saturating_add(counted.calls);
                statement.total_ms += counted.total_ms;
                statement.share += weight.share;
                statement.rows = statement
                    .rows
                    .zip(counted.rows)
                    .map(|(own, more)| own.saturating_add(more));
            }
            None => {
                places.insert(counted.shape.as_str(), statements.len());
                statements.push(Counted {
                    query,
                    number: statements.len() + 1,
                    of: 0,
                    calls: counted.calls,
                    total_ms: counted.total_ms,
                    rows: counted.rows,
                    share: weight.share,
                });
            }
        }
    }
    let of = statements.len();
    statements.iter_mut().for_each(|statement| statement.of = of);
    statements.order_by(|a, b| b.total_ms.total_cmp(&a.total_ms));
    statements
}
