//! # Referencing rows looked for without an index
//!
//! ## What it detects
//! A DELETE or UPDATE of referenced rows in which the check or the cascade of a foreign key takes a millisecond and more for each row.
//!
//! ## Why it matters
//! For each row that goes, the rows that refer to it are looked for. PostgreSQL makes no index on the referencing columns by itself; without one
//! the referencing table is read whole, once for each deleted row.
//!
//! ## Example
//! ```text,finds
//! Delete on customers  (cost=0.29..8.99 rows=0 width=0) (actual time=0.163..0.163 rows=0 loops=1)
//!   ->  Index Scan using customers_pkey on customers  (cost=0.29..8.99 rows=40 width=6) (actual time=0.006..0.052 rows=40 loops=1)
//!         Index Cond: (id <= 40)
//! Planning Time: 0.340 ms
//! Trigger for constraint orders_customer_id_fkey: time=4144.451 calls=40
//! Execution Time: 4144.752 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Delete on customers  (cost=0.29..8.99 rows=0 width=0) (actual time=0.167..0.168 rows=0 loops=1)
//!   ->  Index Scan using customers_pkey on customers  (cost=0.29..8.99 rows=40 width=6) (actual time=0.005..0.076 rows=40 loops=1)
//!         Index Cond: (id <= 40)
//! Planning Time: 0.343 ms
//! Trigger for constraint orders_customer_id_fkey: time=8.468 calls=40
//! Execution Time: 8.732 ms
//! ```
//!
//! ## When to ignore it
//! When each row has thousands of referencing rows: then the cascade itself is the work, and no index spares it. With the schema in the paste this is known, and
//! nothing is said when the index is there.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Constraints", "Foreign Keys".

use rowproof_plan::{NodeKind, Trigger};

use super::reading::{INDEX_COST, Insight, InsightWords, Judged, Look, count, ms, percent, silent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-cascade-unindexed",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PER_CALL, &LEAST_SHARE],
    }),
};

static LEAST_PER_CALL: Threshold = Threshold {
    rule: "fk-cascade-unindexed",
    name: "least-per-call",
    usual: 1.0,
    unit: Unit::Milliseconds,
    meaning: "time for one row from which a look-up without an index is supposed",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "fk-cascade-unindexed",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "part of the execution time that the foreign key takes, from which it counts",
};

static WORDS: InsightWords = InsightWords {
    message: "the foreign key `{0}` took {1} for each of {2} rows, {3} of the execution, to look for referencing rows; {4}",
    why: "PostgreSQL makes no index on the referencing columns by itself; without one the referencing table is read whole for each row.",
    sure: "The plan tells the time of the trigger.",
};

/// The foreign key with its tables, when the schema has it.
type Known<'c> = (&'c Catalog, &'c Relation, &'c Constraint, &'c ForeignKey);

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let changes = |node: &rowproof_plan::PlanNode| {
        matches!(node.kind, NodeKind::Delete | NodeKind::Update | NodeKind::Merge)
    };
    let of_keys: Vec<&Trigger> = context
        .plan
        .triggers
        .iter()
        .filter(|trigger| is_of_key(trigger))
        .collect();
    if of_keys.is_empty() || !context.plan.nodes.iter().any(changes) {
        return Outcome::silent("No rows are deleted or updated that a foreign key looks after.");
    }
    let mut fired = 0;
    let mut why: Option<Look<'_>> = None;
    for trigger in of_keys {
        match judge(context, trigger).into() {
            Look::Fires(fact) => {
                fired += 1;
                findings.push(&RULE, &*fact);
            }
            look => why = Some(look),
        }
    }
    match (fired, why) {
        (0, Some(Look::Silent(why))) => Outcome::Silent(why),
        (0, _) => Outcome::Undecidable("The times of the triggers are not told.".to_owned()),
        (fired, _) => Outcome::Fired(fired),
    }
}

