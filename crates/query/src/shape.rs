//! What the parts of a query say about each other.

use rowproof_catalog::Catalog;

use crate::{Access, ResolvedQuery};

/// Whether constants or parameters narrow what an item of FROM gives: its own conditions, or those inside a subquery.
pub fn narrowed(query: &ResolvedQuery, catalog: &Catalog, block: usize, source: usize) -> bool {
    narrowed_within(query, catalog, block, source, 0)
}

/// How many subqueries in subqueries are looked into.
const MAX_DEPTH: usize = 8;

fn narrowed_within(
    query: &ResolvedQuery,
    catalog: &Catalog,
    block: usize,
    source: usize,
    depth: usize,
) -> bool {
    let Some(here) = query
        .blocks
        .get(block)
        .and_then(|block| block.sources.get(source))
    else {
        return false;
    };
    match here.block {
        Some(inner) if depth < MAX_DEPTH => {
            let sources = query.blocks.get(inner).map_or(0, |block| block.sources.len());
            (0..sources).any(|at| narrowed_within(query, catalog, inner, at, depth + 1))
        }
        Some(_) => false,
        None => Access::of(query, catalog, block, source)
            .is_some_and(|access| access.conjuncts.iter().any(|conjunct| conjunct.narrows())),
    }
}
