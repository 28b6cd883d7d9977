//! `cargo xtask verify`: asking real servers whether what Rowproof says is true.

mod catalog;
mod findings;
mod mariadb;
mod plans;
mod server;
pub mod servers;

use crate::error::Result;
use crate::project::Project;
pub use catalog::Extent;
use findings::Outcome;

/// Which verifications run.
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    /// The fixtures' proofs and fixes.
    pub proofs: bool,
    /// Those of the corpus.
    pub fixes: bool,
    /// The catalog against the servers', and how far.
    pub catalog: Option<Extent>,
    /// The reading of plans; whether everything that is wrong is printed.
    pub plans: Option<bool>,
}

/// Runs the chosen verifications; true when everything holds.
///
/// # Errors
/// When there is no PostgreSQL, or a server does not start.
pub fn verify(project: &Project, chosen: Chosen, install: bool) -> Result<bool> {
    let mut holds = true;
    if chosen.proofs {
        holds &= proofs(project, install)?.failed == 0;
    }
    if chosen.fixes {
        holds &= fixes(project, install)?.is_none_or(|outcome| outcome.failed == 0);
    }
    if let Some(extent) = chosen.catalog {
        holds &= catalog(project, extent, install)?;
    }
    if let Some(all) = chosen.plans {
        holds &= plans(project, all, install)?;
    }
    Ok(holds)
}

/// Runs the counterexamples and fixes of every fixture and of the gallery's examples, and sample rows, on the server of their dialect.
///
/// # Errors
/// When something does not build or a server does not start.
pub fn proofs(project: &Project, install: bool) -> Result<Outcome> {
    let texts = findings::of_fixtures(project, install)? + findings::of_examples(project, install)?;
    Ok(texts + findings::of_rows(project, install)?)
}

/// Runs the counterexamples and fixes of every finding on the corpus; none when the corpus is not there.
///
/// # Errors
/// When something does not build, a server does not start, or in CI the corpus is not there.
pub fn fixes(project: &Project, install: bool) -> Result<Option<Outcome>> {
    findings::of_corpus(project, install)
}

/// Compares our catalog with the servers' own; true when nothing differs.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn catalog(project: &Project, extent: Extent, install: bool) -> Result<bool> {
    catalog::run(project, extent, install)
}

/// Reads the plans of the corpus, whole and mangled, and compares the formats of one plan on the servers; true when all is read as it is.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn plans(project: &Project, all: bool, install: bool) -> Result<bool> {
    plans::run(project, all, install)
}
