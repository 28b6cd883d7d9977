//! The top: it makes the store, keeps it in step with the world outside, and lays out the page.

use yew::prelude::*;

use crate::components::editor::editor;
use crate::components::header::header;
use crate::components::printing::print_report;
use crate::components::sharing::dialogs::dialogs;
use crate::components::shortcuts_dialog::shortcuts_dialog;
use crate::components::status_bar::status_bar;
use crate::components::tab_bar::tab_bar;
use crate::components::toast::toast;
use crate::components::workspace::workspace;
use crate::hooks::use_dialog::use_dialog;
use crate::hooks::use_documents::use_documents;
use crate::hooks::use_editor::use_editor;
use crate::hooks::use_engine::use_engine;
use crate::hooks::use_focus::use_focus;
use crate::hooks::use_notices::use_notices;
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
    use_engine(&store);
    use_persistence(&store);
    use_shortcuts(&store);
    use_focus(&store);
    use_notices(&store);
    use_dialog(&store);
    use_documents(&store);
    let nodes = use_editor(&store, &props.shell);
    html! {
        <>
            <a class="skip-link" href="#results">{ "Skip to the results" }</a>
            { header(&store) }
            { workspace(&store, editor(&store, &nodes)) }
            { status_bar(&store) }
            { tab_bar(&store) }
            { toast(&store) }
            if store.views_there {
                { shortcuts_dialog(&store) }
                { dialogs(&store) }
                { print_report(&store) }
            }
        </>
    }
}
