//! A question about all tables, or all sample rows, and its answer: a row for each table, index or thing that rows show.

use std::rc::Rc;

use yew::prelude::*;

use super::location_button::location_button;
use super::memo::Memo;
use crate::components::rich_text::{rich_text, rich_words};
use crate::hooks::use_store::{Store, sending};
use crate::interop::names::Named;
use crate::interop::shared::Shared;
use crate::interop::understood::{SurveyLine, SurveyRow, SurveyTable, Understood};
use crate::state::action::Action;
use crate::state::tools::ToolAction;

/// Draws it, again only when it is another answer.
#[inline(never)]
pub fn understood_look(store: &Store, answer: &Shared<Understood>) -> Html {
    let state = [answer.identity(), store.document.parts.len(), 0, 0];
    let (store, answer) = (store.clone(), answer.clone());
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || match &answer.survey {
        Some(survey) => table(&store, &survey.look, &survey.table()),
        None => html! {},
    });
    html! { <Memo {state} {draw} /> }
}

fn table(store: &Store, look: &str, survey: &SurveyTable) -> Html {
    let more = sending::<MouseEvent>(store, Action::MoreRelationsShown);
    html! {
        <section class="survey" data-testid="survey">
            <h3 id="survey-question">{ survey.question.clone() }</h3>
            <p>{ rich_text(&survey.summary) }</p>
            if !survey.rows.is_empty() {
                <div class="plan-scroll" role="region" tabindex="0" aria-labelledby="survey-question">
                    <table class={classes!("diagram-table", "survey-table", format!("is-{look}"))}>
                        <thead>
                            <tr>
                                <th scope="col">{ survey.head.clone() }</th>
                                { for survey.columns.iter().map(|column| html! { <th scope="col">{ column.clone() }</th> }) }
                            </tr>
                        </thead>
                        <tbody>{ for survey.rows.iter().map(|row| drawn_row(store, row)) }</tbody>
                    </table>
                </div>
            }
            if survey.left > 0 {
                <button type="button" class="button" onclick={more}>{ format!("Show more ({} left)", survey.left) }</button>
            }
            <p class="quiet">{ rich_text(&survey.note) }</p>
        </section>
    }
}

/// A relation's name opens its card; the place beside it leads to the text.
fn drawn_row(store: &Store, row: &SurveyRow) -> Html {
    let place = row.at.as_ref().unwrap_or(&row.location);
    html! {
        <tr data-testid="survey-row">
            <th scope="row">
                { subject(store, row) }
                { location_button(store, place) }
            </th>
            { for row.cells.iter().map(|lines| html! { <td>{ for lines.iter().map(|line| drawn_line(store, line)) }</td> }) }
        </tr>
    }
}

fn subject(store: &Store, row: &SurveyRow) -> Html {
    let Some(place) = row.place else {
        return html! { <>{ rich_text(&row.subject) }</> };
    };
    let named = Named {
        relation: row.subject.clone(),
        column: None,
        about: AttrValue::default(),
        location: Some(row.location.clone()),
        place,
    };
    let onclick = sending::<MouseEvent>(store, Action::Tool(ToolAction::NameShown(named)));
    html! { <button type="button" class="link-button name-button" {onclick}><code>{ row.subject.clone() }</code></button> }
}

fn drawn_line(store: &Store, line: &SurveyLine) -> Html {
    let words = match line.tone.as_str() {
        "code" => html! { <code>{ line.text.clone() }</code> },
        _ => rich_words(&line.text),
    };
    let class = match line.tone.as_str() {
        "quiet" => "quiet",
        "wrong" => "is-wrong",
        _ => "",
    };
    let shown = match &line.finding {
        Some(finding) => {
            let onclick = sending::<MouseEvent>(store, Action::FindingShown(finding.clone()));
            html! { <button type="button" class="link-button" {onclick}>{ words }</button> }
        }
        None => words,
    };
    html! { <p {class}>{ shown }</p> }
}
