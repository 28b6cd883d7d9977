//! Which fix of a finding may be made without asking. Every report counts them; what makes them (`safe_fixes`) is loaded when somebody
//! asks for it.

use rowproof_findings::{Applicability, Certainty, Finding, Fix, Verdict};

/// Why a finding's fix is the reader's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsafe {
    /// There is none.
    NoFix,
    /// It is no edit of this text.
    NotInText,
    /// It rests on a guess.
    Guess,
    /// The finding itself is only possible.
    OnlyPossible,
    /// Several keep the meaning of every row that was right.
    SeveralWays,
    /// The row checker could not tell what it does.
    Untried,
    /// The rows that show the finding are accepted after it too.
    StillAccepted,
}

impl Unsafe {
    /// Why, as a sentence without its full stop, and what to do.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoFix => "no fix was worked out: read what the finding says",
            Self::NotInText => "the fix is no edit of this text: run its statements by hand",
            Self::Guess => {
                "the fix rests on a guess, such as a list of values or what the data hold: read it first"
            }
            Self::OnlyPossible => "the finding is only possible: decide first whether it is true",
            Self::SeveralWays => "there are several ways to fix it: choose one",
            Self::Untried => "the row checker could not tell what the fix does: read it first",
            Self::StillAccepted => {
                "the rows that show it are accepted after the fix too: decide whether it is enough"
            }
        }
    }
}

/// The fix of a finding that may be made together with others: the recommended one, when it edits the text, keeps the meaning of
/// every row that was right, is the only one that does, mends something that is more than possible, and refuses the rows that show
/// it, where there are some.
///
/// # Errors
/// Why there is none.
pub fn safe_fix(finding: &Finding) -> Result<&Fix, Unsafe> {
    let (fix, others) = finding.fixes.split_first().ok_or(Unsafe::NoFix)?;
    match fix.applicability {
        Applicability::Safe => {}
        Applicability::Unsafe => return Err(Unsafe::Guess),
        Applicability::DisplayOnly => return Err(Unsafe::NotInText),
    }
    if finding.certainty == Certainty::Possible {
        return Err(Unsafe::OnlyPossible);
    }
    if others
        .iter()
        .any(|other| other.applicability == Applicability::Safe)
    {
        return Err(Unsafe::SeveralWays);
    }
    match (&finding.counterexample, &fix.after) {
        (None, _) | (_, Some(Verdict::Refused { .. })) => Ok(fix),
        (_, Some(Verdict::Accepted)) => Err(Unsafe::StillAccepted),
        (_, Some(Verdict::Undecided(_)) | None) => Err(Unsafe::Untried),
    }
}
