//! The tree behind the rows of a table: tables of one `id` are joined in their order; `<derived2>`, `<subquery3>` and `<union1,2>` name
//! the rows of other ids.

use super::access::Access;
use super::measured::{self, Measured};
use super::table::Row;
use crate::error::PlanError;
use crate::forest::{Forest, labelled, nested_loop};
use crate::kind::NodeKind;
use crate::model::{Estimate, Plan, PlanNode};
use crate::product::PlanProduct;
use crate::quantity::PerLoop;
use crate::repair::Repairs;
use crate::tree::new_plan;
use rowproof_source::{SmallMap, SmallSet, Span, parse_decimal};

/// The rows of one `id`.
struct Block {
    /// Missing for the result of a union.
    id: Option<u64>,
    select_type: String,
    rows: Vec<usize>,
}

/// Blocks inside blocks that are followed; the servers allow 63.
const MAX_LEVELS: usize = 150;

/// The plan of the rows.
pub(super) fn build(rows: &[Row], repairs: &mut Repairs) -> Result<Plan, PlanError> {
    let span = rows
        .iter()
        .map(|row| row.span)
        .reduce(|all, row| all.to(row))
        .unwrap_or_default();
    let mut plan = new_plan(span);
    let analyzed = rows.iter().any(|row| row.get("r_rows").is_some());
    let columns = |name| {
        rows.iter()
            .any(|row| row.cells().any(|(column, _)| column == name))
    };
    let mariadb = columns("r_rows") || columns("r_filtered") || rows.iter().any(is_mariadb);
    plan.product = if mariadb {
        PlanProduct::MariaDb
    } else {
        PlanProduct::MySql
    };
    let mut builder = Builder::new(rows);
    let root = builder.root();
    if analyzed {
        repairs.note(
            span,
            "the table tells no loops; they were worked out from the rows of the tables before",
        );
        measured::fill(&mut builder.forest, &builder.measured, root);
    }
    builder.forest.finish(&mut plan, root)?;
    Ok(plan)
}

/// Words only MariaDB writes.
fn is_mariadb(row: &Row) -> bool {
    row.get("select_type") == Some("RECURSIVE UNION")
        || row
            .get("extra")
            .is_some_and(|extra| extra.contains("(flat, B") || extra.contains("(incremental, B"))
}

struct Builder<'r> {
    rows: &'r [Row],
    blocks: Vec<Block>,
    by_id: SmallMap<u64, usize>,
    /// The blocks that make up a union, by the union's first block.
    unions: SmallMap<usize, (Option<usize>, Vec<usize>)>,
    placed: SmallSet<usize>,
    forest: Forest,
    measured: Vec<Measured>,
}

impl<'r> Builder<'r> {
    fn new(rows: &'r [Row]) -> Self {
        let mut builder = Self {
            rows,
            blocks: Vec::new(),
            by_id: SmallMap::default(),
            unions: SmallMap::default(),
            placed: SmallSet::default(),
            forest: Forest::default(),
            measured: Vec::new(),
        };
        builder.group();
        builder.find_unions();
        builder
    }

    fn group(&mut self) {
        for (at, row) in self.rows.iter().enumerate() {
            let id = row.get("id").and_then(|id| id.parse().ok());
            let known = id.and_then(|id: u64| self.by_id.get(&id).copied());
            if let Some(block) = known.and_then(|known| self.blocks.get_mut(known)) {
                block.rows.push(at);
                continue;
            }
            if let Some(id) = id {
                self.by_id.insert(id, self.blocks.len());
            }
            self.blocks.push(Block {
                id,
                select_type: row.get("select_type").unwrap_or_default().to_owned(),
                rows: vec![at],
            });
        }
    }

