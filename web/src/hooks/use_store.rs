//! The store, for panes.

use yew::prelude::*;

use crate::state::AppState;
use crate::state::action::Action;

/// The state and the way to change it.
pub type Store = UseReducerHandle<AppState>;
/// The way to change the state alone; never goes out of date.
pub type Dispatch = UseReducerDispatcher<AppState>;

/// The store of the page.
///
/// Components stand inside the page, which provides it; a component elsewhere would be a defect of this program.
#[hook]
pub fn use_store() -> Option<Store> {
    use_context::<Store>()
}

/// A callback that dispatches what `action` makes of its input.
pub fn dispatching<T: 'static>(store: &Store, action: impl Fn(T) -> Action + 'static) -> Callback<T> {
    let dispatch = store.dispatcher();
    Callback::from(move |input| dispatch.dispatch(action(input)))
}
