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
