//! # Row estimate far off
//!
//! ## What it detects
//! The node where the planner's row estimate starts to be wrong by ten times or more. Nodes above it that only inherit the
//! error are not reported.
//!
//! ## Why it matters
//! Join order, join method and memory are all chosen by these numbers. A nested loop is right for three rows and a disaster
//! for thirty thousand; mending the number at its source often mends the whole plan above it.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on addresses  (cost=0.00..2084.00 rows=50 width=40) (actual time=0.020..14.310 rows=9800 loops=1)
//!   Filter: ((city = 'Lyon'::text) AND (country = 'FR'::text))
//!   Rows Removed by Filter: 40200
//! Planning Time: 0.120 ms
//! Execution Time: 14.900 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on addresses  (cost=0.00..2084.00 rows=9733 width=40) (actual time=0.020..14.310 rows=9800 loops=1)
//!   Filter: ((city = 'Lyon'::text) AND (country = 'FR'::text))
//!   Rows Removed by Filter: 40200
//! Planning Time: 0.120 ms
//! Execution Time: 14.900 ms
//! ```
//!
//! ## When to ignore it
//! When the plan is fast and stays the same with the right number; where no join stands above the node, little hangs on it
//! and the finding is for information. A node that a Limit, a semi join or a merge join stopped early gives few rows
//! although its estimate may be right; it is not reported. Estimates of one query are for one set of values: a generic
//! plan (`$1`) expects the average.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Statistics Used by the Planner".
//! - PostgreSQL manual, "How the Planner Uses Statistics", section "Multivariate Statistics Examples".

mod cause;

use rowproof_plan::{ActualState, EstimateDirection, NodeKind, NodeMetrics, PlanNode, RowEstimate};
use rowproof_source::{SmallMap, fixed};

use self::cause::find_cause;
pub(super) use self::cause::{Cause, conditions};
use super::reading::{Place, RootCause, count, guessed_part, places, rows};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "estimate-off",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&OFF, &LEAST_ROWS_PER_LOOP, &LEAST_ROWS],
    }),
};

/// From this factor on an estimate is off; smaller ones are the normal play of statistics.
static OFF: Threshold = Threshold {
    rule: "estimate-off",
    name: "off",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times the expected rows the real ones are, or the other way round, from which an estimate is off",
};

/// From this factor on, other joins would have been chosen nearly for sure.
const FAR_OFF: f64 = 100.0;

/// Among fewer rows per loop a factor of ten decides nothing.
static LEAST_ROWS_PER_LOOP: Threshold = Threshold {
    rule: "estimate-off",
    name: "least-rows-per-loop",
    usual: 100.0,
    unit: Unit::Rows,
    meaning: "rows per loop, expected or real, from which an error decides anything",
};

/// So many rows over all loops count even when each loop has few.
static LEAST_ROWS: Threshold = Threshold {
    rule: "estimate-off",
    name: "least-rows",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows over all loops from which an error counts, even when each loop has few",
};

/// A node where an error of the estimate starts.
pub(super) struct EstimateOff<'p> {
    pub(super) place: Place<'p>,
    pub(super) estimate: RowEstimate,
    /// The largest factor among the node's inputs; none without inputs.
    inherited: Option<f64>,
    pub(super) cause: Cause,
    /// Members of the same Append that are off as well, and not told on their own.
    others: usize,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let worst = find_errors(context);
    worst.iter().for_each(|found| findings.push(&RULE, found));
    if !worst.is_empty() {
        return Outcome::Fired(worst.len());
    }
    let factors = context.metrics.iter().filter_map(|metrics| metrics.row_estimate);
    let largest = factors.map(|estimate| estimate.factor).reduce(f64::max);
    match largest {
        None => Outcome::Undecidable("Expected and real rows are not both told.".to_owned()),
        Some(largest) => Outcome::Silent(format!(
            "The largest error is {} times; from {} times on it counts, where it starts and among enough rows.",
            count(largest),
            count(context.threshold(&OFF))
        )),
    }
}

