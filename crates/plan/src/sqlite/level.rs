//! Steps that stand side by side: tables joined in their order, sorted in the end, with subqueries and results kept aside.

use super::outline::Outline;
use super::step::{read_scan, temporary_tree};
use crate::error::{MAX_DEPTH, PlanError};
use crate::forest::{Forest, labelled, nested_loop};
use crate::kind::NodeKind;
use crate::model::PlanNode;
use crate::text::head::parse_identifier;
use rowproof_source::{SmallMap, SmallSet, Span};

/// Levels inside levels; SQLite's own limit on expressions is lower.
const MAX_LEVELS: usize = 150;

/// What the steps of one level come to.
#[derive(Default)]
struct Level {
    /// Read one after the other, each for the rows of those before.
    scans: Vec<usize>,
    /// Sorters and the like, in the order printed: each takes the rows of what is before it.
    after: Vec<(NodeKind, String, Span)>,
    /// Subqueries of expressions.
    subplans: Vec<usize>,
    /// Results prepared beforehand, by name.
    prepared: SmallMap<String, usize>,
    /// Properties of scans that are still to come, by the scanned name.
    filters: SmallMap<String, (String, Span)>,
    /// Facts about the whole.
    facts: Vec<(&'static str, String, Span)>,
}

pub(super) struct Builder<'o> {
    outline: &'o Outline,
    forest: Forest,
    /// Subqueries of old versions that were placed.
    placed: SmallSet<u64>,
    lost: bool,
}

impl<'o> Builder<'o> {
    pub(super) fn new(outline: &'o Outline) -> Self {
        Self {
            outline,
            forest: Forest::default(),
            placed: SmallSet::default(),
            lost: false,
        }
    }

    pub(super) fn root(&mut self) -> Result<usize, PlanError> {
        self.placed.insert(0);
        let root = self.level(&self.outline.roots, self.outline.span(), 0)?;
        let numbers: Vec<u64> = self
            .outline
            .subqueries
            .iter()
            .map(|(number, _)| *number)
            .collect();
        for number in numbers {
            // Nothing told where it belongs.
            if !self.placed.contains(&number) {
                self.lost = true;
                if let Some(top) = self.subquery(number, 1)? {
                    self.name(top, &format!("SUBQUERY {number}"));
                    self.forest.attach(root, top);
                }
            }
        }
        Ok(root)
    }

    pub(super) fn lost_steps(&self) -> bool {
        self.lost
    }

    pub(super) fn into_forest(self) -> Forest {
        self.forest
    }

    fn name(&mut self, node: usize, name: &str) {
        if let Some(node) = self.forest.node_mut(node) {
            node.subplan_name = Some(name.to_owned());
        }
    }

    /// The top node of steps side by side.
    fn level(&mut self, steps: &[usize], span: Span, depth: usize) -> Result<usize, PlanError> {
        if depth > MAX_LEVELS {
            return Err(PlanError::TooDeep {
                span,
                limit: MAX_DEPTH,
            });
        }
        let mut level = Level::default();
        for step in steps {
            self.step(*step, &mut level, depth)?;
        }
        Ok(self.close(level, span))
    }

    fn step(&mut self, id: usize, level: &mut Level, depth: usize) -> Result<(), PlanError> {
        let Some(step) = self.outline.steps.get(id) else {
            return Ok(());
        };
        let (text, span) = (
            step.text.strip_prefix("EXECUTE ").unwrap_or(&step.text),
            step.span,
        );
        if let Some(purpose) = text.strip_prefix("USE TEMP B-TREE FOR ") {
            level.after.push((temporary_tree(purpose), text.to_owned(), span));
        } else if let Some(subject) = text.strip_prefix("BLOOM FILTER ON ") {
            let (name, condition) = parse_identifier(subject).unwrap_or_default();
            level.filters.insert(name, (condition.trim().to_owned(), span));
        } else if text == "CREATE BLOOM FILTER" || text.starts_with("REUSE ") {
            level.facts.push(("Step", text.to_owned(), span));
        } else if let Some(name) = text
            .strip_prefix("CO-ROUTINE ")
            .or(text.strip_prefix("MATERIALIZE "))
        {
            let top = self.prepared(id, text, depth)?;
            level.prepared.insert(name.to_owned(), top);
        } else if is_subquery(text) {
            let top = self.inner(id, text, depth)?;
            self.name(top, text);
            level.subplans.push(top);
        } else if let Some(scan) = read_scan(text, span) {
            let scan = self.scan(scan, level, depth)?;
            level.scans.push(scan);
        } else {
            let node = self.compound(id, text, depth)?;
            level.scans.push(node);
        }
        Ok(())
    }

