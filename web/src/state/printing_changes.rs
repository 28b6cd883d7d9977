//! What happens when the report is printed. The build puts it beside what draws the report for it.

use super::AppState;
use super::printing::{Printing, PrintingChange};

impl AppState {
    /// The state after a change of what is printed.
    #[inline(never)]
    pub(super) fn printing_changed(&self, change: PrintingChange) -> Option<Self> {
        let mut next = self.clone();
        match change {
            PrintingChange::Wanted if !self.is_report_current() => {
                next.notify(
                    "The check is still running; print when it is done".to_owned(),
                    None,
                );
            }
            PrintingChange::Wanted if self.sharing.redacts => {
                next.notify(
                    "Not printed: the report holds the names and values that “Share” is set to replace"
                        .to_owned(),
                    None,
                );
            }
            PrintingChange::Wanted => {
                let number = next.number();
                let report = self.analysis.report.as_ref()?;
                next.dialog = None;
                next.printing = Some(match report.summary.relations {
                    0 => Printing::Ready {
                        number,
                        diagram: None,
                    },
                    _ => Printing::Wanted(number),
                });
            }
            PrintingChange::Drawn(diagram) => {
                let Some(Printing::Wanted(number)) = self.printing else {
                    return None;
                };
                next.printing = Some(Printing::Ready {
                    number,
                    diagram: Some(diagram),
                });
            }
            PrintingChange::Ended => next.printing = None,
        }
        (next != *self).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::report::Report;
    use crate::interop::shared::Shared;
    use crate::state::document::Document;
    use crate::state::layout::Theme;

    #[test]
    fn names_that_are_to_be_replaced_are_not_printed() {
        let mut state = AppState::new(Document::new("select 1;"), Vec::new(), Theme::Auto);
        state.analysis.report = Some(Shared::new(Report::default()));
        state.analysis.revision = state.document.revision;
        let printed = state.printing_changed(PrintingChange::Wanted).unwrap();
        assert!(matches!(printed.printing, Some(Printing::Ready { .. })));
        state.sharing.redacts = true;
        let refused = state.printing_changed(PrintingChange::Wanted).unwrap();
        assert_eq!(refused.printing, None);
        assert!(refused.notice.is_some());
    }
}
