//! The index that a scan's condition and the wanted order call for: what the plan says, and the query behind it when that is in
//! the document, handed to the adviser that queries use too.

use rowproof_catalog::fold;
use rowproof_plan::{NodeKind, NodeMetrics, Plan, PlanNode};
use rowproof_query::{
    Access, Advice, Counts, Limit, Names, Order, OrderColumn, Reading, ResolvedQuery, advise, classify,
};
use rowproof_syntax::parse_expression;

use super::order::{Ordered, SortColumn};
use super::{Place, dialect_of, filter_above, find_order_above};
use crate::prelude::*;

/// What an index could do for a scan.
pub(crate) enum IndexAdvice {
    /// An index to make.
    Create(Box<NewIndexAdvice>),
    /// The pasted schema has an index that serves already: its name.
    Exists(String),
    /// No index follows from the condition: why, as a sentence.
    Unknown(String),
}

/// An index to make.
pub(crate) struct NewIndexAdvice {
    /// The whole statement.
    pub(crate) statement: String,
    /// What has to run before it; empty for most.
    pub(crate) before: Vec<String>,
    /// Statements that remove indexes the new one makes needless.
    pub(crate) drops: Vec<String>,
    /// Statements that show the planner the index before it is made for good; empty where there is no way.
    pub(crate) trial: Vec<String>,
    /// Why it looks like this, one sentence each.
    pub(crate) reasons: Vec<String>,
    /// Whether conditions lead it, so that only a part of it is read.
    pub(crate) narrows: bool,
    /// Whether it gives the wanted order.
    pub(crate) gives_order: bool,
    /// What it costs, whole sentences.
    pub(crate) cost: String,
}

impl NewIndexAdvice {
    /// The index, with what it makes needless, and a way to try it first.
    pub(crate) fn fixes(&self, title: &str, when: &str) -> Vec<ProposedFix> {
        let mut statements = self.before.clone();
        statements.push(self.statement.clone());
        statements.extend(self.drops.iter().cloned());
        let cost = format!(
            "{} Run it outside a transaction; if it fails, drop the invalid index it leaves.",
            self.cost
        );
        let mut fixes =
            vec![ProposedFix::statements(title.to_owned(), when.to_owned(), statements).costing(cost)];
        if !self.trial.is_empty() {
            let when =
                "Before it is made: the planner says whether it would use the index, and no row is touched.";
            let cost = match self.trial.iter().any(|statement| statement.contains("hypopg")) {
                true => "Wants the extension hypopg on the server.",
                false => "Writers wait until the ROLLBACK; do it where nobody writes.",
            };
            fixes.push(ProposedFix::statements("try it first", when, self.trial.clone()).costing(cost));
        }
        fixes
    }
}

/// The index for a scan that reads a relation by a condition, in the order that is wanted of it, with what the document's
/// queries say about both.
pub(crate) fn advise_scan(context: &PlanContext<'_>, place: &Place<'_>) -> IndexAdvice {
    let order = find_order_above(place.plan, place.node);
    advise_ordered(context, place.node, order.as_ref(), Some(place.metrics))
}

/// The index for a scan that reads a relation in the given order.
pub(crate) fn advise_ordered(
    context: &PlanContext<'_>,
    scan: &PlanNode,
    order: Option<&Ordered<'_>>,
    metrics: Option<&NodeMetrics>,
) -> IndexAdvice {
    let dialect = dialect_of(context.plan);
    let known = known_relation(context.catalog, scan, dialect);
    if dialect != Dialect::PostgreSql && known.is_none() {
        return nameless();
    }
    let names = Scanned {
        node: scan,
        relation: known.map(|(_, relation)| relation),
        dialect,
    };
    let Some(mut access) = read_access(context.plan, &names) else {
        return unread();
    };
    add_order(&mut access, order);
    let mut reasons = Vec::new();
    let sorted = context
        .plan
        .nodes
        .iter()
        .any(|node| matches!(node.kind, NodeKind::Sort | NodeKind::IncrementalSort));
    if let Some(asked) = asked_by_query(context, scan, &access) {
        if access.order.is_none() && !sorted && asked.order.is_some() {
            reasons.push(
                "The query asks for an order that the plan does not show: the index gives that too."
                    .to_owned(),
            );
            access.order = asked.order;
            access.limit = asked.limit;
        }
        access.needed = asked.needed;
    }
    let counts = metrics.map_or_else(Counts::default, |metrics| counts_of(scan, metrics, &access));
    advise_access(&names, known, &access, counts, reasons)
}

