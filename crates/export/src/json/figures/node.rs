//! The figures of one node.

use rowproof_engine::AnalyzedPlan;
use rowproof_engine::plan::words::{amount, count, milliseconds, node_name, percent, times};
use rowproof_engine::plan::{
    Actual, Buffers, EstimateDirection, NodeMetrics, PlanNode, Rounded, explain_self_time,
};

use super::{Figure, figure, minus_parts};

/// Times first, then rows, blocks, costs, processes.
pub(super) fn figures(analyzed: &AnalyzedPlan, node: &PlanNode) -> Vec<Figure> {
    let Some(metrics) = analyzed.nodes.get(node.id) else {
        return Vec::new();
    };
    let mut figures = Vec::new();
    if let Some(actual) = node.actual.measured() {
        figures.extend(own_time(analyzed, node, metrics));
        figures.extend(share(analyzed, metrics));
        figures.extend(total_time(actual, metrics));
        figures.extend(clock_time(metrics));
        figures.push(rows(actual, metrics));
    }
    figures.extend(estimate(node, metrics));
    figures.extend(removed(node));
    figures.extend(blocks(analyzed, node, metrics));
    figures.extend(temporary(metrics));
    figures.extend(io_time(node));
    figures.extend(wal(analyzed, node));
    figures.extend(cost(node, metrics));
    figures.extend(workers(node, metrics));
    figures
}

fn own_time(analyzed: &AnalyzedPlan, node: &PlanNode, metrics: &NodeMetrics) -> Option<Figure> {
    let own = metrics.self_time_ms?;
    let explained = explain_self_time(&analyzed.plan, node.id)?;
    let parts: Vec<(String, f64)> = explained
        .parts
        .iter()
        .filter_map(|(id, ms)| Some((node_name(analyzed.plan.node(*id)?), *ms)))
        .collect();
    let mut formula = format!("{} with everything below", milliseconds(explained.whole_ms));
    if metrics.processes > 1.0 {
        formula.push_str(&format!(
            " on the clock (the time of all processes ÷ {} that ran at once)",
            amount(metrics.processes)
        ));
    }
    if parts.is_empty() {
        formula.push_str(", and nothing is below");
    } else {
        formula.push_str(&minus_parts(&parts, milliseconds));
    }
    formula.push_str(&format!(" = {}", milliseconds(own)));
    let error = metrics.self_time_error_ms;
    if metrics.inconsistent {
        formula.push_str(
            ", which is below zero by more than the rounding explains: the clock, parallel work or a CTE",
        );
    } else if error >= 0.001 {
        formula.push_str(&format!(
            "; each printed time is rounded and multiplied by its loops, so it may be off by {}",
            milliseconds(error)
        ));
    }
    let value = match error >= 0.05 {
        true => format!("{} ± {}", milliseconds(own), milliseconds(error)),
        false => milliseconds(own),
    };
    Some(figure("Own time", value, formula))
}

fn share(analyzed: &AnalyzedPlan, metrics: &NodeMetrics) -> Option<Figure> {
    let (own, wall, share) = (
        metrics.self_time_ms?,
        analyzed.metrics.wall_ms?,
        metrics.share_of_wall?,
    );
    let of = match analyzed.metrics.wall_assumed {
        true => "the time of the first step, as no Execution Time is told",
        false => "Execution Time",
    };
    let formula = format!(
        "{} ÷ {} ({of}) = {}",
        milliseconds(own),
        milliseconds(wall),
        percent(share)
    );
    Some(figure("Share of the whole", percent(share), formula))
}

fn total_time(actual: &Actual, metrics: &NodeMetrics) -> Option<Figure> {
    let total = metrics.total_time_ms?.0;
    let per_loop = actual.total_time_per_loop_ms?.0;
    let formula = format!(
        "{} per loop × {} = {}",
        milliseconds(per_loop),
        counted(actual.loops as f64, "loop"),
        milliseconds(total)
    );
    Some(figure("Time with the steps below", milliseconds(total), formula))
}

/// Only where it differs from the sum over processes.
fn clock_time(metrics: &NodeMetrics) -> Option<Figure> {
    let (total, elapsed) = (metrics.total_time_ms?.0, metrics.elapsed_ms?);
    if elapsed <= 0.0 || (total - elapsed).abs() < 0.0005 {
        return None;
    }
    let formula = format!(
        "{} over all processes ÷ {} that shared the work = {}",
        milliseconds(total),
        amount(total / elapsed),
        milliseconds(elapsed)
    );
    Some(figure("Time on the clock", milliseconds(elapsed), formula))
}