    /// A `UNION RESULT` names its parts; `UNION ALL` has none, and its parts stand behind the first one.
    fn find_unions(&mut self) {
        let mut covered: SmallSet<usize> = SmallSet::default();
        for (at, block) in self
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| block.id.is_none())
        {
            let row = block.rows.first().and_then(|row| self.rows.get(*row));
            let name = row.and_then(|row| row.get("table")).unwrap_or_default();
            let ids = name
                .trim_matches(['<', '>'])
                .trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let ids = ids.split(',').filter_map(|id| id.parse::<u64>().ok());
            let parts: Vec<usize> = ids.filter_map(|id| self.by_id.get(&id).copied()).collect();
            if let Some(first) = parts.first().copied() {
                parts.iter().for_each(|part| {
                    covered.insert(*part);
                });
                self.unions.insert(first, (Some(at), parts));
            }
        }
        let mut first = 0;
        for (at, block) in self
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| block.id.is_some())
        {
            let is_part = block.select_type.ends_with("UNION");
            if !is_part {
                first = at;
            } else if !covered.contains(&at) && at != first {
                self.unions.change(first, |(_, parts)| {
                    if parts.is_empty() {
                        parts.push(first);
                    }
                    parts.push(at);
                });
            }
        }
    }

    fn add(&mut self, node: PlanNode, children: Vec<usize>, measured: Measured) -> usize {
        self.measured.push(measured);
        self.forest.add(node, children)
    }

    fn root(&mut self) -> usize {
        let root = self.block_or_union(0, 0);
        for at in 0..self.blocks.len() {
            if self.placed.contains(&at) || self.blocks.get(at).is_none_or(|block| block.id.is_none()) {
                continue;
            }
            // Which table's condition it belongs to is not told.
            let name = self
                .blocks
                .get(at)
                .map(|block| format!("Select #{} ({})", block.id.unwrap_or(0), block.select_type));
            let top = self.block_or_union(at, 1);
            if let Some(node) = self.forest.node_mut(top) {
                node.subplan_name = name;
            }
            self.forest.attach(root, top);
        }
        root
    }

    fn block_or_union(&mut self, first: usize, depth: usize) -> usize {
        let Some((result, parts)) = self.unions.get(&first).cloned() else {
            return self.block(first, depth);
        };
        let recursive = |part: &usize| {
            self.blocks
                .get(*part)
                .is_some_and(|block| block.select_type == "RECURSIVE UNION")
        };
        let kind = if parts.iter().any(recursive) {
            NodeKind::RecursiveUnion
        } else {
            NodeKind::Append
        };
        let row = result
            .and_then(|result| self.blocks.get(result)?.rows.first())
            .and_then(|row| self.rows.get(*row));
        let mut node = labelled(kind, "UNION", row.map_or_else(Span::default, |row| row.span));
        let mut told = Measured::default();
        if let Some(row) = row {
            row.get("select_type")
                .unwrap_or("UNION RESULT")
                .clone_into(&mut node.label);
            node.object = row.get("table").map(str::to_owned);
            tell(&mut node, row);
            told = measured_of(row, Some(1));
        }
        if let Some(result) = result {
            self.placed.insert(result);
        }
        let members: Vec<usize> = parts.iter().map(|part| self.block(*part, depth + 1)).collect();
        if row.is_none() {
            let whole = members
                .iter()
                .map(|member| self.forest.span(*member))
                .reduce(|all, one| all.to(one));
            (node.span, node.line_span) = (whole.unwrap_or_default(), whole.unwrap_or_default());
        }
        self.add(node, members, told)
    }

    fn block(&mut self, at: usize, depth: usize) -> usize {
        self.placed.insert(at);
        let Some((label, rows)) = self
            .blocks
            .get(at)
            .map(|block| (block.select_type.clone(), block.rows.clone()))
        else {
            return self.add(
                labelled(NodeKind::Result, "SELECT", Span::default()),
                Vec::new(),
                Measured::default(),
            );
        };
        let mut inputs = Vec::new();
        let (mut temporary, mut sort, mut change) = (None, None, None);
        let mut modify: Vec<(NodeKind, &Row)> = Vec::new();
        // One loop for each row of the tables before.
        let mut loops = Some(1.0);
        for row in rows.iter().filter_map(|row| self.rows.get(*row)) {
            let extra = row.get("extra").unwrap_or_default();
            let words = row.get("select_type").unwrap_or_default();
            let mut top = self.table(row, loops, depth);
            let buffered = extra.contains("join buffer");
            let told = self.measured.get(top).copied().unwrap_or_default();
            loops = told.rows_total().filter(|_| !buffered);
            if extra.contains("Using temporary") {
                temporary = temporary.or(Some(row.span));
                sort = sort.or(extra.contains("Using filesort").then_some(row.span));
            } else if extra.contains("Using filesort") {
                let node = labelled(NodeKind::Sort, "Using filesort", row.span);
                top = self.add(node, vec![top], Measured::default());
            }
            match words {
                "INSERT" | "REPLACE" => change = Some(top),
                "UPDATE" | "DELETE" => {
                    let kind = if words == "UPDATE" {
                        NodeKind::Update
                    } else {
                        NodeKind::Delete
                    };
                    modify.push((kind, row));
                    inputs.push(top);
                }
                _ => inputs.push(top),
            }
        }
        let mut top = self.join(&inputs);
        for (span, kind, label) in [
            (temporary, NodeKind::Materialize, "Using temporary"),
            (sort, NodeKind::Sort, "Using filesort"),
        ] {
            if let Some(span) = span {
                let node = labelled(kind, label, span);
                top = Some(self.add(node, top.into_iter().collect(), Measured::default()));
            }
        }
        if let Some(change) = change {
            top.into_iter().for_each(|top| self.forest.attach(change, top));
            top = Some(change);
        }
        if let Some((kind, row)) = modify.first() {
            let mut node = labelled(*kind, row.get("select_type").unwrap_or_default(), row.span);
            node.relation = row.get("table").map(str::to_owned);
            for (_, other) in modify.iter().skip(1) {
                node.tell("Target Table", other.get("table").unwrap_or_default(), other.span);
            }
            top = Some(self.add(node, top.into_iter().collect(), Measured::default()));
        }
        let span = rows
            .iter()
            .filter_map(|row| self.rows.get(*row))
            .map(|row| row.span);
        let span = span.reduce(|all, one| all.to(one)).unwrap_or_default();
        self.add(
            labelled(NodeKind::Result, &label, span),
            top.into_iter().collect(),
            Measured::default(),
        )
    }

    /// The tables of a block, two by two; hash joins say so in the row of their inner table.
    fn join(&mut self, inputs: &[usize]) -> Option<usize> {
        let before = self.forest.len();
        let top = self.forest.chain(inputs, |inner| {
            let mut node = nested_loop(inner);
            if inner
                .value("extra")
                .is_some_and(|extra| extra.contains("hash join") || extra.contains("BNLH"))
            {
                node.kind = NodeKind::HashJoin;
                "Hash join".clone_into(&mut node.label);
            }
            node
        });
        self.measured.resize(
            self.measured.len() + self.forest.len() - before,
            Measured::default(),
        );
        top
    }

    fn table(&mut self, row: &Row, loops: Option<f64>, depth: usize) -> usize {
        let extra = row.get("extra").unwrap_or_default();
        let table = row.get("table");
        let insert = matches!(row.get("select_type"), Some("INSERT" | "REPLACE"));
        let access = Access {
            access: row.get("type"),
            table,
            key: row.get("key"),
            message: row.get("extra"),
            covering: extra.split(';').any(|word| word.trim() == "Using index"),
            span: row.span,
        };
        let mut node = access.node();
        if insert {
            (node.kind, node.label) = (
                NodeKind::Insert,
                row.get("select_type").unwrap_or_default().to_owned(),
            );
        }
        // The table tells how many columns of the index are compared, and to what, not which.
        if let Some(references) = row.get("ref") {
            node.tell("Index Cond", &format!("ref {references}"), row.span);
        }
        node.estimate = estimate(row);
        tell(&mut node, row);
        let inner = table
            .and_then(|table| self.stored(table))
            .filter(|_| depth < MAX_LEVELS);
        let children = match inner {
            Some(inner) if !self.placed.contains(&inner) => vec![self.block_or_union(inner, depth + 1)],
            Some(_) => {
                node.kind = NodeKind::WorkTableScan;
                Vec::new()
            }
            None => Vec::new(),
        };
        self.add(node, children, measured_of(row, loops.map(|loops| loops as u64)))
    }

    /// The block behind `<derived2>` or `<subquery3>`.
    fn stored(&self, table: &str) -> Option<usize> {
        let name = table.strip_prefix('<')?.strip_suffix('>')?;
        let number = name.strip_prefix("derived").or(name.strip_prefix("subquery"))?;
        self.by_id.get(&number.parse::<u64>().ok()?).copied()
    }
}

