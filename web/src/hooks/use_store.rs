//! The store, for everything that is drawn.

use yew::prelude::*;

use crate::state::AppState;
use crate::state::action::Action;

/// The state and the way to change it.
pub type Store = UseReducerHandle<AppState>;
/// The way to change the state alone; never goes out of date.
pub type Dispatch = UseReducerDispatcher<AppState>;

/// A callback that sends an action, whatever the event says.
pub fn sending<E: 'static>(store: &Store, action: Action) -> Callback<E> {
    let dispatch = store.dispatcher();
    Callback::from(move |_| dispatch.dispatch(action.clone()))
}
