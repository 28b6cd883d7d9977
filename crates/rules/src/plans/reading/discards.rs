//! A scan that reads much and keeps little: what the rules about the reasons of it share.

use rowproof_plan::{NodeKind, Plan, PlanNode};
use rowproof_source::SmallSet;

use super::gate::{Judged, reaches, silent, undecidable, weighs};
use super::{
    IndexAdvice, Insight, Look, NewIndexAdvice, Obstacles, Ordered, Place, RootCause, advise_ordered, count,
    look_at_nodes, percent, read_obstacles, rows,
};
use crate::prelude::*;

/// The numbers by which a scan counts as one that reads much and keeps little.
pub(crate) struct DiscardGates {
    pub least_removed: &'static Threshold,
    pub least_part: &'static Threshold,
    pub least_share: &'static Threshold,
}

/// What a scan's filter did.
pub(crate) struct Discards<'p> {
    pub filter: &'p str,
    /// Rows, over all loops: the fewest the rounding allows.
    pub removed: f64,
    pub kept: f64,
}

/// Rows thrown away from which a scan of that rule matters.
pub(crate) const fn least_removed(rule: &'static str, usual: f64) -> Threshold {
    Threshold {
        rule,
        name: "least-removed",
        usual,
        unit: Unit::Rows,
        meaning: "rows thrown away, over all loops, from which the scan counts",
    }
}

/// Part of the rows thrown away from which a scan of that rule matters.
pub(crate) const fn least_part_removed(rule: &'static str, usual: f64) -> Threshold {
    Threshold {
        rule,
        name: "least-part-removed",
        usual,
        unit: Unit::Share,
        meaning: "part of the rows read that is thrown away, from which an index is worth while",
    }
}

/// Share of the time from which a rule speaks.
pub(crate) const fn least_share(rule: &'static str, usual: f64) -> Threshold {
    Threshold {
        rule,
        name: "least-share",
        usual,
        unit: Unit::Share,
        meaning: "share of the execution time from which it matters",
    }
}

/// Whether the node reads rows of a table and checks a filter on them.
pub(crate) fn is_scan(kind: NodeKind) -> bool {
    use NodeKind::*;
    matches!(kind, SeqScan | IndexScan | IndexOnlyScan | BitmapHeapScan)
}

/// What the filter did, when the scan reads much, keeps little and matters.
pub(crate) fn discards<'p>(
    context: &PlanContext<'_>,
    place: &Place<'p>,
    gates: &DiscardGates,
) -> Result<Discards<'p>, Look<'p>> {
    let Some(filter) = place.node.filter() else {
        return silent("it has no filter.");
    };
    let (Some(removed), Some(kept)) = (place.removed(), place.kept()) else {
        return undecidable("how many rows its filter threw away is told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, removed, gates.least_removed, "rows were thrown away")?;
    let part = removed / (removed + kept);
    reaches(
        context,
        part,
        gates.least_part,
        "of the rows read were thrown away",
    )?;
    weighs(context, place.share(), gates.least_share)?;
    Ok(Discards {
        filter,
        removed,
        kept,
    })
}

/// Looks at every scan that reads much and keeps little by a filter without a plain equality, and asks `tell` for the reason.
pub(crate) fn look_at_discards<'p>(
    context: &PlanContext<'p>,
    findings: &mut Findings<'_>,
    rule: &Rule,
    gates: &DiscardGates,
    tell: &mut dyn FnMut(Place<'p>, Obstacles) -> Judged<'p>,
) -> Outcome {
    let absent = "No scan has a filter.";
    look_at_nodes(
        context,
        findings,
        rule,
        absent,
        &mut |place| match is_scan(place.node.kind) && place.node.filter().is_some() {
            true => judge_discards(context, place, gates, tell).into(),
            false => Look::Other,
        },
    )
}

fn judge_discards<'p>(
    context: &PlanContext<'p>,
    place: Place<'p>,
    gates: &DiscardGates,
    tell: &mut dyn FnMut(Place<'p>, Obstacles) -> Judged<'p>,
) -> Judged<'p> {
    let found = discards(context, &place, gates)?;
    let Some(obstacles) = read_obstacles(place.node, found.filter) else {
        return undecidable("its filter cannot be read.");
    };
    if obstacles.has_equality {
        return silent("a plain column of its filter is compared for equality, so a plain index serves it.");
    }
    let insight = tell(place, obstacles)?;
    Ok(insight
        .because(found.sentence())
        .caused_by(discards_cause(&place), 1))
}

impl Discards<'_> {
    pub(crate) fn sentence(&self) -> String {
        let read = self.removed + self.kept;
        format!(
            "{} read = {} kept + {} thrown away: {} kept.",
            rows(read),
            count(self.kept),
            count(self.removed),
            percent(self.kept / read)
        )
    }
}

/// The cause at a scan that reads much and keeps little. Partitions of one table have one cause.
pub(crate) fn discards_cause(place: &Place<'_>) -> String {
    let append = parts_above(place.plan, place.node);
    let at = append.map_or(place.node.id, |append| append.id);
    place.cause_at(at, RootCause::Discards)
}

