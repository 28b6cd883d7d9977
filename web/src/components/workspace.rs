//! The code beside its results; on a narrow screen one of them.

use yew::prelude::*;

use super::code_pane::CodePane;
use super::results_pane::ResultsPane;
use crate::hooks::use_engine::Tokens;
use crate::hooks::use_store::use_store;
use crate::interop::page::ShellText;

#[derive(Properties, PartialEq)]
pub struct WorkspaceProps {
    /// Colours of the text on the screen.
    pub tokens: Option<Tokens>,
    pub shell: ShellText,
}

#[component]
pub fn Workspace(props: &WorkspaceProps) -> Html {
    let Some(store) = use_store() else { return html! {} };
    html! {
        <main class="workspace" data-pane={store.layout.pane.as_str()}>
            <CodePane tokens={props.tokens.clone()} shell={props.shell.clone()} />
            <ResultsPane />
        </main>
    }
}
