//! What one reading of a relation asks for.

use rowproof_catalog::{Catalog, ColumnType, Relation};
use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    BlockOutput, BlockOutputKind, BlockRole, BlockVerb, Expression, ExpressionKind, Literal, ObjectName,
    QueryBlock,
};

use crate::conjunct::{Conjunct, ConjunctKind, Key, classify, columns_in, in_tree, plain_column};
use crate::names::Names;
use crate::{Block, ResolvedQuery};

/// What one reading of a relation asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Access {
    /// The AND-ed parts of its conditions that name its columns.
    pub conjuncts: Vec<Conjunct>,
    /// The order wanted of its rows; none when none is wanted, or an index over it cannot give it.
    pub order: Option<Order>,
    /// How many rows are wanted.
    pub limit: Option<Limit>,
    /// The relation's columns that are read; none when that is not known, or all are.
    pub needed: Option<Vec<String>>,
}

/// How many rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// None when a parameter says it.
    pub rows: Option<u64>,
    /// Rows that are made first and dropped; none when a parameter says it.
    pub offset: Option<u64>,
}

/// An order that an index over one relation can give.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The keys, in order; at least one.
    pub columns: Vec<OrderColumn>,
    /// Whether rows are joined to those of other relations before they are in order.
    pub joined: bool,
    /// Where it is asked for.
    pub span: Span,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderColumn {
    /// The column, as stored.
    pub column: String,
    /// `DESC`
    pub descending: bool,
    /// Whether NULLs come first, when that is said and not what the server does anyway.
    pub nulls_first: Option<bool>,
}

impl OrderColumn {
    /// As a key of an index behind its name: ` DESC NULLS LAST`.
    pub fn ending(&self) -> &'static str {
        match (self.descending, self.nulls_first) {
            (false, None) => "",
            (true, None) => " DESC",
            (false, Some(true)) => " NULLS FIRST",
            (false, Some(false)) => " NULLS LAST",
            (true, Some(true)) => " DESC NULLS FIRST",
            (true, Some(false)) => " DESC NULLS LAST",
        }
    }
}

/// A relation in a block, among the names of the block.
struct Seen<'q> {
    query: &'q ResolvedQuery,
    catalog: &'q Catalog,
    block: usize,
    source: usize,
    relation: Option<&'q Relation>,
}

impl Names for Seen<'_> {
    fn own(&self, name: &ObjectName) -> Option<String> {
        let place = self.query.find(self.catalog, self.block, name)?;
        (place.block == self.block && place.source == self.source).then_some(place.column)
    }

    fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }

    fn relation(&self) -> Option<&Relation> {
        self.relation
    }

    fn data_type(&self, column: &str) -> Option<&ColumnType> {
        Some(&self.relation?.column(column)?.data_type)
    }
}

/// Queries of more blocks are not looked at: each block is looked for those that stand in it.
const MAX_BLOCKS: usize = 256;

/// Blocks with more items in FROM are not looked at: each would be looked at from each.
const MAX_SOURCES: usize = 32;

impl Access {
    /// What the block asks of this item of its FROM; none when it is no relation, or the block was not read in full.
    pub fn of(query: &ResolvedQuery, catalog: &Catalog, block: usize, source: usize) -> Option<Access> {
        let here = query.blocks.get(block)?;
        let item = here.sources.get(source)?;
        if item.table.is_empty() || here.sources.len() > MAX_SOURCES || query.blocks.len() > MAX_BLOCKS {
            return None;
        }
        let seen = Seen {
            query,
            catalog,
            block,
            source,
            relation: item.relation.and_then(|id| catalog.relation(id)),
        };
        let mut access = Access {
            conjuncts: seen.conjuncts(here),
            ..Access::default()
        };
        if !here.text.unread {
            access.limit = limit_of(&here.text);
            access.order = seen.order(here, !access.conjuncts.iter().any(Conjunct::narrows));
            access.needed = seen.needed(here);
        }
        Some(access)
    }
}

