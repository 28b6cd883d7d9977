//! # Tables that each need a row of the other first
//!
//! ## What it detects
//! Required foreign keys that lead from a table over others back to it, none of which may be checked at the end of the transaction.
//!
//! ## Why it matters
//! No row can be the first: each table refuses it until the next one has the row it refers to. The tables stay empty, or are filled
//! with checks switched off, which leaves nothing checked.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE teams (id bigint PRIMARY KEY, captain_id bigint NOT NULL);
//! CREATE TABLE players (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams (id));
//! ALTER TABLE teams ADD FOREIGN KEY (captain_id) REFERENCES players (id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE teams (id bigint PRIMARY KEY, captain_id bigint NOT NULL);
//! CREATE TABLE players (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams (id));
//! ALTER TABLE teams ADD FOREIGN KEY (captain_id) REFERENCES players (id) DEFERRABLE INITIALLY DEFERRED;
//! ```
//!
//! ## When to ignore it
//! When one statement inserts into both (PostgreSQL: `WITH … INSERT`), which foreign keys are checked behind. A reference that may be NULL,
//! or a deferrable one, breaks the circle and is not counted.
//!
//! ## References
//! - PostgreSQL manual, "SET CONSTRAINTS"; "CREATE TABLE", `DEFERRABLE`. MySQL checks foreign keys row by row and has no such words.

use rowproof_source::{SmallMap, SortSmall};

use rowproof_catalog::RelationId;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-cycle",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

const WORDS: Words = Words {
    message: "no row of {0} can be the first: each needs one of the next; let one of the references be empty{1}",
    why: "Each table refuses its first row until the next one has the row it refers to.",
    sure: "Every reference of the circle is required and checked at once.",
    intent: "",
};

/// A required reference to another table, checked at once.
struct Step<'c> {
    from: &'c Relation,
    constraint: &'c Constraint,
    key: &'c ForeignKey,
    to: RelationId,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    // By the referencing table, since tables come by their ids.
    let mut steps: Vec<Step<'_>> = Vec::new();
    for relation in context.catalog.tables() {
        for (constraint, key) in relation.foreign_keys() {
            let Some(to) = key.relation.filter(|to| *to != relation.id) else {
                continue;
            };
            let required = key
                .columns
                .iter()
                .all(|name| relation.column(name).is_some_and(|column| column.not_null));
            if required && constraint.enforced && !constraint.deferrable {
                steps.push(Step {
                    from: relation,
                    constraint,
                    key,
                    to,
                });
            }
        }
    }
    if steps.is_empty() {
        return;
    }
    let stuck = stuck(&steps);
    let mut told: SmallMap<RelationId, ()> = SmallMap::default();
    for step in &steps {
        if stuck.get(&step.from.id).is_some_and(|open| *open > 0)
            && let Some(circle) = circle_from(step.from.id, &steps, &stuck, &mut told)
        {
            push(context, &circle, findings);
        }
    }
}

/// How many required references of each table that has some lead to tables that can have no first row, after those that can are
/// taken away.
fn stuck(steps: &[Step<'_>]) -> SmallMap<RelationId, usize> {
    let mut open: SmallMap<RelationId, usize> = SmallMap::default();
    for step in steps {
        open.change(step.from.id, |count| *count += 1);
    }
    let mut to_each: Vec<&Step<'_>> = steps.iter().collect();
    to_each.order_by_key(|step| step.to);
    let targets = to_each.chunk_by(|a, b| a.to == b.to).filter_map(<[_]>::first);
    let mut free: Vec<RelationId> = targets.map(|step| step.to).collect();
    free.retain(|id| !open.contains_key(id));
    while let Some(id) = free.pop() {
        let first = to_each.partition_point(|step| step.to < id);
        let needing = to_each.iter().skip(first).take_while(|step| step.to == id);
        for step in needing {
            if let Some(count) = open.get_mut(&step.from.id) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    free.push(step.from.id);
                }
            }
        }
    }
    open
}

/// The circle that the references lead to from here; none when it was told before.
fn circle_from<'s, 'c>(
    start: RelationId,
    steps: &'s [Step<'c>],
    stuck: &SmallMap<RelationId, usize>,
    told: &mut SmallMap<RelationId, ()>,
) -> Option<Vec<&'s Step<'c>>> {
    let mut path: Vec<&'s Step<'c>> = Vec::new();
    let mut place: SmallMap<RelationId, usize> = SmallMap::default();
    let mut at = start;
    loop {
        if let Some(from) = place.get(&at) {
            return Some(path.split_off(*from));
        }
        if told.insert(at, ()).is_some() {
            return None;
        }
        place.insert(at, path.len());
        let open = |step: &&Step<'_>| stuck.get(&step.to).is_some_and(|open| *open > 0);
        let first = steps.partition_point(|step| step.from.id < at);
        let own = steps.get(first..)?.iter().take_while(|step| step.from.id == at);
        let step = own.into_iter().find(open)?;
        path.push(step);
        at = step.to;
    }
}

fn push(context: &SchemaContext<'_>, circle: &[&Step<'_>], findings: &mut Findings<'_>) {
    let Some(last) = circle.last() else {
        return;
    };
    let catalog = context.catalog;
    let names: Vec<String> = circle.iter().map(|step| step.from.name.to_string()).collect();
    let view = TableView::new(catalog, last.from, context.queries);
    let mut gap = view.table_gap(&WORDS);
    gap.object = Some(names.join(", "));
    gap.place = Some(last.constraint.span);
    let can_wait = catalog.dialect() != Dialect::MySql;
    let or = match can_wait {
        true => ", or be checked at the end of the transaction",
        false => "",
    };
    gap.said = vec![listed(&names), or.to_owned()];
    for step in circle {
        gap.related.push(Label {
            span: step.constraint.span,
            text: format!("needs a row of `{}`", step.key.referenced),
        });
    }
    if catalog.dialect() == Dialect::PostgreSql {
        gap.fixes.push(ProposedFix::statements(
            "check one of them at the end of the transaction",
            "Both rows are written in one transaction.",
            vec![format!(
                "ALTER TABLE {} ALTER CONSTRAINT {} DEFERRABLE INITIALLY DEFERRED",
                catalog.sql_name(last.from),
                quote(&last.constraint.name, catalog.dialect())
            )],
        ));
        let columns: Vec<String> = last
            .key
            .columns
            .iter()
            .filter(|name| !last.from.is_in_primary_key(name))
            .map(|name| {
                format!(
                    "ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL",
                    catalog.sql_name(last.from),
                    quote(name, catalog.dialect())
                )
            })
            .collect();
        if let Some(first) = columns.into_iter().next() {
            gap.fixes.push(ProposedFix::statements(
                "let one of the references be empty",
                "The row is written first and gets its reference later.",
                vec![first],
            ));
        }
    }
    findings.push(&RULE, &gap);
}
