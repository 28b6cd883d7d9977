//! The table. Commands stand in the order in which the palette lists them.

use super::{Command, Needs};
use crate::state::action::{Action, SharingChange, Step};
use crate::state::diagram::{Detail, DiagramAction, View};
use crate::state::layout::{Pane, Theme};
use crate::state::opened::{Dialog, Format};
use crate::state::plan_look::PlanView;
use crate::state::printing::PrintingChange;
use crate::state::tools::ToolAction;
use crate::state::understanding::UnderstoodLook;

/// A command that has no keys.
const fn plain(title: &'static str, words: &'static str, needs: Needs, run: fn() -> Action) -> Command {
    keyed(title, words, &[], needs, run)
}

const fn keyed(
    title: &'static str,
    words: &'static str,
    keys: &'static [&'static str],
    needs: Needs,
    run: fn() -> Action,
) -> Command {
    Command {
        title,
        words,
        keys,
        needs,
        run,
    }
}

fn made(format: Format) -> Action {
    Action::SharingChanged(SharingChange::Wanted(format))
}

fn plan(view: PlanView) -> Action {
    Action::PlanViewShown(view)
}

fn look(look: UnderstoodLook) -> Action {
    Action::UnderstoodLookChosen(look)
}

/// Every command.
#[rustfmt::skip]
pub static COMMANDS: [Command; 57] = [
    keyed("Find a command, rule, table or column", "palette search", &["Mod", "K"], Needs::Nothing, || Action::Tool(ToolAction::PaletteToggled)),
    keyed("Check now", "run analyse", &["Mod", "Enter"], Needs::Text, || Action::CheckRequested),
    keyed("Next finding", "problem", &["F8"], Needs::Finding, || Action::FindingStepped(Step::Next)),
    keyed("Previous finding", "problem", &["Shift", "F8"], Needs::Finding, || Action::FindingStepped(Step::Previous)),
    keyed("Fixes of the finding at the caret", "quick fix repair", &["Mod", "."], Needs::Finding, || Action::FixesRequested),
    plain("Fix all that is safe…", "apply every fix autofix repair diff preview at once", Needs::SafeFix, || Action::Tool(ToolAction::FixesShown)),
    plain("Show all findings", "reset filter", Needs::Finding, || Action::FindingsFiltered(Default::default())),
    keyed("Go to the code", "editor text pane", &["Alt", "1"], Needs::Nothing, || Action::Tool(ToolAction::CodeEntered)),
    keyed("Go to the findings", "problems pane", &["Alt", "2"], Needs::Nothing, || Action::PaneChosen(Pane::Findings)),
    keyed("Go to the plan", "explain pane", &["Alt", "3"], Needs::Nothing, || Action::PaneChosen(Pane::Plan)),
    keyed("Go to what was understood", "catalog relations tables coverage pane", &["Alt", "4"], Needs::Nothing, || Action::PaneChosen(Pane::Understood)),
    keyed("Go to the diagram", "entity relationship er pane", &["Alt", "5"], Needs::Nothing, || Action::PaneChosen(Pane::Diagram)),
    keyed("Copy a link to all of this", "share url", &["Mod", "S"], Needs::Text, || Action::LinkWanted),
    plain("Share…", "link export copy save formats", Needs::Nothing, || Action::DialogShown(Dialog::Share)),
    plain("Share with names and values replaced…", "redact anonymise obfuscate", Needs::Text, || Action::SharingChanged(SharingChange::RedactionWanted)),
    keyed("Open files…", "upload load import", &["Mod", "O"], Needs::Nothing, || Action::FilesWanted),
    plain("History…", "snapshots versions restore", Needs::Nothing, || Action::DialogShown(Dialog::History)),
    plain("Examples…", "gallery samples broken fixed", Needs::Nothing, || Action::DialogShown(Dialog::Gallery)),
    plain("Print the report…", "paper pdf", Needs::Text, || Action::PrintingChanged(PrintingChange::Wanted)),
    plain("Add a part", "new tab schema queries plan", Needs::Nothing, || Action::PartAdded),
    plain("Back to your text", "own restore", Needs::OwnText, || Action::OwnTextRestored),
    plain("Copy as Markdown, with text and findings", "export", Needs::Text, || made(Format::Markdown)),
    plain("Copy as an issue for GitHub", "export pull request", Needs::Text, || made(Format::Issue)),
    plain("Save the report as JSON", "export file", Needs::Text, || made(Format::Json)),
    plain("Save the report as SARIF", "export file code scanning", Needs::Text, || made(Format::Sarif)),
    plain("Save the report as Markdown", "export file", Needs::Text, || made(Format::MarkdownFile)),
    plain("Save the findings as CSV", "export file spreadsheet", Needs::Text, || made(Format::Csv)),
    plain("Save the fixes as SQL for an empty database", "export file patch", Needs::Text, || made(Format::PatchForEmpty)),
    plain("Save the fixes as SQL for a database in use", "export file patch live migration", Needs::Text, || made(Format::PatchForLive)),
    plain("Normal forms of all tables", "understood dependencies 1nf 2nf 3nf bcnf", Needs::Text, || look(UnderstoodLook::Forms)),
    plain("Indexes of all tables", "understood keys look-ups foreign", Needs::Text, || look(UnderstoodLook::Indexes)),
    plain("Coverage of all tables", "understood score wrong values", Needs::Text, || look(UnderstoodLook::Coverage)),
    plain("What the sample rows say", "csv json data dependencies unique slips refused discover", Needs::Text, || look(UnderstoodLook::Rows)),
    plain("Plan as a tree", "explain view", Needs::Plan, || plan(PlanView::Tree)),
    plain("Plan as a table", "explain view", Needs::Plan, || plan(PlanView::Table)),
    plain("Plan as flame boxes", "explain view icicle", Needs::Plan, || plan(PlanView::Flame)),
    plain("Totals of the plan", "explain view statistics", Needs::Plan, || plan(PlanView::Totals)),
    plain("Plan as its text", "explain view raw", Needs::Plan, || plan(PlanView::Text)),
    plain("Diagram: fit all of it", "zoom whole", Needs::Diagram, || Action::Diagram(DiagramAction::Viewed(View::Whole))),
    plain("Diagram: arrange anew", "layout reset boxes", Needs::Diagram, || Action::Diagram(DiagramAction::Arranged)),
    plain("Diagram: all columns", "detail", Needs::Diagram, || Action::Diagram(DiagramAction::DetailChosen(Detail::Columns))),
    plain("Diagram: keys alone", "detail", Needs::Diagram, || Action::Diagram(DiagramAction::DetailChosen(Detail::Keys))),
    plain("Diagram: names alone", "detail", Needs::Diagram, || Action::Diagram(DiagramAction::DetailChosen(Detail::Names))),
    plain("Diagram: show tables instead", "accessible list", Needs::Diagram, || Action::Diagram(DiagramAction::TableShown(true))),
    plain("Diagram: show the picture", "drawing", Needs::Diagram, || Action::Diagram(DiagramAction::TableShown(false))),
    keyed("Settings: levels, thresholds, words…", "configuration rules severity profile toml preferences options", &["Mod", ","], Needs::Nothing, || Action::DialogShown(Dialog::Settings)),
    plain("Reset all settings of rules", "default levels thresholds words", Needs::Options, || Action::OptionsChosen { options: Box::default(), said: "Every rule is as it is by itself".into(), offers_undo: true }),
    plain("No profile", "levels", Needs::Nothing, || Action::ProfileChosen(None)),
    plain("Theme: as the system says", "appearance colours auto", Needs::Nothing, || Action::ThemeChosen(Theme::Auto)),
    plain("Theme: light", "appearance colours", Needs::Nothing, || Action::ThemeChosen(Theme::Light)),
    plain("Theme: dark", "appearance colours night", Needs::Nothing, || Action::ThemeChosen(Theme::Dark)),
    plain("Theme: high contrast", "appearance colours accessibility", Needs::Nothing, || Action::ThemeChosen(Theme::Contrast)),
    plain("Present the findings", "projector presenter slides talk", Needs::Finding, || Action::Tool(ToolAction::Presented)),
    plain("What leaves this page", "privacy requests storage delete data offline csp", Needs::Nothing, || Action::DialogShown(Dialog::Privacy)),
    plain("Close this part", "remove tab", Needs::Text, || Action::ActivePartClosed),
    plain("Dismiss the notice", "toast close", Needs::Nothing, || Action::NoticeDismissed),
    keyed("Keyboard shortcuts", "keys help", &["?"], Needs::Nothing, || Action::DialogShown(Dialog::Shortcuts)),
];
