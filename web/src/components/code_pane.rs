//! The reader's text: its parts, how the one on the screen is read, and the editor.

use yew::prelude::*;

use super::editor::EditorHost;
use super::example_banner::ExampleBanner;
use super::part_bar::PartBar;
use super::part_tabs::PartTabs;
use crate::hooks::use_engine::Tokens;
use crate::interop::page::ShellText;

#[derive(Properties, PartialEq)]
pub struct CodePaneProps {
    pub tokens: Option<Tokens>,
    pub shell: ShellText,
}

#[component]
pub fn CodePane(props: &CodePaneProps) -> Html {
    html! {
        <section id="code" class="code-pane" aria-label="Your text">
            <h2 class="visually-hidden">{ "Your text" }</h2>
            <PartTabs />
            <PartBar />
            <ExampleBanner />
            <EditorHost tokens={props.tokens.clone()} shell={props.shell.clone()} />
        </section>
    }
}