/// Where errors start, one for all members of the same Append: they are parts of one table as a rule, off for one reason, and the worst
/// speaks for all.
pub(super) fn find_errors<'p>(context: &PlanContext<'p>) -> Vec<EstimateOff<'p>> {
    let mut worst: Vec<EstimateOff<'_>> = Vec::new();
    let mut of_append: SmallMap<usize, usize> = SmallMap::default();
    for place in places(context).filter(|place| may_start_an_error(place.node.kind)) {
        let Some(mut found) = judge(context, place) else {
            continue;
        };
        let append = place
            .plan
            .parent_of(place.node)
            .filter(|parent| is_append(parent.kind));
        let known = append.and_then(|append| of_append.get(&append.id));
        if let Some(known) = known.and_then(|at| worst.get_mut(*at)) {
            found.others = known.others + 1;
            match known.estimate.factor >= found.estimate.factor {
                true => known.others = found.others,
                false => *known = found,
            }
            continue;
        }
        if let Some(append) = append {
            of_append.insert(append.id, worst.len());
        }
        worst.push(found);
    }
    worst
}

fn is_append(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Append | NodeKind::MergeAppend)
}

/// The finding, when an error starts at the node.
fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Option<EstimateOff<'p>> {
    let (estimate, inherited) = error_at(context, &place, &GATES)?;
    Some(EstimateOff {
        place,
        estimate,
        inherited,
        cause: find_cause(&place),
        others: 0,
    })
}

/// From when on an error counts.
pub(super) struct Gates {
    pub(super) off: &'static Threshold,
    pub(super) least_rows_per_loop: &'static Threshold,
    pub(super) least_rows: &'static Threshold,
}

static GATES: Gates = Gates {
    off: &OFF,
    least_rows_per_loop: &LEAST_ROWS_PER_LOOP,
    least_rows: &LEAST_ROWS,
};

/// The error that starts at the node, with the largest factor among its inputs.
pub(super) fn error_at(
    context: &PlanContext<'_>,
    place: &Place<'_>,
    gates: &Gates,
) -> Option<(RowEstimate, Option<f64>)> {
    let estimate = place.metrics.row_estimate?;
    if !is_off(context, place, &estimate, gates) {
        return None;
    }
    let inherited = inherited_factor(place, context.metrics)?;
    let off = context.threshold(gates.off);
    let starts = inherited.is_none_or(|inherited| estimate.factor / inherited >= off);
    starts.then_some((estimate, inherited))
}

/// Whether a join above was chosen by the node's rows; otherwise little hangs on them.
pub(super) fn feeds_a_join(place: &Place<'_>) -> bool {
    let mut above = place.plan.parent_of(place.node);
    while let Some(node) = above {
        if node.kind.is_join() {
            return true;
        }
        above = place.plan.parent_of(node);
    }
    false
}

/// The node where the error of this node's estimate starts: down along the inputs that are off the most, as long as they
/// are off by enough to explain it. None when the node's estimate is not off.
pub(super) fn find_origin<'p>(context: &PlanContext<'p>, node: &PlanNode) -> Option<Place<'p>> {
    let off = context.threshold(&OFF);
    let mut at = places(context).nth(node.id)?;
    let mut factor = at.metrics.row_estimate?.factor;
    if factor < off {
        return None;
    }
    loop {
        let inputs = context.plan.inputs_of(at.node);
        let factors =
            inputs.filter_map(|input| Some((context.metrics.get(input.id)?.row_estimate?.factor, input.id)));
        let worst = factors.reduce(|a, b| if b.0 > a.0 { b } else { a });
        let Some((inherited, id)) = worst.filter(|(inherited, _)| factor / inherited < off) else {
            return Some(at);
        };
        at = places(context).nth(id)?;
        factor = inherited;
    }
}

