//! Which plans of a document are compared.

use rowproof_plan::{are_of_one_query, compare_plans};

use crate::report::{AnalyzedPlan, Comparison};

/// Plans further back than this are not looked at: keeps the search linear.
const FURTHEST_BACK: usize = 16;

/// Each plan against the last one before it of the same query.
pub(crate) fn compare_consecutive(plans: &[AnalyzedPlan]) -> Vec<Comparison> {
    let pairs = plans.iter().enumerate().filter_map(|(after, later)| {
        let earlier = plans.iter().enumerate().take(after).rev().take(FURTHEST_BACK);
        let mut earlier = earlier.filter(|(_, earlier)| are_of_one_query(&earlier.plan, &later.plan));
        let (before, earlier) = earlier.next()?;
        Some(Comparison {
            before,
            after,
            comparison: compare_plans(earlier.measured(), later.measured()),
        })
    });
    pairs.collect()
}
