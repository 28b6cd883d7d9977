//! One plan of a document as the model.

use super::counters::{buffers_line, io_line};
use super::properties::properties;
use crate::buffers::{Buffers, IoTimings};
use crate::document::{Document, Member, Spanned, Value, get};
use crate::error::{MAX_NODES, PlanError};
use crate::kind::NodeKind;
use crate::model::{
    Actual, ActualState, Estimate, Jit, Plan, PlanNode, Planning, Serialization, Trigger, Worker,
};
use crate::property::half_unit;
use crate::quantity::PerLoop;
use crate::text::head::{Head, parse_operation};
use crate::text::is_property;
use crate::text::node_line::executed;
use crate::text::tail::{set_jit_option, set_jit_time};
use crate::tree::{link, new_node, new_plan};
use rowproof_source::parse_decimal;

/// Documents print times with three decimals at most.
const TIME_HALF_UNIT_MS: f64 = 0.0005;

/// Reads an object with the key `Plan`, or a bare node.
pub(crate) fn read_plan(document: &Document<'_, '_>, object: &Spanned) -> Result<Plan, PlanError> {
    let mut plan = new_plan(document.span(object.start, object.end));
    let root = object.value.get("Plan").unwrap_or(object);
    for member in object.value.members() {
        read_top(&mut plan, document, member);
    }
    let (nodes, parents) = read_nodes(&mut plan, document, root)?;
    link(&mut plan, nodes, &parents)?;
    Ok(plan)
}

fn read_top(plan: &mut Plan, document: &Document<'_, '_>, member: &Member) {
    let value = &member.value.value;
    let text = || value.scalar().map(str::to_owned);
    match member.name.as_str() {
        "Planning Time" => plan.planning_time_ms = value.number(),
        "Execution Time" | "Total Runtime" => plan.execution_time_ms = value.number(),
        "Query Identifier" => plan.query_identifier = text(),
        "Query Text" => plan.query_text = text(),
        "Triggers" => {
            let triggers = value.items().iter();
            plan.triggers = triggers.map(|trigger| read_trigger(document, trigger)).collect();
        }
        "JIT" => plan.jit = Some(read_jit(value)),
        "Settings" => {
            let setting = |member: &Member| (member.name.clone(), member.value.value.to_line());
            plan.settings = value.members().iter().map(setting).collect();
        }
        // Documents print it with nothing but zeros too.
        "Planning" => plan.planning = Some(read_planning(value)).filter(|read| *read != Planning::default()),
        "Serialization" => plan.serialization = Some(read_serialization(value)),
        "Supplied Plan Advice" | "Generated Plan Advice" => plan
            .advice
            .extend(value.to_line().lines().map(|line| line.trim_ascii().to_owned())),
        _ => {}
    }
}

/// All nodes in pre-order with their parents, on a stack instead of by recursion.
fn read_nodes(
    plan: &mut Plan,
    document: &Document<'_, '_>,
    root: &Spanned,
) -> Result<(Vec<PlanNode>, Vec<Option<usize>>), PlanError> {
    let mut nodes = Vec::new();
    let mut parents = Vec::new();
    let mut stack = vec![(root, None)];
    while let Some((object, parent)) = stack.pop() {
        let id = nodes.len();
        if id > MAX_NODES {
            break;
        }
        nodes.push(read_node(plan, document, object));
        parents.push(parent);
        let children = object
            .value
            .get("Plans")
            .map_or(&[][..], |plans| plans.value.items());
        let children = children.iter().filter(|child| !child.value.members().is_empty());
        stack.extend(children.rev().map(|child| (child, Some(id))));
    }
    Ok((nodes, parents))
}

fn read_node(plan: &mut Plan, document: &Document<'_, '_>, object: &Spanned) -> PlanNode {
    let members = object.value.members();
    let mut node = new_node(document.span(object.start, own_end(object)));
    if let Some(member) = members.iter().find(|member| member.name == "Node Type") {
        node.line_span = document.span(member.start, member.value.end);
    }
    read_head(members).apply(&mut node);
    node.subplan_name = subplan_name(members);
    node.estimate = read_estimate(members);
    node.actual = read_actual(members).map_or(ActualState::NotRun, executed);
    node.properties = properties(members, document);
    node.workers = read_workers(document, members);
    plan.buffers |= get(members, "Shared Hit Blocks").is_some();
    for property in &node.properties {
        if !is_property(&property.name) {
            plan.unknown_properties
                .push((property.span, property.name.clone()));
        }
    }
    node
}