fn rows(actual: &Actual, metrics: &NodeMetrics) -> Figure {
    let total = metrics
        .rows_total
        .unwrap_or_else(|| Rounded::exact(actual.rows_per_loop.0));
    let mut formula = format!(
        "{} per loop × {} = {}",
        amount(actual.rows_per_loop.0),
        counted(actual.loops as f64, "loop"),
        range(total)
    );
    if !total.is_exact() {
        formula.push_str(", because the printed average is rounded");
    }
    figure("Rows", range(total), formula)
}

fn estimate(node: &PlanNode, metrics: &NodeMetrics) -> Option<Figure> {
    let estimate = metrics.row_estimate?;
    let expected = node.estimate?.plan_rows.0;
    let found = node.actual.measured()?.rows_per_loop.0;
    let (value, formula) = match estimate.direction {
        EstimateDirection::Exact => (
            "as expected".to_owned(),
            format!("{} rows per loop expected and found", amount(expected)),
        ),
        direction => {
            let word = match direction {
                EstimateDirection::TooLow => "more than expected",
                _ => "fewer than expected",
            };
            let (most, least) = (expected.max(found).max(1.0), expected.min(found).max(1.0));
            (
                format!("{} times {word}", times(estimate.factor)),
                format!(
                    "{} rows per loop expected, {} found: {} ÷ {} = {}",
                    amount(expected),
                    amount(found),
                    amount(most),
                    amount(least),
                    times(estimate.factor)
                ),
            )
        }
    };
    let formula = match metrics.cut_short {
        true => {
            formula + "; whoever reads the rows may have stopped early, so this is no proof of a wrong guess"
        }
        false => formula,
    };
    Some(figure("Estimate", value, formula))
}

fn removed(node: &PlanNode) -> Vec<Figure> {
    let kinds = [
        (
            "Rows removed by the filter",
            node.rows_removed_by_filter(),
            node.rows_removed_by_filter_total(),
        ),
        (
            "Rows removed by the join filter",
            node.rows_removed_by_join_filter(),
            node.rows_removed_by_join_filter_total(),
        ),
        (
            "Rows removed by the recheck",
            node.rows_removed_by_index_recheck(),
            node.rows_removed_by_index_recheck_total(),
        ),
    ];
    let loops = node.actual.measured().map_or(1, |actual| actual.loops);
    let figures = kinds.into_iter().filter_map(|(name, per_loop, total)| {
        let (per_loop, total) = (per_loop?.0, total?);
        let kept = node.actual.measured().map(Actual::rows_total);
        let mut formula = format!(
            "{} per loop × {} = {}",
            amount(per_loop),
            counted(loops as f64, "loop"),
            range(total)
        );
        let looked_at = |kept: &Rounded| kept.middle() + total.middle();
        if let Some(kept) = kept.filter(|kept| looked_at(kept) > 0.0 && looked_at(kept).is_finite()) {
            formula.push_str(&format!(
                "; {} were kept, {} of all that were looked at",
                range(kept),
                percent(kept.middle() / looked_at(&kept))
            ));
        }
        Some(figure(name, range(total), formula))
    });
    figures.collect()
}

fn blocks(analyzed: &AnalyzedPlan, node: &PlanNode, metrics: &NodeMetrics) -> Option<Figure> {
    let own = metrics.exclusive_buffers?;
    let whole = node.buffers().unwrap_or_default();
    if whole == Buffers::default() {
        return None;
    }
    let (own_blocks, all) = (own.accessed().0, whole.accessed().0);
    let parts: Vec<(String, f64)> = analyzed
        .plan
        .children_of(node)
        .filter_map(|child| Some((node_name(child), child.buffers()?.accessed().0)))
        .filter(|(_, blocks)| *blocks > 0.0)
        .collect();
    let named: f64 = parts.iter().map(|(_, blocks)| blocks).sum();
    let mut formula = format!(
        "{} found in the cache + {} read from outside it = {} with the steps below",
        count((whole.shared.hit + whole.local.hit) as f64),
        count((whole.shared.read + whole.local.read) as f64),
        count(all)
    );
    // A CTE or InitPlan is counted where it is read, which the printed children do not show.
    if (all - named - own_blocks).abs() < 0.5 {
        formula.push_str(&minus_parts(&parts, count));
    } else {
        formula.push_str(&format!(
            " − {} of the steps that ran inside of it",
            count(all - own_blocks)
        ));
    }
    formula.push_str(&format!(
        " = {} itself; × 8 kB = {}",
        count(own_blocks),
        size(own_blocks * 8.0)
    ));
    if metrics.buffers_inconsistent {
        formula.push_str("; below zero, so the counts of this plan contradict each other");
    }
    let value = match own_blocks == all {
        true => count(all),
        false => format!("{} of {}", count(own_blocks), count(all)),
    };
    Some(figure("Blocks", value, formula))
}