/// Nodes that hand on what they get have the estimate of their input; bitmaps of indexes belong to their heap scan.
fn may_start_an_error(kind: NodeKind) -> bool {
    use NodeKind::*;
    let hands_on = matches!(
        kind,
        Sort | IncrementalSort
            | Hash
            | Gather
            | GatherMerge
            | Materialize
            | Memoize
            | Limit
            | LockRows
            | CteScan
            | WorkTableScan
    );
    let bitmap = matches!(kind, BitmapIndexScan | BitmapAnd | BitmapOr);
    !hands_on && !bitmap && !kind.is_modify()
}

fn is_off(context: &PlanContext<'_>, place: &Place<'_>, estimate: &RowEstimate, gates: &Gates) -> bool {
    let expected = place.node.estimate.map_or(0.0, |estimate| estimate.plan_rows.0);
    let actual = place.node.actual.measured();
    let per_loop = actual.map_or(0.0, |actual| actual.rows_per_loop.0);
    let loops = actual.map_or(1.0, |actual| actual.loops as f64);
    let most = expected.max(per_loop);
    let stopped_early = place.metrics.cut_short && estimate.direction == EstimateDirection::TooHigh;
    let many = most >= context.threshold(gates.least_rows_per_loop)
        || most * loops >= context.threshold(gates.least_rows);
    estimate.factor >= context.threshold(gates.off) && many && !stopped_early
}

/// The largest factor among the inputs; `Some(None)` without inputs, `None` when one of them is not told, so that where the
/// error starts cannot be either.
fn inherited_factor(place: &Place<'_>, metrics: &[NodeMetrics]) -> Option<Option<f64>> {
    if place.node.kind == NodeKind::BitmapHeapScan {
        return Some(None);
    }
    let mut largest: Option<f64> = None;
    for input in place.plan.inputs_of(place.node) {
        let factor = match input.actual {
            ActualState::NeverExecuted => 1.0,
            _ => metrics.get(input.id)?.row_estimate?.factor,
        };
        largest = Some(largest.map_or(factor, |most| most.max(factor)));
    }
    Some(largest)
}

/// `CREATE STATISTICS` on columns of one relation, and the `ANALYZE` that fills it.
fn create_statistics(relation: &str, kinds: &str, columns: &[String]) -> Vec<String> {
    let dialect = Dialect::PostgreSql;
    let bare = relation.rsplit('.').next().unwrap_or(relation).trim_matches('"');
    let name = quote(&format!("{bare}_{}_stats", columns.join("_")), dialect);
    let columns: Vec<String> = columns.iter().map(|column| quote(column, dialect)).collect();
    vec![
        format!(
            "CREATE STATISTICS {name} ({kinds}) ON {} FROM {relation}",
            columns.join(", ")
        ),
        format!("ANALYZE {relation}"),
    ]
}

/// Statistics of the expressions in the node's conditions, where those are all it is restricted by.
pub(super) fn statistics_of_expressions(node: &PlanNode, relation: &str) -> Option<ProposedFix> {
    let mut expressions: Vec<String> = Vec::new();
    for condition in [node.index_condition(), node.recheck_condition(), node.filter()]
        .into_iter()
        .flatten()
    {
        let (_, unknown) = guessed_part(node, condition)?;
        expressions.extend(unknown.into_iter().collect::<Option<Vec<_>>>()?);
    }
    let first = expressions.first()?;
    expressions_fix(relation, first, &expressions)
}

/// `CREATE STATISTICS` on expressions, each gathered on its own.
pub(super) fn expressions_fix(relation: &str, first: &str, expressions: &[String]) -> Option<ProposedFix> {
    let written: Vec<String> = expressions
        .iter()
        .map(|expression| format!("({expression})"))
        .collect();
    let one = expressions.len() == 1;
    let list = written.join(", ");
    let when = "PostgreSQL 14 or later, and the expression gives the same value for the same row whenever it is computed.";
    let title = match one {
        true => format!("keep statistics of `{first}`"),
        false => "keep statistics of the expressions".to_owned(),
    };
    let bare = relation.rsplit('.').next().unwrap_or(relation).trim_matches('"');
    let name = quote(&format!("{bare}_expression_stats"), Dialect::PostgreSql);
    let statements = vec![
        format!("CREATE STATISTICS {name} ON {list} FROM {relation}"),
        format!("ANALYZE {relation}"),
    ];
    (expressions.len() <= 8).then(|| ProposedFix::statements(title, when, statements))
}

