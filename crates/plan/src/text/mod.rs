//! Plans as indented text.

mod arity;
mod builder;
pub(crate) mod head;
mod join;
mod names;
pub(crate) mod node_line;
mod preamble;
pub(crate) mod tail;

use crate::error::PlanError;
use crate::model::Plan;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use crate::unwrap::line::Line;
use builder::{Builder, Place};
use join::{Row, join_rows};
use node_line::{NodeLine, parse_node_line, strip_cut_mark};
use preamble::Preamble;
use rowproof_source::SourceId;

pub(crate) use names::is_property;
pub(crate) use preamble::find_query;

/// Reads all plans in the lines; several when a rule rewrote the query, or several results were pasted.
pub(crate) fn parse_text(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
) -> Result<Vec<Plan>, PlanError> {
    let rows = join_rows(source, lines, repairs);
    let mut reader = Reader {
        repairs,
        plans: Vec::new(),
        current: None,
        preamble: Preamble::default(),
        gap: true,
    };
    for row in &rows {
        reader.read(row)?;
    }
    reader.finish()
}

struct Reader<'r> {
    repairs: &'r mut Repairs,
    plans: Vec<Plan>,
    current: Option<Builder>,
    preamble: Preamble,
    /// A blank line or a frame stands before this row.
    gap: bool,
}

impl Reader<'_> {
    fn read(&mut self, row: &Row<'_>) -> Result<(), PlanError> {
        if row.boundary || row.is_blank() {
            self.gap = true;
            self.preamble.push_blank();
            return Ok(());
        }
        if tail::is_no_plan(&row.text) {
            return self.read_no_plan(row);
        }
        match self.current.take() {
            None => self.read_outside(row),
            Some(builder) => self.read_inside(builder, row)?,
        }
        self.gap = false;
        Ok(())
    }

    /// PostgreSQL's words for "no plan" are an error only when nothing else was pasted.
    fn read_no_plan(&mut self, row: &Row<'_>) -> Result<(), PlanError> {
        self.end_plan()?;
        self.preamble.nothing_planned = Some((row.span, row.text.trimmed().to_owned()));
        Ok(())
    }

    fn read_outside(&mut self, row: &Row<'_>) {
        match parse_node_line(&row.text).filter(|line| self.preamble.allows_root(line)) {
            Some(line) => self.start(row, line),
            None => self.preamble.push(row),
        }
    }

    fn start(&mut self, row: &Row<'_>, line: NodeLine) {
        let mut builder = Builder::new(row.span);
        self.preamble
            .give_query(&mut builder, self.repairs, self.plans.is_empty());
        builder.push_node(row, line, self.repairs);
        self.current = Some(builder);
    }

    fn read_inside(&mut self, mut builder: Builder, row: &Row<'_>) -> Result<(), PlanError> {
        let place = builder.take(row, self.gap, self.repairs);
        match place {
            Place::Taken => self.current = Some(builder),
            Place::NextPlan(line) => {
                self.current = Some(builder);
                self.end_plan()?;
                self.start(row, *line);
            }
            Place::Unread => self.read_unread(builder, row)?,
        }
        Ok(())
    }

    /// A line that fits nowhere: a mark of a cut, the start of something else, or simply not understood.
    fn read_unread(&mut self, mut builder: Builder, row: &Row<'_>) -> Result<(), PlanError> {
        let (rest, cut) = strip_cut_mark(&row.text);
        if cut && rest.trimmed().is_empty() {
            self.repairs
                .note(row.span, "`...` stands for lines that are missing here");
            builder.plan.truncated = true;
            self.current = Some(builder);
        } else if builder.is_complete() && self.gap {
            self.current = Some(builder);
            self.end_plan()?;
            self.preamble.push(row);
        } else {
            builder.push_unread(row);
            self.current = Some(builder);
        }
        Ok(())
    }

    fn end_plan(&mut self) -> Result<(), PlanError> {
        if let Some(builder) = self.current.take() {
            self.plans.push(builder.finish(self.repairs)?);
        }
        self.preamble = Preamble::default();
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Plan>, PlanError> {
        let left = match self.current.take() {
            Some(builder) => {
                self.plans.push(builder.finish(self.repairs)?);
                Vec::new()
            }
            None => self.preamble.take_lines(),
        };
        match (self.plans.last_mut(), self.preamble.nothing_planned) {
            (Some(last), _) => last.unread_lines.extend(left),
            (None, Some((span, answer))) => return Err(PlanError::NothingPlanned { span, answer }),
            (None, None) => {}
        }
        Ok(self.plans)
    }
}
