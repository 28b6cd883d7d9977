//! What the palette and the settings do to the rest. Nothing here is called before what draws them has been loaded: the build puts
//! it there too.

use std::rc::Rc;

use yew::AttrValue;

use super::AppState;
use super::diagram::Found;
use super::layout::{FocusTarget, Pane, Reveal};
use super::notice::Undo;
use super::opened::Dialog;
use super::options::Options;
use super::tools::TakenSettings;
use super::understanding::{PAGE, UnderstoodLook};
use crate::interop::names::Named;

impl AppState {
    /// Sets rules otherwise.
    #[inline(never)]
    pub(super) fn options_chosen(
        &self,
        options: Options,
        said: AttrValue,
        offers_undo: bool,
    ) -> Option<Self> {
        if *self.document.options == options {
            return None;
        }
        let mut next = self.clone();
        next.document.raise_revision();
        next.document.options = Rc::new(options);
        let undo = offers_undo.then(|| Undo::Document(Box::new(self.document.clone())));
        next.notify(said.to_string(), undo);
        Some(next)
    }

    /// Takes over what a `rowproof.toml` says: profile, levels, thresholds and words as a whole, so that what it leaves out is as it is by
    /// itself. The database stays where it names none: it belongs to a part, and is chosen and taken back above its text.
    #[inline(never)]
    pub(super) fn settings_taken(&self, taken: TakenSettings) -> Option<Self> {
        let mut next = self.clone();
        next.document.raise_revision();
        next.document.options = Rc::new(taken.options);
        next.document.profile = taken.profile;
        let schema = self.schema_part();
        if let Some((server, part)) = taken.server.zip(next.document.part_mut(&schema)) {
            part.server = Some(server);
        }
        let undo = Undo::Document(Box::new(self.document.clone()));
        next.notify("The settings are taken over".to_owned(), Some(undo));
        Some(next)
    }

    /// Shows the code with the caret where it was, ready to be written in.
    #[inline(never)]
    pub(super) fn enter_code(&mut self) {
        self.layout = self.layout.with(Pane::Code);
        let part = self.document.active.clone();
        let caret = self.selection.cursor.as_ref().filter(|(of, _)| *of == part);
        let offset = caret.map_or(0, |(_, offset)| *offset);
        let number = self.number();
        self.reveal = Some(Reveal {
            number,
            part,
            start: offset,
            end: offset,
            focus: true,
        });
    }

    /// Shows one finding at a time, from the open one on.
    #[inline(never)]
    pub(super) fn present(&mut self) {
        let report = self.analysis.report.clone();
        let first = report
            .as_ref()
            .and_then(|report| report.wanted_findings(&self.selection.filter).next());
        if self.open_finding().is_none()
            && let Some(first) = first
        {
            self.show_finding(first);
        }
        self.tools.code_shown = false;
        self.dialog = Some(Dialog::Presenter);
    }