    /// A scan of what was prepared, or of a subquery of old versions, has that below it.
    fn scan(&mut self, mut node: PlanNode, level: &mut Level, depth: usize) -> Result<usize, PlanError> {
        let name = node.binding_name().unwrap_or_default().to_owned();
        if let Some((condition, span)) = level.filters.remove(&name) {
            node.tell("Bloom Filter", &condition, span);
        }
        let own = node.relation.clone().or(node.object.clone()).unwrap_or_default();
        let below = match level.prepared.remove(&own) {
            Some(top) => Some(top),
            None => match own
                .strip_prefix("SUBQUERY ")
                .and_then(|number| number.parse().ok())
            {
                Some(number) => self.subquery(number, depth + 1)?,
                None => None,
            },
        };
        if below.is_some() {
            node.kind = NodeKind::SubqueryScan;
            node.object = node.relation.take().or(node.object.take());
        }
        Ok(self.forest.add(node, below.into_iter().collect()))
    }

    /// The steps of a numbered subquery of old versions.
    fn subquery(&mut self, number: u64, depth: usize) -> Result<Option<usize>, PlanError> {
        if self.placed.contains(&number) {
            return Ok(None);
        }
        let Some(steps) = self.outline.subqueries.get(&number) else {
            return Ok(None);
        };
        self.placed.insert(number);
        self.level(steps, self.outline.span(), depth).map(Some)
    }

    /// What stands below a step, or the subquery of old versions that it names last.
    fn inner(&mut self, id: usize, text: &str, depth: usize) -> Result<usize, PlanError> {
        let Some(step) = self.outline.steps.get(id) else {
            return Ok(0);
        };
        let number = text.rsplit(' ').next().and_then(|word| word.parse().ok());
        if step.children.is_empty()
            && step.subquery.is_some()
            && let Some(number) = number
            && let Some(top) = self.subquery(number, depth + 1)?
        {
            return Ok(top);
        }
        self.level(&step.children, step.span, depth + 1)
    }

    /// `CO-ROUTINE x` and `MATERIALIZE x`: the rows are made one by one, or all at first.
    fn prepared(&mut self, id: usize, text: &str, depth: usize) -> Result<usize, PlanError> {
        let children = self.outline.steps.get(id).map_or(&[][..], |step| &step.children);
        let words = |id: &usize| self.outline.steps.get(*id).map_or("", |step| step.text.as_str());
        let recursive = children.iter().any(|id| words(id) == "RECURSIVE STEP");
        let span = self
            .outline
            .steps
            .get(id)
            .map_or_else(Span::default, |step| step.span);
        let verb = text.split(' ').next().unwrap_or(text);
        let kind = match verb {
            _ if recursive => NodeKind::RecursiveUnion,
            "MATERIALIZE" => NodeKind::Materialize,
            _ => NodeKind::Result,
        };
        if !recursive {
            let top = self.inner(id, text, depth)?;
            return Ok(self.forest.add(labelled(kind, verb, span), vec![top]));
        }
        let mut parts = Vec::new();
        let first = self.forest.len();
        for child in children {
            parts.push(self.inner(*child, "", depth + 1)?);
        }
        // Its own rows are read one by one while it is made.
        let own = text.split_once(' ').map(|(_, name)| name);
        for id in first..self.forest.len() {
            let scan = self
                .forest
                .node_mut(id)
                .filter(|node| own.is_some() && node.relation.as_deref() == own);
            if let Some(node) = scan {
                node.kind = NodeKind::WorkTableScan;
                node.object = node.relation.take();
            }
        }
        Ok(self.forest.add(labelled(kind, verb, span), parts))
    }

