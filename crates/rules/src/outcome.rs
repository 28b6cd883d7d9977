//! What a rule on plans says of a plan in which it finds nothing, so that silence is never read as approval.

/// What came of a rule on one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It found something, so many times.
    Fired(usize),
    /// It looked and found nothing: why, as a sentence with this plan's numbers.
    Silent(String),
    /// The plan does not tell what it needs: what is missing, as a sentence.
    Undecidable(String),
}

impl Outcome {
    /// Silent, for this reason.
    pub(crate) fn silent(why: impl Into<String>) -> Self {
        Self::Silent(why.into())
    }
}
