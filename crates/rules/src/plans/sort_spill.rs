//! # Sort on disk
//!
//! ## What it detects
//! A Sort whose rows did not fit into `work_mem`, so that they were written to temporary files and merged.
//!
//! ## Why it matters
//! Writing and reading back takes longer than sorting in memory, and competes with everything else that needs the disk.
//! Often the sort itself can go: an index that starts with the columns of the filter and goes on with those of the sort
//! hands out rows in order, and a Limit then stops after the first few.
//!
//! ## Example
//! ```text,finds
//! Sort  (cost=12847.23..12872.23 rows=100000 width=80) (actual time=198.429..231.435 rows=100000 loops=1)
//!   Sort Key: created_at
//!   Sort Method: external merge  Disk: 9000kB
//!   ->  Seq Scan on events  (cost=0.00..2943.00 rows=100000 width=80) (actual time=0.012..21.100 rows=100000 loops=1)
//! Planning Time: 0.100 ms
//! Execution Time: 240.000 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Sort  (cost=11247.82..11497.82 rows=100000 width=80) (actual time=61.429..70.435 rows=100000 loops=1)
//!   Sort Key: created_at
//!   Sort Method: quicksort  Memory: 16202kB
//!   ->  Seq Scan on events  (cost=0.00..2943.00 rows=100000 width=80) (actual time=0.012..21.100 rows=100000 loops=1)
//! Planning Time: 0.100 ms
//! Execution Time: 78.000 ms
//! ```
//!
//! ## When to ignore it
//! In a report that runs seldom and alone. Raising `work_mem` for the whole server is seldom right: every sort and hash of
//! every session may take that much. When a node runs several times, the plan tells the last sort only.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Resource Consumption", `work_mem`.
//! - PostgreSQL manual, "Indexes", section "Indexes and ORDER BY".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    IndexAdvice, Look, MOST_MEMORY_KB, NewIndexAdvice, Ordered, Place, RootCause, SMALL_SHARE,
    advise_ordered, count, find_order_for, look_at_nodes, memory_fix, memory_for,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sort-spill",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LARGE_DISK],
    }),
};

/// From this size of the files on a spill matters whatever the times say: it takes disk from everybody.
static LARGE_DISK: Threshold = Threshold {
    rule: "sort-spill",
    name: "large-disk",
    usual: 10.0 * 1024.0,
    unit: Unit::Kilobytes,
    meaning: "size of a sort's file from which it matters however short it took",
};

/// Rows in memory take about this many times the space they take in a temporary file.
const MEMORY_PER_DISK: u64 = 3;

/// A sort that went to disk.
struct SortSpill<'p> {
    place: Place<'p>,
    /// The largest file of one process, in kB.
    disk_kb: u64,
    /// Processes that wrote one.
    processes: usize,
    /// Whether the file is large by itself.
    is_large: bool,
    /// The scan that could give the order, with the index it takes.
    order: Option<(Ordered<'p>, IndexAdvice)>,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is sorted in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if !matches!(place.node.kind, NodeKind::Sort | NodeKind::IncrementalSort) {
        return Look::Other;
    }
    let files = files_of(place.node);
    let Some(disk_kb) = files.iter().copied().max() else {
        let told = place
            .node
            .properties
            .iter()
            .any(|property| property.name == "Sort Method" || property.name.ends_with("Groups"));
        return match told {
            true => Look::Silent("it sorted in memory.".to_owned()),
            false => Look::Undecidable("how it sorted is told by `EXPLAIN (ANALYZE)` only.".to_owned()),
        };
    };
    let order = find_order_for(place.plan, place.node).map(|order| {
        let metrics = context.metrics.get(order.scan.id);
        let advice = advise_ordered(context, order.scan, Some(&order), metrics);
        (order, advice)
    });
    Look::Fires(Box::new(SortSpill {
        place,
        disk_kb,
        processes: files.len(),
        is_large: disk_kb as f64 >= context.threshold(&LARGE_DISK),
        order,
    }))
}

