//! What can go wrong in a task.

use std::io;
use std::path::{Path, PathBuf};

/// Why a task stopped.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// A program ran and did not succeed.
    #[error("`{command}` ended with {status}{output}")]
    Command {
        /// The command line as a person would type it.
        command: String,
        /// How it ended.
        status: String,
        /// What it printed, on a line of its own; empty when it has been shown already.
        output: String,
    },
    /// A program could not be started.
    #[error("`{command}` could not be started: {source}")]
    Start {
        /// The command line as a person would type it.
        command: String,
        /// Why.
        source: io::Error,
    },
    /// A file or directory could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something the user has to install.
    #[error("{what} is missing. {remedy}")]
    Missing {
        /// The thing.
        what: String,
        /// What to do about it, a full sentence.
        remedy: String,
    },
    /// JSON did not have the expected shape.
    #[error("{what}: {source}")]
    Json {
        /// Where the JSON comes from.
        what: String,
        /// Why.
        source: serde_json::Error,
    },
    /// A check found something wrong.
    #[error("{0}")]
    Check(String),
}

/// The result of a task or of a part of one.
pub type Result<T> = std::result::Result<T, TaskError>;

/// Names the file in an error of the file system.
pub trait AtPath<T> {
    /// Turns an `io::Error` into a [`TaskError::File`] about `path`.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| TaskError::File {
            path: path.to_owned(),
            source,
        })
    }
}
