//! Why a link or a file cannot be opened, in words for its reader.

use super::fragment::VERSION;

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Written by a later program, in that version of the format.
    Newer(String),
    /// Letters are missing or not what was written.
    Damaged,
    /// It unpacks to more than a link may hold.
    TooBig,
    /// There is no example of that name.
    UnknownExample(String),
    /// The examples could not be loaded.
    NoExamples,
}

impl Problem {
    /// What is wrong, then what to do.
    pub fn in_words(&self) -> String {
        match self {
            Self::Newer(version) => format!(
                "This link was made by a newer Rowproof: it is in version {version} of the format, and this page reads \
                 version {VERSION}. Reload the page to get the newest one, or ask for the document as a file."
            ),
            Self::Damaged => "This link is cut off or damaged; some programs cut long links. Copy it again as a whole, \
                              or ask for the document as a file."
                .to_owned(),
            Self::TooBig => {
                "This link unpacks to more than 1 MB, which no link of Rowproof does. Ask for the document as a file."
                    .to_owned()
            }
            Self::NoExamples => {
                "This link is one to an example, and the examples could not be loaded. The network is needed for them once.".to_owned()
            }
            Self::UnknownExample(slug) => {
                format!("There is no example called “{slug}” here. The menu “Open” lists those there are.")
            }
        }
    }
}