impl EstimateOff<'_> {
    fn refresh(&self, relations: &[String]) -> ProposedFix {
        let statements = relations
            .iter()
            .map(|relation| format!("ANALYZE {relation}"))
            .collect();
        let when = "Many rows were added or changed since the statistics were last gathered.";
        ProposedFix::statements("gather the statistics anew", when, statements)
    }

    fn fixes_for_condition(&self, relation: &str, columns: &[String], expression: bool) -> Vec<ProposedFix> {
        let refresh = self.refresh(&[relation.to_owned()]);
        match columns {
            _ if expression => statistics_of_expressions(self.place.node, relation)
                .into_iter()
                .chain([refresh])
                .collect(),
            [] => vec![refresh],
            [column] => {
                let quoted = quote(column, Dialect::PostgreSql);
                let finer = vec![
                    format!("ALTER TABLE {relation} ALTER COLUMN {quoted} SET STATISTICS 1000"),
                    format!("ANALYZE {relation}"),
                ];
                let when =
                    "The values are spread unevenly, so that a sample of the default size misses some.";
                let title = format!("keep finer statistics of `{column}`");
                let cost = "ANALYZE reads a larger sample, and planning takes a little longer.";
                vec![refresh, ProposedFix::statements(title, when, finer).costing(cost)]
            }
            columns => {
                let together = create_statistics(relation, "dependencies, mcv", columns);
                let when = "The columns depend on each other, as a city and its country do; the planner multiplies their parts as if they did not.";
                let title = format!("keep statistics of {} together", listed(columns));
                vec![ProposedFix::statements(title, when, together), refresh]
            }
        }
    }

    /// Rows expected and counted, per loop.
    pub(super) fn numbers(&self) -> (f64, f64) {
        let node = self.place.node;
        let expected = node.estimate.map_or(0.0, |estimate| estimate.plan_rows.0);
        let actual = node
            .actual
            .measured()
            .map_or(0.0, |actual| actual.rows_per_loop.0);
        (expected, actual)
    }

    fn comparison(&self) -> String {
        let than = match self.estimate.direction {
            EstimateDirection::TooLow => "as many",
            _ => "fewer",
        };
        format!("{} times {than}", count(self.estimate.factor))
    }
}