impl Seen<'_> {
    fn conjuncts(&self, here: &Block) -> Vec<Conjunct> {
        let mut conjuncts = Vec::new();
        for condition in &here.text.conditions {
            if !here.decides(condition.place, self.source) {
                continue;
            }
            let mut parts = classify(&condition.expression, self, condition.span);
            if condition.collated {
                for part in &mut parts {
                    (part.kind, part.key) = (ConjunctKind::Opaque, None);
                }
            }
            conjuncts.append(&mut parts);
        }
        // A scalar subquery runs once for each row around it: what it is compared with is given.
        if here.text.role == BlockRole::Scalar {
            for part in &mut conjuncts {
                part.joined = false;
            }
        }
        conjuncts.extend(self.looked_up(here));
        conjuncts
    }

    /// `a IN (SELECT …)`: the rows of the subquery may lead to those of this relation.
    fn looked_up(&self, here: &Block) -> Vec<Conjunct> {
        let children = self.query.children(self.block);
        let looked_up = children.filter_map(|child| {
            let BlockRole::In {
                operand,
                negated: false,
            } = &child.text.role
            else {
                return None;
            };
            let column = plain_column(operand, self)?;
            let among = |span: Span| span.start <= child.text.span.start && child.text.span.end <= span.end;
            let place = here
                .text
                .conditions
                .iter()
                .find(|condition| among(condition.span))?;
            if !here.decides(place.place, self.source) || has_or(&place.expression) {
                return None;
            }
            Some(Conjunct {
                kind: ConjunctKind::Equal,
                key: Some(Key::Column(column.clone())),
                columns: vec![column],
                condition: None,
                canonical: String::new(),
                joined: true,
                span: place.span,
            })
        });
        looked_up.collect()
    }

    /// The order, when all its keys are plain columns of this relation and rows come out in the order in which it is read.
    fn order(&self, here: &Block, reads_all: bool) -> Option<Order> {
        let text = &here.text;
        let deduplicated = text.distinct && text.distinct_on.is_empty();
        if text.order.is_empty() || text.is_term || deduplicated || here.is_grouped() {
            return None;
        }
        let others = (0..here.sources.len()).filter(|at| *at != self.source);
        let joined = here.sources.len() > 1;
        // Another relation may lead, unless its rows may be missing or this one is narrowed.
        let leads = others.clone().all(|at| here.is_optional(at));
        if here.is_optional(self.source) || (joined && !leads && reads_all) {
            return None;
        }
        let mut columns: Vec<OrderColumn> = Vec::new();
        for key in &text.order {
            if key.special {
                return None;
            }
            let column = self.ordered_column(text, &key.expression)?;
            let data_type = self.data_type(&column);
            if !data_type.is_none_or(|own| in_tree(own, self.dialect())) {
                return None;
            }
            if columns.iter().any(|known| known.column == column) {
                continue;
            }
            let natural = match self.dialect() {
                Dialect::PostgreSql => key.descending,
                Dialect::MySql | Dialect::Sqlite => !key.descending,
            };
            let nulls_first = key.nulls_first.filter(|first| *first != natural);
            if nulls_first.is_some() && self.dialect() != Dialect::PostgreSql {
                return None;
            }
            columns.push(OrderColumn {
                column,
                descending: key.descending,
                nulls_first,
            });
        }
        let span = text.order.first().map(|key| key.span)?;
        Some(Order {
            columns,
            joined,
            span,
        })
    }

    /// The column a key of ORDER BY means: a number counts the items behind SELECT, a bare name is first one of theirs.
    fn ordered_column(&self, text: &QueryBlock, key: &Expression) -> Option<String> {
        let output = match &key.kind {
            ExpressionKind::Literal(Literal::Number(number)) => {
                let at: usize = number.parse().ok()?;
                Some(text.output.get(at.checked_sub(1)?)?)
            }
            ExpressionKind::Column(name) if name.parts.len() == 1 => {
                let bare = name.last()?;
                text.output.iter().find(|output| is_called(output, &bare.value))
            }
            _ => None,
        };
        match output.map(|output| &output.kind) {
            Some(BlockOutputKind::Expression(expression)) => plain_column(expression, self),
            Some(_) => None,
            None => plain_column(key, self),
        }
    }

    fn needed(&self, here: &Block) -> Option<Vec<String>> {
        let text = &here.text;
        if text.verb != BlockVerb::Select || self.query.children(self.block).next().is_some() {
            return None;
        }
        let mut needed: Vec<String> = Vec::new();
        let mut add = |expression: &Expression| {
            for column in columns_in(expression, self).0 {
                if !needed.contains(&column) {
                    needed.push(column);
                }
            }
        };
        for output in &text.output {
            match &output.kind {
                BlockOutputKind::Expression(expression) => add(expression),
                BlockOutputKind::AllOf(name) if name.last()?.value.eq_ignore_ascii_case(self.name()) => {
                    return None;
                }
                BlockOutputKind::AllOf(_) => {}
                BlockOutputKind::All | BlockOutputKind::Unread => return None,
            }
        }
        text.conditions
            .iter()
            .for_each(|condition| add(&condition.expression));
        text.group.iter().for_each(&mut add);
        text.order.iter().for_each(|key| add(&key.expression));
        text.distinct_on.iter().for_each(&mut add);
        Some(needed)
    }

    fn name(&self) -> &str {
        let source = self
            .query
            .blocks
            .get(self.block)
            .and_then(|block| block.sources.get(self.source));
        source.map_or("", |source| source.name.as_str())
    }
}

/// Whether the item behind SELECT has that name without being a column of it.
fn is_called(output: &BlockOutput, name: &str) -> bool {
    output
        .alias
        .as_ref()
        .is_some_and(|alias| alias.value.eq_ignore_ascii_case(name))
}

fn has_or(expression: &Expression) -> bool {
    let mut stack = vec![expression];
    while let Some(next) = stack.pop() {
        match &next.kind {
            ExpressionKind::Binary(_, rowproof_syntax::ast::BinaryOperator::Or, _) => return true,
            ExpressionKind::Binary(left, _, right) => stack.extend([&**left, &**right]),
            ExpressionKind::Unary(_, inner) => stack.push(inner),
            _ => {}
        }
    }
    false
}

fn limit_of(text: &QueryBlock) -> Option<Limit> {
    let number = |count: &Expression| match &count.kind {
        ExpressionKind::Literal(Literal::Number(number)) => number.parse().ok(),
        _ => None,
    };
    let limit = text.limit.as_ref()?;
    Some(Limit {
        rows: number(limit),
        offset: text.offset.as_ref().map_or(Some(0), number),
    })
}
