//! `query_block`: the older JSON of MySQL, and that of MariaDB with what `ANALYZE` measured.

use super::access::{Access, index_condition};
use super::measured::{self, Measured};
use super::roles::{change_of, kind_of, property_name};
use crate::document::{Document, Member, Spanned, Value, get};
use crate::error::{MAX_DEPTH, PlanError};
use crate::forest::{Forest, labelled, nested_loop};
use crate::kind::NodeKind;
use crate::model::{Estimate, Plan, PlanNode};
use crate::product::PlanProduct;
use crate::quantity::PerLoop;
use crate::tree::new_plan;
use rowproof_source::{Span, parse_decimal};

/// Blocks inside blocks that are read; the servers allow 63 and fewer.
const MAX_LEVELS: usize = 150;
/// The most tables joined two by two.
const MAX_CHAIN: usize = 100;

/// Steps that only MariaDB writes.
const MARIADB_STEPS: [&str; 6] = [
    "expression_cache",
    "filesort",
    "materialized",
    "read_sorted_file",
    "temporary_table",
    "window_functions_computation",
];

/// Whether an object is such a plan.
pub(super) fn is_plan(value: &Value) -> bool {
    value
        .get("query_block")
        .is_some_and(|block| !block.value.members().is_empty())
}

/// Reads it.
pub(super) fn read_plan(document: &Document<'_, '_>, object: &Spanned) -> Result<Plan, PlanError> {
    let mut plan = new_plan(document.span(object.start, object.end));
    let mut walker = Walker {
        document,
        forest: Forest::default(),
        measured: Vec::new(),
        changes: Vec::new(),
        mariadb: object.value.get("query_optimization").is_some(),
    };
    let Some(block) = object
        .value
        .members()
        .iter()
        .find(|member| member.name == "query_block")
    else {
        return Err(PlanError::DocumentWithoutPlan { span: plan.span });
    };
    let root = walker.object(block, 0)?;
    if let Some(optimization) = object.value.get("query_optimization") {
        plan.planning_time_ms = optimization
            .value
            .get("r_total_time_ms")
            .and_then(|time| time.value.number());
    }
    plan.product = if walker.mariadb {
        PlanProduct::MariaDb
    } else {
        PlanProduct::MySql
    };
    measured::fill(&mut walker.forest, &walker.measured, root);
    walker.forest.finish(&mut plan, root)?;
    Ok(plan)
}

struct Walker<'d, 'l, 't> {
    document: &'d Document<'l, 't>,
    forest: Forest,
    /// One entry per node.
    measured: Vec<Measured>,
    /// Tables of open blocks that the statement changes.
    changes: Vec<PlanNode>,
    mariadb: bool,
}

/// What stands below an object.
#[derive(Default)]
struct Below {
    inputs: Vec<usize>,
    subplans: Vec<usize>,
    /// Sorts without an input of their own, in the order they are done.
    sorts: Vec<usize>,
}

fn scalar<'m>(members: &'m [Member], name: &str) -> Option<&'m str> {
    get(members, name)?.value.scalar()
}

fn number(members: &[Member], name: &str) -> Option<f64> {
    get(members, name)?.value.number()
}

fn strings<'m>(members: &'m [Member], name: &str) -> Vec<&'m str> {
    let items = get(members, name).map_or(&[][..], |list| list.value.items());
    items.iter().filter_map(|item| item.value.scalar()).collect()
}

