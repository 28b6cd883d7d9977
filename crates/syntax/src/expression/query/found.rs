//! What queries were found to read and compare.

use rowproof_source::{SortSmall, Span};

use crate::ast::{
    BinaryOperator, BlockCondition, BlockRole, BlockVerb, Comparison, ConditionPlace, Expression,
    ExpressionKind, Literal, ObjectName, Query, QueryBlock, QueryRelation, UnaryOperator,
};

/// Collected in the order of reading.
#[derive(Default)]
pub(in crate::expression) struct Found {
    query: Query,
    /// The names of CTEs.
    common: Vec<String>,
    /// The blocks that are being read, outermost first.
    open: Vec<usize>,
    /// Where the block that starts next stands.
    role: Option<BlockRole>,
    /// Whether a collation was read since this was asked last.
    pub(in crate::expression) collated: bool,
}

impl Found {
    /// Everything, in the order of the text.
    pub(in crate::expression) fn into_query(self, span: Span) -> Query {
        let Self {
            mut query, common, ..
        } = self;
        query.span = span;
        query
            .relations
            .retain(|relation| !is_common(&relation.name, &common));
        // Those of a subquery are found before those of the condition around it.
        query
            .comparisons
            .order_by_key(|comparison| comparison.column.span.start);
        query.joins.order_by_key(|(left, _)| left.span.start);
        query
    }

    /// How many blocks there are.
    pub(in crate::expression) fn blocks(&self) -> usize {
        self.query.blocks.len()
    }

    /// Says where the block that starts next stands.
    pub(in crate::expression) fn expect(&mut self, role: BlockRole) {
        self.role = Some(role);
    }

    /// What was said of the next block, when none has started since.
    pub(super) fn take_role(&mut self) -> BlockRole {
        self.role.take().unwrap_or_default()
    }

    /// The query in FROM of the block that is being read, when it is among the blocks from `first` on.
    pub(super) fn derived_since(&self, first: usize) -> Option<usize> {
        let parent = self.open.last().copied();
        let is_it = |block: &QueryBlock| block.role == BlockRole::Derived && block.parent == parent;
        let found = self.query.blocks.iter().skip(first).position(is_it);
        found.map(|at| first + at)
    }

    /// Starts a block inside those that are open.
    pub(super) fn open(&mut self, verb: BlockVerb, role: BlockRole, span: Span) -> usize {
        let number = self.query.blocks.len();
        self.query.blocks.push(QueryBlock {
            span,
            verb,
            role,
            parent: self.open.last().copied(),
            ..QueryBlock::default()
        });
        self.open.push(number);
        number
    }

    /// Ends the block that was opened last, at the end of this place.
    pub(super) fn close(&mut self, end: Span) {
        if let Some(block) = self
            .open
            .pop()
            .and_then(|number| self.query.blocks.get_mut(number))
        {
            block.span.end = block.span.end.max(end.end);
        }
    }

    /// Says that this block is one of several terms.
    pub(super) fn mark_term(&mut self, number: usize) {
        if let Some(block) = self.query.blocks.get_mut(number) {
            block.is_term = true;
        }
    }

    /// The place of the block that is being read.
    pub(super) fn innermost(&self) -> Option<usize> {
        self.open.last().copied()
    }

    pub(super) fn block(&mut self, number: usize) -> Option<&mut QueryBlock> {
        self.query.blocks.get_mut(number)
    }

    /// The block that is being read.
    pub(in crate::expression) fn current(&mut self) -> Option<&mut QueryBlock> {
        let number = *self.open.last()?;
        self.query.blocks.get_mut(number)
    }

    /// Makes `a IN (…)` of the blocks from `first` on `a NOT IN (…)`, when that is what the first of them is; `EXISTS`
    /// likewise.
    pub(in crate::expression) fn negate(&mut self, first: usize) {
        for block in self.query.blocks.iter_mut().skip(first) {
            if let BlockRole::In { negated, .. } | BlockRole::Exists { negated } = &mut block.role {
                *negated = !*negated;
                return;
            }
        }
    }

    /// Takes in a condition of the block that is being read.
    pub(in crate::expression) fn take_condition(
        &mut self,
        place: Option<ConditionPlace>,
        expression: Expression,
        span: Span,
    ) {
        self.add_condition(&expression);
        let collated = std::mem::take(&mut self.collated);
        let Some(block) = self.current() else { return };
        let place = place.unwrap_or_else(|| ConditionPlace::On(block.sources.len().saturating_sub(1)));
        block.conditions.push(BlockCondition {
            place,
            expression,
            span,
            collated,
        });
    }

