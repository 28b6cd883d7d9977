//! What advised indexes are worth: the planner's cost and the pages touched with our first advice, against the best single index that trying
//! all of up to three of the query's columns finds.

use std::collections::BTreeSet;

use rowproof_engine::findings::{Finding, Fix};
use rowproof_engine::syntax::InputKind;
use rowproof_engine::{Document, Part, Report, Settings, analyze};

use super::capture::{OPTIONS, Shop};
use super::cases::{Case, read_cases};
use crate::server::AskError;

/// Tables with queries on them; five schemas.
pub const SCHEMAS: [(&str, &str); 5] = [
    ("shop", include_str!("../../plans/advice/shop.sql")),
    ("tasks", include_str!("../../plans/advice/tasks.sql")),
    ("logs", include_str!("../../plans/advice/logs.sql")),
    ("bank", include_str!("../../plans/advice/bank.sql")),
    ("forum", include_str!("../../plans/advice/forum.sql")),
];

/// From this part of the cost saved by the best index on, an index helps: what saves less, such as reading an index whole because it is
/// narrower than its table, is seldom worth the writes.
pub const HELPS: f64 = 0.5;

/// The most columns of an index that is tried.
const MOST_COLUMNS: usize = 3;

/// The function that explains, from the tables of the seeded troubles.
const EXPLAINED: &str = "create function explained(options text, query text) returns text language plpgsql as $$
declare line text; lines text := '';
begin for line in execute 'explain (' || options || ') ' || query loop lines := lines || line || E'\\n'; end loop; return lines; end $$;";

/// What was measured on one query.
#[derive(Debug, Clone)]
pub struct Measured {
    /// `shop: orders of a customer`
    pub name: String,
    /// The advised statement; none without advice.
    pub advice: Option<String>,
    /// Whether the planner uses the advised index.
    pub used: bool,
    /// The planner's cost without any of them.
    pub cost: f64,
    /// With the advised index.
    pub advised_cost: f64,
    /// With the best index of all tried.
    pub best_cost: f64,
    /// Its definition; empty when none saves anything.
    pub best: String,
    /// Pages touched before, and with the advised index.
    pub pages: (f64, f64),
}

impl Measured {
    /// Whether any index of those tried, or ours, saves that part of the cost.
    pub fn any_saves(&self, part: f64) -> bool {
        self.best_cost.min(self.advised_cost) <= self.cost * (1.0 - part)
    }

    /// The part of the best index's gain that ours reaches; above 1 where ours is better. 0 without advice.
    pub fn reached(&self) -> f64 {
        let best = self.cost - self.best_cost;
        if best <= 0.0 {
            return if self.advised_cost < self.cost { 1.0 } else { 0.0 };
        }
        (self.cost - self.advised_cost) / best
    }
}

/// The text of a file before its first case: tables and their rows.
pub fn tables_of(text: &str) -> String {
    let tables = text.split("-- case: ").next().unwrap_or_default();
    format!("{tables}\n{EXPLAINED}\n")
}

/// Measures the queries of a schema whose tables the server has.
///
/// # Errors
/// When the server fails.
pub fn measure(shop: &mut Shop, schema: &str, text: &str, only: &str) -> Result<Vec<Measured>, AskError> {
    let tables = text.split("-- case: ").next().unwrap_or_default();
    let mut measured = Vec::new();
    for case in read_cases(text).iter().filter(|case| case.name.contains(only)) {
        measured.push(measure_one(shop, schema, tables, case)?);
    }
    Ok(measured)
}

fn measure_one(shop: &mut Shop, schema: &str, tables: &str, case: &Case) -> Result<Measured, AskError> {
    let plan = match shop.plan_of(case, OPTIONS)? {
        Ok(plan) => plan,
        Err(refused) => {
            return Err(AskError::Server {
                server: shop.name.clone(),
                message: format!("{}: {}", case.name, refused.message),
            });
        }
    };
    let report = read(tables, &case.query, &plan);
    let advice = advised(&report);
    shop.must("begin")?;
    let cost = cost_of(shop, &case.query)?;
    let mut measured = Measured {
        name: format!("{schema}: {}", case.name),
        used: false,
        cost,
        advised_cost: cost,
        best_cost: cost,
        best: String::new(),
        pages: (pages_of(&plan), pages_of(&plan)),
        advice,
    };
    if let Some(statement) = measured.advice.clone() {
        shop.must("savepoint advice")?;
        // What may not stand in a transaction may stand outside: the index is the same.
        match shop.run(&statement.replace(" CONCURRENTLY", ""))? {
            Ok(_) => {
                let name =
                    shop.must("select relname from pg_class where relkind = 'i' order by oid desc limit 1")?;
                measured.advised_cost = cost_of(shop, &case.query)?;
                let after = explain(shop, OPTIONS, &case.query)?;
                measured.used = after.contains(&format!(" {name} on "))
                    || after.contains(&format!("Bitmap Index Scan on {name} "));
                measured.pages.1 = pages_of(&after);
            }
            Err(refused) => println!("  refused: {}: {statement}: {}", measured.name, refused.message),
        }
        shop.must("rollback to savepoint advice")?;
    }
    for index in candidates(shop, &case.query)? {
        shop.must("savepoint trial")?;
        shop.must(&format!("create index on {index}"))?;
        let cost = cost_of(shop, &case.query)?;
        if cost < measured.best_cost {
            (measured.best_cost, measured.best) = (cost, index);
        }
        shop.must("rollback to savepoint trial")?;
    }
    shop.must("rollback")?;
    Ok(measured)
}

