//! All safe fixes at once: looking at what they would change, and making them. Nothing here is called before what draws that has been
//! loaded: the build puts it there too.

use super::AppState;
use super::analysis::plural;
use super::document_changes::edited_document;
use super::layout::{FocusTarget, Pane};
use super::notice::Undo;
use super::opened::Dialog;
use super::tools::FixAll;
use crate::interop::shared::Shared;

impl AppState {
    /// Opens the dialog, with all of them wanted.
    #[inline(never)]
    pub(super) fn show_fixes(&mut self) {
        self.tools.fixes = FixAll::default();
        self.dialog = Some(Dialog::Fixes);
    }

    /// Makes them in the text, in one step.
    #[inline(never)]
    pub(super) fn apply_fixes(&mut self) {
        let fixes = self.tools.fixes.current(self.document.revision).cloned();
        let Some(fixes) = fixes.filter(|fixes| !fixes.made.is_empty()) else {
            return;
        };
        let Some(document) = edited_document(&self.document, &fixes.edits) else {
            return;
        };
        let before = std::mem::replace(&mut self.document, document);
        self.document.touched = true;
        self.selection.open(None);
        self.tools.fixes = FixAll::default();
        self.dialog = None;
        self.layout = self.layout.with(Pane::Findings);
        let count = fixes.made.len();
        self.notify(
            ["Applied ", &plural(count, "fix")].concat(),
            Some(Undo::Document(Box::new(before))),
        );
        self.wish_focus(FocusTarget::Findings);
    }

    /// Shows a finding that is left out, outside of the dialog.
    #[inline(never)]
    pub(super) fn show_left_out(&mut self, id: &str) {
        let Some(finding) = self.analysis.finding(id).cloned() else {
            return;
        };
        self.dialog = None;
        if !self.selection.filter.admits(&finding) {
            self.selection.filter = Shared::default();
        }
        self.layout = self.layout.with(Pane::Findings);
        self.show_finding(&finding);
        self.wish_focus(FocusTarget::Fixes(finding.id.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::report::{Edit, Location, Report};
    use crate::interop::safe_fixes::SafeFixes;
    use crate::state::action::Action;
    use crate::state::document::Document;
    use crate::state::layout::Theme;
    use crate::state::tools::ToolAction;

    const TEXT: &str = "create table a (x int);\ncreate table b (y int);\n";

    fn edit(start: u32, end: u32, replacement: &'static str) -> Edit {
        Edit {
            location: Location {
                part: "p1".into(),
                start,
                end,
                start_byte: start,
                end_byte: end,
                line: 0,
            },
            replacement: replacement.into(),
        }
    }

    fn asked() -> AppState {
        let mut state = AppState::new(Document::new(TEXT), Vec::new(), Theme::Auto);
        state.analysis.report = Some(Shared::new(Report::default()));
        state.analysis.revision = state.document.revision;
        let revision = state.document.revision;
        let state = state.after(Action::Tool(ToolAction::FixesShown)).unwrap();
        let answer = SafeFixes {
            made: vec!["one".into(), "two".into()],
            edits: vec![
                edit(0, 24, "create table a (x int not null);\n"),
                edit(24, 48, ""),
            ],
            ..SafeFixes::default()
        };
        let answer = ToolAction::SafeFixesArrived(revision, Shared::new(answer));
        state.after(Action::Tool(answer)).unwrap()
    }

    fn text_of(state: &AppState) -> String {
        state.document.parts[0].text.content.to_string()
    }

    #[test]
    fn all_fixes_are_one_step_there_and_back() {
        let state = asked();
        let fixed = state.after(Action::Tool(ToolAction::FixesApplied)).unwrap();
        assert_eq!(text_of(&fixed), "create table a (x int not null);\n");
        assert_eq!(fixed.dialog, None);
        assert!(fixed.notice.as_ref().unwrap().text.contains("2 fixes"));
        let undone = fixed.after(Action::UndoRequested).unwrap();
        assert_eq!(text_of(&undone), TEXT);
        assert!(!undone.offers_undo());
    }

    #[test]
    fn an_answer_to_another_question_is_not_applied() {
        let state = asked();
        let unwanted = ToolAction::FixesWanted(vec!["one".into()], false);
        let other = state.after(Action::Tool(unwanted)).unwrap();
        assert!(other.tools.fixes.current(other.document.revision).is_none());
        assert!(other.after(Action::Tool(ToolAction::FixesApplied)).is_none());
        let again = ToolAction::FixesWanted(vec!["one".into()], true);
        let again = other.after(Action::Tool(again)).unwrap();
        assert!(again.after(Action::Tool(ToolAction::FixesApplied)).is_some());
        let mut typed = again.clone();
        typed.document.raise_revision();
        assert!(typed.after(Action::Tool(ToolAction::FixesApplied)).is_none());
    }
}