fn judge<'p>(context: &PlanContext<'p>, trigger: &Trigger) -> Judged<'p> {
    let times = trigger.time_ms.zip(context.whole.wall_ms);
    let Some((time, wall)) = times.filter(|(_, wall)| *wall > 0.0) else {
        return Err(Look::Undecidable(
            "The times of the triggers are not told.".to_owned(),
        ));
    };
    // `_c_` stands on the referencing side, and looks up the referenced key, which has an index.
    let child_side = trigger.name.as_deref().is_some_and(|name| name.contains("_c_"));
    let known = known_key(context, trigger);
    if child_side || is_child(context, known) {
        return silent("Its foreign key looks up the referenced key, which has an index.");
    }
    let (per_call, share) = (time / trigger.calls.max(1.0), (time / wall).min(1.0));
    let (least, least_share) = (
        context.threshold(&LEAST_PER_CALL),
        context.threshold(&LEAST_SHARE),
    );
    if per_call < least || share < least_share {
        return silent(format!(
            "The foreign key took {} for each row, {} of the execution; from {} and {} on it counts.",
            ms(per_call),
            percent(share),
            ms(least),
            percent(least_share)
        ));
    }
    let name = trigger
        .constraint
        .clone()
        .or(trigger.name.clone())
        .unwrap_or_default();
    let covering =
        known.and_then(|(catalog, relation, _, key)| catalog.index_covering(relation, &key.columns));
    if let Some(index) = covering {
        return silent(format!(
            "`{}` serves the foreign key already, so the cascade itself is the work.",
            index.name
        ));
    }
    let gist = match known {
        Some((_, relation, _, key)) => format!(
            "add an index on {} of `{}`",
            listed(&key.columns),
            relation.name.name
        ),
        None => "see whether the referencing columns have an index".to_owned(),
    };
    let Some(insight) = Insight::of_plan(context, &WORDS) else {
        return Err(Look::Other);
    };
    let mut insight = insight
        .saying([
            name.clone(),
            ms(per_call),
            count(trigger.calls),
            percent(share),
            gist,
        ])
        .because(format!(
            "{} ÷ {} calls = {} each.",
            ms(time),
            count(trigger.calls),
            ms(per_call)
        ))
        .mended_by(match known {
            Some(known) => index_of(known),
            None => find_index(&name),
        });
    if known.is_none() {
        insight = insight
            .because("Which table and columns it is of is told by the schema, which is not in the paste.");
    }
    insight.share = Some(share);
    insight.certainty = match known {
        Some(_) => Certainty::Likely,
        None => Certainty::Possible,
    };
    Ok(insight.caused_by(trigger_cause(context, trigger), 0))
}

/// Whether the trigger enforces a foreign key.
pub(super) fn is_of_key(trigger: &Trigger) -> bool {
    let internal = trigger
        .name
        .as_deref()
        .is_none_or(|name| name.starts_with("RI_ConstraintTrigger"));
    internal && (trigger.constraint.is_some() || trigger.name.is_some())
}

/// A name for the cause that the trigger's time is.
pub(super) fn trigger_cause(context: &PlanContext<'_>, trigger: &Trigger) -> String {
    let name = trigger.constraint.as_deref().or(trigger.name.as_deref());
    format!(
        "plan {}, trigger {}",
        context.number + 1,
        name.unwrap_or_default()
    )
}

fn known_key<'c>(context: &PlanContext<'c>, trigger: &Trigger) -> Option<Known<'c>> {
    let catalog = context
        .catalog
        .filter(|catalog| catalog.dialect() == Dialect::PostgreSql)?;
    let name = trigger.constraint.as_deref()?;
    let mut named = catalog
        .foreign_keys()
        .filter(|(_, constraint, _)| constraint.name == name);
    let (relation, constraint, key) = named.next()?;
    // Constraint names are unique within a table only.
    named
        .next()
        .is_none()
        .then_some((catalog, relation, constraint, key))
}

/// Whether the changed table is the referencing one and not the referenced one.
fn is_child(context: &PlanContext<'_>, known: Option<Known<'_>>) -> bool {
    let Some((_, relation, _, key)) = known else {
        return false;
    };
    let mut changed = context
        .plan
        .nodes
        .iter()
        .filter(|node| node.kind.is_modify())
        .filter_map(|node| node.relation.as_deref())
        .peekable();
    changed.peek().is_some()
        && changed.all(|table| table == relation.name.name && table != key.referenced.name)
}

fn index_of((catalog, relation, _, key): Known<'_>) -> ProposedFix {
    let dialect = Dialect::PostgreSql;
    let columns: Vec<String> = key.columns.iter().map(|column| quote(column, dialect)).collect();
    let name = catalog.choose_name(relation.id, &key.columns, "idx");
    let how = if relation.partitioned { "" } else { "CONCURRENTLY " };
    ProposedFix::statements(
        "add an index on the referencing columns",
        "The usual choice: deletes of referenced rows and joins from them use it.",
        vec![format!(
            "CREATE INDEX {how}{} ON {} ({})",
            quote(&name, dialect),
            catalog.sql_name(relation),
            columns.join(", ")
        )],
    )
    .costing(INDEX_COST)
}

/// A query that writes the statement, for a key whose columns are not known.
fn find_index(constraint: &str) -> ProposedFix {
    let statement = format!(
        "SELECT format('CREATE INDEX CONCURRENTLY ON %s (%s)', c.conrelid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)) \
         FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, place) \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum \
         WHERE c.contype = 'f' AND c.conname = {} GROUP BY c.oid, c.conrelid",
        text_constant(constraint)
    );
    ProposedFix::statements(
        "let the database write the statement that makes the index",
        "The referencing columns have no index yet; paste the schema to have it named here.",
        vec![statement],
    )
    .costing(INDEX_COST)
}
