//! What is on the screen and how.

use yew::AttrValue;

use super::filter::FindingFilter;
use super::plan_look::PlanLook;
use crate::interop::report::Severity;
use crate::interop::shared::Shared;

/// A pane of the page. On a wide screen the code always shows beside one of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    #[default]
    Code,
    Findings,
    Plan,
    Understood,
    Diagram,
}

impl Pane {
    /// In the order of their tabs.
    pub const ALL: [Self; 5] = [
        Self::Code,
        Self::Findings,
        Self::Plan,
        Self::Understood,
        Self::Diagram,
    ];

    /// The lower-case word, used in ids and class names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Findings => "findings",
            Self::Plan => "plan",
            Self::Understood => "understood",
            Self::Diagram => "diagram",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Code => "Code",
            Self::Findings => "Findings",
            Self::Plan => "Plan",
            Self::Understood => "Understood",
            Self::Diagram => "Diagram",
        }
    }
}

/// The panes in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The one that shows where only one fits.
    pub pane: Pane,
    /// The one that shows beside the code: any but the code.
    pub results: Pane,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            pane: Pane::Code,
            results: Pane::Findings,
        }
    }
}

impl Layout {
    /// With that pane in front.
    pub fn with(self, pane: Pane) -> Self {
        let results = if pane == Pane::Code { self.results } else { pane };
        Self { pane, results }
    }

    /// With those results beside the code.
    pub fn with_results(self, results: Pane) -> Self {
        Self { results, ..self }
    }
}

/// Light, dark, with as much contrast as there is, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
    /// Black on white or white on black, as the system is light or dark.
    Contrast,
}

impl Theme {
    /// The lower-case word, as it is kept.
    pub fn as_str(self) -> &'static str {
        self.attribute().unwrap_or("auto")
    }

    /// Reads the kept word; unknown words leave it to the system.
    pub fn parse(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            "contrast" => Self::Contrast,
            _ => Self::Auto,
        }
    }

    /// The attribute's value; none leaves it to the system.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::Contrast => Some("contrast"),
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Auto => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::Contrast => "High contrast",
        }
    }

    /// The one the toggle goes to.
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Contrast,
            Self::Contrast => Self::Auto,
        }
    }
}

/// A form of a fix: the change of the pasted text, statements for an empty database, steps for one in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    #[default]
    Text,
    Empty,
    Live,
}

impl Form {
    /// In the order they are offered, with their titles.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Text, "In your text"),
        (Self::Empty, "Empty database"),
        (Self::Live, "Database in use"),
    ];
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// The finding whose details are open, by id.
    pub finding: Option<AttrValue>,
    /// The chosen way to fix it, by its place in the list.
    pub fix: usize,
    /// The form of that fix that is wanted.
    pub form: Form,
    /// Which findings are shown.
    pub filter: Shared<FindingFilter>,
    /// How many times more findings were asked for, by severity.
    pub more: [usize; 4],
    /// How many pages of what was not checked are shown; none while that list is closed.
    pub unchecked: usize,
    /// Plan nodes that are closed over the steps below them: plan and node.
    pub closed: Vec<(usize, usize)>,
    /// Findings whose place the caret touches, by id.
    pub at_cursor: Vec<AttrValue>,
    /// The plan and node looked at.
    pub node: Option<(usize, usize)>,
    /// How the plans are looked at.
    pub look: PlanLook,
    /// The part and UTF-16 offset of the caret.
    pub cursor: Option<(AttrValue, u32)>,
}

impl Selection {
    /// Whether the details of that finding are open.
    pub fn is_open(&self, finding: &str) -> bool {
        self.finding.as_deref() == Some(finding)
    }

    /// Opens the details of a finding, with its first fix; none closes them.
    pub fn open(&mut self, finding: Option<AttrValue>) {
        if self.finding != finding {
            self.finding = finding;
            self.choose_fix(0);
        }
    }

    /// Chooses a fix, in its first form.
    pub fn choose_fix(&mut self, fix: usize) {
        self.fix = fix;
        self.form = Form::default();
    }

    /// How many pages of that severity are shown, at least one.
    pub fn pages_of(&self, severity: Severity) -> usize {
        let asked = self.more.get(severity.rank() as usize);
        1 + asked.copied().unwrap_or_default()
    }

    /// Shows one page more of that severity.
    pub fn show_more(&mut self, severity: Severity) {
        if let Some(asked) = self.more.get_mut(severity.rank() as usize) {
            *asked += 1;
        }
    }

    /// The closed nodes of a plan.
    pub fn closed_in(&self, plan: usize) -> Vec<usize> {
        let closed = self.closed.iter().filter(|(of_plan, _)| *of_plan == plan);
        closed.map(|(_, node)| *node).collect()
    }

    /// Looks at a node, and brings its plan on the screen.
    pub fn look_at(&mut self, node: (usize, usize)) {
        if self.node != Some(node) {
            self.node = Some(node);
            self.look.details = None;
        }
        self.look.show(node.0);
        self.look.page = None;
    }

    /// Closes an open node, opens a closed one.
    pub fn fold(&mut self, plan: usize, node: usize) {
        let before = self.closed.len();
        self.closed.retain(|closed| *closed != (plan, node));
        if self.closed.len() == before {
            self.closed.push((plan, node));
        }
    }
}

/// A wish to see a place of the text. Every wish has its own number, so that the same place can be wished for twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reveal {
    pub number: u32,
    pub part: AttrValue,
    pub start: u32,
    pub end: u32,
    /// Whether the editor should take the focus too.
    pub focus: bool,
}

/// A wish to move the focus, each with its own number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocusWish {
    pub number: u32,
    pub target: FocusTarget,
}

/// Where the focus can be wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FocusTarget {
    /// The question whether everything kept is to be deleted, or the button that leads to it.
    Deletion,
    /// The heading of the findings.
    Findings,
    /// The first way to mend the finding with that id.
    Fixes(AttrValue),
    /// The card of the finding with that id; only brought into view.
    Card(AttrValue),
    /// The card of that relation; only brought into view.
    Relation(AttrValue),
}
