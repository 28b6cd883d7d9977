//! One plan of a server in all four formats, and what is read of each.

use std::path::Path;

use rowproof_plan::{Plan, PlanNode, Property, derive_metrics, parse_plan};
use rowproof_source::{SourceId, Span};

use super::{Count, invariants};
use crate::postgresql::connection::{Connection, Pglite, Socket};
use crate::server::AskError;

/// Tables in the manner of TPC-H, with skew, correlation, NULLs, partitions, triggers and names that need quotes.
const SCHEMA: &str = include_str!("schema.sql");
/// Queries, each ending in a semicolon at the end of a line.
const QUERIES: &str = include_str!("queries.sql");

/// What is printed besides the tree, and whether the query is run for it.
const OPTIONS: [&str; 5] = [
    "verbose",
    "costs off",
    "analyze, timing off, summary off, buffers off, verbose",
    "analyze, timing off, summary off, buffers, settings",
    "analyze, timing off, summary off, buffers off, costs off",
];

/// How the planner is led, so that each query has several plans.
const LEADS: [&str; 4] = [
    "set local max_parallel_workers_per_gather = 0",
    "set local max_parallel_workers_per_gather = 0; set local work_mem = '64kB'; set local enable_hashjoin = off",
    "set local max_parallel_workers_per_gather = 0; set local enable_seqscan = off; set local enable_mergejoin = off; set local enable_hashagg = off",
    "set local max_parallel_workers_per_gather = 2; set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0; set local min_parallel_table_scan_size = 0",
];

/// A session on a server at a socket.
///
/// # Errors
/// When there is none.
pub fn socket(directory: &Path) -> Result<Box<dyn Connection>, AskError> {
    Ok(Box::new(Socket::connect(directory)?))
}

/// A session on PostgreSQL inside Node.js.
///
/// # Errors
/// When it does not start.
pub fn node(folder: &Path) -> Result<Box<dyn Connection>, AskError> {
    Ok(Box::new(Pglite::start(folder)?))
}

/// Asks for every query's plan in every format, by every lead; the server's name, and how many plans were alike.
///
/// # Errors
/// When the server fails or does not take the schema.
pub fn compare_formats(server: &mut dyn Connection) -> Result<(String, Count), AskError> {
    let mut count = Count::default();
    must(server, SCHEMA)?;
    let version = must(server, "select split_part(version(), ' ', 2)")?.unwrap_or_default();
    let queries: Vec<&str> = QUERIES
        .split(";\n")
        .map(str::trim)
        .filter(|query| !query.is_empty())
        .collect();
    for query in queries {
        for (at, lead) in LEADS.iter().enumerate() {
            // What workers do differs from run to run, and what a change finds in the caches.
            let changes = ["insert", "update", "delete", "merge"]
                .iter()
                .any(|verb| query.contains(&format!("{verb} ")));
            let options = OPTIONS.iter().filter(|options| {
                (at < 3 || !options.contains("analyze")) && !(changes && options.contains("buffers,"))
            });
            for options in options {
                compare_one(server, lead, options, query, &mut count)?;
            }
        }
    }
    Ok((format!("PostgreSQL {version}"), count))
}

fn must(server: &mut dyn Connection, statements: &str) -> Result<Option<String>, AskError> {
    server.run(statements)?.map_err(|refused| AskError::Server {
        server: "PostgreSQL".to_owned(),
        message: format!("{} {}", refused.code, refused.message),
    })
}

fn compare_one(
    server: &mut dyn Connection,
    lead: &str,
    options: &str,
    query: &str,
    count: &mut Count,
) -> Result<(), AskError> {
    let ask = |server: &mut dyn Connection, format: &str| {
        let statement = format!("explain ({options}, format {format}) {query}").replace('\'', "''");
        server.run(&format!(
            "begin; {lead}; select explained('{statement}'); rollback"
        ))
    };
    let told = options.contains("verbose");
    // The first run fills the caches.
    if let Err(refused) = ask(server, "text")? {
        server.run("rollback")?.ok();
        count
            .wrong
            .push(format!("{} {} for {query}", refused.code, refused.message));
        return Ok(());
    }
    for format in ["json", "yaml", "xml"] {
        let mut outcome = Err(String::new());
        // Changes that are rolled back still make the table grow, and with it the plan now and then.
        for _attempt in 0..ATTEMPTS {
            let (text, document) = (ask(server, "text")?, ask(server, format)?);
            let texts = text.ok().flatten().zip(document.ok().flatten());
            outcome = texts.map_or_else(
                || Err("there was no answer".to_owned()),
                |(text, document)| same_model(&text, &document, told),
            );
            if outcome.is_ok() {
                break;
            }
        }
        count.add(outcome.map_err(|what| format!("{format} ({options}; {lead}) of `{query}`: {what}")));
    }
    Ok(())
}