/// MySQL, MariaDB and SQLite print the alias where there is one.
fn nameless() -> IndexAdvice {
    let reason =
        "The plan names tables by their aliases: with the schema beside it, the index can be written down.";
    IndexAdvice::Unknown(reason.to_owned())
}

fn unread() -> IndexAdvice {
    let reason =
        "The condition cannot be read, so which columns an index needs cannot be told; paste the whole line.";
    IndexAdvice::Unknown(reason.to_owned())
}

fn advise_access(
    names: &Scanned<'_>,
    known: Option<(&Catalog, &Relation)>,
    access: &Access,
    counts: Counts,
    mut reasons: Vec<String>,
) -> IndexAdvice {
    let scan = names.node;
    let Some(table) = scan.relation.as_deref() else {
        return IndexAdvice::Unknown("The node does not name the relation it reads.".to_owned());
    };
    let reading = Reading {
        table,
        schema: scan.schema.as_deref(),
        known,
        dialect: names.dialect,
        counts,
    };
    match advise(&reading, access) {
        Advice::Create(proposal) => {
            let name = proposal.name(&reading, &[]);
            let statement = proposal.statement(&reading, &name);
            let (drops, trial) = (proposal.drops(&reading), proposal.trial(&reading));
            let before = proposal.extension();
            reasons.splice(0..0, proposal.reasons);
            IndexAdvice::Create(Box::new(NewIndexAdvice {
                statement,
                before,
                drops,
                trial,
                reasons,
                narrows: proposal.narrows,
                gives_order: proposal.gives_order,
                cost: reading.write_cost(),
            }))
        }
        Advice::Exists { index, .. } => IndexAdvice::Exists(index),
        Advice::Unknown(reason) => IndexAdvice::Unknown(reason.to_owned()),
    }
}

/// The relation of the schema that a node reads, where both are of the dialect.
pub(crate) fn known_relation<'c>(
    catalog: Option<&'c Catalog>,
    scan: &PlanNode,
    dialect: Dialect,
) -> Option<(&'c Catalog, &'c Relation)> {
    let catalog = catalog.filter(|catalog| catalog.dialect() == dialect)?;
    let name = scan.relation.as_deref()?;
    let is_it = |relation: &&Relation| {
        let schema = scan.schema.as_ref();
        relation.name.name == name && schema.is_none_or(|schema| *schema == relation.name.schema)
    };
    Some((catalog, catalog.relations().find(is_it)?))
}

/// The columns of the relation that a node reads.
struct Scanned<'p> {
    node: &'p PlanNode,
    relation: Option<&'p Relation>,
    dialect: Dialect,
}

impl Names for Scanned<'_> {
    /// PostgreSQL leaves the qualifier out when there is one relation only.
    fn own(&self, name: &ObjectName) -> Option<String> {
        let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        let is_own =
            qualifier.is_none_or(|qualifier| self.node.binding_name() == Some(qualifier.value.as_str()));
        name.last()
            .filter(|_| is_own)
            .map(|last| fold(last, self.dialect))
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn relation(&self) -> Option<&Relation> {
        self.relation
    }
}

/// What the node's conditions ask for; none when one of them cannot be read.
fn read_access(plan: &Plan, names: &Scanned<'_>) -> Option<Access> {
    let scan = names.node;
    let mut access = Access::default();
    let above = filter_above(plan, scan).and_then(PlanNode::filter);
    let conditions = [
        scan.index_condition(),
        scan.recheck_condition(),
        scan.filter(),
        above,
    ];
    for condition in conditions.into_iter().flatten() {
        let expression = parse_expression(condition, names.dialect).ok()?;
        let mut parts = classify(&expression, names, scan.span);
        // Whatever stands on the other side is given when the node runs.
        for part in &mut parts {
            part.joined = false;
        }
        access.conjuncts.append(&mut parts);
    }
    Some(access)
}