impl Explain for EstimateOff<'_> {
    fn object(&self) -> String {
        self.place.object()
    }

    fn relation(&self) -> Option<&Relation> {
        None
    }

    fn span(&self) -> Span {
        self.place.node.span
    }

    fn message(&self) -> String {
        let (expected, actual) = self.numbers();
        let advice = match &self.cause {
            Cause::Condition {
                columns,
                expression: false,
                ..
            } if columns.len() > 1 => "keep statistics of its columns together",
            Cause::Condition { .. } => "gather better statistics of the table",
            Cause::Groups { .. } => "keep statistics of the grouped columns together",
            Cause::Group { .. } => "gather better statistics of the grouped column",
            Cause::GroupExpression { .. } => "keep statistics of the grouped expression",
            Cause::Join(_) => "gather the statistics of the joined tables anew",
            Cause::Function => "tell the planner how many rows the function returns",
            Cause::Other => "look for the condition it had to guess",
        };
        format!(
            "the planner expected {} from `{}` and {} came, {}, and chose the plan by that; {advice}",
            rows(expected),
            self.place.label(),
            count(actual),
            self.comparison()
        )
    }

    fn why(&self) -> String {
        "Join order, join method and memory are chosen by estimates; the error is handed on to every node above.".to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        (
            Certainty::Likely,
            "Both numbers are in the plan; why the estimate is off is not.".to_owned(),
        )
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.estimate.factor {
            _ if self.place.is_fast() => Severity::Hint,
            factor if factor >= FAR_OFF && feeds_a_join(&self.place) => Severity::Warning,
            _ => Severity::Info,
        })
    }

    fn evidence(&self) -> Vec<String> {
        let (expected, actual) = self.numbers();
        let loops = self.place.node.actual.measured().map_or(1, |actual| actual.loops);
        let per_loop = if loops > 1 {
            format!(" per loop, in {} loops", count(loops as f64))
        } else {
            String::new()
        };
        let (larger, smaller) = (expected.max(actual).max(1.0), expected.min(actual).max(1.0));
        let mut facts = vec![format!(
            "{} expected and {} counted{per_loop}: {} / {} = {} times.",
            rows(expected),
            count(actual),
            count(larger),
            count(smaller),
            count(self.estimate.factor)
        )];
        facts.push(match self.inherited {
            Some(inherited) => {
                format!(
                    "Its inputs are off by {} times at most, so the error starts here.",
                    fixed(inherited, 1)
                )
            }
            None => "It has no input to take the error from, so it starts here.".to_owned(),
        });
        if self
            .place
            .node
            .properties
            .iter()
            .any(|property| property.name.ends_with("Cond") && property.value.contains('$'))
        {
            facts.push("The condition has a parameter (`$1`): a generic plan expects the average over all its values.".to_owned());
        }
        if let Cause::Condition {
            relation,
            expression: true,
            ..
        } = &self.cause
        {
            facts.push(format!("Part of the condition is an expression, of which the planner keeps no statistics: `CREATE STATISTICS … ON (expression) FROM {relation}` (PostgreSQL 14 and later) or an index on it gathers them."));
        }
        if self.others > 0 {
            let parts = if self.others == 1 { "part is" } else { "parts are" };
            facts.push(format!(
                "{} more {parts} off by ten times or more in the same Append; this one is the farthest.",
                count(self.others as f64)
            ));
        }
        if matches!(self.cause, Cause::Function) {
            facts.push("A function's rows are assumed, not counted: declare them with `ALTER FUNCTION … ROWS`, or put them into a temporary table and `ANALYZE` it.".to_owned());
        }
        facts
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        match &self.cause {
            Cause::Condition {
                relation,
                columns,
                expression,
            } => self.fixes_for_condition(relation, columns, *expression),
            Cause::Groups { relation, columns } => {
                let title = format!("count the combinations of {}", listed(columns));
                let when = "The columns depend on each other, so that fewer combinations occur than the planner supposes.";
                let statements = create_statistics(relation, "ndistinct", columns);
                vec![
                    ProposedFix::statements(title, when, statements),
                    self.refresh(std::slice::from_ref(relation)),
                ]
            }
            Cause::Group { relation, column } => {
                let groups = fixed(self.numbers().1, 0);
                let quoted = quote(column, Dialect::PostgreSql);
                let statements = vec![
                    format!("ALTER TABLE {relation} ALTER COLUMN {quoted} SET (n_distinct = {groups})"),
                    format!("ANALYZE {relation}"),
                ];
                let title = format!("tell how many values `{column}` has");
                let when = "The sample of ANALYZE misses most values, as it does in large tables; the number of values stays about the same.";
                vec![
                    self.refresh(std::slice::from_ref(relation)),
                    ProposedFix::statements(title, when, statements)
                        .costing("The number is taken as it is until `RESET (n_distinct)`."),
                ]
            }
            Cause::GroupExpression { relation, expression } => {
                let fix = expressions_fix(relation, expression, std::slice::from_ref(expression));
                fix.into_iter().collect()
            }
            Cause::Join(relations) if !relations.is_empty() => vec![self.refresh(relations)],
            Cause::Join(_) | Cause::Function | Cause::Other => Vec::new(),
        }
    }

    fn share(&self) -> Option<f64> {
        self.place.share()
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        Some((self.place.cause(RootCause::Estimate), 2))
    }

    fn node(&self) -> Option<NodeReference> {
        Some(self.place.reference())
    }
}
