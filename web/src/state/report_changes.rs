//! What happens when the engine speaks.

use yew::AttrValue;

use super::AppState;
use super::analysis::{EngineStatus, Product, Profile, counts_in_words, plural};
use super::kinds::Kind;
use super::layout::{FocusTarget, Pane};
use super::opened::Dialog;
use super::plan_look::PlanView;
use super::understanding::UnderstoodLook;
use crate::interop::report::{Details, Finding, Report};
use crate::interop::shared::Shared;

impl AppState {
    pub(super) fn engine_ready(
        &self,
        version: AttrValue,
        servers: Vec<Product>,
        profiles: Vec<Profile>,
    ) -> Option<Self> {
        let mut next = self.clone();
        next.analysis.engine_version = Some(version);
        next.analysis.servers = servers;
        next.analysis.profiles = profiles;
        if next.analysis.status == EngineStatus::Starting {
            next.analysis.status = EngineStatus::Ready;
        }
        Some(next)
    }

    /// Takes a report, unless the document has moved on since it was asked for.
    pub(super) fn report_arrived(
        &self,
        revision: u32,
        report: Shared<Report>,
        elapsed_ms: f64,
    ) -> Option<Self> {
        if revision != self.document.revision {
            return None;
        }
        let mut next = self.clone();
        let shows_plan = |report: &Report| report.plans.iter().any(|plan| plan.part == self.document.active);
        let was_plan = self
            .analysis
            .report
            .as_ref()
            .is_some_and(|report| shows_plan(report));
        next.analysis.status = EngineStatus::Ready;
        next.analysis.revision = revision;
        next.analysis.elapsed_ms = elapsed_ms;
        next.keep_selection(&report);
        if !self.document.is_blank() {
            next.announcement = announcement(&report).into();
        }
        if shows_plan(&report) && !was_plan {
            next.layout.results = Pane::Plan;
        }
        if report.plans.is_empty() && next.layout.results == Pane::Plan {
            next.layout.results = Pane::Findings;
        }
        next.analysis.report = Some(report);
        next.look_at_rows(self);
        next.look_at_wanted();
        Some(next)
    }

    /// Shows what rows say when a text turns out to be rows, and something else when there are none any more.
    fn look_at_rows(&mut self, before: &Self) {
        let rows = Kind::Rows.as_str();
        let active = |state: &Self| {
            let part = state.analysis.part(&state.document.active);
            part.is_some_and(|part| part.kind == rows)
        };
        let any = |state: &Self| {
            let report = state.analysis.report.as_ref();
            report.is_some_and(|report| report.parts.iter().any(|part| part.kind == rows))
        };
        let looks =
            self.layout.results == Pane::Understood && self.understanding.look == UnderstoodLook::Rows;
        if active(self) && !active(before) {
            self.layout.results = Pane::Understood;
            self.understanding.show(UnderstoodLook::Rows);
        } else if looks && any(before) && !any(self) {
            self.layout.results = Pane::Findings;
            self.understanding.show(UnderstoodLook::Relations);
        }
    }

    /// Looks at what a link points to, now that the report is there.
    fn look_at_wanted(&mut self) {
        let Some(look) = self.wanted.take() else {
            return;
        };
        if let Some(pane) = look.pane {
            self.layout = self.layout.with(pane);
        } else if look.selected.is_some() {
            self.layout.results = Pane::Findings;
        }
        if let Some(view) = look.plan {
            self.selection.look.view = view;
        }
        if let Some(view) = look.understood {
            self.understanding.show(view);
        }
        let finding = look.selected.map(AttrValue::from);
        if let Some(finding) = finding.filter(|finding| self.analysis.finding(finding).is_some()) {
            self.selection.open(Some(finding.clone()));
            self.wish_focus(FocusTarget::Card(finding));
        }
    }

    /// Takes what findings say when they are opened, and makes the fix that waited for it.
    pub(super) fn details_arrived(
        &self,
        revision: u32,
        details: Vec<(AttrValue, Shared<Details>)>,
    ) -> Option<Self> {
        if revision != self.analysis.revision {
            return None;
        }
        let mut next = self.clone();
        let known = &mut next.analysis.details;
        let is_new = |id: &AttrValue| details.iter().any(|(of, _)| of == id);
        let is_old = self.analysis.details_revision != revision;
        known.retain(|(id, _)| !is_old && !is_new(id));
        known.extend(details);
        next.analysis.details_revision = revision;
        let fix = next.fix_waiting.take();
        let fixed = fix.and_then(|(finding, fix, stays)| next.fix_applied(&finding, fix, stays));
        Some(fixed.unwrap_or(next))
    }

    /// The open finding. One that is gone while something is half written is open again when it comes back, and is none until then.
    pub fn open_finding(&self) -> Option<&AttrValue> {
        let open = self.selection.finding.as_ref();
        open.filter(|id| self.analysis.finding(id).is_some())
    }

