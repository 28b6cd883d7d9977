//! What the rules on queries share: every reading of a table, and who is told apart by what.

use rowproof_catalog::RelationKind;
use rowproof_query::{Access, Block, Counts, Reading, ResolvedQuery};

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

/// Every reading of a table of the schema, in the order of the queries.
pub(crate) fn each_reading<'c>(context: &SchemaContext<'c>, look: &mut dyn FnMut(TableReading<'c>)) {
    for query in context.queries {
        for (number, block) in query.blocks.iter().enumerate() {
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
