//! MySQL's `FORMAT=TREE` and `EXPLAIN ANALYZE`: steps behind arrows, indented by four.

use super::figures::cut_figures;
use super::head::{is_known, read_head};
use crate::error::PlanError;
use crate::forest::{Forest, labelled};
use crate::kind::NodeKind;
use crate::model::{Actual, ActualState, Plan, PlanNode};
use crate::product::PlanProduct;
use crate::quantity::PerLoop;
use crate::repair::Repairs;
use crate::slice::{Nesting, Trim as _, indent};
use crate::text::find_query;
use crate::tree::new_plan;
use crate::unwrap::line::Line;
use rowproof_source::{SourceId, Span};

/// Reads every plan in the lines: one begins at each step without indentation.
pub(crate) fn parse_tree(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
) -> Result<Vec<Plan>, PlanError> {
    let mut reader = Reader {
        repairs,
        plans: Vec::new(),
        current: None,
        before: String::new(),
        gap: true,
    };
    for step in join_lines(source, lines, reader.repairs) {
        reader.read(&step)?;
    }
    reader.finish()
}

/// One line, or several when one was broken.
struct Step {
    text: String,
    span: Span,
    boundary: bool,
}

fn is_step(text: &str) -> bool {
    text.trimmed_start().starts_with("->")
}

/// A line without an arrow goes on with the step before it as long as a bracket or a string is open there.
fn join_lines(source: SourceId, lines: &[Line<'_>], repairs: &mut Repairs) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = false;
    let mut nesting = Nesting::default();
    for line in lines {
        let (text, span) = (line.text.as_ref(), line.span(source));
        let goes_on =
            open && !line.boundary && !text.trimmed().is_empty() && (!is_step(text) || nesting.is_quoted());
        if goes_on && let Some(last) = steps.last_mut() {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            if last.text.ends_with(word) && text.trimmed_start().starts_with(word) {
                last.text.push(' ');
            }
            last.text.push_str(text.trimmed_start());
            last.span = last.span.to(span);
            repairs.note(last.span, "lines that were broken in the middle were joined");
        } else {
            nesting = Nesting::default();
            steps.push(Step {
                text: text.to_owned(),
                span,
                boundary: line.boundary,
            });
        }
        nesting.take_all(text);
        open = !nesting.is_closed() && (goes_on || is_step(text));
    }
    steps
}

struct Reader<'r> {
    repairs: &'r mut Repairs,
    plans: Vec<Plan>,
    current: Option<Builder>,
    /// What stood before the first step.
    before: String,
    gap: bool,
}