fn add_order(access: &mut Access, order: Option<&Ordered<'_>>) {
    let Some(order) = order else { return };
    access.order = Some(Order {
        columns: order.columns.iter().map(order_column).collect(),
        joined: order.joined,
        span: order.scan.span,
    });
    access.limit = order.limit.map(|limit| Limit {
        rows: limit.estimate.map(|estimate| estimate.plan_rows.0 as u64),
        offset: Some(0),
    });
}

fn order_column(column: &SortColumn) -> OrderColumn {
    let said = [(" NULLS FIRST", true), (" NULLS LAST", false)];
    let said = said.iter().find(|(ending, _)| column.key.ends_with(ending));
    OrderColumn {
        column: column.column.clone(),
        descending: column.is_descending(),
        nulls_first: said.map(|(_, first)| *first),
    }
}

/// What a query of the document asks of the relation: the first whose conditions name every column that the node's name, and
/// no other.
fn asked_by_query(context: &PlanContext<'_>, scan: &PlanNode, access: &Access) -> Option<Access> {
    let table = scan.relation.as_deref()?;
    let empty;
    let catalog = match context.catalog {
        Some(catalog) => catalog,
        None => {
            empty = Catalog::new(Dialect::PostgreSql);
            &empty
        }
    };
    let wanted = columns_of_conditions(access);
    let asks = |query: &ResolvedQuery| {
        query.blocks.iter().enumerate().find_map(|(number, block)| {
            let at = block.sources.iter().position(|source| source.table == table)?;
            let asked = Access::of(query, catalog, number, at)?;
            let own: Vec<&str> = columns_of_conditions(&asked);
            let same = own.len() == wanted.len() && wanted.iter().all(|column| own.contains(column));
            (same && !own.is_empty()).then_some(asked)
        })
    };
    context.queries.iter().find_map(asks)
}

fn columns_of_conditions(access: &Access) -> Vec<&str> {
    let mut columns: Vec<&str> = Vec::new();
    for conjunct in access.conjuncts.iter().filter(|conjunct| !conjunct.joined) {
        for column in &conjunct.columns {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
    }
    columns
}

/// A row costs so much to look at, and each operator on it; a page so much to read in order (PostgreSQL's own settings).
const ROW_COST: f64 = 0.01;
const OPERATOR_COST: f64 = 0.0025;

fn counts_of(scan: &PlanNode, metrics: &NodeMetrics, access: &Access) -> Counts {
    let loops = scan.actual.measured().map_or(1.0, |actual| actual.loops as f64);
    let removed = scan
        .rows_removed_by_filter_total()
        .map(|removed| removed.middle() / loops);
    let measured = metrics.rows_total.map(|kept| kept.middle() / loops);
    let kept = measured.or(scan.estimate.map(|estimate| estimate.plan_rows.0));
    let rows = removed.zip(kept).map(|(removed, kept)| removed + kept);
    let counted = metrics
        .exclusive_buffers
        .map(|buffers| (buffers.shared.hit + buffers.shared.read) as f64 / loops);
    let is_whole = scan.kind == NodeKind::SeqScan && !scan.parallel_aware;
    let from_cost = scan
        .estimate
        .zip(rows)
        .filter(|_| is_whole)
        .map(|(estimate, rows)| {
            let operators = access.conjuncts.len() as f64;
            estimate.total_cost - rows * (ROW_COST + operators * OPERATOR_COST)
        });
    Counts {
        rows,
        kept,
        kept_is_guess: measured.is_none(),
        pages: counted.or(from_cost.filter(|pages| *pages > 0.0)),
        pages_are_guess: counted.is_none(),
        width: scan
            .estimate
            .and_then(|estimate| estimate.width.map(|width| width as f64)),
    }
}

#[cfg(test)]
mod tests;
