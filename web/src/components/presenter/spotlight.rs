//! A finding for a room: what is wrong, where, the rows that show it, and what stops them.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::components::report::severity_mark::severity_mark;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::report::{Counterexample, Finding, Location, Verdict};
use crate::state::format::sentence;

/// Lines around the place that are shown with it.
const AROUND: usize = 2;
/// Lines of the place itself that are shown at most.
const MOST_LINES: usize = 7;

/// Draws it.
pub fn spotlight(store: &Store, finding: &Finding) -> Html {
    let details = store.analysis.details_of(&finding.id);
    let fix = details.fixes.first();
    html! {
        <article class="spotlight" data-testid="spotlight" aria-busy={(!store.analysis.has_details(&finding.id)).to_string()} data-rule={finding.rule.clone()} key={finding.id.to_string()}>
            <p class={classes!("spotlight-facts", format!("is-{}", finding.severity.as_str()))}>
                { severity_mark(finding.severity) }
                <span>{ sentence(finding.severity.as_str()) }</span>
                <span>{ sentence(finding.certainty.as_str()) }</span>
                <span class="spotlight-rule">{ finding.rule.clone() }</span>
            </p>
            <h2>{ rich_text(&sentence(&finding.message)) }</h2>
            <div class="spotlight-columns">
                { excerpt(store, &finding.location) }
                if let Some(counterexample) = &details.counterexample {
                    { rows(counterexample, fix.and_then(|fix| fix.after.as_ref())) }
                } else if !details.why.is_empty() {
                    <p class="spotlight-why">{ rich_text(&details.why) }</p>
                }
            </div>
            if let Some(fix) = fix {
                <p class="spotlight-fix"><strong>{ "What stops it: " }</strong>{ rich_text(&fix.title) }</p>
            }
        </article>
    }
}

/// The place in the text with a few lines around it; nothing when the text has changed since.
fn excerpt(store: &Store, location: &Location) -> Html {
    let part = store
        .document
        .part(&location.part)
        .filter(|_| store.is_report_current());
    let Some(part) = part else {
        return html! {};
    };
    let text = part.text.content.as_str();
    let (start, end) = (location.start_byte as usize, location.end_byte as usize);
    let first = (location.line as usize).saturating_sub(1 + AROUND);
    let mut lines: Vec<Html> = Vec::new();
    let mut at = 0;
    for (number, line) in text.split('\n').enumerate() {
        let line_end = at + line.len();
        let is_past = at >= end && number >= location.line as usize + AROUND;
        if is_past || lines.len() > MOST_LINES + AROUND {
            break;
        }
        if number >= first {
            let from = start.clamp(at, line_end) - at;
            let to = end.clamp(at, line_end) - at;
            let piece = |from: usize, to: usize| line.get(from..to).unwrap_or_default().to_owned();
            lines.push(html! {
                <span class={classes!("spotlight-line", (from < to).then_some("is-marked"))}>
                    <span class="spotlight-number" aria-hidden="true">{ number + 1 }</span>
                    <code>{ piece(0, from) }
                        if from < to {
                            <mark>{ piece(from, to) }</mark>
                        }
                        { piece(to, line.len()) }</code>
                </span>
            });
        }
        at = line_end + 1;
    }
    html! {
        <pre class="spotlight-text" tabindex="0" role="group" aria-label="The place in the text">{ for lines }</pre>
    }
}

/// The rows that show it, and what the schema says to them before and after.
fn rows(counterexample: &Counterexample, after: Option<&Verdict>) -> Html {
    let statement =
        |class: &'static str, statement: &AttrValue| html! { <code {class}>{ statement.clone() }</code> };
    html! {
        <div class="spotlight-rows">
            <p class="spotlight-intent">{ rich_text(&sentence(&counterexample.intent)) }</p>
            <pre class="spotlight-text" tabindex="0" role="group" aria-label="The rows that show it">
                { for counterexample.setup.iter().map(|row| statement("spotlight-setup", row)) }
                { for counterexample.offending.iter().map(|row| statement("spotlight-offending", row)) }
            </pre>
            { verdict("today", &counterexample.today) }
            if let Some(after) = after {
                { verdict("after the fix", after) }
            }
        </div>
    }
}

fn verdict(when: &str, verdict: &Verdict) -> Html {
    let (glyph, word, class) = match verdict.verdict.as_str() {
        "accepted" => (Glyph::Enters, "Accepted", "is-unwanted"),
        "refused" => (Glyph::Refused, "Refused", "is-wanted"),
        _ => (Glyph::Undecided, "Undecided", "is-undecided"),
    };
    html! {
        <p class={classes!("spotlight-verdict", class)}>
            { icon(glyph) }<strong>{ format!("{word} {when}") }</strong>
            if !verdict.reason.is_empty() && class == "is-wanted" {
                <span>{ rich_text(&verdict.reason) }</span>
            }
        </p>
    }
}
