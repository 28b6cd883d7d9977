//! How the diagram is looked at.

use yew::AttrValue;

use super::AppState;
use super::layout::Pane;
use crate::interop::diagram::Diagram;
use crate::interop::report::Location;
use crate::interop::shared::Shared;

/// The diagram's answer and what of it is seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiagramLook {
    pub answer: Option<Shared<Diagram>>,
    pub detail: Detail,
    /// Whether every relation is drawn however many there are.
    pub ungrouped: bool,
    /// The groups that are open, by title.
    pub open: Vec<AttrValue>,
    pub view: View,
    /// Width and height of the picture on the screen, in pixels, once it is there.
    pub size: Option<(f64, f64)>,
    /// The box that the arrow keys have come to.
    pub active: Option<AttrValue>,
    /// The box looked at, and its row.
    pub selected: Option<(AttrValue, Option<usize>)>,
    /// Whether only the neighbours of the box looked at stand out.
    pub neighbours: bool,
    /// Whether tables are shown instead of the picture.
    pub as_table: bool,
    /// How many times more rows of the tables were asked for.
    pub more: usize,
    /// What is searched for, and the place of the hit among all.
    pub search: AttrValue,
    pub hit: usize,
    /// The file that is wanted; each wish has its own number.
    pub file: Option<(u32, File)>,
    pub gesture: Option<Gesture>,
}

/// How much of each relation is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    #[default]
    Columns,
    Keys,
    Names,
}

impl Detail {
    /// In the order they are offered.
    pub const ALL: [Self; 3] = [Self::Columns, Self::Keys, Self::Names];

    /// The engine's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Keys => "keys",
            Self::Names => "names",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Columns => "Columns",
            Self::Keys => "Keys",
            Self::Names => "Names",
        }
    }
}

/// Which part of the diagram is seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum View {
    /// All of it.
    #[default]
    Whole,
    At(Camera),
    /// That box in the middle.
    On(AttrValue),
}

/// A place of the diagram appears at itself times `scale` plus `x` and `y`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Camera {
    pub x: f64,
    pub y: f64,
    pub scale: f64,
}

/// Fingers or a mouse button on the diagram.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gesture {
    /// Number of the pointer and where it is, in pixels from the corner of the picture.
    pub pointers: Vec<(i32, f64, f64)>,
    /// Where the first one was pressed.
    pub start: (f64, f64),
    /// The box under it, its row, and the finding whose mark it is.
    pub pressed: Option<(usize, Option<usize>, Option<AttrValue>)>,
    /// Whether that box follows the pointer.
    pub drags: bool,
    /// Whether it went further than a click does.
    pub has_moved: bool,
    /// Where the box is that follows.
    pub dragged: (i32, i32),
}

/// A diagram for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// `svg`, `png`, `mermaid`, `dbml`
    pub format: &'static str,
    pub purpose: Purpose,
}

/// Where a diagram goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Save,
    Copy,
    Print,
}

/// What can happen to it.
#[derive(Debug, Clone)]
pub enum DiagramAction {
    /// The engine drew it, for a revision of the document.
    Arrived {
        revision: u32,
        answer: Shared<Diagram>,
    },
    DetailChosen(Detail),
    Ungrouped(bool),
    /// A group opens or closes.
    GroupToggled(AttrValue),
    Viewed(View),
    /// The picture is that large on the screen.
    Measured((f64, f64)),
    Gestured {
        gesture: Option<Gesture>,
        camera: Camera,
    },
    /// A box was put somewhere.
    Moved {
        name: AttrValue,
        x: i32,
        y: i32,
    },
    /// All boxes go back to where the layout puts them.
    Arranged,
    /// The arrow keys have come to a box.
    Walked {
        name: AttrValue,
        camera: Camera,
    },
    /// A box or a row of it is looked at, and where that stands in the text.
    Selected {
        name: AttrValue,
        row: Option<usize>,
        location: Option<Location>,
    },
    Deselected,
    NeighboursShown(bool),
    TableShown(bool),
    MoreShown,
    /// Words are searched for, and what was found first.
    Searched {
        words: AttrValue,
        hit: usize,
        found: Option<Found>,
    },
    FileWanted(File),
}

/// What a search found: a box with a row, or a relation of a closed group with the group's title.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub name: AttrValue,
    pub row: Option<usize>,
    pub within: Option<AttrValue>,
}

impl AppState {
    /// Whether the diagram is in front and can be asked for.
    pub fn wants_diagram(&self) -> bool {
        self.layout.results == Pane::Diagram && self.is_report_current() && !self.document.is_blank()
    }
}

impl DiagramLook {
    pub(super) fn toggle(&mut self, title: AttrValue) {
        match self.open.iter().position(|open| *open == title) {
            Some(at) => drop(self.open.remove(at)),
            None => self.open.push(title),
        }
        self.view = View::Whole;
    }

    /// Looks at what was found; a closed group is opened for it.
    pub(super) fn show(&mut self, found: Found) {
        if let Some(title) = found.within
            && !self.open.contains(&title)
        {
            self.open.push(title);
        }
        self.active = Some(found.name.clone());
        self.view = View::On(found.name.clone());
        self.selected = Some((found.name, found.row));
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::super::layout::Theme;
    use super::*;

    fn state() -> AppState {
        AppState::new(Document::new("create table t (a int);"), Vec::new(), Theme::Auto)
    }

    fn after(state: &AppState, action: DiagramAction) -> AppState {
        state.after_diagram_action(action).unwrap()
    }

    #[test]
    fn boxes_stay_where_they_are_put_last() {
        let moved = |state: &AppState, x: i32| {
            let name = "t".into();
            after(state, DiagramAction::Moved { name, x, y: 5 })
        };
        let twice = moved(&moved(&state(), 10), 20);
        assert_eq!(twice.document.positions.places, [("t".into(), 20, 5)]);
        assert_eq!(twice.document.positions.number, 2);
        // The text is as it was: nothing has to be checked again.
        assert_eq!(twice.document.revision, state().document.revision);
        let arranged = after(&twice, DiagramAction::Arranged);
        assert!(arranged.document.positions.places.is_empty());
    }

    #[test]
    fn what_is_found_in_a_closed_group_opens_it() {
        let found = Found {
            name: "sales_9".into(),
            row: None,
            within: Some("sales…".into()),
        };
        let action = DiagramAction::Searched {
            words: "sales_9".into(),
            hit: 0,
            found: Some(found),
        };
        let look = after(&state(), action).diagram;
        assert_eq!(look.open, [AttrValue::from("sales…")]);
        assert_eq!(look.view, View::On("sales_9".into()));
        assert_eq!(look.selected, Some(("sales_9".into(), None)));
    }

    #[test]
    fn every_file_wanted_is_a_new_wish() {
        let file = File {
            format: "svg",
            purpose: Purpose::Save,
        };
        let once = after(&state(), DiagramAction::FileWanted(file));
        let twice = after(&once, DiagramAction::FileWanted(file));
        assert_ne!(once.diagram.file, twice.diagram.file);
    }
}
