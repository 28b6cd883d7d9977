//! What happens when an example is opened. Nothing here is called before the examples are there: the build puts it beside what
//! fetches them.

use super::AppState;
use super::examples::{by_name, parse};

impl AppState {
    /// Puts one of an example's documents on the screen; the reader's own is put aside.
    #[inline(never)]
    pub(super) fn example_opened(&self, name: &str) -> Option<Self> {
        let (example, is_fixed) = by_name(self.examples.as_deref()?, name)?;
        let shown = self.document.example.as_deref().map(|shown| parse(shown).0);
        let mut next = self.clone();
        next.save_own_work();
        next.replace_document(example.document(is_fixed).restore(self.document.revision));
        if shown == Some(&*example.slug) {
            // The other version of the same: what was looked at is what changes.
            next.layout = self.layout;
        }
        next.dialog = None;
        next.examples_shown = false;
        next.notice = None;
        next.announcement = self.example_title(name).into();
        Some(next)
    }

    /// What is said of an example that is on the screen.
    #[inline(never)]
    pub(super) fn example_title(&self, name: &str) -> String {
        let example = self.examples.as_deref().and_then(|all| by_name(all, name));
        match example {
            Some((example, true)) => format!("Example, fixed: {}", example.title),
            Some((example, false)) => format!("Example: {}", example.title),
            None => format!("Example: {name}"),
        }
    }
}
