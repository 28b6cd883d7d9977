//! What stands around the text and its results: the palette, the settings' dialog, what the page knows of itself.

use yew::AttrValue;

use super::AppState;
use super::layout::FocusTarget;
use super::opened::Dialog;
use super::options::Options;
use crate::interop::choices::Choices;
use crate::interop::names::{Named, Names};
use crate::interop::privacy::Privacy;
use crate::interop::safe_fixes::SafeFixes;
use crate::interop::shared::Shared;

/// What they show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tools {
    pub palette: Palette,
    pub settings: SettingsLook,
    /// What settings can say, once the engine was asked.
    pub choices: Option<Shared<Choices>>,
    /// The names of the catalog, and the revision they are of.
    pub names: Option<(u32, Shared<Names>)>,
    /// What was requested and kept, when the panel was last opened.
    pub privacy: Option<Shared<Privacy>>,
    /// Whether the reader was asked if everything kept is to be deleted.
    pub deletion_asked: bool,
    /// Whether the code of the link stands beside the finding presented.
    pub code_shown: bool,
    /// Whether the hint of the first visit is there.
    pub hint: bool,
    /// What all safe fixes would change.
    pub fixes: FixAll,
}

/// What is looked for, and which row is chosen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Palette {
    pub typed: AttrValue,
    /// The place of the chosen row.
    pub at: usize,
}

/// What is looked at before all safe fixes are made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FixAll {
    /// The ids of the findings that are not to be fixed, in the order in which that was said.
    pub unwanted: Vec<AttrValue>,
    /// What the engine said last, and the revision it is of.
    pub answer: Option<(u32, Shared<SafeFixes>)>,
    /// How often more changes were asked for.
    pub pages: usize,
}

impl FixAll {
    /// The engine's answer, when it is of this revision of the document and of what is wanted now.
    pub fn current(&self, revision: u32) -> Option<&Shared<SafeFixes>> {
        let (of, fixes) = self.answer.as_ref()?;
        (*of == revision && fixes.asked == self.unwanted).then_some(fixes)
    }

    fn want(&mut self, ids: Vec<AttrValue>, wanted: bool) {
        self.unwanted.retain(|held| !ids.contains(held));
        if !wanted {
            self.unwanted.extend(ids);
        }
    }
}

/// How the settings are looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SettingsLook {
    pub sheet: Sheet,
    /// The words that the shown rules or thresholds must have.
    pub search: AttrValue,
    /// Whether only what differs is shown.
    pub differing: bool,
    /// The text that is written into the field for `rowproof.toml`; none shows what the settings are.
    pub draft: Option<AttrValue>,
    /// What is to be said of the text that was taken over.
    pub remarks: Vec<AttrValue>,
    /// What was wrong with the last number or word, and which.
    pub problem: Option<(AttrValue, AttrValue)>,
    /// A number that is being written or is none, and which: the field shows it whatever else is drawn meanwhile.
    pub written: Option<(AttrValue, AttrValue)>,
}

/// A sheet of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    #[default]
    Levels,
    Thresholds,
    Words,
    Text,
}

impl Sheet {
    /// In the order they are offered, with their titles.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Levels, "Rules"),
        (Self::Thresholds, "Thresholds"),
        (Self::Words, "Words"),
        (Self::Text, "As text"),
    ];
}

/// What can happen to them.
#[derive(Debug, Clone)]
pub enum ToolAction {
    /// The palette opens, or closes when it is open.
    PaletteToggled,
    /// Something is looked for in the palette.
    PaletteTyped(AttrValue),
    /// Another row of the palette is chosen, by its place.
    PaletteMoved(usize),
    /// The engine told what settings can say.
    ChoicesArrived(Shared<Choices>),
    /// The engine told the names of the catalog, for a revision of the document.
    NamesArrived(u32, Shared<Names>),
    /// A relation or column is to be seen everywhere.
    NameShown(Named),
    /// The settings are looked at in another way.
    SettingsLooked(SettingsLook),
    /// The browser told what was requested and what is kept.
    PrivacyRead(Shared<Privacy>),
    /// The reader is asked whether everything kept is to be deleted, or not any more.
    DeletionAsked(bool),
    /// The caret is to be where it was in the code.
    CodeEntered,
    /// One finding at a time is to be seen.
    Presented,
    /// The code of the link shows, or goes away.
    CodeShown(bool),
    /// The hint of the first visit shows, or goes away.
    HintShown(bool),
    /// What all safe fixes would change is to be seen.
    FixesShown,
    /// The engine told what they change, for a revision of the document.
    SafeFixesArrived(u32, Shared<SafeFixes>),
    /// The findings with these ids are to be fixed, or not.
    FixesWanted(Vec<AttrValue>, bool),
    /// More of what changes.
    MoreChangesShown,
    /// The fixes are made in the text.
    FixesApplied,
    /// A finding that is left out is to be seen.
    LeftOutShown(AttrValue),
}

/// What a `rowproof.toml` says that counts in the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TakenSettings {
    /// The database and its version, in the engine's words.
    pub server: Option<AttrValue>,
    pub profile: Option<AttrValue>,
    pub options: Options,
}

impl AppState {
    pub(super) fn after_tool_action(&self, action: ToolAction) -> Option<Self> {
        let mut next = self.clone();
        let tools = &mut next.tools;
        match action {
            ToolAction::PaletteToggled if self.dialog == Some(Dialog::Palette) => next.dialog = None,
            ToolAction::PaletteToggled => {
                tools.palette = Palette::default();
                next.dialog = Some(Dialog::Palette);
            }
            ToolAction::PaletteTyped(typed) => tools.palette = Palette { typed, at: 0 },
            ToolAction::PaletteMoved(at) => tools.palette.at = at,
            ToolAction::ChoicesArrived(choices) => tools.choices = Some(choices),
            ToolAction::NamesArrived(revision, names) => tools.names = Some((revision, names)),
            ToolAction::NameShown(named) => next.show_name(&named),
            ToolAction::SettingsLooked(look) => tools.settings = look,
            ToolAction::PrivacyRead(privacy) => {
                tools.privacy = Some(privacy);
                tools.deletion_asked = false;
            }
            ToolAction::DeletionAsked(asked) => {
                tools.deletion_asked = asked;
                // The button that was pressed is gone.
                next.wish_focus(FocusTarget::Deletion);
            }
            ToolAction::CodeEntered => next.enter_code(),
            ToolAction::Presented => next.present(),
            ToolAction::CodeShown(shown) => tools.code_shown = shown,
            ToolAction::HintShown(shown) => tools.hint = shown,
            ToolAction::SafeFixesArrived(revision, fixes) => tools.fixes.answer = Some((revision, fixes)),
            ToolAction::FixesWanted(ids, wanted) => tools.fixes.want(ids, wanted),
            ToolAction::MoreChangesShown => tools.fixes.pages += 1,
            ToolAction::FixesShown => next.show_fixes(),
            ToolAction::FixesApplied => next.apply_fixes(),
            ToolAction::LeftOutShown(id) => next.show_left_out(&id),
        }
        (next != *self).then_some(next)
    }
}
