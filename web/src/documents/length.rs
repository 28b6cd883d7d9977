//! How long a link is, and what that means.

/// Links up to this length fit everywhere, in characters.
pub const EVERYWHERE: usize = 2_000;
/// Up to this length browsers and most programs take them.
pub const MOST_PROGRAMS: usize = 8_000;
/// Above this a file is offered instead: browsers begin to refuse.
pub const LONGEST: usize = 32_000;

/// How far a link gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Everywhere,
    MostPrograms,
    BrowsersOnly,
    TooLong,
}

impl Reach {
    /// Of a link of that many characters.
    pub fn of(length: usize) -> Self {
        match length {
            _ if length < EVERYWHERE => Self::Everywhere,
            _ if length < MOST_PROGRAMS => Self::MostPrograms,
            _ if length <= LONGEST => Self::BrowsersOnly,
            _ => Self::TooLong,
        }
    }

    /// The word of its meter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Everywhere => "Short",
            Self::MostPrograms => "Long",
            Self::BrowsersOnly => "Very long",
            Self::TooLong => "Too long",
        }
    }

    /// What it means, and what to do.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Everywhere => "It fits everywhere: chats, mails, tickets.",
            Self::MostPrograms => "It works in browsers; some chat and mail programs cut it.",
            Self::BrowsersOnly => {
                "Browsers take it, but most chat and mail programs cut it. A file is safer."
            }
            Self::TooLong => {
                "No program is sure to keep it whole. Send the document as a file: the other side opens it here."
            }
        }
    }

    /// How much of its meter is filled, 1 to 4.
    pub fn steps(self) -> usize {
        match self {
            Self::Everywhere => 1,
            Self::MostPrograms => 2,
            Self::BrowsersOnly => 3,
            Self::TooLong => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_borders_belong_to_the_cautious_side() {
        assert_eq!(Reach::of(1_999), Reach::Everywhere);
        assert_eq!(Reach::of(2_000), Reach::MostPrograms);
        assert_eq!(Reach::of(8_000), Reach::BrowsersOnly);
        assert_eq!(Reach::of(32_000), Reach::BrowsersOnly);
        assert_eq!(Reach::of(32_001), Reach::TooLong);
    }
}
