//! Everything that the page can be told to do: one table for the palette, the list of shortcuts and the keys themselves.

mod keys;
mod table;

pub use keys::{EDITOR_KEYS, Pressed};
pub use table::COMMANDS;

use super::AppState;
use super::action::Action;

/// One thing the page does.
pub struct Command {
    /// What it does, in the imperative.
    pub title: &'static str,
    /// Other words that people look for it by.
    pub words: &'static str,
    /// The keys, as they are written: `Mod` is the command key on Apple systems, else Ctrl. Empty: it has none.
    pub keys: &'static [&'static str],
    pub needs: Needs,
    pub run: fn() -> Action,
}

/// The command of keys that were pressed. It stands with what draws reports: `hooks::use_shortcuts` asks when that is there.
#[inline(never)]
pub fn command_of(pressed: Pressed<'_>) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| keys::fits(command.keys, pressed))
}

/// What must be there for a command to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// A text.
    Text,
    /// A finding.
    Finding,
    /// A finding that a safe fix mends.
    SafeFix,
    /// A plan.
    Plan,
    /// The diagram in front.
    Diagram,
    /// A text of the reader's that was put aside.
    OwnText,
    /// Settings of rules that differ.
    Options,
}

impl Needs {
    /// Whether it is there.
    pub fn are_met(self, state: &AppState) -> bool {
        let report = state.analysis.report.as_ref();
        match self {
            Self::Nothing => true,
            Self::Text => !state.document.is_blank(),
            Self::Finding => report.is_some_and(|report| report.counts.total() > 0),
            Self::SafeFix => report.is_some_and(|report| report.counts.fixable > 0),
            Self::Plan => report.is_some_and(|report| !report.plans.is_empty()),
            Self::Diagram => state.wants_diagram() && state.diagram.answer.is_some(),
            Self::OwnText => !state.saved.is_empty(),
            Self::Options => !state.document.options.is_empty(),
        }
    }
}