    /// The findings that are shown whole, or are about to be, by id.
    pub(super) fn shown_whole(&self) -> Vec<AttrValue> {
        let Some(report) = &self.analysis.report else {
            return Vec::new();
        };
        let fixed = self.fix_waiting.as_ref().map(|(finding, ..)| finding);
        let open = self.open_finding();
        let mut ids: Vec<AttrValue> = open.into_iter().chain(fixed).cloned().collect();
        if self.printing.is_some() {
            ids.extend(report.open_findings().map(|finding| finding.id.clone()));
        }
        match self.dialog {
            Some(Dialog::Fixes) => {
                let fixes = self.tools.fixes.current(self.document.revision);
                let offered = fixes.map(|fixes| fixes.made.iter().chain(&fixes.unwanted));
                ids.extend(offered.into_iter().flatten().cloned());
            }
            Some(Dialog::Presenter) => {
                ids.extend(self.presented(report).map(|finding| finding.id.clone()));
            }
            _ => {}
        }
        ids
    }

    /// The finding that is presented: the open one, or the first of those that are wanted.
    pub fn presented<'r>(&self, report: &'r Report) -> Option<&'r Shared<Finding>> {
        let filter = &self.selection.filter;
        let mut wanted = report.wanted_findings(filter);
        let open = wanted.find(|finding| self.selection.is_open(&finding.id));
        open.or_else(|| report.wanted_findings(filter).next())
    }

    /// Those of them of which the engine has to be asked.
    pub fn lacking_details(&self) -> Vec<AttrValue> {
        let mut ids = self.shown_whole();
        ids.retain(|id| !self.analysis.has_details(id));
        ids
    }

    pub(super) fn engine_stopped(&self, message: AttrValue) -> Self {
        let mut next = self.clone();
        // Nothing is made or printed later, when the engine is there again and nobody waits for it any more.
        next.fix_waiting = None;
        next.printing = None;
        next.announcement = format!("The check stopped: {message}. Your text is kept.").into();
        next.analysis.status = EngineStatus::Stopped(message);
        next
    }

    pub(super) fn check_requested(&self) -> Self {
        let mut next = self.clone();
        next.check_number += 1;
        if matches!(next.analysis.status, EngineStatus::Stopped(_)) {
            next.analysis.status = EngineStatus::Starting;
        }
        next
    }

    /// Puts the results that belong to a part in front: the plan for a plan, else the findings.
    pub(super) fn show_results_of(&mut self, part: &str) {
        let has_plan = self
            .analysis
            .report
            .as_ref()
            .is_some_and(|report| report.plans.iter().any(|plan| plan.part == part));
        let kind = self.kind_of(part);
        let is_rows = kind == Some(Kind::Rows);
        let results = self.layout.results;
        let looks_at_rows = results == Pane::Understood && self.understanding.look == UnderstoodLook::Rows;
        if is_rows && matches!(results, Pane::Findings | Pane::Plan) {
            self.understanding.show(UnderstoodLook::Rows);
        } else if looks_at_rows && !is_rows {
            self.understanding.show(UnderstoodLook::Relations);
        }
        self.layout.results = match results {
            _ if has_plan && kind == Some(Kind::Plan) => Pane::Plan,
            Pane::Findings | Pane::Plan if is_rows => Pane::Understood,
            _ if looks_at_rows && !is_rows => Pane::Findings,
            Pane::Understood | Pane::Diagram => self.layout.results,
            _ => Pane::Findings,
        };
    }

    fn keep_selection(&mut self, report: &Report) {
        // A filter that nothing passes any more would look like a clean text.
        if report.wanted_findings(&self.selection.filter).next().is_none() {
            self.selection.filter = Shared::default();
        }
        let has_node = |(plan, node): &(usize, usize)| {
            let plan = report.plans.get(*plan);
            plan.is_some_and(|plan| *node < plan.count())
        };
        self.selection.node = self.selection.node.filter(has_node);
        let look = &mut self.selection.look;
        look.details = None;
        look.plan = look.plan.min(report.plans.len().saturating_sub(1));
        if look.view == PlanView::Compare && report.comparisons.is_empty() {
            look.view = PlanView::default();
        }
        self.selection.at_cursor = match &self.selection.cursor {
            Some((part, offset)) => report
                .findings_at(part, *offset)
                .into_iter()
                .map(|finding| finding.id.clone())
                .collect(),
            None => Vec::new(),
        };
    }
}

/// What is said aloud about a report.
fn announcement(report: &Report) -> String {
    let mut words = counts_in_words(&report.counts);
    if report.error_count() > 0 {
        words.push_str(&format!(
            "; {} not understood",
            plural(report.error_count(), "place")
        ));
    }
    let unchecked = report.not_checked.count();
    if unchecked > 0 {
        words.push_str(&format!("; {unchecked} not checked"));
    }
    words
}
