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
    /// Worst first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Hint];

    /// As much worse or milder as `to` is than `from`, as far as there are severities.
    pub fn shifted(self, from: Self, to: Self) -> Self {
        let place = self as i8 + to as i8 - from as i8;
        let place = usize::try_from(place).unwrap_or(0);
        Self::ALL.get(place).copied().unwrap_or(Self::Hint)
    }

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

#[cfg(test)]
mod tests {
    use super::Severity::{self, Error, Hint, Info, Warning};

    #[test]
    fn a_shift_keeps_the_order_and_stops_at_the_ends() {
        let shifted = |from, to| Severity::ALL.map(|severity| severity.shifted(from, to));
        assert_eq!(shifted(Warning, Warning), Severity::ALL);
        assert_eq!(shifted(Warning, Error), [Error, Error, Warning, Info]);
        assert_eq!(shifted(Warning, Info), [Warning, Info, Hint, Hint]);
        assert_eq!(shifted(Error, Hint), [Hint; 4]);
        assert_eq!(shifted(Hint, Error), [Error; 4]);
    }
}
