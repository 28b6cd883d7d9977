//! What happens to the diagram. Nothing here is called before what draws it has been loaded: the build puts it there too.

use super::AppState;
use super::diagram::{DiagramAction, View};

impl AppState {
    #[inline(never)]
    pub(super) fn after_diagram_action(&self, action: DiagramAction) -> Option<Self> {
        let mut next = self.clone();
        let look = &mut next.diagram;
        match action {
            DiagramAction::Arrived { revision, .. } if revision != self.document.revision => return None,
            DiagramAction::Arrived { answer, .. } => look.answer = Some(answer),
            DiagramAction::DetailChosen(detail) => {
                look.detail = detail;
                look.view = View::Whole;
            }
            DiagramAction::Ungrouped(ungrouped) => {
                look.ungrouped = ungrouped;
                look.view = View::Whole;
            }
            DiagramAction::GroupToggled(title) => look.toggle(title),
            DiagramAction::Viewed(view) => look.view = view,
            DiagramAction::Measured(size) => look.size = Some(size),
            DiagramAction::Gestured { gesture, camera } => {
                look.gesture = gesture;
                look.view = View::At(camera);
            }
            DiagramAction::Moved { name, x, y } => {
                next.document.positions.put(name, x, y);
                next.document.touched = true;
                look.gesture = None;
            }
            DiagramAction::Arranged => {
                next.document.positions.clear();
                look.view = View::Whole;
                next.announcement = "Boxes are arranged anew".into();
            }
            DiagramAction::Walked { name, camera } => {
                look.active = Some(name);
                look.view = View::At(camera);
            }
            DiagramAction::Selected { name, row, location } => {
                look.active = Some(name.clone());
                look.selected = Some((name, row));
                // Places in a text that was changed since lead astray.
                if let Some(location) = location.filter(|_| self.is_report_current()) {
                    next.reveal(&location, false);
                }
            }
            DiagramAction::Deselected => look.selected = None,
            DiagramAction::NeighboursShown(shown) => look.neighbours = shown,
            DiagramAction::TableShown(shown) => {
                look.as_table = shown;
                // The tables list every relation, the picture may not: what was made for one is not for the other.
                let answer = look.answer.take();
                look.answer = answer.filter(|answer| !look.ungrouped && answer.is_small());
            }
            DiagramAction::MoreShown => look.more += 1,
            DiagramAction::Searched { words, hit, found } => {
                (look.search, look.hit) = (words, hit);
                if let Some(found) = found {
                    look.show(found);
                }
            }
            DiagramAction::FileWanted(file) => {
                let number = self.next_number + 1;
                look.file = Some((number, file));
                next.next_number = number;
            }
        }
        (next != *self).then_some(next)
    }
}