/// What Rowproof says of the tables, the query and its plan.
fn read(tables: &str, query: &str, plan: &str) -> Report {
    let part = |id: &str, text: &str, kind| {
        let mut part = Part::new(id, text);
        part.kind = Some(kind);
        part
    };
    let parts = vec![
        part("schema", tables, InputKind::Schema),
        part("queries", &format!("{query};\n"), InputKind::Queries),
        part("plan", plan, InputKind::Plan),
    ];
    analyze(&Document { parts }, &Settings::default())
}

/// The first index that is advised for the query: by its plan, else by the query itself.
pub(super) fn advised(report: &Report) -> Option<String> {
    let of_plan = report.insights(0).into_iter();
    let of_query = report.findings.iter().map(Box::as_ref).filter(|finding| {
        let part = report.part_of(finding.span);
        part.is_some_and(|part| part.id == "queries")
    });
    of_plan
        .chain(of_query)
        .find_map(|finding| create_index(report, finding))
}

fn create_index(report: &Report, finding: &Finding) -> Option<String> {
    let speaker = finding.folded_into.as_ref();
    let speaker = speaker.and_then(|id| report.findings.iter().find(|finding| finding.id == *id));
    let fixes = finding
        .fixes
        .iter()
        .chain(speaker.into_iter().flat_map(|finding| &finding.fixes));
    let creates = |fix: &Fix| {
        let mut statements = fix.statements.iter();
        statements
            .find(|statement| {
                statement.starts_with("CREATE INDEX")
                    || statement.starts_with("CREATE UNIQUE INDEX")
                    || statement.contains(" ADD INDEX ")
            })
            .cloned()
    };
    fixes.into_iter().find_map(creates)
}

fn explain(shop: &mut Shop, options: &str, query: &str) -> Result<String, AskError> {
    shop.must(&format!("select explained('{options}', $query${query}$query$)"))
}

/// The planner's cost of the whole.
fn cost_of(shop: &mut Shop, query: &str) -> Result<f64, AskError> {
    let plan = explain(shop, "COSTS", query)?;
    let cost = plan.split_once("..").and_then(|(_, rest)| rest.split_once(' '));
    Ok(cost.and_then(|(cost, _)| cost.parse().ok()).unwrap_or(f64::MAX))
}

/// Pages touched by the whole: `Buffers: shared hit=1 read=2` of its first node.
fn pages_of(plan: &str) -> f64 {
    let line = plan
        .lines()
        .find(|line| line.trim_start().starts_with("Buffers:"));
    let number = |key: &str| -> f64 {
        let rest = line
            .and_then(|line| line.split_once(key))
            .map_or("0", |(_, rest)| rest);
        let digits = rest.split(|character: char| !character.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(0.0)
    };
    number("shared hit=") + number("read=")
}

/// Every index on up to three of the columns that a query names, in every order: `orders (customer_id, created_at)`.
fn candidates(shop: &mut Shop, query: &str) -> Result<BTreeSet<String>, AskError> {
    let words: BTreeSet<&str> = query
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .collect();
    let listed = shop.must(
        "select string_agg(relname || ' ' || attname, E'\\n' order by relname, attnum) from pg_attribute join pg_class on pg_class.oid = attrelid
         where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped and atttypid <> 'jsonb'::regtype",
    )?;
    let mut found = BTreeSet::new();
    let mut tables: Vec<(&str, Vec<&str>)> = Vec::new();
    for (table, column) in listed.lines().filter_map(|line| line.split_once(' ')) {
        if !words.contains(table) || !words.contains(column) {
            continue;
        }
        match tables.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push(column),
            None => tables.push((table, vec![column])),
        }
    }
    for (table, columns) in tables {
        let lists = orders_of(&columns).into_iter();
        found.extend(lists.map(|list| format!("{table} ({list})")));
    }
    Ok(found)
}

/// Every list of one to three of the columns, in every order: `customer_id, created_at`.
pub(super) fn orders_of(columns: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut lists: Vec<Vec<&str>> = vec![Vec::new()];
    for _ in 0..MOST_COLUMNS {
        let longer: Vec<Vec<&str>> = lists
            .iter()
            .flat_map(|list| {
                let others = columns.iter().filter(|column| !list.contains(column));
                others.map(|column| [list.as_slice(), &[*column]].concat())
            })
            .collect();
        found.extend(longer.iter().map(|list| list.join(", ")));
        lists = longer;
    }
    found
}
