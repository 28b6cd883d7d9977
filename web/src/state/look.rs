//! What of a document is looked at, as links say it.

use super::AppState;
use super::kinds::Kind;
use super::layout::Pane;
use super::plan_look::PlanView;
use super::understanding::UnderstoodLook;

/// The pane in front and what is open in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// None: as the text asks for.
    pub pane: Option<Pane>,
    /// The way the plan is drawn; none is the usual one.
    pub plan: Option<PlanView>,
    /// The question about all tables that is asked; none is relation by relation.
    pub understood: Option<UnderstoodLook>,
    /// The finding that is open, by id.
    pub selected: Option<String>,
}

impl Look {
    /// What is looked at now.
    pub fn of(state: &AppState) -> Self {
        // What a text of that kind puts in front by itself is something else.
        let report = state.analysis.report.as_ref();
        let active = state.analysis.part(&state.document.active);
        let has_others = report.is_some_and(|report| !report.plans.is_empty())
            || active.is_some_and(|part| part.kind == Kind::Rows.as_str());
        let pane = Some(state.layout.results);
        let plan = Some(state.selection.look.view);
        let understood = Some(state.understanding.look);
        Self {
            pane: pane.filter(|pane| has_others || *pane != Pane::Findings),
            plan: plan.filter(|view| state.layout.results == Pane::Plan && *view != PlanView::default()),
            understood: understood.filter(|look| pane == Some(Pane::Understood) && look.survey().is_some()),
            selected: state.open_finding().map(ToString::to_string),
        }
    }

    /// The word for the pane: `plan`, or `plan-flame` for one of its views, or `understood-forms`. None leaves it to the text.
    pub fn view(&self) -> Option<String> {
        let pane = self.pane?;
        let view = match pane {
            Pane::Plan => self.plan.map(PlanView::as_str),
            Pane::Understood => self.understood.map(UnderstoodLook::as_str),
            _ => None,
        };
        Some(match view {
            Some(view) => format!("{}-{view}", pane.as_str()),
            None => pane.as_str().to_owned(),
        })
    }

    /// Reads that word; one that is not known changes nothing.
    pub fn read_view(&mut self, word: &str) {
        let (pane, view) = word.split_once('-').unwrap_or((word, ""));
        self.pane = Pane::ALL.into_iter().find(|known| known.as_str() == pane);
        let is = |pane| self.pane == Some(pane);
        let mut views = PlanView::ALL.into_iter();
        self.plan = views.find(|known| is(Pane::Plan) && known.as_str() == view);
        let mut looks = UnderstoodLook::ALL.into_iter();
        self.understood = looks.find(|known| is(Pane::Understood) && known.as_str() == view);
    }
}
