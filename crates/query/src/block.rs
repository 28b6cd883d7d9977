//! One SELECT with its relations tied to the schema, and what its names mean.

use rowproof_catalog::{Catalog, Relation, RelationId};
use rowproof_source::Span;
use rowproof_syntax::ast::{
    BlockFrom, BlockJoin, BlockOutputKind, BlockRole, ConditionPlace, ExpressionKind, ObjectName, QueryBlock,
};

use crate::names::{column_of, qualifier, stored};

/// One SELECT, UPDATE or DELETE.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it says.
    pub text: QueryBlock,
    /// The items of its FROM, in order.
    pub sources: Vec<Source>,
}

/// An item of FROM.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The relation of the schema; none for a subquery, a table of WITH, a function, and what the schema does not have.
    pub relation: Option<RelationId>,
    /// The block it is, when it is a subquery or a table of WITH.
    pub block: Option<usize>,
    /// What its columns are qualified by, as written.
    pub name: String,
    /// The relation's own name as written; empty when it is none.
    pub table: String,
    /// Its place.
    pub span: Span,
}

/// A column of an item of FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The block.
    pub block: usize,
    /// The item of its FROM.
    pub source: usize,
    /// As stored.
    pub column: String,
}

pub(crate) fn resolve(catalog: &Catalog, texts: Vec<QueryBlock>) -> Vec<Block> {
    let common: Vec<(usize, String)> = texts
        .iter()
        .enumerate()
        .filter_map(|(at, text)| match &text.role {
            BlockRole::Common(name) => Some((at, name.value.clone())),
            _ => None,
        })
        .collect();
    let resolved = texts.into_iter().map(|text| Block {
        sources: text
            .sources
            .iter()
            .map(|source| {
                let mut found = Source {
                    relation: None,
                    block: None,
                    name: source.alias.clone().unwrap_or_default(),
                    table: String::new(),
                    span: source.span,
                };
                match &source.from {
                    BlockFrom::Relation(name) => {
                        let bare = name.last().map(|last| last.value.clone()).unwrap_or_default();
                        found.block = common
                            .iter()
                            .find(|(_, common)| name.parts.len() == 1 && common.eq_ignore_ascii_case(&bare))
                            .map(|(at, _)| *at);
                        if found.block.is_none() {
                            found.relation = catalog.resolve(name).map(|relation| relation.id);
                            found.table = stored(name, catalog.dialect()).unwrap_or_default();
                        }
                        if source.alias.is_none() {
                            found.name = bare;
                        }
                    }
                    BlockFrom::Block(at) => found.block = Some(*at),
                    BlockFrom::Other => {}
                }
                found
            })
            .collect(),
        text,
    });
    resolved.collect()
}

impl Block {
    /// Whether it gives back groups or one row over all.
    pub fn is_grouped(&self) -> bool {
        !self.text.group.is_empty()
            || self
                .text
                .conditions
                .iter()
                .any(|condition| condition.place == ConditionPlace::Having)
            || self.text.output.iter().any(|output| match &output.kind {
                BlockOutputKind::Expression(expression) => has_aggregate(expression),
                _ => false,
            })
    }

    /// Whether a condition at that place decides on the rows of this item of FROM: the ON of an outer join does so for the
    /// side that may be missing only.
    pub fn decides(&self, place: ConditionPlace, source: usize) -> bool {
        match place {
            ConditionPlace::Where => true,
            ConditionPlace::Having | ConditionPlace::Filter => false,
            ConditionPlace::On(joined) => match self.text.sources.get(joined).map(|source| source.join) {
                Some(BlockJoin::None | BlockJoin::Inner | BlockJoin::Natural) => true,
                Some(BlockJoin::Left) => source == joined,
                Some(BlockJoin::Right) => source < joined,
                Some(BlockJoin::Full) | None => false,
            },
        }
    }

    /// Whether the rows of this item of FROM may be missing beside the others'.
    pub fn is_optional(&self, source: usize) -> bool {
        let own = self.text.sources.get(source).map(|source| source.join);
        let later = self.text.sources.iter().skip(source + 1);
        matches!(own, Some(BlockJoin::Left | BlockJoin::Full))
            || later
                .map(|source| source.join)
                .any(|join| matches!(join, BlockJoin::Right | BlockJoin::Full))
    }
}