/// The node's own members stand before its children.
fn own_end(object: &Spanned) -> usize {
    let plans = object
        .value
        .members()
        .iter()
        .find(|member| member.name == "Plans");
    plans.map_or(object.end, |plans| plans.start)
}

fn text(members: &[Member], name: &str) -> Option<String> {
    get(members, name)?.value.scalar().map(str::to_owned)
}

fn number(members: &[Member], name: &str) -> Option<f64> {
    get(members, name)?.value.number()
}

fn subplan_name(members: &[Member]) -> Option<String> {
    let role = text(members, "Parent Relationship");
    let name = text(members, "Subplan Name");
    match role.as_deref() {
        Some("InitPlan" | "SubPlan") => name.or(role),
        _ => name,
    }
}

/// The words text plans print.
fn operation(members: &[Member]) -> String {
    let get = |name| text(members, name);
    let flag = |name, word| {
        if get(name).as_deref() == Some("true") {
            word
        } else {
            ""
        }
    };
    let node_type = get("Node Type").unwrap_or_default();
    let strategy = get("Strategy").unwrap_or_default();
    let words = match node_type.as_str() {
        "Aggregate" => aggregate_words(&strategy, get("Partial Mode").as_deref()),
        "SetOp" => {
            let hashed = if strategy == "Hashed" { "Hash" } else { "" };
            format!("{hashed}SetOp {}", get("Command").unwrap_or_default())
                .trim_ascii_end()
                .to_owned()
        }
        "ModifyTable" => get("Operation").unwrap_or(node_type),
        "Foreign Scan" => match get("Operation").filter(|operation| operation != "Select") {
            Some(operation) => format!("Foreign {operation}"),
            None => node_type,
        },
        "Custom Scan" => match get("Custom Plan Provider") {
            Some(provider) => format!("Custom Scan ({provider})"),
            None => node_type,
        },
        "Nested Loop" | "Hash Join" | "Merge Join" => join_words(&node_type, get("Join Type").as_deref()),
        _ => node_type,
    };
    let index = words.starts_with("Index");
    let backward = index && get("Scan Direction").as_deref() == Some("Backward");
    let (before, after) = (
        flag("Async Capable", "Async "),
        if backward { " Backward" } else { "" },
    );
    format!("{before}{}{words}{after}", flag("Parallel Aware", "Parallel "))
}

fn aggregate_words(strategy: &str, mode: Option<&str>) -> String {
    let step = match mode {
        Some("Partial") => "Partial ",
        Some("Finalize") => "Finalize ",
        _ => "",
    };
    let words = match strategy {
        "Sorted" => "GroupAggregate",
        "Hashed" => "HashAggregate",
        "Mixed" => "MixedAggregate",
        _ => "Aggregate",
    };
    format!("{step}{words}")
}

fn join_words(node_type: &str, join_type: Option<&str>) -> String {
    let method = node_type.strip_suffix(" Join").unwrap_or(node_type);
    match join_type {
        None | Some("Inner") => node_type.to_owned(),
        Some(join_type) => format!("{method} {join_type} Join"),
    }
}

fn read_head(members: &[Member]) -> Head {
    let mut head = parse_operation(&operation(members));
    head.relation = text(members, "Relation Name");
    head.schema = text(members, "Schema").or_else(|| text(members, "Table Function Schema"));
    head.index = text(members, "Index Name");
    let objects = [
        "CTE Name",
        "Tuplestore Name",
        "Function Name",
        "Table Function Name",
    ];
    head.object = objects.into_iter().find_map(|name| text(members, name));
    let own = head.relation.as_ref().or(head.object.as_ref()).cloned();
    head.alias = text(members, "Alias").filter(|alias| Some(alias) != own.as_ref());
    if head.kind == NodeKind::FunctionScan && head.object.is_none() {
        // Several functions at once have no name of their own; text plans print the alias in its place.
        head.object = head.alias.take();
    }
    head
}