impl Reader<'_> {
    fn read(&mut self, step: &Step) -> Result<(), PlanError> {
        let text = step.text.trimmed();
        if step.boundary || text.is_empty() {
            self.gap = true;
            return Ok(());
        }
        let (arrow, words) = match text.strip_prefix("->") {
            Some(words) => (true, words.trimmed_start()),
            None => (false, text),
        };
        let column = indent(&step.text);
        let begins = self.current.is_none() && is_known(words);
        if !(arrow || begins) {
            self.read_other(step);
            return Ok(());
        }
        let starts = match &self.current {
            None => true,
            Some(builder) => {
                column <= builder.root_column && !is_select(words) && (self.gap || !builder.is_empty())
            }
        };
        if starts {
            self.end()?;
            let mut builder = Builder::new(step.span, column);
            builder.plan.query_text = find_query(&std::mem::take(&mut self.before));
            self.current = Some(builder);
        }
        if let Some(builder) = &mut self.current {
            builder.take(words, column, step.span, self.repairs);
        }
        self.gap = false;
        Ok(())
    }

    fn read_other(&mut self, step: &Step) {
        match &mut self.current {
            Some(builder) => builder
                .plan
                .unread_lines
                .push((step.span, step.text.trimmed().to_owned())),
            None => {
                self.before.push_str(&step.text);
                self.before.push('\n');
            }
        }
    }

    fn end(&mut self) -> Result<(), PlanError> {
        if let Some(builder) = self.current.take() {
            self.plans.push(builder.finish()?);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Plan>, PlanError> {
        self.end()?;
        Ok(self.plans)
    }
}

/// `Select #2 (subquery in condition; dependent)`: a heading, not a step.
fn is_select(words: &str) -> bool {
    words.starts_with("Select #")
}

/// One plan in the making.
struct Builder {
    plan: Plan,
    forest: Forest,
    root_column: usize,
    /// The steps that may have something below them: column and id.
    open: Vec<(usize, usize)>,
    /// A heading that waits for its step.
    label: Option<(String, usize)>,
    /// Subqueries of the select list, which stand beside the first step.
    beside: Vec<usize>,
}

impl Builder {
    fn new(span: Span, root_column: usize) -> Self {
        let mut plan = new_plan(span);
        plan.product = PlanProduct::MySql;
        Self {
            plan,
            forest: Forest::default(),
            root_column,
            open: Vec::new(),
            label: None,
            beside: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.forest.len() == 0
    }

    fn take(&mut self, words: &str, column: usize, span: Span, repairs: &mut Repairs) {
        self.plan.span = self.plan.span.to(span);
        if is_select(words) && !self.is_empty() {
            self.label = Some((words.trim_end_matches(':').trimmed().to_owned(), column));
            return;
        }
        let (words, figures) = cut_figures(words);
        let mut node = read_head(words, span);
        (node.estimate, node.actual) = (figures.estimate, figures.actual);
        if figures.cut {
            repairs.note(
                span,
                "the end of this line is cut off; what was before it was kept",
            );
            self.plan.truncated = true;
        }
        let (name, label_column) = self.label.take().unzip();
        node.subplan_name = name;
        let limit = label_column.unwrap_or(column);
        while self.open.last().is_some_and(|(above, _)| *above >= limit) {
            self.open.pop();
        }
        let parent = self.open.last().map(|(_, parent)| *parent);
        let id = self.forest.add(node, Vec::new());
        match parent {
            Some(parent) => self.forest.attach(parent, id),
            None if id > 0 => self.beside.push(id),
            None => {}
        }
        self.open.push((column, id));
    }

    fn finish(mut self) -> Result<Plan, PlanError> {
        self.name_stored();
        let root = self.root();
        self.forest.finish(&mut self.plan, root)?;
        Ok(self.plan)
    }

    /// What is scanned and has steps below it is no table: it is what those steps made, under the alias of a derived table.
    fn name_stored(&mut self) {
        for id in 0..self.forest.len() {
            let input = |child: &usize| {
                self.forest
                    .node(*child)
                    .is_some_and(|node| node.subplan_name.is_none())
            };
            let stored = self.forest.children(id).iter().any(input);
            let Some(node) = self.forest.node_mut(id).filter(|_| stored) else {
                continue;
            };
            let scan = matches!(
                node.kind,
                NodeKind::SeqScan | NodeKind::IndexScan | NodeKind::IndexOnlyScan
            );
            if scan && node.object.is_none() {
                node.object = node.relation.take();
                node.kind = NodeKind::TemporaryTableScan;
            }
        }
    }

    /// The first step; over it, when subqueries of the select list stand beside it, the query block that runs all of them. Their time
    /// is not in the first step's: rows are completed behind it.
    fn root(&mut self) -> usize {
        if self.beside.is_empty() {
            return 0;
        }
        let Some(first) = self.forest.node(0).cloned() else {
            return 0;
        };
        let beside = std::mem::take(&mut self.beside);
        if first.label.starts_with("Stream results") && self.fits(&beside) {
            for id in beside {
                self.forest.attach(0, id);
            }
            return 0;
        }
        let mut node = labelled(NodeKind::Result, "Select #1", self.plan.span);
        node.line_span = first.line_span;
        node.actual = self.total(&first, &beside);
        let mut children = vec![0];
        children.extend(beside);
        self.forest.add(node, children)
    }

    fn total_ms(&self, id: usize) -> f64 {
        let actual = self
            .forest
            .node(id)
            .and_then(|node| node.actual.measured().copied());
        actual
            .and_then(|actual| actual.time_total_ms())
            .map_or(0.0, |time| time.0)
    }

    /// Whether the first step took as long as its inputs and these together.
    fn fits(&self, beside: &[usize]) -> bool {
        let parts = self.forest.children(0).iter().chain(beside);
        let parts: f64 = parts.map(|id| self.total_ms(*id)).sum();
        self.total_ms(0) >= parts
    }

    fn total(&self, first: &PlanNode, beside: &[usize]) -> ActualState {
        let Some(actual) = first.actual.measured() else {
            return first.actual;
        };
        let more: f64 = beside.iter().map(|id| self.total_ms(*id)).sum();
        let total = actual.time_total_ms().map(|time| PerLoop(time.0 + more));
        ActualState::Measured(Actual {
            total_time_per_loop_ms: total,
            loops: 1,
            ..*actual
        })
    }
}
