//! `cargo xtask verify`: asking real servers whether what Rowproof says is true.

mod case;
mod catalog;
mod mariadb;
mod proofs;
mod psql;
mod server;

use std::path::Path;

use crate::error::{Result, TaskError};
use crate::project::Project;
use crate::setup::postgres;
pub use catalog::Extent;
use proofs::Outcome;

/// Which verifications run.
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    /// The fixtures' proofs.
    pub proofs: bool,
    /// The catalog against the servers', and how far.
    pub catalog: Option<Extent>,
}

/// Runs the chosen verifications; true when everything holds.
///
/// # Errors
/// When there is no PostgreSQL, or a server does not start.
pub fn verify(project: &Project, chosen: Chosen, install: bool) -> Result<bool> {
    let mut holds = true;
    if chosen.proofs {
        let programs = postgres::find_or_install(install)?.ok_or_else(|| TaskError::Missing {
            what: "PostgreSQL".to_owned(),
            remedy: "Install it (on Debian and Ubuntu `--install` does), with initdb and psql in PATH."
                .to_owned(),
        })?;
        holds &= proofs(project, &programs)?.failed == 0;
    }
    if let Some(extent) = chosen.catalog {
        holds &= catalog(project, extent, install)?;
    }
    Ok(holds)
}

/// Runs every fixture's counterexamples and fixes on a throw-away PostgreSQL.
///
/// # Errors
/// When the command line does not build or the server does not start.
pub fn proofs(project: &Project, programs: &Path) -> Result<Outcome> {
    proofs::run(project, programs)
}

/// Compares our catalog with the servers' own; true when nothing differs.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn catalog(project: &Project, extent: Extent, install: bool) -> Result<bool> {
    catalog::run(project, extent, install)
}
