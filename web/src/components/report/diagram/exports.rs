//! The diagram for other programs: to save or to copy.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::diagram::{DiagramAction, File, Purpose};

/// Each format: the engine's word, its name, what it is for, and whether it is a text to copy.
const FORMATS: [(&str, &str, &str, bool); 4] = [
    (
        "svg",
        "SVG",
        "a drawing, as it is grouped and arranged here",
        true,
    ),
    ("png", "PNG", "the same as a picture", false),
    ("mermaid", "Mermaid", "for Markdown on code hosts", true),
    ("dbml", "DBML", "tables, keys and types, for diagram tools", true),
];

/// Draws the menu. It opens and closes by itself, as `details` do.
pub fn exports(store: &Store) -> Html {
    let lines = FORMATS.into_iter().map(|(format, name, what, is_text)| {
        let file = |purpose| sending::<MouseEvent>(store, Action::Diagram(DiagramAction::FileWanted(File { format, purpose })));
        html! {
            <li>
                <span><strong>{ name }</strong>{ " " }<span class="quiet">{ what }</span></span>
                <span class="diagram-file-actions">
                    if is_text {
                        <button type="button" class="icon-button" aria-label={format!("Copy {name}")} title="Copy"
                            data-testid={format!("copy-{format}")} onclick={file(Purpose::Copy)}>{ icon(Glyph::Copy) }</button>
                    }
                    <button type="button" class="icon-button" aria-label={format!("Save {name}")} title="Save"
                        data-testid={format!("save-{format}")} onclick={file(Purpose::Save)}>{ icon(Glyph::Download) }</button>
                </span>
            </li>
        }
    });
    html! {
        <details class="diagram-exports">
            <summary class="button is-quiet" data-testid="diagram-export">{ icon(Glyph::Download) }{ "Export" }</summary>
            <ul class="diagram-files">{ for lines }</ul>
        </details>
    }
}
