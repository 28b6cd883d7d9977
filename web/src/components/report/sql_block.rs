//! Statements to read; each with its semicolon.

use yew::prelude::*;

/// Draws them under a label for those who do not see its surroundings. The first `quiet` statements only prepare; they stand
/// back.
pub fn sql_block(label: &'static str, statements: &[AttrValue], quiet: usize) -> Html {
    let lines = statements.iter().enumerate().map(|(index, statement)| {
        let class = (index < quiet).then_some("is-quiet");
        html! { <span {class}>{ format!("{statement};\n") }</span> }
    });
    // It scrolls sideways, so it must be reachable by keyboard.
    html! {
        <pre class="sql" tabindex="0" role="group" aria-label={label}><code>{ for lines }</code></pre>
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
