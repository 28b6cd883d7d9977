//! Typed readings of a node's properties.

use crate::buffers::{Buffers, IoTimings};
use crate::model::{PlanNode, Property, Worker};
use crate::quantity::{PerLoop, Rounded, Total};
use crate::slice::split_outside;
use rowproof_source::parse_decimal;

/// How rows were sorted; of the last run when the node ran several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortMethod {
    /// `quicksort`, `top-N heapsort`, `external merge`, `external sort`, `still in progress`.
    pub kind: String,
    /// Size of the data in memory or on disk, in kB.
    pub space_kb: u64,
    /// Whether the data went to disk.
    pub on_disk: bool,
}

/// The hash table of a Hash node, the largest of all processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HashTable {
    /// Buckets at the end.
    pub buckets: u64,
    /// Buckets planned.
    pub original_buckets: u64,
    /// Batches at the end; more than one means temporary files.
    pub batches: u64,
    /// Batches planned.
    pub original_batches: u64,
    /// Memory in kB.
    pub memory_kb: u64,
}

/// Memory and disk of a HashAggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HashAggregation {
    /// Partitions planned for spilling.
    pub planned_partitions: u64,
    /// Batches; more than one means temporary files.
    pub batches: u64,
    /// Memory in kB.
    pub memory_kb: u64,
    /// Disk in kB.
    pub disk_kb: u64,
}

/// The cache of a Memoize node; totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemoizeCounts {
    /// Look-ups answered from the cache.
    pub hits: u64,
    /// Look-ups that ran the input.
    pub misses: u64,
    /// Entries thrown out for lack of memory.
    pub evictions: u64,
    /// Entries too large for the cache.
    pub overflows: u64,
    /// Memory in kB.
    pub memory_kb: u64,
}

/// Heap pages that a Bitmap Heap Scan visited; totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeapBlocks {
    /// Pages whose rows were known.
    pub exact: u64,
    /// Pages where every row had to be checked.
    pub lossy: u64,
}

impl PlanNode {
    /// The name by which conditions speak of what the node reads: the alias, or the relation's or object's own name.
    pub fn binding_name(&self) -> Option<&str> {
        self.alias
            .as_deref()
            .or(self.relation.as_deref())
            .or(self.object.as_deref())
    }

