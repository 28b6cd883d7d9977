//! Statements to read; each with its semicolon.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SqlBlockProps {
    /// What it is, for those who do not see its surroundings.
    pub label: AttrValue,
    pub statements: Vec<AttrValue>,
    /// How many of the first statements only prepare; they stand back.
    #[prop_or_default]
    pub quiet: usize,
}

#[component]
pub fn SqlBlock(props: &SqlBlockProps) -> Html {
    let lines = props.statements.iter().enumerate().map(|(index, statement)| {
        let class = (index < props.quiet).then_some("is-quiet");
        html! { <span {class}>{ format!("{statement};\n") }</span> }
    });
    // It scrolls sideways, so it must be reachable by keyboard.
    html! {
        <pre class="sql" tabindex="0" role="group" aria-label={props.label.clone()}><code>{ for lines }</code></pre>
    }
}

/// The statements as one text to copy.
pub fn script(statements: &[AttrValue]) -> AttrValue {
    statements
        .iter()
        .map(|statement| format!("{statement};\n"))
        .collect::<String>()
        .into()
}
