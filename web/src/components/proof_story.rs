//! The proof: rows that are accepted today, and what the mended schema says to them.

use yew::prelude::*;

use super::icon::{Glyph, Icon};
use super::rich_text::RichText;
use super::sql_block::SqlBlock;
use crate::interop::report::{Counterexample, Verdict};

#[derive(Properties, PartialEq)]
pub struct ProofStoryProps {
    pub counterexample: Counterexample,
    /// What the schema says after the chosen fix.
    #[prop_or_default]
    pub after: Option<Verdict>,
}

#[component]
pub fn ProofStory(props: &ProofStoryProps) -> Html {
    let Counterexample { intent, setup, offending, today } = &props.counterexample;
    let statements: Vec<AttrValue> = setup.iter().chain(offending).cloned().collect();
    html! {
        <section class="proof">
            <h5 class="label">{ "Proof" }</h5>
            <p class="proof-intent"><RichText text={intent.clone()} /></p>
            <SqlBlock label="The rows that show it" {statements} quiet={setup.len()} />
            <dl class="verdicts">
                { verdict("Today", today, true) }
                if let Some(after) = &props.after {
                    { verdict("After the fix", after, false) }
                }
            </dl>
        </section>
    }
}

fn verdict(when: &'static str, verdict: &Verdict, is_today: bool) -> Html {
    let (glyph, word) = match &*verdict.verdict {
        "accepted" => (Glyph::Accepted, "accepted"),
        "refused" => (Glyph::Refused, "refused"),
        _ => (Glyph::Undecided, "undecided"),
    };
    // Accepting the row is what is wrong; refusing it is what is wanted.
    let is_wanted = word == "refused";
    let class = classes!("verdict", if is_wanted { "is-wanted" } else { "is-unwanted" }, is_today.then_some("is-today"));
    html! {
        <div {class}>
            <dt>{ when }</dt>
            <dd>
                <strong><Icon {glyph} />{ word }</strong>
                if let Some(state) = &verdict.sqlstate {
                    <code class="sqlstate" title="SQLSTATE">{ state.clone() }</code>
                }
                if !verdict.reason.is_empty() {
                    <span class="verdict-reason"><RichText text={verdict.reason.clone()} /></span>
                }
            </dd>
        </div>
    }
}
