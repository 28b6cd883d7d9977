//! How bad and how sure.

/// How bad a problem is if it is real. Ordered: worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Wrong data or lost data is the normal outcome.
    Error,
    /// Wrong data or a serious slowdown is likely in production.
    Warning,
    /// Worth a decision.
    Info,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Hint => "hint",
        }
    }
}

/// How sure a finding is. Ordered: surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The row checker accepted the counterexample today and refused it after the fix.
    Proven,
    /// Structure and names agree, or the fact is in the text but no row can show it.
    Likely,
    /// One sign only, such as a name.
    Possible,
}

impl Certainty {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Proven => "proven",
            Certainty::Likely => "likely",
            Certainty::Possible => "possible",
        }
    }
}
