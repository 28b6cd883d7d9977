//! A finding on paper.

use yew::prelude::*;

use super::place;
use crate::components::report::severity_mark::severity_mark;
use crate::components::rich_text::rich_text;
use crate::interop::report::{Counterexample, Finding, Fix, Report, Verdict};
use crate::state::AppState;
use crate::state::format::sentence;

/// Draws it: what, where, why, the rows, and every way to mend it.
pub fn printed_finding(store: &AppState, report: &Report, finding: &Finding) -> Html {
    let facts = format!(
        "{} · {} · {} · {}",
        sentence(finding.severity.as_str()),
        finding.certainty.as_str(),
        place(store, &finding.location),
        finding.rule
    );
    let folded = report.folded_under(&finding.id);
    let details = store.analysis.details_of(&finding.id);
    let after = details.fixes.first().and_then(|fix| fix.after.as_ref());
    html! {
        <article class="print-finding">
            <h3>{ severity_mark(finding.severity) }{ " " }{ rich_text(&finding.message) }</h3>
            <p class="quiet">{ facts }</p>
            <ul>{ for folded.map(|folded| html! { <li>{ "also: " }{ rich_text(&folded.message) }</li> }) }</ul>
            if !details.why.is_empty() {
                <p>{ rich_text(&details.why) }</p>
            }
            if !finding.certainty_reason.is_empty() {
                <p>{ sentence(finding.certainty.as_str()) }{ ": " }{ rich_text(&finding.certainty_reason) }</p>
            }
            <ul>{ for details.evidence.iter().map(|fact| html! { <li>{ rich_text(fact) }</li> }) }</ul>
            if let Some(counterexample) = &details.counterexample {
                { proof(counterexample, after) }
            }
            { for details.fixes.iter().enumerate().map(|(at, fix)| printed_fix(at, fix)) }
        </article>
    }
}

fn proof(counterexample: &Counterexample, after: Option<&Verdict>) -> Html {
    let statements = counterexample.setup.iter().chain(&counterexample.offending);
    html! {
        <>
            <p>{ "Proof: " }{ rich_text(&counterexample.intent) }</p>
            { script(statements) }
            <ul>
                { verdict("today", &counterexample.today) }
                { for after.map(|after| verdict("after the fix", after)) }
            </ul>
        </>
    }
}

fn verdict(when: &'static str, verdict: &Verdict) -> Html {
    let state = verdict.sqlstate.as_deref();
    html! {
        <li>
            <strong>{ format!("{} {when}", sentence(&verdict.verdict)) }</strong>
            if let Some(state) = state { { format!(" (SQLSTATE {state})") } }
            if !verdict.reason.is_empty() { { ": " }{ rich_text(&verdict.reason) } }
        </li>
    }
}

fn printed_fix(at: usize, fix: &Fix) -> Html {
    let edits = fix.edits.iter().map(|edit| &edit.replacement);
    html! {
        <div class="print-fix">
            <p><strong>{ format!("Fix {}: ", at + 1) }</strong>{ rich_text(&fix.title) }</p>
            if !fix.when.is_empty() {
                <p class="quiet">{ rich_text(&fix.when) }</p>
            }
            if !fix.statements.is_empty() {
                { script(fix.statements.iter()) }
            } else if !fix.edits.is_empty() {
                <pre>{ for edits.map(|edit| html! { { format!("{}\n", edit.trim()) } }) }</pre>
            }
            if !fix.cost.is_empty() {
                <p class="quiet">{ rich_text(&fix.cost) }</p>
            }
        </div>
    }
}

fn script<'s>(statements: impl Iterator<Item = &'s AttrValue>) -> Html {
    let lines = statements.map(|statement| html! { { format!("{};\n", statement.trim_end_matches(';')) } });
    html! { <pre>{ for lines }</pre> }
}
