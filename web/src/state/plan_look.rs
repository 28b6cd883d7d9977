//! How the plans are looked at: which one, in which view, which of its rows.

use super::AppState;
use crate::interop::plan::{Field, NodeDetails};
use crate::interop::shared::Shared;

/// A way to draw a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlanView {
    #[default]
    Tree,
    Table,
    Flame,
    Totals,
    Text,
    Compare,
}

impl PlanView {
    /// In the order of their tabs.
    pub const ALL: [Self; 6] = [
        Self::Tree,
        Self::Table,
        Self::Flame,
        Self::Totals,
        Self::Text,
        Self::Compare,
    ];

    /// The lower-case word, used in ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Table => "table",
            Self::Flame => "flame",
            Self::Totals => "totals",
            Self::Text => "text",
            Self::Compare => "compare",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Tree => "Tree",
            Self::Table => "Table",
            Self::Flame => "Flame",
            Self::Totals => "Totals",
            Self::Text => "Text",
            Self::Compare => "Compare",
        }
    }
}

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    pub by: Field,
    pub descending: bool,
}

/// How the plans are looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanLook {
    /// The plan on the screen, by its place in the report.
    pub plan: usize,
    pub view: PlanView,
    /// The page of rows; none follows the node looked at.
    pub page: Option<usize>,
    /// None leaves the order of the plan.
    pub sorting: Option<Sorting>,
    /// How many times more insights were asked for.
    pub more_insights: usize,
    /// Everything about the node looked at, once the engine has told.
    pub details: Option<Shared<NodeDetails>>,
}

impl PlanLook {
    /// Another plan, from its first row.
    pub fn show(&mut self, plan: usize) {
        if self.plan != plan {
            self.plan = plan;
            self.page = None;
            self.more_insights = 0;
        }
    }

    /// By a column: numbers start with the largest, the second time with the smallest, the third time the order of the plan is back.
    pub fn sort(&mut self, by: Field) {
        self.page = Some(0);
        self.sorting = match self.sorting {
            Some(sorting) if sorting.by == by && sorting.descending => Some(Sorting {
                by,
                descending: false,
            }),
            Some(sorting) if sorting.by == by => None,
            _ => Some(Sorting { by, descending: true }),
        };
    }
}

impl AppState {
    /// Takes the details of a node, unless the document or the reader has moved on.
    pub(super) fn node_described(&self, revision: u32, details: Shared<NodeDetails>) -> Option<Self> {
        let is_wanted = self.selection.node == Some((details.plan, details.node));
        if revision != self.document.revision || !is_wanted {
            return None;
        }
        let mut next = self.clone();
        next.selection.look.details = Some(details);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_sorts_both_ways_and_back() {
        let mut look = PlanLook::default();
        let mut seen = Vec::new();
        for _click in 0..3 {
            look.sort(Field::SelfMs);
            seen.push(look.sorting.map(|sorting| sorting.descending));
        }
        assert_eq!(seen, [Some(true), Some(false), None]);
    }
}