const AGGREGATES: rowproof_source::WordList = rowproof_source::WordList::new(
    "any_value,array_agg,avg,bit_and,bit_or,bool_and,bool_or,count,every,group_concat,json_agg,\
     json_arrayagg,json_object_agg,json_objectagg,jsonb_agg,jsonb_object_agg,max,min,mode,\
     percentile_cont,percentile_disc,std,stddev,stddev_pop,stddev_samp,string_agg,sum,total,var_pop,\
     var_samp,variance",
);

fn has_aggregate(expression: &rowproof_syntax::ast::Expression) -> bool {
    let mut stack = vec![expression];
    while let Some(next) = stack.pop() {
        match &next.kind {
            ExpressionKind::Function { name, arguments } => {
                if AGGREGATES.contains(name) {
                    return true;
                }
                stack.extend(arguments);
            }
            ExpressionKind::Binary(left, _, right) => stack.extend([&**left, &**right]),
            ExpressionKind::Cast(inner, _) | ExpressionKind::Unary(_, inner) => stack.push(inner),
            ExpressionKind::Case { arms, otherwise, .. } => {
                stack.extend(otherwise.as_deref());
                stack.extend(arms.iter().flat_map(|(when, then)| [when, then]));
            }
            // An aggregate with FILTER, DISTINCT order or OVER is not read further: better to take it for one.
            ExpressionKind::Opaque(_) => return true,
            _ => {}
        }
    }
    false
}

impl crate::ResolvedQuery {
    /// The column that a name of this block means: one of its own relations', else of a block around it. None when it is
    /// ambiguous, or of a relation whose columns are not known.
    pub fn find(&self, catalog: &Catalog, block: usize, name: &ObjectName) -> Option<Place> {
        let mut at = Some(block);
        while let Some(number) = at {
            let here = self.blocks.get(number)?;
            match here.find(catalog, number, name) {
                Found::Column(place) => return Some(place),
                Found::Unclear => return None,
                Found::No => at = here.text.parent.filter(|parent| *parent < number),
            }
        }
        None
    }

    /// The relation of an item of FROM.
    pub fn relation_of<'c>(&self, catalog: &'c Catalog, block: usize, source: usize) -> Option<&'c Relation> {
        catalog.relation(self.blocks.get(block)?.sources.get(source)?.relation?)
    }

    /// The blocks that stand in this one.
    pub fn children(&self, block: usize) -> impl Iterator<Item = &Block> {
        self.blocks
            .iter()
            .filter(move |child| child.text.parent == Some(block))
    }
}

enum Found {
    Column(Place),
    /// The name may be a column of something whose columns are not known, or of two things.
    Unclear,
    No,
}

impl Block {
    fn find(&self, catalog: &Catalog, number: usize, name: &ObjectName) -> Found {
        let place = |source: usize, column: String| {
            Found::Column(Place {
                block: number,
                source,
                column,
            })
        };
        let known = |source: &Source| source.relation.and_then(|id| catalog.relation(id));
        if let Some(qualifier) = qualifier(name) {
            let called = |source: &Source| source.name.eq_ignore_ascii_case(qualifier);
            let Some(at) = self.sources.iter().position(called) else {
                return Found::No;
            };
            let Some(source) = self.sources.get(at) else {
                return Found::No;
            };
            let column = match known(source) {
                Some(relation) => column_of(catalog, relation, name),
                None if source.table.is_empty() => None,
                // Without the schema the name says whose column it is.
                None => stored(name, catalog.dialect()),
            };
            return column.map_or(Found::Unclear, |column| place(at, column));
        }
        let mut found = None;
        let mut unknown = Vec::new();
        for (at, source) in self.sources.iter().enumerate() {
            match known(source) {
                Some(relation) => {
                    if let Some(column) = column_of(catalog, relation, name) {
                        if found.is_some() {
                            return Found::Unclear;
                        }
                        found = Some((at, column));
                    } else if relation.columns_unknown {
                        unknown.push(at);
                    }
                }
                None => unknown.push(at),
            }
        }
        if let Some((at, column)) = found {
            return place(at, column);
        }
        match unknown.as_slice() {
            [] => Found::No,
            [only] if self.sources.len() == 1 => {
                let source = self.sources.first().filter(|source| !source.table.is_empty());
                match (source, stored(name, catalog.dialect())) {
                    (Some(_), Some(column)) => place(*only, column),
                    _ => Found::Unclear,
                }
            }
            _ => Found::Unclear,
        }
    }
}