    /// Shows a relation or column in the text, the diagram and what was understood.
    #[inline(never)]
    pub(super) fn show_name(&mut self, named: &Named) {
        let name = &named.relation;
        let row = named.column.as_ref().map(|(_, row)| *row);
        self.diagram.show(Found {
            name: name.clone(),
            row,
            within: None,
        });
        if !self.understanding.open.contains(name) {
            self.understanding.open.push(name.clone());
        }
        self.understanding.show(UnderstoodLook::Relations);
        self.understanding.filter = AttrValue::default();
        self.understanding.more = self.understanding.more.max(named.place / PAGE);
        self.understanding.sought = Some(name.clone());
        let shown = match self.layout.results {
            Pane::Diagram => Pane::Diagram,
            _ => Pane::Understood,
        };
        self.layout = self.layout.with(shown);
        self.wish_focus(FocusTarget::Relation(name.clone()));
        // Places in a text that was changed since lead astray.
        if let Some(location) = named.location.as_ref().filter(|_| self.is_report_current()) {
            self.reveal(location, false);
        }
        self.announcement = format!("{} is marked in the text", named.words()).into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::report::Report;
    use crate::interop::shared::Shared;
    use crate::state::action::Action;
    use crate::state::document::Document;
    use crate::state::layout::Theme;
    use crate::state::options::set;
    use crate::state::tests::place;

    fn state() -> AppState {
        AppState::new(Document::new("create table t (a int);"), Vec::new(), Theme::Auto)
    }

    fn off(rule: &'static str) -> Options {
        let mut options = Options::default();
        set(&mut options.levels, &rule.into(), Some("off".into()));
        options
    }

    #[test]
    fn settings_are_set_once_and_undone() {
        let state = state();
        let set = state
            .options_chosen(off("fk-no-index"), "off".into(), true)
            .unwrap();
        assert!(set.document.revision > state.document.revision);
        assert!(
            set.options_chosen(off("fk-no-index"), "off".into(), true)
                .is_none()
        );
        let undone = set.after(Action::UndoRequested).unwrap();
        assert!(undone.document.options.is_empty());
        assert!(undone.document.revision > set.document.revision);
    }

    #[test]
    fn settings_that_are_taken_replace_what_was_there() {
        let state = state()
            .options_chosen(off("fk-no-index"), "off".into(), false)
            .unwrap();
        let taken = TakenSettings {
            server: Some("mysql 8.4.8".into()),
            profile: Some("strict".into()),
            options: off("no-primary-key"),
        };
        let taken = state.settings_taken(taken).unwrap();
        assert_eq!(*taken.document.options, off("no-primary-key"));
        assert_eq!(taken.document.profile.as_deref(), Some("strict"));
        let part = taken.document.active_part().unwrap();
        assert_eq!(part.server.as_deref(), Some("mysql 8.4.8"));
        let bare = taken.settings_taken(TakenSettings::default()).unwrap();
        assert!(bare.document.options.is_empty() && bare.document.profile.is_none());
        let part = bare.document.active_part().unwrap();
        assert_eq!(part.server.as_deref(), Some("mysql 8.4.8"));
        let undone = taken.after(Action::UndoRequested).unwrap();
        assert_eq!(*undone.document.options, off("fk-no-index"));
        assert_eq!(undone.document.profile, None);
    }

    #[test]
    fn the_code_is_entered_where_the_caret_was() {
        let mut state = state();
        state.layout = state.layout.with(Pane::Diagram);
        let part = state.document.active.clone();
        state.selection.cursor = Some((part, 7));
        state.enter_code();
        let wished = state.reveal.as_ref().unwrap();
        assert_eq!((wished.start, wished.end, wished.focus), (7, 7, true));
        assert_eq!(
            (state.layout.pane, state.layout.results),
            (Pane::Code, Pane::Diagram)
        );
        // A caret in another part is not this one's.
        state.selection.cursor = Some(("elsewhere".into(), 7));
        state.enter_code();
        assert_eq!(state.reveal.map(|wished| wished.start), Some(0));
    }

    #[test]
    fn a_name_is_shown_in_the_text_the_diagram_and_the_list() {
        let mut state = state();
        state.analysis.report = Some(Shared::new(Report::default()));
        state.analysis.revision = state.document.revision;
        state.understanding.show(UnderstoodLook::Forms);
        state.show_name(&Named {
            relation: "t".into(),
            column: Some(("a".into(), 0)),
            about: "integer".into(),
            location: Some(place(16, 17)),
            place: 0,
        });
        assert_eq!(state.reveal.as_ref().map(|reveal| reveal.start), Some(16));
        assert_eq!(state.diagram.selected, Some(("t".into(), Some(0))));
        assert_eq!(state.understanding.open, ["t"]);
        assert_eq!(state.understanding.look, UnderstoodLook::Relations);
        assert_eq!(state.layout.results, Pane::Understood);
        // The diagram stays in front when it is there already.
        state.layout.results = Pane::Diagram;
        state.show_name(&Named {
            relation: "t".into(),
            column: None,
            about: "table".into(),
            location: None,
            place: 0,
        });
        assert_eq!(state.layout.results, Pane::Diagram);
        assert_eq!(state.understanding.open.len(), 1);
    }
}
