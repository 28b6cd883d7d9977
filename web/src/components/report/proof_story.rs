//! The proof: rows that are accepted today, and what the mended schema says to them.

use yew::prelude::*;

use super::sql_block::sql_block;
use crate::components::icon::{Glyph, icon};
use crate::components::rich_text::rich_text;
use crate::interop::report::{Counterexample, Verdict};

/// Tells the story; `after` is what the schema says after the chosen fix.
pub fn proof_story(counterexample: &Counterexample, after: Option<&Verdict>) -> Html {
    let Counterexample {
        intent,
        setup,
        offending,
        today,
    } = counterexample;
    let statements: Vec<AttrValue> = setup.iter().chain(offending).cloned().collect();
    html! {
        <section class="proof">
            <p class="label">{ "Proof" }</p>
            <p class="proof-intent">{ rich_text(intent) }</p>
            { sql_block("The rows that show it", &statements, setup.len()) }
            <dl class="verdicts">
                { verdict("today", today, "no rule of the schema stops it") }
                if let Some(after) = after {
                    { verdict("after the fix", after, "") }
                }
            </dl>
        </section>
    }
}

fn verdict(when: &'static str, verdict: &Verdict, reason_if_none: &'static str) -> Html {
    // Accepting the row is what is wrong; refusing it is what is wanted.
    let (glyph, word, class) = match &*verdict.verdict {
        "accepted" => (Glyph::Enters, "Accepted", "is-unwanted"),
        "refused" => (Glyph::Refused, "Refused", "is-wanted"),
        _ => (Glyph::Undecided, "Undecided", "is-undecided"),
    };
    let reason = if verdict.reason.is_empty() {
        reason_if_none.into()
    } else {
        verdict.reason.clone()
    };
    html! {
        <div class={classes!("verdict", class)}>
            <dt>{ icon(glyph) }{ format!("{word} {when}") }</dt>
            <dd>
                if let Some(state) = &verdict.sqlstate {
                    <code class="sqlstate" title="SQLSTATE">{ state.clone() }</code>{ " " }
                }
                { rich_text(&reason) }
            </dd>
        </div>
    }
}
