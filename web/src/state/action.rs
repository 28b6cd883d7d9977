//! Everything that can happen to the store.

use yew::AttrValue;

use super::analysis::{Product, Profile, Tokens};
use super::diagram::DiagramAction;
use super::document::{Stored, StoredPart};
use super::examples::Example;
use super::filter::FindingFilter;
use super::kinds::Kind;
use super::layout::{Form, Pane, Theme};
use super::opened::{Dialog, Format, Opened, Redaction, Snapshot};
use super::options::Options;
use super::plan_look::PlanView;
use super::printing::PrintingChange;
use super::sharing::Link;
use super::tools::{TakenSettings, ToolAction};
use super::understanding::UnderstoodLook;
use crate::interop::plan::{Field, NodeDetails};
use crate::interop::report::{Details, Location, Report, Severity};
use crate::interop::shared::Shared;
use crate::interop::understood::Understood;

/// One event.
#[derive(Debug, Clone)]
pub enum Action {
    /// The reader changed a part's text.
    TextChanged {
        part: AttrValue,
        text: AttrValue,
        pasted: bool,
    },
    /// An empty part is wanted.
    PartAdded,
    /// Another part goes on the screen.
    PartActivated(AttrValue),
    /// A part goes away.
    PartClosed(AttrValue),
    /// The part on the screen goes away.
    ActivePartClosed,
    /// What a part is; none leaves it to the engine.
    KindChosen(AttrValue, Option<Kind>),
    /// Which database a part is for, in the engine's words; none leaves it to the engine.
    ServerChosen(AttrValue, Option<AttrValue>),
    /// For what the database is, in the engine's words; none leaves every rule its own level.
    ProfileChosen(Option<AttrValue>),
    /// Rules are set otherwise, which is said; a way back is offered when much of it is lost.
    OptionsChosen {
        options: Box<Options>,
        said: AttrValue,
        offers_undo: bool,
    },
    /// Settings come from a `rowproof.toml`; what of them counts here.
    SettingsTaken(Box<TakenSettings>),
    /// A document of an example is wanted, by its name.
    ExampleWanted(AttrValue),
    /// The gallery's examples have been fetched.
    ExamplesListed(Shared<Vec<Example>>),
    /// A document of an example goes on the screen, by its name.
    ExampleOpened(AttrValue),
    /// The reader's own text comes back.
    OwnTextRestored,
    /// A fix of a finding is made in the text.
    FixApplied {
        /// The finding's id.
        finding: AttrValue,
        /// The fix's place in its list.
        fix: usize,
        /// Whether who wants it is writing, and stays there.
        stays: bool,
    },
    /// What the notice offers to undo is undone.
    UndoRequested,
    /// The notice goes away.
    NoticeDismissed,
    /// Check now, without waiting.
    CheckRequested,
    /// The engine can be asked.
    EngineReady {
        version: AttrValue,
        servers: Vec<Product>,
        profiles: Vec<Profile>,
    },
    /// The engine answered for a revision of the document.
    ReportArrived {
        revision: u32,
        report: Shared<Report>,
        elapsed_ms: f64,
    },
    /// The engine said what findings of the report about a revision say when they are opened.
    DetailsArrived {
        revision: u32,
        details: Vec<(AttrValue, Shared<Details>)>,
    },
    /// The engine gave up, with the reason.
    EngineStopped { message: AttrValue },
    /// The engine said what it understood of a revision of the document.
    UnderstoodArrived {
        revision: u32,
        answer: Shared<Understood>,
    },
    /// What the text pasted at a revision is.
    PasteDetected { revision: u32, kind: AttrValue },
    /// Only some findings are wanted.
    FindingsFiltered(FindingFilter),
    /// A finding is to be seen with its details.
    FindingShown(AttrValue),
    /// Only the findings of a rule are to be seen.
    FindingsOfRule(AttrValue),
    /// A finding's details open or close.
    FindingToggled(AttrValue),
    /// The finding after or before the current place.
    FindingStepped(Step),
    /// The fixes of the finding at the caret.
    FixesRequested,
    /// The caret moved in a part, to a UTF-16 offset.
    CursorMoved { part: AttrValue, offset: u32 },
    /// A place is to be seen in the text.
    PlaceShown(Location),
    /// Another way to fix the open finding is chosen: its place in the list.
    FixChosen(usize),
    /// Another form of the chosen fix.
    FormChosen(Form),
    /// More findings of a severity.
    MoreShown(Severity),
    /// So many pages of what was not checked; none closes that list.
    UncheckedShown(usize),
    /// A plan's node opens or closes over the steps below it.
    NodeFolded { plan: usize, node: usize },
    /// A plan's node is looked at.
    NodeSelected { plan: usize, node: usize },
    /// The engine said everything about a node of a plan, for a revision of the document.
    NodeDescribed {
        revision: u32,
        details: Shared<NodeDetails>,
    },
    /// Another plan goes on the screen, by its place in the report.
    PlanShown(usize),
    /// Another view of the plan.
    PlanViewChosen(PlanView),
    /// A plan is to be seen in a view.
    PlanViewShown(PlanView),
    /// Another page of the plan's rows, from 0.
    PlanPaged(usize),
    /// The plan's table is to be sorted by a column, or the other way round, or no longer.
    PlanSorted(Field),
    /// More insights of the plan.
    MoreInsightsShown,
    /// Something happens to the diagram.
    Diagram(DiagramAction),
    /// What was understood is to be seen, in this way.
    UnderstoodLookChosen(UnderstoodLook),
    /// A relation of the catalog opens or closes.
    RelationToggled(AttrValue),
    /// Only relations with these words are wanted.
    RelationsFiltered(AttrValue),
    /// More relations, or more rows of a look at all tables.
    MoreRelationsShown,
    /// The comparison with the database before goes away.
    ComparisonDismissed,
    /// Something happens to the palette, the settings or another tool around the text.
    Tool(ToolAction),
    /// A pane goes to the front.
    PaneChosen(Pane),
    /// Another theme.
    ThemeChosen(Theme),
    /// A dialog opens.
    DialogShown(Dialog),
    /// A dialog closes, if it is the one that is open.
    DialogClosed(Dialog),
    /// All that is loaded after the page has started is there.
    ViewsArrived,
    /// A document comes from a link, a file or the history.
    DocumentOpened(Box<Opened>),
    /// Files are to be chosen.
    FilesWanted,
    /// Files were opened, and some may have been refused, with the reason.
    FilesOpened {
        parts: Vec<StoredPart>,
        refused: Vec<String>,
        /// Whether they are a document of their own.
        replaces: bool,
    },
    /// The engine made what was asked for: in which format, and the text.
    ExportArrived { format: AttrValue, text: AttrValue },
    /// The link in the address cannot be opened, with the reason.
    LinkRefused(AttrValue),
    /// The reader has read that.
    LinkProblemDismissed,
    /// The address holds a link to that revision; 0: to nothing.
    AddressSet(u32),
    /// A link is to be copied at once.
    LinkWanted,
    /// Something about sharing.
    SharingChanged(SharingChange),
    /// Something about printing.
    PrintingChanged(PrintingChange),
    /// Something about the history.
    HistoryChanged(HistoryChange),
    /// The menu of examples opens or closes.
    ExamplesShown(bool),
    /// The editor took over from the plain text field.
    EditorMounted,
    /// The colours of a text arrived.
    ColoursArrived(Tokens),
    /// The browser refused to keep the text.
    KeepingFailed,
    /// The announcement has stood long enough to be said.
    Said(AttrValue),
    /// Something to say that changes nothing: "copied".
    Announced(AttrValue),
}

/// What can happen to what is shared.
#[derive(Debug, Clone)]
pub enum SharingChange {
    /// Names and values are to be replaced, or not.
    Redacts(bool),
    /// The names and values of a revision were replaced.
    Redacted(u32, Shared<Redaction>),
    /// A link was made.
    LinkMade(Link),
    /// The dialog opens, names and values are to be replaced.
    RedactionWanted,
    /// The engine is to make something.
    Wanted(Format),
}

/// What can happen to the history.
#[derive(Debug, Clone)]
pub enum HistoryChange {
    /// The snapshots there are.
    Listed(Vec<Snapshot>),
    /// The browser refuses to list them.
    ListRefused,
    /// The browser refused to keep one.
    KeepingRefused,
    /// A snapshot was read, to be looked at.
    Read(Snapshot, Shared<Stored>),
}

/// Which way to go through the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Next,
    Previous,
}