fn read_estimate(members: &[Member]) -> Option<Estimate> {
    Some(Estimate {
        startup_cost: number(members, "Startup Cost")?,
        total_cost: number(members, "Total Cost")?,
        plan_rows: PerLoop(number(members, "Plan Rows")?),
        width: number(members, "Plan Width").map(|width| width as u64),
        costs_told: true,
    })
}

fn read_actual(members: &[Member]) -> Option<Actual> {
    let rows = text(members, "Actual Rows")?;
    let total_time = number(members, "Actual Total Time").map(PerLoop);
    let loops = number(members, "Actual Loops");
    Some(Actual {
        startup_time_per_loop_ms: number(members, "Actual Startup Time").map(PerLoop),
        total_time_per_loop_ms: total_time,
        time_half_unit_ms: if total_time.is_some() {
            TIME_HALF_UNIT_MS
        } else {
            0.0
        },
        rows_per_loop: PerLoop(parse_decimal(&rows)?),
        rows_half_unit: half_unit(&rows),
        loops: loops.map_or(1, |loops| loops as u64),
        loops_assumed: loops.is_none(),
        rows_assumed: false,
    })
}

fn read_workers(document: &Document<'_, '_>, members: &[Member]) -> Vec<Worker> {
    let workers = get(members, "Workers").map_or(&[][..], |workers| workers.value.items());
    let read = |worker: &Spanned| Worker {
        number: number(worker.value.members(), "Worker Number").map_or(0, |number| number as u64),
        actual: read_actual(worker.value.members()),
        properties: properties(worker.value.members(), document),
        jit: get(worker.value.members(), "JIT").map(|jit| read_jit(&jit.value)),
        span: document.span(worker.start, worker.end),
    };
    workers.iter().map(read).collect()
}

fn read_trigger(document: &Document<'_, '_>, trigger: &Spanned) -> Trigger {
    let members = trigger.value.members();
    Trigger {
        name: text(members, "Trigger Name"),
        constraint: text(members, "Constraint Name"),
        relation: text(members, "Relation"),
        time_ms: number(members, "Time"),
        calls: number(members, "Calls").unwrap_or(0.0),
        span: document.span(trigger.start, trigger.end),
    }
}

fn read_jit(value: &Value) -> Jit {
    let mut jit = Jit {
        functions: number(value.members(), "Functions").map_or(0, |count| count as u64),
        ..Jit::default()
    };
    let options = value
        .get("Options")
        .map_or(&[][..], |options| options.value.members());
    for option in options {
        set_jit_option(&mut jit, &option.name, option.value.value == Value::Bool(true));
    }
    let times = value.get("Timing").map_or(&[][..], |times| times.value.members());
    for time in times {
        // Since 17 the generation is an object of its own, with the part for reading rows.
        for part in time.value.value.members() {
            let name = if part.name == "Total" {
                &time.name
            } else {
                &part.name
            };
            set_jit_time(&mut jit, name, part.value.value.number());
        }
        if let Some(number) = time.value.value.number() {
            set_jit_time(&mut jit, &time.name, Some(number));
        }
    }
    jit
}

fn read_planning(value: &Value) -> Planning {
    let members = value.members();
    let filled = |line: String| (!line.is_empty()).then_some(line);
    let kilobytes = |name| number(members, name).map(|size| size as u64);
    Planning {
        buffers: filled(buffers_line(members)).map(|line| Buffers::parse(&line)),
        io_timings: filled(io_line(members)).map(|line| IoTimings::parse(&line)),
        memory_used_kb: kilobytes("Memory Used"),
        memory_allocated_kb: kilobytes("Memory Allocated"),
    }
}

fn read_serialization(value: &Value) -> Serialization {
    let members = value.members();
    Serialization {
        time_ms: number(members, "Time"),
        output_kb: number(members, "Output Volume").map(|size| size as u64),
        format: text(members, "Format"),
    }
}
