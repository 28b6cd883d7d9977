//! What passes by itself: notices that cannot be undone go away, and announcements are said after a pause.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::state::action::Action;

/// Long enough to read a line.
const GOES_AFTER_MS: u32 = 4_000;
/// How long the counts must stand still before they are said, so that typing is not talked over.
const SAY_AFTER_MS: u32 = 500;

/// Follows the store.
#[hook]
pub fn use_notices(store: &Store) {
    let passing = store.notice.as_ref().filter(|notice| notice.undo.is_none());
    let number = passing.map(|notice| notice.number);
    let dispatch = store.dispatcher();
    use_change(vec![Watched::Number(number.unwrap_or_default())], move || {
        number?;
        Some(Timeout::new(GOES_AFTER_MS, move || {
            dispatch.dispatch(Action::NoticeDismissed);
        }))
    });
    let (dispatch, announcement) = (store.dispatcher(), store.announcement.clone());
    use_change(vec![Watched::Text(announcement.clone())], move || {
        Some(Timeout::new(SAY_AFTER_MS, move || {
            dispatch.dispatch(Action::Said(announcement));
        }))
    });
}
