//! One plan in the making: each row finds its place.

use super::arity::{Draft, is_indent_lost, parents_by_arity, parents_by_indent};
use super::join::Row;
use super::names::{cut_label, is_property, subplan_label};
use super::node_line::{NodeLine, parse_node_line, read_actual, strip_cut_mark};
use super::tail::{Section, cut_tail, read_jit, read_planning, read_tail};
use crate::error::PlanError;
use crate::model::{ActualState, Plan, Property, Worker};
use crate::repair::Repairs;
use crate::slice::Trim as _;
use crate::slice::indent;
use crate::tree::{link, new_node, new_plan};
use rowproof_source::Span;

/// What became of a row.
pub(crate) enum Place {
    /// It belongs to this plan.
    Taken,
    /// It is the root of the next plan.
    NextPlan(Box<NodeLine>),
    /// It fits nowhere.
    Unread,
}

/// One plan in the making.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) plan: Plan,
    drafts: Vec<Draft>,
    section: Section,
    /// A `CTE`, `InitPlan` or `SubPlan` line waiting for its node: name and column.
    label: Option<(String, usize)>,
    /// The column of the worker whose lines follow.
    worker: Option<usize>,
}

impl Builder {
    pub(crate) fn new(span: Span) -> Self {
        Self {
            plan: new_plan(span),
            drafts: Vec::new(),
            section: Section::Nodes,
            label: None,
            worker: None,
        }
    }

    /// Whether lines behind the last node have been seen.
    pub(crate) fn is_complete(&self) -> bool {
        self.section != Section::Nodes
    }

    /// Takes a row in, if it has a place here.
    pub(crate) fn take(&mut self, row: &Row<'_>, gap: bool, repairs: &mut Repairs) -> Place {
        let place = self.find_place(row, gap, repairs);
        if matches!(place, Place::Taken) {
            self.plan.span = self.plan.span.to(row.span);
        }
        place
    }

    fn find_place(&mut self, row: &Row<'_>, gap: bool, repairs: &mut Repairs) -> Place {
        if self.is_plain_property(row) {
            self.take_property(row, repairs);
            return Place::Taken;
        }
        if self.take_worker_line(row, repairs) || self.take_tail(row, repairs) || self.take_section(row) {
            return Place::Taken;
        }
        if let Some(name) = subplan_label(&row.text) {
            self.label = Some((name.to_owned(), indent(&row.text)));
            self.worker = None;
            return Place::Taken;
        }
        if let Some(line) = parse_node_line(&row.text) {
            return self.place_node(row, line, gap, repairs);
        }
        let taken = match self.section {
            Section::Nodes => self.take_property(row, repairs),
            Section::Advice if !gap => {
                self.plan.advice.push(row.text.trimmed().to_owned());
                true
            }
            _ => false,
        };
        if taken { Place::Taken } else { Place::Unread }
    }

    /// The most frequent kind of row, told apart quickly: a known property outside any worker or block.
    fn is_plain_property(&self, row: &Row<'_>) -> bool {
        let nodes = self.section == Section::Nodes && self.worker.is_none() && !self.drafts.is_empty();
        nodes && cut_label(&row.text).is_some_and(|(name, _)| is_property(name))
    }

    fn place_node(&mut self, row: &Row<'_>, line: NodeLine, gap: bool, repairs: &mut Repairs) -> Place {
        let root_column = self.drafts.first().map_or(0, |draft| draft.column);
        let bare = line.figures.is_none() && !line.arrow;
        if bare && self.take_target(row, &line) {
            return Place::Taken;
        }
        let starts = !line.arrow && self.label.is_none() && line.column <= root_column;
        if starts && (gap || self.is_complete()) {
            return Place::NextPlan(Box::new(line));
        }
        let costs = self
            .drafts
            .first()
            .is_some_and(|draft| draft.node.estimate.is_some());
        if bare && costs {
            return Place::Unread;
        }
        if !line.arrow {
            repairs.note(row.span, "a node without its arrow was taken as part of the plan");
        }
        self.push_node(row, line, repairs);
        Place::Taken
    }

