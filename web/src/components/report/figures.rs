//! Figures; each opens to the formula it comes from, and shows it to a pointer that rests on it.

use yew::prelude::*;

use crate::interop::plan::Figure;

/// Draws them.
pub fn figures(figures: &[Figure]) -> Html {
    let figures = figures.iter().map(|figure| {
        html! {
            <details key={figure.name.to_string()} class="figure" data-testid="figure" data-name={figure.name.clone()}>
                <summary title={figure.formula.clone()}>
                    <span class="figure-name">{ figure.name.clone() }</span>{ " " }
                    <strong>{ figure.value.clone() }</strong>
                </summary>
                <p class="formula">{ figure.formula.clone() }</p>
            </details>
        }
    });
    html! { <div class="figures">{ for figures }</div> }
}