fn temporary(metrics: &NodeMetrics) -> Option<Figure> {
    let temp = metrics.exclusive_buffers?.temp;
    if temp.read <= 0 && temp.written <= 0 {
        return None;
    }
    let formula = format!(
        "{} blocks written to temporary files and {} read back, without the steps below; × 8 kB = {} written",
        count(temp.written as f64),
        count(temp.read as f64),
        size(temp.written as f64 * 8.0)
    );
    Some(figure(
        "Temporary files",
        size(temp.written.max(temp.read) as f64 * 8.0),
        formula,
    ))
}

fn io_time(node: &PlanNode) -> Option<Figure> {
    let timings = node.io_timings()?;
    let reads = timings.shared_read_ms + timings.local_read_ms + timings.temp_read_ms;
    let writes = timings.shared_write_ms + timings.local_write_ms + timings.temp_write_ms;
    let total = timings.total_ms().0;
    let formula = format!(
        "{} reading + {} writing = {}, with the steps below, summed over all processes",
        milliseconds(reads),
        milliseconds(writes),
        milliseconds(total)
    );
    Some(figure("Reading and writing", milliseconds(total), formula))
}

fn wal(analyzed: &AnalyzedPlan, node: &PlanNode) -> Option<Figure> {
    let bytes = |node: &PlanNode| -> Option<f64> {
        let value = node.value("WAL")?;
        let (_, rest) = value.rsplit_once("bytes=")?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rowproof_source::parse_decimal(rest.get(..end)?)
    };
    let whole = bytes(node)?;
    let below: f64 = analyzed.plan.children_of(node).filter_map(bytes).sum();
    let own = (whole - below).max(0.0);
    let formula = format!(
        "{} bytes with the steps below − {} in them = {}",
        count(whole),
        count(below),
        count(own)
    );
    Some(figure("Write-ahead log", size(own / 1024.0), formula))
}

fn cost(node: &PlanNode, metrics: &NodeMetrics) -> Option<Figure> {
    let (estimate, own) = (node.estimate?, metrics.self_cost?);
    let mut formula = format!(
        "{} with the steps below − {} of them = {} itself, in the planner's units",
        amount(estimate.total_cost),
        amount(estimate.total_cost - own),
        amount(own)
    );
    if own < 0.0 {
        formula
            .push_str("; below zero, because the planner expects the step below not to be read to its end");
    }
    let value = match own == estimate.total_cost {
        true => amount(own),
        false => format!("{} of {}", amount(own), amount(estimate.total_cost)),
    };
    Some(figure("Estimated cost", value, formula))
}

fn workers(node: &PlanNode, metrics: &NodeMetrics) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some((planned, launched)) = node.workers_planned().zip(node.workers_launched()) {
        let formula = match launched < planned {
            true => format!(
                "{} of {} could be started: the others were taken (max_parallel_workers)",
                launched, planned
            ),
            false => format!("all {planned} that were planned were started"),
        };
        figures.push(figure("Workers", format!("{launched} of {planned}"), formula));
    }
    if let Some(skew) = metrics.worker_skew {
        let formula = format!(
            "time of the slowest of {} workers ÷ their average = {}",
            node.workers.len(),
            times(skew)
        );
        figures.push(figure("Uneven work", format!("× {}", times(skew)), formula));
    }
    figures
}

fn range(rows: Rounded) -> String {
    match rows.is_exact() {
        true => amount(rows.low),
        false if rows.high.is_infinite() => format!("at least {}", count(rows.low)),
        false => format!("{} – {}", count(rows.low), count(rows.high)),
    }
}

fn counted(number: f64, noun: &str) -> String {
    match number == 1.0 {
        true => format!("1 {noun}"),
        false => format!("{} {noun}s", count(number)),
    }
}

/// Kilobytes for people.
fn size(kilobytes: f64) -> String {
    match kilobytes {
        _ if kilobytes.abs() < 1024.0 => format!("{} kB", amount(kilobytes)),
        _ if kilobytes.abs() < 1024.0 * 1024.0 => format!("{} MB", amount(kilobytes / 1024.0)),
        _ => format!("{} GB", amount(kilobytes / (1024.0 * 1024.0))),
    }
}
