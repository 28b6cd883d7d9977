//! What can only happen once there is a report, or something was opened. The build puts it where what draws reports is.

use super::AppState;
use super::action::Action;
use super::layout::Pane;
use super::opened::Dialog;

impl AppState {
    /// The state after an action that nothing calls for while the page is starting; none when it stays as it is.
    #[inline(never)]
    pub(super) fn after_later_action(&self, action: Action) -> Option<Self> {
        match action {
            Action::KindChosen(part, kind) => self.kind_chosen(&part, kind),
            Action::ServerChosen(part, server) => self.server_chosen(&part, server),
            Action::ProfileChosen(profile) => self.profile_chosen(profile),
            Action::OptionsChosen {
                options,
                said,
                offers_undo,
            } => self.options_chosen(*options, said, offers_undo),
            Action::SettingsTaken(taken) => self.settings_taken(*taken),
            Action::Tool(action) => self.after_tool_action(action),
            Action::ActivePartClosed => self.part_closed(&self.document.active),
            Action::ExampleOpened(name) => self.example_opened(&name),
            Action::OwnTextRestored => self.own_text_restored(),
            Action::FixApplied { finding, fix, stays } => self.fix_applied(&finding, fix, stays),
            Action::UndoRequested => self.undone(),
            Action::PasteDetected { revision, kind } => self.paste_detected(revision, &kind),
            Action::EngineReady {
                version,
                servers,
                profiles,
            } => self.engine_ready(version, servers, profiles),
            Action::ReportArrived {
                revision,
                report,
                elapsed_ms,
            } => self.report_arrived(revision, report, elapsed_ms),
            Action::DetailsArrived { revision, details } => self.details_arrived(revision, details),
            Action::UnderstoodArrived { revision, answer } => self.understood(revision, answer),
            Action::Diagram(action) => self.after_diagram_action(action),
            Action::RelationToggled(name) => Some(self.relation_toggled(&name)),
            Action::FindingsFiltered(filter) => self.findings_filtered(filter),
            Action::FindingsOfRule(rule) => self.findings_of_rule(rule),
            Action::FindingShown(id) => self.finding_shown(&id),
            Action::FindingToggled(id) => self.finding_toggled(&id),
            Action::FindingStepped(step) => self.finding_stepped(step),
            Action::FixesRequested => self.fixes_requested(),
            Action::PlaceShown(location) => Some(self.place_shown(&location)),
            Action::NodeSelected { plan, node } => self.node_selected(plan, node),
            Action::NodeDescribed { revision, details } => self.node_described(revision, details),
            Action::DocumentOpened(opened) => self.document_opened(&opened),
            Action::FilesOpened {
                parts,
                refused,
                replaces,
            } => self.files_opened(&parts, &refused, replaces),
            Action::ExportArrived { format, text } => self.export_arrived(&format, text),
            Action::LinkRefused(reason) => Some(self.link_refused(reason)),
            Action::SharingChanged(sharing) => self.sharing_changed(sharing),
            Action::HistoryChanged(history) => self.history_changed(history),
            Action::PrintingChanged(change) => self.printing_changed(change),
            other => self.after_look_action(other),
        }
    }

    /// What is looked at, and what is wished for.
    fn after_look_action(&self, action: Action) -> Option<Self> {
        let mut next = self.clone();
        match action {
            Action::FixChosen(fix) => next.selection.choose_fix(fix),
            Action::FormChosen(form) => next.selection.form = form,
            Action::MoreShown(severity) => next.selection.show_more(severity),
            Action::UncheckedShown(pages) => next.selection.unchecked = pages,
            Action::RelationsFiltered(filter) => next.understanding.filter = filter,
            Action::UnderstoodLookChosen(look) => {
                next.understanding.show(look);
                next.layout = self.layout.with(Pane::Understood);
            }
            Action::MoreRelationsShown => next.understanding.more += 1,
            Action::ComparisonDismissed => next.understanding.before = None,
            Action::NodeFolded { plan, node } => next.selection.fold(plan, node),
            Action::PlanShown(plan) => next.selection.look.show(plan),
            Action::PlanViewChosen(view) => next.selection.look.view = view,
            Action::PlanViewShown(view) => {
                next.selection.look.view = view;
                next.layout = self.layout.with(Pane::Plan);
            }
            Action::PlanPaged(page) => next.selection.look.page = Some(page),
            Action::PlanSorted(field) => next.selection.look.sort(field),
            Action::MoreInsightsShown => next.selection.look.more_insights += 1,
            Action::LinkWanted if self.document.is_blank() => {
                next.notify("There is nothing to share yet".to_owned(), None);
            }
            // It would hold what is to stay here; the dialog has the one that does not.
            Action::LinkWanted if self.sharing.redacts => next.dialog = Some(Dialog::Share),
            Action::LinkWanted => next.sharing.copy_number += 1,
            Action::FilesWanted => next.files_wanted += 1,
            Action::ExampleWanted(name) => next.example_wanted = Some((next.number(), name)),
            Action::ExamplesListed(examples) => next.examples = Some(examples),
            Action::LinkProblemDismissed => next.link_problem = None,
            Action::AddressSet(revision) => next.addressed = revision,
            _ => return None,
        }
        (next != *self).then_some(next)
    }
}
