//! # NOT IN over values that may be NULL
//!
//! ## What it detects
//! `x NOT IN (SELECT column …)` where the column may hold NULL and nothing in the subquery leaves NULLs out, and `NOT IN` over a list
//! with NULL in it.
//!
//! ## Why it matters
//! With one NULL among the values, `NOT IN` is never true: it is unknown whether the NULL is `x`. The query then gives back no rows
//! at all, without an error, from the day somebody leaves the column empty. The server cannot make an anti join of it either.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL);
//! CREATE TABLE tasks (id bigint PRIMARY KEY, assignee_id bigint REFERENCES users (id), title text NOT NULL);
//! SELECT email FROM users WHERE id NOT IN (SELECT assignee_id FROM tasks);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL);
//! CREATE TABLE tasks (id bigint PRIMARY KEY, assignee_id bigint REFERENCES users (id), title text NOT NULL);
//! SELECT email FROM users u WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.assignee_id = u.id);
//! ```
//!
//! ## When to ignore it
//! Never quite: when the column holds no NULL today, say `NOT NULL`, and the query is right for good.
//!
//! ## References
//! - PostgreSQL manual, "Functions and Operators", section "Subquery Expressions", `NOT IN`.

use rowproof_query::{Access, Block, ConjunctKind, ResolvedQuery};
use rowproof_syntax::ast::{BlockOutputKind, BlockRole, ConditionPlace};

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "not-in-nullable",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Queries(check),
};

const COLUMN: Words = Words {
    message: "`NOT IN` is never true once `{column}` is NULL in one row, and it may be; use `NOT EXISTS`",
    why: "Whether NULL is the value looked for is unknown, so the query gives back nothing at all, and says nothing about it.",
    sure: "The schema lets `{column}` be NULL and the subquery does not leave NULLs out.",
    intent: "a row without {name} must not hide all others",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    for query in context.queries {
        for (number, block) in query.blocks.iter().enumerate() {
            let BlockRole::In {
                operand,
                negated: true,
            } = &block.text.role
            else {
                continue;
            };
            let Some((relation, column, source)) = given_back(context.catalog, query, number, block) else {
                continue;
            };
            let optional = block.is_optional(source);
            if (column.not_null && !optional) || rejects_null(context.catalog, query, number, source, column)
            {
                continue;
            }
            let object = format!("{}.{}", relation.name, column.name);
            let mut gap = context.query_gap(relation, block.text.span, object, &COLUMN);
            gap.columns = vec![column];
            gap.certainty = Certainty::Likely;
            if !column.not_null {
                gap.rows = Rows::One(vec![(column.name.as_str(), Value::Null)]);
                gap.related.push(Label {
                    span: column.span,
                    text: "nothing keeps NULL out of this column".to_owned(),
                });
            } else {
                gap.evidence
                    .push("The outer join gives NULL where no row fits.".to_owned());
            }
            // What the rows show is that NULL gets in; that it must not is what the query takes for granted.
            gap.meant = false;
            gap.fixes = fixes(context.catalog, block, operand, relation, column);
            findings.push(&RULE, &gap);
        }
    }
}

/// The one column that the subquery gives back.
fn given_back<'c>(
    catalog: &'c Catalog,
    query: &ResolvedQuery,
    number: usize,
    block: &Block,
) -> Option<(&'c Relation, &'c Column, usize)> {
    let [output] = block.text.output.as_slice() else {
        return None;
    };
    let BlockOutputKind::Expression(Expression {
        kind: ExpressionKind::Column(name),
        ..
    }) = &output.kind
    else {
        return None;
    };
    let place = query
        .find(catalog, number, name)
        .filter(|place| place.block == number)?;
    let relation = query.relation_of(catalog, number, place.source)?;
    Some((relation, relation.column(&place.column)?, place.source))
}

/// Whether a condition of the subquery is never true of NULL.
fn rejects_null(
    catalog: &Catalog,
    query: &ResolvedQuery,
    number: usize,
    source: usize,
    column: &Column,
) -> bool {
    let unread = query
        .blocks
        .get(number)
        .is_none_or(|block| block.text.unread || block.text.is_term || !block.text.group.is_empty());
    let Some(access) = Access::of(query, catalog, number, source) else {
        return true;
    };
    // The condition of the outer join itself says nothing of the rows it adds.
    let optional = query
        .blocks
        .get(number)
        .is_some_and(|block| block.is_optional(source));
    let of_where = |span: Span| {
        let conditions = query.blocks.get(number).map(|block| &block.text.conditions);
        conditions
            .into_iter()
            .flatten()
            .any(|condition| condition.place == ConditionPlace::Where && condition.span == span)
    };
    let rejects = |kind: &ConjunctKind| {
        !matches!(
            kind,
            ConjunctKind::IsNull | ConjunctKind::Or | ConjunctKind::Opaque
        )
    };
    unread
        || access.conjuncts.iter().any(|conjunct| {
            let named = conjunct.columns.contains(&column.name) && (!optional || of_where(conjunct.span));
            // What is not read further may be `coalesce(a, …)` or leave NULLs out: better to say nothing.
            named
                && (rejects(&conjunct.kind)
                    || matches!(conjunct.kind, ConjunctKind::Opaque | ConjunctKind::Or))
        })
}

fn fixes(
    catalog: &Catalog,
    block: &Block,
    operand: &Expression,
    relation: &Relation,
    column: &Column,
) -> Vec<ProposedFix> {
    let dialect = catalog.dialect();
    let name = quote(&column.name, dialect);
    let table = catalog.sql_name(relation);
    let mut fixes = Vec::new();
    let simple = block.sources.len() == 1 && block.text.conditions.is_empty();
    if let ExpressionKind::Column(outer) = &operand.kind
        && simple
    {
        let parts: Vec<&str> = outer.parts.iter().map(|part| part.value.as_str()).collect();
        let outer = parts.join(".");
        let condition = format!(
            "/* in place of NOT IN */ NOT EXISTS (SELECT 1 FROM {table} AS other WHERE other.{name} = {outer})"
        );
        fixes.push(ProposedFix::statements(
            "ask whether there is none",
            "NULL may stand in the column for a reason. Qualify the outer column when both tables have one of that name.",
            vec![condition],
        ));
    } else {
        fixes.push(ProposedFix::statements(
            "leave NULLs out",
            "NULL may stand in the column for a reason; `NOT EXISTS` does the same and is planned better.",
            vec![format!(
                "/* one condition more in the subquery */ AND {name} IS NOT NULL"
            )],
        ));
    }
    if !column.not_null {
        fixes.push(
            ProposedFix::guess(
                "let the column have no NULL",
                "Every row has a value there.",
                vec![Change::SetNotNull {
                    relation: relation.id,
                    column: column.name.clone(),
                }],
            )
            .costing("Rows with NULL must be filled in first."),
        );
    }
    fixes
}
