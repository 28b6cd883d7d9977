//! One plan in all four formats gives one model; what an analysed plan says of its times adds up.

use rowproof_engine::plan::{Plan, PlanNode, Property, derive_metrics, derive_plan_metrics, parse_plan};
use rowproof_engine::source::{SourceId, Span};

use super::capture::Shop;
use super::cases::{Case, read_cases};
use super::insights::{HEALTHY, TROUBLES};
use crate::server::AskError;

/// The formats that are held against text.
const FORMATS: [&str; 3] = ["JSON", "YAML", "XML"];

/// What is the same in each run: nothing is measured, or only what does not depend on the clock.
const OPTIONS: [&str; 3] = [
    "VERBOSE",
    "VERBOSE, COSTS OFF",
    "ANALYZE, VERBOSE, TIMING OFF, SUMMARY OFF, BUFFERS OFF",
];

/// With all there is.
const EVERYTHING: &str = "ANALYZE, BUFFERS, VERBOSE, SETTINGS, WAL";

/// How many comparisons and sums were right, and what was wrong, a line each.
#[derive(Debug, Default)]
pub struct Agreement {
    /// Formats that gave the model of the text.
    pub formats: usize,
    /// Analysed plans whose times add up.
    pub sums: usize,
    /// Formats that could not be compared, since the server made another plan the second time: rows that a query changed and put back take
    /// space.
    pub unsteady: usize,
    /// What was not so.
    pub wrong: Vec<String>,
}

/// Workers share rows as chance has it, so that formats are compared without them.
const ALONE: &str = "set local max_parallel_workers_per_gather = 0;";

/// Compares the formats on every query of the sound plans and, unless it is to be quick, of the seeded troubles.
///
/// # Errors
/// When the server fails.
pub fn compare(shop: &mut Shop, only: &str, quick: bool) -> Result<Agreement, AskError> {
    let mut agreement = Agreement::default();
    let mut cases = read_cases(HEALTHY);
    if !quick {
        cases.extend(read_cases(TROUBLES));
    }
    let cases = cases.into_iter();
    for mut case in cases.filter(|case| case.name.contains(only)) {
        match shop.plan_of(&case, EVERYTHING)? {
            Ok(text) => match sums(&text) {
                Ok(()) => agreement.sums += 1,
                Err(why) => agreement.wrong.push(format!("{}: {why}", case.name)),
            },
            Err(refused) => agreement
                .wrong
                .push(format!("{}: {}", case.name, refused.message)),
        }
        case.setup = format!("{}\n{ALONE}", case.setup);
        compare_formats(shop, &case, &mut agreement)?;
    }
    Ok(agreement)
}

fn compare_formats(shop: &mut Shop, case: &Case, agreement: &mut Agreement) -> Result<(), AskError> {
    let with_format = |options: &&str| {
        let formats = FORMATS.map(|format| format!("{options}, FORMAT {format}"));
        let text = || vec![(*options).to_owned()];
        [text(), formats.to_vec(), text()].concat()
    };
    let asked: Vec<String> = OPTIONS.iter().flat_map(with_format).collect();
    let plans = match shop.plans_of(case, &asked)? {
        Ok(plans) => plans,
        Err(refused) => {
            agreement
                .wrong
                .push(format!("{}: {}", case.name, refused.message));
            return Ok(());
        }
    };
    // Text, the other formats, text again.
    let round = FORMATS.len() + 2;
    for (plans, asked) in plans.chunks(round).zip(asked.chunks(round)) {
        let ([text, others @ .., again], [_, asked @ .., _]) = (plans, asked) else {
            continue;
        };
        let (text, again) = (read(text), read(again));
        let changed = |text: &Plan| again.as_ref().is_ok_and(|again| same(text, again).is_err());
        if text.as_ref().is_ok_and(changed) {
            agreement.unsteady += others.len();
            continue;
        }
        for (other, options) in others.iter().zip(asked) {
            let compared = text.as_ref().map_err(Clone::clone);
            let compared = compared.and_then(|text| same(text, &read(other)?));
            match compared {
                Ok(()) => agreement.formats += 1,
                Err(why) => agreement.wrong.push(format!("{}, {options}: {why}", case.name)),
            }
        }
    }
    Ok(())
}

/// The one plan of a text, all of it understood, without what belongs to the text and not to the plan.
fn read(text: &str) -> Result<Plan, String> {
    let mut parsed = parse_plan(SourceId(0), text).map_err(|error| error.to_string())?;
    let plan = parsed.plans.pop().filter(|_| parsed.plans.is_empty());
    let mut plan = plan.ok_or("not one plan")?;
    if let Some(repair) = parsed.repairs.first() {
        return Err(format!("repaired without need: {}", repair.what));
    }
    if let Some((_, line)) = plan.unread_lines.first() {
        return Err(format!("not understood: {line}"));
    }
    if let Some((_, name)) = plan.unknown_properties.first() {
        return Err(format!("unknown property: {name}"));
    }
    plan.span = Span::default();
    for trigger in &mut plan.triggers {
        trigger.span = Span::default();
        // Text tells the relation only when triggers of several fired.
        trigger.relation = None;
    }
    plan.nodes.iter_mut().for_each(clear);
    Ok(plan)
}

fn clear(node: &mut PlanNode) {
    (node.span, node.line_span) = (Span::default(), Span::default());
    // Text leaves out what is zero; the others cannot tell it from an average that was rounded to zero.
    node.properties
        .retain(|property| !(property.name.starts_with("Rows Removed") && property.value == "0"));
    let without_place = |properties: &mut [Property]| {
        for property in properties.iter_mut() {
            property.span = Span::default();
        }
        // The formats print some counters at different places.
        properties.sort_by(|a, b| a.name.cmp(&b.name));
    };
    without_place(&mut node.properties);
    for worker in &mut node.workers {
        worker.span = Span::default();
        without_place(&mut worker.properties);
    }
}

fn same(text: &Plan, other: &Plan) -> Result<(), String> {
    for (metrics, theirs) in derive_metrics(text).iter().zip(&derive_metrics(other)) {
        if metrics != theirs {
            return Err(format!("metrics: {metrics:?}\n    {theirs:?}"));
        }
    }
    for (node, theirs) in text.nodes.iter().zip(&other.nodes) {
        if node != theirs {
            return Err(format!("node {}: {node:?}\n    {theirs:?}", node.id));
        }
    }
    if text != other {
        return Err("the plans differ outside their nodes".to_owned());
    }
    Ok(())
}

/// Whether the self times of all nodes add up to the root's time, within what rounding allows.
fn sums(text: &str) -> Result<(), String> {
    let plan = read(text)?;
    let metrics = derive_metrics(&plan);
    let root = plan.root().and_then(|root| root.actual.measured());
    let root = root.and_then(|actual| actual.time_total_ms());
    let Some(root) = root.map(|time| time.0) else {
        return Err("the root has no time".to_owned());
    };
    let own: f64 = metrics.iter().filter_map(|metrics| metrics.self_time_ms).sum();
    let error: f64 = metrics.iter().map(|metrics| metrics.self_time_error_ms).sum();
    // A CTE that changes rows and that nobody reads is completed behind the root.
    let behind = derive_plan_metrics(&plan).unread_cte_ms;
    if metrics.iter().any(|metrics| metrics.inconsistent) {
        return Err("a node's time is less than that of its parts".to_owned());
    }
    if (own - behind - root).abs() > error + 0.001 {
        return Err(format!(
            "self times add up to {own:.3} ms, the root took {root:.3} ms (± {error:.3})"
        ));
    }
    Ok(())
}