impl Walker<'_, '_, '_> {
    fn span(&self, member: &Member) -> Span {
        self.document.span(member.start, member.value.end)
    }

    fn add(&mut self, node: PlanNode, children: Vec<usize>, measured: Measured) -> usize {
        self.measured.push(measured);
        self.forest.add(node, children)
    }

    /// The node of an object that is a step, with all below it.
    fn object(&mut self, member: &Member, depth: usize) -> Result<usize, PlanError> {
        let span = self.span(member);
        if depth > MAX_LEVELS {
            return Err(PlanError::TooDeep {
                span,
                limit: MAX_DEPTH,
            });
        }
        if member.name == "table" {
            return self.table(member, depth);
        }
        self.mariadb |= MARIADB_STEPS.contains(&member.name.as_str());
        let members = member.value.value.members();
        let mut below = Below::default();
        let changes = self.changes.len();
        let mut node = labelled(
            kind_of(&member.name, members).unwrap_or(NodeKind::Other),
            &member.name,
            span,
        );
        for part in members {
            if !self.take(part, &mut below, depth)? {
                self.tell(&mut node, part);
            }
        }
        if member.name == "filesort" {
            self.leave_to_sort(&below.inputs);
        }
        node.line_span = self.line(member);
        for sort in std::mem::take(&mut below.sorts) {
            below
                .inputs
                .drain(..)
                .for_each(|input| self.forest.attach(sort, input));
            below.inputs.push(sort);
        }
        if member.name == "query_block" {
            self.complete_insert(&mut below.inputs);
            self.change(changes, &mut below.inputs);
            node.estimate = self.block_estimate(members, &below.inputs);
        }
        let told = self.times(&member.name, members);
        below.inputs.extend(below.subplans);
        Ok(self.add(node, below.inputs, told))
    }

    /// MariaDB counts what happens between two readings of a table as the table's other time; right below a sort that is the sorting.
    fn leave_to_sort(&mut self, inputs: &[usize]) {
        for id in inputs {
            let node = self.forest.node(*id).filter(|node| node.relation.is_some());
            let reading = node.and_then(|node| parse_decimal(node.value("r_table_time_ms")?));
            if let Some(told) = self.measured.get_mut(*id) {
                told.own_ms = reading.or(told.own_ms);
            }
        }
    }

    /// Its key: the line that names it.
    fn line(&self, member: &Member) -> Span {
        self.document
            .span(member.start, member.start + member.name.len() + 2)
    }

    /// Takes a member that is a step, or holds some; false for a fact.
    fn take(&mut self, part: &Member, below: &mut Below, depth: usize) -> Result<bool, PlanError> {
        let value = &part.value.value;
        match (part.name.as_str(), value) {
            ("nested_loop", Value::Array(items)) => {
                below.inputs.extend(self.chain(items, depth + 1)?);
            }
            ("query_specifications", Value::Array(items)) => {
                for item in items {
                    below.inputs.extend(self.element(item, depth + 1)?);
                }
            }
            ("sorts", Value::Array(items)) => {
                for item in items {
                    below.sorts.extend(self.element(item, depth + 1)?);
                }
            }
            (name, Value::Array(items)) if name.ends_with("subqueries") => {
                for item in items {
                    below.subplans.extend(self.subquery(name, item, depth + 1)?);
                }
            }
            ("table", Value::Object(_)) => below.inputs.push(self.object(part, depth + 1)?),
            (name, Value::Object(members)) if kind_of(name, members).is_some() => {
                below.inputs.push(self.object(part, depth + 1)?);
            }
            // What stands around a table says how it is read: `range-checked-for-each-record` of MariaDB.
            (name, Value::Object(members)) if depth < MAX_LEVELS && members.iter().any(is_step) => {
                let top = self.element(&part.value, depth + 1)?;
                let span = self.span(part);
                if let Some(node) = top.and_then(|top| self.forest.node_mut(top)) {
                    node.tell(name, "true", span);
                }
                below.inputs.extend(top);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The step in an item of a list.
    fn element(&mut self, item: &Spanned, depth: usize) -> Result<Option<usize>, PlanError> {
        let mut below = Below::default();
        let mut facts = Vec::new();
        for part in item.value.members() {
            if !self.take(part, &mut below, depth)? {
                facts.push(part);
            }
        }
        let top = below.inputs.first().copied();
        if let Some(id) = top {
            for fact in facts {
                let span = self.span(fact);
                if let Some(node) = self.forest.node_mut(id) {
                    node.tell(property_name(&fact.name), &fact.value.value.to_line(), span);
                }
            }
        }
        Ok(top)
    }

    /// A subquery of an expression; MySQL says whether it is run for each row.
    fn subquery(&mut self, list: &str, item: &Spanned, depth: usize) -> Result<Option<usize>, PlanError> {
        let Some(top) = self.element(item, depth)? else {
            return Ok(None);
        };
        let members = item.value.members();
        let block = get(members, "query_block")
            .or_else(|| get(members, "expression_cache")?.value.get("query_block"));
        let number = block.and_then(|block| scalar(block.value.members(), "select_id"));
        let once = scalar(members, "dependent") == Some("false");
        let how = if once { "; run only once" } else { "" };
        if let Some(node) = self.forest.node_mut(top) {
            node.subplan_name = Some(format!("Select #{} ({list}{how})", number.unwrap_or("?")));
        }
        Ok(Some(top))
    }

    /// Tables in the order they are read, each for the rows of those before.
    fn chain(&mut self, items: &[Spanned], depth: usize) -> Result<Option<usize>, PlanError> {
        let mut top: Option<usize> = None;
        let mut flat = Vec::new();
        for item in items {
            let buffered = item
                .value
                .members()
                .iter()
                .find(|part| part.name == "block-nl-join");
            let inner = match buffered {
                Some(join) => self.buffered(join, depth)?,
                None => self.element(item, depth)?,
            };
            let Some(inner) = inner else {
                continue;
            };
            match top {
                _ if items.len() > MAX_CHAIN => flat.push(inner),
                None => top = Some(inner),
                Some(outer) => top = Some(self.join(outer, inner, buffered)),
            }
        }
        if let Some(node) = flat
            .first()
            .and_then(|first| self.forest.node(*first))
            .map(nested_loop)
        {
            return Ok(Some(self.add(node, flat, Measured::default())));
        }
        Ok(top)
    }

    /// The table on the inner side of a join that reads it for many rows at a time.
    fn buffered(&mut self, join: &Member, depth: usize) -> Result<Option<usize>, PlanError> {
        let mut below = Below::default();
        for part in join.value.value.members().iter().filter(|part| is_step(part)) {
            self.take(part, &mut below, depth)?;
        }
        Ok(below.inputs.first().copied())
    }

    fn join(&mut self, outer: usize, inner: usize, buffered: Option<&Member>) -> usize {
        let mut node = self.forest.node(inner).map_or_else(
            || labelled(NodeKind::NestedLoop, "nested_loop", Span::default()),
            nested_loop,
        );
        "nested_loop".clone_into(&mut node.label);
        let mut told = Measured::default();
        if let Some(join) = buffered {
            let members = join.value.value.members();
            let span = self.span(join);
            told = self.times(&join.name, members);
            let words = scalar(members, "join_type").unwrap_or_default();
            node.label = format!("{} {words}", join.name).trim_ascii_end().to_owned();
            if words.ends_with('H') {
                node.kind = NodeKind::HashJoin;
            }
            (node.span, node.line_span) = (span, self.line(join));
            let facts = members.iter().filter(|part| !is_step(part));
            facts.for_each(|part| self.tell(&mut node, part));
            node.properties
                .iter_mut()
                .filter(|property| property.name == "Filter")
                .for_each(|property| "Join Filter".clone_into(&mut property.name));
        } else {
            let inner = self.forest.node(inner);
            node.join_type = inner.filter(|inner| is_outer(inner)).map(|_| "Left".to_owned());
            let buffer = inner
                .and_then(|inner| inner.value("using_join_buffer"))
                .unwrap_or_default();
            if buffer.contains("hash") {
                node.kind = NodeKind::HashJoin;
            }
            node.estimate = inner.and_then(|inner| {
                Some(Estimate {
                    startup_cost: 0.0,
                    total_cost: cost_of(inner, "prefix_cost")?,
                    plan_rows: PerLoop(parse_decimal(inner.value("rows_produced_per_join")?)?),
                    width: None,
                    costs_told: true,
                })
            });
        }
        node.span = self.forest.span(outer).to(node.span);
        self.add(node, vec![outer, inner], told)
    }

    fn table(&mut self, member: &Member, depth: usize) -> Result<usize, PlanError> {
        let members = member.value.value.members();
        let change = change_of(members);
        let table = scalar(members, "table_name");
        let inserts = change.is_some_and(|(kind, _)| kind == NodeKind::Insert);
        let access = Access {
            access: scalar(members, "access_type").filter(|_| !inserts),
            table,
            key: scalar(members, "key"),
            message: scalar(members, "message"),
            covering: scalar(members, "using_index") == Some("true"),
            span: self.span(member),
        };
        let mut node = access.node();
        node.line_span = match members.iter().find(|part| part.name == "table_name") {
            Some(name) => self.span(name),
            None => self.line(member),
        };
        if let Some(merge) = get(members, "index_merge") {
            node.index = merged(&merge.value);
        }
        let columns = strings(members, "used_key_parts");
        if let Some(condition) = index_condition(&columns, &strings(members, "ref")) {
            node.tell("Index Cond", &condition, access.span);
        }
        node.estimate = self.table_estimate(members);
        let mut below = Below::default();
        for part in members {
            if !self.take(part, &mut below, depth)? {
                self.tell(&mut node, part);
            }
        }
        if let Some((kind, label)) = change.filter(|_| inserts) {
            (node.kind, node.label) = (kind, label.to_owned());
        }
        let told = self.times(&member.name, members);
        below.inputs.extend(below.subplans);
        if let Some((kind, label)) = change.filter(|_| !inserts) {
            let mut change = labelled(kind, label, access.span);
            change.relation = table.map(str::to_owned);
            change.line_span = self.line(member);
            self.changes.push(change);
        }
        Ok(self.add(node, below.inputs, told))
    }

    /// What the block's tables are changed by comes over all that finds their rows.
    fn change(&mut self, first: usize, inputs: &mut Vec<usize>) {
        let mut changes = self.changes.split_off(first.min(self.changes.len())).into_iter();
        let Some(mut node) = changes.next() else {
            return;
        };
        for other in changes {
            node.tell("Target Table", &other.relation.unwrap_or_default(), other.span);
        }
        let below = std::mem::take(inputs);
        inputs.push(self.add(node, below, Measured::default()));
    }

    /// A fact. What the model holds in the same words is not repeated.
    fn tell(&mut self, node: &mut PlanNode, part: &Member) {
        self.mariadb |= part.name.starts_with("r_") || matches!(part.name.as_str(), "rows" | "cost");
        let held = ["table_name", "access_type", "key", "r_loops", "r_total_time_ms"];
        let empty = matches!(&part.value.value, Value::Object(members) if members.is_empty());
        if !held.contains(&part.name.as_str()) && !empty {
            let span = self.span(part);
            node.tell(property_name(&part.name), &part.value.value.to_line(), span);
        }
    }

    fn table_estimate(&self, members: &[Member]) -> Option<Estimate> {
        let rows = number(members, "rows").or_else(|| number(members, "rows_examined_per_scan"))?;
        let filtered = number(members, "filtered").unwrap_or(100.0);
        let cost = get(members, "cost_info").map_or(&[][..], |cost| cost.value.members());
        let whole = match number(cost, "read_cost").zip(number(cost, "eval_cost")) {
            Some((read, eval)) => {
                // The cost is that of all loops, one for each row of the tables before.
                let produced = number(members, "rows_produced_per_join").unwrap_or(0.0);
                let kept = rows * filtered / 100.0;
                let loops = if kept > 0.0 {
                    (produced / kept).max(1.0)
                } else {
                    1.0
                };
                Some((read + eval) / loops)
            }
            // MariaDB since 11.0, over so many loops.
            None => {
                number(members, "cost").map(|cost| cost / number(members, "loops").unwrap_or(1.0).max(1.0))
            }
        };
        Some(Estimate {
            startup_cost: 0.0,
            total_cost: whole.unwrap_or(0.0),
            plan_rows: PerLoop(rows * filtered / 100.0),
            width: None,
            costs_told: whole.is_some(),
        })
    }

    /// The cost of a block is told, its rows are not: where nothing groups or sorts below it they are those of its input.
    fn block_estimate(&self, members: &[Member], inputs: &[usize]) -> Option<Estimate> {
        let cost = get(members, "cost_info").and_then(|cost| number(cost.value.members(), "query_cost"));
        let cost = cost.or_else(|| number(members, "cost"))?;
        let [input] = inputs else {
            return None;
        };
        let input = self.forest.node(*input)?;
        let plain = input.kind.is_join() || input.relation.is_some() && !input.kind.is_modify();
        Some(Estimate {
            startup_cost: 0.0,
            total_cost: cost,
            costs_told: true,
            ..input.estimate.filter(|_| plain)?
        })
    }

    /// `INSERT … SELECT`: what is inserted stands beside the table.
    fn complete_insert(&mut self, inputs: &mut Vec<usize>) {
        let Some((first, rest)) = inputs.split_first() else {
            return;
        };
        let first = *first;
        if self
            .forest
            .node(first)
            .is_some_and(|node| node.kind == NodeKind::Insert)
        {
            rest.iter().for_each(|input| self.forest.attach(first, *input));
            inputs.truncate(1);
        }
    }

    fn times(&mut self, role: &str, members: &[Member]) -> Measured {
        let milliseconds = |names: [&str; 3]| {
            let told: Vec<f64> = names.iter().filter_map(|name| number(members, name)).collect();
            (!told.is_empty()).then(|| told.iter().sum::<f64>())
        };
        let precise = |name| scalar(members, name).and_then(Measured::precise);
        let total = number(members, "r_total_time_ms");
        let parts = milliseconds(["r_table_time_ms", "r_other_time_ms", "r_unpack_time_ms"]);
        let mut told = Measured {
            loops: number(members, "r_loops").map(|loops| loops as u64),
            rows: precise("r_rows").or_else(|| precise("r_output_rows")),
            filtered: precise("r_filtered"),
            ..Measured::default()
        };
        // A temporary table is filled before the sort begins, and a window's rows are there; a table is read while it goes on.
        let fills = get(members, "temporary_table").is_some() || !members.iter().any(is_step);
        match role {
            "table" | "block-nl-join" => told.own_ms = parts.or(total),
            "filesort" if fills => told.own_ms = total,
            _ => told.inclusive_ms = total,
        }
        match role {
            "block-nl-join" => (told.loops, told.filtered) = (None, None),
            // Nothing may have read the result itself, and yet its parts ran.
            "recursive_union" | "union_result" if told.loops == Some(0) => told.loops = None,
            _ => {}
        }
        self.mariadb |= told.loops.is_some() || total.is_some();
        told
    }
}

/// The indexes that are read together, in the words of MySQL: `intersect(a,b)`.
fn merged(value: &Value) -> Option<String> {
    let [part] = value.members() else {
        return None;
    };
    if part.name == "range" {
        return scalar(part.value.value.members(), "key").map(str::to_owned);
    }
    let parts = part.value.value.items().iter();
    let parts: Vec<String> = parts.filter_map(|item| merged(&item.value)).collect();
    Some(format!("{}({})", part.name, parts.join(",")))
}

fn is_step(part: &Member) -> bool {
    part.name == "table"
        || part.name == "nested_loop"
        || kind_of(&part.name, part.value.value.members()).is_some()
}

/// Conditions that hold only as long as a row of an outer join was found are wrapped.
fn is_outer(inner: &PlanNode) -> bool {
    let marks = ["trigcond(", "<if>(is_not_null_compl("];
    inner
        .filter()
        .is_some_and(|filter| marks.iter().any(|mark| filter.contains(mark)))
}

/// A figure of MySQL's `cost_info`, which is kept as one property.
fn cost_of(node: &PlanNode, name: &str) -> Option<f64> {
    let figures = node.value("cost_info")?.split(' ');
    figures
        .filter_map(|figure| figure.split_once('='))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| parse_decimal(value))
}
