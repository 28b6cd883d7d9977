//! What is said below a plan: what it does well, and why rules are silent about it. Markdown and the command line print the same words.

use rowproof_engine::{AnalyzedPlan, Outcome, Report};

/// What the plan does well, one line each behind a headline; empty when there is nothing to say.
pub fn strength_lines(report: &Report, plan: usize) -> Vec<String> {
    let Some(analyzed) = report.plans.get(plan) else {
        return Vec::new();
    };
    let strengths = &analyzed.strengths;
    let headline = match (report.has_nothing_to_mend(plan), strengths.is_empty()) {
        (true, true) => "Nothing to fix here.",
        (true, false) => "Nothing to fix here, and this is why it is fast:",
        (false, true) => return Vec::new(),
        (false, false) => "What it does well:",
    };
    let label = |node: usize| analyzed.plan.node(node).map_or("", |node| node.label.as_str());
    let told = strengths
        .iter()
        .map(|strength| format!("- `{}`: {}", label(strength.node), strength.sentence));
    std::iter::once(headline.to_owned()).chain(told).collect()
}

/// Why the other rules say nothing of the plan, one line each, by their codes.
pub fn silence_lines(analyzed: &AnalyzedPlan) -> Vec<String> {
    let outcomes = analyzed.outcomes.iter();
    outcomes
        .filter_map(|(rule, outcome)| match outcome {
            Outcome::Fired(_) => None,
            Outcome::Silent(why) => Some(format!("- `{rule}` is silent: {why}")),
            Outcome::Undecidable(why) => Some(format!("- `{rule}` cannot decide: {why}")),
        })
        .collect()
}
