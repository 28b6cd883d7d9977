//! The top: it makes the store, keeps it in step with the world outside, and lays out the page.

use yew::prelude::*;

use crate::components::header::Header;
use crate::components::shortcuts_dialog::ShortcutsDialog;
use crate::components::status_bar::StatusBar;
use crate::components::tab_bar::TabBar;
use crate::components::toast::Toast;
use crate::components::workspace::Workspace;
use crate::hooks::use_engine::use_engine;
use crate::hooks::use_focus::use_focus;
use crate::hooks::use_persistence::{initial_state, use_persistence};
use crate::hooks::use_shortcuts::use_shortcuts;
use crate::hooks::use_store::Store;
use crate::interop::page::ShellText;
use crate::state::AppState;

#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// What was typed before this program started.
    pub shell: ShellText,
}

#[component]
pub fn App(props: &AppProps) -> Html {
    let shell = props.shell.clone();
    let store: Store = use_reducer(move || -> AppState { initial_state(&shell) });
    let tokens = use_engine(&store);
    use_persistence(&store);
    use_shortcuts(&store);
    use_focus(&store);
    html! {
        <ContextProvider<Store> context={store.clone()}>
            <a class="skip-link" href="#results">{ "Skip to the results" }</a>
            <Header />
            <Workspace {tokens} shell={props.shell.clone()} />
            <StatusBar />
            <TabBar />
            <Toast />
            <ShortcutsDialog shown={store.shortcuts_shown} />
        </ContextProvider<Store>>
    }
}