    /// `Update on p_1` under a node that changes several relations.
    fn take_target(&mut self, row: &Row<'_>, line: &NodeLine) -> bool {
        let Some(draft) = self.drafts.last_mut().filter(|draft| draft.node.kind.is_modify()) else {
            return false;
        };
        let same = line.head.kind == draft.node.kind || line.head.label.starts_with("Foreign ");
        if !same || line.column <= draft.column {
            return false;
        }
        let target = row
            .text
            .split_once(" on ")
            .map_or("", |(_, target)| target.trimmed());
        draft.node.properties.push(Property {
            name: "Target Table".to_owned(),
            value: target.to_owned(),
            span: row.span,
        });
        draft.node.span = draft.node.span.to(row.span);
        true
    }

    pub(crate) fn push_node(&mut self, row: &Row<'_>, line: NodeLine, repairs: &mut Repairs) {
        let mut node = new_node(row.span);
        note_spacing(row.span, &line, repairs);
        if let Some(figures) = &line.figures {
            node.estimate = figures.estimate;
            node.actual = figures.actual;
            self.note_figures(
                row.span,
                figures.cut,
                figures.loops_assumed,
                figures.masked,
                repairs,
            );
        }
        line.head.apply(&mut node);
        let (name, label_column) = self.label.take().unzip();
        node.subplan_name = name;
        self.drafts.push(Draft {
            node,
            column: line.column,
            label_column,
        });
        self.worker = None;
        self.section = Section::Nodes;
        self.plan.span = self.plan.span.to(row.span);
    }

    fn note_figures(
        &mut self,
        span: Span,
        cut: bool,
        loops_assumed: bool,
        masked: bool,
        repairs: &mut Repairs,
    ) {
        if cut {
            repairs.note(
                span,
                "the end of this line is cut off; what was before it was kept",
            );
            self.plan.truncated = true;
        }
        if loops_assumed {
            repairs.note(span, "this line tells no `loops`; one loop was assumed");
        }
        if masked {
            repairs.note(span, "the numbers of this line are hidden and were left out");
        }
    }

    /// `Worker 0:  actual time=…`, and the lines below it that are indented further.
    fn take_worker_line(&mut self, row: &Row<'_>, repairs: &mut Repairs) -> bool {
        let column = indent(&row.text);
        let Some(draft) = self.drafts.last_mut().filter(|_| self.section == Section::Nodes) else {
            return false;
        };
        if let Some((number, rest)) = worker_number(&row.text) {
            self.worker = Some(column);
            draft.node.span = draft.node.span.to(row.span);
            push_worker(&mut draft.node.workers, number, rest, row.span);
            return true;
        }
        let below = self.worker.is_some_and(|worker| column > worker);
        let Some((name, value)) =
            cut_label(&row.text).filter(|(name, _)| below && (is_property(name) || *name == "JIT"))
        else {
            if !below {
                self.worker = None;
            }
            return false;
        };
        let value = note_cut(value, row.span, repairs, &mut self.plan.truncated);
        if let Some(worker) = draft.node.workers.last_mut() {
            worker.span = worker.span.to(row.span);
            if name == "JIT" {
                worker.jit.get_or_insert_default();
            } else if !worker.jit.as_mut().is_some_and(|jit| read_jit(jit, name, value)) {
                worker.properties.push(property(name, value, row.span));
            }
        }
        draft.node.span = draft.node.span.to(row.span);
        true
    }

    fn take_tail(&mut self, row: &Row<'_>, repairs: &mut Repairs) -> bool {
        let Some((name, value)) = cut_tail(&row.text) else {
            return false;
        };
        let value = note_cut(value, row.span, repairs, &mut self.plan.truncated);
        self.section = read_tail(&mut self.plan, name, value, row.span);
        self.worker = None;
        true
    }

    fn take_section(&mut self, row: &Row<'_>) -> bool {
        let Some((name, value)) = cut_label(&row.text) else {
            return false;
        };
        match self.section {
            Section::Planning => read_planning(self.plan.planning.get_or_insert_default(), name, value),
            Section::Jit => read_jit(self.plan.jit.get_or_insert_default(), name, value),
            _ => false,
        }
    }