impl Measured {
    /// Rows over all loops.
    fn rows_total(&self) -> Option<f64> {
        let (rows, _) = self.rows?;
        let percent = self.filtered.map_or(100.0, |(percent, _)| percent);
        Some((rows * percent / 100.0 * self.loops? as f64).round())
    }
}

fn measured_of(row: &Row, loops: Option<u64>) -> Measured {
    let rows = row.get("r_rows").and_then(Measured::rounded);
    Measured {
        loops: rows.and(loops),
        loops_assumed: true,
        rows,
        filtered: row.get("r_filtered").and_then(Measured::rounded),
        ..Measured::default()
    }
}

fn estimate(row: &Row) -> Option<Estimate> {
    let rows = parse_decimal(row.get("rows")?)?;
    let filtered = row.get("filtered").and_then(parse_decimal).unwrap_or(100.0);
    Some(Estimate {
        startup_cost: 0.0,
        total_cost: 0.0,
        plan_rows: PerLoop(rows * filtered / 100.0),
        width: None,
        costs_told: false,
    })
}

/// Every column the model does not hold in the same words.
fn tell(node: &mut PlanNode, row: &Row) {
    for (name, value) in row.cells() {
        if !matches!(name, "id" | "select_type" | "table" | "type" | "key") {
            node.tell(name, value, row.span);
        }
    }
}