    pub(super) fn add_common(&mut self, name: String) {
        self.common.push(name);
    }

    pub(super) fn add_relation(&mut self, relation: QueryRelation) {
        self.query.relations.push(relation);
    }

    /// Notes the comparisons that a condition is made of.
    fn add_condition(&mut self, condition: &Expression) {
        let mut stack = vec![condition];
        while let Some(next) = stack.pop() {
            match &next.kind {
                ExpressionKind::Binary(left, BinaryOperator::And | BinaryOperator::Or, right) => {
                    stack.extend([&**right, &**left]);
                }
                ExpressionKind::Unary(_, operand)
                | ExpressionKind::IsBoolean {
                    operand,
                    value: true,
                    negated: false,
                } => stack.push(operand),
                other => self.add_comparison(other),
            }
        }
    }

    fn add_comparison(&mut self, kind: &ExpressionKind) {
        match kind {
            ExpressionKind::Binary(left, operator, right) if is_comparison(*operator) => {
                self.compare(left, *operator, right);
            }
            ExpressionKind::Between {
                operand,
                low,
                high,
                negated: false,
            } => {
                self.compare(operand, BinaryOperator::GreaterOrEqual, low);
                self.compare(operand, BinaryOperator::LessOrEqual, high);
            }
            ExpressionKind::InList {
                operand,
                list,
                negated,
            } => self.in_list(operand, list, *negated),
            _ => {}
        }
    }

    fn compare(&mut self, left: &Expression, operator: BinaryOperator, right: &Expression) {
        match (column(left), column(right)) {
            (Some(left), Some(right)) if operator == BinaryOperator::Equal => {
                self.query.joins.push((left.clone(), right.clone()));
            }
            (Some(column), _) => self.push(column, operator, right),
            (None, Some(column)) => self.push(column, flipped(operator), left),
            (None, None) => {}
        }
    }

    fn push(&mut self, column: &ObjectName, operator: BinaryOperator, other: &Expression) {
        self.query.comparisons.push(Comparison {
            column: column.clone(),
            operator,
            values: constant(other).into_iter().collect(),
        });
    }

    fn in_list(&mut self, operand: &Expression, list: &[Expression], negated: bool) {
        let Some(column) = column(operand) else { return };
        let values: Option<Vec<Literal>> = list.iter().map(constant).collect();
        self.query.comparisons.push(Comparison {
            column: column.clone(),
            operator: match negated {
                true => BinaryOperator::NotEqual,
                false => BinaryOperator::Equal,
            },
            values: values.unwrap_or_default(),
        });
    }
}

/// Whether a name is that of a CTE.
fn is_common(name: &ObjectName, common: &[String]) -> bool {
    match name.parts.as_slice() {
        [only] => common
            .iter()
            .any(|common| common.eq_ignore_ascii_case(&only.value)),
        _ => false,
    }
}

fn is_comparison(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::NotDistinct
    )
}

/// The same comparison with its sides exchanged.
fn flipped(operator: BinaryOperator) -> BinaryOperator {
    match operator {
        BinaryOperator::Less => BinaryOperator::Greater,
        BinaryOperator::LessOrEqual => BinaryOperator::GreaterOrEqual,
        BinaryOperator::Greater => BinaryOperator::Less,
        BinaryOperator::GreaterOrEqual => BinaryOperator::LessOrEqual,
        other => other,
    }
}

/// The column an expression is, casts aside.
fn column(expression: &Expression) -> Option<&ObjectName> {
    match &expression.kind {
        ExpressionKind::Column(name) => Some(name),
        ExpressionKind::Cast(inner, _) => column(inner),
        _ => None,
    }
}

/// The constant an expression is, casts and a minus aside.
fn constant(expression: &Expression) -> Option<Literal> {
    match &expression.kind {
        ExpressionKind::Literal(literal) => Some(literal.clone()),
        ExpressionKind::Cast(inner, _) => constant(inner),
        ExpressionKind::Unary(UnaryOperator::Minus, inner) => match constant(inner)? {
            Literal::Number(number) => Some(Literal::Number(format!("-{number}"))),
            _ => None,
        },
        _ => None,
    }
}