    /// The first property of that name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The value of the first property of that name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.property(name).map(|property| property.value.as_str())
    }

    /// The condition checked on each row read.
    pub fn filter(&self) -> Option<&str> {
        self.value("Filter")
    }

    /// The condition the index is searched with.
    pub fn index_condition(&self) -> Option<&str> {
        self.value("Index Cond")
    }

    /// The condition checked again on rows of a lossy bitmap or index.
    pub fn recheck_condition(&self) -> Option<&str> {
        self.value("Recheck Cond")
    }

    /// The condition a join checks on pairs of rows.
    pub fn join_filter(&self) -> Option<&str> {
        self.value("Join Filter")
    }

    /// The equality a Hash Join looks up.
    pub fn hash_condition(&self) -> Option<&str> {
        self.value("Hash Cond")
    }

    /// The equality a Merge Join merges by.
    pub fn merge_condition(&self) -> Option<&str> {
        self.value("Merge Cond")
    }

    /// Sort expressions with their direction, in order; empty when there are none.
    pub fn sort_key(&self) -> Vec<String> {
        self.list("Sort Key")
    }

    /// The leading sort expressions by which the input is already sorted.
    pub fn presorted_key(&self) -> Vec<String> {
        self.list("Presorted Key")
    }

    /// Grouping expressions; for several grouping sets those of the first.
    pub fn group_key(&self) -> Vec<String> {
        self.list("Group Key")
    }

    /// Output columns; needs `VERBOSE`.
    pub fn output(&self) -> Vec<String> {
        self.list("Output")
    }

    fn list(&self, name: &str) -> Vec<String> {
        self.value(name)
            .map(|value| split_outside(value, ',').into_iter().map(str::to_owned).collect())
            .unwrap_or_default()
    }

    /// Rows the filter threw away, averaged over the loops.
    pub fn rows_removed_by_filter(&self) -> Option<PerLoop> {
        self.per_loop("Rows Removed by Filter")
    }

    /// Pairs the join filter threw away, averaged over the loops.
    pub fn rows_removed_by_join_filter(&self) -> Option<PerLoop> {
        self.per_loop("Rows Removed by Join Filter")
    }

    /// Rows the recheck threw away, averaged over the loops.
    pub fn rows_removed_by_index_recheck(&self) -> Option<PerLoop> {
        self.per_loop("Rows Removed by Index Recheck")
    }

    /// Rows the filter threw away over all loops, within the bounds of their rounding. Exact for a node whose loops are not told,
    /// as if it had run once.
    pub fn rows_removed_by_filter_total(&self) -> Option<Rounded> {
        self.removed_total("Rows Removed by Filter")
    }

    /// Pairs the join filter threw away over all loops.
    pub fn rows_removed_by_join_filter_total(&self) -> Option<Rounded> {
        self.removed_total("Rows Removed by Join Filter")
    }

    /// Rows the recheck threw away over all loops.
    pub fn rows_removed_by_index_recheck_total(&self) -> Option<Rounded> {
        self.removed_total("Rows Removed by Index Recheck")
    }

    fn per_loop(&self, name: &str) -> Option<PerLoop> {
        parse_decimal(self.value(name)?.trim_ascii()).map(PerLoop)
    }

    fn removed_total(&self, name: &str) -> Option<Rounded> {
        let value = self.value(name)?.trim_ascii();
        let average = PerLoop(parse_decimal(value)?);
        let loops = self.actual.measured().map_or(1, |actual| actual.loops);
        Some(Rounded::from_average(average, half_unit(value), loops))
    }

    /// Rows an Index Only Scan had to look up in the table, over all loops.
    pub fn heap_fetches(&self) -> Option<Total> {
        self.number("Heap Fetches").map(Total)
    }

    /// Descents of the index, over all loops; since PostgreSQL 18.
    pub fn index_searches(&self) -> Option<Total> {
        self.number("Index Searches").map(Total)
    }

    /// Heap pages visited by a Bitmap Heap Scan.
    pub fn heap_blocks(&self) -> Option<HeapBlocks> {
        let value = self.value("Heap Blocks")?;
        Some(HeapBlocks {
            exact: equals(value, "exact=").unwrap_or(0),
            lossy: equals(value, "lossy=").unwrap_or(0),
        })
    }

    /// Workers the planner wanted.
    pub fn workers_planned(&self) -> Option<u64> {
        self.value("Workers Planned")?.trim_ascii().parse().ok()
    }

    /// Workers that could be started.
    pub fn workers_launched(&self) -> Option<u64> {
        self.value("Workers Launched")?.trim_ascii().parse().ok()
    }

    /// How a Sort sorted; the leader's figures when there are workers.
    pub fn sort_method(&self) -> Option<SortMethod> {
        self.property("Sort Method").and_then(read_sort_method)
    }

    /// Whether an Incremental Sort, or a worker's sort, or this one went to disk.
    pub fn sorts_on_disk(&self) -> bool {
        let own = self.properties.iter();
        let workers = self.workers.iter().flat_map(|worker| worker.properties.iter());
        own.chain(workers)
            .filter(|property| property.name == "Sort Method" || property.name.ends_with("Groups"))
            .any(|property| property.value.contains("Disk"))
    }

    /// The hash table of a Hash node.
    pub fn hash_table(&self) -> Option<HashTable> {
        let value = self.value("Buckets")?;
        let buckets = leading_number(value)?;
        let batches = after(value, "Batches: ").unwrap_or("");
        Some(HashTable {
            buckets,
            original_buckets: value.split("  ").next().and_then(originally).unwrap_or(buckets),
            batches: leading_number(batches).unwrap_or(1),
            original_batches: batches
                .split("  ")
                .next()
                .and_then(originally)
                .or_else(|| leading_number(batches))
                .unwrap_or(1),
            memory_kb: after(value, "Memory Usage: ")
                .and_then(leading_number)
                .unwrap_or(0),
        })
    }

    /// Memory and disk of a HashAggregate or hashed grouping sets.
    pub fn hash_aggregation(&self) -> Option<HashAggregation> {
        let planned = self.value("Planned Partitions");
        let line = planned.or_else(|| self.value("Batches"))?;
        let batches = if planned.is_some() {
            after(line, "Batches: ")
        } else {
            Some(line)
        };
        Some(HashAggregation {
            planned_partitions: planned.and_then(leading_number).unwrap_or(0),
            batches: batches.and_then(leading_number).unwrap_or(0),
            memory_kb: after(line, "Memory Usage: ")
                .and_then(leading_number)
                .unwrap_or(0),
            disk_kb: after(line, "Disk Usage: ").and_then(leading_number).unwrap_or(0),
        })
    }

    /// The cache of a Memoize node.
    pub fn memoize_counts(&self) -> Option<MemoizeCounts> {
        let line = self.value("Hits")?;
        let read = |label| after(line, label).and_then(leading_number).unwrap_or(0);
        Some(MemoizeCounts {
            hits: leading_number(line)?,
            misses: read("Misses: "),
            evictions: read("Evictions: "),
            overflows: read("Overflows: "),
            memory_kb: read("Memory Usage: "),
        })
    }

    /// Blocks touched by the node and everything below it. Absent means none when [`crate::Plan::buffers`] is set.
    pub fn buffers(&self) -> Option<Buffers> {
        self.value("Buffers").map(Buffers::parse)
    }

    /// Time in reads and writes by the node and everything below it, over all processes.
    pub fn io_timings(&self) -> Option<IoTimings> {
        self.value("I/O Timings").map(IoTimings::parse)
    }

    fn number(&self, name: &str) -> Option<f64> {
        parse_decimal(self.value(name)?.trim_ascii())
    }
}

impl Worker {
    /// How this worker sorted.
    pub fn sort_method(&self) -> Option<SortMethod> {
        self.properties
            .iter()
            .find(|property| property.name == "Sort Method")
            .and_then(read_sort_method)
    }
}

/// Half of the last printed digit: 0.5 for `12`, 0.005 for `12.00`, 5,000 for `1.26e+6`.
pub(crate) fn half_unit(number: &str) -> f64 {
    let (digits, exponent) = match number.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().unwrap_or(0)),
        None => (number, 0),
    };
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    0.5 * 10_f64.powi(exponent.saturating_sub(i32::try_from(decimals).unwrap_or(3)))
}

fn read_sort_method(property: &Property) -> Option<SortMethod> {
    let (kind, space, on_disk) = match property.value.split_once("Disk:") {
        Some((kind, space)) => (kind, space, true),
        None => {
            let (kind, space) = property.value.split_once("Memory:")?;
            (kind, space, false)
        }
    };
    Some(SortMethod {
        kind: kind.trim_ascii().to_owned(),
        space_kb: leading_number(space.trim_ascii())?,
        on_disk,
    })
}

fn after<'v>(value: &'v str, label: &str) -> Option<&'v str> {
    value.split_once(label).map(|(_, rest)| rest)
}

fn equals(value: &str, label: &str) -> Option<u64> {
    after(value, label).and_then(leading_number)
}

fn originally(value: &str) -> Option<u64> {
    after(value, "(originally ").and_then(leading_number)
}

pub(crate) fn leading_number(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}
