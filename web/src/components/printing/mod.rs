//! The report as it is printed: everything the page shows one after the other, opened, without a date and without buttons. It is in
//! the page only while it is printed. Loaded with what shares documents: nothing here is called before.

mod finding;
mod plan;

use yew::prelude::*;

use self::finding::printed_finding;
use self::plan::printed_plan;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::report::{Certainty, Location, Report, Severity};
use crate::state::AppState;
use crate::state::analysis::{counts_in_words, plural};
use crate::state::printing::Printing;

/// Texts with more lines are left out: a dump of a thousand tables is no reading.
const MOST_LINES: usize = 400;
/// Rows of one list.
const MOST_ROWS: usize = 200;

/// Draws it; nothing when nothing is printed.
#[inline(never)]
pub fn print_report(store: &Store) -> Html {
    let (Some(Printing::Ready { diagram, .. }), Some(report)) = (&store.printing, &store.analysis.report)
    else {
        return html! {};
    };
    let version = store.analysis.engine_version.as_deref().unwrap_or_default();
    // The worst first, and within a severity as they stand in the text.
    let findings: Vec<_> = Severity::ALL
        .into_iter()
        .flat_map(|severity| {
            report
                .open_findings()
                .filter(move |finding| finding.severity == severity)
        })
        .collect();
    let plans = report.plans.iter().enumerate();
    html! {
        <div class="print-report" role="main" data-testid="print-report">
            <div>
                <h1>{ "Rowproof report" }</h1>
                <p>{ counts_in_words(&report.counts) }{ proven(report) }</p>
                { parts(store, report) }
                <p class="quiet">{ format!("Checked by Rowproof {version}. The same text and settings give the same report.") }</p>
            </div>
            if !findings.is_empty() {
                <section>
                    <h2>{ "Findings" }</h2>
                    { for findings.iter().map(|finding| printed_finding(store, report, finding)) }
                </section>
            }
            { for plans.map(|(index, plan)| printed_plan(report, index, plan)) }
            if let Some(diagram) = diagram {
                <section class="print-diagram">
                    <h2>{ "Diagram" }</h2>
                    <img src={diagram.clone()} alt="The tables with their columns, keys and foreign keys" />
                </section>
            }
            { left_out(store, report) }
            { texts(store) }
        </div>
    }
}

fn proven(report: &Report) -> String {
    let proven = report
        .open_findings()
        .filter(|finding| finding.certainty == Certainty::Proven);
    match proven.count() {
        0 => String::new(),
        count => format!(", {count} of them proven"),
    }
}

/// Each part with what it was read as.
fn parts(store: &AppState, report: &Report) -> Html {
    let rows = report.parts.iter().map(|part| {
        let title = store.title_of(&part.id);
        let read = format!(
            "{}, {} {}",
            part.kind_name, part.product_name, part.server_version
        );
        html! { <li><strong>{ title }</strong>{ ": " }{ read }</li> }
    });
    html! { <ul>{ for rows }</ul> }
}

/// A place in words.
fn place(store: &AppState, location: &Location) -> String {
    if store.document.parts.len() == 1 {
        format!("line {}", location.line)
    } else {
        format!("{}, line {}", store.title_of(&location.part), location.line)
    }
}

/// What was not understood, is ignored, or was not checked.
fn left_out(store: &AppState, report: &Report) -> Html {
    let line = |what: &AttrValue, why: &AttrValue, location: Option<&Location>| {
        html! {
            <li>
                { rich_text(what) }
                if !why.is_empty() { { ": " }{ rich_text(why) } }
                if let Some(location) = location { <span class="quiet">{ format!(" ({})", place(store, location)) }</span> }
            </li>
        }
    };
    let nothing = AttrValue::default();
    let errors = report.parts.iter().flat_map(|part| &part.errors);
    let errors = errors.map(|error| line(&error.message, &nothing, Some(&error.location)));
    let ignored = report.suppressed.iter();
    let ignored = ignored.map(|ignored| line(&ignored.message, &ignored.reason, Some(&ignored.location)));
    let unchecked = report.unchecked();
    let unchecked = unchecked.map(|item| line(&item.subject, &item.reason, item.location.as_ref()));
    html! {
        <>
            { list("Not understood", errors.collect()) }
            { list("Ignored by comments of the text", ignored.collect()) }
            { list("Not checked", unchecked.collect()) }
        </>
    }
}

fn list(title: &'static str, rows: Vec<Html>) -> Html {
    if rows.is_empty() {
        return html! {};
    }
    let more = rows.len().saturating_sub(MOST_ROWS);
    html! {
        <section>
            <h2>{ title }</h2>
            <ul>{ for rows.into_iter().take(MOST_ROWS) }</ul>
            if more > 0 {
                <p>{ format!("and {more} more") }</p>
            }
        </section>
    }
}

/// The texts themselves, with the numbers of their lines: findings name them.
fn texts(store: &AppState) -> Html {
    let parts = store.document.parts.iter().filter(|part| !part.text.is_blank());
    let shown = parts.map(|part| {
        let lines: Vec<&str> = part.text.content.lines().collect();
        let numbered = || {
            let rows = lines.iter().enumerate().map(|(at, line)| {
                html! { <><span class="print-line">{ at + 1 }</span>{ format!("{line}\n") }</> }
            });
            html! { <pre>{ for rows }</pre> }
        };
        html! {
            <section>
                <h2>{ format!("Text: {}", store.title_of(&part.id)) }</h2>
                if lines.len() > MOST_LINES {
                    <p class="quiet">{ format!("{}, left out here", plural(lines.len(), "line")) }</p>
                } else {
                    { numbered() }
                }
            </section>
        }
    });
    shown.collect()
}
