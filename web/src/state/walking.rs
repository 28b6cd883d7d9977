//! Going between findings, plan nodes and the text.

use yew::AttrValue;

use super::AppState;
use super::action::Step;
use super::layout::{FocusTarget, Pane, Reveal};
use crate::interop::report::{Finding, Location};
use crate::interop::shared::Shared;

impl AppState {
    pub(super) fn finding_toggled(&self, id: &str) -> Option<Self> {
        let mut next = self.clone();
        if self.selection.finding.as_deref() == Some(id) {
            next.selection.open(None);
            return Some(next);
        }
        let finding = self.analysis.finding(id)?;
        next.selection.open(Some(finding.id.clone()));
        if let Some(about) = finding.node {
            next.selection.look_at((about.plan, about.node));
        }
        next.reveal(&finding.location, false);
        Some(next)
    }

    pub(super) fn finding_stepped(&self, step: Step) -> Option<Self> {
        let report = self.analysis.report.clone()?;
        let findings: Vec<&Finding> = report
            .wanted_findings(&self.selection.filter)
            .map(|finding| &**finding)
            .collect();
        let index = self.stepped_index(&findings, step)?;
        let finding = findings.get(index)?;
        let mut next = self.clone();
        next.show_finding(finding);
        next.announcement = format!("{} of {}: {}", index + 1, findings.len(), finding.message).into();
        Some(next)
    }

    /// Opens a finding and brings it and its place into view.
    pub(super) fn show_finding(&mut self, finding: &Finding) {
        self.selection.open(Some(finding.id.clone()));
        self.layout.results = Pane::Findings;
        self.reveal(&finding.location, false);
        self.wish_focus(FocusTarget::Card(finding.id.clone()));
    }

    /// The place in the list to go to: from the open finding, else from the caret, else from the start; round at the ends.
    fn stepped_index(&self, findings: &[&Finding], step: Step) -> Option<usize> {
        let count = findings.len();
        let open = self.selection.finding.as_ref();
        let current = open.and_then(|id| findings.iter().position(|finding| finding.id == *id));
        let after_caret = self.selection.cursor.as_ref().and_then(|(part, offset)| {
            findings
                .iter()
                .position(|finding| finding.location.part == *part && finding.location.start >= *offset)
        });
        let (next, previous) = match current {
            Some(index) => (index + 1, index + count - 1),
            None => (
                after_caret.unwrap_or_default(),
                after_caret.unwrap_or_default() + count.checked_sub(1)?,
            ),
        };
        let index = if step == Step::Next { next } else { previous };
        index.checked_rem(count)
    }

    pub(super) fn fixes_requested(&self) -> Option<Self> {
        let id = self
            .selection
            .at_cursor
            .first()
            .or(self.selection.finding.as_ref())?
            .clone();
        let mut next = self.clone();
        let finding = self.analysis.finding(&id)?;
        if !next.selection.filter.admits(finding) {
            next.selection.filter = Shared::default();
        }
        next.selection.open(Some(id.clone()));
        next.layout = next.layout.with(Pane::Findings);
        next.wish_focus(FocusTarget::Fixes(id));
        Some(next)
    }

    pub(super) fn cursor_moved(&self, part: &str, offset: u32) -> Option<Self> {
        let part: AttrValue = self.document.part(part)?.id.clone();
        let mut next = self.clone();
        if let Some(report) = &self.analysis.report {
            let touched = report.findings_at(&part, offset);
            next.selection.at_cursor = touched.into_iter().map(|finding| finding.id.clone()).collect();
            let shown = self.selection.look.plan;
            let of_clause = || report.node_of_clause(shown, &part, offset);
            if let Some(node) = report.node_at(&part, offset).or_else(of_clause) {
                next.selection.look_at(node);
            }
        }
        if next.selection.at_cursor != self.selection.at_cursor
            && let Some(id) = next.selection.at_cursor.first().cloned()
        {
            next.wish_focus(FocusTarget::Card(id));
        }
        next.selection.cursor = Some((part, offset));
        (next.selection != self.selection).then_some(next)
    }

    pub(super) fn place_shown(&self, location: &Location) -> Self {
        let mut next = self.clone();
        next.layout.pane = Pane::Code;
        next.reveal(location, true);
        next
    }

    pub(super) fn node_selected(&self, plan: usize, node: usize) -> Option<Self> {
        let report = self.analysis.report.as_ref()?;
        let shown = report.plans.get(plan)?;
        if node >= shown.count() {
            return None;
        }
        let location = &shown.location(node);
        let mut next = self.clone();
        next.selection.look_at((plan, node));
        next.reveal(location, false);
        Some(next)
    }

    pub(super) fn reveal(&mut self, location: &Location, focus: bool) {
        if self.document.part(&location.part).is_none() {
            return;
        }
        let number = self.number();
        self.document.active = location.part.clone();
        let Location { part, start, end, .. } = location.clone();
        self.selection.cursor = Some((part.clone(), start));
        self.reveal = Some(Reveal {
            number,
            part,
            start,
            end,
            focus,
        });
    }
}