/// The Append whose members are partitions of one table, the node being one of them.
pub(crate) fn parts_above<'p>(plan: &'p Plan, node: &PlanNode) -> Option<&'p PlanNode> {
    let mut below = plan.node(node.id)?;
    loop {
        let above = plan.parent_of(below).filter(|_| below.relationship.is_input())?;
        if matches!(above.kind, NodeKind::Append | NodeKind::MergeAppend) {
            return are_parts(plan, above).then_some(above);
        }
        if plan.inputs_of(above).count() != 1 {
            return None;
        }
        below = above;
    }
}

/// The scan of one relation below nodes with one input.
pub(crate) fn scan_below<'p>(plan: &'p Plan, node: &'p PlanNode) -> Option<&'p PlanNode> {
    let mut at = node;
    while !is_scan(at.kind) {
        let mut inputs = plan.inputs_of(at);
        at = inputs.next()?;
        if inputs.next().is_some() {
            return None;
        }
    }
    Some(at)
}

/// Whether the inputs of an Append are partitions of one table: PostgreSQL numbers the aliases of those (`e_1`, `e_2`), or
/// leaves one bare.
pub(crate) fn are_parts(plan: &Plan, append: &PlanNode) -> bool {
    let stem = |scan: &PlanNode| {
        let alias = scan.alias.as_deref()?;
        let (stem, number) = alias.rsplit_once('_')?;
        number.parse::<u32>().ok().map(|_| stem.to_owned())
    };
    let mut stems: SmallSet<String> = SmallSet::default();
    for input in plan.inputs_of(append) {
        let Some(stem) = scan_below(plan, input).and_then(stem) else {
            return false;
        };
        stems.insert(stem);
    }
    stems.iter().count() == 1
}

/// The index for a scan in the given order, as if these conditions were part of its filter too.
pub(crate) fn index_for(
    context: &PlanContext<'_>,
    place: &Place<'_>,
    conditions: &[&str],
    order: Option<&Ordered<'_>>,
) -> IndexAdvice {
    let mut asked = place.node.clone();
    let more = conditions.join(" AND ");
    let filter = asked
        .properties
        .iter_mut()
        .find(|property| property.name == "Filter");
    match filter {
        _ if more.is_empty() => {}
        Some(filter) => filter.value = format!("({}) AND {more}", filter.value),
        None => asked.properties.push(rowproof_plan::Property {
            name: "Filter".to_owned(),
            value: more,
            span: asked.span,
        }),
    }
    advise_ordered(context, &asked, order, Some(place.metrics))
}

impl Insight<'_> {
    /// With the index that mends it, on a server that makes it in one statement beside readers and writers.
    pub(crate) fn mended_by_statement(mut self, title: &'static str, new: &NewIndexAdvice) -> Self {
        self.evidence.extend(new.reasons.iter().cloned());
        let statements = vec![new.statement.clone()];
        self.mended_by(ProposedFix::statements(title, INDEX_WHEN, statements).costing(new.cost.clone()))
    }

    /// With the index that mends it, and the reasons for its columns.
    pub(crate) fn mended_by_index(mut self, title: &str, new: &NewIndexAdvice) -> Self {
        self.evidence.extend(new.reasons.iter().cloned());
        self.fixes.extend(new.fixes(title, INDEX_WHEN));
        self
    }
}

/// The relation a node reads, of the schema.
pub(crate) fn relation_of<'c>(
    context: &PlanContext<'c>,
    scan: &PlanNode,
) -> Option<(&'c Catalog, &'c Relation)> {
    let catalog = context
        .catalog
        .filter(|catalog| catalog.dialect() == Dialect::PostgreSql)?;
    let name = scan.relation.as_deref()?;
    let is_in = |relation: &&Relation| {
        scan.schema
            .as_ref()
            .is_none_or(|schema| *schema == relation.name.schema)
    };
    let found = catalog
        .relations()
        .filter(|relation| relation.name.name == name)
        .find(is_in)?;
    Some((catalog, found))
}

/// A name as SQL: the relation a node reads, with its schema where the plan tells another than `public`.
pub(crate) fn relation_sql(scan: &PlanNode) -> Option<String> {
    let name = quote(scan.relation.as_deref()?, Dialect::PostgreSql);
    let schema = scan.schema.as_deref().filter(|schema| *schema != "public");
    Some(match schema {
        Some(schema) => format!("{}.{name}", quote(schema, Dialect::PostgreSql)),
        None => name,
    })
}

/// The cost of one more index, for every fix that makes one.
pub(crate) const INDEX_COST: &str = "Each insert, and each update of these columns, writes one index entry more. Run it outside a transaction; if it fails, drop the invalid index it leaves.";

/// When to make an index.
pub(crate) const INDEX_WHEN: &str =
    "The query runs often enough to be worth the space and the dearer writes.";

/// A fix that makes an index.
pub(crate) fn index_fix(title: &str, statement: String) -> ProposedFix {
    ProposedFix::statements(title.to_owned(), INDEX_WHEN, vec![statement]).costing(INDEX_COST)
}