/// How often a plan is asked for before two formats of it are taken to differ.
const ATTEMPTS: usize = 3;

/// Whether both texts give the same model, and each one that holds together. `told` is whether text tells what only VERBOSE does.
fn same_model(text: &str, document: &str, told: bool) -> Result<(), String> {
    let read = |text: &str| parse_plan(SourceId(0), text).map_err(|error| error.to_string());
    let (wanted, found) = (read(text)?.plans, read(document)?.plans);
    if wanted.len() != found.len() {
        return Err(format!("{} plans instead of {}", found.len(), wanted.len()));
    }
    for (wanted, found) in wanted.into_iter().zip(found) {
        invariants::check(text, &wanted)?;
        invariants::check(document, &found)?;
        for plan in [&wanted, &found] {
            if let Some((_, name)) = plan.unknown_properties.first().or(plan.unread_lines.first()) {
                return Err(format!("`{name}` is not known"));
            }
        }
        let (wanted, mut found) = (bare(wanted, true), bare(found, told));
        // Where nothing was touched text does not tell that it was counted.
        found.buffers &= wanted.buffers;
        for (wanted, found) in wanted.nodes.iter().zip(&found.nodes) {
            if wanted != found {
                return Err(difference(wanted, found));
            }
        }
        if derive_metrics(&wanted) != derive_metrics(&found) {
            let pairs = derive_metrics(&wanted).into_iter().zip(derive_metrics(&found));
            let different = pairs.into_iter().find(|(wanted, found)| wanted != found);
            return Err(format!("metrics {different:?}"));
        }
        if wanted != found {
            let rest = |plan: Plan| Plan {
                nodes: Vec::new(),
                ..plan
            };
            return Err(format!("{:?} instead of {:?}", rest(found), rest(wanted)));
        }
    }
    Ok(())
}

/// What is different between two nodes, in a few words.
fn difference(wanted: &PlanNode, found: &PlanNode) -> String {
    let told = |node: &PlanNode| -> Vec<String> {
        let properties = node.properties.iter();
        properties
            .map(|property| format!("{}: {}", property.name, property.value))
            .collect()
    };
    let (mut only_wanted, mut only_found) = (told(wanted), told(found));
    let both: Vec<String> = only_wanted
        .iter()
        .filter(|line| only_found.contains(line))
        .cloned()
        .collect();
    only_wanted.retain(|line| !both.contains(line));
    only_found.retain(|line| !both.contains(line));
    if !only_wanted.is_empty() || !only_found.is_empty() {
        return format!("`{}` has {only_found:?} instead of {only_wanted:?}", wanted.label);
    }
    let without = |node: &PlanNode| PlanNode {
        properties: Vec::new(),
        ..node.clone()
    };
    format!("{:?} instead of {:?}", without(found), without(wanted))
}

/// Without what belongs to the text and not to the plan.
fn bare(mut plan: Plan, told: bool) -> Plan {
    plan.span = Span::default();
    for trigger in &mut plan.triggers {
        trigger.span = Span::default();
        // Text tells the relation only when triggers of several fired.
        trigger.relation = None;
        if trigger.constraint.is_some() && !told {
            trigger.name = None;
        }
    }
    plan.nodes.iter_mut().for_each(|node| bare_node(node, told));
    plan
}

fn bare_node(node: &mut PlanNode, told: bool) {
    (node.span, node.line_span) = (Span::default(), Span::default());
    // Text leaves out what is zero; a document cannot tell it from an average that was rounded to zero.
    node.properties
        .retain(|property| !(property.name.starts_with("Rows Removed") && is_zero(&property.value)));
    // Documents tell it always, text with VERBOSE alone.
    node.properties
        .retain(|property| told || property.name != "Inner Unique");
    bare_properties(&mut node.properties);
    for worker in &mut node.workers {
        worker.span = Span::default();
        bare_properties(&mut worker.properties);
    }
}

fn is_zero(value: &str) -> bool {
    value.chars().all(|c| matches!(c, '0' | '.'))
}

/// Documents print some counters at another place than text does.
fn bare_properties(properties: &mut [Property]) {
    for property in properties.iter_mut() {
        property.span = Span::default();
    }
    properties.sort_by(|a, b| a.name.cmp(&b.name));
}