    fn take_property(&mut self, row: &Row<'_>, repairs: &mut Repairs) -> bool {
        let Some(((name, value), draft)) = cut_label(&row.text).zip(self.drafts.last_mut()) else {
            return false;
        };
        let value = note_cut(value, row.span, repairs, &mut self.plan.truncated);
        if !is_property(name) {
            self.plan.unknown_properties.push((row.span, name.to_owned()));
        }
        let name = if name == "Sort Methods" {
            "Sort Method"
        } else {
            name
        };
        draft.node.properties.push(property(name, value, row.span));
        draft.node.span = draft.node.span.to(row.span);
        true
    }

    pub(crate) fn push_unread(&mut self, row: &Row<'_>) {
        self.plan
            .unread_lines
            .push((row.span, row.text.trimmed().to_owned()));
    }

    /// Builds the tree.
    pub(crate) fn finish(mut self, repairs: &mut Repairs) -> Result<Plan, PlanError> {
        let mut parents = parents_by_indent(&self.drafts);
        if is_indent_lost(&self.drafts, &parents) {
            parents = parents_by_arity(&self.drafts);
            self.plan.reconstructed = true;
            repairs.note(
                self.plan.span,
                "the indentation is lost; the tree was rebuilt from the number of inputs each node has, and may be wrong",
            );
        }
        self.note_missing_figures(repairs);
        let nodes = self.drafts.into_iter().map(|draft| draft.node).collect();
        link(&mut self.plan, nodes, &parents)?;
        Ok(self.plan)
    }

    /// Half of what belongs together is there.
    fn note_missing_figures(&self, repairs: &mut Repairs) {
        let analyzed = self
            .drafts
            .iter()
            .any(|draft| draft.node.actual != ActualState::NotRun);
        let timed = self.plan.execution_time_ms.is_some();
        let end = self.plan.span.after();
        if analyzed && !timed && self.plan.truncated {
            repairs.note(
                end,
                "the `Execution Time` is missing; the time of the first node stands in for it",
            );
        } else if timed && !analyzed {
            let root = self.drafts.first().map_or(end, |draft| draft.node.line_span);
            repairs.note(
                root,
                "the plan was executed, but its lines tell no actual rows and times",
            );
        }
    }
}

fn note_spacing(span: Span, line: &NodeLine, repairs: &mut Repairs) {
    if line.narrow_arrow {
        repairs.note(span, "the arrow has one blank behind it instead of two");
    }
    let costs = line
        .figures
        .as_ref()
        .is_some_and(|figures| figures.estimate.is_some());
    if line.narrow_figures && costs {
        repairs.note(span, "the cost has one blank before it instead of two");
    }
}

fn note_cut<'v>(value: &'v str, span: Span, repairs: &mut Repairs, truncated: &mut bool) -> &'v str {
    let (rest, cut) = strip_cut_mark(value);
    if !cut {
        return value;
    }
    repairs.note(
        span,
        "the end of this line is cut off; what was before it was kept",
    );
    *truncated = true;
    rest
}

fn property(name: &str, value: &str, span: Span) -> Property {
    Property {
        name: name.to_owned(),
        value: value.to_owned(),
        span,
    }
}

fn worker_number(text: &str) -> Option<(u64, &str)> {
    let (number, rest) = text.trimmed().strip_prefix("Worker ")?.split_once(':')?;
    Some((number.parse().ok()?, rest.trimmed()))
}

/// Older versions print several lines for one worker.
fn push_worker(workers: &mut Vec<Worker>, number: u64, rest: &str, span: Span) {
    let known = workers.iter().position(|worker| worker.number == number);
    let at = known.unwrap_or_else(|| {
        workers.push(Worker {
            number,
            actual: None,
            properties: Vec::new(),
            jit: None,
            span,
        });
        workers.len() - 1
    });
    let Some(worker) = workers.get_mut(at) else {
        return;
    };
    worker.span = worker.span.to(span);
    if let Some(values) = rest.strip_prefix("actual ") {
        worker.actual = read_actual(values, false).flatten();
    } else if let Some((name, value)) = cut_label(rest) {
        worker.properties.push(property(name, value, span));
    }
}