    /// Steps that hold others: set operations, an OR over several indexes, and what is not known.
    fn compound(&mut self, id: usize, text: &str, depth: usize) -> Result<usize, PlanError> {
        let Some(step) = self.outline.steps.get(id) else {
            return Ok(0);
        };
        let words = |id: &usize| self.outline.steps.get(*id).map_or("", |step| step.text.as_str());
        let removes = |text: &str| text.contains("EXCEPT") || text.contains("INTERSECT");
        let kind = match text {
            "MULTI-INDEX OR" => NodeKind::BitmapOr,
            _ if text.starts_with("COMPOUND") || text.starts_with("MERGE (") => {
                match removes(text) || step.children.iter().any(|child| removes(words(child))) {
                    true => NodeKind::SetOp,
                    false if text.starts_with("MERGE (") => NodeKind::MergeAppend,
                    false => NodeKind::Append,
                }
            }
            _ => NodeKind::Other,
        };
        let mut node = labelled(kind, text, step.span);
        let mut parts = Vec::new();
        if kind == NodeKind::Other {
            if !step.children.is_empty() {
                parts.push(self.level(&step.children, step.span, depth + 1)?);
            }
        } else {
            for child in &step.children {
                let (words, span) = (
                    words(child).to_owned(),
                    self.outline.steps.get(*child).map(|step| step.span),
                );
                if let Some(span) = span {
                    node.tell("Part", &words, span);
                }
                parts.push(self.inner(*child, "", depth + 1)?);
            }
            // `COMPOUND SUBQUERIES 1 AND 2 (UNION)` of old versions.
            for word in text.split([' ', '(']).filter_map(|word| word.parse().ok()) {
                parts.extend(self.subquery(word, depth + 1)?);
            }
        }
        if kind == NodeKind::BitmapOr {
            let first = parts.first().and_then(|part| self.forest.node(*part));
            node.relation = first.and_then(|first| first.relation.clone());
        }
        Ok(self.forest.add(node, parts))
    }

    fn close(&mut self, level: Level, span: Span) -> usize {
        let join = |inner: &PlanNode| {
            let mut node = nested_loop(inner);
            if inner.value("Join Type").is_some() {
                node.join_type = Some("Left".to_owned());
            }
            node
        };
        let mut top = match self.forest.chain(&level.scans, join) {
            Some(top) => top,
            None => self
                .forest
                .add(labelled(NodeKind::Result, "Result", span), Vec::new()),
        };
        for (kind, label, span) in level.after {
            top = self.forest.add(labelled(kind, &label, span), vec![top]);
        }
        // Prepared, and read by nothing that is printed.
        let unread = level
            .prepared
            .iter()
            .map(|(name, top)| (format!("MATERIALIZE {name}"), *top));
        let unread: Vec<(String, usize)> = unread.collect();
        for (name, prepared) in unread {
            self.name(prepared, &name);
            self.forest.attach(top, prepared);
        }
        for subplan in level.subplans {
            self.forest.attach(top, subplan);
        }
        if let Some(node) = self.forest.node_mut(top) {
            for (name, value, span) in level.facts {
                node.tell(name, &value, span);
            }
            for (name, (condition, span)) in level.filters.iter() {
                node.tell("Bloom Filter", &format!("{name} {condition}"), *span);
            }
        }
        top
    }
}

/// `CORRELATED SCALAR SUBQUERY 2`, `LIST SUBQUERY 1`.
fn is_subquery(text: &str) -> bool {
    let text = text.strip_prefix("CORRELATED ").unwrap_or(text);
    text.starts_with("SCALAR SUBQUERY") || text.starts_with("LIST SUBQUERY") || text.starts_with("SUBQUERY ")
}