/// The size of each process's temporary file, in kB.
fn files_of(node: &PlanNode) -> Vec<u64> {
    match node.kind {
        NodeKind::Sort => {
            let methods = node
                .sort_method()
                .into_iter()
                .chain(node.workers.iter().filter_map(|worker| worker.sort_method()));
            methods
                .filter(|method| method.on_disk)
                .map(|method| method.space_kb)
                .collect()
        }
        NodeKind::IncrementalSort => {
            let groups = node
                .properties
                .iter()
                .filter(|property| property.name.ends_with("Groups"));
            groups
                .filter_map(|property| peak_disk_kb(&property.value))
                .max()
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// `… Average Disk: 900kB  Peak Disk: 1000kB`
fn peak_disk_kb(groups: &str) -> Option<u64> {
    let (_, peak) = groups.split_once("Peak Disk: ")?;
    peak.split("kB").next()?.trim().parse().ok()
}

impl SortSpill<'_> {
    /// The index, when it would save more than the sort: it narrows the rows, or a Limit needs only the first. Read
    /// whole, row by row, an index is no gain over sorting.
    fn index(&self) -> Option<(&Ordered<'_>, &NewIndexAdvice)> {
        let (order, advice) = self.order.as_ref()?;
        let IndexAdvice::Create(new) = advice else {
            return None;
        };
        (new.gives_order && (order.limit.is_some() || new.narrows)).then_some((order, &**new))
    }

    /// In kB: enough for the rows in memory, as a power of two, within bounds.
    fn memory_kb(&self) -> u64 {
        memory_for(self.disk_kb.saturating_mul(MEMORY_PER_DISK))
    }

    fn is_capped(&self) -> bool {
        self.disk_kb.saturating_mul(MEMORY_PER_DISK) > MOST_MEMORY_KB
    }

    /// How the memory to advise follows from the memory needed.
    fn bound(&self) -> String {
        let megabytes = count((self.memory_kb() / 1024) as f64);
        match self.is_capped() {
            true => format!("more than the {megabytes} MB that one sort should get"),
            false => format!("rounded up to {megabytes} MB"),
        }
    }

    fn add_index(&self) -> Vec<ProposedFix> {
        let Some((order, new)) = self.index() else {
            return Vec::new();
        };
        let relation = order.scan.relation.as_deref().unwrap_or_default();
        let title = format!("read `{relation}` in the order of the sort");
        new.fixes(&title, "The query runs often enough to be worth an index.")
    }

    fn raise_memory(&self) -> ProposedFix {
        memory_fix(self.disk_kb.saturating_mul(MEMORY_PER_DISK), "sort in memory")
    }
}

impl Explain for SortSpill<'_> {
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
        let advice = match self.index() {
            Some((order, _)) => {
                format!(
                    "an index on `{}` can give the order",
                    order.scan.relation.as_deref().unwrap_or_default()
                )
            }
            None => format!("it fits into {} MB of `work_mem`", self.memory_kb() / 1024),
        };
        let advice = match self.is_capped() && self.index().is_none() {
            true => "it is too large for memory, so sort fewer or narrower rows".to_owned(),
            false => advice,
        };
        format!(
            "the sort did not fit into `work_mem` and wrote {} kB to disk; {advice}",
            count(self.disk_kb as f64)
        )
    }

    fn why(&self) -> String {
        "Rows are written to temporary files, read back and merged, which is slower than sorting them in memory or not at all.".to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        (
            Certainty::Likely,
            "The plan tells the size of the files; how much faster it gets is not measured.".to_owned(),
        )
    }

    fn severity(&self) -> Option<Severity> {
        let small = self.place.share().is_some_and(|share| share < SMALL_SHARE) && !self.is_large;
        Some(match (self.place.is_fast(), small) {
            (true, _) => Severity::Hint,
            (_, true) => Severity::Info,
            _ => Severity::Warning,
        })
    }

    fn related(&self) -> Vec<Label> {
        let label = |(order, _): &(Ordered<'_>, IndexAdvice)| Label {
            span: order.scan.line_span,
            text: "the rows that are sorted come from here".to_owned(),
        };
        self.order.iter().map(label).collect()
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if self.processes > 1 {
            facts.push(format!(
                "{} processes wrote a file each; the largest has {} kB.",
                self.processes,
                count(self.disk_kb as f64)
            ));
        }
        if self
            .place
            .node
            .actual
            .measured()
            .is_some_and(|actual| actual.loops > 1)
            && self.processes == 1
        {
            facts.push(
                "The node ran several times; the plan tells the size of the last sort only.".to_owned(),
            );
        }
        facts.extend(self.place.time_sentence());
        facts.push(format!(
            "In memory the rows take about {MEMORY_PER_DISK} times as much as on disk: {MEMORY_PER_DISK} × {} kB = {} kB, {}.",
            count(self.disk_kb as f64),
            count(self.disk_kb.saturating_mul(MEMORY_PER_DISK) as f64),
            self.bound()
        ));
        match (&self.order, self.index()) {
            (_, Some((_, new))) => facts.extend(new.reasons.iter().cloned()),
            (Some((_, IndexAdvice::Exists(index))), _) => facts.push(format!(
                "`{index}` of the pasted schema gives this order; the plan may be older, or the planner found sorting cheaper."
            )),
            (Some((_, IndexAdvice::Unknown(reason))), _) => facts.push(reason.clone()),
            _ => {}
        }
        facts
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let mut fixes = self.add_index();
        fixes.insert(fixes.len().min(1), self.raise_memory());
        fixes
    }

    fn node(&self) -> Option<NodeReference> {
        Some(self.place.reference())
    }

    fn share(&self) -> Option<f64> {
        self.place.share()
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        Some((self.place.cause(RootCause::Order), 1))
    }
}
